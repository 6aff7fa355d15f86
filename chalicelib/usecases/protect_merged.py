"""Protecting merged complaints along with the case they went on in: that one is of a sensitive
category now, or an inspectorate is to examine it, and they tell of the same matter."""

from datetime import datetime

from chalicelib.case.actions import protect_along
from chalicelib.case.authority import Protection
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.observability import logger
from chalicelib.store import cases
from chalicelib.usecases import rules
from chalicelib.usecases.other_cases import goes_on_in
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rules import DecisionContext


def protect_sources(reclassified: Event, now: datetime) -> int:
    """Protect every complaint that goes on in a case, where an event that corrects what that is
    protects it; how many were. What is protected already is left alone, so it is safe to repeat.

    Raises an `ExceptionGroup` after all others are done when some could not be protected.
    """
    if not reclassified.data.get("confidential"):
        return 0
    examined = reclassified.data["supervisory"]
    reason = Protection.INSPECTION if examined else Protection.CATEGORY
    target = cases.get(reclassified.case_id)
    context, protected, failed = rules.decision_context(now), 0, []
    for source_id in target.merged_from:
        try:
            protected += _protect(source_id, target, reason, context)
        except Exception as error:  # one bad source must not stop the others; raised below
            failed.append(error)
    logger.info("merged complaints protected", extra={"case_id": target.id, "count": protected})
    if failed:
        raise ExceptionGroup("complaints that could not be protected", failed)
    return protected


def _protect(source_id: str, target: Case, reason: Protection, context: DecisionContext) -> bool:
    """Whether this protected the source; False where it was, or goes on in the target no more."""
    retries = StaleRetries()
    while True:
        source = cases.get(source_id)
        change = protect_along(source, (reason,), context) if goes_on_in(source, target) else None
        if change is None:
            return False
        with retries:
            cases.save(change)
            return True
