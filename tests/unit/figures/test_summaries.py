"""Shares, medians and how exactly each reader is told."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.figures.figure_types import (
    FEW,
    Days,
    OutcomeRates,
    RoutingChoices,
    RuleChoices,
    Satisfaction,
    Stage,
    Summary,
)
from chalicelib.figures.league import Flag
from chalicelib.figures.summary import (
    EXACT,
    PUBLIC,
    add_up,
    histogram,
    quantile,
    summarise,
)


@pytest.mark.parametrize(
    ("n", "told"), [(0, FEW), (1, FEW), (4, FEW), (5, 5), (9, 5), (10, 10), (1234, 1230)]
)
def test_the_public_counts_in_fives(n: int, told: int | str) -> None:
    assert PUBLIC.count(n) == told
    assert EXACT.count(n) == n


@given(parts=st.lists(st.integers(0, 60), min_size=1, max_size=40), place=st.integers(0, 39))
def test_no_subtraction_finds_one_two_or_three(parts: list[int], place: int) -> None:
    """Of a whole and all its parts, what they leave for a part of few reaches up to four; and what
    they leave for any holds what it is."""
    place %= len(parts)

    def least(n: int) -> int:
        told = PUBLIC.count(n)
        return 0 if told == FEW else int(told)

    others = [least(n) for at, n in enumerate(parts) if at != place]
    whole = least(sum(parts))
    highest = whole + 4 - sum(others)
    lowest = max(0, whole - sum(other + 4 for other in others))
    assert lowest <= parts[place] <= highest
    if parts[place] < 5:
        assert highest >= 4


@pytest.mark.parametrize(("base", "told"), [(0, None), (19, None), (20, 0.5), (21, 0.48)])
def test_a_share_is_told_from_twenty_on(base: int, told: float | None) -> None:
    assert PUBLIC.share(10, base) == told


def test_officers_are_told_a_share_of_one_but_not_of_none() -> None:
    assert EXACT.share(1, 1) == 1.0
    assert EXACT.share(0, 0) is None
    assert EXACT.share(1, 3) == 0.33


@given(days=st.lists(st.integers(0, 120), min_size=1, max_size=50), hundredths=st.integers(1, 100))
def test_a_quantile_is_the_fewest_days_that_are_enough(days: list[int], hundredths: int) -> None:
    found = quantile(Counter(days), hundredths)
    assert found is not None
    assert 100 * sum(day <= found for day in days) >= hundredths * len(days)
    assert 100 * sum(day < found for day in days) < hundredths * len(days)


def test_nothing_done_has_no_median() -> None:
    assert quantile({}, 50) is None


def test_a_histogram_holds_the_days_and_nothing_else() -> None:
    counts = {"r10": 2, "r9": 1, "resolve:kept": 3, "rated": 4, "v1": 7}
    assert histogram(counts, "resolve") == {9: 1, 10: 2}
    assert list(histogram(counts, "resolve")) == [9, 10]


COUNTS = {
    "filed": 90, "split_off": 10, "status:closed": 60, "status:archived": 3, "status:routed": 0,
    "verify:kept": 99, "verify:late": 1, "v0": 99, "v4": 1,
    "resolve:kept": 30, "resolve:late": 10, "r3": 20, "r14": 12,
    "h2": 19,
    "routed:category": 24, "routed:model": 12, "routed:named": 4, "routed:officer": 10,
    "misrouted:category": 3, "misrouted:model": 5,
    "rerouted": 5, "returned": 4, "held": 20,
    "archived:spam": 3, "archived:no_reply": 7, "escalated:1": 4, "escalated:3": 6,
    "answered": 25, "rated": 21, "satisfied": 7, "appealed": 2, "upheld": 1, "reopened": 3,
    "closed:timeout": 50, "closed:confirmed": 7,
}  # fmt: skip


def test_figures_for_everybody() -> None:
    found = summarise(COUNTS, PUBLIC)
    assert (found["filed"], found["split_off"]) == (90, 10)
    assert found["status"] == {"closed": 60}
    assert found["verify"] == {
        "done": 100, "median": 0, "p90": 0, "kept": 95, "late": FEW, "kept_share": 0.99,
    }  # fmt: skip
    assert found["resolve"] == {
        "done": 30, "median": 3, "p90": 14, "kept": 30, "late": 10, "kept_share": 0.75,
    }  # fmt: skip
    assert found["follow_up"] == {
        "done": FEW, "median": None, "p90": None, "kept": FEW, "late": FEW, "kept_share": None,
    }  # fmt: skip
    assert found["from_disposition"] == {"done": 15, "median": None, "p90": None}
    assert found["rates"] == {
        "rerouted": 0.1, "returned": 0.08, "held": 0.4, "archived": 0.1, "escalated": 0.1,
        "appealed": 0.08, "upheld": 0.04, "reopened": 0.03,
    }  # fmt: skip
    assert found["archived"] == {"no_reply": 5}
    assert found["closed"] == {"confirmed": 5, "timeout": 50}
    assert found["escalated"] == {"3": 5}
    assert found["routing"] == {
        "automatic": 40, "by_officer": 10, "automatic_share": 0.8,
        "misrouted": 5, "misrouted_share": 0.2,
        "by_rule": {
            "category": {"chosen": 20, "misrouted": FEW, "misrouted_share": 0.12},
            "model": {"chosen": 10, "misrouted": 5, "misrouted_share": None},
        },
    }  # fmt: skip
    assert found["satisfaction"] == {
        "answered": 25, "rated": 20, "response_share": 0.84,
        "satisfied": 5, "satisfied_share": 0.33,
    }  # fmt: skip


def test_figures_for_officers_are_exact() -> None:
    found = summarise(COUNTS, EXACT)
    assert found["from_disposition"] == {"done": 19, "median": 2, "p90": 2}
    assert found["archived"] == {"no_reply": 7, "spam": 3}
    assert found["satisfaction"]["satisfied"] == 7
    assert found["routing"]["misrouted"] == 8
    assert found["routing"]["by_rule"] == {
        "category": {"chosen": 24, "misrouted": 3, "misrouted_share": 0.12},
        "model": {"chosen": 12, "misrouted": 5, "misrouted_share": 0.42},
        "named": {"chosen": 4, "misrouted": 0, "misrouted_share": 0.0},
    }


def test_rows_add_up() -> None:
    assert add_up([{"filed": 2, "held": 1}, {"filed": 3}]) == {"filed": 5, "held": 1}


def test_each_figure_has_its_definition() -> None:
    """A share is defined by what it is a share of."""
    text = Path("docs/figures.md").read_text(encoding="utf-8")
    named = {name for part in re.findall(r"`([^`\n]+)`", text) for name in re.split(r"\W+", part)}
    figures = [Summary, OutcomeRates, RoutingChoices, RuleChoices, Satisfaction, Stage, Days]
    told = {name for each in figures for name in each.__annotations__}
    told = {name for name in told if name.removesuffix("_share") not in named}
    assert told - named == set()
    assert {flag.value for flag in Flag} <= named
