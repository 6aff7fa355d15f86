"""What a case has to be for the public list, as it is now."""

from typing import Any

import pytest

from chalicelib.case.model import Location
from chalicelib.store.public_cases import PublicFilter
from chalicelib.structs import replace
from tests.unit.case.world import Life

CASE = replace(
    Life.routed().case,
    category="agama.lainnya",
    location=Location(region_code="35.78.01"),
    unchecked=False,
)


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"status": "routed"},
        {"category": "agama.lainnya"},
        {"agency_id": "kota"},
        {"region_code": "35"},
        {"region_code": "35.78"},
        {"region_code": "35.78.01"},
        {"status": "routed", "agency_id": "kota", "region_code": "35.78", "words": ""},
    ],
)
def test_what_is_all_that_was_asked_for_matches(wanted: dict[str, Any]) -> None:
    assert PublicFilter(**wanted).matches(CASE)


@pytest.mark.parametrize(
    "wanted",
    [
        {"status": "in_progress"},
        {"category": "agama"},
        {"agency_id": "kot"},
        {"region_code": "35.7"},
        {"region_code": "36"},
        {"region_code": "35.78.01.1001"},
        {"status": "routed", "agency_id": "kota", "region_code": "36"},
    ],
)
def test_what_is_one_thing_less_does_not(wanted: dict[str, Any]) -> None:
    assert not PublicFilter(**wanted).matches(CASE)


def test_what_is_nowhere_is_in_no_region() -> None:
    nowhere = replace(CASE, location=Location(address="Taman kota"))
    assert PublicFilter().matches(nowhere)
    assert not PublicFilter(region_code="35").matches(nowhere)


def test_what_is_not_public_matches_nothing() -> None:
    assert not PublicFilter().matches(replace(CASE, confidential=True))
    assert not PublicFilter().matches(replace(CASE, unchecked=True))
