"""The queues that functions put messages into."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from chalicelib import clients, settings
from chalicelib.errors import Unavailable

_MOST_A_CALL = 10  # of SQS
_MOST_BYTES_A_CALL = 256 * 1024


class Queue(Protocol):
    """Where messages wait for their turn."""

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        """Put all of `messages` in, to be seen after `delay` (at most 15 minutes). Raises when
        one was not taken; others may be in then."""


class NoticeQueue:
    """The queue that this function consumes."""

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        """See `Queue`."""
        _send(settings.load().notices_queue_url, messages, delay)


class PostQueue:
    """The queue of posts that somebody found, where `collect_posts` takes them from."""

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        """See `Queue`."""
        _send(settings.load().posts_queue_url, messages, delay)


def _send(url: str, messages: Sequence[Mapping[str, Any]], delay: timedelta) -> None:
    for some in _calls([json.dumps(message) for message in messages]):
        entries = [
            {"Id": str(place), "MessageBody": body, "DelaySeconds": int(delay.total_seconds())}
            for place, body in enumerate(some)
        ]
        answer = clients.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
        if answer.get("Failed"):
            raise Unavailable("unavailable")


def _calls(bodies: Iterable[str]) -> Iterator[list[str]]:
    """Bodies as calls of SQS take them."""
    some: list[str] = []
    for body in bodies:
        size = sum(map(len, some)) + len(body)  # JSON as we write it is ASCII
        if some and (len(some) == _MOST_A_CALL or size > _MOST_BYTES_A_CALL):
            yield some
            some = []
        some.append(body)
    if some:
        yield some
