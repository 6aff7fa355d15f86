"""What moves a limit: a corrected calendar, another class, the first disposition."""

from dataclasses import replace
from datetime import datetime

from .deadlines import DEADLINE_OF, ClockBook, counted, open_limits
from .model import Case, Deadlines


def recounted(case: Case, now: datetime, clocks: ClockBook) -> Deadlines:
    """The deadlines of `case` by the calendar in force, except those that are kept or had passed
    when it came into force. None moves earlier: what was promised under another calendar was
    promised."""
    fresh, since = counted(case, clocks), _running_since(case, now)
    since = min(since, clocks.calendar.in_force_since or now)
    still_open = [limit for limit in open_limits(case) if limit.at >= since]
    later = {
        DEADLINE_OF[limit.name]: max(limit.at, getattr(fresh, DEADLINE_OF[limit.name]))
        for limit in still_open
    }
    return replace(case.deadlines, **later)


def promise_anew(case: Case, now: datetime, clocks: ClockBook) -> Case:
    """The case with what is promised from an event at `now` on, and the limit for the answer
    counted by it: after another class, and with the first disposition.

    A limit that has passed stays. One that gets shorter ends with the next working day after the
    event at the earliest, and never later than it did.
    """
    case = replace(case, promised_days=clocks.promise(case))
    before, since = case.deadlines.resolve_by, _running_since(case, now)
    if before < since:
        return case
    resolve_by = counted(case, clocks).resolve_by
    if resolve_by < before:
        next_workday = clocks.calendar.add(since, 1, case.zone)
        resolve_by = min(before, max(resolve_by, next_workday))
    return with_deadlines(case, replace(case.deadlines, resolve_by=resolve_by))


def with_deadlines(case: Case, deadlines: Deadlines) -> Case:
    """The case with these deadlines. A limit that moved is warned of anew."""
    stands = {
        limit: getattr(deadlines, DEADLINE_OF[limit]) == getattr(case.deadlines, DEADLINE_OF[limit])
        for limit in case.warned
    }
    warned = tuple(limit for limit in case.warned if stands[limit])
    return replace(case, deadlines=deadlines, warned=warned)


def _running_since(case: Case, now: datetime) -> datetime:
    """Since when clocks stand still, or now."""
    return case.hold.since if case.hold else now
