"""The rows of files beside a case, `FILE#<number>`. Their bytes are in `file_bucket`.

A file is registered, looked at once, and perhaps taken by a message. Each of these writes says on
what it was decided, so that none can undo another. Rows of what never came or was refused go by the
table's TTL.
"""

import contextlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from pynamodb.attributes import (
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.transactions import TransactWrite

from chalicelib.attachments.attachment import (
    FILING,
    NAMELESS,
    Attachment,
    FileRefusal,
    FileState,
    FileType,
    Sender,
)
from chalicelib.errors import Conflict
from chalicelib.store.base import Expiry
from chalicelib.store.claims import Claim, add_claims, refused_claim
from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.rows import readable
from chalicelib.store.tables import FILE_PREFIX, NOT_THERE, CasesItem, case_pk, connection, file_sk

UNSENT_KEPT = timedelta(days=7)  # a row that nobody sent a file for: the sender reads "expired"
REFUSED_KEPT = timedelta(days=90)  # a row of what was refused: the sender reads why


class AttachmentItem(CasesItem, discriminator="attachment"):
    """One file. `expires_at` is there while the row may go."""

    filename = UnicodeAttribute()
    content_type = UnicodeAttribute()
    size = NumberAttribute()
    state = UnicodeAttribute()
    added_at = UTCDateTimeAttribute()
    by = UnicodeAttribute()
    of_agency = UnicodeAttribute(null=True)
    key = UnicodeAttribute()
    event = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    expires_at = Expiry(null=True)


class Taken(Struct, frozen=True, kw_only=True):
    """The files of one side that a message takes along."""

    numbers: tuple[int, ...]
    by: Sender


def of_case(case_id: str) -> list[Attachment]:
    """All files of a case by number, read consistently."""
    rows = AttachmentItem.query(
        case_pk(case_id), CasesItem.sk.startswith(FILE_PREFIX), consistent_read=True
    )
    return [found for _, found in readable(rows, attachment_from)]


def get(case_id: str, number: int) -> Attachment | None:
    """One file, read consistently, or None. Raises `Unreadable`."""
    try:
        row = AttachmentItem.get(case_pk(case_id), file_sk(number), consistent_read=True)
    except AttachmentItem.DoesNotExist:
        return None
    return next((found for _, found in readable([row], attachment_from)), None)


def attachment_from(row: Any) -> Attachment:
    """The file out of its row; see `rows.read` for those that hold none."""
    return Attachment(
        case_id=row.pk.removeprefix("CASE#"),
        number=int(row.sk.removeprefix(FILE_PREFIX)),
        key=row.key,
        filename=row.filename,
        content_type=FileType(row.content_type),
        size=int(row.size),
        state=FileState(row.state),
        added_at=row.added_at,
        by=Sender(row.by),
        agency_id=row.of_agency,
        event=None if row.event is None else int(row.event),
        reason=None if row.reason is None else FileRefusal(row.reason),
    )


def register(file: Attachment, claims: Sequence[Claim] = ()) -> None:
    """Write the row of a file that is to be sent.

    Raises `Conflict("claimed")` with the first claim that was used before, and `Conflict("stale")`
    when somebody took the number.
    """
    item = AttachmentItem(
        case_pk(file.case_id),
        file_sk(file.number),
        filename=file.filename,
        content_type=file.content_type.value,
        size=file.size,
        state=file.state.value,
        added_at=file.added_at,
        by=file.by.value,
        of_agency=file.agency_id,
        key=file.key,
        event=file.event,
        expires_at=file.added_at + UNSENT_KEPT,
    )

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_claims(transaction, claims, file.case_id)
            transaction.save(item, condition=NOT_THERE)

    attempt(write, lambda failed: refused_claim(failed, claims) or Conflict("stale"))


def add_taking(transaction: TransactWrite, case_id: str, taken: Taken, event: int) -> None:
    """Put into a transaction that files belong to the message it saves, if they still may."""
    free = AttachmentItem.event.does_not_exist() | (AttachmentItem.event == FILING)
    for number in taken.numbers:
        transaction.update(
            _item(case_id, number),
            actions=[AttachmentItem.event.set(event)],
            condition=(AttachmentItem.by == taken.by.value)
            & AttachmentItem.state.is_in(FileState.WAITING.value, FileState.CLEAN.value)
            & free,
        )


def accept(file: Attachment, size: int) -> bool:
    """The file was looked at and a clean copy of so many bytes is kept; False where that was
    decided before, or the file is none of the case's any more."""
    clean = AttachmentItem.state.set(FileState.CLEAN.value)
    return _conclude(
        file, [clean, AttachmentItem.size.set(size), AttachmentItem.expires_at.remove()]
    )


def refuse(file: Attachment, reason: FileRefusal, now: datetime) -> bool:
    """The file was looked at and is not kept; False as above."""
    return _conclude(
        file,
        [
            AttachmentItem.state.set(FileState.REFUSED.value),
            AttachmentItem.reason.set(reason.value),
            AttachmentItem.expires_at.set(now + REFUSED_KEPT),
        ],
    )


def withdraw(files: Iterable[Attachment]) -> None:
    """These are no files of the case from now on, and what is looked at meanwhile is not kept.
    Their rows still lead to the bytes: `forget` follows once those are deleted."""
    for file in files:
        with contextlib.suppress(ConditionFailed):
            erased = AttachmentItem.state.set(FileState.ERASED.value)
            _update(file, [erased], AttachmentItem.key == file.key)


def forget(files: Iterable[Attachment], now: datetime) -> None:
    """Take the names of these files, and of their objects, out of their rows, which the TTL takes
    away."""
    for file in files:
        actions = [
            AttachmentItem.state.set(FileState.ERASED.value),
            AttachmentItem.filename.set(NAMELESS),
            AttachmentItem.key.set(NAMELESS),
            AttachmentItem.expires_at.set(now),
        ]
        with contextlib.suppress(ConditionFailed):
            _update(file, actions, AttachmentItem.key == file.key)


def _conclude(file: Attachment, actions: list[Any]) -> bool:
    waits = AttachmentItem.state == FileState.WAITING.value
    try:
        _update(file, actions, waits & (AttachmentItem.key == file.key))
    except ConditionFailed:
        return False
    return True


def _update(file: Attachment, actions: list[Any], condition: Any) -> None:
    item = _item(file.case_id, file.number)
    attempt(lambda: item.update(actions=actions, condition=condition))


def _item(case_id: str, number: int) -> AttachmentItem:
    return AttachmentItem(case_pk(case_id), file_sk(number))
