"""Working days (hari kerja) in Indonesia's three zones.

Monday to Friday without national holidays and without joint leave (cuti bersama, by the yearly
joint decree of three ministers, SKB). Office hours are those of Perpres 21/2023: 37.5 hours a
week, from 07:30 in the local zone.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

from msgspec import Struct
from typing_extensions import TypeAliasType

from chalicelib.structs import replace

PACKAGED = Path(__file__).with_name("data") / "workdays.json"

Moment = TypeAliasType("Moment", str)
"""A moment as `iso` writes it."""

# Fixed offsets: Indonesia has no daylight saving time.
ZONES = {
    "WIB": timezone(timedelta(hours=7), "WIB"),
    "WITA": timezone(timedelta(hours=8), "WITA"),
    "WIT": timezone(timedelta(hours=9), "WIT"),
}
CLOSES = time(16, 0)
OFFICE_HOURS = timedelta(hours=8, minutes=30)
LAST_MOMENT = time(23, 59, 59)
ONE_DAY = timedelta(days=1)


def local(moment: datetime, zone: str) -> datetime:
    """An aware `moment` by the clocks of `zone` (WIB, WITA or WIT)."""
    return moment.astimezone(ZONES[zone])


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of an aware `moment` in `zone`."""
    return local(moment, zone).date()


def last_moment(day: date, zone: str) -> datetime:
    """23:59:59 of a local day, in UTC: where a deadline lies."""
    return datetime.combine(day, LAST_MOMENT, ZONES[zone]).astimezone(UTC)


def iso(moment: datetime, zone: str) -> Moment:
    """ISO 8601 with the offset of `zone`, to the second."""
    return local(moment, zone).isoformat(timespec="seconds")


class Calendar(Struct, frozen=True, kw_only=True):
    """Which days are worked. Past `last_year` only weekends are known.

    `holidays` are days off whatever the reason; `estimated` are the days among them that the
    decree has yet to fix (feasts that follow the moon). `in_force_since` is when the last
    correction was made (None for the calendar as it is packaged).
    """

    version: str
    holidays: frozenset[date]
    last_year: int
    estimated: frozenset[date] = frozenset()
    in_force_since: datetime | None = None

    @classmethod
    def parse(cls, document: str) -> "Calendar":
        """The calendar in the text of a file like the packaged `workdays.json`."""
        content = json.loads(document)
        return cls(
            version=content["version"],
            holidays=frozenset(map(date.fromisoformat, content["holidays"])),
            last_year=content["last_year"],
            estimated=frozenset(map(date.fromisoformat, content["estimated"])),
        )

    def corrected(
        self, *, added: Iterable[date] = (), removed: Iterable[date] = (), version: str
    ) -> "Calendar":
        """This calendar after a revised decree: `added` days are now off, `removed` are worked.

        A day named in either is no longer an estimate.
        """
        added, removed = frozenset(added), frozenset(removed)
        return replace(
            self,
            version=version,
            holidays=(self.holidays - removed) | added,
            estimated=self.estimated - removed - added,
        )

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day.weekday() < 5 and day not in self.holidays

    def is_estimated(self, day: date, since: date = date.min) -> bool:
        """Whether a count from `since` that reaches `day` may still change: the year's decree is
        not in the calendar, or a feast of that year on the way is an estimate."""
        return day.year > self.last_year or any(
            day.year == estimate.year and since <= estimate <= day for estimate in self.estimated
        )

    def ends_soon(self, today: date) -> bool:
        """Whether the next year's decree is needed: from October of the last known year on, when
        deadlines of sixty working days reach into the year after."""
        return today >= date(self.last_year, 10, 1)

    def arrival(self, moment: datetime, zone: str) -> date:
        """The day an event counts as having happened: what comes at or after closing time, or
        on a day nobody works, comes on the next working day."""
        here = local(moment, zone)
        day = here.date()
        if here.time() >= CLOSES:
            day += ONE_DAY
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add(self, start: datetime, days: int, zone: str) -> datetime:
        """The deadline `days` working days after something that happened at `start`.

        The first day counted is the one after the event. Returns the last moment (23:59:59 in
        `zone`) of the last day, in UTC.
        """
        return last_moment(self.later(self.arrival(start, zone), days), zone)

    def extend(self, deadline: datetime, days: int, zone: str) -> datetime:
        """A deadline moved later by `days` working days; by none, it stays where it is."""
        if days == 0:
            return deadline
        return last_moment(self.later(local_date(deadline, zone), days), zone)

    def later(self, day: date, days: int) -> date:
        """The `days`-th working day after `day`; `day` itself when `days` is 0."""
        return self._walk(day, days, ONE_DAY)

    def earlier(self, day: date, days: int) -> date:
        """The `days`-th working day before `day`; `day` itself when `days` is 0."""
        return self._walk(day, days, -ONE_DAY)

    def between(self, start: date, end: date) -> int:
        """How many working days began after `start`, up to and with `end`."""
        span = range(1, (end - start).days + 1)
        return sum(self.is_workday(start + timedelta(days=day)) for day in span)

    def before(self, deadline: datetime, hundredths: int, zone: str) -> datetime:
        """The moment at which so many hundredths of a working day are left until offices close
        on the deadline's day; a part of a day is that part of its office hours. In UTC."""
        day = local_date(deadline, zone)
        if not self.is_workday(day):
            day = self.earlier(day, 1)
        whole, part = divmod(hundredths, 100)
        closing = datetime.combine(self.earlier(day, whole), CLOSES, ZONES[zone])
        return (closing - OFFICE_HOURS * part / 100).astimezone(UTC)

    def _walk(self, day: date, days: int, step: timedelta) -> date:
        while days > 0:
            day += step
            days -= self.is_workday(day)
        return day
