"""No line of a file that points at one case: whatever somebody knows of a case from elsewhere, at
least five lines are like it.

Lines that share all that may be known (`records.KNOWN`) stay together in fives. What is over loses
its day and is put together with its like again, and so on, from the finest to the coarsest; what is
over at the end, four lines of a month at most, is left out. So every count that anybody can make by
what they know is a multiple of five, and so is every difference of two such counts: of two months,
of two days' files, of a whole and its parts.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from chalicelib.structs import replace

from .records import COLUMNS, KNOWN, Record, Value

ALIKE = 5
STEPS: tuple[tuple[str, ...], ...] = (
    ("day",),
    ("agency", "channel"),  # an agency would tell the place that is hidden next
    ("regency",),
    ("sector",),
    ("province",),
    ("classification",),
)
"""What is hidden, one after the other."""


def coarsen(records: Mapping[str, Record]) -> list[Record]:
    """The records of a month as they may be given away, by the numbers of their cases, which decide
    by their hashes who is over; in an order that tells nothing."""
    order = sorted(records, key=lambda case_id: sha256(case_id.encode()).digest())
    rest = [records[case_id] for case_id in order]
    told: list[Record] = []
    for hidden in ((), *STEPS):
        nothing: dict[str, Any] = dict.fromkeys(hidden)
        here, rest = _in_fives(replace(one, **nothing) for one in rest)
        told += here
    return sorted(told, key=lambda one: [_orderly(value) for value in one.values])


def _in_fives(records: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """Those that are with their like in fives, and those that are over."""
    alike: dict[tuple[Value, ...], list[Record]] = {}
    places = [COLUMNS.index(name) for name in KNOWN]
    for one in records:
        values = one.values
        alike.setdefault(tuple(values[place] for place in places), []).append(one)
    told: list[Record] = []
    over: list[Record] = []
    for group in alike.values():
        full = len(group) - len(group) % ALIKE
        told += group[:full]
        over += group[full:]
    return told, over


def _orderly(value: Value) -> tuple[bool, str, int]:
    """Numbers and texts in one order, nothing first."""
    number = value if isinstance(value, int) else 0
    return value is not None, value if isinstance(value, str) else "", number
