"""That a hidden case exists is told to no officer who may not read it: to them its number is one
that nobody was given."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.protection.receipts import new_case_id
from tests.integration.conftest import started
from tests.integration.http.test_calls import calls
from tests.integration.people import (
    MALANG,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
)
from tests.integration.world import World

MALANGS = {"location": {"region_code": "35.73"}, "agency_id": "kota-malang"}
HIDDEN = {
    "confidential": {"confidential": True},
    "both": {"confidential": True, "anonymous": True},
    "spam": {},
}


@pytest.fixture(scope="module")
def malang() -> Iterator[tuple[World, dict[str, str]]]:
    """A system with cases of Malang: one for everybody, and each kind of hidden one."""
    with started() as world:
        cases = {name: filed(world, **MALANGS, **flags)["id"] for name, flags in HIDDEN.items()}
        acts(world, cases["spam"], MALANG, "archive", reason="spam")
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


@pytest.mark.parametrize("groups", [SURABAYA, SCHOOLS, "[custodian agency.kota-surabaya]"])
@pytest.mark.parametrize("kind", HIDDEN)
def test_an_officer_gets_the_answer_of_a_number_that_nobody_was_given(
    malang: tuple[World, dict[str, str]], kind: str, groups: str
) -> None:
    world, cases = malang
    assert len(routes()) > 3
    for route in routes():
        unknown = ask(world, route, new_case_id(), groups)
        assert (unknown[0], unknown[1]["code"]) == (404, "unknown_case")
        assert ask(world, route, cases[kind], groups) == unknown, route


@pytest.mark.parametrize("kind", HIDDEN)
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


@pytest.mark.parametrize("kind", HIDDEN)
def test_nor_do_they_for_who_has_no_receipt_or_a_wrong_one(
    malang: tuple[World, dict[str, str]], kind: str
) -> None:
    world, cases = malang
    bodies = {"messages": {"text": "Masih gelap."}, "rating": {"satisfied": True}}
    for receipt in ({}, {"x-receipt": "0" * 26}, {"x-step-token": "0" * 26}):
        for method, path in reporters_routes():
            body = bodies.get(path.rpartition("/")[2], {}) if method == "POST" else None
            told, asked = [], []
            for case_id in (new_case_id(), cases[kind]):
                with calls() as made:
                    answer = world.call(
                        method, path.replace("{case_id}", case_id), body, headers=receipt
                    )
                told.append(refused(answer))
                asked.append(made)
            assert told[0] == told[1], (method, path)
            assert asked[0] == asked[1], (method, path)


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


@pytest.mark.parametrize("kind", HIDDEN)
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
    told = "target_ended" if kind == "spam" else "target_confidential"
    assert merge(cases[kind], NATIONAL)[1]["code"] == told, "who may read it hears why"
