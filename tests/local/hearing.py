"""Waiting until every function has heard of a change: each keeps what it read for a minute."""

import time
from collections.abc import Callable
from typing import TypeVar

from chalicelib.warm import FRESH_SECONDS

Value = TypeVar("Value")


def at_last(
    read: Callable[[], Value], wanted: Callable[[Value], bool] = bool, *, pause_seconds: float = 1
) -> Value:
    """What `read` gives once it is as wanted; what it gives at last, where it never is.

    The last reading begins when the minute is over, however long the one before it took: on a busy
    machine one alone can take longer.
    """
    over = time.monotonic() + FRESH_SECONDS + 1
    while True:
        is_last = time.monotonic() > over
        value = read()
        if wanted(value) or is_last:
            return value
        time.sleep(pause_seconds)
