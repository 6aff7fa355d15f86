"""The words of complaints: an item beside the case, written when it is filed and never again."""

from collections.abc import Iterable

from pynamodb.transactions import TransactWrite

from chalicelib.case.model import ComplaintText
from chalicelib.errors import NotFound
from chalicelib.protection.redaction import mask
from chalicelib.store.rows import read, readable
from chalicelib.store.tables import CASE_SK, TEXT_SK, CaseItem, CasesItem, TextItem, case_pk


def add(transaction: TransactWrite, case_id: str, text: ComplaintText) -> None:
    """Write the words of a new case. A masked form is only stored where masking changed something:
    most complaints name nobody."""
    item = TextItem(case_pk(case_id), TEXT_SK, title=text.title, body=text.body)
    if text.masked_title != text.title:
        item.masked_title = text.masked_title
    if text.masked_body != text.body:
        item.masked_body = text.masked_body
    transaction.save(item, condition=CasesItem.pk.does_not_exist())


def get(case_id: str) -> ComplaintText:
    """The words of a case. Raises `NotFound` and `Unreadable`."""
    pk = case_pk(case_id)
    try:
        return read(TextItem.get(pk, TEXT_SK, consistent_read=True), _text_from)
    except TextItem.DoesNotExist:
        pass
    try:
        return read(CaseItem.get(pk, CASE_SK, consistent_read=True), _text_in_state)
    except CaseItem.DoesNotExist:
        raise NotFound("unknown_case") from None


def of_cases(case_ids: Iterable[str]) -> dict[str, ComplaintText]:
    """The words of many cases by id, without those that cannot be read: one consistent read for up
    to a hundred."""
    wanted = set(case_ids)
    keys = [(case_pk(case_id), TEXT_SK) for case_id in wanted]
    found = {
        row.pk.removeprefix("CASE#"): text
        for row, text in readable(TextItem.batch_get(keys, consistent_read=True), _text_from)
    }
    old = [(case_pk(case_id), CASE_SK) for case_id in wanted - found.keys()]
    if old:
        rows = readable(CaseItem.batch_get(old, consistent_read=True), _text_in_state)
        found |= {row.pk.removeprefix("CASE#"): text for row, text in rows}
    return found


def _text_from(item: TextItem) -> ComplaintText:
    if item.title is None or item.body is None:
        raise ValueError("no words")
    return ComplaintText(
        title=item.title,
        body=item.body,
        masked_title=item.title if item.masked_title is None else item.masked_title,
        masked_body=item.body if item.masked_body is None else item.masked_body,
    )


def _text_in_state(item: CaseItem) -> ComplaintText:
    """Where version 1 of the rows kept them."""
    return ComplaintText.masked_by(mask, item.state["title"], item.state["body"])
