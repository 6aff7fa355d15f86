"""What figures cost: a page the same with a thousand cases as with a hundred thousand; a count what
docs/figures.md says."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from chalicelib.figures.cells import Dimension
from chalicelib.figures.measures import count_case
from chalicelib.routing.registry import packaged
from chalicelib.store import figure_cells
from chalicelib.store.figure_cells import CellItem, CountedCase, Recount
from chalicelib.usecases import read_figures, rules
from chalicelib.usecases.read_figures import FiguresRequest, Group
from infra.bench.units import WRITE_UNIT, item_bytes
from tests.integration.conftest import started
from tests.integration.rows import reads
from tests.integration.world import REGION, World
from tests.unit.figures.simulated import simulate

if TYPE_CHECKING:
    from chalicelib.figures.cells import Cell

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


def filled(number: int, times: int) -> list[int]:
    """The cells that so many made-up cases add up to; the sizes of their rows."""
    policy = rules.general_policy()
    cells: dict[Cell, Counter[str]] = {}
    for case, events in simulate(number, seed=1):
        for cell, counts in count_case(case, events, policy).cells():
            cells.setdefault(cell, Counter()).update(counts)
    sizes = []
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    with table.batch_writer() as batch:
        for cell, total in cells.items():
            item = CellItem(*figure_cells._cell_key(1, cell))
            item.counts = {measure: n * times for measure, n in total.items()}
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
    assert many == pytest.approx(few, rel=0.10)
    assert max(costs.calls[name]) <= 5
    dearest = {"by agency": 18, "agencies compared": 18, "by region": 4.5}
    assert many <= dearest.get(name, 3)


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
