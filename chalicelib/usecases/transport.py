"""The services that notices travel with, as this function reaches them."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

import boto3
from botocore.config import Config

from chalicelib import settings
from chalicelib.errors import Unavailable
from chalicelib.notices import EmailSender
from chalicelib.warm import kept

_MOST_A_CALL = 10  # of SQS
# A mail that is not taken in this time is tried again by the queue, and the rest of a batch of
# five is not kept waiting beyond the function's minute.
_PATIENCE = Config(connect_timeout=2, read_timeout=8, retries={"total_max_attempts": 1})


class Queue(Protocol):
    """Where messages wait for their turn."""

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        """Put all of `messages` in, to be seen after `delay` (at most 15 minutes). Raises when
        one was not taken; others may be in then."""
        ...


class NoticeQueue:
    """The queue that this function consumes."""

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        """See `Queue`."""
        here = settings.load()
        for first in range(0, len(messages), _MOST_A_CALL):
            some = messages[first : first + _MOST_A_CALL]
            entries = [
                {
                    "Id": str(place),
                    "MessageBody": json.dumps(message),
                    "DelaySeconds": int(delay.total_seconds()),
                }
                for place, message in enumerate(some)
            ]
            answer = _sqs(here.region).send_message_batch(
                QueueUrl=here.notices_queue_url, Entries=entries
            )
            if answer.get("Failed"):
                raise Unavailable("unavailable")


@kept
def _sqs(region: str) -> Any:
    return boto3.client("sqs", region_name=region)


@kept
def _ses(region: str) -> Any:
    return boto3.client("sesv2", region_name=region, config=_PATIENCE)


def email_sender() -> EmailSender:
    """The way out for e-mail."""
    here = settings.load()
    return EmailSender(_ses(here.region), here.sender)
