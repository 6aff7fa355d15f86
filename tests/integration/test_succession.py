"""An agency ends with cases open: whoever ends it is asked, and a schedule moves what it held."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.store.serialization import as_json
from chalicelib.workdays import local_date
from tests.integration import register
from tests.integration.people import CONTACT, NATIONAL, SCHOOLS, acts, filed, receipt
from tests.integration.roles import acting_as
from tests.integration.world import REGION, World

DINAS = "kota-surabaya-dinas-pendidikan"
SUCCESSOR = "kota-surabaya-dinas-kesehatan"
TOMORROW = timedelta(days=1)
HEADER = "id,name,type,parent_id,regions,sectors,desks,valid_to,successor_id\n"


def last_day() -> str:
    return local_date(datetime.now(UTC), "WIB").isoformat()


def agency(world: World, agency_id: str = DINAS) -> dict[str, Any]:
    status, answer, _ = world.call(
        "GET", "/v1/admin/agencies", groups=NATIONAL, query={"id": agency_id}
    )
    assert status == 200, answer
    found: dict[str, Any] = answer["items"][0]
    return found


def put(world: World, agency_id: str = DINAS, **changes: Any) -> tuple[int, Any]:
    """Change an agency in the period it is in."""
    row = agency(world, agency_id)
    kept = {name: row[name] for name in row if name not in ("in_force", "periods")}
    body = {name: value for name, value in (kept | changes).items() if value is not None}
    status, answer, _ = world.call("POST", "/v1/admin/agencies", body, groups=NATIONAL)
    return status, answer


def ends(world: World, successor_id: str | None = None, agency_id: str = DINAS) -> None:
    """Today is the last day."""
    status, answer = put(
        world, agency_id, valid_to=last_day(), successor_id=successor_id, confirm=True
    )
    assert status == 200, answer


def run(after: timedelta = TOMORROW) -> dict[str, int]:
    from chalicelib.schedules import rerouting

    with acting_as("reroute_waiting"):
        return rerouting.reroute_waiting({"time": (datetime.now(UTC) + after).isoformat()})


def case(case_id: str) -> Any:
    from chalicelib.store import cases

    return cases.get(case_id)


def moved(counts: dict[str, int]) -> tuple[int, int]:
    return counts["reassigned"], counts["not_reassigned"]


def told(world: World, case_id: str, number: int) -> list[str]:
    """Who was sent a notice of that event."""
    notices = (each.split("#", 1) for each in world.sent(case_id))
    return sorted(recipient for event, recipient in notices if int(event) == number)


# The administrator


def test_whoever_ends_an_agency_hears_what_it_holds(world: World) -> None:
    case_ids = [filed(world)["id"] for _ in range(3)]
    acts(world, case_ids[0], SCHOOLS, "answer", text="Uang seragam dikembalikan.")
    acts(world, case_ids[1], SCHOOLS, "hold", question="Di sekolah mana?")
    closed = filed(world)
    acts(world, closed["id"], SCHOOLS, "answer", text="Uang seragam dikembalikan.")
    rating = {"satisfied": True}
    path = f"/v1/complaints/{closed['id']}/rating"
    assert world.call("POST", path, rating, headers=receipt(closed))[0] == 201
    before = agency(world)
    status, answer = put(world, valid_to=last_day())
    assert (status, answer["error"]["code"]) == (409, "agency_has_open_cases")
    assert (answer["error"]["open_cases"], answer["error"]["agencies"]) == (3, [DINAS])
    assert "3" in answer["error"]["message"]
    assert agency(world) == before


@pytest.mark.parametrize("given", [{"successor_id": SUCCESSOR}, {"confirm": True}])
def test_a_successor_or_a_plain_yes_lets_it_end(world: World, given: dict[str, Any]) -> None:
    filed(world)
    status, answer = put(world, valid_to=last_day(), **given)
    assert status == 200, answer
    stored = agency(world)
    assert (stored["valid_to"], stored["successor_id"]) == (last_day(), given.get("successor_id"))
    assert "confirm" not in stored


def test_only_an_end_is_asked_about(world: World) -> None:
    filed(world)
    assert put(world, name="Dinas Pendidikan Kota Surabaya")[0] == 200
    assert put(world, valid_to=last_day(), successor_id=SUCCESSOR)[0] == 200
    assert put(world, name="Dinas Pendidikan")[0] == 200  # keeps its last day and its successor
    status, answer = put(world, successor_id=None)
    assert (status, answer["error"]["code"]) == (409, "agency_has_open_cases")
    assert put(world, valid_to=None, successor_id=None)[0] == 200  # it goes on after all


def test_an_agency_that_holds_nothing_just_ends(world: World) -> None:
    assert put(world, valid_to=last_day())[0] == 200


def test_a_list_is_asked_about_too(world: World) -> None:
    filed(world)
    line = f"{DINAS},Dinas Pendidikan,unit,kota-surabaya,35.78,education,,{last_day()},\n"
    sent = {"csv": HEADER + line, "dry_run": False}
    path = "/v1/admin/agencies/import"
    status, answer, _ = world.call("POST", path, sent, groups=NATIONAL)
    assert (status, answer["error"]["code"]) == (409, "agency_has_open_cases")
    status, answer, _ = world.call("POST", path, sent | {"confirm": True}, groups=NATIONAL)
    assert status == 200, answer
    assert agency(world)["valid_to"] == last_day()


@pytest.mark.parametrize(
    ("named", "problem"), [("tidak-ada", "unknown_agency"), (DINAS, "own_successor")]
)
def test_a_successor_is_another_agency_of_the_register(
    world: World, named: str, problem: str
) -> None:
    status, answer = put(world, valid_to=last_day(), successor_id=named)
    assert status == 422
    assert [(f["field"], f["problem"]) for f in answer["error"]["fields"]] == [
        ("successor_id", problem)
    ]


# The schedule


def test_the_successor_gets_what_is_open_once_and_everybody_hears(world: World) -> None:
    case_ids = [filed(world, reporter=CONTACT)["id"] for _ in range(3)]
    acts(world, case_ids[0], SCHOOLS, "answer", text="Uang seragam dikembalikan.")
    before = {case_id: case(case_id) for case_id in case_ids}
    ends(world, SUCCESSOR)
    assert moved(run(timedelta())) == (0, 0)  # its last day is still its own
    assert moved(run()) == (3, 0)
    assert moved(run()) == (0, 0)
    world.pump()
    for case_id in case_ids:
        now = case(case_id)
        assert world.events(case_id).count("reassigned") == 1
        assert (now.agency_id, now.status) == (SUCCESSOR, before[case_id].status)
        assert now.deadlines == before[case_id].deadlines
        assert told(world, case_id, now.version) == [f"{SUCCESSOR}@agency.example", "reporter"]


@pytest.mark.parametrize(
    ("heirs", "holder", "desk"),
    [
        ((SUCCESSOR, "kota-malang-inspektorat"), SUCCESSOR, SUCCESSOR),  # only one serves Surabaya
        ((SUCCESSOR, "kota-surabaya-dinas-sosial"), None, "kemenpanrb"),  # neither has schools
        ((SUCCESSOR, "kota-surabaya"), "kota-surabaya", "kota-surabaya"),  # the city has the rest
    ],
)
def test_a_split_gives_a_case_to_whom_it_belongs(
    world: World, heirs: tuple[str, ...], holder: str | None, desk: str
) -> None:
    case_id = filed(world, reporter=CONTACT)["id"]
    before = case(case_id)
    status, refusal = put(world, valid_to=last_day(), successor_ids=heirs)
    assert status == 200, refusal
    assert agency(world)["successor_ids"] == list(heirs)
    assert moved(run()) == (1, 0)
    world.pump()
    after = case(case_id)
    assert (after.agency_id, after.status) == (holder, before.status if holder else "triage")
    assert after.deadlines == before.deadlines
    assert told(world, case_id, after.version) == [f"{desk}@agency.example", "reporter"]


def test_whoever_takes_all_successors_back_is_asked(world: World) -> None:
    filed(world)
    heirs = [SUCCESSOR, "kota-surabaya"]
    assert put(world, valid_to=last_day(), successor_ids=heirs)[0] == 200
    status, answer = put(world, successor_ids=[])
    assert (status, answer["error"]["code"]) == (409, "agency_has_open_cases")


def test_without_a_successor_the_national_desk_gets_it(world: World) -> None:
    case_id = filed(world, reporter=CONTACT)["id"]
    ends(world)
    assert moved(run()) == (1, 0)
    world.pump()
    assert (case(case_id).agency_id, case(case_id).status) == (None, "triage")
    assert told(world, case_id, 3) == ["kemenpanrb@agency.example", "reporter"]
    status, answer, _ = world.call(
        "GET", "/v1/officer/inbox", groups=NATIONAL, query={"status": "triage"}
    )
    assert (status, [each["id"] for each in answer["items"]]) == (200, [case_id])


def test_an_answer_without_a_successor_waits_for_its_reporter(world: World) -> None:
    answer = filed(world)
    acts(world, answer["id"], SCHOOLS, "answer", text="Uang seragam dikembalikan.")
    ends(world)
    assert moved(run()) == (0, 0)
    sent = {"text": "Belum saya terima."}
    path = f"/v1/complaints/{answer['id']}/messages"
    assert world.call("POST", path, sent, headers=receipt(answer))[0] == 201
    assert moved(run()) == (1, 0)
    assert case(answer["id"]).status == "triage"


def test_an_appeal_never_comes_to_whom_it_is_against(world: World) -> None:
    answer = filed(world)
    acts(world, answer["id"], SCHOOLS, "answer", text="Tidak ada pungutan.")
    appeal = {"satisfied": False, "comment": "Ada kuitansinya", "appeal": True}
    path = f"/v1/complaints/{answer['id']}/rating"
    assert world.call("POST", path, appeal, headers=receipt(answer))[0] == 201
    assert case(answer["id"]).agency_id == "kota-surabaya"
    row = {"supervisor_id": None, "successor_id": DINAS, "valid_to": last_day()}
    status, refusal = put(world, "kota-surabaya", **row)
    assert status == 200, refusal
    assert moved(run()) == (1, 0)
    assert case(answer["id"]).agency_id == "kemenpanrb"
    assert case(answer["id"]).status == "in_progress"


def test_two_runs_that_saw_the_same_move_it_once(world: World) -> None:
    """The second decides on what it read before the first wrote, and has to read again."""
    from chalicelib.store.tables import CasesItem
    from chalicelib.usecases.succession import reassign_ended

    case_id = filed(world)["id"]
    ends(world, SUCCESSOR)
    now = datetime.now(UTC) + TOMORROW
    other: list[dict[str, int]] = []

    def run_beside(params: dict[str, Any], **_: Any) -> None:
        if not other:
            other.append({})  # so that the other run does not start a third
            other[0] = reassign_ended(now)

    events = CasesItem._get_connection().connection.client.meta.events
    events.register("before-call.dynamodb.TransactWriteItems", run_beside)
    counts = reassign_ended(now)
    events.unregister("before-call.dynamodb.TransactWriteItems", run_beside)
    assert [other[0]["reassigned"], counts["reassigned"]] == [1, 0]
    assert world.events(case_id) == ["filed", "routed", "reassigned"]


def test_a_run_is_bounded_and_the_next_goes_on(world: World) -> None:
    from chalicelib.store.holdings import HELD_OPEN, held_by
    from chalicelib.usecases.succession import reassign_ended

    case_ids = [filed(world)["id"] for _ in range(3)]
    ends(world, SUCCESSOR)
    now = datetime.now(UTC) + TOMORROW
    assert reassign_ended(now, lambda: False)["reassigned"] == 0
    waiting = list(held_by(DINAS, HELD_OPEN))
    assert reassign_ended(now, most=1)["reassigned"] == 1
    assert [case(case_id).agency_id for case_id in waiting] == [SUCCESSOR, DINAS, DINAS]
    assert [reassign_ended(now, most=1)["reassigned"] for _ in range(3)] == [1, 1, 0]
    assert {case(case_id).agency_id for case_id in case_ids} == {SUCCESSOR}


def test_a_run_that_is_out_of_time_is_over(world: World) -> None:
    from chalicelib.usecases.succession import reassign_ended

    case_ids = [filed(world)["id"] for _ in range(2)]
    ends(world, SUCCESSOR)
    asked: list[bool] = []
    moved_none = reassign_ended(datetime.now(UTC) + TOMORROW, lambda: bool(asked.append(True)))
    assert moved(moved_none) == (0, 0)
    assert len(asked) == 1
    assert {case(case_id).agency_id for case_id in case_ids} == {DINAS}


def test_one_that_cannot_be_read_stops_none_behind_it(world: World) -> None:
    from chalicelib.errors import PartialFailure

    case_ids = [filed(world)["id"] for _ in range(3)]
    ends(world, SUCCESSOR)
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    table.update_item(
        Key={"pk": f"CASE#{case_ids[0]}", "sk": "CASE"},
        UpdateExpression="SET #state = :broken",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":broken": "{}"},
    )
    with pytest.raises(PartialFailure) as failed:
        run()
    assert moved(failed.value.args[0]) == (2, 1)
    assert {case(case_id).agency_id for case_id in case_ids[1:]} == {SUCCESSOR}


def test_finding_them_asks_only_about_agencies_that_ended(world: World) -> None:
    """No scan, and nothing read of the agencies that live on."""
    from chalicelib.store import agencies
    from chalicelib.store.keys import NO_HOLDER
    from chalicelib.store.tables import CaseKey

    filed(world)
    ends(world)
    asked: list[bytes] = []

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        is_measured = f'"{NO_HOLDER}"'.encode() in params["body"]  # of the national desk
        if (b"by_desk" in params["body"] and not is_measured) or model.name == "Scan":
            asked.append(params["body"])

    events = CaseKey._get_connection().connection.client.meta.events
    events.register("before-call.dynamodb.*", note)
    run()
    events.unregister("before-call.dynamodb.*", note)
    tomorrow = local_date(datetime.now(UTC) + TOMORROW, "WIB")
    over = [each for each in agencies.registry().all() if each.ended(tomorrow)]
    assert DINAS in {each.id for each in over}
    # Routed, in progress, on hold; and answered, where somebody takes that up.
    assert len(asked) == sum(4 if each.successors else 3 for each in over)
    for body in asked:
        assert any(f'"{each.id}"'.encode() in body for each in over)
        assert b'"Limit": 100' in body


def test_an_agency_stored_before_there_were_successors_can_be_read(world: World) -> None:
    from chalicelib.store import agencies

    register.put(*(period.agency for period in agencies.of_agency(DINAS)))
    (known,) = agencies.of_agency(DINAS)
    older = {k: v for k, v in as_json(known.agency).items() if k != "successor_id"}
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.reference_table)
    table.update_item(
        Key={"pk": "AGENCIES", "sk": known.key},
        UpdateExpression="SET agency = :older",
        ExpressionAttributeValues={":older": json.dumps(older)},
    )
    (period,) = agencies.of_agency(DINAS)
    assert period.agency == known.agency
