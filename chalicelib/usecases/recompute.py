"""Counting the deadlines of open cases again after the calendar changed.

A pass walks the `due` index in small portions, a few per run of a schedule, and remembers where it
is: between passes a run costs a few small reads. A case is counted again at most once per calendar,
by the same conditional write as everything else.

One walk is not enough. A function that is still warm files by the old calendar for a minute, and a
case that moves within the index while it is walked can be missed. So walks are repeated until one
that began after `SETTLED` found nothing left to change.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.case.actions import Action
from chalicelib.case.commands import RecomputeDeadlines
from chalicelib.case.model import Case
from chalicelib.errors import Conflict
from chalicelib.observability import logger
from chalicelib.store import recount
from chalicelib.store.recount import Place, Recount
from chalicelib.store.rulebook import rulebook
from chalicelib.usecases import rules
from chalicelib.usecases.advance import SomeFailed
from chalicelib.usecases.handle import by_system

SETTLED = timedelta(minutes=2)  # a warm function's minute, and the longest request after it
PORTION = 50  # cases between two marks: what a run that dies has to look at again
MOST_CASES = 1_000  # in one run, beside the work the schedule is there for


def recompute_some(now: datetime, has_time: Callable[[], bool] = lambda: True) -> dict[str, int]:
    """Go on with the pass for the calendar in force, if there is one to do; what was done.

    `now` is UTC. Raises `SomeFailed` after the other cases when some could not be counted.
    """
    counts = {"looked_at": 0, "recomputed": 0, "not_recomputed": 0}
    # By the rules as they are, not by those of up to a minute ago.
    version = rules.calendar(rulebook(fresh=True).correction).version
    try:
        _walk(_opened(recount.last(), version, now), now, has_time, counts)
    except Conflict as conflict:
        if conflict.code != "changed_meanwhile":
            raise
        logger.info("another run counts again", extra=counts)
    if counts["not_recomputed"]:
        raise SomeFailed(counts)
    return counts


def _opened(found: Recount | None, version: str, now: datetime) -> Recount:
    """The pass to go on with: a new calendar starts a new one, wherever the last one was."""
    if found is not None and found.calendar_version == version:
        return found
    return Recount(
        calendar_version=version,
        opened_at=now,
        walk_began_at=now,
        place=Place(),
        turn=found.turn if found else 0,
    )


def _walk(
    going: Recount, now: datetime, has_time: Callable[[], bool], counts: dict[str, int]
) -> None:
    while not going.finished and counts["looked_at"] < MOST_CASES and has_time():
        place = going.place
        if place is None:
            if now < going.opened_at + SETTLED:
                return
            place = Place()
            going = replace(going, walk_began_at=now, changed_in_walk=0)
        going = _portion(going, place, now, counts)


def _portion(going: Recount, place: Place, now: datetime, counts: dict[str, int]) -> Recount:
    """Count some cases again and save where that led; raises `Conflict` when another run has the
    pass."""
    ids, onwards = recount.cases_from(place, PORTION)
    before = counts["recomputed"]
    for case_id in ids:
        counts["looked_at"] += 1
        try:
            counts["recomputed"] += recompute(case_id, now)
        except Exception:  # one bad case must not stop the others; it is raised after them
            counts["not_recomputed"] += 1
            logger.exception("case cannot be counted again", extra={"case_id": case_id})
    changed = counts["recomputed"] - before
    going = replace(
        going,
        place=onwards,
        changed_in_walk=going.changed_in_walk + changed,
        changed=going.changed + changed,
    )
    settled = going.walk_began_at >= going.opened_at + SETTLED
    going = replace(going, finished=onwards is None and settled and not going.changed_in_walk)
    recount.save(going)
    return replace(going, turn=going.turn + 1)


def recompute(case_id: str, now: datetime) -> bool:
    """Count the open deadlines of one case again, unless it was counted by this calendar already
    or nothing moves; whether anything did."""
    version = rules.at(now).clocks.calendar.version

    def choose(case: Case) -> Action | None:
        return None if case.calendar_version == version else RecomputeDeadlines()

    try:
        return by_system(case_id, choose, now) is not None
    except Conflict as conflict:
        if conflict.code not in ("nothing_to_change", "wrong_status"):
            raise
        return False
