"""Which of an agency's stricter deadlines count on a day."""

from datetime import date

import pytest

from chalicelib.case.deadlines import StricterDeadlines
from chalicelib.store.rulebook import AgencyDeadlines, Rulebook

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)


def own(days: int, first: date, agency_id: str = "kota") -> AgencyDeadlines:
    return AgencyDeadlines(
        agency_id=agency_id, effective_from=first, limits=StricterDeadlines(complaint=days)
    )


@pytest.mark.parametrize(
    ("made", "day", "days"),
    [
        ((own(9, JUNE),), MAY, None),
        ((own(9, MAY),), MAY, 9),
        ((own(9, MAY), own(8, JUNE)), MAY, 9),
        ((own(9, MAY), own(8, JUNE)), JUNE, 8),
        ((own(8, JUNE), own(9, MAY)), JUNE, 8),
        ((own(9, MAY), own(8, MAY)), MAY, 8),
        ((own(9, MAY), own(8, MAY, "desa")), MAY, 9),
    ],
)
def test_the_latest_in_effect_counts_and_of_one_day_the_last_made(
    made: tuple[AgencyDeadlines, ...], day: date, days: int | None
) -> None:
    found = Rulebook(agency_deadlines=made).stricter_deadlines_on(day).get("kota")
    assert (found and found.complaint) == days
