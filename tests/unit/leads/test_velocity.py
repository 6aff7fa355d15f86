"""When a series is faster than usual: never for few, whatever the order, and rarely by chance."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.leads.velocity import (
    ALARM,
    FALSE_ALARMS,
    FEWEST,
    LEARNS_FROM,
    WINDOWS,
    SeasonalProfile,
    SeriesKind,
    alarm,
    hour_of,
    judge_window,
    may_alarm,
    tail_probability,
    without_others,
)

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)  # 12:00 WIB, a Monday
HOUR = timedelta(hours=1)
NOTHING = SeasonalProfile({})


def poisson(rng: random.Random, mean: float) -> int:
    """A draw by adding up waiting times."""
    count, left = 0, mean
    while (left := left - rng.expovariate(1)) > 0:
        count += 1
    return count


def a_past(daily: int, *, days: int = 56) -> Counter[datetime]:
    """So many posts a day at noon, until the day before."""
    return Counter({NOON - timedelta(days=back): daily for back in range(1, days + 1)})


def test_fewer_than_five_are_never_an_alarm_and_five_of_a_place_that_is_silent_are() -> None:
    assert FEWEST == 5
    for count in range(FEWEST):
        assert alarm({NOON: count}, SeriesKind.PLACE, NOTHING, NOON) is None
    found = alarm({NOON: FEWEST}, SeriesKind.PLACE, NOTHING, NOON)
    assert found is not None
    assert (found.count, found.start) == (FEWEST, NOON)
    assert found.end - found.start == timedelta(hours=WINDOWS[0])
    assert 3.5 < found.surprise < 12
    assert 0 < found.expected < 0.1


def test_sixty_minutes_across_an_hour_of_the_clock_are_one_window() -> None:
    halves = {NOON: 3, NOON + HOUR: 3}
    for at in (NOON + 59 * timedelta(minutes=1), NOON + HOUR):
        found = alarm(halves, SeriesKind.SECTOR, NOTHING, at)
        assert found is not None
        assert found.count == 6


def test_posts_far_from_the_one_that_came_are_not_looked_at() -> None:
    for away in (timedelta(hours=24), timedelta(hours=-24)):
        assert alarm({NOON + away: 50}, SeriesKind.PLACE, NOTHING, NOON) is None
    near = {NOON - timedelta(hours=23): 50, NOON: 1}
    assert alarm(near, SeriesKind.PLACE, NOTHING, NOON) is not None


def test_a_place_that_always_talks_is_no_news_and_one_that_never_does_is() -> None:
    everything = a_past(100) + Counter({NOON: 10})
    loud = a_past(20) + Counter({NOON: 10})
    assert alarm(loud, SeriesKind.PLACE, SeasonalProfile(everything), NOON) is None
    assert alarm({NOON: 10}, SeriesKind.PLACE, SeasonalProfile(everything), NOON) is not None
    assert (
        alarm(loud + Counter({NOON: 70}), SeriesKind.PLACE, SeasonalProfile(everything), NOON)
        is not None
    )


def test_the_hours_in_which_everybody_talks_weigh_more() -> None:
    everything, quiet = SeasonalProfile(a_past(100)), NOON + timedelta(hours=12)
    loud = a_past(4)

    def surprise(at: datetime) -> float:
        found = judge_window({**loud, at: 12}, SeriesKind.PLACE, everything, at, at + 2 * HOUR)
        return found.surprise if found else 0.0

    assert surprise(quiet) > surprise(NOON)


def test_weekdays_weigh_as_they_did() -> None:
    everything = Counter(
        {
            NOON - timedelta(days=back): (140 if back % 7 == 0 else 10)  # Mondays
            for back in range(1, 57)
        }
    )
    baseline = SeasonalProfile(everything).before(NOON.date())
    assert baseline.weekdays[0] > 2 > 1 > baseline.weekdays[1]
    assert baseline.average_days([NOON]) > baseline.average_days([NOON + timedelta(days=1)])
    assert sum(baseline.hours) == pytest.approx(1)


def test_a_day_on_which_everything_is_louder_makes_nothing_remarkable() -> None:
    usual = a_past(100) + Counter({NOON: 10})
    series = {NOON: 8}
    assert alarm(series, SeriesKind.PLACE, SeasonalProfile(usual), NOON) is not None
    flooded = a_past(100) + Counter({NOON: 5000})
    assert alarm(series, SeriesKind.PLACE, SeasonalProfile(flooded), NOON) is None


def test_a_burst_of_yesterday_does_not_hide_that_of_today() -> None:
    everything = SeasonalProfile(a_past(50))
    before = {NOON - timedelta(days=1): 500}
    assert alarm({**before, NOON: 15}, SeriesKind.PLACE, everything, NOON) is not None


def test_what_is_older_than_is_learned_from_tells_nothing() -> None:
    first = NOON.date() - LEARNS_FROM
    old = datetime(first.year, first.month, first.day, 5, tzinfo=UTC)
    assert first in SeasonalProfile({old: 1}).before(NOON.date()).days
    assert SeasonalProfile({old - timedelta(days=1): 1}).before(NOON.date()).days == {}
    assert SeasonalProfile({NOON: 1}).before(NOON.date()).days == {}
    assert SeasonalProfile({}).before(date(2026, 3, 2)).daily == 0


def test_of_the_days_of_the_past_the_last_count_most() -> None:
    baseline = SeasonalProfile(a_past(10)).before(NOON.date())
    one, other = (baseline.days[NOON.date() - timedelta(days=days)] for days in (1, 15))
    assert other == pytest.approx(one / 2)
    assert baseline.daily == pytest.approx(10)


@given(
    count=st.integers(0, 60),
    shape=st.floats(0.01, 200),
    share=st.floats(0.001, 0.95),
)
def test_the_tail_is_what_is_left_of_the_whole(count: int, shape: float, share: float) -> None:
    likely = tail_probability(count, shape, share)
    assert 0 <= likely <= 1 + 1e-9
    assert tail_probability(count + 1, shape, share) <= likely + 1e-12
    assert tail_probability(0, shape, share) == 1


def test_the_tail_as_it_is_known() -> None:
    # A geometric count: the chance of at least n is the n-th power.
    for n in (1, 2, 5, 40):
        assert tail_probability(n, 1.0, 0.25) == pytest.approx(0.25**n, rel=1e-9)
    # A large shape is a Poisson count: of mean 2, at least 5.
    assert tail_probability(5, 1e7, 2 / (1e7 + 2)) == pytest.approx(0.05265302, rel=1e-4)


def test_a_loud_series_has_a_tail_as_well() -> None:
    """Of a mean of two thousand, none at all is less likely than any number can say."""
    shape, share = 40_000.0, 1 / 21
    assert tail_probability(1, shape, share) == 1
    assert tail_probability(2_000, shape, share) == pytest.approx(0.5, abs=0.01)
    assert tail_probability(2_000 + 3 * 46, shape, share) == pytest.approx(0.00135, rel=0.2)
    assert tail_probability(10_000, shape, share) < 1e-12
    past = Counter(
        {NOON - timedelta(hours=back): 100 for back in range(24, 24 * 57) if back % 24 < 20}
    )
    today = Counter({NOON - timedelta(hours=back): 250 for back in range(20)})
    profile = SeasonalProfile(past + Counter(dict.fromkeys(today, 100)))
    found = alarm(past + today, SeriesKind.PLACE, profile, NOON)
    assert found is not None
    assert (found.count, found.surprise) == (5_000, 12)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_counts_alone_decide_not_the_order_of_arrival(hours: list[int], rng: random.Random) -> None:
    moments = [NOON + timedelta(hours=hour) for hour in hours]
    shuffled = moments[:]
    rng.shuffle(shuffled)
    found = [
        alarm(Counter(map(hour_of, each)), SeriesKind.PLACE, NOTHING, NOON)
        for each in (moments, shuffled)
    ]
    assert found[0] == found[1]


def test_by_chance_at_most_one_in_a_thousand_posts_is_an_alarm() -> None:
    """Forty places of very different sizes over eight weeks, each day by chance alone."""
    assert pytest.approx(FALSE_ALARMS) == ALARM * 9
    rng = random.Random(7)
    rates = [0.1, 0.5, 1, 3, 8] * 8
    series = [Counter[datetime]() for _ in rates]
    alarms = posts = 0
    for day in range(56):
        everything = Counter[datetime]()
        for one in series:
            everything += one
        for one, rate in zip(series, rates, strict=True):
            for _ in range(poisson(rng, rate)):
                hour = NOON + timedelta(days=day, hours=rng.randrange(12))
                one[hour] += 1
        profile = SeasonalProfile(sum(series, Counter()))
        for one in series:
            today = [hour for hour in one if hour.date() == (NOON + timedelta(days=day)).date()]
            posts += sum(one[hour] for hour in today)
            alarms += any(alarm(one, SeriesKind.PLACE, profile, hour) for hour in today)
    assert posts > 5000
    assert alarms <= posts * FALSE_ALARMS


def test_all_counts_are_read_only_where_there_are_enough_posts_around() -> None:
    last = NOON + timedelta(hours=23)
    assert not may_alarm({NOON: FEWEST - 1}, NOON)
    assert may_alarm({NOON: FEWEST - 1, last: 1}, NOON)
    assert may_alarm({NOON - timedelta(hours=23): FEWEST}, NOON)
    assert not may_alarm({NOON: FEWEST - 1, NOON + timedelta(hours=24): 9}, NOON)


def test_of_an_alarm_only_what_is_of_no_other_lead_counts() -> None:
    series = {NOON: 9, NOON + 5 * HOUR: 4}
    found = alarm(series, SeriesKind.PLACE, NOTHING, NOON)
    assert found is not None
    for left, counts in ((FEWEST - 1, None), (FEWEST, FEWEST)):
        again = without_others(found, series, [found.start] * left, SeriesKind.PLACE, NOTHING)
        assert (again and again.count) == counts
