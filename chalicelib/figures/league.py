"""Agencies compared, so that tricks do not pay: each leaves the table as it is, or is flagged.

Ratings are in none of it: a burst of friendly ones moves nothing. docs/figures.md has the tricks,
and what meets each.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from math import sqrt

from msgspec import Struct

from .cells import with_hidden
from .summary import PUBLIC, Counts, histogram, quantile

LEAST = 30  # outcomes below which an agency is in no table: chance would rank it
Z = 1.96  # of a two-sided interval of 95 %


class Flag(StrEnum):
    """What a reader has to know beside an agency's place."""

    ANSWERS_AT_ONCE = "answers_at_once"  # more than a fifth within ten minutes
    ARCHIVES_OFTEN = "archives_often"  # more than a fifth archived by its own decision
    HANDS_ON_LATE = "hands_on_late"  # more than a twentieth kept, then handed on
    HOLDS = "holds"  # more than half were held for a question


class Placing(Struct, frozen=True, kw_only=True):
    """An agency's place: ordered by `lower`, the least share of good outcomes that its numbers
    leave likely. `place` is None, and so is the interval, with fewer than `LEAST` outcomes;
    `median_days` also where too few of them are answers (`summary.PUBLIC`): it could be the days of
    one."""

    agency_id: str
    place: int | None
    outcomes: int
    good: int
    lower: float | None
    upper: float | None
    median_days: int | None
    flags: tuple[Flag, ...]


def wilson(good: int, outcomes: int) -> tuple[float, float]:
    """The interval of Wilson (1927) for a share, at 95 %: it does not pretend to know more of few
    cases than of many. Raises `ValueError` without outcomes."""
    if outcomes <= 0:
        raise ValueError("no outcomes")
    share, square = good / outcomes, Z * Z / outcomes
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / outcomes + square / (4 * outcomes)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def rank(by_agency: Mapping[str, Counts]) -> tuple[Placing, ...]:
    """All agencies with outcomes, the best first; those with too few at the end, without a place,
    by name. Agencies with the same lower end share a place."""
    placed = sorted(
        (wilson(with_hidden(counts, "good"), _outcomes(counts))[0], agency_id)
        for agency_id, counts in by_agency.items()
        if _outcomes(counts) >= LEAST
    )
    few = [agency_id for agency_id, counts in by_agency.items() if 0 < _outcomes(counts) < LEAST]
    bounds = [lower for lower, _ in placed]
    # How many are better, and one.
    places = {agency_id: 1 + sum(other > lower for other in bounds) for lower, agency_id in placed}
    order = sorted(places, key=lambda agency_id: (places[agency_id], agency_id))
    return tuple(
        _placing(agency_id, by_agency[agency_id], places.get(agency_id))
        for agency_id in (*order, *sorted(few))
    )


def _placing(agency_id: str, counts: Counts, place: int | None) -> Placing:
    outcomes, good = _outcomes(counts), with_hidden(counts, "good")
    interval = wilson(good, outcomes) if place is not None else (None, None)
    return Placing(
        agency_id=agency_id,
        place=place,
        outcomes=outcomes,
        good=good,
        lower=interval[0],
        upper=interval[1],
        median_days=_median(counts) if place is not None else None,
        flags=_flags(Counter(counts)) if place is not None else (),
    )


def _median(counts: Counts) -> int | None:
    answers = histogram(counts, "resolve")
    return quantile(answers, 50) if sum(answers.values()) >= PUBLIC.least_base else None


def _outcomes(counts: Counts) -> int:
    return with_hidden(counts, "good") + with_hidden(counts, "bad")


def _flags(n: Counter[str]) -> tuple[Flag, ...]:
    """Shares are of the outcomes, with what was archived: that would have been one. All of them of
    public cases, for of hidden ones nobody is told what else they are."""
    outcomes = n["good"] + n["bad"]
    all_of_it = outcomes + n["archived"]
    found = {
        Flag.ANSWERS_AT_ONCE: 5 * n["at_once"] > outcomes,
        Flag.ARCHIVES_OFTEN: 5 * n["archived"] > all_of_it,
        Flag.HANDS_ON_LATE: 20 * n["handed_late"] > outcomes,
        Flag.HOLDS: 2 * n["held"] > all_of_it,
    }
    return tuple(flag for flag, raised in found.items() if raised)
