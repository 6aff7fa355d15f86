"""Figures as somebody may have them: which cells are read, and how exactly they are told.

At most five reads, the same however many cases there are: the generation, and the sum and its days,
or a query for all values of a breakdown, which is one read a megabyte.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from chalicelib.case.model import Actor
from chalicelib.errors import Invalid, NotAllowed, Problem
from chalicelib.figures import league, summary
from chalicelib.figures.cells import (
    COUNTRY,
    HOURS,
    KEPT_IN_SCOPES,
    OF_MANY_VALUES,
    UNKNOWN,
    YEAR,
    Dimension,
    scope_of,
    with_hidden,
)
from chalicelib.figures.figure_types import Count, Summary
from chalicelib.figures.summary import EXACT, PUBLIC, Counts, Precision, add_up
from chalicelib.routing import regions
from chalicelib.routing.registry import Registry
from chalicelib.store import figure_cells
from chalicelib.structs import replace
from chalicelib.usecases.oversight import agencies_under

MOST_MONTHS = 12
MOST_MONTHS_OF_MANY = 3  # of dimensions of many values; a megabyte for each thousand values
MOST_BY_KEY = 100  # agencies of an officer whose rows are read one by one, a hundred at once
A_PROVINCE = len("35")
A_REGENCY = len("35.78")


class Group(StrEnum):
    """What figures may be broken down by. By region the country falls into provinces, a province
    into regencies."""

    CLASS = "class"
    CATEGORY = "category"
    SECTOR = "sector"
    REGION = "region"
    AGENCY = "agency"
    CHANNEL = "channel"


class FiguresRequest(Struct, frozen=True, kw_only=True):
    """What is asked: months of filing (2026-11), both included; of the country, of one region or of
    one agency. `present` is the month that it is: up to it a year is whole."""

    first: str
    last: str
    present: str
    region_code: str | None = None
    agency_id: str | None = None
    group: Group | None = None

    @property
    def months(self) -> tuple[str, ...]:
        """The months, in order; none where they are the wrong way round."""
        year, month = map(int, self.first.split("-"))
        found: list[str] = []
        while (name := f"{year}-{month:02}") <= self.last and len(found) <= MOST_MONTHS:
            found.append(name)
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return tuple(found)

    @property
    def year(self) -> str | None:
        """The calendar year that is asked for; None where it is not a whole one."""
        year = self.first[: len("2026")]
        whole = self.first == f"{year}-01" and self.last in (f"{year}-12", self.present)
        return year if whole and self.last.startswith(year) else None

    @property
    def of_many(self) -> bool:
        """Whether it is broken down by a dimension of many values."""
        return self.group in {each.value for each in OF_MANY_VALUES}

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods whose cells a breakdown is read from."""
        if self.of_many and self.year and len(self.months) > MOST_MONTHS_OF_MANY:
            return (YEAR + self.year,)
        return self.months

    @property
    def value(self) -> tuple[Dimension, str]:
        """The cell whose sum is asked for."""
        if self.agency_id is not None:
            return Dimension.AGENCY, self.agency_id
        if self.region_code is not None:
            whole = len(self.region_code) == A_PROVINCE
            return Dimension.PROVINCE if whole else Dimension.REGENCY, self.region_code
        return Dimension.ALL, UNKNOWN


class FigureRow(Struct, frozen=True, kw_only=True):
    """Figures of one value of a breakdown, or of the whole; None where they are of too few."""

    key: str
    filed: Count
    figures: Summary | None


class FiguresPage(Struct, frozen=True, kw_only=True):
    """What was asked for. Days and hours are of what was filed, without a breakdown only."""

    whole: FigureRow
    parts: tuple[FigureRow, ...]
    by_day: Mapping[str, Count]
    by_hour: Mapping[str, Count]


class LeaguePlace(Struct, frozen=True, kw_only=True):
    """An agency's place, with what its reporters said beside it."""

    placing: league.Placing
    response_share: float | None
    satisfied_share: float | None


def public_figures(asked: FiguresRequest, registry: Registry) -> FiguresPage:
    """Figures for everybody. Raises `Invalid`."""
    return _figures(_checked(asked, registry), PUBLIC)


def officers_figures(asked: FiguresRequest, actor: Actor, registry: Registry) -> FiguresPage:
    """Exact figures of what the officer answers for or oversees: of the country for who oversees
    all of it, else of their agencies, one or all together. Of several the months are limited as
    they are by agency. Raises `Invalid` and `NotAllowed`."""
    asked = _checked(asked, registry)
    theirs = agencies_under(actor, registry)
    if theirs is None:
        return _figures(asked, EXACT)
    if asked.agency_id is not None:
        if asked.agency_id not in theirs:
            raise NotAllowed("not_your_figures")
        return _figures(asked, EXACT)
    if asked.region_code is not None or asked.group not in (None, Group.AGENCY):
        raise NotAllowed("not_your_figures")
    if asked.group is None and len(theirs) == 1:
        return _figures(replace(asked, agency_id=next(iter(theirs))), EXACT)
    return _figures_of(theirs, _checked(replace(asked, group=Group.AGENCY), registry), asked.group)


