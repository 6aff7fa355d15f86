"""What a challenge costs: how it rises, and where it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.protection.price import max_number

HASHES_A_SECOND = 50_000  # of a cheap phone, in a browser (docs/performance.md)
COUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("of_network", "of_all", "times"),
    [
        (0, 0, 1),
        (1, 1, 1),
        (10, 1, 1),
        (11, 1, 2),
        (20, 1, 2),
        (21, 1, 4),
        (50, 1, 16),
        (51, 1, 32),
        (61, 1, 32),
        (10_000, 1, 32),
        (1, 30, 1),
        (1, 31, 2),
        (1, 60, 2),
        (1, 61, 4),
        (1, 10_000, 4),
        (11, 31, 4),
        (31, 61, 32),
        (41, 61, 32),
        (10_000, 10_000, 32),
    ],
)
def test_each_ten_of_a_network_and_a_crowd_double_it(
    of_network: int, of_all: int, times: int
) -> None:
    assert max_number(of_network, of_all) == 50_000 * times


@given(COUNTS, COUNTS)
def test_it_never_falls_while_more_is_asked_for(of_network: int, of_all: int) -> None:
    price = max_number(of_network, of_all)
    assert max_number(of_network + 1, of_all) >= price
    assert max_number(of_network, of_all + 1) >= price


@given(COUNTS, COUNTS)
def test_a_cheap_phone_always_files_within_half_a_minute_or_so(
    of_network: int, of_all: int
) -> None:
    assert max_number(of_network, of_all) / HASHES_A_SECOND <= 32


@given(COUNTS)
def test_who_floods_nothing_pays_two_seconds_at_most_on_average(of_all: int) -> None:
    assert max_number(1, of_all) / 2 / HASHES_A_SECOND <= 2
