"""The two functions at the stream, when a record fails: in order, to the first failure, and again
from there. Effects are counted in the tables and in what a subscriber received."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from chalicelib.observability import HandlerFailed
from tests.integration.faults import Faults, naming
from tests.integration.people import KEY, MALANG, NATIONAL, SCHOOLS, SURABAYA, complaint
from tests.integration.privacy import received, subscribed
from tests.integration.world import REGION, LambdaContext, Record, World, filters, matches

PLACES = pytest.mark.parametrize("failing", [0, 1, 2], ids=["first", "middle", "last"])


@pytest.fixture(autouse=True)
def _nothing_waits(system: World) -> None:
    system.records()


@pytest.fixture(scope="module")
def partner(_faulty: tuple[World, Faults]) -> str:
    return subscribed()


@pytest.fixture
def published(partner: str) -> Iterator[Callable[[], list[tuple[str, int]]]]:
    """Case and event number of every message since the last look, as they were published."""

    def look() -> list[tuple[str, int]]:
        bodies = [json.loads(json.loads(text)["Body"]) for text in received(partner)]
        told = [json.loads(body["Message"]) for body in bodies]
        return [(message["case_id"], message["number"]) for message in told]

    look()
    yield look
    look()


def file(world: World, **changes: Any) -> str:
    """A complaint that waits for the router. Confidential, so that so many in the same words are
    not screened as copies."""
    filing = complaint(**({"confidential": True} | changes))
    status, answer, _ = world.call("POST", "/v1/complaints", filing, headers=KEY)
    assert status == 201, answer
    return str(answer["id"])


def act(world: World, case_id: str, groups: str, action: str, **data: Any) -> None:
    """An officer's step, of which nobody has been told yet."""
    from chalicelib.store import cases

    path = f"/v1/officer/complaints/{case_id}/actions"
    body = {"action": action, "version": cases.get(case_id).version, **data}
    status, answer, _ = world.call("POST", path, body, groups=groups)
    assert status == 200, answer


def wanted(records: list[Record], function: str) -> list[Record]:
    """What the event source of the template lets through."""
    return [record for record in records if any(matches(f, record) for f in filters(function))]


def route(records: list[Record]) -> None:
    import app

    app.route_complaints({"Records": records}, LambdaContext())


def publish(records: list[Record]) -> None:
    import app

    app.publish_events({"Records": records}, LambdaContext())


def test_an_empty_batch_is_done(system: World) -> None:
    route([])
    publish([])


# route_complaints


@PLACES
def test_routing_stops_at_the_first_failure_and_goes_on_from_there(
    system: World, faults: Faults, failing: int
) -> None:
    ids = [file(system) for _ in range(3)]
    batch = wanted(system.records(), "RouteComplaints")
    faults.refuse("TransactWriteItems", naming(f"CASE#{ids[failing]}"))
    with pytest.raises(HandlerFailed, match="Unavailable"):
        route(batch)
    assert [system.events(case_id) for case_id in ids] == (
        [["filed", "routed"]] * failing + [["filed"]] * (3 - failing)
    )
    faults.heal()
    route(batch)
    assert [system.events(case_id) for case_id in ids] == [["filed", "routed"]] * 3
    route(batch)
    assert [system.events(case_id) for case_id in ids] == [["filed", "routed"]] * 3


@PLACES
def test_what_comes_before_a_poison_record_is_routed_and_the_record_is_reported(
    system: World, failing: int
) -> None:
    ids = [file(system) for _ in range(3)]
    batch = copy.deepcopy(wanted(system.records(), "RouteComplaints"))
    batch[failing]["dynamodb"]["NewImage"]["data"] = {"S": "{"}
    with pytest.raises(HandlerFailed, match="Unreadable"):
        route(batch)
    assert [len(system.events(case_id)) for case_id in ids] == [2] * failing + [1] * (3 - failing)


def test_routing_in_another_order_ends_alike(system: World) -> None:
    ids = [file(system) for _ in range(3)]
    route(wanted(system.records(), "RouteComplaints")[::-1])
    assert [system.events(case_id) for case_id in ids] == [["filed", "routed"]] * 3


def test_what_was_merged_comes_back_and_what_is_behind_is_routed(system: World) -> None:
    target, source = (file(system, confidential=False) for _ in range(2))
    route(wanted(system.records(), "RouteComplaints"))
    act(system, source, SURABAYA, "merge", into=target)
    act(system, target, SURABAYA, "archive", reason="incomplete")
    behind = file(system)
    route(wanted(system.records(), "RouteComplaints"))
    assert system.events(source) == ["filed", "routed", "merged", "unmerged"]
    assert system.events(behind) == ["filed", "routed"]


@pytest.mark.parametrize("change", ["MODIFY", "REMOVE"])
def test_only_what_was_inserted_is_routed_and_published(
    system: World, published: Callable[[], list[tuple[str, int]]], change: str
) -> None:
    case_id = file(system)
    batch = [record | {"eventName": change} for record in system.records()]
    route(batch)
    publish(batch)
    assert system.events(case_id) == ["filed"]
    assert published() == []


