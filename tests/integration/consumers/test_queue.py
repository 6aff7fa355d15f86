"""What a function puts into its own queue: all of it, however much, or a failure is raised."""

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from chalicelib import clients
from chalicelib.errors import Unavailable
from chalicelib.usecases.queues import NoticeQueue
from tests.integration.world import REGION, World


def received(url: str) -> list[int]:
    client = boto3.client("sqs", region_name=REGION)
    found: list[int] = []
    while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"])["number"])
            client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


@pytest.mark.parametrize("count", [0, 1, 10, 11, 25])
def test_all_are_in_however_many(shared_world: World, count: int) -> None:
    shared_world.use_queue("notify-agency")
    NoticeQueue().send([{"number": number} for number in range(count)])
    url = shared_world.queues["notify-agency"]
    assert sorted(received(url)) == list(range(count))


def test_one_that_was_not_taken_is_a_failure_and_a_delay_is_in_seconds(shared_world: World) -> None:
    shared_world.use_queue("notify-agency")
    entry = {"Id": "0", "MessageBody": json.dumps({"number": 1}), "DelaySeconds": 90}
    expected = {"QueueUrl": ANY, "Entries": [entry]}
    refused: dict[str, Any] = {
        "Successful": [],
        "Failed": [{"Id": "0", "SenderFault": False, "Code": "InternalError"}],
    }
    with Stubber(clients.client("sqs")) as stub:
        stub.add_response("send_message_batch", refused, expected)
        with pytest.raises(Unavailable):
            NoticeQueue().send([{"number": 1}], timedelta(seconds=90))
