"""How much faster than usual posts about one thing come. Pure.

What is counted is a *series*: the posts of a place, of a sector in a place, or in the same words.
The usual rate of a series has a gamma distribution that its own past has narrowed down, so a count
is negative binomial (Gelman et al., "Bayesian Data Analysis", 2.6): a series with little past is
judged by a rate that is not known well, and one with much by its own. Hours of the day and days of
the week weigh as they do for all posts together. Everything follows from counts by hour, so the
order in which posts arrive cannot matter. docs/leads.md has what was measured.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from msgspec import Struct

FEWEST = 5
"""No fewer posts are ever a lead, nor told as one: behind four there may be one person."""

WINDOWS = (2, 6, 24)  # hours; two of the clock hold any sixty minutes
LEARNS_FROM = timedelta(days=56)
FALSE_ALARMS = 1 / 1000
"""So many leads that are none are allowed for a post."""

_TESTS = 3 * len(WINDOWS)  # series of a post, in most cases
ALARM = FALSE_ALARMS / _TESTS
"""A count that is less likely than this in a usual hour is an alarm."""

LEARNS_FOR = 7  # days with posts
ALARM_WHILE_LEARNING = ALARM / 1000
"""The same before anything is usual: what comes within hours is an alarm, what comes within a day
may be how a place is."""

_HALF_LIFE_DAYS = 14
# What is known of other series: places are very unlike, so it says little, and never more than so
# many days of a series' own do.
_PRIOR_SHAPE = 0.5
_KNOWN_DAYS = 3.0
_LEAST_DAILY = 0.02
_SMOOTHING = 200  # posts, spread evenly, that hours and weekdays are learned beside
_STEADY = 20  # posts more of everything are no surge yet
_CAP = 12.0  # of surprise: what is less likely than 10 ** -12 is not told apart

Hours = Mapping[datetime, int]
"""Posts by the hour (UTC) that they are of."""


class SeriesKind(Enum):
    """What the posts of a series have in common; the value is the share of all posts that a series
    of its kind has before anything is known of it."""

    PLACE = 1 / 200
    SECTOR = 1 / 1000
    WORDS = 1 / 2000


class Alarm(Struct, frozen=True, kw_only=True):
    """A window (UTC, its end not included) in which a series was faster than usual. `surprise` is
    minus the decimal logarithm of how likely that was, at most 12."""

    start: datetime
    end: datetime
    count: int
    expected: float
    surprise: float


def hour_of(moment: datetime) -> datetime:
    """The hour (UTC) a moment is in."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class Baseline(Struct, frozen=True, kw_only=True):
    """What all posts before a day tell: each day that any were received on, with how much it still
    counts, how many a day brings, and what an hour of the day and a day of the week are worth."""

    days: Mapping[date, float]
    daily: float
    hours: tuple[float, ...]  # shares of a day
    weekdays: tuple[float, ...]  # of an average day

    def average_days(self, hours: Iterable[datetime]) -> float:
        """What some hours bring, in average days."""
        return sum(self.hours[hour.hour] * self.weekdays[hour.weekday()] for hour in hours)


class SeasonalProfile:
    """How all posts together are spread over time."""

    def __init__(self, everything: Hours) -> None:
        self.everything = everything
        self._baselines: dict[date, Baseline] = {}

    def before(self, day: date) -> Baseline:
        """What the days before one tell, of the last `LEARNS_FROM`."""
        if day not in self._baselines:
            self._baselines[day] = self._read(day)
        return self._baselines[day]

    def _read(self, day: date) -> Baseline:
        first = day - LEARNS_FROM
        by_day, by_hour, by_weekday = Counter[date](), Counter[int](), Counter[int]()
        for hour, count in self.everything.items():
            if first <= hour.date() < day and count:
                by_day[hour.date()] += count
                by_hour[hour.hour] += count
                by_weekday[hour.weekday()] += count
        days = {one: 0.5 ** ((day - one).days / _HALF_LIFE_DAYS) for one in by_day}
        known, whole = sum(days.values()), by_day.total()
        mean = whole / len(days) if days else 0.0
        seen = Counter(one.weekday() for one in days)
        a_day = _SMOOTHING / 7
        return Baseline(
            days=days,
            daily=sum(share * by_day[one] for one, share in days.items()) / known if known else 0.0,
            hours=tuple(
                (by_hour[hour] + _SMOOTHING / 24) / (whole + _SMOOTHING) for hour in range(24)
            ),
            weekdays=tuple(
                (by_weekday[one] + a_day) / (seen[one] * mean + a_day) for one in range(7)
            ),
        )


def alarm(series: Hours, kind: SeriesKind, profile: SeasonalProfile, at: datetime) -> Alarm | None:
    """The most surprising window around the hour of a post at `at` in which its series was faster
    than usual; None where it was not."""
    found = [
        one
        for window in _windows(series, hour_of(at))
        if (one := judge_window(series, kind, profile, *window)) is not None
    ]
    return max(found, key=lambda one: (one.surprise, one.count), default=None)


