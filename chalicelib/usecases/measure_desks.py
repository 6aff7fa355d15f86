"""How things stand, for the dashboard: what is late, and what nobody has."""

from collections import Counter
from datetime import datetime, timedelta

from chalicelib.case.model import Case
from chalicelib.observability import Measure, measure
from chalicelib.store import queries

A_DAY = timedelta(days=1)
MOST_AGED = 100  # cases without an agency that are told apart by age; the rest waits no better


def measure_desks(now: datetime) -> None:
    """Measure how many open cases were escalated, and how many of the first `MOST_AGED` that lie
    on the national desk have been there for how long since they were filed."""
    unassigned = queries.national_desk(
        now=now, status=None, overdue=False, place=None, limit=MOST_AGED
    )
    ages = Counter(_age(case, now) for case in unassigned.cases)
    measure(
        {
            Measure.ESCALATED: queries.count_escalated(),
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
