"""The timeline of a case, read in pages: a reporter may have written any number of messages.

A place in it is the number of an event.
"""

from collections.abc import Collection

from msgspec import Struct

from chalicelib.case.decision import Event
from chalicelib.events import Visibility
from chalicelib.store.case_mapping import event_from
from chalicelib.store.rows import readable
from chalicelib.store.tables import CasesItem, EventItem, case_pk, event_sk

MOST_EVALUATED = 100
LAST = 999_999  # the highest number that an event can have


class EventPage(Struct, frozen=True, kw_only=True):
    """Some events, and the number of the one after which to go on (None: that was all)."""

    events: tuple[Event, ...]
    place: int | None


def forwards(
    case_id: str, visible: Collection[Visibility], *, after: int | None, limit: int
) -> EventPage:
    """The events that may be read, oldest first, after the one of that number."""
    return _page(case_id, visible, (after or 0) + 1, LAST, limit=limit, backwards=False)


def backwards(
    case_id: str, visible: Collection[Visibility], *, before: int | None, limit: int
) -> EventPage:
    """The events that may be read, newest first, before the one of that number."""
    return _page(case_id, visible, 1, (before or LAST + 1) - 1, limit=limit, backwards=True)


def _page(
    case_id: str,
    visible: Collection[Visibility],
    first: int,
    last: int,
    *,
    limit: int,
    backwards: bool,
) -> EventPage:
    """At most `limit` of these events, found among `MOST_EVALUATED`; read consistently."""
    found: list[Event] = []
    if first > last:
        return EventPage(events=(), place=None)
    items = EventItem.query(
        case_pk(case_id),
        CasesItem.sk.between(event_sk(first), event_sk(last)),
        consistent_read=True,
        scan_index_forward=not backwards,
        page_size=limit,
    )
    for evaluated, item in enumerate(items, start=1):
        # One that cannot be read is counted and left out, as in every list.
        found += [event for _, event in readable([item], event_from) if event.visibility in visible]
        if len(found) == limit or evaluated == MOST_EVALUATED:
            return EventPage(events=tuple(found), place=int(item.number))
    return EventPage(events=tuple(found), place=None)
