"""That a hidden case exists is told to no officer who may not read it: to them its number is one
that nobody was given."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import pytest

from chalicelib import warm
from chalicelib.case import moves
from chalicelib.case.actions import OFFICER_ACTIONS
from chalicelib.case.authority import is_public
from chalicelib.case.decision import Event
from chalicelib.case.model import Case, Role
from chalicelib.http.endpoint import ENDPOINTS, Endpoint
from chalicelib.http.officer_schemas import ActionIn, action_of
from chalicelib.protection.receipts import new_case_id, new_secret
from chalicelib.store import cases as store
from chalicelib.store.history import MOST_EVALUATED
from tests.integration.conftest import started
from tests.integration.http.asked import (
    ACTIONS,
    Asked,
    ask,
    nothing_changes,
    refused,
    requests,
)
from tests.integration.http.test_calls import calls
from tests.integration.people import (
    CUSTODIAN,
    MALANG,
    NATIONAL,
    OMBUDSMAN,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.rows import Spent, case, event, put, put_events, spending
from tests.integration.test_protection import UNSURE
from tests.integration.world import World

MALANGS = {"location": {"region_code": "35.73"}, "agency_id": "kota-malang"}
HIDDEN: dict[str, dict[str, Any]] = {
    "confidential": {"confidential": True},
    "both": {"confidential": True, "anonymous": True},
    "held": UNSURE,
    "restricted": {},
    "spam": {},
}
LONG = case(
    id=new_case_id(), agency_id="kota-malang", confidential=True, version=3 * MOST_EVALUATED
)
KINDS = (*HIDDEN, "long")
BUSY = case(
    id=new_case_id(),
    agency_id="kota-malang",
    confidential=True,
    version=MOST_EVALUATED,
    filed_at=datetime.now(UTC),
)
OFFICERS = (
    SURABAYA,
    SCHOOLS,
    "[custodian agency.kota-surabaya]",
    "[monitor agency.kota-surabaya]",
    "[monitor agency.provinsi-jawa-barat]",
)
READERS = (
    NATIONAL,
    OMBUDSMAN,
    CUSTODIAN,
    MALANG,
    "[liaison agency.kota-malang]",
    "[monitor agency.kota-malang]",
    "[custodian agency.kota-malang]",
)
UNDER_A_KEY = {"idempotency-key": "once-and-again"}


def noted(one: Case, number: int) -> Event:
    return event(one, number, "noted", text="Sudah kami baca. " * 200)


@pytest.fixture(scope="module")
def malang() -> Iterator[tuple[World, dict[str, str]]]:
    """A system with cases of Malang: one for everybody, and each kind of hidden one."""
    with started() as world:
        warm.use_clock(
            lambda: 0.0
        )  # what a warm function reads again each minute counts for nobody
        made = {name: filed(world, **MALANGS, **flags) for name, flags in HIDDEN.items()}
        cases = {name: answer["id"] for name, answer in made.items()}
        acts(world, cases["spam"], MALANG, "archive", reason="spam")
        path = f"/v1/complaints/{cases['restricted']}/restriction"
        assert world.call("PUT", path, headers=receipt(made["restricted"]))[0] == 200
        put([LONG])
        put_events(LONG, (noted(LONG, number) for number in range(2, LONG.version + 1)))
        cases["long"] = LONG.id
        put([BUSY])
        put_events(BUSY, (noted(BUSY, number) for number in range(2, BUSY.version + 1)))
        assert not any(is_public(store.get(case_id)) for case_id in cases.values())
        yield world, {"public": filed(world, **MALANGS)["id"], **cases}


class Told(NamedTuple):
    """What came of a request, and what it cost: its calls by name, the rows and units read."""

    said: tuple[int, Any]
    calls: Counter[str]
    spent: Spent

    @property
    def cost(self) -> tuple[Counter[str], float]:
        """What has to be the same: AWS counts a row that is not there as one."""
        return self.calls, self.spent.units


def costed(asking: Callable[[], tuple[int, Any]]) -> Told:
    with calls() as made, spending() as spent:
        said = asking()
    return Told(said, made, spent)


Everything = dict[str, dict[tuple[str, Asked], Told]]


@pytest.fixture(scope="module")
def told(malang: tuple[World, dict[str, str]]) -> Everything:
    """What every officer is told of each kind of case on every request, each asked once."""
    world, cases = malang
    found: Everything = {}
    with nothing_changes() as readings:
        for kind in ("unknown", *cases):
            version = store.get(cases[kind]).version if kind in cases else 2
            found[kind] = {
                (groups, asked): costed(
                    partial(ask, world, asked, cases.get(kind) or new_case_id(), groups, version)
                )
                for groups in OFFICERS
                for asked in requests()
            }
    assert readings
    assert all(row["refused"]["BOOL"] for row in readings), "nobody was shown anything"
    return found


def test_every_action_is_asked_for() -> None:
    assert ACTIONS.keys() == OFFICER_ACTIONS.keys()
    for action, sent in ACTIONS.items():
        assert action_of(ActionIn(action=action, version=2, **sent)).name == action


@pytest.mark.parametrize("kind", KINDS)
def test_an_officer_gets_the_answer_of_a_number_that_nobody_was_given(
    told: Everything, kind: str
) -> None:
    """And nothing comes of any action: no row is another after all of them."""
    assert len(told["unknown"]) == len(told[kind]) > 5 * len(ACTIONS)
    for asked, unknown in told["unknown"].items():
        status, said = unknown.said
        assert (status, said["code"]) == (404, "unknown_case"), asked
        assert told[kind][asked].said == unknown.said, asked


@pytest.mark.parametrize("kind", KINDS)
def test_one_answer_asks_as_much_of_aws_as_the_other(told: Everything, kind: str) -> None:
    """So that the time it takes does not tell a hidden case from a number that nobody was given:
    the case by itself is all that is read of it."""
    for asked, unknown in told["unknown"].items():
        assert told[kind][asked].cost == unknown.cost, asked
        assert (unknown.spent.rows, told[kind][asked].spent.rows) == (0, 1), asked


@pytest.mark.parametrize("groups", OFFICERS)
def test_nor_does_a_key_for_retries_tell_one_from_the_other(
    malang: tuple[World, dict[str, str]], groups: str
) -> None:
    """Whatever happened to the case, and when: the event that the officer's step would be is read
    alone, where there is one."""
    world, cases = malang
    filed_now = store.get(cases["confidential"])
    for asked in (one for one in requests() if one.action):
        costing = partial(costed_under_a_key, world, asked, groups)
        unknown = costing(new_case_id(), 1)
        assert (unknown.calls["GetItem"], unknown.calls["Query"]) == (2, 0)
        for one in (LONG, BUSY, filed_now):
            for version in (one.version, one.version - 1):
                hidden = costing(one.id, version)
                assert (hidden.said, hidden.cost) == (unknown.said, unknown.cost), asked
                assert hidden.spent.rows == 1 + (version < one.version), "and its event"


def costed_under_a_key(world: World, asked: Asked, groups: str, case_id: str, version: int) -> Told:
    return costed(partial(ask, world, asked, case_id, groups, version, **UNDER_A_KEY))


@pytest.mark.parametrize(
    ("path", "name"), [("/v1/officer/inbox", "q"), ("/v1/admin/readings", "case_id")]
)
@pytest.mark.parametrize("groups", OFFICERS)
def test_nor_does_looking_for_its_number_in_a_list(
    malang: tuple[World, dict[str, str]], groups: str, path: str, name: str
) -> None:
    world, cases = malang

    def look(case_id: str) -> tuple[int, Any]:
        status, body, _ = world.call("GET", path, query={name: case_id}, groups=groups)
        body.get("error", {}).pop("request_id", None)
        return status, body

    unknown = costed(partial(look, new_case_id()))
    assert not unknown.said[1].get("items")
    for kind in KINDS:
        hidden = costed(partial(look, cases[kind]))
        assert (hidden.said, hidden.cost) == (unknown.said, unknown.cost), kind


def test_of_what_everybody_may_read_an_officer_hears_that_it_is_not_theirs(
    told: Everything,
) -> None:
    for asked, public in told["public"].items():
        status, said = public.said
        assert (status, said["code"]) == (403, "not_yours"), asked
        assert public.spent.rows == 1, asked


@pytest.mark.parametrize("groups", READERS)
def test_who_may_read_it_takes_no_step_that_is_not_of_their_role(
    malang: tuple[World, dict[str, str]], groups: str
) -> None:
    world, cases = malang
    role = Role(groups.strip("[]").split()[0])
    steps = [one for one in requests() if one.action and role not in may_take(one.action)]
    assert steps
    with nothing_changes():
        for kind, case_id in cases.items():
            version = store.get(case_id).version
            path = f"/v1/officer/complaints/{case_id}"
            reads = world.call("GET", path, groups=groups)[0] == 200
            refusal = (403, "role_may_not") if reads else (404, "unknown_case")
            for asked in steps:
                status, said = ask(world, asked, case_id, groups, version)
                assert (status, said["code"]) == refusal, (kind, asked)


def may_take(action: str) -> frozenset[Role]:
    return frozenset().union(*(move.roles for move in moves.TABLE if move.action == action))


WRONG: tuple[dict[str, Any], ...] = (
    {},
    {"action": "note"},
    {"action": "fly", "version": 2},
    {"action": "note", "version": 2, "text": ""},
    {"action": "start", "version": 0},
    {"action": "merge", "version": 2, "into": 7},
)


@pytest.mark.parametrize("groups", OFFICERS)
def test_what_is_no_action_is_refused_alike_whatever_the_case(
    malang: tuple[World, dict[str, str]], groups: str
) -> None:
    world, cases = malang
    with nothing_changes() as readings:
        for body in WRONG:
            said = {
                json.dumps(refused(world.call("POST", path, body, groups=groups)))
                for path in (
                    f"/v1/officer/complaints/{case_id}/actions"
                    for case_id in (new_case_id(), *cases.values())
                )
            }
            assert len(said) == 1, body
            assert said.pop().startswith("[422"), body
    assert not readings


TOKEN = {"token": "0" * 64}
BODIES: dict[str, Any] = {
    "PATCH /v1/complaints/{case_id}/privacy": {"confidential": True},
    "POST /v1/complaints/{case_id}/contact": TOKEN | {"mine": True},
    "POST /v1/complaints/{case_id}/follower": TOKEN | {"follow": True},
    "POST /v1/complaints/{case_id}/messages": {"text": "Masih gelap."},
    "POST /v1/complaints/{case_id}/rating": {"satisfied": True},
    "POST /v1/complaints/{case_id}/receipt": {"token": "0" * 26},
    "POST /v1/complaints/{case_id}/reopen": {"reason": "Masih gelap."},
    "PUT /v1/complaints/{case_id}/identity": {"name": "Sari Contoh"},
}
ASKS_FOR_A_LINK = "POST /v1/complaints/{case_id}/receipt/replacement"  # one answer for all numbers


@pytest.mark.parametrize(
    "held",
    [
        {},
        {"x-receipt": "0" * 26},
        {"x-receipt": new_secret()},
        {"x-receipt": new_secret()} | UNDER_A_KEY,
        {"x-step-token": "0" * 26} | UNDER_A_KEY,
    ],
    ids=["nothing", "no code", "another code", "another code under a key", "no link"],
)
def test_nor_do_they_for_who_has_no_receipt_or_a_wrong_one(
    malang: tuple[World, dict[str, str]], held: dict[str, str]
) -> None:
    world, cases = malang
    for one in reporters_routes():
        route = f"{one.method} {one.path}"

        def asking(route: str, case_id: str) -> tuple[int, Any]:
            method, path = route.replace("{case_id}", case_id).split()
            body = BODIES.get(route, {} if method == "POST" else None)
            return refused(world.call(method, path, body, headers=held))

        unknown = costed(partial(asking, route, new_case_id()))
        status = 401 if route == ASKS_FOR_A_LINK else 404
        assert unknown.said[0] == status, f"{route}: the body was right"
        takes_code = "x-receipt" in held and "X-Receipt" in one.headers
        for kind in (*KINDS, "public") if takes_code else KINDS:
            hidden = costed(partial(asking, route, cases[kind]))
            assert (hidden.said, hidden.cost) == (unknown.said, unknown.cost), (kind, route)
            assert hidden.spent.rows - unknown.spent.rows in (0, 1), (kind, route)


def reporters_routes() -> list[Endpoint]:
    import app  # noqa: F401 (registers the routes)

    return [one for one in ENDPOINTS if not one.officer and "{case_id}" in one.path]


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_finds_hidden_cases_by_merging_into_them(
    malang: tuple[World, dict[str, str]], kind: str
) -> None:
    world, cases = malang
    own = filed(world)["id"]

    def merge(into: str, groups: str = SURABAYA) -> tuple[int, Any]:
        path = f"/v1/officer/complaints/{own}/actions"
        body = {"action": "merge", "version": 2, "into": into}
        return refused(world.call("POST", path, body, groups=groups))

    unknown = merge(new_case_id())
    assert unknown[0] == 422
    assert unknown[1]["fields"][0]["problem"] == "unknown_case"
    assert merge(cases[kind]) == merge("LP-AAAA") == unknown
    assert merge(cases["public"])[1]["code"] == "target_not_yours"
    why = {"spam": "target_ended", "held": "target_unchecked", "restricted": "target_restricted"}
    told = why.get(kind, "target_confidential")
    assert merge(cases[kind], NATIONAL)[1]["code"] == told, "who may read it hears why"
