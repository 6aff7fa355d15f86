"""When a feed is read next, and where."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.structs import replace
from chalicelib.watched.watched_feed import (
    LONGEST_WAIT,
    FeedKind,
    FeedProgress,
    WatchedFeed,
    failed,
    succeeded,
)

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
DOCUMENT = WatchedFeed(
    id="media", kind=FeedKind.DOCUMENT, url="https://media.example/rss", minutes=15
)
HASHTAG = WatchedFeed(
    id="tag", kind=FeedKind.HASHTAG, url="https://sosial.example/", minutes=5, hashtag="jalanrusak"
)
FRESH = FeedProgress(next_at=NOW)


class Never(random.Random):
    """Chance that adds nothing."""

    def random(self) -> float:
        return 0.0


def wait(progress: FeedProgress) -> timedelta:
    return progress.next_at - NOW


def test_a_feed_that_was_read_is_read_an_interval_later() -> None:
    done = succeeded(replace(FRESH, failures=4), DOCUMENT, NOW)
    assert (wait(done), done.failures) == (timedelta(minutes=15), 0)
    assert (done.read_at, done.reason) == (NOW, None)


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    progress, waits = FRESH, []
    for _ in range(20):
        progress = failed(progress, DOCUMENT, NOW, Never(), reason="too_slow")
        waits.append(wait(progress))
    assert waits[:3] == [timedelta(minutes=m) for m in (30, 60, 120)]
    assert waits[6:] == [LONGEST_WAIT] * 14
    assert progress.failures == 20
    assert (progress.read_at, progress.reason) == (NOW, "too_slow")
    assert succeeded(progress, DOCUMENT, NOW).reason is None


@given(st.integers(0, 30), st.integers(0, 1_000))
def test_chance_adds_at_most_a_quarter(failures: int, seed: int) -> None:
    before = replace(FRESH, failures=failures)
    least = wait(failed(before, DOCUMENT, NOW, Never(), reason="too_slow"))
    found = wait(failed(before, DOCUMENT, NOW, random.Random(seed), reason="too_slow"))
    assert least <= found <= min(least * 1.25, LONGEST_WAIT)


def test_chance_parts_those_that_failed_together() -> None:
    waits = {
        wait(failed(FRESH, DOCUMENT, NOW, random.Random(seed), reason="too_slow"))
        for seed in range(10)
    }
    assert len(waits) > 5


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (timedelta(minutes=1), timedelta(minutes=30)),
        (timedelta(hours=2), timedelta(hours=2)),
        (timedelta(days=9), LONGEST_WAIT),
    ],
)
def test_a_server_is_given_the_time_it_asks_for(asked: timedelta, expected: timedelta) -> None:
    assert (
        wait(failed(FRESH, DOCUMENT, NOW, Never(), reason="status_429", retry_after=asked))
        == expected
    )


def test_where_a_feed_is() -> None:
    assert DOCUMENT.address("9") == DOCUMENT.address(None) == "https://media.example/rss"
    tag = "https://sosial.example/api/v1/timelines/tag/jalanrusak?limit=40"
    assert HASHTAG.address(None) == tag
    assert HASHTAG.address("1&2") == f"{tag}&min_id=1%262"
    assert DOCUMENT.source == "feed-media"


def test_what_was_read_elsewhere_says_nothing_of_another_address() -> None:
    read = FeedProgress(
        next_at=NOW, address=DOCUMENT.address(None), etag="x", newest="1", told=("a",), failures=2
    )
    assert read.of(DOCUMENT) is read
    assert read.of(replace(DOCUMENT, url="https://media.example/atom")) is None
