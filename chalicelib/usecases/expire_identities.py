"""Ending what is known of reporters when it was kept as long as it may be, as if they had erased it
themselves.

Safe to run twice, late or in parallel: each is conditional on the version it was decided on, and
what is not ended is found again by the next run.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.case.actions import act
from chalicelib.case.deadlines import deadline_class
from chalicelib.case.decision import Context
from chalicelib.case.due import identity_outlived
from chalicelib.case.model import SYSTEM, Case, DueKind
from chalicelib.case.system_actions import ExpireIdentity
from chalicelib.errors import PartialFailure
from chalicelib.observability import logger
from chalicelib.store import cases, filing, queries, texts
from chalicelib.store.rows import Unreadable
from chalicelib.structs import replace
from chalicelib.usecases import attach, rules
from chalicelib.usecases.other_cases import merge_target, split_siblings
from chalicelib.usecases.races import StaleRetries


def expire_identities(
    now: datetime, has_time: Callable[[], bool] = lambda: True, *, dry_run: bool = False
) -> dict[str, int]:
    """Erase every identity whose time is over at `now` (UTC), with an event for each matter that
    was filed under it; in a `dry_run` only count them. How many, also by the class of the case;
    `waiting` for another matter of the same receipt, or for the case they were merged into.

    Stops early when `has_time` says so. Raises `PartialFailure` after all others are done when
    cases failed.
    """
    counts = Counter({"erased": 0, "waiting": 0, "failed": 0, "unreadable": 0})
    for case_id in queries.due(DueKind.EXPIRE, now):
        if not has_time():
            break
        try:
            counts.update(_expire(case_id, now, dry_run=dry_run))
        except Unreadable:  # counted where it was read; to fail every five minutes helps nobody
            counts["unreadable"] += 1
        except Exception:  # one bad case must not stop the others; it is raised below
            counts["failed"] += 1
            logger.exception("identity cannot be expired", extra={"case_id": case_id})
    logger.info("identities expired", extra={"dry_run": dry_run, **counts})
    if counts["failed"]:
        raise PartialFailure(counts)
    return dict(counts)


def _expire(case_id: str, now: datetime, *, dry_run: bool) -> tuple[str, ...]:
    """What to count of a case that stands under this moment in an index, which may lag."""
    context, retries = rules.decision_context(now), StaleRetries()
    while True:
        case = cases.get(case_id)
        if case.due is None or case.due.kind is not DueKind.EXPIRE or case.due.at > now:
            return ()
        matters = [_with_target(each, context) for each in (case, *split_siblings(case))]
        if not all(_is_outlived(each, known) for each, known in matters):
            return ("waiting",)
        if dry_run:
            return ("erased", deadline_class(case))
        with retries:
            _erase(matters)
            return ("erased", deadline_class(case))


def _with_target(case: Case, context: Context) -> tuple[Case, Context]:
    return case, replace(context, target=merge_target(case))


def _is_outlived(case: Case, context: Context) -> bool:
    return identity_outlived(case, context.target, context.now, context.policy)


def _erase(matters: Sequence[tuple[Case, Context]]) -> None:
    changes = [act(case, ExpireIdentity(), SYSTEM, context) for case, context in matters]
    for case, context in matters:
        attach.erase_files(case.id, context.now)
    has_copy = texts.copy_of(changes[0].case.filed_as) is not None
    filing.erase(*changes, has_copy=has_copy)
