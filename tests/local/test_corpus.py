"""Sixty complaints of writers kept apart, filed on the deployed system without a category."""

import json
from typing import Any

import pytest

from chalicelib.routing.categories import NOBODY
from chalicelib.routing.registry import packaged
from chalicelib.usecases.sector_models import classifier
from tests.local.client import call, machine, rows
from tests.local.conftest import Deployed
from training.corpus import read_corpus
from training.measure_routing import RoutedComplaint, route

MANY = 60
SHORTEST_TITLE, SHORTEST_BODY = 5, 10  # of what the API takes
Landed = list[tuple[RoutedComplaint, dict[str, Any]]]


@pytest.fixture(scope="module")
def landed(deployed: Deployed) -> Landed:
    """Each with what is expected of it and its second event."""
    filed = []
    for one in expected():
        asked = one.complaint
        where = {"region_code": asked.region_code, "address": asked.address}
        body = {
            "classification": "complaint",
            "title": asked.title,
            "body": asked.body,
            "incident_date": "2026-03-02",
            "location": {name: value for name, value in where.items() if value},
        }
        answer = call(deployed, "POST", "/v1/complaints", body, headers=machine(deployed))
        assert answer.status == 201, answer.body
        filed.append((one, answer.body["id"]))
    deployed.settle()
    return [(one, second_event(deployed, case_id)) for one, case_id in filed]


def expected() -> list[RoutedComplaint]:
    """What becomes of the sixty in this process: spread evenly over the writers, of those that
    can be filed as they are, with a place in the form."""
    every = [
        one
        for one in read_corpus(kept_apart=True)
        if (one.region_code or one.address) and one.sector != NOBODY
        if len(one.title) >= SHORTEST_TITLE and len(one.body) >= SHORTEST_BODY
    ]
    return route(every[:: len(every) // MANY][:MANY], packaged(), classifier())


def second_event(deployed: Deployed, case_id: str) -> dict[str, Any]:
    row = rows(deployed, case_id)["EVENT#000002"]
    return {"type": row["type"]["S"], **json.loads(row["data"]["S"])}


def test_each_lands_where_it_is_routed_without_the_stack(landed: Landed) -> None:
    assert len(landed) == MANY
    assert [found.get("agency_id") for _, found in landed] == [
        one.made.agency_id for one, _ in landed
    ]


def test_most_land_at_a_right_agency_and_nearly_none_at_a_wrong_one(landed: Landed) -> None:
    sent = [(one, found["agency_id"]) for one, found in landed if found["type"] == "routed"]
    right = sum(agency_id in one.right for one, agency_id in sent)
    assert right >= 0.7 * MANY
    assert right >= 0.95 * len(sent)
