"""Telling reporters of dates that a corrected calendar moves.

A schedule counts a case again by itself before it takes a step on it, so nothing depends on this
walk but when people hear of it. It goes once through the `due` index, where every open case is, in
small portions, a few per run of a schedule, and remembers where it is: between corrections a run
costs one small read. A case is counted again at most once per calendar, by the same conditional
write as everything else.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.case.actions import act
from chalicelib.case.model import SYSTEM
from chalicelib.case.scheduled_actions import RecomputeDeadlines
from chalicelib.errors import Conflict
from chalicelib.observability import Metric, count, logger
from chalicelib.store import cases, recompute_job
from chalicelib.store.recompute_job import Cursor, RecomputeJob
from chalicelib.store.rows import Unreadable
from chalicelib.store.rulebook import rulebook
from chalicelib.usecases import rules
from chalicelib.usecases.act import StaleRetries
from chalicelib.usecases.run_due import PartialFailure
from chalicelib.workdays import local_date

SETTLED = timedelta(minutes=2)  # a warm function's minute, and the longest request after it
PORTION = 50  # cases between two marks: what a run that dies has to look at again
MOST_CASES = 1_000  # in one run, beside the work the schedule is there for


def recompute_some(now: datetime, has_time: Callable[[], bool] = lambda: True) -> dict[str, int]:
    """Go on with the walk for the calendar in force, if there is one to do; what was done.

    `now` is UTC. A walk begins `SETTLED` after the calendar was seen first: until then a function
    that is still warm may file by the old one. Raises `PartialFailure` after the other cases when
    some could not be counted.
    """
    counts = {"looked_at": 0, "recomputed": 0, "not_recomputed": 0}
    # By the rules as they are, not by those of up to a minute ago.
    version = rules.calendar(rulebook(fresh=True).correction).version
    try:
        walk = recompute_job.last()
        if walk is None or walk.calendar_version != version:
            walk = _open_walk(version, walk, now)
        if now >= walk.opened_at + SETTLED:
            _continue_walk(walk, now, has_time, counts)
    except Conflict as conflict:
        if conflict.code != "changed_meanwhile":
            raise
        logger.info("another run counts again", extra=counts)
    if counts["not_recomputed"]:
        raise PartialFailure(counts)
    return counts


def watch_calendar(now: datetime) -> None:
    """Count that the calendar in force ends soon, so that somebody hears of it; `now` is UTC.

    Reads no register of agencies: a run that finds nothing due does without it.
    """
    if rules.calendar(rulebook().correction).ends_soon(local_date(now, "WIB")):
        count(Metric.CALENDAR_ENDS)


def _open_walk(version: str, before: RecomputeJob | None, now: datetime) -> RecomputeJob:
    """A new calendar starts a new walk, wherever the last one was."""
    turn = before.turn if before else 0
    walk = RecomputeJob(calendar_version=version, opened_at=now, place=Cursor(), turn=turn)
    recompute_job.save(walk)
    return replace(walk, turn=turn + 1)


def _continue_walk(
    walk: RecomputeJob, now: datetime, has_time: Callable[[], bool], counts: dict[str, int]
) -> None:
    """Portion by portion; raises `Conflict` when another run has the walk."""
    while walk.place is not None and counts["looked_at"] < MOST_CASES and has_time():
        ids, onwards = recompute_job.cases_from(walk.place, PORTION)
        before = counts["recomputed"]
        for case_id in ids:
            _count_case(case_id, now, counts)
        changed = walk.changed + counts["recomputed"] - before
        walk = replace(walk, place=onwards, changed=changed)
        recompute_job.save(walk)
        walk = replace(walk, turn=walk.turn + 1)


def _count_case(case_id: str, now: datetime, counts: dict[str, int]) -> None:
    counts["looked_at"] += 1
    try:
        counts["recomputed"] += recompute(case_id, now)
    except Exception:  # one bad case must not stop the others; it is raised after them
        counts["not_recomputed"] += 1
        logger.exception("case cannot be counted again", extra={"case_id": case_id})


def recompute(case_id: str, now: datetime) -> bool:
    """Count the open deadlines of one case again, unless it was counted by this calendar already
    or nothing moves; whether anything did."""
    context, retries = rules.decision_context(now), StaleRetries()
    while True:
        try:
            case = cases.get(case_id)
            if case.calendar_version == context.policy.calendar.version:
                return False
            change = act(case, RecomputeDeadlines(), SYSTEM, context)
        except Unreadable:  # counted where it was read
            return False
        except Conflict as conflict:
            if conflict.code not in ("nothing_to_change", "wrong_status"):
                raise
            return False
        with retries:
            cases.save(change)
            return True
