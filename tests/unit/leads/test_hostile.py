"""What somebody can do who posts to raise a lead of nothing, or to hide one: what holds, and where
it ends (docs/leads.md)."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.leads.copies import fingerprint_of
from chalicelib.leads.velocity import Alarm, SeasonalProfile, SeriesKind, alarm

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS = 28
ELSEWHERE = 400  # posts a day of everything else


def burst_among(repeated: int, *, size: int = 10) -> Alarm | None:
    """What a burst within an hour is in a series that somebody has filled with so many posts a day,
    spread over the day, for four weeks."""
    series: dict[datetime, int] = {}
    everything: dict[datetime, int] = {}
    for hours in range(1, 24 * DAYS + 1):
        hour = NOON - hours * HOUR
        each = repeated * (hours + 1) // 24 - repeated * hours // 24
        series[hour] = each
        everything[hour] = ELSEWHERE // 24 + each
    series[NOON] = size
    everything[NOON] = ELSEWHERE // 24 + size
    return alarm(series, SeriesKind.SECTOR, SeasonalProfile(everything), NOON)


@pytest.mark.parametrize("repeated", [0, 1, 5, 12, 24])
def test_up_to_a_post_an_hour_for_weeks_hides_no_burst_of_ten(repeated: int) -> None:
    assert burst_among(repeated) is not None


def test_who_goes_on_for_weeks_louder_hides_a_burst_and_not_a_larger_one() -> None:
    assert burst_among(96) is None
    assert burst_among(96, size=40) is not None


def test_the_same_hashtag_however_often_is_no_wording() -> None:
    assert fingerprint_of("#banjir " * 1_250) is None
    assert fingerprint_of("banjir " * 1_250) is None
