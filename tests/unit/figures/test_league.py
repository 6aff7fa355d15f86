"""Agencies compared: known tricks leave the table as it is, or are flagged."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.case.model import REPORTER
from chalicelib.figures.cells import CaseCounts, Dimension
from chalicelib.figures.league import LEAST, Flag, Placing, rank, wilson
from chalicelib.figures.measures import count_case
from tests import do
from tests.unit.case.world import KABUPATEN, KOTA, MONDAY, Life


def days(count: int) -> datetime:
    calendar = Life.filed().context.policy.calendar
    day = calendar.later(MONDAY.date(), count)
    return MONDAY.replace(year=day.year, month=day.month, day=day.day)


def of(life: Life) -> CaseCounts:
    return count_case(life.case, life.events, life.context.policy)


def answered_after(count: int, agency_id: str = "kota") -> Life:
    life = Life.routed(to=agency_id)
    life.at = days(count)
    return life.does(do.Answer(text="Sudah."), KOTA if agency_id == "kota" else KABUPATEN)


def table(*cases: tuple[int, CaseCounts]) -> dict[str, Placing]:
    """The places that so many cases of each kind make, by agency."""
    counted: dict[str, Counter[str]] = {}
    for times, case in cases:
        agency_id = case.values[Dimension.AGENCY]
        many = {measure: times * n for measure, n in case.counts.items()}
        counted.setdefault(agency_id, Counter()).update(many)
        for each, counts in case.to_agencies.items():
            own = {measure: times * n for measure, n in counts.items()}
            counted.setdefault(each, Counter()).update(own)
    return {placing.agency_id: placing for placing in rank(counted)}


HONEST = [
    (30, of(answered_after(5))), (10, of(answered_after(20))),
    (35, of(answered_after(6, "kabupaten"))), (5, of(answered_after(20, "kabupaten"))),
]  # fmt: skip


def places(found: dict[str, Placing]) -> list[tuple[str, int | None]]:
    return [(agency_id, placing.place) for agency_id, placing in found.items()]


def test_the_better_one_stands_above() -> None:
    found = table(*HONEST)
    assert places(found) == [("kabupaten", 1), ("kota", 2)]
    assert (found["kota"].outcomes, found["kota"].good, found["kota"].median_days) == (40, 30, 5)
    assert found["kota"].flags == ()


def test_closing_at_once_is_flagged() -> None:
    at_once = of(Life.routed().after(minutes=1).does(do.Answer(text="Selesai."), KOTA))
    assert table(*HONEST, (10, at_once))["kota"].flags == ()
    assert table(*HONEST, (11, at_once))["kota"].flags == (Flag.ANSWERS_AT_ONCE,)


def test_closing_at_once_what_is_not_done_costs_the_place() -> None:
    """Whoever files it is told, and appeals or reopens."""
    life = Life.routed().after(minutes=1).does(do.Answer(text="Selesai."), KOTA)
    life.after(days=1).does(
        do.Rate(satisfied=False, comment="Belum dikerjakan", appeal=True), REPORTER
    )
    assert of(life).to_agencies == {"kota": {"at_once": 1}}


def test_putting_away_what_is_hard_leaves_the_numbers_and_is_flagged() -> None:
    away = of(Life.routed().does(do.Archive(reason="out_of_scope"), KOTA))
    before = table(*HONEST)["kota"]
    few = table(*HONEST, (10, away))["kota"]
    assert (few.place, few.lower, few.flags) == (before.place, before.lower, ())
    assert table(*HONEST, (11, away))["kota"].flags == (Flag.PUTS_AWAY,)
    assert table(*HONEST, (11, away))["kota"].lower == before.lower


def test_handing_on_before_the_limit_leaves_the_numbers() -> None:
    """Ten cases would have been late; handed on a day before they count as if they had been."""
    life = Life.routed()
    life.at = days(13)
    life.does(do.Transfer(agency_id="kabupaten", reason="Bukan kota"), KOTA)
    handed_on = of(life)
    life.at = days(20)
    answered = of(life.does(do.Answer(text="Sudah."), KABUPATEN))
    honest, tricked = table(*HONEST)["kota"], table(HONEST[0], *HONEST[2:], (10, handed_on))
    assert (tricked["kota"].outcomes, tricked["kota"].good) == (honest.outcomes, honest.good)
    assert tricked["kota"].lower == honest.lower
    assert tricked["kota"].flags == (Flag.HANDS_ON_LATE,)
    # Whoever got them is not made to pay.
    paid = table(HONEST[0], *HONEST[2:], (10, answered))
    assert (paid["kabupaten"].good, paid["kabupaten"].outcomes) == (45, 50)
    assert paid["kota"].lower == honest.lower


def test_splitting_cases_leaves_the_table() -> None:
    life = answered_after(1)
    split = count_case(replace(life.case, split_from="LP-OTHER"), life.events, life.context.policy)
    before, after = table(*HONEST)["kota"], table(*HONEST, (500, split))["kota"]
    assert (after.outcomes, after.good, after.lower) == (before.outcomes, before.good, before.lower)
    assert after.place == before.place


def test_a_burst_of_friendly_ratings_leaves_the_table() -> None:
    rated = [
        (times, of(answered_after(5).does(do.Rate(satisfied=True, score=5), REPORTER)))
        if case is HONEST[0][1]
        else (times, case)
        for times, case in HONEST
    ]
    assert table(*rated) == table(*HONEST)


def test_holding_everything_is_flagged() -> None:
    life = Life.routed().does(do.Hold(question="Ya?"), KOTA).after(days=1)
    held = of(life.does(do.Message(text="Ya"), REPORTER).does(do.Answer(text="Sudah."), KOTA))
    assert table((30, HONEST[0][1]), (30, held))["kota"].flags == ()
    assert table((30, HONEST[0][1]), (31, held))["kota"].flags == (Flag.HOLDS,)


def test_too_few_outcomes_have_no_place() -> None:
    case = of(answered_after(5))
    (few,) = table((LEAST - 1, case)).values()
    assert (few.place, few.lower, few.upper, few.median_days, few.flags) == (None,) * 4 + ((),)
    assert (few.outcomes, few.good) == (29, 29)
    (enough,) = table((LEAST, case)).values()
    assert (enough.place, enough.median_days) == (1, 5)
    assert rank({"kota": Counter(filed=100)}) == ()


def test_agencies_that_are_equally_good_share_a_place() -> None:
    a, b = Counter(good=30, bad=10), Counter(good=20, bad=20)
    found = rank({"c": b, "b": a, "a": a, "d": Counter(good=1)})
    assert [(one.agency_id, one.place) for one in found] == [
        ("a", 1), ("b", 1), ("c", 3), ("d", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("good", "outcomes", "lower", "upper"),
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval(good: int, outcomes: int, lower: float, upper: float) -> None:
    assert wilson(good, outcomes) == pytest.approx((lower, upper), abs=0.00006)


def test_no_interval_of_nothing() -> None:
    with pytest.raises(ValueError, match="no outcomes"):
        wilson(0, 0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share(numbers: tuple[int, int]) -> None:
    lower, upper = wilson(*numbers)
    slack = 1e-12
    assert 0 <= lower <= numbers[0] / numbers[1] + slack
    assert numbers[0] / numbers[1] <= upper + slack <= 1 + 2 * slack
