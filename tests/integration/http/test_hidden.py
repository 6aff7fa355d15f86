"""That a hidden case exists is told to no officer who may not read it: to them its number is one
that nobody was given."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib import warm
from chalicelib.case.authority import is_public
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.protection.receipts import new_case_id, new_secret
from chalicelib.store import cases as store
from chalicelib.store.history import MOST_EVALUATED
from tests.integration.conftest import started
from tests.integration.http.test_calls import calls
from tests.integration.people import (
    MALANG,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.rows import case, event, put, put_events
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
OFFICERS = (
    SURABAYA,
    SCHOOLS,
    "[custodian agency.kota-surabaya]",
    "[monitor agency.kota-surabaya]",
    "[monitor agency.provinsi-jawa-barat]",
)


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
        assert not any(is_public(store.get(case_id)) for case_id in cases.values())
        yield world, {"public": filed(world, **MALANGS)["id"], **cases}


def refused(answer: tuple[int, Any, dict[str, str]]) -> tuple[int, Any]:
    """A refusal as far as it tells one case from another."""
    status, body, _ = answer
    return status, {name: said for name, said in body["error"].items() if name != "request_id"}


def routes() -> list[tuple[str, str]]:
    import app  # noqa: F401 (registers the routes)
    from chalicelib.http.endpoint import ENDPOINTS

    return [(one.method, one.path) for one in ENDPOINTS if one.officer and "{case_id}" in one.path]


def ask(world: World, route: tuple[str, str], case_id: str, groups: str) -> tuple[int, Any]:
    method, path = route
    body = (
        {"action": "note", "version": 2, "text": "Sudah kami baca."} if method == "POST" else None
    )
    query = {"action": "transfer"} if path.endswith("/agencies") else None
    path = path.replace("{case_id}", case_id)
    return refused(world.call(method, path, body, groups=groups, query=query))


@pytest.mark.parametrize("groups", OFFICERS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_officer_gets_the_answer_of_a_number_that_nobody_was_given(
    malang: tuple[World, dict[str, str]], kind: str, groups: str
) -> None:
    world, cases = malang
    assert len(routes()) > 3
    for route in routes():
        unknown = ask(world, route, new_case_id(), groups)
        assert (unknown[0], unknown[1]["code"]) == (404, "unknown_case")
        assert ask(world, route, cases[kind], groups) == unknown, route


@pytest.mark.parametrize("kind", KINDS)
def test_one_answer_asks_as_much_of_aws_as_the_other(
    malang: tuple[World, dict[str, str]], kind: str
) -> None:
    """So that the time it takes does not tell a hidden case from a number that nobody was given."""
    world, cases = malang
    for route in routes():
        with calls() as unknown:
            ask(world, route, new_case_id(), SURABAYA)
        with calls() as hidden:
            ask(world, route, cases[kind], SURABAYA)
        assert hidden == unknown, route
        assert unknown.total() > 0


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


@pytest.mark.parametrize("kind", KINDS)
def test_nor_do_they_for_who_has_no_receipt_or_a_wrong_one(
    malang: tuple[World, dict[str, str]], kind: str
) -> None:
    world, cases = malang
    for held in (
        {},
        {"x-receipt": "0" * 26},
        {"x-receipt": new_secret()},
        {"x-step-token": "0" * 26},
    ):
        for method, path in reporters_routes():
            route = f"{method} {path}"
            body = BODIES.get(route, {} if method == "POST" else None)
            told, asked = [], []
            for case_id in (new_case_id(), cases[kind]):
                with calls() as made:
                    address = path.replace("{case_id}", case_id)
                    answer = world.call(method, address, body, headers=held)
                told.append(refused(answer))
                asked.append(made)
            assert told[0] == told[1], route
            assert asked[0] == asked[1], route
            assert told[0][0] == (401 if route == ASKS_FOR_A_LINK else 404), "the body was right"


def reporters_routes() -> list[tuple[str, str]]:
    import app  # noqa: F401 (registers the routes)
    from chalicelib.http.endpoint import ENDPOINTS

    return [
        (one.method, one.path) for one in ENDPOINTS if not one.officer and "{case_id}" in one.path
    ]


def test_of_what_everybody_may_read_an_officer_hears_that_it_is_not_theirs(
    malang: tuple[World, dict[str, str]],
) -> None:
    world, cases = malang
    for route in routes():
        status, said = ask(world, route, cases["public"], SURABAYA)
        assert (status, said["code"]) == (403, "not_yours")


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
