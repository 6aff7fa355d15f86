"""From the queue of posts into the use cases. Two kinds of messages come: a post, as whoever
received it put it there, and the event of a case, from the topic."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.batches import LambdaEvent, consume
from chalicelib.leads.post import from_message
from chalicelib.usecases import find_leads


def collect_posts(event: LambdaEvent) -> LambdaEvent:
    """Take in the posts, and the cases the events are about; messages that fail come again."""
    return consume(event, _take_in)


def _take_in(message: Mapping[str, Any]) -> None:
    now = datetime.now(UTC)
    if "case_id" in message:
        find_leads.take_in_filing(message["case_id"], now)
    else:
        find_leads.take_in(from_message(message), now)