def compared(asked: FiguresRequest, registry: Registry) -> tuple[LeaguePlace, ...]:
    """Agencies compared (`figures.league`), for everybody. Raises `Invalid`."""
    asked = _checked(replace(asked, group=Group.AGENCY), registry)
    rows = _all_agencies(asked, everybody=True)
    rows.pop(UNKNOWN, None)
    return tuple(
        LeaguePlace(
            placing=placing,
            response_share=PUBLIC.share(
                rows[placing.agency_id].get("rated", 0), rows[placing.agency_id].get("answered", 0)
            ),
            satisfied_share=PUBLIC.share(
                rows[placing.agency_id].get("satisfied", 0), rows[placing.agency_id].get("rated", 0)
            ),
        )
        for placing in league.rank(rows)
        if not PUBLIC.is_few(placing.outcomes)
    )


def _checked(asked: FiguresRequest, registry: Registry) -> FiguresRequest:
    problems = []
    if not asked.months:
        problems.append(Problem(field="to", code="before_from"))
    elif asked.of_many and len(asked.months) > MOST_MONTHS_OF_MANY and not asked.year:
        most = MOST_MONTHS_OF_MANY
        problems.append(Problem(field="to", code="few_months_or_a_year", params={"max": most}))
    elif len(asked.months) > MOST_MONTHS:
        problems.append(Problem(field="to", code="too_many_months", params={"max": MOST_MONTHS}))
    if asked.region_code is not None and (
        len(asked.region_code) not in (A_PROVINCE, A_REGENCY)
        or regions.get(asked.region_code) is None
    ):
        problems.append(Problem(field="region_code", code="unknown_region"))
    if asked.agency_id is not None and registry.get(asked.agency_id) is None:
        problems.append(Problem(field="agency", code="unknown_agency"))
    if asked.agency_id is not None and asked.region_code is not None:
        problems.append(Problem(field="agency", code="region_or_agency"))
    if asked.group is not None and _kept(asked) is None:
        problems.append(Problem(field="group", code="unknown_choice"))
    if problems:
        raise Invalid(problems)
    return asked


def _kept(asked: FiguresRequest) -> tuple[str, Dimension] | None:
    """Scope and dimension of a breakdown; None where it is not kept."""
    dimension, value = asked.value
    if asked.group is Group.REGION:
        wanted = Dimension.PROVINCE if dimension is Dimension.ALL else Dimension.REGENCY
    else:
        wanted = Dimension(asked.group or Dimension.ALL)
    if dimension is Dimension.ALL:
        return COUNTRY, wanted
    if wanted in KEPT_IN_SCOPES.get(dimension, ()):
        return scope_of(dimension, value), wanted
    return None


def _figures(asked: FiguresRequest, precision: Precision) -> FiguresPage:
    current = figure_cells.generations().current
    dimension, value = asked.value
    everybody = precision is PUBLIC
    kept = _kept(asked) if asked.group is not None else None
    if kept:
        whole, rows = figure_cells.with_sum(current, *kept, asked.periods, everybody=everybody)
        return FiguresPage(
            whole=_row(value, whole, precision),  # the parts are all of it
            parts=_parts(rows, precision),
            by_day={},
            by_hour={},
        )
    whole = add_up(
        figure_cells.of_value(current, dimension, value, asked.months, everybody=everybody)
    )
    filed = figure_cells.by_day(
        current, dimension, value, asked.first, asked.last, everybody=everybody
    )
    days = {
        day: with_hidden(counts, "filed")
        for day, counts in filed.items()
        if not day.endswith(HOURS)
    }
    hours = add_up(counts for period, counts in filed.items() if period.endswith(HOURS))
    return FiguresPage(
        whole=_row(value, whole, precision),
        parts=(),
        by_day={
            day: precision.count(n) for day, n in days.items() if n and not precision.is_few(n)
        },
        by_hour={
            hour: precision.count(hours[hour]) for hour in (f"{number:02}" for number in range(24))
        },
    )


def _figures_of(theirs: frozenset[str], asked: FiguresRequest, group: Group | None) -> FiguresPage:
    """Of several agencies together, and of each where that is asked for."""
    if len(theirs) <= MOST_BY_KEY:
        current = figure_cells.generations().current
        rows = figure_cells.of_values(current, Dimension.AGENCY, theirs, asked.periods)
    else:
        found = _all_agencies(asked, everybody=False)
        rows = {agency_id: found[agency_id] for agency_id in theirs & found.keys()}
    return FiguresPage(
        whole=_row(UNKNOWN, add_up(rows.values()), EXACT),
        parts=_parts(rows, EXACT) if group is not None else (),
        by_day={},
        by_hour={},
    )


def _all_agencies(asked: FiguresRequest, *, everybody: bool) -> dict[str, Counter[str]]:
    current = figure_cells.generations().current
    return figure_cells.by_value(
        current, COUNTRY, Dimension.AGENCY, asked.periods, everybody=everybody
    )


def _parts(rows: Mapping[str, Counts], precision: Precision) -> tuple[FigureRow, ...]:
    """The largest first. A value of few is left out, as one of none is."""
    found = [
        _row(key, counts, precision)
        for key, counts in rows.items()
        if _cases(counts) and not precision.is_few(_cases(counts))
    ]
    return tuple(sorted(found, key=lambda one: (-_size(one.filed), one.key)))


def _row(key: str, counts: Counts, precision: Precision) -> FigureRow:
    few = precision.is_few(_cases(counts))
    return FigureRow(
        key=key,
        filed=precision.count(with_hidden(counts, "filed")),
        figures=None if few else summary.summarise(counts, precision),
    )


def _cases(counts: Counts) -> int:
    return with_hidden(counts, "filed") + with_hidden(counts, "split_off")


def _size(count: Count) -> int:
    return 1 if isinstance(count, str) else count


def this_month(today: date) -> str:
    """The month that is asked for where none is named."""
    return f"{today:%Y-%m}"
