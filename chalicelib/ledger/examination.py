"""What is found when a case is held against its own history, and against what the ledger sealed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Protocol

from msgspec import Struct

from chalicelib.events import WRITTEN

from .digests import (
    FiledPlace,
    FiledWords,
    SealedEvent,
    event_digest,
    filed_digest,
    state_commitment,
)
from .tree import CaseHead


class Fault(StrEnum):
    """What is wrong with a history."""

    MISSING = "missing"  # an event is not there
    OUT_OF_ORDER = "out_of_order"  # an event has another number than its place
    CHANGED = "changed"  # an event does not have the digest of what it says
    BACK_DATED = "back_dated"  # an event is earlier than the one before
    HEAD_DIFFERS = "head_differs"  # the case does not stand at its last event
    STATE_DIFFERS = "state_differs"  # the case is not as its last event left it
    MISPLACED = "misplaced"  # lists or schedules do not find the case where its state says
    WORDS_DIFFER = "words_differ"  # words, day or place are not those that were filed
    MASKED_OTHERWISE = "masked_otherwise"  # what others are shown is not what was written, masked
    SEALED_OTHERWISE = "sealed_otherwise"  # an event has another digest than the ledger has of it
    SHORTENED = "shortened"  # the ledger has a later event than the case
    GONE = "gone"  # the ledger has a case that there is not, or that cannot be read


class Finding(Struct, frozen=True):
    """A fault, and the number of the event it was found at, where it was at one."""

    fault: Fault
    number: int | None = None

    def __str__(self) -> str:
        return self.fault if self.number is None else f"{self.fault} at event {self.number}"


class SealedCase(Protocol):
    """A case as its history is held against it; `case.model.Case` is one."""

    @property
    def version(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def incident_date(self) -> date | None: ...
    @property
    def location(self) -> FiledPlace: ...


class MaskedEvent(Protocol):
    """An event with what is kept of its words for who is not shown them as written;
    `case.decision.Event` is one."""

    @property
    def number(self) -> int: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def masked(self) -> Mapping[str, Any] | None: ...


class MaskedWords(Protocol):
    """What was written, and what is kept of it for others; `case.model.ComplaintText` is one."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def masked_title(self) -> str: ...
    @property
    def masked_body(self) -> str: ...


CouldLeave = Callable[[str, str], bool]


def examine(
    case: SealedCase, events: Sequence[SealedEvent], words: FiledWords | None
) -> list[Finding]:
    """What is wrong with a case: its events in the order of their keys, and its words, None where
    they cannot be read. An empty list says that all of it holds together, not that nothing was ever
    rewritten as a whole: that is for `against_heads`."""
    found = list(_of_events(events))
    if not events:
        return [Finding(Fault.MISSING, 1)]
    last = events[-1]
    if fault := standing_fault(case, last):
        found.append(Finding(fault, last.number))
    filed = next((one.data.get("filed_digest") for one in events if one.number == 1), None)
    if filed is not None and (
        words is None or filed_digest(words, case.incident_date, case.location) != filed
    ):
        found.append(Finding(Fault.WORDS_DIFFER, 1))
    return found


def standing_fault(case: SealedCase, last: SealedEvent) -> Fault | None:
    """What is wrong with a case beside its last event. A step that goes on from such a case puts it
    under the next digest as it is, and nothing is wrong from then on: it is found before or not."""
    if (case.version, case.digest) != (last.number, last.digest):
        return Fault.HEAD_DIFFERS
    if last.salt and last.state and state_commitment(case, last.salt) != last.state:
        return Fault.STATE_DIFFERS
    return None


def masked_otherwise(
    events: Sequence[MaskedEvent], words: MaskedWords | None, could_leave: CouldLeave
) -> Iterator[Finding]:
    """What is wrong with the forms of words that are kept masked, for whoever is not shown what was
    written. No digest covers them, for the rules of masking change; `could_leave(masked, written)`
    says whether any would have."""
    if words is not None:
        pairs = ((words.masked_title, words.title), (words.masked_body, words.body))
        if not all(shown == written or could_leave(shown, written) for shown, written in pairs):
            yield Finding(Fault.MASKED_OTHERWISE, 1)
    for event in events:
        for name, masked in (event.masked or {}).items():
            written = event.data.get(name) if name in WRITTEN else None
            if not all(
                isinstance(one, str) and isinstance(other, str) and could_leave(one, other)
                for one, other in _pairs(masked, written)
            ):
                yield Finding(Fault.MASKED_OTHERWISE, event.number)


def _pairs(masked: Any, written: Any) -> Iterable[tuple[Any, Any]]:
    """What belongs together of two texts, or of two lists of as many."""
    several = isinstance(masked, list) and isinstance(written, list)
    if several and len(masked) == len(written):
        return zip(masked, written, strict=True)
    return [(masked, written)]


def against_heads(events: Sequence[SealedEvent], heads: Sequence[CaseHead]) -> Iterator[Finding]:
    """What is wrong with the events of a case beside heads that the ledger has of it."""
    digests: Mapping[int, str] = {event.number: event.digest for event in events}
    last = max(digests, default=0)
    for head in heads:
        if head.number > last:
            yield Finding(Fault.SHORTENED, head.number)
        elif digests.get(head.number) != head.digest:
            yield Finding(Fault.SEALED_OTHERWISE, head.number)


def not_covered(events: Sequence[SealedEvent]) -> list[str]:
    """What of a history of earlier releases nothing covers."""
    left = []
    if events and "filed_digest" not in events[0].data:
        left.append("words, day and place: filed before digests covered them")
    if events and events[-1].state is None:
        left.append("the state of the case: its last step was before digests covered it")
    return left


def _of_events(events: Sequence[SealedEvent]) -> Iterator[Finding]:
    numbers = [event.number for event in events]
    there = set(numbers)
    for number in range(1, max(there, default=0) + 1):
        if number not in there:
            yield Finding(Fault.MISSING, number)
    # From 0 on: nothing stands before event 1, whose digest goes on from none.
    for number, following in pairwise((0, *numbers)):
        if following <= number:
            yield Finding(Fault.OUT_OF_ORDER, following)
    before, previous = 0, ""
    for event in events:
        # Behind a gap nobody knows the digest that an event goes on from.
        if event.number == before + 1 and event_digest(previous, event) != event.digest:
            yield Finding(Fault.CHANGED, event.number)
        before, previous = event.number, event.digest
    for event, later in pairwise(events):
        if later.at < event.at:
            yield Finding(Fault.BACK_DATED, later.number)
