"""The brief of a day: what rose, where, which promises were broken, and what is late, for who
oversees it.

Counts are the figures', which count confidential cases without telling them; cases are named only
where everybody may see them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Literal

from msgspec import Struct

from chalicelib.case.authority import is_kept_from_officers, is_public
from chalicelib.case.model import Actor, Case, Role
from chalicelib.errors import NotAllowed
from chalicelib.figures.cells import COUNTRY, HOURS, UNKNOWN, Dimension
from chalicelib.figures.summary import add_up
from chalicelib.leads.velocity import tail_probability
from chalicelib.presentation.brief_types import BriefView
from chalicelib.routing import categories, regions
from chalicelib.routing.registry import Registry
from chalicelib.store import figure_cells, queries
from chalicelib.store.paging import MOST_EVALUATED
from chalicelib.store.queries import CaseListQuery
from chalicelib.usecases.rules import DecisionContext
from chalicelib.workdays import local_date

READERS = frozenset({Role.NATIONAL_ADMIN, Role.MONITOR})
WEEKS = 4  # that a day is compared with, by its day of the week
DAYS = 7 * WEEKS
FEWEST = 5  # below which nothing is said to rise: a few may be one person's
UNUSUAL = 0.001  # as likely as this on a usual day, or less
MOST = 10  # of what a brief lists
MOST_PAGES = 50  # of late cases, that are looked through for those that may be listed
BUSIEST = 20  # agencies of the country, and sectors, that are looked at by the day
STAGES = ("verify", "follow_up", "resolve")
KINDS: dict[Dimension, Literal["province", "sector", "agency"]] = {
    Dimension.PROVINCE: "province",
    Dimension.SECTOR: "sector",
    Dimension.AGENCY: "agency",
}
"""What a rise may be of, as the API names it."""


class Rise(Struct, frozen=True, kw_only=True):
    """A province, a sector or an agency (`of`) that got more in a day than its days of that name
    had in the four weeks before: `usual` is what those had on average."""

    of: Dimension
    key: str
    filed: int
    usual: float


class Promises(Struct, frozen=True, kw_only=True):
    """Promises of the month of the day: how many of each stage were kept, how many broken."""

    agency_id: str | None
    kept: Mapping[str, int]
    late: Mapping[str, int]


class Brief(Struct, frozen=True, kw_only=True):
    """What happened on a day (WIB) and in the four weeks before, of the agencies that somebody
    oversees. `overdue` are the worst of the late cases that everybody may see, `all_overdue` how
    many are late: of the country alone, else None."""

    day: date
    by_day: Mapping[str, int]
    rises: tuple[Rise, ...]
    whole: Promises
    broken: tuple[Promises, ...]
    overdue: tuple[Case, ...]
    all_overdue: int | None

    @property
    def filed(self) -> int:
        """What was filed on the day."""
        return self.by_day[self.day.isoformat()]

    @property
    def tells_nothing(self) -> bool:
        """Whether nothing came in for four weeks, no promise was broken and nothing is late."""
        return not (any(self.by_day.values()) or any(self.whole.late.values()) or self.overdue)


class CountedDays:
    """What was counted up to a day, each row read once for all briefs of a morning."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.days = [day - timedelta(days=back) for back in range(DAYS, -1, -1)]
        self.month = f"{day:%Y-%m}"
        self._generation = figure_cells.generations().current
        self.all_overdue = cache(queries.count_all_overdue)
        self.by_value = cache(self._by_value)
        self.daily = cache(self._daily)

    @cached_property
    def agencies(self) -> Set[str]:
        """The agencies that got anything in the months of these days."""
        months = [f"{self.days[0]:%Y-%m}", self.month]
        found = figure_cells.by_value(self._generation, COUNTRY, Dimension.AGENCY, months)
        return found.keys() - {UNKNOWN}

    def whole(self) -> Counter[str]:
        """The counts of the country in the month of the day."""
        found = figure_cells.of_value(self._generation, Dimension.ALL, UNKNOWN, [self.month])
        return add_up(found)

    def _by_value(self, dimension: Dimension) -> Mapping[str, Mapping[str, int]]:
        found = figure_cells.by_value(self._generation, COUNTRY, dimension, [self.month])
        return {value: counts for value, counts in found.items() if value != UNKNOWN}

    def _daily(self, dimension: Dimension, value: str) -> Counter[str]:
        """How many were filed of a value on each day that had any."""
        first, last = (f"{one:%Y-%m}" for one in (self.days[0], self.day))
        rows = figure_cells.by_day(self._generation, dimension, value, first, last)
        return Counter(
            {day: counts.get("filed", 0) for day, counts in rows.items() if not day.endswith(HOURS)}
        )

    def rise(self, dimension: Dimension, value: str) -> Rise | None:
        """The rise of a value on the day, where it is one."""
        found = self.daily(dimension, value)
        count = found[self.day.isoformat()]
        before = [
            found[(self.day - timedelta(weeks=back)).isoformat()] for back in range(1, WEEKS + 1)
        ]
        if not is_unusual(count, before):
            return None
        return Rise(of=dimension, key=value, filed=count, usual=sum(before) / len(before))


