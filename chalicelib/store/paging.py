"""Reading a page of a list: partitions of an index, merged in the order of their range key.

What is read is bounded by what is shown. A partition is asked for a page and no more; rows that a
filter leaves out count as read, and when `MOST_EVALUATED` were looked at the page ends, however
few it shows. It always says where to go on. A place is a range key, the last one looked at,
without the prefix that its partition is divided by.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from msgspec import Struct

from chalicelib.case.model import Case
from chalicelib.store.case_mapping import case_from, listed_from
from chalicelib.store.keys import LAST
from chalicelib.store.rows import readable
from chalicelib.store.tables import CASE_SK, CaseItem, CaseKey
from chalicelib.structs import replace

MOST_EVALUATED = 100
Row = Any  # a CaseItem, or a CaseKey where the index holds no more


class Page(Struct, frozen=True, kw_only=True):
    """Some cases in the order of their list, and the place where it goes on (None: that was
    all)."""

    cases: tuple[Case, ...]
    place: str | None


class Span(Struct, frozen=True, kw_only=True):
    """A stretch of one partition of an index, both ends included. Of range keys that begin with
    `prefix`; the order of a list, and every place in it, is what comes after."""

    partition: str
    prefix: str = ""
    low: str = ""
    high: str = LAST

    def beyond(self, place: str, *, backwards: bool) -> "Span":
        """What of the stretch comes after a place, which is of a fixed width."""
        if backwards:
            return replace(self, high=min(self.high, _just_below(place)))
        return replace(self, low=max(self.low, place + LAST))


class Walk(Struct, frozen=True, kw_only=True):
    """A list: stretches of one index. Those of one group are merged, the groups follow one
    another.

    `shown` decides on the case: where the index does not carry it, on the case as it is now. So
    does `hidden`, on what the reader may not know to be there: it is not shown, nor counted.
    """

    model: type[CaseItem] | type[CaseKey]
    index: str
    order: str  # the index's range key
    groups: Iterable[tuple[Span, ...]]
    backwards: bool = False
    up_to_date: bool = False
    shown: Callable[[Case], bool] = lambda _: True
    hidden: Callable[[Case], bool] = lambda _: False


def read_page(walk: Walk, *, place: str | None, limit: int) -> Page:
    """The page after `place`: at most `limit` cases, perhaps fewer where a filter is at work.

    A page that were shorter for what is hidden would say how much that is, so `MOST_EVALUATED`
    rows of it are passed over; beyond, they count like others. A case that moves on in the index
    meanwhile, and is read twice, is shown once, as it was read last. One that moves before `place`
    is on no page after it: who has to have it reads from the beginning.
    """
    cases: dict[str, Case] = {}
    evaluated = passed_over = 0
    for reached, case in _with_cases(walk, _rows(walk, place, limit), limit):
        is_hidden = case is not None and walk.hidden(case)
        if is_hidden and passed_over < MOST_EVALUATED:
            passed_over += 1
            continue
        evaluated += 1
        if case is not None and not is_hidden and walk.shown(case):
            cases[case.id] = case
        if len(cases) == limit or evaluated == MOST_EVALUATED:
            return Page(cases=tuple(cases.values()), place=reached)
    return Page(cases=tuple(cases.values()), place=None)


def every(walk: Walk, *, page_size: int) -> Iterator[Case]:
    """All cases of a list, read page by page as they are taken."""
    for _, case in _with_cases(walk, _rows(walk, None, page_size), page_size):
        if case is not None and walk.shown(case):
            yield case


def _rows(walk: Walk, place: str | None, limit: int) -> Iterator[tuple[str, Row]]:
    """Rows in the order of the list, each after its place, each partition read as far as it is
    needed."""
    for group in walk.groups:
        spans = [s.beyond(place, backwards=walk.backwards) if place else s for s in group]
        first = limit if len(spans) <= 1 else limit // len(spans) + 1
        streams = [_stream(walk, span, first, limit) for span in spans]
        yield from heapq.merge(*streams, key=itemgetter(0), reverse=walk.backwards)


def _stream(walk: Walk, span: Span, size: int, largest: int) -> Iterator[tuple[str, Row]]:
    """The rows of one partition. Where many are merged the first page is small, and each after it
    twice as large: most partitions give a row or two, and one may give all."""
    index, order = getattr(walk.model, walk.index), getattr(walk.model, walk.order)
    read = 0
    while span.low <= span.high:
        found = list(
            index.query(
                span.partition,
                order.between(span.prefix + (span.low or " "), span.prefix + span.high),
                scan_index_forward=not walk.backwards,
                limit=size,
            )
        )
        rows = [(getattr(row, walk.order).removeprefix(span.prefix), row) for row in found]
        yield from rows
        if len(rows) < size:
            return
        span = span.beyond(rows[-1][0], backwards=walk.backwards)
        read += len(rows)
        size = min(2 * size, largest - read if read < largest else largest)


def _with_cases(
    walk: Walk, rows: Iterator[tuple[str, Row]], size: int
) -> Iterator[tuple[str, Case | None]]:
    """Each place with its case; None where the row cannot be read. Cases that the index does not
    carry are read together, a page at a time."""
    while chunk := list(islice(rows, size)):
        found = _cases_of(walk, [row for _, row in chunk])
        for place, row in chunk:
            yield place, found.get(row.pk)


def _cases_of(walk: Walk, rows: Sequence[Row]) -> dict[str, Case]:
    if isinstance(rows[0], CaseKey):
        keys = [(row.pk, CASE_SK) for row in rows]
        items = CaseItem.batch_get(keys, consistent_read=walk.up_to_date)
        return {item.pk: case for item, case in readable(items, case_from)}
    return {item.pk: case for item, case in readable(rows, listed_from)}


def _just_below(key: str) -> str:
    """The last text before a range key, among texts of its width."""
    return key[:-1] + chr(ord(key[-1]) - 1) + LAST
