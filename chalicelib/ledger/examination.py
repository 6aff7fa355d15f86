"""What is found when a case is held against its own history, and against what the ledger sealed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

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
    WORDS_DIFFER = "words_differ"  # words, day or place are not those that were filed
    SEALED_OTHERWISE = "sealed_otherwise"  # an event has another digest than the ledger has of it
    SHORTENED = "shortened"  # the ledger has a later event than the case
    GONE = "gone"  # the ledger has a case that there is not, or that cannot be read


@dataclass(frozen=True, slots=True)
class Finding:
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
    if (case.version, case.digest) != (last.number, last.digest):
        found.append(Finding(Fault.HEAD_DIFFERS, last.number))
    elif last.salt and last.state and state_commitment(case, last.salt) != last.state:
        found.append(Finding(Fault.STATE_DIFFERS, last.number))
    filed = next((one.data.get("filed_digest") for one in events if one.number == 1), None)
    if filed is not None and (
        words is None or filed_digest(words, case.incident_date, case.location) != filed
    ):
        found.append(Finding(Fault.WORDS_DIFFER, 1))
    return found


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
