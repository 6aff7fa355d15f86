"""Doing what is due: one case at a time, as many steps as have come due, each exactly once.

Safe to run twice, late or in parallel: every step is conditional on the version it was decided on,
and what a step leaves due is found again by the next run.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.case.actions import act
from chalicelib.case.model import SYSTEM, Case, DueKind
from chalicelib.case.system_actions import ExpireHold, due_action
from chalicelib.errors import PartialFailure
from chalicelib.observability import logger
from chalicelib.store import cases, queries
from chalicelib.store.rows import Unreadable
from chalicelib.structs import replace
from chalicelib.usecases import rules
from chalicelib.usecases.questions import reporter_was_asked
from chalicelib.usecases.races import StaleRetries

MOST_STEPS = 12  # a case that has waited for months catches up within one run


def run_all_due(
    kind: DueKind, now: datetime, has_time: Callable[[], bool] = lambda: True
) -> dict[str, int]:
    """Take every step of `kind` that is due at `now` (UTC); counts of cases, steps and failures.

    Stops early when `has_time` says so: the rest stays due. Raises `PartialFailure` after all
    others are done when cases failed.
    """
    counts = {"cases": 0, "steps": 0, "failed": 0, "unreadable": 0}
    for case_id in queries.due(kind, now):
        if not has_time():
            break
        counts["cases"] += 1
        try:
            counts["steps"] += run_due(case_id, kind, now)
        except Unreadable:  # counted where it was read; to fail every five minutes helps nobody
            counts["unreadable"] += 1
        except Exception:  # one bad case must not stop the others; it is raised below
            counts["failed"] += 1
            logger.exception("case cannot be advanced", extra={"case_id": case_id})
    logger.info("advanced", extra={"kind": kind.value, **counts})
    if counts["failed"]:
        raise PartialFailure(counts)
    return counts


def run_due(
    case_id: str,
    kind: DueKind,
    now: datetime,
    was_asked: Callable[[Case], bool] = reporter_was_asked,
) -> int:
    """Take the steps of `kind` that are due on one case; how many were taken. Silence on a question
    ends a case only where its reporter `was_asked`."""
    context, retries, steps = rules.decision_context(now), StaleRetries(), 0
    while steps < MOST_STEPS:
        case = cases.get(case_id)
        if case.due is None or case.due.kind is not kind or case.due.at > now:
            break
        action = due_action(case, context)
        if action is None:
            break
        if isinstance(action, ExpireHold):
            action = replace(action, asked=was_asked(case))
        change = act(case, action, SYSTEM, context)
        with retries:
            cases.save(change)
            steps += 1
    return steps
