"""From the stream and the queues into the use cases.

Stream records are taken in order and the first failure is raised: the rest of the batch is
delivered again, which is cheap because every effect happens once (docs/decisions.md). Queue
messages stand alone: a failed one is reported and the others are done.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from chalicelib import settings
from chalicelib.notices.senders import EmailSender
from chalicelib.observability import logger
from chalicelib.store import cases, texts
from chalicelib.store.tables import EventItem
from chalicelib.usecases import notify, publish, similar
from chalicelib.usecases.route import route
from chalicelib.usecases.unmerge import unmerge_sources
from chalicelib.warm import kept

LambdaEvent = dict[str, Any]


def route_complaints(event: LambdaEvent) -> None:
    """Route what was filed, returned or reclassified; give back what was merged into a case that
    was archived."""
    for item in _stored_events(event):
        case_id = item.pk.removeprefix("CASE#")
        if item.type == "archived":
            unmerge_sources(case_id, _now())
            continue
        change = route(case_id, _now())
        logger.info(
            "routing decided",
            extra={"case_id": item.pk, "outcome": change.event.type if change else "nothing"},
        )


def publish_events(event: LambdaEvent) -> None:
    """Publish every event to the topic, in order."""
    for item in _stored_events(event):
        publish.publish(item)


def notify_reporter(event: LambdaEvent) -> LambdaEvent:
    """Write to the reporters the messages are about."""

    def tell(case_id: str, number: int) -> None:
        notify.tell_reporter(case_id, number, sender(), _now())

    return _each_message(event, tell)


def notify_agency(event: LambdaEvent) -> LambdaEvent:
    """Write to the desks the messages are about."""

    def tell(case_id: str, number: int) -> None:
        notify.tell_agency(case_id, number, sender(), _now())

    return _each_message(event, tell)


def index_similar(event: LambdaEvent) -> LambdaEvent:
    """Make the complaints findable that the messages are about."""

    def index(case_id: str, number: int) -> None:
        similar.index(cases.get(case_id), texts.get(case_id), _now())

    return _each_message(event, index)


def _stored_events(event: LambdaEvent) -> Iterator[EventItem]:
    """The event items a stream batch inserted, in order; other records are passed over. What comes
    before an item that cannot be read is done when that one raises."""
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage", {})
        if record["eventName"] == "INSERT" and image.get("kind", {}).get("S") == "event":
            yield EventItem.from_raw_data(image)


def _each_message(event: LambdaEvent, do: Callable[[str, int], None]) -> LambdaEvent:
    def handle(record: SQSRecord) -> None:
        message = json.loads(record.body)
        do(message["case_id"], message["number"])

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    answer = process_partial_response(event, handle, processor)
    return dict(answer)


@kept
def _ses(region: str) -> Any:
    return boto3.client("sesv2", region_name=region)


def sender() -> EmailSender:
    """The way out for e-mail."""
    here = settings.load()
    return EmailSender(_ses(here.region), here.sender)


def _now() -> datetime:
    return datetime.now(UTC)
