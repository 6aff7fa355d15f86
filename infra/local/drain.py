"""Wait until the stack has nothing left to do, so that stopping it loses nothing."""

import time
from collections.abc import Mapping
from typing import Any

from infra.deploy import Clients
from infra.waiting import waiting_for_routing

# A stream is read about once a second and says nothing about what is unread, so quiet must last.
QUIET_SECONDS = 2.5


def drain(outputs: Mapping[str, str], aws: Clients, *, at_most_seconds: float = 20.0) -> bool:
    """Wait for streams and queues to be empty; False when they were not in the time given."""
    sqs, logs, dynamodb = aws("sqs"), aws("logs"), aws("dynamodb")
    table = outputs["CasesTableName"]
    queues = [url for name, url in outputs.items() if name.endswith("QueueUrl")]
    deadline = time.monotonic() + at_most_seconds
    quiet_since, seen = time.monotonic(), _last_words(logs)
    while time.monotonic() < deadline:
        time.sleep(0.25)
        words = _last_words(logs)
        busy = words != seen or any(_waiting(sqs, queue) for queue in queues)
        # A batch that is being routed logs nothing until it is done: the table knows better.
        if busy or waiting_for_routing(dynamodb, table):
            quiet_since, seen = time.monotonic(), words
        elif time.monotonic() - quiet_since > QUIET_SECONDS:
            return True
    return False


def _waiting(sqs: Any, queue: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    return sum(int(attributes[name]) for name in names)


def _last_words(logs: Any) -> list[int]:
    """When each function last wrote: as long as that moves, work is being done."""
    groups = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]
    return [int(group.get("storedBytes", 0)) for group in groups]
