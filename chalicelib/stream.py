"""From the stream of the table into the use cases.

Records are taken in order and the first failure is raised: the rest of the batch is delivered
again, which is cheap because every effect happens once (docs/decisions.md).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from chalicelib.batches import LambdaEvent
from chalicelib.case.model import Status
from chalicelib.events import EventType
from chalicelib.observability import Measure, logger, measure
from chalicelib.store.case_mapping import event_from
from chalicelib.store.rows import read
from chalicelib.store.tables import EventItem
from chalicelib.usecases import publish_event
from chalicelib.usecases.protect_merged import protect_sources
from chalicelib.usecases.route import route
from chalicelib.usecases.unmerge import unmerge_sources

_WORDS = (EventType.MESSAGED, EventType.RATED)  # those of a reporter, which seldom move a case
_WAITING = (Status.RECEIVED, Status.RETURNED)


def route_complaints(event: LambdaEvent) -> None:
    """Route what was filed, returned or reclassified, and what its reporter's words took from its
    holder; give back what was merged into a case that was archived, protect what was merged into
    one that is protected by what it was found to be."""
    for item in _stored_events(event):
        case_id = item.pk.removeprefix("CASE#")
        if item.type == EventType.ARCHIVED:
            unmerge_sources(case_id, _now())
            continue
        if item.type == EventType.RECLASSIFIED:
            protect_sources(event_from(item), _now())
        if item.type in _WORDS and item.about["status"] not in _WAITING:
            continue
        change = route(case_id, _now())
        logger.info(
            "routing decided",
            extra={"case_id": case_id, "outcome": change.event.type if change else "nothing"},
        )


def publish_events(event: LambdaEvent) -> None:
    """Publish every event to the topic, in order, and measure those that were."""
    measured: Counter[Measure] = Counter()
    for item in _stored_events(event):
        publish_event.publish_event(item)
        found = publish_event.measure_of(event_from(item))
        measured.update([found] if found is not None else [])
    measure(measured)


def _stored_events(event: LambdaEvent) -> Iterator[EventItem]:
    """The event items a stream batch inserted, in order; other records are passed over. What comes
    before an item that cannot be read is done when that one raises (`Unreadable`): what an event
    starts must not be lost, so it ends as a dead letter."""
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage", {})
        if record["eventName"] == "INSERT" and image.get("kind", {}).get("S") == "event":
            item = EventItem.from_raw_data(image)
            read(item, event_from)
            yield item


def _now() -> datetime:
    return datetime.now(UTC)
