"""Where complaints alike are found: bands of their signatures, as items of the `cases` table.

A band's partition is read from its newest row back to the beginning of the window and no further,
so rows older than that are never read; `expires_at` lets DynamoDB take them away. Putting a row
again writes the same row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.case.model import Case
from chalicelib.store.cases import case_from, stored_moment
from chalicelib.store.tables import CASE_SK, BandItem, CaseItem, CasesItem, band_pk, case_pk

WINDOW = timedelta(days=90)
MOST_PER_BAND = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A case that shares a band."""

    case_id: str
    signature: bytes


def put(
    case_id: str,
    filed_at: datetime,
    *,
    scopes: Iterable[str],
    bands: tuple[str, ...],
    signature: bytes,
) -> None:
    """Make a case findable in each scope (a region's code, or one of the caller's own)."""
    with BandItem.batch_write() as batch:
        for scope in scopes:
            for number, band in enumerate(bands):
                row = BandItem(
                    band_pk(scope, number, band),
                    f"{stored_moment(filed_at)}#{case_id}",
                    signature=signature,
                    expires_at=filed_at + WINDOW,
                )
                batch.save(row)


def candidates(scope: str, number: int, band: str, *, since: datetime) -> Iterator[Candidate]:
    """Cases filed since then (UTC) that share one band, newest first: one query, never more than
    `MOST_PER_BAND` rows."""
    found = BandItem.query(
        band_pk(scope, number, band),
        CasesItem.sk >= stored_moment(since),
        scan_index_forward=False,
        limit=MOST_PER_BAND,
    )
    for item in found:
        yield Candidate(case_id=item.sk.partition("#")[2], signature=item.signature)


def cases_of(case_ids: Iterable[str]) -> list[Case]:
    """The cases as they stand now, in no order: one consistent read for up to a hundred."""
    keys = [(case_pk(case_id), CASE_SK) for case_id in case_ids]
    return [case_from(item) for item in CaseItem.batch_get(keys, consistent_read=True)]