def may_alarm(series: Hours, at: datetime) -> bool:
    """Whether there are enough posts around a moment for an alarm, whatever is usual."""
    near, hour = timedelta(hours=WINDOWS[-1]), hour_of(at)
    return sum(count for each, count in series.items() if abs(each - hour) < near) >= FEWEST


def without_others(
    found: Alarm,
    series: Hours,
    left: Iterable[datetime],
    kind: SeriesKind,
    profile: SeasonalProfile,
) -> Alarm | None:
    """What an alarm in a series is where only the posts of the moments `left` in its window count;
    None where they are no alarm by themselves."""
    hours = Counter({hour: n for hour, n in series.items() if not found.start <= hour < found.end})
    hours.update(hour_of(moment) for moment in left)
    return judge_window(hours, kind, profile, found.start, found.end)


def judge_window(
    series: Hours, kind: SeriesKind, profile: SeasonalProfile, start: datetime, end: datetime
) -> Alarm | None:
    """Whether a window had more posts than its series' past explains."""
    hours = [start + timedelta(hours=n) for n in range(int((end - start) / timedelta(hours=1)))]
    count = sum(series.get(hour, 0) for hour in hours)
    if count < FEWEST:
        return None
    baseline = profile.before(start.date())
    days = baseline.average_days(hours)
    others = sum(profile.everything.get(hour, 0) for hour in hours) - count
    # A source that was added, or a day everybody talks, makes no series remarkable.
    surge = max(1.0, (others + _STEADY) / (baseline.daily * days + _STEADY))
    shape, known = _usual(series, kind, baseline)
    days *= surge
    likely = tail_probability(count, shape, days / (known + days))
    if likely > (ALARM if len(baseline.days) >= LEARNS_FOR else ALARM_WHILE_LEARNING):
        return None
    surprise = min(_CAP, -math.log10(max(likely, 10**-_CAP)))
    return Alarm(
        start=start, end=end, count=count, expected=shape / known * days, surprise=surprise
    )


def _windows(series: Hours, hour: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Windows with this hour in them that begin and end with a post: no other can be better."""
    counted = {each for each, count in series.items() if count}
    for length in WINDOWS:
        for back in range(length):
            start = hour - timedelta(hours=back)
            if start in counted:
                yield start, start + timedelta(hours=length)


def _usual(series: Hours, kind: SeriesKind, baseline: Baseline) -> tuple[float, float]:
    """Shape and rate (in days) of what is known of a series' posts a day."""
    usual = max(_LEAST_DAILY, baseline.daily * kind.value)
    prior = min(_PRIOR_SHAPE, usual * _KNOWN_DAYS)
    by_day = Counter[date]()
    for hour, count in series.items():
        by_day[hour.date()] += count
    most = _most(by_day[day] for day in baseline.days)
    counted = sum(share * min(by_day[day], most) for day, share in baseline.days.items())
    return prior + counted, prior / usual + sum(baseline.days.values())


def _most(counts: Iterable[int]) -> float:
    """As much as a day counts in the past: an earlier burst must not hide the next one."""
    counted = sorted(counts)
    median = counted[len(counted) // 2] if counted else 0
    return median + 3 * math.sqrt(median) + FEWEST


def tail_probability(count: int, shape: float, share: float) -> float:
    """How likely a negative binomial count of at least `count` is. `shape` is that of the gamma
    distribution of its mean, `share` is 1 - p: what one hears next over all that is known.

    Added up from `count` on, away from the mean: of a loud series, 0 is too unlikely for a number
    to begin with.
    """
    if count > shape * share / (1 - share):
        return _added_up(_probability(count, shape, share), _upwards(count, shape, share))
    below = _probability(count - 1, shape, share) if count > 0 else 0.0
    return 1 - _added_up(below, _downwards(count - 1, shape, share))


def _probability(count: int, shape: float, share: float) -> float:
    """How likely that very count is."""
    return math.exp(
        math.lgamma(shape + count)
        - math.lgamma(shape)
        - math.lgamma(count + 1)
        + shape * math.log1p(-share)
        + count * math.log(share)
    )


def _upwards(count: int, shape: float, share: float) -> Iterator[float]:
    """How many times as likely each count is as the one before."""
    return (share * (shape + one) / (one + 1) for one in itertools.count(count))


def _downwards(count: int, shape: float, share: float) -> Iterator[float]:
    """The same of each count and the next."""
    return (one / (share * (shape + one - 1)) for one in range(count, 0, -1))


def _added_up(likely: float, steps: Iterable[float]) -> float:
    """The sum of a chance and those that follow it by these steps, as far as it is seen."""
    total = likely
    for step in steps:
        likely *= step
        if likely <= total * 1e-15:
            break
        total += likely
    return total
