"""What figures cost: a page the same with a thousand cases as with ten thousand; a count what
docs/figures.md says."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from chalicelib.figures.cells import Dimension
from chalicelib.figures.measures import count_case
from chalicelib.routing.registry import packaged
from chalicelib.store import figure_cells
from chalicelib.store.figure_cells import CountedCase, Recount
from chalicelib.usecases import read_figures, rules
from chalicelib.usecases.read_figures import Group, Wanted
from tests.integration.conftest import started
from tests.integration.rows import reads
from tests.integration.world import REGION, World
from tests.unit.figures.simulated import simulate

if TYPE_CHECKING:
    from chalicelib.figures.cells import Cell

FEW, MANY = 1_000, 10_000
QUARTER: dict[str, Any] = {"first": "2026-01", "last": "2026-03"}
PAGES: dict[str, Callable[[], Any]] = {
    "country": lambda: read_figures.public_figures(Wanted(**QUARTER), packaged()),
    **{
        f"by {group.value}": lambda group=group: read_figures.public_figures(
            Wanted(**QUARTER, group=group), packaged()
        )
        for group in Group
    },
    "agencies compared": lambda: read_figures.compared(Wanted(**QUARTER), packaged()),
}


def filled(number: int) -> None:
    """The cells that so many made-up cases add up to."""
    policy = rules.general_policy()
    cells: dict[Cell, Counter[str]] = {}
    for case, events in simulate(number, seed=1):
        for cell, counts in count_case(case, events, policy).cells():
            cells.setdefault(cell, Counter()).update(counts)
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    with table.batch_writer() as batch:
        for cell, total in cells.items():
            pk, sk = figure_cells._cell_key(1, cell)
            batch.put_item(Item={"pk": pk, "sk": sk, **total})


@pytest.fixture(scope="module")
def costs() -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    for number in (FEW, MANY):
        with started():
            filled(number)
            for name, page in PAGES.items():
                with reads() as seen:
                    page()
                found[name].append(seen.units)
    return found


@pytest.mark.parametrize("name", ["country", "by category", "by sector", "by channel"])
def test_a_page_costs_the_same_however_many_cases_there_are(
    costs: dict[str, list[float]], name: str
) -> None:
    few, many = costs[name]
    assert many == pytest.approx(few, rel=0.10)
    assert many <= 3


@pytest.mark.parametrize("name", PAGES)
def test_a_row_has_a_kilobyte_at_most(costs: dict[str, list[float]], name: str) -> None:
    """What is told apart by more values has more rows: each of a month is a quarter of a unit of
    four kilobytes, and half of that is paid where reads need not be consistent."""
    values = {"by class": 4, "by region": 7, "by agency": 41, "agencies compared": 41}
    months, rounded = 3, 0.5
    most = months * (values.get(name, 4) / 8 + rounded) + 2
    assert max(costs[name]) <= most


def test_a_count_writes_few_rows(world: World) -> None:
    """The row of a case and its cells: days and hours the first time only."""
    policy = rules.general_policy()
    for case, events in simulate(300, seed=2):
        first = replace(case, version=1)
        before = count_case(first, events, policy)
        after = count_case(case, events, policy)
        unseen = CountedCase(case_id=case.id)
        fresh = Recount(before=unseen, counts=before, through=1).moves
        assert len(fresh) <= 20
        seen = CountedCase(case_id=case.id, through=1, counts=before)
        later = Recount(before=seen, counts=after, through=case.version).moves
        filed = [cell for cell in later if len(cell.period) > len("2026-11")]
        assert {cell.dimension for cell in filed} <= {Dimension.AGENCY}
        # At most 12 of its own, those it leaves when it goes to another agency with its day and
        # hours, and the agencies that kept it too long.
        assert len(later) - len(filed) <= 12 + 3 + len(after.to_agencies)
