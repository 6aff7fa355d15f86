"""What every run begins with: its moment, and how long it may go on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from chalicelib.batches import LambdaEvent

RESERVE_MS = 20_000  # what a run keeps to finish the case it is at


def moment(event: LambdaEvent) -> datetime:
    """The scheduled moment (UTC) of an EventBridge event."""
    return datetime.fromisoformat(event["time"]).astimezone(UTC)


def time_left(context: Any) -> Callable[[], bool]:
    """Whether there is time for another case, asked again and again; always without a context."""
    if context is None:
        return lambda: True
    return lambda: context.get_remaining_time_in_millis() > RESERVE_MS
