"""A case with what it is opened for, in one query: its words, the standing of its reporter's
address, and its latest events."""

from typing import Any

from msgspec import Struct

from chalicelib.attachments.attachment import Attachment
from chalicelib.case.decision import Change, Event
from chalicelib.case.model import Case, ComplaintText
from chalicelib.errors import NotFound
from chalicelib.ledger.examination import standing_fault
from chalicelib.observability import Metric, count, logger
from chalicelib.store import cases, contacts, texts
from chalicelib.store.attachments import AttachmentItem, Taken, attachment_from
from chalicelib.store.contacts import Contact
from chalicelib.store.history import LAST, MOST_EVALUATED
from chalicelib.store.masking import mask, masked_by
from chalicelib.store.rows import Unreadable, read, readable
from chalicelib.store.tables import CASE_SK, CONTACT_SK, TEXT_SK, CasesItem, case_pk, file_sk
from chalicelib.structs import replace

_BESIDE = (CASE_SK, TEXT_SK, CONTACT_SK)


class LoadedCase(Struct, frozen=True, kw_only=True):
    """A case as it stands, with its latest events, oldest first: of one with very many only
    `MOST_EVALUATED`."""

    case: Case
    events: tuple[Event, ...]
    attachments: tuple[Attachment, ...]
    text: CasesItem | None  # the row of the words, where it was read with them
    standing: CasesItem | None  # the row of the contact, as far as there is one
    whole: bool  # whether all rows beside the events were read with them

    @property
    def words(self) -> ComplaintText:
        """The words of the complaint, made when asked for: a step needs none. Raises
        `Unreadable`."""
        if self.text is None:
            return texts.get(self.case.id)
        return read(self.text, texts.text_from)

    @property
    def contact(self) -> Contact:
        """The standing of its reporter's address."""
        if self.whole and self.case.filed_as == self.case.id:
            return contacts.contact_from(self.standing)
        return contacts.get(self.case.filed_as)

    def after(self, change: Change, taken: Taken | None = None) -> "LoadedCase":
        """The case once a change of its case is saved that took files along."""
        events = (*self.events, masked_by(mask, change.event))[-MOST_EVALUATED:]
        numbers = () if taken is None else taken.numbers
        attachments = tuple(
            replace(each, event=change.event.number) if each.number in numbers else each
            for each in self.attachments
        )
        return replace(self, case=change.case, events=events, attachments=attachments)


def get(case_id: str) -> LoadedCase:
    """A case, read consistently. Raises `NotFound` and `Unreadable`.

    Backwards from the latest file and event: so one query of a page comes to the case itself,
    unless it has more events than are shown. The room that files take of the page is made good.
    """
    rows = _backwards(case_id, file_sk(LAST), MOST_EVALUATED + len(_BESIDE))
    if not rows:  # without another call: an unknown number is to take no longer than a known one
        raise NotFound("unknown_case")
    files = [row for row in rows if isinstance(row, AttachmentItem)]
    if files and len(rows) == MOST_EVALUATED + len(_BESIDE):
        rows += _backwards(case_id, rows[-1].sk, 1 + len(files))[1:]
    beside = {row.sk: row for row in rows if row.sk in _BESIDE}
    latest = [row for row in rows[len(files) :] if row.sk not in beside][:MOST_EVALUATED]
    events = tuple(event for _, event in readable(reversed(latest), cases.event_from))
    known = beside.get(CASE_SK)
    case = cases.get(case_id) if known is None else read(known, cases.case_from)
    _note_fault(case, events)
    return LoadedCase(
        case=case,
        events=events,
        attachments=tuple(file for _, file in readable(reversed(files), attachment_from)),
        text=beside.get(TEXT_SK),
        standing=beside.get(CONTACT_SK),
        whole=known is not None,
    )


def _note_fault(case: Case, events: tuple[Event, ...]) -> None:
    """Ring for a case that somebody wrote past its events, before a step goes on from it. One that
    was stepped through between the reading of its rows is none."""
    if not events or events[-1].number != case.version:
        return
    if fault := standing_fault(case, events[-1]):
        logger.error("a history is broken", extra={"case_id": case.id, "found": [fault.value]})
        count(Metric.HISTORIES_BROKEN)


def _backwards(case_id: str, last: str, most: int) -> list[Any]:
    """So many rows of a case and of what belongs to it, from that sort key back."""
    rows = CasesItem.query(
        case_pk(case_id),
        CasesItem.sk.between(CASE_SK, last),
        consistent_read=True,
        scan_index_forward=False,
        limit=most,
    )
    return list(rows)


class Records(Struct, frozen=True, kw_only=True):
    """All that is kept of a case as it stands, to be held against itself: every event that can be
    read, in the order of their keys, and its words where they can be read."""

    case: Case
    events: tuple[Event, ...]
    words: ComplaintText | None


def records(case_id: str) -> Records:
    """The records of a case, read consistently. Raises `NotFound` and `Unreadable`."""
    case, events = cases.get(case_id), tuple(cases.events(case_id))
    try:
        words = texts.get(case_id)
    except (NotFound, Unreadable):
        words = None
    return Records(case=case, events=events, words=words)
