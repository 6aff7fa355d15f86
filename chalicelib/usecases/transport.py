"""The services that notices travel with, as this function reaches them."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from chalicelib import clients, settings
from chalicelib.errors import Unavailable
from chalicelib.notices import Channel, EmailChannel

_MOST_A_CALL = 10  # of SQS


class Queue(Protocol):
    """Where messages wait for their turn."""

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        """Put all of `messages` in, to be seen after `delay` (at most 15 minutes). Raises when
        one was not taken; others may be in then."""


class NoticeQueue:
    """The queue that this function consumes."""

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        """See `Queue`."""
        url = settings.load().notices_queue_url
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
            answer = clients.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
            if answer.get("Failed"):
                raise Unavailable("unavailable")


def email_channel() -> EmailChannel:
    """The way out for e-mail, the one that desks are written to on."""
    return EmailChannel(clients.client("sesv2"), settings.load().sender)


def reporter_channels() -> tuple[Channel, ...]:
    """All ways out to reporters. Each is told on every one that their contact has an address of."""
    return (email_channel(),)
