"""A case far beyond what anybody writes: no answer comes near the 6 MB that Lambda can give, and
all of it can be read page by page."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.case.decision import Event
from chalicelib.case.model import REPORTER, Actor, Case, Role
from chalicelib.events import Visibility
from chalicelib.protection import receipts
from chalicelib.structs import replace
from chalicelib.usecases.message_limits import CHARACTERS
from tests.integration.conftest import started
from tests.integration.people import SURABAYA
from tests.integration.rows import case, event, put, put_events
from tests.integration.world import World

MOST = 6_291_556  # bytes of an answer of Lambda
ROAD = "\U0001f6a7"  # four bytes, twice as many as an escape in JSON would be letters
LONGEST = 5_000  # of a message
SECRET = receipts.new_secret()
OFFICER = Actor(role=Role.LIAISON, agency_id="kota-surabaya", officer_id="o")
EVENTS = 210
OWN = {"x-receipt": SECRET}
KINDS = (
    ("messaged", REPORTER, Visibility.REPORTER),
    ("answered", OFFICER, Visibility.PUBLIC),
    ("noted", OFFICER, Visibility.AGENCY),
)


def spoken(one: Case, number: int) -> Event:
    type_, actor, visibility = KINDS[number % len(KINDS)]
    said = event(one, number, type_, text=ROAD * LONGEST)
    at = one.filed_at + timedelta(minutes=number)
    return replace(said, actor=actor, visibility=visibility, at=at)


@pytest.fixture(scope="module")
def full() -> Iterator[tuple[World, str]]:
    """A case with 210 events of the longest words, seventy of each kind, and the longest text."""
    with started() as world:
        one = case(
            id=receipts.new_case_id(),
            body=ROAD * 10_000,
            agency_id="kota-surabaya",
            receipt_sha256=receipts.secret_sha256(SECRET),
            version=EVENTS,
        )
        put([one])
        put_events(one, (spoken(one, number) for number in range(2, EVENTS + 1)))
        yield world, one.id


WAYS: dict[str, tuple[str, dict[str, Any], set[int]]] = {
    "everybody": ("/v1/complaints/{}", {}, {1}),
    "the reporter": ("/v1/complaints/{}", {"headers": OWN}, {0, 1}),
    "an officer": ("/v1/officer/complaints/{}", {"groups": SURABAYA}, {0, 1, 2}),
}
"""How each reads a case, and which of the kinds (their place in `KINDS`) they read of it."""


@pytest.mark.parametrize("who", WAYS)
def test_no_view_comes_near_what_a_function_can_answer(full: tuple[World, str], who: str) -> None:
    world, case_id = full
    path, asked, _ = WAYS[who]
    status, view, _ = world.call("GET", path.format(case_id), **asked)
    assert status == 200
    assert len(json.dumps(view, ensure_ascii=False).encode()) < MOST / 4


@pytest.mark.parametrize("who", WAYS)
def test_all_of_it_is_read_page_by_page(full: tuple[World, str], who: str) -> None:
    world, case_id = full
    path, asked, kinds = WAYS[who]
    seen: list[int] = []
    query: dict[str, str] = {}
    while True:
        address = path.format(case_id) + "/timeline"
        status, page, _ = world.call("GET", address, query=query, **asked)
        assert status == 200
        assert len(json.dumps(page, ensure_ascii=False).encode()) < MOST / 4
        assert len(page["items"]) <= 50
        seen += [one["number"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        query = {"cursor": page["next_cursor"]}
    visible = {number for number in range(2, EVENTS + 1) if number % len(KINDS) in kinds}
    assert sorted(seen) == sorted({1} | visible)


@pytest.mark.parametrize("form", ["json", "html"])
def test_nor_does_what_a_reporter_takes_away(full: tuple[World, str], form: str) -> None:
    world, case_id = full
    path, query = f"/v1/complaints/{case_id}/identity", {"format": form}
    status, taken, _ = world.call("GET", path, query=query, headers=OWN)
    assert status == 200
    text = taken if form == "html" else json.dumps(taken, ensure_ascii=False)
    assert ROAD * LONGEST in text
    assert len(text.encode()) < MOST / 2  # a page of the history beside the view


def test_a_reporter_fills_a_conversation_and_no_more(full: tuple[World, str]) -> None:
    world, case_id = full
    assert EVENTS // len(KINDS) * LONGEST > CHARACTERS
    path = f"/v1/complaints/{case_id}/messages"
    status, refused, _ = world.call("POST", path, {"text": "Satu lagi."}, headers=OWN)
    assert (status, refused["error"]["code"]) == (409, "conversation_full")
