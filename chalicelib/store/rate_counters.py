"""How often something was done lately, as counters that forget: fixed windows.

Time is cut into windows of one length, and each has a row of its own that counts upwards; the next
window begins at zero. So one update counts and answers, and nothing is ever reset. The price of
it: around the turn of a window twice the limit fits into one window's length.

The row's name is a digest of whom it counts and of the window. Two windows of the same network, or
client, cannot be told to be that; and after its window a row counts for nothing, whenever DynamoDB
takes it away.

What is movable goes by the number that the rules have for it: `in_force` is the one place where
that is looked up.
"""

import contextlib
import hashlib
import math
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from msgspec import Struct
from pynamodb.expressions.update import Action

from chalicelib.errors import TooMany
from chalicelib.store.conditions import attempt
from chalicelib.store.rulebook import rulebook
from chalicelib.store.tables import CounterItem
from chalicelib.structs import replace
from chalicelib.warm import on_reset


class Amount(Struct, frozen=True, kw_only=True):
    """How much of what `name` says, and from where to where administrators may move it; without a
    `maximum` nobody may."""

    name: str
    value: int
    minimum: int = 0
    maximum: int = 0

    @property
    def movable(self) -> bool:
        """Whether administrators may move it."""
        return self.maximum > 0


class RateLimit(Amount, frozen=True, kw_only=True):
    """At most so much in each window of that length. Counters of two names never meet."""

    window: timedelta


Moved = TypeVar("Moved", bound=Amount)


def in_force(amount: Moved) -> Moved:
    """The amount as it counts now: as administrators moved it, else its own. What they set before a
    release that has narrower bounds counts as the nearer bound."""
    moved = rulebook().rate_limits.get(amount.name) if amount.movable else None
    if moved is None:
        return amount
    return replace(amount, value=min(max(moved, amount.minimum), amount.maximum))


def count(name: str, of: str, window: timedelta, now: datetime) -> int:
    """Count one more of `name` by whom `of` says, at `now` (UTC); how many it is in this window.

    `of` is a keyed hash, or another name that says nothing about a person.
    """
    item = _counter(name, of, window, now)
    attempt(lambda: item.update(actions=_more(item)))
    return int(item.times)


def take(limit: RateLimit, of: str, now: datetime, *, several: int = 1) -> int:
    """Count one more under a limit, or `several` at once; how many it is in this window. One
    update; what is refused is not counted.

    Raises `TooMany("too_many_requests")` with the seconds until the window ends.
    """
    item = _counter(limit.name, of, limit.window, now)
    most = in_force(limit).value
    free = CounterItem.times.does_not_exist() | (CounterItem.times <= most - several)
    wait = max(1, math.ceil((item.expires_at - now).total_seconds()))
    attempt(
        lambda: item.update(actions=_more(item, several), condition=free),
        lambda _: TooMany("too_many_requests", retry_after=wait),
    )
    return int(item.times)


class Allowance:
    """Requests under limits, taken several at once by a warm function that has many: a `share` of
    a limit a time, so that one update serves as many requests. What a function does not use of it
    is lost with the window, so somebody may be refused before the limit by one share a function."""

    def __init__(self, share: int) -> None:
        self._share = share
        self._left: dict[tuple[str, str, float], int] = {}
        on_reset(self._left.clear)

    def take(self, limit: RateLimit, of: str, now: datetime) -> None:
        """Use one. Raises `TooMany` as `take` does."""
        window = now.timestamp() // limit.window.total_seconds()
        key = limit.name, of, window
        if key not in self._left:
            for over in [one for one in self._left if one[2] != window]:
                del self._left[over]
            self._left[key] = self._next(limit, of, now)
        self._left[key] -= 1
        if not self._left[key]:
            del self._left[key]

    def _next(self, limit: RateLimit, of: str, now: datetime) -> int:
        several = limit.value // self._share
        if several > 1:
            with contextlib.suppress(TooMany):
                take(limit, of, now, several=several)
                return several
        take(limit, of, now)
        return 1


class Ceiling:
    """Counts that say no more from some number on. Whoever this function has seen reach it is
    counted no more in that window, so what a flood asks for costs no update."""

    def __init__(self, name: str, window: timedelta) -> None:
        self._name, self._window = name, window
        self._number = 0.0
        self._reached: dict[str, int] = {}
        on_reset(self._reached.clear)

    def count(self, of: str, now: datetime, most: int) -> int:
        """Count one more by whom `of` says, at `now` (UTC); how many it is in this window, or
        `most` from there on."""
        number = now.timestamp() // self._window.total_seconds()
        if number != self._number:
            self._number = number
            self._reached.clear()
        if self._reached.get(of, 0) >= most:
            return most
        times = count(self._name, of, self._window, now)
        if times >= most:
            self._reached[of] = times
        return min(times, most)


def give_back(limit: RateLimit, of: str, now: datetime) -> None:
    """Take one off that was counted at `now` and does not count after all."""
    item = _counter(limit.name, of, limit.window, now)
    attempt(lambda: item.update(actions=[CounterItem.times.add(-1)]))


def _more(item: CounterItem, several: int = 1) -> list[Action]:
    return [CounterItem.times.add(several), CounterItem.expires_at.set(item.expires_at)]


def _counter(name: str, of: str, window: timedelta, now: datetime) -> CounterItem:
    """The row that counts at `now`; its window lasts until `expires_at`."""
    number = int(now.timestamp() // window.total_seconds())
    ends = datetime.fromtimestamp((number + 1) * window.total_seconds(), UTC)
    counted = "\0".join((name, of, str(window.total_seconds()), str(number)))
    digest = hashlib.sha256(counted.encode()).hexdigest()
    return CounterItem(f"COUNT#{digest}", expires_at=ends)
