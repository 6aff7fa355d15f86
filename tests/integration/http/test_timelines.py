"""Timelines and conversations in pages: whatever a reporter wrote, the case can be opened."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.case.decision import Event
from chalicelib.case.model import REPORTER, Actor, Case, Role
from chalicelib.events import Visibility
from chalicelib.protection.receipts import new_case_id, secret_sha256
from tests.integration.conftest import started
from tests.integration.people import NATIONAL, SCHOOLS, filed
from tests.integration.rows import NOW, case, event, put, put_events, reads
from tests.integration.world import World

MESSAGES = 400
TEXT = "😡" * 5_000
SECRET = "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3"  # pragma: allowlist secret
OFFICER = Actor(role=Role.LIAISON, agency_id="kota-surabaya-dinas-pendidikan", officer_id="x")
LAMBDA_ANSWER_BYTES = 6_291_556


def written(one: Case, number: int) -> Event:
    """Every tenth event is a note of the office, the others are messages."""
    if number == 1:
        return event(one)
    kind, visibility, actor = "messaged", Visibility.REPORTER, REPORTER
    if number % 10 == 0:
        kind, visibility, actor = "noted", Visibility.AGENCY, OFFICER
    return Event(
        case_id=one.id,
        number=number,
        type=kind,
        at=NOW + timedelta(minutes=number),
        actor=actor,
        visibility=visibility,
        data={"text": f"{number} {TEXT}"},
        digest="0" * 64,
    )


@pytest.fixture(scope="module")
def loud() -> Iterator[tuple[World, Case]]:
    with started() as world:
        one = case(
            id=new_case_id(),
            agency_id=OFFICER.agency_id,
            version=MESSAGES,
            receipt_sha256=secret_sha256(SECRET),
        )
        put([one])
        put_events(one, (written(one, number) for number in range(2, MESSAGES + 1)))
        yield world, one


def get(world: World, path: str, **sent: Any) -> dict[str, Any]:
    status, body, _ = world.call("GET", path, **sent)
    assert status == 200, body
    return dict(body)


def all_numbers(world: World, path: str, limit: int, **sent: Any) -> list[int]:
    found: list[int] = []
    query = {"limit": str(limit)}
    while True:
        page = get(world, path, query=query, **sent)
        assert len(page["items"]) <= limit
        assert len(json.dumps(page)) < LAMBDA_ANSWER_BYTES
        found += [row["number"] for row in page["items"]]
        if page["next_cursor"] is None:
            return found
        assert page["next_cursor"] != query.get("cursor")
        query["cursor"] = page["next_cursor"]


def test_an_officer_opens_a_case_with_four_hundred_messages(loud: tuple[World, Case]) -> None:
    world, one = loud
    get(world, f"/v1/officer/complaints/{one.id}", groups=SCHOOLS)  # the register is read once
    with reads() as seen:
        view = get(world, f"/v1/officer/complaints/{one.id}", groups=SCHOOLS)
    assert len(json.dumps(view)) < LAMBDA_ANSWER_BYTES  # escaped, as Lambda may send it
    assert [row["number"] for row in view["timeline"]] == list(range(351, 401))
    messages = [row["number"] for row in view["messages"]]
    assert messages == [n for n in range(1, 401) if n % 10][-50:]
    assert seen.evaluated <= 101  # what is shown, and the words


def test_words_of_the_conversation_stand_there_and_not_in_the_timeline_as_well(
    loud: tuple[World, Case],
) -> None:
    world, one = loud
    view = get(world, f"/v1/officer/complaints/{one.id}", groups=SCHOOLS)
    said = {row["number"]: row["text"] for row in view["messages"]}
    for row in view["timeline"]:
        if row["type"] == "messaged":
            assert "text" not in row["data"]
            assert said[row["number"]].startswith(f"{row['number']} ")
        else:
            assert row["data"]["text"].startswith(f"{row['number']} ")


def test_what_the_view_does_not_show_is_a_cursor_away(loud: tuple[World, Case]) -> None:
    world, one = loud
    view = get(world, f"/v1/officer/complaints/{one.id}", groups=SCHOOLS)
    path = f"/v1/officer/complaints/{one.id}/timeline"
    query = {"cursor": view["timeline_cursor"], "limit": "50"}
    older = get(world, path, query=query, groups=SCHOOLS)
    assert [row["number"] for row in older["items"]] == list(range(350, 300, -1))
    assert older["items"][1]["data"]["text"].startswith("349 ")
    assert all_numbers(world, path, 37, groups=SCHOOLS) == list(range(400, 0, -1))
    short = get(world, f"/v1/officer/complaints/{filed(world)['id']}", groups=SCHOOLS)
    assert [row["number"] for row in short["timeline"]] == [1, 2]
    assert short["timeline_cursor"] is None


def test_a_reporter_opens_it_too_and_reads_everything_page_by_page(
    loud: tuple[World, Case],
) -> None:
    world, one = loud
    theirs = {"x-receipt": SECRET}
    view = get(world, f"/v1/complaints/{one.id}", headers=theirs)
    assert len(json.dumps(view)) < LAMBDA_ANSWER_BYTES
    assert len(view["messages"]) == 50
    path = f"/v1/complaints/{one.id}/timeline"
    visible = [number for number in range(1, 401) if number % 10]
    assert all_numbers(world, path, 50, headers=theirs) == visible
    assert get(world, path, headers=theirs)["items"][1]["data"]["text"] == f"2 {TEXT}"


def test_the_public_finds_the_little_it_may_see(loud: tuple[World, Case]) -> None:
    world, one = loud
    path = f"/v1/complaints/{one.id}/timeline"
    with reads() as seen:
        page = get(world, path)
    assert [row["number"] for row in page["items"]] == [1]
    assert page["next_cursor"]
    assert seen.evaluated <= 150
    assert all_numbers(world, path, 50) == [1]


def test_a_timelines_cursor_is_of_one_case_and_one_reader(loud: tuple[World, Case]) -> None:
    world, one = loud
    other = case(id=new_case_id(), agency_id=OFFICER.agency_id)
    put([other])
    cursor = get(world, f"/v1/complaints/{one.id}/timeline", query={"limit": "1"})["next_cursor"]
    for path, sent in (
        (f"/v1/complaints/{other.id}/timeline", {}),
        (f"/v1/complaints/{one.id}/timeline", {"headers": {"x-receipt": SECRET}}),
        (f"/v1/officer/complaints/{one.id}/timeline", {"groups": SCHOOLS}),
    ):
        status, body, _ = world.call("GET", path, query={"cursor": cursor}, **sent)
        assert (status, body["error"]["fields"][0]["problem"]) == (422, "not_a_cursor")


def test_who_may_not_open_the_case_may_not_read_its_timeline(loud: tuple[World, Case]) -> None:
    world, one = loud
    path = f"/v1/officer/complaints/{one.id}/timeline"
    assert world.call("GET", path, groups="[liaison agency.kota-malang]")[0] == 403
    assert world.call("GET", path, groups=NATIONAL)[0] == 200
