"""DynamoDB's read and write units, by its documented rules.

A read unit is up to 4 KB read strongly consistently, half a unit eventually; a query is rounded up
once per page, gets item by item. A write unit is up to 1 KB of the larger of the item before and
after, two in a transaction. An index takes one write per entry put, removed or rewritten, two when
an entry moves, none when nothing it projects changed; its writes follow later and are not doubled.
(Amazon DynamoDB Developer Guide: "Read/write capacity mode", "Item sizes and formats", "Global
secondary indexes: provisioned throughput considerations".)
"""

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

READ_UNIT = 4096
WRITE_UNIT = 1024
Item = Mapping[str, Mapping[str, Any]]  # as DynamoDB's JSON has it


@dataclass(frozen=True, kw_only=True)
class Index:
    """A global secondary index: its key attributes, and what it keeps of an item (None: all)."""

    name: str
    keys: tuple[str, ...]
    kept: frozenset[str] | None

    def entry(self, item: Item | None) -> Item | None:
        """What the index holds of an item; None where it is not in it."""
        if item is None or any(key not in item for key in self.keys):
            return None
        if self.kept is None:
            return item
        return {name: value for name, value in item.items() if name in self.kept}


def item_bytes(item: Item) -> int:
    """The size of an item: names and values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content if isinstance(content, bytes) else base64.b64decode(content))
        case "N":
            return _number_bytes(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + _value_bytes(each) for each in content)
        case "M":
            return 3 + sum(
                1 + len(name.encode()) + _value_bytes(each) for name, each in content.items()
            )
        case "SS":
            return sum(len(each.encode()) for each in content)
    raise ValueError(f"no size known for the type {kind}")


def _number_bytes(number: str) -> int:
    """About one byte for two significant digits, and one more."""
    digits = number.lstrip("-+").replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + number.startswith("-")


def read_units(sizes: Sequence[int], *, consistent: bool) -> float:
    """Units of one query page (all sizes together) or of one get (one size)."""
    return max(1, math.ceil(sum(sizes) / READ_UNIT)) * (1.0 if consistent else 0.5)


def table_write_units(before: Item | None, after: Item | None, *, transaction: bool) -> float:
    """Units a write takes of the table. One that changes nothing, or is refused, is not free."""
    size = max(item_bytes(before or {}), item_bytes(after or {}))
    return max(1, math.ceil(size / WRITE_UNIT)) * (2.0 if transaction else 1.0)


def index_write_units(index: Index, before: Item | None, after: Item | None) -> float:
    """Units the same write takes of an index."""
    old, new = index.entry(before), index.entry(after)
    if old == new:
        return 0.0
    old_units, new_units = _entry_units(old), _entry_units(new)
    if old is not None and new is not None and all(old[key] == new[key] for key in index.keys):
        return max(old_units, new_units)
    return old_units + new_units


def _entry_units(entry: Item | None) -> float:
    return 0.0 if entry is None else float(math.ceil(item_bytes(entry) / WRITE_UNIT))
