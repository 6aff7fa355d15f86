"""A case with what it is opened for, in one query: its words, the standing of its reporter's
address, and its latest events."""

from collections.abc import Iterator
from itertools import chain, takewhile
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
from chalicelib.store.tables import (
    CASE_SK,
    CONTACT_SK,
    TEXT_SK,
    CasesItem,
    EventItem,
    case_pk,
    event_sk,
    file_sk,
)
from chalicelib.structs import replace

_BESIDE = (CASE_SK, TEXT_SK, CONTACT_SK)
_PAGE = len(_BESIDE) + MOST_EVALUATED + 1  # rows; one more than most cases have, so it is the last


class LoadedCase(Struct, frozen=True, kw_only=True):
    """A case as it stands, with its latest events, oldest first: of one with very many only
    `MOST_EVALUATED`."""

    case: Case
    events: tuple[Event, ...]
    attachments: tuple[Attachment, ...]
    text: CasesItem | None  # the row of the words, where it was read with them
    standing: CasesItem | None  # the row of the contact, as far as there is one

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
        if self.case.filed_as == self.case.id:
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


class FoundCase(Struct, frozen=True, kw_only=True):
    """A case by itself, before the rest of it is read: who may not have it is refused here, and
    has cost as many calls as an unknown number, however long the history is."""

    case: Case
    rows: Iterator[Any]  # what follows it, to be gone through once

    def load(self) -> LoadedCase:
        """The case with the rest. Raises `Unreadable`."""
        case, rows = self.case, self.rows
        if (before := case.version - MOST_EVALUATED) > 0:  # more than are shown: the latest
            beside = takewhile(lambda row: row.sk in _BESIDE, rows)
            rows = chain(beside, _rows(case.id, event_sk(before + 1)))
        found = list(rows)
        known = {row.sk: row for row in found if row.sk in _BESIDE}
        latest = [row for row in found if isinstance(row, EventItem)][-MOST_EVALUATED:]
        files = [row for row in found if isinstance(row, AttachmentItem)]
        events = tuple(event for _, event in readable(latest, cases.event_from))
        _note_fault(case, events)
        return LoadedCase(
            case=case,
            events=events,
            attachments=tuple(file for _, file in readable(files, attachment_from)),
            text=known.get(TEXT_SK),
            standing=known.get(CONTACT_SK),
        )


def find(case_id: str) -> FoundCase:
    """A case, read consistently: it is the first row of the first page of a query, which brings
    the rest along. Raises `NotFound` and `Unreadable`."""
    rows = _rows(case_id, CASE_SK)  # asked for a page at a time, as they are gone through
    first = next(rows, None)
    if first is None:
        raise NotFound("unknown_case")
    if first.sk == CASE_SK:
        return FoundCase(case=read(first, cases.case_from), rows=rows)
    # What it is made of is there, but nothing that this release takes for a case: by itself it is
    # unreadable, not unknown.
    return FoundCase(case=cases.get(case_id), rows=chain((first,), rows))


def get(case_id: str) -> LoadedCase:
    """A case with the rest, read consistently. Raises `NotFound` and `Unreadable`."""
    return find(case_id).load()


def _note_fault(case: Case, events: tuple[Event, ...]) -> None:
    """Ring for a case that somebody wrote past its events, before a step goes on from it. One that
    was stepped through between the reading of its rows is none."""
    if not events or events[-1].number != case.version:
        return
    if fault := standing_fault(case, events[-1]):
        logger.error("a history is broken", extra={"case_id": case.id, "found": [fault.value]})
        count(Metric.HISTORIES_BROKEN)


def _rows(case_id: str, first: str) -> Iterator[Any]:
    """The rows of a case and of what belongs to it, in the order of their keys, from one on."""
    last = CasesItem.sk.between(first, file_sk(LAST))
    found = CasesItem.query(case_pk(case_id), last, consistent_read=True, page_size=_PAGE)
    return iter(found)


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
