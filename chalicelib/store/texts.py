"""The words of complaints: an item beside the case, written when it is filed and never again; in it
the reporter's own copy of their identity, which is."""

from collections.abc import Iterable
from typing import Any

from pynamodb.transactions import TransactWrite

from chalicelib.case.model import ComplaintText
from chalicelib.errors import NotFound
from chalicelib.store.masking import mask_together
from chalicelib.store.rows import read, readable
from chalicelib.store.tables import (
    CASE_SK,
    FORMER_TEXT_SK,
    NOT_THERE,
    TEXT_SK,
    CasesItem,
    TextItem,
    case_pk,
)


def add(
    transaction: TransactWrite, case_id: str, text: ComplaintText, copy: bytes | None = None
) -> None:
    """Write the words of a new case, and the copy of the identity it is filed with. A masked form
    is only stored where masking changed something: most complaints name nobody."""
    item = TextItem(
        case_pk(case_id),
        TEXT_SK,
        title=text.title,
        body=text.body,
        salt=text.salt,
        copy=copy,
    )
    if text.masked_title != text.title:
        item.masked_title = text.masked_title
    if text.masked_body != text.body:
        item.masked_body = text.masked_body
    transaction.save(item, condition=NOT_THERE)


def copy_of(case_id: str) -> bytes | None:
    """The reporter's own copy of the identity that a case was filed with, as it is encrypted; None
    where there is none, as beside a case of an earlier release."""
    try:
        return TextItem.get(case_pk(case_id), TEXT_SK, consistent_read=True).copy
    except TextItem.DoesNotExist:
        return None


def add_copy(transaction: TransactWrite, case_id: str, copy: bytes | None) -> None:
    """Put another copy in the place of one that is there, or none."""
    change = TextItem.copy.remove() if copy is None else TextItem.copy.set(copy)
    item = TextItem(case_pk(case_id), TEXT_SK)
    transaction.update(item, actions=[change], condition=TextItem.copy.exists())


def get(case_id: str) -> ComplaintText:
    """The words of a case. Raises `NotFound` and `Unreadable`."""
    pk = case_pk(case_id)
    row: CasesItem | None
    try:
        row = TextItem.get(pk, TEXT_SK, consistent_read=True)
    except TextItem.DoesNotExist:
        row = _of_earlier_releases([case_id]).get(pk)
    if row is None:
        raise NotFound("unknown_case")
    return read(row, text_from)


def of_cases(case_ids: Iterable[str]) -> dict[str, ComplaintText]:
    """The words of many cases by id, without those that cannot be read: one consistent read for up
    to a hundred."""
    wanted = set(case_ids)
    keys = [(case_pk(case_id), TEXT_SK) for case_id in wanted]
    rows: dict[str, Any] = {row.pk: row for row in TextItem.batch_get(keys, consistent_read=True)}
    if old := [case_id for case_id in wanted if case_pk(case_id) not in rows]:
        rows |= _of_earlier_releases(old)
    return {row.pk.removeprefix("CASE#"): text for row, text in readable(rows.values(), text_from)}


def _of_earlier_releases(case_ids: Iterable[str]) -> dict[str, Any]:
    """The rows that hold the words of cases of earlier releases, by partition: version 1 kept them
    in the state of the case, versions 2 and 3 apart from its events."""
    keys = [(case_pk(one), sk) for one in case_ids for sk in (CASE_SK, FORMER_TEXT_SK)]
    found = CasesItem.batch_get(keys, consistent_read=True)
    return {row.pk: row for row in sorted(found, key=lambda row: row.sk)}  # the words, if apart


def text_from(row: Any) -> ComplaintText:
    """The words out of a row that holds them; see `rows.read` for those that hold none."""
    if row.sk == CASE_SK:
        return ComplaintText.masked_by(mask_together, row.state["title"], row.state["body"])
    if row.title is None or row.body is None:
        raise ValueError("no words")
    return ComplaintText(
        title=row.title,
        body=row.body,
        masked_title=row.title if row.masked_title is None else row.masked_title,
        masked_body=row.body if row.masked_body is None else row.masked_body,
        salt=row.salt if isinstance(row, TextItem) else None,
    )