def test_the_template_lets_through_what_the_router_acts_on_and_no_more(system: World) -> None:
    """With the filters or without them, the outcome is the same."""
    case_id = file(system)
    records = system.records()
    assert [_event(record) for record in wanted(records, "RouteComplaints")] == [(case_id, 1)]
    assert len(records) > 1
    route(records)
    assert system.events(case_id) == ["filed", "routed"]
    act(system, case_id, SCHOOLS, "note", text="Diperiksa bersama sekolah.")
    records = system.records()
    assert wanted(records, "RouteComplaints") == []
    route(records)
    assert system.events(case_id) == ["filed", "routed", "noted"]


def test_after_two_returns_a_person_decides_and_the_rules_do_not(system: World) -> None:
    case_id = file(system, agency_id="kota-malang", location={"region_code": "35.73"})
    route(wanted(system.records(), "RouteComplaints"))
    act(system, case_id, MALANG, "return", reason="Bukan wewenang kami.")
    act(system, case_id, NATIONAL, "route", agency_id="kota-surabaya")
    surabaya = "[agency_admin agency.kota-surabaya]"
    act(system, case_id, surabaya, "return", reason="Bukan wewenang kami juga.")
    system.records()
    from chalicelib.case.model import SYSTEM
    from chalicelib.store import cases

    assert cases.get(case_id).returned_by == ("kota-malang", "kota-surabaya")
    returned = [_image(system, case_id, "returned")]
    route(returned)
    assert system.events(case_id)[-1] == "triage"
    event = cases.events(case_id)[-1]
    assert event.data["reason"] == "disputed"
    assert event.actor == SYSTEM


def test_confidential_complaints_are_not_among_the_similar(system: World) -> None:
    shown, hidden = file(system, confidential=False), file(system)
    system.pump()
    table = boto3.resource("dynamodb", region_name=REGION).Table(system.similar_table)
    bands = str(table.scan()["Items"])
    assert shown in bands
    assert hidden not in bands


# publish_events


@PLACES
def test_publishing_stops_at_the_first_failure_and_goes_on_from_there(
    system: World,
    faults: Faults,
    published: Callable[[], list[tuple[str, int]]],
    failing: int,
) -> None:
    case_id = file(system)
    route(wanted(system.records(), "RouteComplaints") or [_image(system, case_id, "filed")])
    act(system, case_id, SCHOOLS, "start")
    batch = [_image(system, case_id, kind) for kind in ("filed", "routed", "started")]
    system.records()
    number = failing + 1
    faults.refuse("Publish", naming(f'"case_id": "{case_id}", "number": {number}'))
    with pytest.raises(HandlerFailed, match="ClientError"):
        publish(batch)
    assert published() == [(case_id, at) for at in range(1, number)]
    faults.heal()
    publish(batch[failing:])  # as after bisecting; the whole batch again would repeat the first
    assert published() == [(case_id, at) for at in range(number, 4)]


def test_published_twice_it_is_told_once(
    system: World, published: Callable[[], list[tuple[str, int]]]
) -> None:
    case_id = file(system, reporter={"email": "dua.kali@contoh.example"})
    system.times = 2
    system.pump()
    system.times = 1
    assert sorted(set(published())) == [(case_id, 1), (case_id, 2)]
    told = [one for one in system.mails() if "dua.kali" in str(one.destinations)]
    assert len(told) == 1
    assert len(system.sent(case_id)) == len(set(system.sent(case_id))) == 2


@PLACES
def test_what_comes_before_a_poison_record_is_published_and_the_record_is_reported(
    system: World, published: Callable[[], list[tuple[str, int]]], failing: int
) -> None:
    ids = [file(system) for _ in range(3)]
    batch = copy.deepcopy(wanted(system.records(), "PublishEvents"))
    batch[failing]["dynamodb"]["NewImage"]["about"] = {"S": "{"}
    with pytest.raises(HandlerFailed, match="Unreadable"):
        publish(batch)
    assert published() == [(case_id, 1) for case_id in ids[:failing]]


def test_the_template_lets_through_every_event_and_nothing_else(
    system: World, published: Callable[[], list[tuple[str, int]]]
) -> None:
    """With the filters or without them, the outcome is the same."""
    case_id = file(system)
    records = system.records()
    through = wanted(records, "PublishEvents")
    assert [_event(record) for record in through] == [(case_id, 1)]
    publish(through)
    publish(records)
    assert published() == [(case_id, 1)] * 2


def _event(record: Record) -> tuple[str, int]:
    image = record["dynamodb"]["NewImage"]
    return image["pk"]["S"].removeprefix("CASE#"), int(image["number"]["N"])


def _image(world: World, case_id: str, kind: str) -> Record:
    """The stream record of the last stored event of a type."""
    client = boto3.client("dynamodb", region_name=REGION)
    rows = client.query(
        TableName=world.cases_table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :event)",
        ExpressionAttributeValues={":pk": {"S": f"CASE#{case_id}"}, ":event": {"S": "EVENT#"}},
    )["Items"]
    image = [row for row in rows if row["type"]["S"] == kind][-1]
    keys = {name: image[name] for name in ("pk", "sk")}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": image}}
