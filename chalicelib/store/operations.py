"""What operators decided by hand, as rows that are only added: who, when, why.

They stand beside the cases, so they are backed up and kept as these are. They hold ids and codes;
the words of a case are in no letter.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from chalicelib.store.keys import stored_moment
from chalicelib.store.tables import NOT_THERE, DiscardItem

DISCARDS_PK = "DISCARDED_LETTERS"


class Discard(Struct, frozen=True, kw_only=True):
    """A dead letter that was given up. `by` is the AWS identity of the operator, `body` what the
    letter was without words (`DeadLetter.without_words`), `at` in UTC."""

    letter_id: str
    queue: str
    body: str
    reason: str
    by: str
    at: datetime


def record_discard(
    *, letter_id: str, queue: str, body: str, reason: str, by: str, at: datetime
) -> None:
    """Write down that a letter is given up."""
    DiscardItem(
        DISCARDS_PK,
        f"{stored_moment(at)}#{letter_id}",
        queue=queue,
        body=body,
        reason=reason,
        by=by,
        at=at,
    ).save(condition=NOT_THERE)


def discards() -> Iterator[Discard]:
    """All letters given up, the latest first."""
    for item in DiscardItem.query(DISCARDS_PK, scan_index_forward=False, page_size=100):
        yield Discard(
            letter_id=item.sk.partition("#")[2],
            queue=item.queue,
            body=item.body,
            reason=item.reason,
            by=item.by,
            at=item.at,
        )
