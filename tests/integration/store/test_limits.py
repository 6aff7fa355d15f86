"""Counters that forget: how often, by whom, until when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.errors import TooMany
from chalicelib.store import limits
from chalicelib.store.limits import RateLimit
from tests.integration.store.test_claims import rows
from tests.integration.world import World

NOW = datetime(2026, 3, 2, 3, 0, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
THREE = RateLimit(name="login", window=MINUTE, most=3)


def refusal(limit: RateLimit, of: str, now: datetime) -> TooMany:
    with pytest.raises(TooMany) as refused:
        limits.take(limit, of, now)
    return refused.value


def test_it_counts_by_whom_and_of_what(world: World) -> None:
    assert [limits.count("login", "a", MINUTE, NOW) for _ in range(4)] == [1, 2, 3, 4]
    assert limits.count("login", "b", MINUTE, NOW) == 1
    assert limits.count("search", "a", MINUTE, NOW) == 1
    # Windows of another length are counted apart, also those that begin together.
    assert limits.count("login", "a", 2 * MINUTE, NOW) == 1
    assert limits.count("login", "a", MINUTE, NOW) == 5


def test_the_next_window_begins_at_zero(world: World) -> None:
    start = NOW - SECOND
    assert limits.count("login", "a", MINUTE, start) == 1
    assert limits.count("login", "a", MINUTE, start + MINUTE - SECOND) == 2
    assert limits.count("login", "a", MINUTE, start + MINUTE) == 1
    assert limits.count("login", "a", MINUTE, start - SECOND) == 1


def test_so_many_are_let_through_and_no_more(world: World) -> None:
    assert [limits.take(THREE, "a", NOW) for _ in range(3)] == [1, 2, 3]
    refused = refusal(THREE, "a", NOW)
    assert refused.code == "too_many_requests"
    assert limits.take(THREE, "b", NOW) == 1
    assert limits.take(THREE, "a", NOW + MINUTE) == 1


def test_a_limit_and_a_count_of_one_name_are_one_counter_that_refusals_do_not_move(
    world: World,
) -> None:
    for _ in range(3):
        limits.take(THREE, "a", NOW)
    refusal(THREE, "a", NOW)
    assert limits.count("login", "a", MINUTE, NOW) == 4
    refusal(THREE, "a", NOW)


@pytest.mark.parametrize(
    ("later", "wait"),
    [
        (timedelta(0), 59),
        (timedelta(milliseconds=1), 59),
        (58 * SECOND, 1),
        (timedelta(seconds=58, milliseconds=999), 1),
    ],
)
def test_who_is_refused_is_told_when_the_window_ends(
    world: World, later: timedelta, wait: int
) -> None:
    for _ in range(3):
        limits.take(THREE, "a", NOW)
    assert refusal(THREE, "a", NOW + later).params == {"retry_after": wait}


def test_of_many_at_once_so_many_are_let_through(world: World) -> None:
    def try_it(_: int) -> bool:
        try:
            limits.take(THREE, "a", NOW)
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as at_once:
        assert sum(at_once.map(try_it, range(20))) == 3


def test_a_row_names_nobody_and_goes_with_its_window(world: World) -> None:
    limits.count("login", "somebody", MINUTE, NOW)
    limits.take(THREE, "somebody", NOW)
    limits.count("login", "somebody", MINUTE, NOW + MINUTE)
    first, second = sorted(rows("test-ClaimsTable"), key=lambda row: row["expires_at"])
    assert {"pk", "expires_at", "times"} == first.keys() == second.keys()
    assert "somebody" not in str(first)
    assert "login" not in str(first)
    assert first["pk"] != second["pk"]
    assert (first["times"], second["times"]) == (2, 1)
    ends = NOW - SECOND + MINUTE
    assert first["expires_at"] == ends.timestamp()
    assert second["expires_at"] == (ends + MINUTE).timestamp()
