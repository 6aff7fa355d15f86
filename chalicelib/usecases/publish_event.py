"""One event of a case, out to everybody who subscribed: ids and facts, never words or people."""

import json
from typing import TYPE_CHECKING, Any

from chalicelib import clients, settings
from chalicelib.case.decision import Event
from chalicelib.events import EventType
from chalicelib.observability import Measure
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.store.tables import EventItem

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

MEASURED = {
    EventType.FILED: Measure.FILED,
    EventType.TRIAGE: Measure.SENT_TO_TRIAGE,
    EventType.ANSWERED: Measure.ANSWERED,
    EventType.ESCALATED: Measure.LIMITS_MISSED,
}
NOWHERE = "none"  # an attribute must have a value; a filter policy can name this one


def publish_event(item: EventItem) -> None:
    """Publish a stored event. Attributes for filter policies: type, agency, region,
    classification, and as confidential whether the case is not for everybody, for whatever reason;
    the national desk stands for the agency while nobody holds it."""
    message = message_of(item)
    _topic().publish(
        TopicArn=settings.load().events_topic_arn,
        Message=json.dumps(message),
        MessageAttributes={
            "type": _text(message["type"]),
            "agency": _text(message["agency_id"] or NATIONAL_DESK),
            "region": _text(message["region_code"] or NOWHERE),
            "classification": _text(message["classification"]),
            "confidential": _text("true" if message["confidential"] else "false"),
        },
    )


def _topic() -> "SNSClient":
    found: SNSClient = clients.client("sns")
    return found


def message_of(item: EventItem) -> dict[str, Any]:
    """What subscribers receive."""
    return {
        "case_id": item.pk.removeprefix("CASE#"),
        "number": int(item.number),
        "type": item.type,
        "at": item.at.isoformat(),
        "digest": item.digest,
        **item.about,
    }


def _text(value: str) -> Any:
    return {"DataType": "String", "StringValue": value}


def measure_of(event: Event) -> Measure | None:
    """As what the dashboard counts an event."""
    if event.type is EventType.ROUTED:
        by_officer = event.data["by"] == "officer"
        return Measure.ROUTED_BY_OFFICERS if by_officer else Measure.ROUTED_BY_RULES
    return MEASURED.get(event.type)
