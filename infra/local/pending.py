"""What the emulator has still to do by itself: records of streams, messages, calls, mails, and
what its buckets tell.

It reads what the emulator keeps inside: no call of AWS tells how far a stream was read.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ministack.core import lambda_runtime
from ministack.services import dynamodb, lambda_svc, s3, sqs

MAIL_THREAD = "ministack-ses-smtp"
WAITED_OUT = '"since":'  # in a notice that waits for a service (chalicelib/consumers.py)


def pending() -> dict[str, int]:
    """How much is left, and how many records streams have had so far.

    Two answers alike without anything left mean that nothing was under way between them either.
    """
    found = {"written": 0, "records": 0, "messages": 0}
    for account, region, mapping in lambda_svc._iter_all_esms():
        with _context(account, region):
            source = mapping["EventSourceArn"]
            if ":dynamodb:" in source:
                table = source.split("/")[1]
                end = dynamodb.stream_end_position(table)
                found["written"] += end
                found["records"] += end - _position(mapping["UUID"], table)
            else:
                found["messages"] += _messages(sqs._queue_url(source.rsplit(":", 1)[1]))
    threads = threading.enumerate()
    return found | {
        "calls": lambda_runtime.workers_in_use(),
        "mails": sum(thread.name == MAIL_THREAD for thread in threads),
        # A bucket tells a queue of a file after it has answered who sent that. What a thread was
        # given is gone from it when it ends.
        "told": sum(s3._fire_s3_event in getattr(thread, "_args", ()) for thread in threads),
    }


def _position(mapping: str, table: str) -> int:
    """Where a reader stands; one that has not looked yet stands at the beginning, as all ours."""
    start: int = dynamodb.stream_start_position(table)
    return max(start, lambda_svc._dynamodb_stream_positions.get(mapping, start))


def _messages(queue_url: str) -> int:
    """Messages that wait for a function or are with one, also those that a busy emulator did not
    answer in time, which try again after a minute; not what shall wait for minutes."""
    now, messages = time.time(), list(sqs._queues.get(queue_url)["messages"])
    return sum(
        one["visible_at"] <= now or one["receive_count"] > 0 or WAITED_OUT in one["body"]
        for one in messages
    )


@contextmanager
def _context(account: str, region: str) -> Iterator[None]:
    """What the emulator keeps is kept by account and region."""
    tokens = (
        lambda_svc._request_account_id.set(account),
        lambda_svc._request_region.set(region),
    )
    try:
        yield
    finally:
        lambda_svc._request_account_id.reset(tokens[0])
        lambda_svc._request_region.reset(tokens[1])
