"""Where complaints alike are found: bands of their signatures, in a table of their own.

Rows of a band stand by place and then by time, so that one row serves a look-up in a regency, in
its province and in the country. Rows from before the window are passed over; `expires_at` lets
DynamoDB take them away. Putting a row again writes the same row.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.store.keys import stored_moment
from chalicelib.store.tables import BandItem, band_pk

WINDOW = timedelta(days=90)
MOST_PER_BAND = 25


NOWHERE = "-"
"""The place of a case that says nothing of where it is."""


class IndexedText(Struct, frozen=True, kw_only=True):
    """A case that shares a band; `filed_at` as it stands in keys."""

    case_id: str
    filed_at: str
    signature: bytes


def put(
    case_id: str,
    filed_at: datetime,
    *,
    place: str,
    bands: tuple[str, ...],
    signature: bytes,
) -> None:
    """Make a case findable at a place: the code of a regency or province, or `NOWHERE`."""
    with BandItem.batch_write() as batch:
        for number, band in enumerate(bands):
            row = BandItem(
                band_pk(number, band),
                f"{place}#{stored_moment(filed_at)}#{case_id}",
                signature=signature,
                expires_at=filed_at + WINDOW,
            )
            batch.save(row)


def candidates(place: str | None, number: int, band: str, *, since: datetime) -> list[IndexedText]:
    """Cases filed since then (UTC) that share one band: one query, never more than
    `MOST_PER_BAND` rows.

    Args:
        place: a regency's code or `NOWHERE` for what is exactly there, newest first; a province's
            code for everything in the province, None for everything.
    """
    earliest = stored_moment(since)
    within = None
    if place is not None:
        is_province = place.isdigit()
        within = (
            BandItem.sk.startswith(place)
            if is_province
            else BandItem.sk.between(f"{place}#{earliest}", f"{place}#~")
        )
    rows = BandItem.query(
        band_pk(number, band), within, scan_index_forward=False, limit=MOST_PER_BAND
    )
    found = []
    for row in rows:
        _, filed_at, case_id = row.sk.split("#")
        if filed_at >= earliest:
            found.append(IndexedText(case_id=case_id, filed_at=filed_at, signature=row.signature))
    return found
