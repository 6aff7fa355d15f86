"""What figures cost: a page the same with a thousand cases as with a hundred thousand; a count what
docs/figures.md says."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

import pytest

from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.model import Actor, Location, Role
from chalicelib.figures.cells import (
    COUNTRY,
    OF_MANY_VALUES,
    UNKNOWN,
    YEAR,
    Cell,
    Dimension,
    for_everybody,
    is_for_everybody,
    scope_of,
)
from chalicelib.figures.measures import count_case
from chalicelib.routing.registry import packaged
from chalicelib.store import figure_cells
from chalicelib.store.figure_cells import CellItem, CountedCase, Recount
from chalicelib.structs import replace
from chalicelib.usecases import read_figures, rules
from chalicelib.usecases.read_figures import FiguresPage, FiguresRequest, Group
from chalicelib.workdays import local_date
from infra.bench.units import READ_UNIT, WRITE_UNIT, item_bytes
from infra.simulate.__main__ import everybody
from infra.simulate.reports import reports
from tests.integration.conftest import started
from tests.integration.rows import Reads, reads
from tests.integration.world import World
from tests.unit.figures.simulated import simulate

A_DAY = 395  # reports, as SP4N gets them
MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13))
THE_YEAR = YEAR + "2026"
TIMES = 8  # that a month happened where there are many: a hundred thousand cases
ASKED = PROVINCE, REGENCY, AGENCY = "32", "32.05", "kabupaten-garut"
A_PAGE = 2**20  # bytes that a query reads at once
CITY = Actor(role=Role.AGENCY_ADMIN, agency_id="kota-surabaya")
REGIONAL = Actor(role=Role.MONITOR, agency_id="kemendagri")
OF_OFFICERS = {COUNTRY, scope_of(Dimension.PROVINCE, PROVINCE), scope_of(Dimension.AGENCY, AGENCY)}
SCOPES = OF_OFFICERS | set(map(for_everybody, OF_OFFICERS))
Row = tuple[Cell, Mapping[str, int]]


def figures(last: int, **asked: Any) -> Callable[[], FiguresPage]:
    """A page for everybody, of so many months."""
    wanted = FiguresRequest(first=MONTHS[0], last=MONTHS[last - 1], present=MONTHS[-1], **asked)
    return lambda: read_figures.public_figures(wanted, packaged())


def officers(last: int, actor: Actor, **asked: Any) -> Callable[[], FiguresPage]:
    """The same for an officer."""
    wanted = FiguresRequest(first=MONTHS[0], last=MONTHS[last - 1], present=MONTHS[-1], **asked)
    return lambda: read_figures.officers_figures(wanted, actor, packaged())


def compared(last: int) -> Callable[[], Any]:
    """Agencies compared over so many months."""
    wanted = FiguresRequest(first=MONTHS[0], last=MONTHS[last - 1], present=MONTHS[-1])
    return lambda: read_figures.compared(wanted, packaged())


def pages(last: int) -> dict[str, Callable[[], Any]]:
    """Everything that may be asked about so many months."""
    return {
        "country": figures(last),
        **{f"by {group.value}": figures(last, group=group) for group in Group},
        "province": figures(last, region_code=PROVINCE),
        **{
            f"province by {group.value}": figures(last, region_code=PROVINCE, group=group)
            for group in (Group.CLASS, Group.CATEGORY, Group.REGION)
        },
        "regency": figures(last, region_code=REGENCY),
        "agency": figures(last, agency_id=AGENCY),
        **{
            f"agency by {group.value}": figures(last, agency_id=AGENCY, group=group)
            for group in (Group.CLASS, Group.CATEGORY)
        },
        "agencies compared": compared(last),
        "a government's agencies": officers(last, CITY, group=Group.AGENCY),
        "a monitor's agencies": officers(last, REGIONAL, group=Group.AGENCY),
    }


TOLD = {"three months": 3, "a year": 12}
PAGES = {
    f"{name}, {told}": page for told, last in TOLD.items() for name, page in pages(last).items()
}


def a_month() -> dict[Cell, Counter[str]]:
    """What is counted of a month with as many reports as SP4N gets, as far as it is asked for here.
    To whom, from where and about what they are is as `make simulate` has it; what becomes of them
    is drawn wider."""
    people = everybody(seed=1)
    policy = DeadlinePolicy(calendar=people.calendar)
    filed = reports(31, A_DAY, 1, date(2026, 1, 1))
    found: dict[Cell, Counter[str]] = {}
    for report, (case, events) in zip(filed, simulate(len(filed), seed=1), strict=True):
        competent = people.competent(report, report.filed_at)
        agency_id = competent[0] if competent else UNKNOWN
        where = Location(region_code=report.region_code)
        about = replace(
            case,
            category=report.category,
            sector=report.sector,
            location=where,
            unchecked=False,  # a month that everything was looked at of: as many rows as can be
        )
        counted = count_case(about, events, policy)
        counted = replace(
            counted,
            day=local_date(report.filed_at, "WIB").isoformat(),
            values={**counted.values, Dimension.AGENCY: agency_id},
            to_agencies=dict.fromkeys([agency_id], Counter({"good": 1})),
        )
        for cell, counts in counted.cells():
            month = cell.period in (MONTHS[0], THE_YEAR)
            if cell.scope in SCOPES and (month or cell.value in (UNKNOWN, *ASKED)):
                found.setdefault(cell, Counter()).update(counts)
    return {
        cell: counts for cell, counts in found.items() if cell.period[:7] in (MONTHS[0], THE_YEAR)
    }


def a_year(month: Mapping[Cell, Counter[str]], *, many: bool) -> Iterator[Row]:
    """The rows of twelve months like this one; of what has a row of the year, of three. Where there
    are few cases, each row counts one."""
    for cell, counts in month.items():
        told = {name: n * TIMES for name, n in counts.items()} if many else {next(iter(counts)): 1}
        if cell.period == THE_YEAR:
            yield cell, told
            continue
        most = 3 if cell.dimension in OF_MANY_VALUES and cell.period == MONTHS[0] else 12
        for name in MONTHS[:most]:
            yield cell._replace(period=cell.period.replace(MONTHS[0], name)), told


def put(cells: Iterable[Row]) -> list[int]:
    """Write cells as they are written first; the sizes of their rows."""
    sizes = []
    with CellItem.batch_write() as batch:
        for cell, counts in cells:
            row = CellItem(*figure_cells._cell_key(1, cell))
            row.counts = counts
            sizes.append(item_bytes(row.serialize()))
            batch.save(row)
    return sizes


def calls(seen: Reads) -> int:
    """Calls as DynamoDB would have them. Queries of the emulation end sooner, for a number has more
    bytes there; so their pages are counted by the units."""
    pages = ceil(seen.units * 2 * READ_UNIT / A_PAGE) if seen.calls["Query"] else 0
    return seen.calls.total() - seen.calls["Query"] + pages


@dataclass
class Costs:
    """The units and calls of each page, with few and with many cases; the sizes of rows."""

    agencies: int
    units: dict[str, list[float]] = field(default_factory=dict)
    calls: dict[str, list[int]] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def costs() -> Costs:
    month = a_month()
    of_agencies = (COUNTRY, Dimension.AGENCY, MONTHS[0])
    found = Costs(
        agencies=sum((one.scope, one.dimension, one.period) == of_agencies for one in month)
    )
    for many in (False, True):
        with started():
            found.sizes += put(a_year(month, many=many))
            for name, page in PAGES.items():
                with reads() as seen:
                    page()
                found.units.setdefault(name, []).append(seen.units)
                found.calls.setdefault(name, []).append(calls(seen))
    return found


def test_as_many_agencies_get_a_report_as_they_would(costs: Costs) -> None:
    assert costs.agencies > 900


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_however_many_cases_there_are(costs: Costs, name: str) -> None:
    few, many = costs.units[name]
    assert many == pytest.approx(few, rel=0.10)
    assert max(costs.calls[name]) <= 5


@pytest.mark.parametrize(
    ("name", "quarter", "year", "most"),
    [
        ("country", 2.5, 9, 3),
        ("by class", 1.5, 6, 2),
        ("by sector", 23.5, 93, 2),
        ("by region", 13.5, 52.5, 2),
        ("province by region", 10, 39, 2),
        ("by agency", 328.5, 109, 4),
        ("agencies compared", 328.5, 109, 4),
        ("by category", 212.5, 70.5, 3),
        ("province by category", 129, 43, 3),
        ("agency by category", 23.5, 8, 2),
        ("a government's agencies", 12, 4, 2),
    ],
)
def test_a_page_costs_what_is_documented(
    costs: Costs, name: str, quarter: float, year: float, most: int
) -> None:
    """As docs/figures.md has it."""
    units = [max(costs.units[f"{name}, {told}"]) for told in TOLD]
    assert units == pytest.approx([quarter, year], rel=0.1)
    assert max(max(costs.calls[f"{name}, {told}"]) for told in TOLD) == most


def test_a_row_is_written_for_one_unit(costs: Costs) -> None:
    assert max(costs.sizes) <= WRITE_UNIT


def test_a_count_writes_few_rows(world: World) -> None:
    """The row of a case and its cells: days and hours the first time only. Of what is public a
    row for officers and one for everybody."""
    policy = rules.general_policy()
    first_counts, moving, in_both = [], [], []
    for case, events in simulate(300, seed=2):
        first = replace(case, version=min(2, case.version))  # filed and, mostly, routed
        before = count_case(first, events, policy)
        after = count_case(case, events, policy)
        unseen = CountedCase(case_id=case.id)
        fresh = Recount(before=unseen, counts=before, through=1).moves
        first_counts.append(len(of_officers(fresh)))
        in_both.append(len(fresh))
        for_all = len(fresh) - first_counts[-1]
        assert for_all <= first_counts[-1] if before.public is not None else not for_all
        seen = CountedCase(case_id=case.id, through=first.version, counts=before)
        everything = Recount(before=seen, counts=after, through=case.version).moves
        later = of_officers(everything)
        assert len(everything) <= 2 * len(later) or before.public != after.public
        filed = [cell for cell in later if len(cell.period) > len("2026-11")]
        assert {cell.dimension for cell in filed} <= {Dimension.AGENCY}
        # At most 16 of its own, those it leaves when it goes to another agency with its day and
        # hours, and the agencies that kept it too long.
        assert len(later) - len(filed) <= 16 + 5 + 2 * len(after.to_agencies)
        if before.values == after.values and not after.to_agencies.keys() - {case.agency_id}:
            moving.append(len(later))
    assert (max(first_counts), max(moving), max(in_both)) == (25, 16, 50)


def of_officers(moves: Mapping[Cell, Mapping[str, int]]) -> list[Cell]:
    """The cells that officers read."""
    return [cell for cell in moves if not is_for_everybody(cell.scope)]
