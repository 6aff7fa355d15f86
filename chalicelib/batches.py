"""What a function of AWS is handed, and batches of messages from a queue: messages stand alone, so
one that fails is reported and the others are done."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chalicelib.observability import logger

LambdaEvent = dict[str, Any]


def consume(event: LambdaEvent, handle: Callable[[Mapping[str, Any]], None]) -> LambdaEvent:
    """Handle each message of a batch; the answer names those that failed, which come again."""
    failed: list[str] = []
    for record in event["Records"]:
        try:
            handle(json.loads(record["body"]))
        except Exception:
            logger.exception("message failed", extra={"message_id": record["messageId"]})
            failed.append(record["messageId"])
    return failures_of(failed)


def failures_of(message_ids: Iterable[str]) -> LambdaEvent:
    """The answer of a function that these messages failed, and no others of its batch."""
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in message_ids]}
