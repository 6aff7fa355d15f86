"""Agencies' own systems, told of events: who sets them, what comes to them, and what does not."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.overseers import NATIONAL_DESK
from chalicelib.protection import webhooks
from chalicelib.store import agency_webhooks, cases, tables
from chalicelib.store.agency_webhooks import Webhook, WebhookState
from chalicelib.store.rulebook import Author
from chalicelib.usecases import call_webhooks
from chalicelib.usecases.call_webhooks import Caller, NotTaken
from tests.integration.people import NATIONAL, OMBUDSMAN, SURABAYA, filed
from tests.integration.roles import acting_as
from tests.integration.test_accused_later import says
from tests.integration.test_protection import ACCUSING
from tests.integration.world import REGION, World
from tests.unit.watched.servers import LocalWire, answer, served

HOOKS = "/v1/admin/webhooks"
SCHOOLS = "kota-surabaya-dinas-pendidikan"
URL = "https://sistem.example/lapor?jalur=1"
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROUTED = {"case_id": "LP-1", "number": 2, "type": "routed", "agency_id": SCHOOLS}


PUBLIC_THERE = (SCHOOLS, False)


def stands(agency_id: str | None, confidential: bool) -> None:
    """Let the last event of the case of `ROUTED` have left it so."""
    about = {"agency_id": agency_id, "confidential": confidential}
    boto3.resource("dynamodb", region_name=REGION).Table("test-CasesTable").put_item(
        Item={
            "pk": "CASE#LP-1",
            "sk": "EVENT#000003",
            "kind": "event",
            "about": json.dumps(about),
            "data": "of this nothing is read",
        }
    )


@dataclass
class System:
    """An agency's system: takes what comes, or answers as it is told. Remembers what came."""

    answers: bytes = answer("204 No Content")
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, connection: socket.socket, head: bytes) -> None:
        first, _, body = head.partition(b"\r\n\r\n")
        request, *lines = first.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines) | {"request": request}
        while len(body) < int(headers["Content-Length"]):
            body += connection.recv(65_536)
        self.came.append((headers, body))
        connection.sendall(self.answers)


@contextmanager
def serving() -> Iterator[tuple[System, Caller, LocalWire]]:
    system = System()
    with served(system) as wire:
        yield system, Caller(wire=wire), wire


def puts(world: World, agency_id: str = SCHOOLS, **sent: Any) -> tuple[int, Any]:
    body = {"url": URL} | sent
    status, answered, _ = world.call("PUT", f"{HOOKS}/{agency_id}", body, groups=NATIONAL)
    return status, answered


def tell(
    caller: Caller,
    at: timedelta = timedelta(),
    now: tuple[str | None, bool] = PUBLIC_THERE,
    **changes: Any,
) -> None:
    """An event at so long after `NOW`, under the role of the function, when its case is with `now`
    and confidential or not."""
    if "case_id" not in changes:
        stands(*now)
    with acting_as("call_webhooks"):
        caller.tell(ROUTED | changes, NOW + at)


def refused(caller: Caller, at: timedelta = timedelta(), **changes: Any) -> str:
    with pytest.raises(NotTaken) as caught:
        tell(caller, at, **changes)
    return str(caught.value)


def test_an_event_comes_signed_and_as_it_was_published(world: World) -> None:
    status, made = puts(world)
    assert status == 201
    with serving() as (system, caller, wire):
        tell(caller)
        tell(caller, agency_id="kota-malang")
        tell(caller, agency_id=None)
    ((headers, body),) = system.came
    assert headers["request"] == "POST /lapor?jalur=1 HTTP/1.1"
    assert (headers["Host"], headers["Content-Type"]) == ("sistem.example", "application/json")
    assert json.loads(body) == ROUTED
    assert headers["X-Timestamp"] == str(int(NOW.timestamp()))
    signed = webhooks.sign(made["key"], headers["X-Timestamp"], body)
    assert headers["X-Signature"] == signed
    assert wire.looked_up == ["sistem.example"]


def test_what_happens_to_a_case_that_nobody_holds_comes_to_the_national_desks_system(
    world: World,
) -> None:
    puts(world)
    puts(world, NATIONAL_DESK)
    with serving() as (system, caller, _):
        tell(caller, agency_id=None)
    assert [json.loads(body) for _, body in system.came] == [ROUTED | {"agency_id": None}]


