"""Where a case counts: the cells of the figures.

A cell is one value of one dimension in one scope and period. Scopes are the country, a province
and an agency; only what somebody asks for is kept of their dimensions, as each is a row to write.

Each cell is kept twice: for officers, of all cases; and for everybody, of the public ones, with
some counters of the hidden ones beside them, which are told in steps of their own. So nobody who
counts what is public finds by subtraction that there is a hidden case.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

COUNTRY = "country"
EVERYBODY = "open"
"""Begins a scope as it is kept for everybody: short, for it is in the key of each row."""

STEP = 5
"""Counts for everybody are told in such steps, and fewer not at all."""

HIDDEN = "hidden:"
"""Begins a counter of hidden cases in a cell for everybody."""

HIDDEN_MEASURES = ("filed", "split_off", "good", "bad")
"""What is told of hidden cases: how many there are, and their outcomes, or an agency would look
idle about which people complain in confidence, and good that lets those complaints lie."""

HOURS = "-hours"
YEAR = "Y"
"""Begins a year (Y2026), so that no stretch of months, as keys are ordered, has one in it."""

UNKNOWN = "-"  # of a dimension in which a case has no value (yet)

BY_OFFICER = "officer"
RULES = ("suggestion", "category", "model", "named")
"""What chooses an agency without a person (`events.Routed.by`)."""

BIN_OF = {"verify": "v", "follow_up": "f", "resolve": "r", "handle": "h"}
"""How the measures begin that say how many cases a stage took so many days (`r14`): short, for a
cell may have a hundred of them, and every kilobyte is paid with each write."""


class Dimension(StrEnum):
    """What figures may be grouped by. `ALL` has one value."""

    ALL = "all"
    CLASS = "class"
    CATEGORY = "category"
    SECTOR = "sector"
    PROVINCE = "province"
    REGENCY = "regency"
    AGENCY = "agency"
    CHANNEL = "channel"


KEPT_IN_SCOPES = {
    Dimension.PROVINCE: (Dimension.CLASS, Dimension.CATEGORY, Dimension.REGENCY),
    Dimension.AGENCY: (Dimension.CLASS, Dimension.CATEGORY),
}
"""What provinces and agencies are broken down by. The country is by every other dimension too:
regencies are asked for by their province."""

OF_MANY_VALUES = (Dimension.CATEGORY, Dimension.AGENCY)
"""Dimensions of which hundreds of values have something in a month. Each value has a cell of the
calendar year too, so that nobody has to read twelve months of all."""

BY_HOUR = (Dimension.ALL, Dimension.PROVINCE, Dimension.REGENCY, Dimension.AGENCY)
BY_DAY = (*BY_HOUR, Dimension.SECTOR)


class Cell(NamedTuple):
    """`period` is a month (2026-11) or a calendar year (Y2026); or, for what was filed alone, a day
    (2026-11-27) or the hours of a month (2026-11-hours)."""

    scope: str
    dimension: Dimension
    value: str
    period: str


def scope_of(dimension: Dimension, value: str) -> str:
    """The scope of one province or agency."""
    return f"{dimension.value}:{value}"


def for_everybody(scope: str) -> str:
    """The scope as it is kept for everybody."""
    return EVERYBODY if scope == COUNTRY else f"{EVERYBODY}:{scope}"


def is_for_everybody(scope: str) -> bool:
    """Whether a scope is one that is kept for everybody."""
    return scope.split(":")[0] == EVERYBODY


def in_steps(counts: Mapping[str, int]) -> dict[str, int]:
    """A cell's counts, those of its hidden cases rounded down to whole steps. Done cell by cell:
    of several months together no more is told than of each."""
    return {
        measure: n - n % STEP if measure.startswith(HIDDEN) else n for measure, n in counts.items()
    }


def with_hidden(counts: Mapping[str, int], measure: str) -> int:
    """How many there are of a measure, what is told of hidden cases among them."""
    return counts.get(measure, 0) + counts.get(HIDDEN + measure, 0)


def scope_with(dimension: Dimension, value: str) -> str:
    """The scope that has the months of a value: of a regency its province."""
    if dimension is Dimension.REGENCY:
        return scope_of(Dimension.PROVINCE, value.split(".")[0])
    return COUNTRY


class CaseCounts(Struct, frozen=True, kw_only=True):
    """All that one case adds. `day` and `hour` are those of filing by its own clock (None: nobody
    filed it); `counts` are added in each of its cells of the month and the year, `to_agencies` in
    those of an agency alone, whoever holds the case now. `public` says in which counters it is in
    the cells for everybody: as a public case, as a hidden one, or (None) in none, because it waits
    to be looked at, or a release before counted it. `former` is what one counted that had nothing
    in years, and its regency in the country."""

    day: str
    hour: str | None
    values: Mapping[Dimension, str]
    counts: Mapping[str, int]
    to_agencies: Mapping[str, Mapping[str, int]] = {}
    public: bool | None = None
    former: bool = False

    def cells(self) -> Iterator[tuple[Cell, Mapping[str, int]]]:
        """What it adds to each cell; a cell may come twice."""
        for cell, counts in self._for_officers():
            yield cell, counts
            told = self._told(counts)
            if told:
                yield cell._replace(scope=for_everybody(cell.scope)), told

    def _told(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        """What it adds where everybody reads."""
        if self.public is None:
            return {}
        if self.public:
            return counts
        return {
            HIDDEN + measure: counts[measure] for measure in HIDDEN_MEASURES if measure in counts
        }

    def _for_officers(self) -> Iterator[tuple[Cell, Mapping[str, int]]]:
        month = self.day[: len("2026-11")]
        values = {Dimension.ALL: UNKNOWN} | dict(self.values)
        for dimension, value in values.items():
            if self.former or dimension is not Dimension.REGENCY:
                yield from self._months_and_years(COUNTRY, dimension, value, self.counts)
            if dimension in BY_DAY and self.hour is not None:
                yield Cell(COUNTRY, dimension, value, self.day), {"filed": 1}
            if dimension in BY_HOUR and self.hour is not None:
                yield Cell(COUNTRY, dimension, value, month + HOURS), {self.hour: 1}
            if value != UNKNOWN:
                for inner in KEPT_IN_SCOPES.get(dimension, ()):
                    if self.former and inner is Dimension.REGENCY:
                        continue
                    scope = scope_of(dimension, value)
                    yield from self._months_and_years(scope, inner, values[inner], self.counts)
        for agency_id, counts in self.to_agencies.items():
            yield from self._months_and_years(COUNTRY, Dimension.AGENCY, agency_id, counts)

    def _months_and_years(
        self, scope: str, dimension: Dimension, value: str, counts: Mapping[str, int]
    ) -> Iterator[tuple[Cell, Mapping[str, int]]]:
        yield Cell(scope, dimension, value, self.day[: len("2026-11")]), counts
        if dimension in OF_MANY_VALUES and not self.former:
            yield Cell(scope, dimension, value, YEAR + self.day[: len("2026")]), counts


def differences(before: CaseCounts | None, after: CaseCounts) -> dict[Cell, dict[str, int]]:
    """What has to be added to each cell so that it counts `after` in place of `before`."""
    changed: dict[Cell, Counter[str]] = {}
    for cell, counts in after.cells():
        changed.setdefault(cell, Counter()).update(counts)
    for cell, counts in before.cells() if before is not None else ():
        changed.setdefault(cell, Counter()).subtract(counts)
    moved = {
        cell: {measure: n for measure, n in counts.items() if n} for cell, counts in changed.items()
    }
    return {cell: counts for cell, counts in moved.items() if counts}
