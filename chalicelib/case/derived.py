"""What follows from a case as it stands: who may know of it, who has to act, whose turn it is."""

from datetime import datetime
from typing import Literal

from .deadlines import limit_in_force
from .ending import NEVER_PUBLISHED
from .model import NATIONAL_DESK, Case, Status
from .schedule import rated


def is_public(case: Case) -> bool:
    """Whether anybody may see the case: not rahasia, not archived as spam or abuse."""
    return not case.confidential and case.archive_reason not in NEVER_PUBLISHED


def assigned_agency(case: Case) -> str:
    """The agency that has to act: the holder of the case, or the national desk."""
    return case.agency_id or NATIONAL_DESK


def is_overdue(case: Case, now: datetime) -> bool:
    """Whether the limit in force has passed."""
    limit = limit_in_force(case)
    return limit is not None and now > limit.at


def waiting_on(case: Case) -> Literal["agency", "reporter", "nobody"]:
    """Whose turn it is: `agency` (also the national desk), `reporter` or `nobody`."""
    if case.status is Status.ON_HOLD or (case.status is Status.ANSWERED and not rated(case)):
        return "reporter"
    if case.status is Status.ANSWERED:
        return "nobody"
    return "agency" if limit_in_force(case) else "nobody"
