"""Every problem of a filing is named at once, whatever kind of rule it breaks."""

from typing import Any

import pytest

from chalicelib.http.error_response import preferred_language
from tests.integration.people import KEY, complaint, receipt
from tests.integration.world import World

EVERYTHING: dict[str, Any] = {
    "title": "a",
    "incident_date": None,
    "category": "tidak-ada",
    "agency_id": "tidak-ada",
    "location": {"region_code": "99.99", "latitude": 91.0},
    "reporter": {"email": "budi,ani@contoh.example"},
    "nik": "3578",
}


def named(world: World, **changes: Any) -> list[tuple[str, str]]:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(**changes), headers=KEY)
    assert status == 422, answer
    return [(p["field"], p["problem"]) for p in answer["error"]["fields"]]


def test_every_problem_at_once_each_field_once(shared_world: World) -> None:
    found = named(shared_world, **EVERYTHING)
    assert sorted(found) == [
        ("agency_id", "unknown_agency"),
        ("category", "unknown_category"),
        ("incident_date", "required"),
        ("location.latitude", "too_big"),
        ("location.region_code", "unknown_region"),
        ("nik", "unknown"),
        ("reporter.email", "not_an_email"),
        ("title", "too_short"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"location": {"latitude": 91.0}}, [("location", "place_required")]),
        ({"location": "rumah"}, [("location", "wrong_type")]),
        ({"location": None}, [("location", "required")]),
        ({"category": 7}, [("category", "wrong_type")]),
        ({"agency_id": ["a"]}, [("agency_id", "wrong_type")]),
        ({"incident_date": "kemarin"}, [("incident_date", "not_a_date")]),
    ],
)
def test_a_field_of_no_shape_is_not_looked_up(
    shared_world: World, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert set(expected) <= set(named(shared_world, **changes))


def test_only_complaints_need_a_day(shared_world: World) -> None:
    body = complaint(classification="aspiration", incident_date=None)
    assert shared_world.call("POST", "/v1/complaints", body, headers=KEY)[0] == 201


def test_a_complaint_says_how_well_its_day_is_known(shared_world: World) -> None:
    unknown = {"incident_date": None, "incident_date_precision": "unknown"}
    about = {"incident_date": "2026-03-02", "incident_date_precision": "approximate"}
    for said in (unknown, about):
        status, case, _ = shared_world.call(
            "POST", "/v1/complaints", complaint(**said), headers=KEY
        )
        assert status == 201, case
        path = f"/v1/complaints/{case['id']}"
        _, seen, _ = shared_world.call("GET", path, headers=receipt(case))
        assert {name: seen[name] for name in said} == said
    assert named(shared_world, incident_date_precision="unknown") == [
        ("incident_date", "said_unknown")
    ]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9,id;q=0.8", "en"),
        ("en;q=0.1, id;q=0.9", "id"),
        ("id;q=0.5, en;q=0.8", "en"),
        ("id, en", "id"),
        ("en, id", "en"),
        ("de, fr;q=0.5", "id"),
        ("de, en;q=0.5", "en"),
        ("en;q=0", "id"),
        ("en;q=0, ms", "id"),
        ("*", "id"),
        ("en;q=much, id;q=0.1", "id"),
        (",;q=,;;", "id"),
    ],
)
def test_the_language_wanted_most_is_used(header: str, language: str) -> None:
    assert preferred_language(header) == language
