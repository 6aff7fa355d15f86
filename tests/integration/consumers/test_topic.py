"""What subscribers of the topic get: every event, in order, with the facts they filter by."""

import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from chalicelib.case.officer_actions import Archive
from chalicelib.usecases.route import route
from tests.integration.consumers.filings import NATIONAL, act, filed_case, routed_case
from tests.integration.people import KEY, complaint
from tests.integration.test_protection import UNSURE
from tests.integration.world import REGION, LambdaContext, World

QUEUE = "subscriber"


@pytest.fixture
def subscribed(world: World) -> str:
    """A queue that gets everything the topic says, with attributes."""
    sns, sqs = (boto3.client(name, region_name=REGION) for name in ("sns", "sqs"))
    url: str = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
    (topic,) = sns.list_topics()["Topics"]
    arn = f"arn:aws:sqs:{REGION}:123456789012:{QUEUE}"
    sns.subscribe(TopicArn=topic["TopicArn"], Protocol="sqs", Endpoint=arn)
    return url


def received(url: str) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Messages and their attributes, in order of arrival."""
    sqs = boto3.client("sqs", region_name=REGION)
    found = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages"):
        (message,) = messages
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        body = json.loads(message["Body"])
        attributes = {name: each["Value"] for name, each in body["MessageAttributes"].items()}
        found.append((json.loads(body["Message"]), attributes))
    return found


def publish(world: World) -> None:
    """Hand what the stream holds to the publisher, in one batch."""
    import app

    records = [r for r in world.records() if r["dynamodb"]["Keys"]["sk"]["S"][:5] == "EVENT"]
    app.publish_events({"Records": records}, LambdaContext())


def test_events_arrive_in_order_with_the_agency_of_their_time(
    world: World, subscribed: str
) -> None:
    case_id = routed_case(world)
    publish(world)
    messages = received(subscribed)
    assert [(m["case_id"], m["number"], m["type"]) for m, _ in messages] == [
        (case_id, 1, "filed"),
        (case_id, 2, "routed"),
    ]
    shared = {"region": "35.78", "classification": "complaint", "confidential": "false"}
    assert [attributes for _, attributes in messages] == [
        shared | {"type": "filed", "agency": "kemenpanrb"},
        shared | {"type": "routed", "agency": "kota-surabaya-dinas-pendidikan"},
    ]


def test_what_is_nowhere_has_a_region_that_can_be_filtered_by(
    world: World, subscribed: str
) -> None:
    filed_case(world, "sari", location={"address": "dekat pasar"})
    publish(world)
    ((message, attributes),) = received(subscribed)
    assert (message["region_code"], attributes["region"]) == (None, "none")


def test_a_confidential_case_says_so_and_nothing_more(world: World, subscribed: str) -> None:
    body = complaint(confidential=True, title="Judul yang rahasia sekali")
    assert world.call("POST", "/v1/complaints", body, headers=KEY)[0] == 201
    publish(world)
    ((message, attributes),) = received(subscribed)
    assert attributes["confidential"] == "true"
    assert message["confidential"] is True
    assert "rahasia sekali" not in json.dumps(message)


def test_a_case_that_nobody_was_shown_says_so_when_it_is_archived_as_spam(
    world: World, subscribed: str
) -> None:
    """A subscriber of what is not confidential hears nothing of it to the end."""
    case_id = filed_case(world, "sari", **UNSURE)
    assert route(case_id, datetime.now(UTC)) is not None
    archived = act(case_id, Archive(reason="spam"), NATIONAL)
    assert archived.unchecked
    publish(world)
    assert [(m["type"], m["confidential"], a["confidential"]) for m, a in received(subscribed)] == [
        ("filed", True, "true"),
        ("triage", True, "true"),
        ("archived", True, "true"),
    ]
