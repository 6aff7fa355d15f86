"""The figures as they are kept: counters by cell, and what each case has added to them.

Everything stands under the number of a generation. One is read; while another is built beside it
(`infra.rebuild_figures`), both are counted into. What a case added stands in a row of its own,
written in the transaction that moves the counters: each state of a case counts once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

from msgspec import Struct
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.errors import Conflict
from chalicelib.figures.cells import (
    COUNTRY,
    HOURS,
    CaseCounts,
    Cell,
    Dimension,
    differences,
    for_everybody,
    in_steps,
    scope_with,
)
from chalicelib.figures.packing import EMPTY, MONTH, Layout, layout_of
from chalicelib.figures.summary import add_up
from chalicelib.store.base import CommonMeta, Item, JSONText, Setting
from chalicelib.store.conditions import attempt
from chalicelib.store.keys import LAST
from chalicelib.store.serialization import as_json, parse
from chalicelib.structs import replace

MOST_WRITES = 100  # rows in a transaction of DynamoDB
FIRST_GENERATION = 1
_GENERATIONS = ("GENERATIONS", "GENERATIONS")
_A_MONTH = len("2026-11")
_NOTHING = str(EMPTY)  # most numbers of most rows: passed over before they are read


class FiguresItem(Item):
    """Base of everything in the `figures` table."""

    class Meta(CommonMeta):
        table_name = Setting("figures_table")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class GenerationsItem(FiguresItem):
    """Which generation is read, and which is being built."""

    current = NumberAttribute()
    building = NumberAttribute(null=True)


class CountedItem(FiguresItem):
    """What a case added when its last event was `through`. What a release before counted has no
    `in_years` (`CaseCounts.former`): it can be taken out of the cells that it is in, and into those
    of now, with its next event or when figures are rebuilt."""

    through = NumberAttribute()
    counted = JSONText()
    in_years = BooleanAttribute(null=True)


class CellItem(FiguresItem):
    """A cell: its counters, packed (`figures.packing`). Whatever is read of it leaves this module
    with those of hidden cases in steps."""

    counts: Mapping[str, int]

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        item = super().from_raw_data({name: data[name] for name in ("pk", "sk")})
        numbers = {
            name: int(value["N"])
            for name, value in data.items()
            if value.get("N", _NOTHING) != _NOTHING
        }
        item.counts = item.layout.unpack(numbers)
        return item

    def serialize(self, null_check: bool = True) -> dict[str, dict[str, Any]]:
        """The row as it is written first."""
        numbers = self.layout.new_row(self.counts).items()
        return super().serialize(null_check) | {name: {"N": str(n)} for name, n in numbers}

    @property
    def layout(self) -> Layout:
        """How its counters are packed."""
        return layout_of(self.sk.split("#", 1)[0], *self.pk.split("#")[1:3])


class Generations(Struct, frozen=True, kw_only=True):
    """`current` is read; `building`, where there is one, is counted into as well."""

    current: int
    building: int | None = None

    @property
    def counted(self) -> tuple[int, ...]:
        """Those that events are counted into."""
        return (self.current,) if self.building is None else (self.current, self.building)


class CountedCase(Struct, frozen=True, kw_only=True):
    """What a case has added so far, up to the event `through`; 0 and None before it was counted."""

    case_id: str
    through: int = 0
    counts: CaseCounts | None = None


class Recount(Struct, frozen=True, kw_only=True):
    """A case to count anew: what it added, and what it adds up to the event `through`."""

    before: CountedCase
    counts: CaseCounts
    through: int

    @property
    def moves(self) -> dict[Cell, dict[str, int]]:
        """What has to be added to the cells."""
        return differences(self.before.counts, self.counts)

    @property
    def known(self) -> set[Cell]:
        """The cells whose rows are there, for it was counted in them before."""
        before = self.before.counts
        return {cell for cell, counts in before.cells() if counts} if before else set()


def generations() -> Generations:
    """The generations as they are now, read consistently."""
    try:
        row = GenerationsItem.get(*_GENERATIONS, consistent_read=True)
    except GenerationsItem.DoesNotExist:
        return Generations(current=FIRST_GENERATION)
    building = None if row.building is None else int(row.building)
    return Generations(current=int(row.current), building=building)


def set_generations(wanted: Generations) -> None:
    """Say which generation is read and which is built. Only for one who rebuilds."""
    row = GenerationsItem(*_GENERATIONS, current=wanted.current)
    if wanted.building is not None:
        row.building = wanted.building
    row.save()


def counted_cases(generation: int, case_ids: Iterable[str]) -> dict[str, CountedCase]:
    """What cases have added so far, each by its id; read consistently."""
    found = {case_id: CountedCase(case_id=case_id) for case_id in case_ids}
    keys = [(_case_pk(generation, case_id), "CASE") for case_id in found]
    for row in CountedItem.batch_get(keys, consistent_read=True):
        case_id = row.pk.split("#")[-1]
        found[case_id] = CountedCase(
            case_id=case_id, through=int(row.through), counts=_counted(row)
        )
    return found


def _counted(row: CountedItem) -> CaseCounts:
    """What a case added, without the counters of a release before that are no more: the figures are
    built again after such a change, and until then no case fails by it."""
    counted: CaseCounts = parse(CaseCounts, row.counted)
    counts = MONTH.with_place(counted.counts)
    return replace(counted, counts=counts, former=not row.in_years)


def save(generation: int, recounts: Sequence[Recount]) -> None:
    """Count some cases anew, all or none. A cell that several of them move is written once.

    Raises `Conflict("stale")` when one of them was counted meanwhile, or a row that was missing was
    made.
    """
    moves: dict[Cell, Counter[str]] = {}
    known: set[Cell] = set()
    for recount in recounts:
        known |= recount.known
        for cell, counts in recount.moves.items():
            moves.setdefault(cell, Counter()).update(counts)

    moves = {cell: counts for cell, counts in moves.items() if any(counts.values())}
    fresh = _missing(generation, moves.keys() - known)

    def write() -> None:
        with TransactWrite(connection=FiguresItem._get_connection().connection) as transaction:
            unseen = FiguresItem.pk.does_not_exist()
            for recount in recounts:
                before = recount.before.through
                transaction.save(
                    CountedItem(
                        _case_pk(generation, recount.before.case_id),
                        "CASE",
                        through=recount.through,
                        counted=as_json(recount.counts),
                        in_years=True,
                    ),
                    condition=CountedItem.through == before if before else unseen,
                )
            for cell, counts in moves.items():
                row = CellItem(*_cell_key(generation, cell))
                if cell in fresh:
                    row.counts = counts
                    transaction.save(row, condition=unseen)
                else:
                    transaction.update(row, actions=list(_additions(cell, counts)))

    attempt(write, lambda _: Conflict("stale"))


def _missing(generation: int, cells: Iterable[Cell]) -> set[Cell]:
    """Those of the cells that have no row yet."""
    by_key = {_cell_key(generation, cell): cell for cell in cells}
    rows = CellItem.batch_get(list(by_key), consistent_read=True, attributes_to_get=["pk", "sk"])
    return set(by_key.values()) - {by_key[row.pk, row.sk] for row in rows}


def _additions(cell: Cell, counts: Mapping[str, int]) -> Iterator[Action]:
    for name, n in layout_of(cell.period, cell.scope, cell.dimension).pack(counts).items():
        number = Path([name])
        yield number.set((number | EMPTY) + n)


def in_transactions(recounts: Iterable[Recount]) -> Iterator[list[Recount]]:
    """The recounts in as few transactions as their rows fit into, in their order."""
    batch: list[Recount] = []
    cells: set[Cell] = set()
    for recount in recounts:
        widened = cells | recount.moves.keys()
        if batch and len(batch) + 1 + len(widened) > MOST_WRITES:
            yield batch
            batch, widened = [], set(recount.moves)
        batch.append(recount)
        cells = widened
    if batch:
        yield batch


def of_value(
    generation: int,
    dimension: Dimension,
    value: str,
    months: Iterable[str],
    *,
    everybody: bool = False,
) -> list[Mapping[str, int]]:
    """The counts of one value, of each month that has any: one read. For officers of all cases, or
    for everybody."""
    scope = _scope(scope_with(dimension, value), everybody=everybody)
    keys = [_cell_key(generation, Cell(scope, dimension, value, month)) for month in months]
    return [in_steps(row.counts) for row in CellItem.batch_get(keys)]


def by_value(
    generation: int,
    scope: str,
    dimension: Dimension,
    periods: Sequence[str],
    *,
    everybody: bool = False,
) -> dict[str, Counter[str]]:
    """The counts of all values of a dimension in some months that follow one another, or in such
    years (`YEAR`), added up: one query, a page for each megabyte. For officers of all cases, or for
    everybody."""
    _, parts = with_sum(generation, scope, dimension, periods, everybody=everybody)
    return parts


def with_sum(
    generation: int,
    scope: str,
    dimension: Dimension,
    periods: Sequence[str],
    *,
    everybody: bool = False,
) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """The same with what all values come to, told as a cell of its own for each period: hidden
    cases are in no part that has few of them, and in the whole."""
    pk = f"{generation}#{_scope(scope, everybody=everybody)}#{dimension.value}"
    within = CellItem.sk.between(f"{min(periods)}#", f"{max(periods)}#{LAST}")
    rows = list(CellItem.query(pk, within))
    wholes: dict[str, Counter[str]] = {}
    for row in rows:
        wholes.setdefault(row.sk.split("#", 1)[0], Counter()).update(row.counts)
    return add_up(in_steps(one) for one in wholes.values()), _by_value(rows)


def of_values(
    generation: int, dimension: Dimension, values: Iterable[str], periods: Sequence[str]
) -> dict[str, Counter[str]]:
    """The same, for officers, of some values in the country, each row by its key: a read for each
    hundred."""
    keys = [
        _cell_key(generation, Cell(COUNTRY, dimension, value, period))
        for value in values
        for period in periods
    ]
    return _by_value(CellItem.batch_get(keys))


def _by_value(rows: Iterable[CellItem]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in rows:
        value = row.sk.split("#", 1)[1]
        found.setdefault(value, Counter()).update(in_steps(row.counts))
    return found


def by_day(
    generation: int,
    dimension: Dimension,
    value: str,
    first: str,
    last: str,
    *,
    everybody: bool = False,
) -> dict[str, Counter[str]]:
    """What was filed of one value in the months from the first to the last, by day (2026-11-27),
    and by the hours of each month (2026-11-hours): one query. For officers of all cases, or for
    everybody."""
    scope = _scope(COUNTRY, everybody=everybody)
    pk, _ = _cell_key(generation, Cell(scope, dimension, value, first + HOURS))
    rows = CellItem.query(pk, CellItem.sk.between(first, last + HOURS))
    return {row.sk: Counter(in_steps(row.counts)) for row in rows}


def _scope(scope: str, *, everybody: bool) -> str:
    return for_everybody(scope) if everybody else scope


def _cell_key(generation: int, cell: Cell) -> tuple[str, str]:
    pk = f"{generation}#{cell.scope}#{cell.dimension.value}"
    if len(cell.period) > _A_MONTH:
        return f"{pk}#{cell.value}", cell.period
    return pk, f"{cell.period}#{cell.value}"


def _case_pk(generation: int, case_id: str) -> str:
    return f"{generation}#CASE#{case_id}"
