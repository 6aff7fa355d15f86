"""What the stream does not bring to the router is routed all the same, once, and somebody hears."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from tests.integration.faults import stumbling_router
from tests.integration.people import (
    CONTACT,
    KEY,
    MALANG,
    NATIONAL,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.roles import acting_as
from tests.integration.world import REGION, World

LATE = timedelta(minutes=11)
NOTHING_ENDED = {"reassigned": 0, "not_reassigned": 0}


def lost(world: World, **changes: Any) -> str:
    """A complaint whose record never reaches the router."""
    filing = complaint(reporter=CONTACT, **changes)
    status, answer, _ = world.call("POST", "/v1/complaints", filing, headers=KEY)
    assert status == 201, answer
    world.lose_records()
    return str(answer["id"])


def run(after: timedelta) -> dict[str, int]:
    from chalicelib.schedules import rerouting

    with acting_as("reroute_waiting"):
        return rerouting.reroute_waiting({"time": (datetime.now(UTC) + after).isoformat()})


def counted(text: str) -> list[int]:
    """What was counted as waiting, from the metric lines a function wrote."""
    lines = [line for line in text.splitlines() if "CasesWaitingUnrouted" in line]
    return [int(*json.loads(line)["CasesWaitingUnrouted"]) for line in lines]


def test_what_was_lost_is_routed_after_ten_minutes_and_told(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    case_ids = [lost(world), lost(world)]
    assert run(timedelta(minutes=9))["waiting"] == 0
    assert counted(capsys.readouterr().out) == []
    assert [world.events(case_id) for case_id in case_ids] == [["filed"]] * 2
    assert run(LATE) == {"waiting": 2, "routed": 2, "failed": 0} | NOTHING_ENDED
    assert counted(capsys.readouterr().out) == [2]
    world.pump()
    for case_id in case_ids:
        assert world.events(case_id) == ["filed", "routed"]
        assert len(world.sent(case_id)) == 2  # the reporter and the desk
    assert run(LATE)["waiting"] == 0
    assert counted(capsys.readouterr().out) == []


def test_what_was_returned_and_lost_is_routed_too(world: World) -> None:
    case_id = filed(world, agency_id="kota-malang", location={"region_code": "35.73"})["id"]
    sent = {"action": "return", "version": 2, "reason": "Bukan wewenang kota."}
    path = f"/v1/officer/complaints/{case_id}/actions"
    assert world.call("POST", path, sent, groups=MALANG)[0] == 200
    world.lose_records()
    assert run(LATE)["routed"] == 1
    assert world.events(case_id)[:3] == ["filed", "routed", "returned"]
    assert world.events(case_id)[3] in ("routed", "triage")


def test_two_at_once_and_a_router_that_wakes_up_route_once(world: World) -> None:
    from chalicelib.store import queries
    from chalicelib.usecases.reroute import reroute_waiting

    case_ids = [lost(world) for _ in range(3)]
    asked: list[bool] = []
    out_of_time = reroute_waiting(datetime.now(UTC) + LATE, lambda: bool(asked.append(True)))
    assert (out_of_time, len(asked)) == ({"waiting": 0, "routed": 0, "failed": 0}, 1)
    longest = next(queries.unrouted())
    cut_short = reroute_waiting(datetime.now(UTC) + LATE, iter((True, False)).__next__)
    assert cut_short["routed"] == 1
    assert world.events(longest) == ["filed", "routed"]
    first, second = run(LATE), run(LATE)
    assert (first["routed"], second["waiting"]) == (2, 0)
    world.replay_records()
    world.pump()
    assert [world.events(case_id) for case_id in case_ids] == [["filed", "routed"]] * 3


def test_what_the_rules_stumble_over_is_read_by_a_person(world: World) -> None:
    case_id = lost(world)
    with stumbling_router():
        assert run(LATE) == {"waiting": 1, "routed": 1, "failed": 0} | NOTHING_ENDED
    assert world.events(case_id) == ["filed", "triage"]
    assert world.rows(case_id)["EVENT#000002"]["data"].count("not_routed") == 1
    world.pump()
    acts(world, case_id, NATIONAL, "route", agency_id="kota-malang")
    assert world.events(case_id) == ["filed", "triage", "routed"]


def test_one_that_cannot_be_read_stops_none_behind_it(world: World) -> None:
    from chalicelib.errors import PartialFailure

    first, second = sorted(lost(world) for _ in range(2))
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    table.update_item(
        Key={"pk": f"CASE#{first}", "sk": "CASE"},
        UpdateExpression="SET #state = :broken",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":broken": "{}"},
    )
    with pytest.raises(PartialFailure) as failed:
        run(LATE)
    assert failed.value.args[0] == {"waiting": 1, "routed": 1, "failed": 1}
    assert world.events(second) == ["filed", "routed"]


class _Router:
    """Stands for Lambda: runs the router on what it is invoked with."""

    def __init__(self) -> None:
        self.invoked: list[str] = []

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:
        from chalicelib import stream

        self.invoked.append(FunctionName)
        stream.route_complaints(json.loads(Payload))
        return {}


def test_an_operator_hands_over_what_the_stream_lost(world: World) -> None:
    from infra.operate.upkeep import reroute

    case_ids = [lost(world), lost(world)]
    here = {"agency_id": "kota-malang", "location": {"region_code": "35.73"}}
    returned, written_to = filed(world, **here), filed(world, **here)
    for answer in (returned, written_to):
        sent = {"action": "return", "version": 2, "reason": "Bukan wewenang kota."}
        path = f"/v1/officer/complaints/{answer['id']}/actions"
        assert world.call("POST", path, sent, groups=MALANG)[0] == 200
    path, said = f"/v1/complaints/{written_to['id']}/messages", {"text": "Sudah ada kabar?"}
    assert world.call("POST", path, said, headers=receipt(written_to))[0] == 201
    world.lose_records()
    router = _Router()
    outputs = {"CasesTableName": world.cases_table, "RouteComplaintsName": "the-router"}

    def aws(service: str) -> Any:
        return router if service == "lambda" else boto3.client(service, region_name=REGION)

    assert reroute(aws, outputs) == 4
    assert router.invoked == ["the-router"] * 4
    assert [world.events(case_id)[1:] for case_id in case_ids] == [["routed"]] * 2
    assert len(world.events(returned["id"])) == 4
    assert len(world.events(written_to["id"])) == 5
    assert reroute(aws, outputs) == 0
