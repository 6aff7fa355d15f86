"""What the system consumes, counted by DynamoDB's rules: a run of the schedule costs what is due,
not what is open."""

from collections.abc import Iterator

import pytest

from infra.bench.costs import Cost, Runs, schedule_runs
from infra.bench.life import LIFE, life
from infra.bench.units import (
    Index,
    Item,
    index_write_units,
    item_bytes,
    read_units,
    table_write_units,
)
from infra.bench.world import World, world

FEW, MANY = 200, 1_000
DUE = 20
# Units written per piece of work; more than this is a decision, not an accident.
MOST_WRITTEN = {
    "filing": 19,
    "routing": 11,
    "similarity_rows": 12,
    "start": 10,
    "answer": 10,
    "rating": 14,
    "notices": 8,
    "escalation_step": 13,
}
MOST_IN_A_LIFE = 84


@pytest.fixture(scope="module")
def here() -> Iterator[World]:
    with world() as started:
        yield started


@pytest.fixture(scope="module")
def few(here: World) -> Runs:
    return schedule_runs(here, FEW, DUE)


def test_a_run_costs_the_same_with_few_and_with_many_open_cases(here: World, few: Runs) -> None:
    many = schedule_runs(here, MANY, DUE)
    assert many.busy.read == pytest.approx(few.busy.read, rel=0.10)
    assert many.busy.written == pytest.approx(few.busy.written, rel=0.10)
    assert many.idle.read == pytest.approx(few.idle.read, rel=0.10)


def test_every_case_that_is_due_costs_the_same(here: World, few: Runs) -> None:
    """Two consistent reads: one to take its step, one to see that there is no other."""
    more = schedule_runs(here, FEW, 3 * DUE)
    assert more.busy.read - few.busy.read == pytest.approx(2 * DUE * 2, rel=0.10)
    assert more.busy.written == pytest.approx(3 * few.busy.written, rel=0.10)


def test_a_run_that_finds_nothing_reads_next_to_nothing(few: Runs) -> None:
    assert few.idle.written == 0
    assert few.idle.read <= 10


@pytest.fixture(scope="module")
def pieces(here: World, few: Runs) -> dict[str, Cost]:
    here.fresh_cases("one-life")
    return {cost.name: cost for cost in life(here)}


@pytest.mark.parametrize("piece", MOST_WRITTEN)
def test_each_piece_of_work_keeps_to_its_budget(pieces: dict[str, Cost], piece: str) -> None:
    assert 0 < pieces[piece].bill.written <= MOST_WRITTEN[piece]


def test_a_whole_life_keeps_to_its_budget(pieces: dict[str, Cost]) -> None:
    assert sum(pieces[piece].bill.written for piece in LIFE) <= MOST_IN_A_LIFE


def text(**attributes: str) -> Item:
    return {name: {"S": value} for name, value in attributes.items()}


def test_the_size_of_an_item_is_names_and_values() -> None:
    assert item_bytes(text(pk="1234", name="é")) == 2 + 4 + 4 + 2
    assert item_bytes({"n": {"N": "-12.50"}, "b": {"BOOL": True}, "x": {"B": "AAAA"}}) == 11
    assert item_bytes({"m": {"M": {"k": {"L": [{"S": "ab"}]}}}}) == 1 + 3 + 1 + 1 + 3 + 1 + 2


def test_reads_are_rounded_up_to_four_kilobytes_per_page() -> None:
    assert read_units([1], consistent=False) == 0.5
    assert read_units([], consistent=True) == 1
    assert read_units([2000, 2000, 96], consistent=True) == 1
    assert read_units([2000, 2000, 97], consistent=True) == 2
    assert read_units([4097], consistent=False) == 1


def test_writes_are_rounded_up_to_the_larger_of_before_and_after() -> None:
    small, large = text(pk="1"), text(pk="1", body="x" * 1100)
    assert table_write_units(None, small, transaction=False) == 1
    assert table_write_units(large, small, transaction=False) == 2
    assert table_write_units(small, large, transaction=True) == 4


def test_an_index_is_written_when_what_it_keeps_changes() -> None:
    keys = Index(name="due", keys=("due",), kept=frozenset({"pk", "due"}))
    before, moved = text(pk="1", due="a", note="x"), text(pk="1", due="b", note="x")
    assert index_write_units(keys, None, before) == 1
    assert index_write_units(keys, before, text(pk="1", due="a", note="y")) == 0
    assert index_write_units(keys, before, moved) == 2
    assert index_write_units(keys, before, text(pk="1", note="x")) == 1
    assert index_write_units(keys, None, text(pk="1")) == 0
    everything = Index(name="due", keys=("due",), kept=None)
    assert index_write_units(everything, before, text(pk="1", due="a", note="y")) == 1
