"""What figures cost: a page the same with a thousand cases as with a hundred thousand; a count what
docs/figures.md says."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

import boto3
import pytest

from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.figures.cells import COUNTRY, UNKNOWN, Cell, Dimension
from chalicelib.figures.measures import count_case
from chalicelib.routing.registry import packaged
from chalicelib.store import figure_cells
from chalicelib.store.figure_cells import CellItem, CountedCase, Recount
from chalicelib.structs import replace
from chalicelib.usecases import read_figures, rules
from chalicelib.usecases.read_figures import FiguresRequest, Group
from infra.bench.units import WRITE_UNIT, item_bytes
from infra.simulate.__main__ import everybody
from infra.simulate.reports import reports
from tests.integration.conftest import started
from tests.integration.rows import reads
from tests.integration.world import REGION, World
from tests.unit.figures.simulated import simulate

FEW, MANY = (1_000, 1), (2_000, 50)  # lives, and how often each of them happened
QUARTER: dict[str, Any] = {"first": "2026-01", "last": "2026-03"}
PAGES: dict[str, Callable[[], Any]] = {
    "country": lambda: read_figures.public_figures(FiguresRequest(**QUARTER), packaged()),
    **{
        f"by {group.value}": lambda group=group: read_figures.public_figures(
            FiguresRequest(**QUARTER, group=group), packaged()
        )
        for group in Group
    },
    "agencies compared": lambda: read_figures.compared(FiguresRequest(**QUARTER), packaged()),
}
BY_AGENCY = {"by agency": 4, "agencies compared": 4}
"""In read units, of 40 agencies and what has none; where rows had all their numbers from the
beginning, 18."""

A_DAY = 395
A_PAGE = 2**20  # bytes that a query reads at once
YEAR = tuple(f"2025-{month:02}" for month in range(1, 13))


def filled(number: int, times: int) -> list[int]:
    """The cells that so many made-up cases add up to; the sizes of their rows."""
    policy = rules.general_policy()
    cells: dict[Cell, Counter[str]] = {}
    for case, events in simulate(number, seed=1):
        for cell, counts in count_case(case, events, policy).cells():
            cells.setdefault(cell, Counter()).update(counts)
    return put(
        (cell, {measure: n * times for measure, n in total.items()})
        for cell, total in cells.items()
    )


def put(cells: Iterable[tuple[Cell, Mapping[str, int]]]) -> list[int]:
    """Write cells as they are written first; the sizes of their rows."""
    sizes = []
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    with table.batch_writer() as batch:
        for cell, counts in cells:
            item = CellItem(*figure_cells._cell_key(1, cell))
            item.counts = counts
            row = item.serialize()
            sizes.append(item_bytes(row))
            numbers = {name: int(value["N"]) for name, value in row.items() if "N" in value}
            batch.put_item(Item={"pk": item.pk, "sk": item.sk, **numbers})
    return sizes


@dataclass
class Costs:
    """The units and calls of each page, with few and with many cases; the sizes of rows."""

    units: dict[str, list[float]] = field(default_factory=dict)
    calls: dict[str, list[int]] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def costs() -> Costs:
    found = Costs()
    for number, times in (FEW, MANY):
        with started():
            found.sizes += filled(number, times)
            for name, page in PAGES.items():
                with reads() as seen:
                    page()
                found.units.setdefault(name, []).append(seen.units)
                found.calls.setdefault(name, []).append(seen.calls.total())
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_however_many_cases_there_are(costs: Costs, name: str) -> None:
    few, many = costs.units[name]
    assert max(costs.calls[name]) <= 5
    if name in BY_AGENCY:  # a row grows with what it counts, up to what others have
        assert few <= many <= BY_AGENCY[name]
        return
    assert many == pytest.approx(few, rel=0.10)
    assert many <= {"country": 2.5}.get(name, 2)


def test_a_row_is_written_for_one_unit(costs: Costs) -> None:
    assert max(costs.sizes) <= WRITE_UNIT


def test_a_count_writes_few_rows(world: World) -> None:
    """The row of a case and its cells: days and hours the first time only."""
    policy = rules.general_policy()
    for case, events in simulate(300, seed=2):
        first = replace(case, version=1)
        before = count_case(first, events, policy)
        after = count_case(case, events, policy)
        unseen = CountedCase(case_id=case.id)
        fresh = Recount(before=unseen, counts=before, through=1).moves
        assert len(fresh) <= 21
        seen = CountedCase(case_id=case.id, through=1, counts=before)
        later = Recount(before=seen, counts=after, through=case.version).moves
        filed = [cell for cell in later if len(cell.period) > len("2026-11")]
        assert {cell.dimension for cell in filed} <= {Dimension.AGENCY}
        # At most 12 of its own, those it leaves when it goes to another agency with its day and
        # hours, and the agencies that kept it too long.
        assert len(later) - len(filed) <= 12 + 3 + len(after.to_agencies)


def a_month() -> dict[str, Counter[str]]:
    """What each agency counts of a month with as many reports as SP4N gets: whom they go to is as
    `make simulate` has it; what becomes of them is drawn wider, so that rows are longer."""
    people = everybody(seed=1)
    policy = DeadlinePolicy(calendar=people.calendar)
    filed = reports(31, A_DAY, 1, date(2025, 1, 1))
    found: dict[str, Counter[str]] = {}
    for report, (case, events) in zip(filed, simulate(len(filed), seed=1), strict=True):
        competent = people.competent(report, report.filed_at)
        counted = count_case(case, events, policy)
        of_agency = found.setdefault(competent[0] if competent else UNKNOWN, Counter())
        for counts in (counted.counts, *counted.to_agencies.values()):
            of_agency.update(counts)
    return found


def test_a_year_of_all_agencies_is_at_most_five_reads() -> None:
    """Some nine hundred agencies get a report in a month at 395 a day. Queries of the emulation end
    sooner than those of DynamoDB, for which a number has a byte for two digits, so the pages of a
    query are counted here by its rule."""
    month = a_month()
    assert len(month) > 900
    with started():
        sizes = put(
            (Cell(COUNTRY, Dimension.AGENCY, value, period), counts)
            for period in YEAR
            for value, counts in month.items()
        )
        for months, pages in ((1, 1), (3, 1), (12, 3)):
            assert ceil(sum(sizes) * months / 12 / A_PAGE) == pages
            asked = FiguresRequest(first=YEAR[0], last=YEAR[months - 1])
            with reads() as seen:
                page = read_figures.public_figures(replace(asked, group=Group.AGENCY), packaged())
            assert len(page.parts) > 400
            assert seen.calls.total() - seen.calls["Query"] == 1  # the generation
            assert 1 + pages <= 5
            with reads() as seen:
                assert read_figures.compared(asked, packaged())
            assert seen.calls.total() - seen.calls["Query"] == 1
            assert seen.units <= 24 * months
