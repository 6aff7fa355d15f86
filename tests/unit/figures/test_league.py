"""Agencies compared: known tricks leave the table as it is, or are flagged."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.case.actions import split
from chalicelib.case.decision import Outcome, record_event
from chalicelib.case.model import REPORTER, ComplaintText
from chalicelib.events import SplitUp
from chalicelib.figures.cells import CaseCounts, Dimension
from chalicelib.figures.league import LEAST, Flag, Placing, rank, wilson
from chalicelib.figures.measures import count_case
from chalicelib.structs import replace
from tests import do
from tests.unit.case.world import DESK, KABUPATEN, KOTA, MONDAY, Life


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


def unanswered_after(count: int, life: Life | None = None) -> Life:
    life = life or Life.routed()
    life.at = days(count)
    return life.does(do.Note(text="Masih dicari."), KOTA)


def split_after(count: int) -> tuple[Life, Life]:
    """A case of the city that its admin made two of after so many days, and the second, which the
    city got."""
    life = Life.routed()
    life.at = days(count)
    text = ComplaintText(title="Lain", masked_title="Lain", body="Lain", masked_body="Lain")
    given, taken = split(
        life.case, do.Split(text="Lain"), KOTA, life.now, case_id="LP-B", text=text, zone="WIB"
    )
    second = Life(case=taken.case, at=life.at, context=life.context, events=[taken.event])
    second.does(do.SystemRoute(agency_id="kota", by="model"))
    return life.takes(given), second


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
    assert table(*HONEST, (11, away))["kota"].flags == (Flag.ARCHIVES_OFTEN,)
    assert table(*HONEST, (11, away))["kota"].lower == before.lower


@pytest.mark.parametrize(("kept", "said"), [(3, "archived"), (4, "bad")])
def test_what_is_archived_after_the_days_of_verification_is_bad(kept: int, said: str) -> None:
    """Ten cases would have been late. Whoever puts them away a day before is no better for it."""
    life = Life.routed()
    life.at = days(kept)
    assert of(life.does(do.Archive(reason="out_of_scope"), KOTA)).to_agencies == {"kota": {said: 1}}
    life = Life.routed()
    life.at = days(13)
    away = of(life.does(do.Archive(reason="out_of_scope"), KOTA))
    honest, tricked = table(*HONEST), table(HONEST[0], *HONEST[2:], (10, away))
    assert tricked["kota"] == honest["kota"]


def test_days_in_which_the_reporter_was_asked_are_not_the_agencys_before_it_archives() -> None:
    life = Life.routed().does(do.Hold(question="Di mana?"), KOTA)
    life.at = days(5)
    life.does(do.Message(text="Di sini"), REPORTER)
    life.at = days(6)
    assert of(life.does(do.Archive(reason="incomplete"), KOTA)).to_agencies == {
        "kota": {"archived": 1}
    }


def test_what_the_national_desk_ends_is_not_the_agencys_doing() -> None:
    life = Life.routed()
    life.at = days(13)
    assert of(life.does(do.Archive(reason="spam"), DESK)).to_agencies == {}
    life = Life.routed(to="kemenpanrb")
    life.at = days(13)
    own = of(life.does(do.Archive(reason="spam"), DESK))
    assert own.to_agencies == {"kemenpanrb": {"bad": 1}}


def test_what_an_agency_says_was_withdrawn_is_not_bad_however_late_and_is_flagged() -> None:
    """Only its officers can write down that the reporter wants no more."""
    life = Life.routed()
    life.at = days(13)
    withdrawn = of(life.does(do.Archive(reason="withdrawn"), KOTA))
    assert withdrawn.to_agencies == {"kota": {"archived": 1}}
    before = table(*HONEST)["kota"]
    assert table(*HONEST, (10, withdrawn))["kota"] == before
    assert table(*HONEST, (11, withdrawn))["kota"] == replace(before, flags=(Flag.ARCHIVES_OFTEN,))
    life.at = days(14)
    assert of(life.does(do.Reopen(reason="Belum"), REPORTER)).to_agencies == {"kota": {"bad": 1}}


def test_what_ends_for_want_of_a_reply_is_not_the_agencys_doing() -> None:
    life = Life.routed().does(do.Hold(question="Di mana?"), KOTA)
    life.at = days(12)
    life.catches_up()
    assert life.case.archive_reason == "no_reply"
    assert of(life).to_agencies == {}


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


def test_answering_what_was_split_off_leaves_the_table() -> None:
    """Many easy ones made of few: none is good, also in time; each can be bad."""
    _, second = split_after(1)
    second.at = days(2)
    easy = of(second.does(do.Answer(text="Sudah."), KOTA))
    assert easy.to_agencies == {}
    assert table(*HONEST, (500, easy)) == table(*HONEST)
    _, second = split_after(1)
    assert of(unanswered_after(16, second)).to_agencies == {"kota": {"bad": 1}}
    _, second = split_after(1)
    second.at = days(6)
    second.does(do.Transfer(agency_id="kabupaten", reason="Bukan kota"), KOTA)
    assert of(second).to_agencies == {"kota": {"handed_late": 1, "bad": 1}}


@pytest.mark.parametrize(("after", "said"), [(3, {}), (4, {"kota": {"bad": 1}})])
def test_the_easy_half_of_a_split_case_is_not_good(after: int, said: dict[str, Any]) -> None:
    """After the days of verification it is bad, for the second half has all its days anew."""
    first, _ = split_after(after)
    first.at = days(5)
    assert of(first.does(do.Answer(text="Sudah."), KOTA)).to_agencies == said


def test_splitting_what_would_be_late_leaves_the_table() -> None:
    """Ten cases would have been late: their easy halves are answered, the others are not in time,
    or have new days that an agency took for itself."""
    first, second = split_after(2)
    first.at = days(5)
    early = of(first.does(do.Answer(text="Sudah."), KOTA)), of(unanswered_after(17, second))
    first, second = split_after(13)
    first.at = days(13)
    second.at = days(20)
    late = (
        of(first.does(do.Answer(text="Sudah."), KOTA)),
        of(second.does(do.Answer(text="Sudah."), KOTA)),
    )
    honest = table(*HONEST)["kota"]
    for halves in (early, late):
        tricked = table(HONEST[0], *HONEST[2:], *((10, half) for half in halves))["kota"]
        assert (tricked.outcomes, tricked.good) == (honest.outcomes, honest.good)
        assert (tricked.place, tricked.lower) == (honest.place, honest.lower)


def test_a_case_that_another_made_two_of_is_as_any() -> None:
    """The national desk, and an agency that had the case before."""
    life = Life.routed()
    split_up = SplitUp(split_into="LP-B")
    for actor, good in ((DESK, {"good": 1}), (KOTA, {})):
        again = replace(life, events=[*life.events], at=days(1))
        again.takes(record_event(Outcome(case=again.case, payload=split_up), actor, again.now))
        assert of(again.does(do.Answer(text="Sudah."), KOTA)).to_agencies.get("kota", {}) == good
    life, _ = split_after(1)
    life.does(do.Transfer(agency_id="kabupaten", reason="Bukan kota"), KOTA)
    assert of(life.does(do.Answer(text="Sudah."), KABUPATEN)).to_agencies["kabupaten"]["good"] == 1


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


def test_no_median_of_few_answers_is_told() -> None:
    """Of thirty that were never answered and one that was, it would be the days of that one."""
    unanswered, answered = of(unanswered_after(15)), of(answered_after(5))
    assert unanswered.to_agencies == {"kota": {"bad": 1}}
    for times, median in ((1, None), (19, None), (20, 5)):
        (found,) = table((LEAST, unanswered), (times, answered)).values()
        assert (found.place, found.outcomes, found.median_days) == (1, LEAST + times, median)


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
