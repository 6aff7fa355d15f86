"""Hostile and mistaken input: the agreed 4xx with every problem named, never a 500."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.people import KEY, complaint, solution_of
from tests.integration.world import World


def post(world: World, *, raw: str, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    status, body, _ = world.call("POST", "/v1/complaints", raw=raw, headers=KEY | (headers or {}))
    return status, body["error"]


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


MALFORMED = [
    "",
    "{",
    "null garbage",
    '{"title": NaN}',
    '{"title": "a", "title": "b"}',
    '{"title": "\\ud800 half a pair"}',
    '{"title": "nul \\u0000 inside"}',
    json.dumps({"title": json.loads(nested(21))}),
    nested(30_000),
]


@pytest.mark.parametrize("raw", MALFORMED, ids=lambda raw: raw[:20] or "empty")
def test_what_is_no_readable_json_is_400(shared_world: World, raw: str) -> None:
    status, error = post(shared_world, raw=raw)
    assert (status, error["code"]) == (400, "malformed_json")


def test_too_large_is_413_and_not_json_is_415(shared_world: World) -> None:
    status, error = post(shared_world, raw=json.dumps(complaint(body="a" * 70_000)))
    assert (status, error["code"]) == (413, "too_large")
    blanks = json.dumps(complaint()).replace("{", "{" + " " * 6 * 64 * 1024, 1)
    status, error = post(shared_world, raw=blanks)
    assert (status, error["code"]) == (413, "too_large")
    status, error = post(shared_world, raw="[]".rjust(6 * 64 * 1024))  # the longest that is read
    assert status == 422
    status, error = post(shared_world, raw="title=x", headers={"content-type": "text/plain"})
    assert (status, error["code"]) == (415, "not_json")


@pytest.mark.parametrize("raw", ["[]", '"text"', "7", "null"])
def test_another_thing_than_an_object_is_422(shared_world: World, raw: str) -> None:
    status, error = post(shared_world, raw=raw)
    assert status == 422
    assert error["fields"][0]["problem"] == "not_an_object"


def test_every_problem_is_named_at_once(shared_world: World) -> None:
    body = {
        "classification": "praise",
        "title": " a ",
        "body": 7,
        "incident_date": "2999-01-01",
        "location": {"latitude": 91.0},
        "anonymous": "yes",
        "nik": "3578",
        "reporter": {"email": "nobody", "phone": "abc", "password": "x"},
    }
    status, error = post(shared_world, raw=json.dumps(body))
    assert status == 422
    found = {(problem["field"], problem["problem"]) for problem in error["fields"]}
    assert found >= {
        ("classification", "not_allowed"),
        ("title", "too_short"),
        ("body", "wrong_type"),
        ("incident_date", "in_future"),
        ("location.latitude", "too_big"),
        ("anonymous", "wrong_type"),
        ("nik", "unknown"),
        ("reporter.email", "not_an_email"),
        ("reporter.phone", "not_a_phone"),
        ("reporter.password", "unknown"),
    }
    assert all(problem["message"] for problem in error["fields"])


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"location": {}}, "location", "place_required"),
        ({"location": {"region_code": "99.99"}}, "location.region_code", "unknown_region"),
        ({"category": "tidak-ada"}, "category", "unknown_category"),
        ({"agency_id": "tidak-ada"}, "agency_id", "unknown_agency"),
        ({"incident_date": None}, "incident_date", "required"),
        ({"title": "\u200b\u200b\u200b\u200b\u200b\u200b"}, "title", "too_short"),
        ({"title": "a" * 151}, "title", "too_long"),
        ({"body": "bell \u0007 rings in here"}, "body", "not_text"),
        ({"incident_date": "01-02-2026"}, "incident_date", "not_a_date"),
        ({"channel": "telegram"}, "channel", "not_allowed"),
    ],
)
def test_each_rule_names_its_field(
    shared_world: World, changes: dict[str, Any], field: str, problem: str
) -> None:
    status, error = post(shared_world, raw=json.dumps(complaint(**changes)))
    assert status == 422
    assert [(p["field"], p["problem"]) for p in error["fields"]] == [(field, problem)]


def test_messages_are_in_the_readers_language(shared_world: World) -> None:
    raw = json.dumps(complaint(title="a"))
    _, indonesian = post(shared_world, raw=raw)
    _, english = post(shared_world, raw=raw, headers={"accept-language": "en-GB,en;q=0.9"})
    assert "Terlalu pendek" in indonesian["fields"][0]["message"]
    assert "Too short" in english["fields"][0]["message"]


def test_filing_needs_a_solved_challenge_or_a_key(shared_world: World) -> None:
    def refused(headers: dict[str, str]) -> tuple[int, str]:
        status, body, _ = shared_world.call("POST", "/v1/complaints", complaint(), headers=headers)
        return status, body["error"]["code"]

    assert refused({}) == (401, "challenge_required")
    assert refused({"x-challenge": "bm9uc2Vuc2U="}) == (401, "challenge_failed")
    assert refused({"x-challenge": "###"}) == (401, "challenge_failed")
    assert refused({"x-api-key": "guess"}) == (401, "unknown_api_key")


@pytest.mark.parametrize(
    ("age", "changes", "lets_in"),
    [
        (timedelta(0), {}, True),
        (timedelta(minutes=19), {}, True),
        (timedelta(minutes=21), {}, False),
        (timedelta(0), {"number": -1}, False),
        (timedelta(0), {"signature": "0" * 64}, False),
    ],
)
def test_only_a_right_solution_of_a_fresh_challenge_of_ours_lets_in(
    shared_world: World, age: timedelta, changes: dict[str, Any], lets_in: bool
) -> None:
    from chalicelib.errors import NotAllowed
    from chalicelib.protection import challenge

    asked = challenge.new_challenge(datetime.now(UTC) - age)
    outcome = nullcontext() if lets_in else pytest.raises(NotAllowed, match="challenge_failed")
    with outcome:
        assert challenge.solved(solution_of(asked, **changes)) == asked["challenge"]


def test_a_solved_challenge_files_once(shared_world: World) -> None:
    _, asked, headers = shared_world.call("GET", "/v1/challenge")
    assert headers["Cache-Control"] == "no-store"
    sent = {"x-challenge": solution_of(asked)}
    assert shared_world.call("POST", "/v1/complaints", complaint(), headers=sent)[0] == 201
    status, body, _ = shared_world.call("POST", "/v1/complaints", complaint(), headers=sent)
    assert (status, body["error"]["code"]) == (410, "challenge_used")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "many"},
        {"status": "lost"},
        {"cursor": "###"},
        {"from": "yesterday"},
        {"sort": "x"},
    ],
)
def test_a_bad_query_names_its_parameter(shared_world: World, query: dict[str, str]) -> None:
    status, body, _ = shared_world.call("GET", "/v1/complaints", query=query)
    assert status == 422
    assert body["error"]["fields"][0]["field"] == next(iter(query))
