"""The public list: public cases, newest first.

The index that narrows most is read, by agency, kabupaten or kota, category or province, else month
by month; what else is asked for is looked for in what it holds, within the bounds of a page.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from chalicelib.case.authority import is_public
from chalicelib.case.model import Case
from chalicelib.routing.regions import contains
from chalicelib.store import texts
from chalicelib.store.keys import LAST, region_keys, stored_moment
from chalicelib.store.paging import Page, Span, Walk, every, read_page
from chalicelib.store.tables import CaseKey

MONTHS_BACK = 36
EXPORT_PAGE = 100


class PublicFilter(Struct, frozen=True, kw_only=True):
    """What the public list is narrowed to; `since` (included) and `until` (not included) are
    moments in UTC. A region includes the regions inside it. `words` must all be shown."""

    since: datetime | None = None
    until: datetime | None = None
    status: str | None = None
    category: str | None = None
    sector: str | None = None
    region_code: str | None = None
    agency_id: str | None = None
    words: str | None = None

    def matches(self, case: Case) -> bool:
        """Whether the case, as it is now, is public and what was asked for."""
        here = case.location.region_code
        return (
            is_public(case)
            and self.status in (None, case.status)
            and self.category in (None, case.category)
            and self.sector in (None, case.sector)
            and self.agency_id in (None, case.agency_id)
            and (
                self.region_code is None or (here is not None and contains(self.region_code, here))
            )
            and self._mentioned(case)
        )

    def _mentioned(self, case: Case) -> bool:
        """Searches what is shown, so that a search cannot probe for what is masked."""
        if not self.words:
            return True
        text = texts.of_cases([case.id]).get(case.id)
        shown = text.masked.casefold() if text else ""
        return all(word in shown for word in self.words.casefold().split())


def page(wanted: PublicFilter, *, now: datetime, place: str | None, limit: int) -> Page:
    """One page of the public cases, newest first."""
    return read_page(_walk(wanted, now), place=place, limit=limit)


def every_case(wanted: PublicFilter, *, now: datetime) -> Iterator[Case]:
    """All of them, for an export."""
    return every(_walk(wanted, now), page_size=EXPORT_PAGE)


def _walk(wanted: PublicFilter, now: datetime) -> Walk:
    region = region_keys(wanted.region_code)
    low = stored_moment(wanted.since) if wanted.since else ""
    high = stored_moment(wanted.until) if wanted.until else LAST
    if wanted.agency_id:
        index, partition = "published_by_agency", wanted.agency_id
    elif region["regency"]:
        index, partition = "published_by_regency", region["regency"]
    elif wanted.category:
        index, partition = "published_by_category", wanted.category
    elif region["province"]:
        index, partition = "published_by_province", region["province"]
    else:
        index, partition = "published_by_month", ""
    if partition:
        spans = [Span(partition=partition, low=low, high=high)]
    else:
        spans = [
            Span(partition=month, low=max(low, month), high=min(high, month + LAST))
            for month in _months(wanted, now)
        ]
    return Walk(
        model=CaseKey,
        index=index,
        order="published_at",
        groups=[(span,) for span in spans],
        backwards=True,
        up_to_date=True,  # what was hidden is in none from then on
        shown=wanted.matches,
    )


def _months(wanted: PublicFilter, now: datetime) -> Iterator[str]:
    """The months to look at, the latest first, `MONTHS_BACK` of them. Of those before `since` the
    stretch is empty, and an empty one is not read."""
    newest = min(wanted.until or now, now)
    number = newest.year * 12 + newest.month - 1
    for back in range(MONTHS_BACK):
        year, month = divmod(number - back, 12)
        yield f"{year:04d}-{month + 1:02d}"
