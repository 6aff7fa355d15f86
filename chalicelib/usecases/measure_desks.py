"""How things stand, for the dashboard: what is late, and what nobody has."""

from collections import Counter
from datetime import datetime, timedelta

from chalicelib.case.model import Case
from chalicelib.observability import Measure, measure
from chalicelib.store import queries

A_DAY = timedelta(days=1)


def measure_desks(now: datetime) -> None:
    """Measure how many cases are overdue, and how many of those that lie on the national desk have
    been there for how long since they were filed. What it reads grows with both, by half a unit
    for some thirty overdue ones and for some three without an agency."""
    ages = Counter(_age(case, now) for case in queries.without_holder())
    measure(
        {
            Measure.OVERDUE: queries.count_all_overdue(now),
            Measure.WITHOUT_AGENCY: ages[Measure.WITHOUT_AGENCY],
            Measure.WITHOUT_AGENCY_FOR_A_DAY: ages[Measure.WITHOUT_AGENCY_FOR_A_DAY],
            Measure.WITHOUT_AGENCY_FOR_THREE_DAYS: ages[Measure.WITHOUT_AGENCY_FOR_THREE_DAYS],
        }
    )


def _age(case: Case, now: datetime) -> Measure:
    waited = now - case.filed_at
    if waited < A_DAY:
        return Measure.WITHOUT_AGENCY
    if waited < 3 * A_DAY:
        return Measure.WITHOUT_AGENCY_FOR_A_DAY
    return Measure.WITHOUT_AGENCY_FOR_THREE_DAYS
