"""What is wrong with a filing beyond its shape, whatever shape it has."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.routing.registry import packaged
from chalicelib.usecases.file_complaint import find_problems

CONTEXT: Any = SimpleNamespace(today=lambda zone: date(2026, 3, 2), agencies=packaged())
RIGHT: dict[str, Any] = {
    "classification": "complaint",
    "incident_date": "2026-03-01",
    "location": {"region_code": "35.78"},
    "category": " agama ",
    "agency_id": " kai ",
    "not_to": [" kai ", "bri"],
}


def problems(**changes: Any) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in find_problems(RIGHT | changes, CONTEXT)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"classification": "aspiration", "incident_date": None},
        {"incident_date_precision": "exact"},
        {"incident_date_precision": "approximate"},
        {"incident_date_precision": "unknown", "incident_date": None},
        {
            "classification": "aspiration",
            "incident_date_precision": "unknown",
            "incident_date": None,
        },
        {"location": {"address": "Taman kota"}},
        {"location": {"region_code": "35.78", "address": "Taman kota"}},
        {"location": {"latitude": -7.2575, "longitude": 112.7521}},
        {"location": {"latitude": 0, "longitude": 0.0}},
        {"location": {"region_code": "35.78", "latitude": -7.2575}},
        {"category": None, "agency_id": None, "not_to": None},
        # of another shape: the edge says so
        {"location": "Taman kota", "category": 7, "agency_id": [], "not_to": "kai"},
        {"not_to": [7, None], "location": {"region_code": 35}},
    ],
)
def test_nothing_is_found_where_nothing_is_wrong(changes: dict[str, Any]) -> None:
    assert problems(**changes) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"incident_date": None}, [("incident_date", "required")]),
        (
            {"incident_date": None, "incident_date_precision": "approximate"},
            [("incident_date", "required")],
        ),
        ({"incident_date_precision": "unknown"}, [("incident_date", "said_unknown")]),
        (
            {"classification": "aspiration", "incident_date_precision": "unknown"},
            [("incident_date", "said_unknown")],
        ),
        ({"location": {}}, [("location", "place_required")]),
        ({"location": {"latitude": -7.2575}}, [("location", "place_required")]),
        ({"location": {"longitude": 112.7521}}, [("location", "place_required")]),
        ({"location": {"latitude": -7.2, "longitude": None}}, [("location", "place_required")]),
        ({"location": {"region_code": "99"}}, [("location.region_code", "unknown_region")]),
        ({"category": "x"}, [("category", "unknown_category")]),
        ({"agency_id": "x"}, [("agency_id", "unknown_agency")]),
        (
            {"not_to": ["kai", "x", "bri", "y"]},
            [("not_to.1", "unknown_agency"), ("not_to.3", "unknown_agency")],
        ),
        ({"not_to": ("x",)}, [("not_to.0", "unknown_agency")]),
    ],
)
def test_each_problem_is_named(changes: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert problems(**changes) == found


def test_all_are_named_at_once_in_the_order_of_the_form() -> None:
    wrong = {"incident_date": None, "location": {"region_code": "99"}, "category": "x"}
    fields = [field for field, _ in problems(**wrong, agency_id="x", not_to=["x"])]
    assert fields == ["incident_date", "location.region_code", "category", "agency_id", "not_to.0"]
