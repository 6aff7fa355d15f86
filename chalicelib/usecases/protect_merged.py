"""Protecting merged complaints along with the case they went on in: that one is of a sensitive
category now, and they tell of the same matter."""

from datetime import datetime

from chalicelib.case.actions import protect_along
from chalicelib.case.authority import Protection
from chalicelib.case.model import Case
from chalicelib.observability import logger
from chalicelib.store import cases
from chalicelib.usecases import rules
from chalicelib.usecases.other_cases import goes_on_in
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rules import DecisionContext


def protect_sources(target_id: str, now: datetime) -> int:
    """Protect every complaint that goes on in `target_id`, where that is of a sensitive category;
    how many were. What is protected so already is left alone, so it is safe to repeat.

    Raises an `ExceptionGroup` after all others are done when some could not be protected.
    """
    target = cases.get(target_id)
    if Protection.CATEGORY not in target.protected_for:
        return 0
    context, protected, failed = rules.decision_context(now), 0, []
    for source_id in target.merged_from:
        try:
            protected += _protect(source_id, target, context)
        except Exception as error:  # one bad source must not stop the others; raised below
            failed.append(error)
    logger.info("merged complaints protected", extra={"case_id": target_id, "count": protected})
    if failed:
        raise ExceptionGroup("complaints that could not be protected", failed)
    return protected


def _protect(source_id: str, target: Case, context: DecisionContext) -> bool:
    """Whether this protected the source; False where it was, or goes on in the target no more."""
    retries = StaleRetries()
    while True:
        source = cases.get(source_id)
        change = protect_along(source, context) if goes_on_in(source, target) else None
        if change is None:
            return False
        with retries:
            cases.save(change)
            return True
