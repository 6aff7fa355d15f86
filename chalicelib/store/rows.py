"""Rows this release cannot read: damaged, edited by hand, or written by a later release.

Such a row is counted and named in the log by its key, never by what it holds. A list leaves it out;
who asks for it alone is told that it cannot be read now.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from chalicelib.errors import Unavailable
from chalicelib.observability import Metric, count, logger
from chalicelib.store.base import ListedItem

Row = TypeVar("Row", bound=ListedItem)
Read = TypeVar("Read")


class Unreadable(Unavailable):
    """A row that this release cannot read. Nothing of it is lost, so the answer is "later"."""


def read(row: Row, reading: Callable[[Row], Read]) -> Read:
    """What `reading` makes of a row. Raises `Unreadable`, and counts it, when that fails."""
    try:
        return reading(row)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # Without the error itself: its text quotes what the row holds.
        logger.error(
            "a row cannot be read",
            extra={"pk": row.pk, "sk": row.sk, "problem": type(error).__name__},
        )
        count(Metric.UNREADABLE_ROWS)
    raise Unreadable("unreadable")


def readable(rows: Iterable[Row], reading: Callable[[Row], Read]) -> Iterator[tuple[Row, Read]]:
    """Each row with what `reading` makes of it, without those it cannot read."""
    for row in rows:
        try:
            found = read(row, reading)
        except Unreadable:
            continue
        yield row, found
