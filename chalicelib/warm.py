"""What a warm function keeps between requests: clients for good, reference data for a minute.

Everything that is kept is known here, so that `reset` makes a process as cold as a new one.
"""

import functools
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Read = TypeVar("Read")
Clock = Callable[[], float]

FRESH_SECONDS = 60
_forgetting: list[Callable[[], object]] = []
_clock: Clock = time.monotonic


@contextmanager
def loading() -> Iterator[None]:
    """Import inside what stays for good. To look for garbage in it again and again takes a fifth of
    the start, so that waits until all is there; nor do later requests look at it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def on_reset(forget: Callable[[], object]) -> None:
    """Let `reset` call `forget` too."""
    _forgetting.append(forget)


def reset() -> None:
    """Forget everything that is kept, and tell time by the machine again."""
    use_clock(time.monotonic)
    for forget in _forgetting:
        forget()


def use_clock(clock: Clock) -> None:
    """Count freshness by this clock, in seconds from any moment on, until `reset`."""
    global _clock
    _clock = clock


def cache_until_reset(make: Callable[..., Read]) -> Callable[..., Read]:
    """A function whose values are made once for each of its arguments."""
    cached = functools.cache(make)
    on_reset(cached.cache_clear)
    return cached


class WindowCounter:
    """How often something happened in this process, in windows of time of one length."""

    def __init__(self, window: timedelta) -> None:
        self._window = window
        self._number, self._times = 0.0, 0
        on_reset(self.forget)

    def add(self, now: datetime) -> int:
        """Count once more at `now`; how often it was in this window."""
        number = now.timestamp() // self._window.total_seconds()
        self._times = self._times + 1 if number == self._number else 1
        self._number = number
        return self._times

    def forget(self) -> None:
        """Begin at zero."""
        self._number, self._times = 0.0, 0


class RecentNames:
    """Names that this process met, the latest `most` of them, each for so long."""

    def __init__(self, kept_for: timedelta, most: int) -> None:
        self._kept_for, self._most = kept_for, most
        self._met: dict[str, datetime] = {}
        on_reset(self._met.clear)

    def meet(self, name: str, now: datetime) -> bool:
        """Whether it met the name before; from `now` on it has."""
        before = self._met.pop(name, None)
        self._met[name] = now
        if len(self._met) > self._most:
            del self._met[next(iter(self._met))]
        return before is not None and now - before < self._kept_for


class TimedCache(Generic[Read]):
    """Something read from a table and kept for `FRESH_SECONDS`, for each table by its name."""

    def __init__(self, read: Callable[[], Read]) -> None:
        self._read = read
        self._kept: dict[str, tuple[float, Read]] = {}
        on_reset(self.forget)

    def get(self, table: str, *, again: bool = False) -> Read:
        """The value as it was read at most `FRESH_SECONDS` ago; just now when `again`."""
        at, value = self._kept.get(table, (0.0, None))
        if again or value is None or _clock() - at > FRESH_SECONDS:
            value = self._read()
            self._kept[table] = _clock(), value
        return value

    def forget(self) -> None:
        """Read anew the next time."""
        self._kept.clear()
