"""Which identities were shown to whom: rows that are put with the event that says so, listed by
agency and time, and changed by nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from pynamodb.transactions import TransactWrite

from chalicelib.case.decision import Change
from chalicelib.errors import Conflict
from chalicelib.store.cases import add_update
from chalicelib.store.conditions import attempt
from chalicelib.store.keys import stored_moment
from chalicelib.store.reading_rows import DisclosureItem, disclosures_pk
from chalicelib.store.readings import PageRange, Shown, page_of
from chalicelib.store.tables import connection


class Disclosure(Struct, frozen=True, kw_only=True):
    """That who filed a case was shown to an officer at `at` (UTC); `data` is that of the
    event `identity_disclosed`."""

    case_id: str
    officer_id: str
    at: datetime
    data: Mapping[str, Any]


class DisclosurePage(Struct, frozen=True, kw_only=True):
    """Some disclosures, the latest first, and the place where the list goes on (None: that was
    all)."""

    disclosures: tuple[Disclosure, ...]
    place: str | None


def save(change: Change) -> None:
    """Save that an identity is shown: the case, its event and the rows of the list, all or none.

    Raises `Conflict("stale")` as `cases.save` does; then nothing may be shown.
    """

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_update(transaction, change)
            for agency_id in (None, change.event.data["shown_to"]):
                transaction.save(_item(change, agency_id))

    attempt(write, lambda _: Conflict("stale"))


def list_for_agency(agency_id: str | None, wanted: PageRange, shown: Shown) -> DisclosurePage:
    """The disclosures to officers of an agency, or of all, of the cases that are `shown`; a
    consistent read."""
    low, high = wanted.bounds()
    found = DisclosureItem.query(
        disclosures_pk(agency_id),
        DisclosureItem.sk.between(low, high),
        consistent_read=True,
        scan_index_forward=False,
        page_size=wanted.limit + 2,
    )
    rows, place = page_of(found, wanted, _case_id, shown)
    return DisclosurePage(disclosures=tuple(map(_disclosure, rows)), place=place)


def _case_id(row: DisclosureItem) -> str:
    return str(row.case_id)


def _item(change: Change, agency_id: str | None) -> DisclosureItem:
    event = change.event
    return DisclosureItem(
        disclosures_pk(agency_id),
        f"{stored_moment(event.at)}#{event.case_id}",
        case_id=event.case_id,
        shown_to_officer=event.actor.officer_id,
        at=event.at,
        said=dict(event.data),
    )


def _disclosure(row: DisclosureItem) -> Disclosure:
    return Disclosure(
        case_id=row.case_id, officer_id=row.shown_to_officer, at=row.at, data=row.said
    )
