"""The digests of a case: of each event, of the case as the event leaves it, and of what was filed.

A digest commits to parts that not every reader is shown, each with a salt of its own, so that who
is shown the others can still compute it, and nobody can try what they are not shown.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from msgspec import Struct

from chalicelib.events import NOT_FOR_EVERY_READER, WRITTEN

from .canonical import canonical, commitment, part_salt, set_fields, sha256


class WhoActed(Protocol):
    """Who did what an event says."""

    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> str | None: ...
    @property
    def officer_id(self) -> str | None: ...


class SealedEvent(Protocol):
    """An event as a digest covers it; `case.decision.Event` is one."""

    @property
    def case_id(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> WhoActed: ...
    @property
    def visibility(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def digest(self) -> str: ...
    @property
    def salt(self) -> str | None: ...
    @property
    def state(self) -> str | None: ...


class FiledWords(Protocol):
    """What was written; `case.model.ComplaintText` is one."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def salt(self) -> str | None: ...


class FiledPlace(Protocol):
    """Where it happened; `case.model.Location` is one."""

    @property
    def region_code(self) -> str | None: ...
    @property
    def address(self) -> str | None: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


class EventParts(Struct, frozen=True, kw_only=True):
    """What an event says, in three parts: `plain` is shown to whoever reads the event, `words` are
    masked for some, `kept` is for who handles the case."""

    plain: Mapping[str, Any]
    words: Mapping[str, Any]
    kept: Mapping[str, Any]

    @classmethod
    def of(cls, event: SealedEvent) -> "EventParts":
        """The parts of an event."""
        data = event.data
        return cls(
            plain={
                name: one
                for name, one in data.items()
                if name not in NOT_FOR_EVERY_READER | WRITTEN
            },
            words={
                name: one for name, one in data.items() if name in WRITTEN - NOT_FOR_EVERY_READER
            },
            kept={name: one for name, one in data.items() if name in NOT_FOR_EVERY_READER}
            | {"officer_id": event.actor.officer_id},
        )


def event_digest(previous: str, event: SealedEvent) -> str:
    """Hex SHA-256 of `previous` (hex, empty for event 1) followed by the event's canonical JSON."""
    content: dict[str, Any] = {
        "case_id": event.case_id,
        "number": event.number,
        "type": event.type,
        "at": event.at.isoformat(),
        "visibility": event.visibility,
    }
    if event.salt is None or event.state is None:
        content |= _undivided(event)
    else:
        parts = EventParts.of(event)
        content |= {
            "role": event.actor.role,
            "agency_id": event.actor.agency_id,
            "plain": parts.plain,
            "words": commitment(part_salt(event.salt, "words"), parts.words),
            "kept": commitment(part_salt(event.salt, "kept"), parts.kept),
            "state": event.state,
        }
    return sha256(previous + canonical(content))


def _undivided(event: SealedEvent) -> dict[str, Any]:
    """What stood in the digests of earlier releases, which had no parts."""
    actor = [event.actor.role, event.actor.agency_id, event.actor.officer_id]
    content: dict[str, Any] = {"actor": actor, "data": dict(event.data)}
    return content if event.salt is None else content | {"salt": event.salt}


_NOT_IN_STATE = ("digest", "supporters", "unknown")


def state_commitment(case: Any, salt: str) -> str:
    """The commitment to a case (`case.model.Case`) as an event leaves it, with the salt of the
    event; without what may change between events (how many support it) and without its seal."""
    state = set_fields(case, leave_out=_NOT_IN_STATE)
    return commitment(part_salt(salt, "state"), {**case.unknown, **state})


def filed_digest(words: FiledWords, incident_date: date | None, place: FiledPlace) -> str | None:
    """The commitment to what a reporter handed in, with the salt that lies beside the words, so
    that it goes when they go; None without a salt. Degrees are millionths, as whole numbers."""
    if words.salt is None:
        return None
    filed = {
        "title": words.title,
        "body": words.body,
        "incident_date": incident_date.isoformat() if incident_date is not None else None,
        "region_code": place.region_code,
        "address": place.address,
        "latitude_millionths": _millionths(place.latitude),
        "longitude_millionths": _millionths(place.longitude),
    }
    return commitment(words.salt, filed)


def _millionths(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 1_000_000)
