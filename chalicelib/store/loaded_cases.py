"""A case with what it is opened for: its words, the standing of its reporter's address, its latest
events and its files, which one query reads once it is settled who may have them."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Any

from msgspec import Struct

from chalicelib.attachments.attachment import Attachment
from chalicelib.case.decision import Change, Event
from chalicelib.case.model import Case, ComplaintText
from chalicelib.errors import NotFound
from chalicelib.events import WRITTEN
from chalicelib.ledger.examination import standing_fault
from chalicelib.observability import Metric, count, logger
from chalicelib.store import cases, contacts, texts
from chalicelib.store.attachments import AttachmentItem, Taken, attachment_from
from chalicelib.store.case_mapping import event_from
from chalicelib.store.contacts import Contact
from chalicelib.store.history import LAST, MOST_EVALUATED
from chalicelib.store.masking import mask_together, masked_by, texts_in
from chalicelib.store.rows import Unreadable, read, readable
from chalicelib.store.tables import (
    CONTACT_SK,
    TEXT_SK,
    CasesItem,
    EventItem,
    case_pk,
    event_sk,
    file_sk,
)
from chalicelib.structs import replace

_BESIDE = (TEXT_SK, CONTACT_SK)
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

    def masking(self, change: Change) -> Change:
        """A change with the words of its event masked beside what was said in the case before it,
        as far as that can be read: what is masked there is named by nobody."""
        if change.event.masked is not None:
            return change
        before = [*self._masked_texts()] if WRITTEN & change.event.data.keys() else []
        return replace(change, event=masked_by(partial(mask_together, beside=before), change.event))

    def _masked_texts(self) -> Iterator[tuple[str, str]]:
        """The texts in which something is masked, as they were written and as masking left them: of
        the case, of the complaint it was split from, and of the reports that were merged into it,
        of very many the latest. Words that cannot be read stop no step: nobody is shown them
        either."""
        with suppress(NotFound, Unreadable):
            yield from self.words.masked_texts
        others = self.case.merged_from[-MOST_EVALUATED:]
        if self.case.split_from is not None:
            others = (*others, self.case.split_from)
        for words in texts.of_cases(others).values() if others else ():
            yield from words.masked_texts
        for event in self.events:
            for name, masked in (event.masked or {}).items():
                yield from zip(texts_in(event.data[name]), texts_in(masked), strict=True)

    def after(self, change: Change, taken: Taken | None = None) -> "LoadedCase":
        """The case once a change of its case is saved that took files along."""
        events = (*self.events, self.masking(change).event)[-MOST_EVALUATED:]
        numbers = () if taken is None else taken.numbers
        attachments = tuple(
            replace(each, event=change.event.number) if each.number in numbers else each
            for each in self.attachments
        )
        return replace(self, case=change.case, events=events, attachments=attachments)


def get(case_id: str) -> LoadedCase:
    """A case with the rest, read consistently. Raises `NotFound` and `Unreadable`."""
    return load(cases.get(case_id))


def load(case: Case) -> LoadedCase:
    """The rest of a case that was read by itself (`cases.get`), read consistently, for whom it is
    settled that they may have it: who may not has cost one row, however much the rest is. What
    happened to the case in between is left out."""
    found = list(_rows_beside(case))
    known = {row.sk: row for row in found if row.sk in _BESIDE}
    history = [row for row in found if isinstance(row, EventItem)]
    files = [row for row in found if isinstance(row, AttachmentItem)]
    events = tuple(
        event for _, event in readable(history, event_from) if event.number <= case.version
    )
    _note_fault(case, events)
    return LoadedCase(
        case=case,
        events=events,
        attachments=tuple(file for _, file in readable(files, attachment_from)),
        text=known.get(TEXT_SK),
        standing=known.get(CONTACT_SK),
    )


def _note_fault(case: Case, events: tuple[Event, ...]) -> None:
    """Ring for a case that somebody wrote past its events, before a step goes on from it."""
    if not events or events[-1].number != case.version:
        return
    if fault := standing_fault(case, events[-1]):
        logger.error("a history is broken", extra={"case_id": case.id, "found": [fault.value]})
        count(Metric.HISTORIES_BROKEN)


def _rows_beside(case: Case) -> Iterator[Any]:
    """What belongs to a case, in the order of the keys: its words, the standing of the address, its
    latest events, its files. Of more events than are shown those before are passed over."""
    first = max(1, case.version - MOST_EVALUATED + 1)
    if first == 1:
        return _rows(case.id, TEXT_SK, file_sk(LAST))
    beside = _rows(case.id, TEXT_SK, CONTACT_SK)
    return chain(beside, _rows(case.id, event_sk(first), file_sk(LAST)))


def _rows(case_id: str, first: str, last: str) -> Iterator[Any]:
    keys = CasesItem.sk.between(first, last)
    return iter(CasesItem.query(case_pk(case_id), keys, consistent_read=True, page_size=_PAGE))


class Records(Struct, frozen=True, kw_only=True):
    """All that is kept of a case as it stands, to be held against itself: whether lists and
    schedules find it `in_place`, every event that can be read, in the order of their keys, and its
    words where they can be read."""

    case: Case
    in_place: bool
    events: tuple[Event, ...]
    words: ComplaintText | None


def records(case_id: str) -> Records:
    """The records of a case, read consistently. Raises `NotFound` and `Unreadable`."""
    (case, in_place), events = cases.get_with_place(case_id), tuple(cases.events(case_id))
    try:
        words = texts.get(case_id)
    except (NotFound, Unreadable):
        words = None
    return Records(case=case, in_place=in_place, events=events, words=words)
