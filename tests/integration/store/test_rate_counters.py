"""Counters that forget: how often, by whom, until when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import warm
from chalicelib.errors import TooMany
from chalicelib.store import rate_counters, tables
from chalicelib.store.rate_counters import RateLimit
from tests.integration.http.test_calls import calls
from tests.integration.store.test_claims import rows
from tests.integration.world import World

NOW = datetime(2026, 3, 2, 3, 0, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
THREE = RateLimit(name="login", window=MINUTE, value=3)


def refusal(limit: RateLimit, of: str, now: datetime) -> TooMany:
    with pytest.raises(TooMany) as refused:
        rate_counters.take(limit, of, now)
    return refused.value


def test_it_counts_by_whom_and_of_what(world: World) -> None:
    assert [rate_counters.count("login", "a", MINUTE, NOW) for _ in range(4)] == [1, 2, 3, 4]
    assert rate_counters.count("login", "b", MINUTE, NOW) == 1
    assert rate_counters.count("search", "a", MINUTE, NOW) == 1
    # Windows of another length are counted apart, also those that begin together.
    assert rate_counters.count("login", "a", 2 * MINUTE, NOW) == 1
    assert rate_counters.count("login", "a", MINUTE, NOW) == 5


def test_the_next_window_begins_at_zero(world: World) -> None:
    start = NOW - SECOND
    assert rate_counters.count("login", "a", MINUTE, start) == 1
    assert rate_counters.count("login", "a", MINUTE, start + MINUTE - SECOND) == 2
    assert rate_counters.count("login", "a", MINUTE, start + MINUTE) == 1
    assert rate_counters.count("login", "a", MINUTE, start - SECOND) == 1


def test_so_many_are_let_through_and_no_more(world: World) -> None:
    assert [rate_counters.take(THREE, "a", NOW) for _ in range(3)] == [1, 2, 3]
    refused = refusal(THREE, "a", NOW)
    assert refused.code == "too_many_requests"
    assert rate_counters.take(THREE, "b", NOW) == 1
    assert rate_counters.take(THREE, "a", NOW + MINUTE) == 1


def test_a_limit_and_a_count_of_one_name_are_one_counter_that_refusals_do_not_move(
    world: World,
) -> None:
    for _ in range(3):
        rate_counters.take(THREE, "a", NOW)
    refusal(THREE, "a", NOW)
    assert rate_counters.count("login", "a", MINUTE, NOW) == 4
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
        rate_counters.take(THREE, "a", NOW)
    assert refusal(THREE, "a", NOW + later).params == {"retry_after": wait}


def test_who_is_counted_in_between_is_counted(world: World) -> None:
    """The update decides, not what was read before it: there is nothing read."""
    for _ in range(2):
        rate_counters.take(THREE, "a", NOW)
    inside: list[int] = []

    def somebody_is_faster(**_: Any) -> None:
        if not inside:
            inside.append(0)
            inside[0] = rate_counters.take(THREE, "a", NOW)

    events = tables.client().meta.events
    events.register("before-call.dynamodb.UpdateItem", somebody_is_faster)
    try:
        refusal(THREE, "a", NOW)
    finally:
        events.unregister("before-call.dynamodb.UpdateItem", somebody_is_faster)
    assert inside == [3]


def test_several_are_taken_at_once_or_not_at_all(world: World) -> None:
    four = RateLimit(name="login", window=MINUTE, value=4)
    assert rate_counters.take(four, "a", NOW, several=3) == 3
    with pytest.raises(TooMany):
        rate_counters.take(four, "a", NOW, several=2)
    assert rate_counters.take(four, "a", NOW) == 4


def test_an_allowance_is_one_update_for_a_share_and_keeps_the_limit(world: World) -> None:
    ten = RateLimit(name="client", window=MINUTE, value=10)
    one, other = rate_counters.Allowance(share=5), rate_counters.Allowance(share=5)
    with calls() as made:
        one.take(ten, "a", NOW)
        one.take(ten, "a", NOW)
    assert made == {"UpdateItem": 1}
    one.take(ten, "a", NOW)  # of the next two it keeps one
    for _ in range(6):
        other.take(ten, "a", NOW)
    with pytest.raises(TooMany):
        other.take(ten, "a", NOW)
    one.take(ten, "a", NOW)
    with pytest.raises(TooMany):
        one.take(ten, "a", NOW)
    one.take(ten, "b", NOW)
    one.take(ten, "a", NOW + MINUTE)


def test_the_last_ones_of_an_allowance_are_taken_one_by_one(world: World) -> None:
    seven = RateLimit(name="client", window=MINUTE, value=7)
    allowance = rate_counters.Allowance(share=2)
    for _ in range(7):
        allowance.take(seven, "a", NOW)
    with pytest.raises(TooMany):
        allowance.take(seven, "a", NOW)


def test_a_limit_smaller_than_its_shares_is_exact(world: World) -> None:
    two = [rate_counters.Allowance(share=5) for _ in range(2)]
    for number in range(3):
        two[number % 2].take(THREE, "a", NOW)
    for allowance in two:
        with pytest.raises(TooMany):
            allowance.take(THREE, "a", NOW)


def test_beyond_a_ceiling_nobody_is_counted(world: World) -> None:
    one, other = (rate_counters.Ceiling("login", MINUTE) for _ in range(2))
    with calls() as made:
        assert [one.count("a", NOW, 3) for _ in range(5)] == [1, 2, 3, 3, 3]
    assert made == {"UpdateItem": 3}
    assert one.count("b", NOW, 3) == 1
    # Another function learns it by counting once more; whoever moves the ceiling begins where
    # everybody is.
    assert [other.count("a", NOW, 3) for _ in range(2)] == [3, 3]
    assert one.count("a", NOW, 9) == 5
    assert one.count("a", NOW + MINUTE, 3) == 1
    assert one.count("a", NOW, 3) == 3
    warm.reset()
    with calls() as made:
        one.count("a", NOW, 3)
    assert made == {"UpdateItem": 1}


def test_a_row_names_nobody_and_goes_with_its_window(world: World) -> None:
    rate_counters.count("login", "somebody", MINUTE, NOW)
    rate_counters.take(THREE, "somebody", NOW)
    rate_counters.count("login", "somebody", MINUTE, NOW + MINUTE)
    first, second = sorted(rows("test-ClaimsTable"), key=lambda row: row["expires_at"])
    assert {"pk", "expires_at", "times"} == first.keys() == second.keys()
    assert "somebody" not in str(first)
    assert "login" not in str(first)
    assert first["pk"] != second["pk"]
    assert (first["times"], second["times"]) == (2, 1)
    ends = NOW - SECOND + MINUTE
    assert first["expires_at"] == ends.timestamp()
    assert second["expires_at"] == (ends + MINUTE).timestamp()
