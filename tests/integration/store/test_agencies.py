"""Of an agency's periods, the one that counts on a day."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.routing.registry import Agency, packaged
from chalicelib.store.agencies import in_force

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 1)
TODAY = {"WIB": SUNDAY, "WITA": SUNDAY, "WIT": MONDAY}
OPEN_END, LAST_YEAR, EARLIER, NEXT_YEAR, LATER = (
    None,
    date(2025, 1, 1),
    date(2024, 1, 1),
    date(2027, 1, 1),
    date(2028, 1, 1),
)


def period(begins: date | None, zone: str = "WIB", agency_id: str = "ombudsman") -> Agency:
    agency = packaged().get("ombudsman")
    assert agency is not None
    return replace(agency, id=agency_id, valid_from=begins, zone=zone)


@pytest.mark.parametrize(
    ("begins", "counts"),
    [
        ((OPEN_END,), OPEN_END),
        ((LATER,), LATER),  # named before it exists
        ((OPEN_END, LAST_YEAR, EARLIER), LAST_YEAR),
        ((OPEN_END, NEXT_YEAR), OPEN_END),
        ((EARLIER, LAST_YEAR, NEXT_YEAR, LATER), LAST_YEAR),
        ((LATER, NEXT_YEAR), NEXT_YEAR),
        ((SUNDAY, LAST_YEAR), SUNDAY),  # from its first day on
        ((MONDAY, LAST_YEAR), LAST_YEAR),
    ],
)
def test_the_last_that_has_begun_or_else_the_first(
    begins: tuple[date | None, ...], counts: date | None
) -> None:
    for order in itertools.permutations(begins):
        (found,) = in_force([period(day) for day in order], TODAY)
        assert found.valid_from == counts


def test_a_day_begins_by_the_clock_of_the_agencys_own_zone() -> None:
    for zone, counts in (("WIB", LAST_YEAR), ("WIT", MONDAY)):
        (found,) = in_force([period(LAST_YEAR, zone), period(MONDAY, zone)], TODAY)
        assert found.valid_from == counts


def test_agencies_do_not_stand_for_one_another() -> None:
    two = [period(LAST_YEAR, agency_id="a"), period(EARLIER, agency_id="b")]
    assert in_force(two, TODAY) == two
