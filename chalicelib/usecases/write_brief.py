"""The brief of a day: what rose, where, which promises were broken, and what is late, for who
oversees it.

Counts are the figures', which count confidential cases without telling them; cases are named only
where everybody may see them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.case.authority import is_public, kept_from
from chalicelib.case.model import Actor, Case, Role
from chalicelib.errors import NotAllowed
from chalicelib.figures.cells import COUNTRY, HOURS, UNKNOWN, Dimension
from chalicelib.figures.summary import add_up
from chalicelib.leads.velocity import tail
from chalicelib.presentation.brief_types import BriefView
from chalicelib.routing import regions
from chalicelib.routing.registry import Registry
from chalicelib.store import figure_cells, queries
from chalicelib.workdays import local_date

READERS = frozenset({Role.NATIONAL_ADMIN, Role.MONITOR})
WEEKS = 4  # that a day is compared with, by its day of the week
DAYS = 7 * WEEKS
FEWEST = 5  # below which nothing is said to rise: a few may be one person's
UNUSUAL = 0.001  # as likely as this on a usual day, or less
MOST = 10  # of what a brief lists
BUSIEST = 20  # agencies of the country that are looked at by the day
STAGES = ("verify", "follow_up", "resolve")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rise:
    """A province or an agency (`of`) that got more in a day than its days of that name had in the
    four weeks before: `usual` is what those had on average."""

    of: Dimension
    key: str
    filed: int
    usual: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Promises:
    """Promises of the month of the day: how many of each stage were kept, how many broken."""

    agency_id: str | None
    kept: Mapping[str, int]
    late: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """What happened on a day (WIB) and in the four weeks before, of the agencies that somebody
    oversees. `overdue` are the worst of the late cases that everybody may see."""

    day: date
    by_day: Mapping[str, int]
    rises: tuple[Rise, ...]
    whole: Promises
    broken: tuple[Promises, ...]
    overdue: tuple[Case, ...]

    @property
    def filed(self) -> int:
        """What was filed on the day."""
        return self.by_day[self.day.isoformat()]


def brief_for(actor: Actor, now: datetime, registry: Registry) -> Brief:
    """The brief of yesterday (WIB), of what the officer oversees. Raises `NotAllowed` for who
    oversees nothing."""
    if actor.role not in READERS or actor.agency_id is None:
        raise NotAllowed("not_your_figures")
    return write_brief(actor.agency_id, now, registry)


def write_brief(overseer_id: str, now: datetime, registry: Registry) -> Brief:
    """The same, of what an agency oversees."""
    day = local_date(now, "WIB") - timedelta(days=1)
    theirs, current = registry.overseen_by(overseer_id), figure_cells.generations().current
    month = f"{day:%Y-%m}"
    agencies = {
        agency_id: counts
        for agency_id, counts in figure_cells.by_value(
            current, COUNTRY, Dimension.AGENCY, month
        ).items()
        if agency_id != UNKNOWN and (theirs is None or agency_id in theirs)
    }
    daily = _Daily(current, day)
    if theirs is None:
        busiest = sorted(agencies, key=lambda one: (-agencies[one].get("filed", 0), one))[:BUSIEST]
        whole = daily.of(Dimension.ALL, UNKNOWN)
        counts = add_up(figure_cells.of_value(current, Dimension.ALL, UNKNOWN, [month]))
        places = [(Dimension.PROVINCE, region.code) for region in regions.children(None)]
    else:
        busiest = sorted(agencies)
        whole = add_up(daily.of(Dimension.AGENCY, agency_id) for agency_id in busiest)
        counts = add_up(agencies.values())
        places = []
    looked_at = [*places, *((Dimension.AGENCY, agency_id) for agency_id in busiest)]
    return Brief(
        day=day,
        by_day={one.isoformat(): whole[one.isoformat()] for one in daily.days},
        rises=_largest(daily.rise(*one) for one in looked_at),
        whole=_promises(None, counts),
        broken=_worst(_promises(agency_id, found) for agency_id, found in agencies.items()),
        overdue=_overdue(overseer_id, theirs, now, registry),
    )


class _Daily:
    """What was filed by day, of one value after the other."""

    def __init__(self, generation: int, day: date) -> None:
        self._generation, self._day = generation, day
        self.days = [day - timedelta(days=back) for back in range(DAYS, -1, -1)]

    def of(self, dimension: Dimension, value: str) -> Counter[str]:
        """How many on each day that had any."""
        first, last = (f"{one:%Y-%m}" for one in (self.days[0], self._day))
        rows = figure_cells.by_day(self._generation, dimension, value, first, last)
        return Counter(
            {day: counts.get("filed", 0) for day, counts in rows.items() if not day.endswith(HOURS)}
        )

    def rise(self, dimension: Dimension, value: str) -> Rise | None:
        found = self.of(dimension, value)
        count = found[self._day.isoformat()]
        before = [
            found[(self._day - timedelta(weeks=back)).isoformat()] for back in range(1, WEEKS + 1)
        ]
        if not is_unusual(count, before):
            return None
        return Rise(of=dimension, key=value, filed=count, usual=sum(before) / len(before))


def is_unusual(count: int, before: Sequence[int]) -> bool:
    """Whether a day has more than its like before explain. What is usual has a gamma distribution
    that those narrow down, so the count is negative binomial, as for leads (`leads.velocity`)."""
    if count < FEWEST:
        return False
    return tail(count, 0.5 + sum(before), 1 / (1 + len(before))) < UNUSUAL


def _largest(rises: Iterable[Rise | None]) -> tuple[Rise, ...]:
    found = [one for one in rises if one is not None]
    return tuple(sorted(found, key=lambda one: (one.usual - one.filed, one.key))[:MOST])


def _promises(agency_id: str | None, counts: Mapping[str, int]) -> Promises:
    return Promises(
        agency_id=agency_id,
        kept={stage: counts.get(f"{stage}:kept", 0) for stage in STAGES},
        late={stage: counts.get(f"{stage}:late", 0) for stage in STAGES},
    )


def _worst(several: Iterable[Promises]) -> tuple[Promises, ...]:
    found = [one for one in several if any(one.late.values())]
    return tuple(
        sorted(found, key=lambda one: (-sum(one.late.values()), str(one.agency_id)))[:MOST]
    )


def _overdue(
    overseer_id: str, theirs: frozenset[str] | None, now: datetime, registry: Registry
) -> tuple[Case, ...]:
    return queries.overseen(
        theirs,
        now=now,
        status=None,
        overdue=True,
        place=None,
        limit=MOST,
        wanted=is_public,
        hidden=lambda case: registry.is_within(overseer_id, kept_from(case)),
    ).cases


def as_told(brief: Brief, registry: Registry) -> BriefView:
    """The brief with names, as the console and the mail have it."""
    return {
        "day": brief.day,
        "filed": brief.filed,
        "by_day": dict(brief.by_day),
        "rises": [
            {
                "of": "province" if one.of is Dimension.PROVINCE else "agency",
                "key": one.key,
                "name": _name(one, registry),
                "filed": one.filed,
                "usual": round(one.usual, 1),
            }
            for one in brief.rises
        ],
        "kept": dict(brief.whole.kept),
        "late": dict(brief.whole.late),
        "broken": [
            {
                "agency_id": str(one.agency_id),
                "name": registry.name_of(str(one.agency_id)),
                "kept": dict(one.kept),
                "late": dict(one.late),
            }
            for one in brief.broken
        ],
        "overdue": [
            {
                "id": case.id,
                "agency_id": case.agency_id,
                "name": registry.name_of(case.agency_id) if case.agency_id else None,
                "level": case.escalation_level,
                "resolve_by": local_date(case.deadlines.resolve_by, case.zone),
            }
            for case in brief.overdue
        ],
    }


def _name(one: Rise, registry: Registry) -> str:
    if one.of is Dimension.AGENCY:
        return registry.name_of(one.key)
    region = regions.get(one.key)
    return region.name if region is not None else one.key
