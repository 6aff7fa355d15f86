"""Where a case counts: the cells of the figures.

A cell is one value of one dimension in one scope and period. Scopes are the country, a province
and an agency; only what somebody asks for is kept of their dimensions, as each is a row to write.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

COUNTRY = "country"
UNKNOWN = "-"  # of a dimension in which a case has no value (yet)

DAY_MEASURES = ("filed", "hour:")
"""What days count, the rest is kept by the month of filing: a day is written once a case."""


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
    Dimension.PROVINCE: (Dimension.CLASS, Dimension.CATEGORY),
    Dimension.AGENCY: (Dimension.CLASS, Dimension.CATEGORY),
}
"""What provinces and agencies are broken down by; the country is by every dimension."""

KEPT_BY_DAY = (Dimension.ALL, Dimension.PROVINCE, Dimension.REGENCY, Dimension.AGENCY)


class Cell(NamedTuple):
    """`period` is a month (2026-11) or a day (2026-11-27)."""

    scope: str
    dimension: Dimension
    value: str
    period: str


def scope_of(dimension: Dimension, value: str) -> str:
    """The scope of one province or agency."""
    return f"{dimension.value}:{value}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseCounts:
    """All that one case adds. `day` is that of filing by its own clock; `counts` are added in each
    of its cells, `to_agencies` in that of an agency alone, whoever holds the case now."""

    day: str
    values: Mapping[Dimension, str]
    counts: Mapping[str, int]
    to_agencies: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[Cell, Mapping[str, int]]]:
        """What it adds to each cell; a cell may come twice."""
        month = self.day[: len("2026-11")]
        by_month = {m: n for m, n in self.counts.items() if not m.startswith("hour:")}
        by_day = {m: n for m, n in self.counts.items() if m.startswith(DAY_MEASURES)}
        values = {Dimension.ALL: UNKNOWN} | dict(self.values)
        for dimension, value in values.items():
            yield Cell(COUNTRY, dimension, value, month), by_month
            if dimension in KEPT_BY_DAY and by_day:
                yield Cell(COUNTRY, dimension, value, self.day), by_day
            if value != UNKNOWN:
                for inner in KEPT_IN_SCOPES.get(dimension, ()):
                    scope = scope_of(dimension, value)
                    yield Cell(scope, inner, values[inner], month), by_month
        for agency_id, counts in self.to_agencies.items():
            yield Cell(COUNTRY, Dimension.AGENCY, agency_id, month), counts


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