def test_what_is_hidden_and_nobody_holds_comes_to_no_system(world: World) -> None:
    """Perhaps its reporter keeps it from all at that agency but those who are the desk."""
    puts(world, NATIONAL_DESK)
    with serving() as (system, caller, _):
        tell(caller, agency_id=None, confidential=True)
        tell(caller, agency_id=NATIONAL_DESK, confidential=True)
        tell(caller, agency_id=None, confidential=False)
    told = [json.loads(body) for _, body in system.came]
    assert [(one["agency_id"], one["confidential"]) for one in told] == [
        (NATIONAL_DESK, True), (None, False)
    ]  # fmt: skip


def test_each_event_of_its_cases_comes_to_the_holders_system(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From filing through topic, queue and function, with neither words nor people."""
    puts(world)
    with serving() as (system, caller, _):
        monkeypatch.setattr(Caller, "default", lambda: caller)
        case = filed(world)
        world.pump()
    told = [json.loads(body) for _, body in system.came]
    assert [(one["case_id"], one["type"]) for one in told] == [(case["id"], "routed")]
    stored = world.stored(case["id"])
    assert stored["agency_id"] == SCHOOLS
    assert not {"title", "body", "reporter"} & told[0].keys()


def test_the_key_is_shown_once_and_another_signs_instead(world: World) -> None:
    first = puts(world)[1]["key"]
    status, changed = puts(world, url="https://lain.example/")
    assert (status, changed["key"], changed["url"]) == (200, None, "https://lain.example/")
    _, listed, _ = world.call("GET", HOOKS, groups=NATIONAL)
    (line,) = listed["items"]
    assert line.pop("changed_at")
    assert line == {
        "agency_id": SCHOOLS,
        "url": "https://lain.example/",
        "active": True,
        "changed_by": f"sub-{NATIONAL}",
        "called_at": None,
        "failures": 0,
        "reason": None,
    }
    status, rotated, _ = world.call("POST", f"{HOOKS}/{SCHOOLS}/key", groups=NATIONAL)
    assert status == 200
    assert rotated["key"] != first
    assert rotated["url"] == "https://lain.example/"
    with serving() as (system, caller, _):
        tell(caller)
    ((headers, body),) = system.came
    assert headers["X-Signature"] == webhooks.sign(rotated["key"], headers["X-Timestamp"], body)


def test_no_key_is_in_the_table(world: World) -> None:
    key = puts(world)[1]["key"]
    rows = boto3.resource("dynamodb", region_name=REGION).Table(world.reference_table).scan()
    assert "sistem.example" in str(rows["Items"])
    assert key not in str(rows["Items"])


def test_who_was_stopped_or_removed_hears_nothing(world: World) -> None:
    puts(world)
    with serving() as (system, caller, _):
        puts(world, active=False)
        tell(caller)
        puts(world, active=True)
        tell(caller)
        assert len(system.came) == 1
        for _ in range(2):
            status, gone, _ = world.call("DELETE", f"{HOOKS}/{SCHOOLS}", groups=NATIONAL)
            assert (status, gone) == (200, {"agency_id": SCHOOLS})
        tell(caller)
    assert len(system.came) == 1
    assert agency_webhooks.every() == []


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (answer("500 Oops"), "status_500"),
        (answer("404 Not Found"), "status_404"),
        (answer("302 Found", Location="https://lain.example/"), "status_302"),
        (b"", "no_connection"),
    ],
)
def test_what_is_not_taken_fails_so_that_it_comes_again(
    world: World, answers: bytes, reason: str
) -> None:
    puts(world)
    with serving() as (system, caller, wire):
        system.answers = answers
        assert refused(caller) == f"{SCHOOLS} {reason}"
        assert wire.looked_up == ["sistem.example"]
        assert agency_webhooks.state_of(SCHOOLS) == WebhookState(
            called_at=NOW, failures=1, reason=reason
        )
        system.answers = answer("201 Created")
        tell(caller, MINUTE)
    assert agency_webhooks.state_of(SCHOOLS) == WebhookState(called_at=NOW + MINUTE)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"])
def test_addresses_that_are_not_for_everybody_are_not_called(world: World, address: str) -> None:
    puts(world)
    with serving() as (system, caller, wire):
        wire._addresses["sistem.example"] = [address]
        assert refused(caller) == f"{SCHOOLS} not_public"
        assert wire.connected == []
    assert system.came == []


def test_a_system_that_fails_again_and_again_is_asked_once_a_minute(world: World) -> None:
    puts(world)
    second = timedelta(seconds=1)
    with serving() as (system, caller, wire):
        system.answers = answer("503 Later")
        for _ in range(3):
            assert refused(caller) == f"{SCHOOLS} status_503"
        assert refused(caller, MINUTE - second) == f"{SCHOOLS} rests"
        assert len(wire.connected) == 3
        assert refused(caller, MINUTE) == f"{SCHOOLS} status_503"
        system.answers = answer()
        tell(caller, 2 * MINUTE)
        tell(caller, 2 * MINUTE)
    assert len(wire.connected) == 6


def test_a_system_that_answers_late_again_and_again_is_asked_once_a_minute_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it took it took; yet each answer keeps the events of all others waiting."""
    puts(world)
    with serving() as (system, _, wire):
        took = call_webhooks.SLOW_AFTER + 0.1
        caller = Caller(wire=wire, clock=lambda: took * len(system.came))
        for number in range(1, 4):
            tell(caller)
            assert agency_webhooks.state_of(SCHOOLS) == WebhookState(
                called_at=NOW, failures=number, reason="slow"
            )
        assert refused(caller, MINUTE - timedelta(seconds=1)) == f"{SCHOOLS} rests"
        assert len(system.came) == 3
        tell(caller, MINUTE)
        monkeypatch.setattr(Caller, "default", lambda: caller)
        status, tried, _ = world.call("POST", f"{HOOKS}/{SCHOOLS}/try", groups=NATIONAL)
        assert (status, tried) == (200, {"taken": True, "reason": None})
        (line,) = world.call("GET", HOOKS, groups=NATIONAL)[1]["items"]
        assert (line["failures"], line["reason"]) == (1, "slow")
        took = call_webhooks.SLOW_AFTER
        tell(caller, 2 * MINUTE)
        assert agency_webhooks.state_of(SCHOOLS) == WebhookState(called_at=NOW + 2 * MINUTE)


def test_that_all_goes_well_is_written_once_an_hour(world: World) -> None:
    puts(world)
    hour = timedelta(hours=1)
    with serving() as (_, caller, _):
        for at, said in (
            (timedelta(), timedelta()),
            (hour - MINUTE, timedelta()),
            (hour, hour),
        ):
            tell(caller, at)
            assert agency_webhooks.state_of(SCHOOLS) == WebhookState(called_at=NOW + said)


def test_one_that_fails_keeps_none_of_its_batch_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.webhook_consumer import call_webhooks

    puts(world)
    puts(world, "kota-malang", url="https://malang.example/")
    with serving() as (system, caller, wire):
        monkeypatch.setattr(Caller, "default", lambda: caller)
        wire._addresses["malang.example"] = ["10.0.0.1"]
        records = [
            {"messageId": agency, "body": json.dumps(ROUTED | {"agency_id": agency})}
            for agency in ("kota-malang", SCHOOLS)
        ]
        stands(*PUBLIC_THERE)
        failed = call_webhooks({"Records": records})
    assert failed == {"batchItemFailures": [{"itemIdentifier": "kota-malang"}]}
    assert len(system.came) == 1


def test_a_try_says_how_it_went(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    puts(world, active=False)

    def tries() -> Any:
        status, body, _ = world.call("POST", f"{HOOKS}/{SCHOOLS}/try", groups=NATIONAL)
        assert status == 200
        return body

    with serving() as (system, caller, _):
        monkeypatch.setattr(Caller, "default", lambda: caller)
        assert tries() == {"taken": True, "reason": None}
        assert json.loads(system.came[0][1]).items() >= {"type": "test"}.items()
        system.answers = answer("401 Unauthorized")
        assert tries() == {"taken": False, "reason": "status_401"}
        (line,) = world.call("GET", HOOKS, groups=NATIONAL)[1]["items"]
        assert (line["failures"], line["reason"]) == (1, "status_401")
        assert line["called_at"]
    status, body, _ = world.call("POST", f"{HOOKS}/kota-malang/try", groups=NATIONAL)
    assert (status, body["error"]["code"]) == (404, "unknown_webhook")


def test_of_two_at_once_one_is_told_to_look_again(world: World) -> None:
    from chalicelib.errors import Conflict

    wanted = Webhook(agency_id=SCHOOLS, url=URL, salt="a")
    by, later = (Author(officer_id=name, at=NOW + n * MINUTE) for n, name in enumerate("ab"))
    made = agency_webhooks.write(wanted, None, by)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        agency_webhooks.write(wanted, None, later)
    agency_webhooks.write(wanted, made, later)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        agency_webhooks.write(wanted, made, by)
    assert agency_webhooks.get(SCHOOLS).changed_by == "b"


@pytest.mark.parametrize(
    "url",
    [
        "http://sistem.example/",
        "https://10.0.0.1/",
        "https://sistem.example:8443/",
        "https://u:p@sistem.example/",
        "https://localhost/",
    ],
)
def test_an_address_that_is_not_for_everybody_is_refused(world: World, url: str) -> None:
    status, body = puts(world, url=url)
    (problem,) = body["error"]["fields"]
    assert (status, problem["field"], problem["problem"]) == (422, "url", "not_a_link")


def test_it_is_an_agency_of_the_register(world: World) -> None:
    status, body = puts(world, "tidak-ada")
    assert (status, body["error"]["fields"][0]["problem"]) == (422, "unknown_agency")


@pytest.mark.parametrize("groups", [SURABAYA, OMBUDSMAN])
def test_they_are_the_national_administrators(world: World, groups: str) -> None:
    puts(world)
    for method, path, body in (
        ("GET", "", None),
        ("PUT", f"/{SCHOOLS}", {"url": URL}),
        ("POST", f"/{SCHOOLS}/key", None),
        ("POST", f"/{SCHOOLS}/try", None),
        ("DELETE", f"/{SCHOOLS}", None),
    ):
        status, answered, _ = world.call(method, f"{HOOKS}{path}", body, groups=groups)
        assert (status, answered["error"]["code"]) == (403, "role_may_not")
    assert agency_webhooks.get(SCHOOLS).webhook.url == URL


# What waited while the case went on


def test_what_waited_is_not_sent_to_whom_the_reporter_has_accused_since(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their system was down when the case came; by now it is to them as a number that nobody was
    given. A letter that is handed over again after days is the same message."""
    with serving() as (system, caller, _):
        monkeypatch.setattr(Caller, "default", lambda: caller)
        case = filed(world)
        puts(world)
        waited = {"case_id": case["id"], "number": 2, "type": "routed", "agency_id": SCHOOLS}
        says(world, case, ACCUSING)
        tell(caller, **waited)
        world.pump()
        tell(caller, **waited)
    assert system.came == []


@pytest.mark.parametrize(
    ("holder", "confidential", "came"),
    [
        (SCHOOLS, True, 1),
        ("kota-malang", True, 0),
        (None, True, 0),
        ("kota-malang", False, 1),
        (None, False, 1),
    ],
)
def test_what_waited_is_for_who_has_the_case_or_what_everybody_may_know(
    world: World, holder: str | None, confidential: bool, came: int
) -> None:
    puts(world)
    with serving() as (system, caller, _):
        tell(caller, now=(holder, confidential))
    assert len(system.came) == came


def test_what_nobody_holds_and_nobody_may_know_is_the_national_desks(world: World) -> None:
    puts(world, NATIONAL_DESK)
    with serving() as (system, caller, _):
        tell(caller, now=(None, True), agency_id=None)
        tell(caller, now=(SCHOOLS, True), agency_id=None)
    assert len(system.came) == 1


def test_of_a_case_is_read_where_it_stands_and_nothing_else(world: World) -> None:
    stands(*PUBLIC_THERE)
    bodies: list[Any] = []

    def hear(params: dict[str, Any], **_: Any) -> None:
        bodies.append(json.loads(params["body"]))

    events = tables.client().meta.events
    events.register("before-call.dynamodb", hear, unique_id="heard")
    try:
        assert cases.facts_now("LP-1") == {"agency_id": SCHOOLS, "confidential": False}
    finally:
        events.unregister("before-call.dynamodb", unique_id="heard")
    (body,) = bodies
    named = {*body["ProjectionExpression"].split(", ")}
    assert {body["ExpressionAttributeNames"][one] for one in named} <= {"sk", "kind", "about"}
    assert body["Limit"] == 1
