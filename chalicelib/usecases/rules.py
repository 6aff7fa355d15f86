"""What every decision needs: the moment, the deadline rules in force and the agencies.

Made once for a request, a record of a stream or a case of a schedule, and passed on.
"""

import functools
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.case.deadlines import STANDARD, DeadlinePolicy
from chalicelib.case.decision import Context
from chalicelib.observability import Metric, count
from chalicelib.routing.registry import Registry
from chalicelib.store import agencies
from chalicelib.store.rulebook import Correction, Rulebook, rulebook
from chalicelib.structs import replace
from chalicelib.workdays import PACKAGED, Calendar, local_date

SALT_BYTES = 16  # no more than an event's row has room for below a kilobyte


class DecisionContext(Context, frozen=True, kw_only=True):
    """The world at the moment of a decision, with all that is known of the agencies."""

    agencies: Registry


@functools.cache
def packaged_calendar() -> Calendar:
    """The calendar that ships."""
    return Calendar.parse(PACKAGED.read_text())


@functools.cache
def holiday_names() -> Mapping[date, str]:
    """What the days off of the packaged calendar are named, from the same source as the days."""
    return {
        date.fromisoformat(day): name
        for day, name in json.loads(PACKAGED.read_text())["holidays"].items()
    }


@functools.lru_cache(maxsize=4)
def calendar(correction: Correction | None) -> Calendar:
    """The packaged calendar with a correction. Its version names both, so that a new package and
    a new correction are each seen to be another calendar."""
    packaged = packaged_calendar()
    if correction is None:
        return packaged
    return packaged.corrected(
        added=correction.added,
        removed=correction.removed,
        version=f"{packaged.version}+{correction.version}",
    )


def policy(book: Rulebook, known: Registry, now: datetime) -> DeadlinePolicy:
    """The deadline rules out of the rulebook, with agencies' stricter deadlines as of `now`
    (UTC)."""
    days = {
        own.agency_id: local_date(now, _zone(known, own.agency_id)) for own in book.agency_deadlines
    }
    return DeadlinePolicy(
        versions=STANDARD + book.deadline_rules,
        calendar=replace(calendar(book.correction), in_force_since=book.corrected_at),
        overrides=book.stricter_deadlines_on(days),
    )


def general_policy() -> DeadlinePolicy:
    """The deadline rules in force for everybody, without agencies' own: those need the register."""
    book = rulebook()
    return DeadlinePolicy(
        versions=STANDARD + book.deadline_rules, calendar=calendar(book.correction)
    )


def _zone(known: Registry, agency_id: str) -> str:
    agency = known.get(agency_id)
    return agency.zone if agency is not None else "WIB"


def decision_context(now: datetime) -> DecisionContext:
    """The rules as they stand at `now` (UTC)."""
    known = agencies.registry(now)
    return DecisionContext(
        now=now, policy=policy(rulebook(), known, now), agencies=known, new_salt=_new_salt
    )


def _new_salt() -> str:
    return secrets.token_urlsafe(SALT_BYTES)


def watch_calendar(now: datetime) -> None:
    """Count that the calendar in force ends soon, so that somebody hears of it; `now` is UTC.

    Reads no register of agencies: a run that finds nothing due does without it.
    """
    if calendar(rulebook().correction).ends_soon(local_date(now, "WIB")):
        count(Metric.CALENDAR_ENDS)
