"""Which officer looked at which case: rows that are put once, in a table of their own.

The roles that put them may neither change nor take one away. Beside them are only disclosures
(`disclosures`).
"""

import contextlib
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from msgspec import Struct

from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.keys import stored_moment
from chalicelib.store.reading_rows import ReadingItem
from chalicelib.store.tables import case_pk

RETENTION = timedelta(days=730)  # as long as the Ombudsman may be turned to after a case
FIRST, LAST = " ", "~"  # before and after every moment in a key
MOST_PASSED_OVER = 100  # rows of cases that a page does not show
Row = Any  # a ReadingItem or a DisclosureItem


class Reading(Struct, frozen=True, kw_only=True):
    """An officer's look at a case at `at` (UTC). `purpose` is the route (`view`, `timeline`,
    `similar`) or the action; `refused`: they were told that there is no such case. `request_id` is
    that of the logs."""

    case_id: str
    officer_id: str
    role: str
    agency_id: str
    purpose: str
    refused: bool
    request_id: str
    at: datetime


class ReadingPage(Struct, frozen=True, kw_only=True):
    """Some readings, the latest first, and the place where the list goes on (None: that was
    all)."""

    readings: tuple[Reading, ...]
    place: str | None


class PageRange(Struct, frozen=True, kw_only=True):
    """What is wanted of a list: from `since` on and before `until` (UTC; None: without end), after
    `place`, at most `limit`."""

    since: datetime | None = None
    until: datetime | None = None
    place: str | None = None
    limit: int

    def bounds(self) -> tuple[str, str]:
        """Between which keys it lies; the place itself is within them."""
        low = stored_moment(self.since) if self.since else FIRST
        high = self.place or (stored_moment(self.until) if self.until else LAST)
        return low, high


Shown = Callable[[AbstractSet[str]], AbstractSet[str]]
"""Of the cases with these numbers, those of which a list may tell."""


def all_of(case_ids: AbstractSet[str]) -> AbstractSet[str]:
    """What a list shows of which nothing is left out."""
    return case_ids


def record(reading: Reading) -> None:
    """Keep a reading. The same one again, of a request that looks twice, is there already. The key
    ends in the case, so that a list of an officer can go on after any of two that one request
    asked for."""
    item = ReadingItem(
        case_pk(reading.case_id),
        f"{stored_moment(reading.at)}#{reading.request_id}#{reading.purpose}#{reading.case_id}",
        officer_id=reading.officer_id,
        role=reading.role,
        agency_id=reading.agency_id,
        purpose=reading.purpose,
        refused=reading.refused,
        request_id=reading.request_id,
        at=reading.at,
        expires_at=reading.at + RETENTION,
    )
    with contextlib.suppress(ConditionFailed):
        attempt(lambda: item.save(condition=ReadingItem.pk.does_not_exist()))


def of_case(case_id: str, wanted: PageRange) -> ReadingPage:
    """Who read a case; a consistent read."""
    low, high = wanted.bounds()
    found = ReadingItem.query(
        case_pk(case_id),
        ReadingItem.sk.between(low, high),
        consistent_read=True,
        scan_index_forward=False,
        page_size=wanted.limit + 2,
    )
    return _page(found, wanted, all_of)


def of_officer(officer_id: str, wanted: PageRange, shown: Shown = all_of) -> ReadingPage:
    """What an officer read of the cases that are `shown`, as far as the index has it: a moment
    behind."""
    low, high = wanted.bounds()
    found = ReadingItem.by_officer.query(
        officer_id,
        ReadingItem.sk.between(low, high),
        scan_index_forward=False,
        page_size=wanted.limit + 2,
    )
    return _page(found, wanted, shown)


def _page(found: Iterable[ReadingItem], wanted: PageRange, shown: Shown) -> ReadingPage:
    rows, place = page_of(found, wanted, _case_id, shown)
    return ReadingPage(readings=tuple(map(_reading, rows)), place=place)


def page_of(
    found: Iterable[Row], wanted: PageRange, case_id_of: Callable[[Row], str], shown: Shown
) -> tuple[list[Row], str | None]:
    """The rows of a page, of the cases that are `shown` alone, and the place where it goes on.

    A page that were shorter for what is left out would say how much that is, and so would a next
    one that has nothing: up to `MOST_PASSED_OVER` rows of others are passed over, and there is a
    next page where there is a row for it. The place itself is among what is found.
    """
    page: list[Row] = []
    passed_over = 0
    rows = (row for row in found if row.sk != wanted.place)
    while chunk := list(islice(rows, wanted.limit + 1)):
        known = shown({case_id_of(row) for row in chunk})
        for row in chunk:
            if case_id_of(row) not in known:
                passed_over += 1
                if passed_over == MOST_PASSED_OVER:
                    return page, row.sk
            elif len(page) == wanted.limit:
                return page, page[-1].sk
            else:
                page.append(row)
    return page, None


def _case_id(row: ReadingItem) -> str:
    return row.pk.removeprefix(case_pk(""))


def _reading(row: ReadingItem) -> Reading:
    return Reading(
        case_id=_case_id(row),
        officer_id=row.officer_id,
        role=row.role,
        agency_id=row.agency_id,
        purpose=row.purpose,
        refused=row.refused,
        request_id=row.request_id,
        at=row.at,
    )
