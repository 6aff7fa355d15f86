"""Moving the open cases of agencies that ended, to their successors or to the national desk.

Found by the agencies of the register whose last day is over, so a run reads a few empty partitions
for each of them. Every step is conditional on the version it was decided on, so two runs at once
move a case once.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from chalicelib.case.actions import act
from chalicelib.case.model import SYSTEM, Status
from chalicelib.case.routing_actions import Reassign, must_be_reassigned
from chalicelib.errors import PartialFailure
from chalicelib.observability import logger
from chalicelib.store import cases
from chalicelib.store.holdings import HELD_OPEN, held_by
from chalicelib.usecases import rules
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rules import DecisionContext

MOST_CASES = 500  # moved in one run; the next goes on
NEVER_ANSWERED = tuple(status for status in HELD_OPEN if status is not Status.ANSWERED)


def reassign_ended(
    now: datetime, has_time: Callable[[], bool] = lambda: True, most: int = MOST_CASES
) -> dict[str, int]:
    """Move the open cases of every agency that has ended at `now` (UTC), at most `most` of them.

    Raises `PartialFailure` after all others are done when cases could not be moved.
    """
    context, counts = rules.decision_context(now), {"reassigned": 0, "not_reassigned": 0}
    for case_id in _cases_of_ended(context):
        if counts["reassigned"] == most or not has_time():
            break
        try:
            counts["reassigned"] += _reassign(case_id, context)
        except Exception:  # one bad case must not stop the others; it is raised below
            counts["not_reassigned"] += 1
            logger.exception("case cannot be reassigned", extra={"case_id": case_id})
    if counts["not_reassigned"]:
        raise PartialFailure(counts)
    return counts


def _cases_of_ended(context: DecisionContext) -> Iterator[str]:
    for agency in context.agencies.all():
        if context.has_ended(agency.id):
            # What was answered moves to a successor only: without one it is not read every time.
            yield from held_by(agency.id, HELD_OPEN if agency.successors else NEVER_ANSWERED)


def _reassign(case_id: str, context: DecisionContext) -> bool:
    """Whether this run moved the case; False where somebody was faster."""
    retries = StaleRetries()
    while True:
        case = cases.get(case_id)
        if not must_be_reassigned(case, context):
            return False
        change = act(case, Reassign(), SYSTEM, context)
        with retries:
            cases.save(change)
            return True
