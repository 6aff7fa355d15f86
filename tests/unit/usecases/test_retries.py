"""How often somebody may be faster before it is said that they were."""

from collections.abc import Iterable

import pytest

from chalicelib.errors import Conflict, NotFound
from chalicelib.usecases.races import StaleRetries

STALE = Conflict("stale")


def rounds(outcomes: Iterable[Exception | None]) -> int:
    """How many blocks of one loop ended as told, until one's error was raised or all are done."""
    retries = StaleRetries()
    ended = 0
    for outcome in outcomes:
        with retries:
            ended += 1
            if outcome is not None:
                raise outcome
    return ended


def test_five_in_a_row_are_taken_for_the_next_round() -> None:
    assert rounds([STALE] * 5) == 5
    assert rounds([STALE] * 5 + [None] + [STALE] * 5) == 11


def test_the_sixth_in_a_row_is_raised() -> None:
    with pytest.raises(Conflict, match="stale"):
        rounds([STALE] * 6)


@pytest.mark.parametrize("error", [Conflict("claimed"), NotFound("stale"), ValueError("stale")])
def test_everything_else_is_raised_at_once(error: Exception) -> None:
    with pytest.raises(type(error)):
        rounds([error])
