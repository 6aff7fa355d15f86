"""What each reader sees of what happened to a case."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from chalicelib.case.decision import Event
from chalicelib.case.model import REPORTER, Actor
from chalicelib.events import HANDLERS_ONLY, OTHER_CASES, WRITTEN, EventType, Visibility
from chalicelib.ledger.canonical import commitment, part_salt
from chalicelib.ledger.digests import EventParts
from chalicelib.presentation.next_step import AgencyName
from chalicelib.presentation.reasons import explain_suggestion
from chalicelib.presentation.view_types import ActorView, EventView, SealView, ThreadMessage
from chalicelib.workdays import iso

LATEST = 50  # messages, and events, that a view shows; the rest is read page by page
# Each level reads its own events and those of the levels before it.
LEVELS = (Visibility.PUBLIC, Visibility.REPORTER, Visibility.AGENCY)
AGENCY_IDS = (
    "agency_id",
    "from_agency_id",
    "order_to",
    "asked_agency_id",
    "shown_to",
    "approved_by",
)
NOT_PUBLIC = HANDLERS_ONLY | {"comment"}  # a word to the agency
HIDDEN = {
    Visibility.PUBLIC: NOT_PUBLIC,
    Visibility.REPORTER: HANDLERS_ONLY,
    Visibility.AGENCY: frozenset[str](),
}
THREAD = {
    EventType.MESSAGED: "text",
    EventType.HELD: "question",
    EventType.INTERIM_REPLIED: "text",
    EventType.ANSWERED: "text",
    EventType.APPEAL_DECIDED: "text",
}


def timeline(
    events: Iterable[Event],
    level: Visibility,
    *,
    zone: str,
    agency_name: AgencyName,
    visible_cases: Collection[str],
) -> list[EventView]:
    """The events a level may read, oldest first, with their digests. What people wrote is as
    written for the reporter and masked for all others; officers' own ids are for officers only. Of
    other cases only those in `visible_cases` are named. Everybody gets what the digest was made
    with, as commitments to the parts of an event that they are not shown whole."""
    readable = visible_to(level)
    return [
        _row(event, level, zone, agency_name, visible_cases)
        for event in events
        if event.visibility in readable
    ]


def _row(
    event: Event,
    level: Visibility,
    zone: str,
    agency_name: AgencyName,
    visible_cases: Collection[str],
) -> EventView:
    data = _data(event, level, visible_cases)
    ids = dict.fromkeys(_agency_ids(event.actor, data))
    actor = _actor(event.actor, level)
    row: EventView = {
        "number": event.number,
        "type": event.type,
        "at": iso(event.at, zone),
        "actor": actor,
        "visibility": event.visibility,
        "data": data,
        "agencies": {one: agency_name(one) or one for one in ids},
        "digest": event.digest,
    }
    reasons = {
        str(candidate["agency_id"]): told
        for candidate in data.get("candidates", ())
        if (told := explain_suggestion(candidate)) is not None
    }
    if reasons:
        row["why"] = reasons
    if event.salt is not None and event.state is not None:
        row["seal"] = _seal(event, event.salt, event.state, data, actor)
    return row


def _seal(
    event: Event, salt: str, state: str, data: Mapping[str, Any], actor: ActorView
) -> SealView:
    """What the digest is computed from beside what is shown. The salt of a part is only for who
    reads the whole part: with it they could try what they are not shown."""
    parts = EventParts.of(event)
    seal: SealView = {
        "at": event.at.isoformat(),
        "plain": sorted(parts.plain),
        "words": commitment(part_salt(salt, "words"), parts.words),
        "kept": commitment(part_salt(salt, "kept"), parts.kept),
        "state": state,
    }
    shown = {**data, "officer_id": actor.get("officer_id")}
    if parts.words.items() <= shown.items():
        seal["words_salt"] = part_salt(salt, "words")
    if parts.kept.items() <= shown.items() and "officer_id" in actor:
        seal["kept_salt"] = part_salt(salt, "kept")
    return seal


def visible_to(level: Visibility) -> tuple[Visibility, ...]:
    """What a level may read: its own events and those of the levels before it."""
    return LEVELS[: LEVELS.index(level) + 1]


def other_cases(events: Iterable[Event]) -> set[str]:
    """The other cases that events name."""
    return {event.data[name] for event in events for name in OTHER_CASES if name in event.data}


def timeline_without_thread(
    events: Iterable[Event], *, zone: str, agency_name: AgencyName, visible_cases: Collection[str]
) -> list[EventView]:
    """The timeline for officers who have the conversation beside it: its words stand there only."""
    rows = timeline(
        events, Visibility.AGENCY, zone=zone, agency_name=agency_name, visible_cases=visible_cases
    )
    for row in rows:
        if row["type"] in THREAD:
            row["data"].pop(THREAD[row["type"]], None)
    return rows


def thread(
    events: Iterable[Event],
    level: Visibility,
    *,
    zone: str,
    masked: bool,
    agency_name: AgencyName,
    anonymous_writers: Collection[str] = (),
) -> list[ThreadMessage]:
    """The conversation between the reporter and the agencies as far as `level` may read it, oldest
    first, and of a long one the latest `LATEST` messages; all masked if `masked` is set, and always
    what somebody else wrote, the reporter of a merged case, who was anonymous then, or is so by now
    (`anonymous_writers`)."""
    readable = visible_to(level)
    messages: list[ThreadMessage] = [
        {
            "number": event.number,
            "type": event.type,
            "at": iso(event.at, zone),
            "from": "reporter" if event.actor.role is REPORTER.role else "agency",
            "agency_id": event.actor.agency_id,
            "agency_name": agency_name(event.actor.agency_id) if event.actor.agency_id else None,
            "text": _words(event, masked or _by_anonymous(event, anonymous_writers))[
                THREAD[event.type]
            ],
        }
        for event in events
        if event.type in THREAD and event.visibility in readable
    ]
    return messages[-LATEST:]


def _by_anonymous(event: Event, writers: Collection[str]) -> bool:
    return bool(event.data.get("anonymous")) or event.data.get("from") in writers


def _words(event: Event, masked: bool) -> Mapping[str, Any]:
    return event.masked_data if masked else event.data


def _actor(actor: Actor, level: Visibility) -> ActorView:
    shown: ActorView = {"role": actor.role, "agency_id": actor.agency_id}
    if level is Visibility.AGENCY:
        shown["officer_id"] = actor.officer_id
    return shown


def _agency_ids(actor: Actor, data: dict[str, Any]) -> Iterator[str]:
    """The agencies that an event names to whoever reads `data`."""
    candidates = [candidate["agency_id"] for candidate in data.get("candidates", ())]
    named = [data.get(name) for name in AGENCY_IDS]
    for one in (actor.agency_id, *named, *data.get("notify", ()), *candidates):
        if one:
            yield str(one)


def _data(event: Event, level: Visibility, visible_cases: Collection[str]) -> dict[str, Any]:
    hidden = HIDDEN[level] | {
        name for name in OTHER_CASES if name in event.data and event.data[name] not in visible_cases
    }
    if level is not Visibility.AGENCY and event.type == EventType.TRIAGE:
        hidden |= {"reason"}  # a suspicion is for who decides; others read that a person looks
    by_reporter = event.actor.role is REPORTER.role
    if level is Visibility.PUBLIC and by_reporter and event.type != EventType.ARCHIVED:
        # To the agency, and nobody looked at it: what was filed stands elsewhere. That they
        # withdrew it is no word of theirs, but a code.
        hidden |= WRITTEN
    shown = _words(event, level is not Visibility.REPORTER)
    return {name: value for name, value in shown.items() if name not in hidden}