def yesterday(now: datetime) -> date:
    """The day that a brief is of: the last one that is over in WIB."""
    return local_date(now, "WIB") - timedelta(days=1)


def check_reader(actor: Actor) -> None:
    """Let the national desk and monitors through. Raises `NotAllowed("not_your_figures")`."""
    if actor.role not in READERS:
        raise NotAllowed("not_your_figures")


def brief_for(actor: Actor, context: DecisionContext) -> Brief:
    """The brief of yesterday (WIB), of what the officer oversees. Raises as `check_reader`."""
    check_reader(actor)
    return write_brief(str(actor.agency_id), context, CountedDays(yesterday(context.now)))


def write_brief(
    overseer_id: str,
    context: DecisionContext,
    counted: CountedDays,
    with_work: Set[str] | None = None,
) -> Brief:
    """The same, of what an agency oversees, out of what was counted; `with_work` are the agencies
    that have something open, where that is known. Sectors are counted for the country alone, so
    they are told to who oversees all of it."""
    theirs = context.agencies.overseen_by(overseer_id)
    agencies = {
        agency_id: counts
        for agency_id, counts in counted.by_value(Dimension.AGENCY).items()
        if theirs is None or agency_id in theirs
    }
    if theirs is None:
        looked_at = _of_the_country(counted)
        by_day = counted.daily(Dimension.ALL, UNKNOWN)
        whole = counted.whole()
    else:
        looked_at = [(Dimension.AGENCY, one) for one in sorted(counted.agencies & theirs)]
        by_day = add_up(counted.daily(*one) for one in looked_at)
        whole = add_up(agencies.values())
    return Brief(
        day=counted.day,
        by_day={one.isoformat(): by_day[one.isoformat()] for one in counted.days},
        rises=_largest(counted.rise(*one) for one in looked_at),
        whole=_promises(None, whole),
        broken=_worst(_promises(agency_id, found) for agency_id, found in agencies.items()),
        overdue=_overdue(
            overseer_id,
            theirs if theirs is None or with_work is None else theirs & with_work,
            context,
        ),
        all_overdue=counted.all_overdue(context.now) if theirs is None else None,
    )


def _of_the_country(counted: CountedDays) -> list[tuple[Dimension, str]]:
    """All provinces, and the busiest of agencies and sectors."""
    looked_at = [(Dimension.PROVINCE, region.code) for region in regions.children(None)]
    for dimension in (Dimension.SECTOR, Dimension.AGENCY):
        values = counted.by_value(dimension)
        busiest = sorted(values, key=lambda one: (-values[one].get("filed", 0), one))
        looked_at += [(dimension, value) for value in busiest[:BUSIEST]]
    return looked_at


def is_unusual(count: int, before: Sequence[int]) -> bool:
    """Whether a day has more than its like before explain. What is usual has a gamma distribution
    that those narrow down, so the count is negative binomial, as for leads (`leads.velocity`)."""
    if count < FEWEST:
        return False
    return tail_probability(count, 0.5 + sum(before), 1 / (1 + len(before))) < UNUSUAL


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
    overseer_id: str, theirs: frozenset[str] | None, context: DecisionContext
) -> tuple[Case, ...]:
    """The worst of them, behind whatever is not theirs or may not be told."""
    found: list[Case] = []
    place: str | None = None
    for _ in range(MOST_PAGES):
        page = queries.overseen(
            theirs,
            CaseListQuery(
                now=context.now,
                overdue=True,
                place=place,
                limit=MOST if place is None else MOST_EVALUATED,
                wanted=is_public,
                hidden=lambda case: is_kept_from_officers(case, overseer_id, context),
            ),
        )
        found += page.cases
        place = page.place
        if place is None or len(found) >= MOST:
            break
    return tuple(found[:MOST])


def brief_view(brief: Brief, registry: Registry, language: Literal["id", "en"]) -> BriefView:
    """The brief with names, as the console and the mail have it; those of sectors in a language."""
    return {
        "day": brief.day,
        "filed": brief.filed,
        "by_day": dict(brief.by_day),
        "rises": [
            {
                "of": KINDS[one.of],
                "key": one.key,
                "name": _name(one, registry, language),
                "filed": one.filed,
                "usual": round(one.usual, 1),
            }
            for one in brief.rises
        ],
        "kept": dict(brief.whole.kept),
        "late": dict(brief.whole.late),
        "all_overdue": brief.all_overdue,
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


def _name(one: Rise, registry: Registry, language: Literal["id", "en"]) -> str:
    match one.of:
        case Dimension.AGENCY:
            return registry.name_of(one.key)
        case Dimension.SECTOR:
            sector = categories.sector(one.key)
            return sector.name_in(language) if sector is not None else one.key
        case _:
            region = regions.get(one.key)
            return region.name if region is not None else one.key
