"""What every decision needs: the moment, the clocks in force and the agencies."""

import functools
from datetime import datetime

from chalicelib.case.actions import Context
from chalicelib.case.deadlines import STANDARD, ClockBook
from chalicelib.case.workdays import PACKAGED, Calendar
from chalicelib.store import agencies


@functools.cache
def _clocks() -> ClockBook:
    return ClockBook(versions=STANDARD, calendar=Calendar.parse(PACKAGED.read_text()))


def at(now: datetime) -> Context:
    """The rules as they stand at `now` (UTC)."""
    return Context(now=now, clocks=_clocks(), agencies=agencies.registry())
