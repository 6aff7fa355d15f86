"""Which level of government answers, by the words of a complaint: `data/disposition.csv`."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.sector_rules import RuleMatch, load_rules, match_rule, normalize
from tests.routing_list import TODAY

with Path(__file__).with_name("levels.csv").open(encoding="utf-8", newline="") as file:
    LEVELS = list(csv.DictReader(file))


def match(sector: str, text: str) -> RuleMatch:
    found = match_rule(sector, normalize(text), TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize("row", LEVELS, ids=[row["text"] for row in LEVELS])
def test_the_words_say_which_level_answers(row: dict[str, str]) -> None:
    found = match(row["sector"], row["text"])
    assert (found.rule.level, found.sector) == (row["level"], row["ends_at"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Guru SMA kosong", ("sma",)),
        ("SMAnya rusak", ("sma",)),
        ("sma", ("sma",)),
        ("Rusak di sma", ("sma",)),
        # Where something is, and who somebody was, is not what it is about.
        ("depan SMA", ()),
        ("jl. SMA rusak", ()),
        ("tamatan SMA", ()),
        ("di dekat SMA, guru SMA kosong", ("sma",)),
        ("dekat SMA dekat SMAnya", ()),
        ("pinggir SMA", ("sma",)),
        ("plasma", ()),
    ],
)
def test_a_phrase_counts_where_the_complaint_is_about_it(text: str, words: tuple[str, ...]) -> None:
    assert match("education", text).words == words


def test_the_phrases_that_led_on_are_told_in_order() -> None:
    found = match("health", "iuran BPJS naik")
    assert (found.sector, found.words, found.rule.agency_id) == (
        "health_insurance",
        ("iuran bpjs",),
        "bpjs-kesehatan",
    )


@given(st.sampled_from(sorted(load_rules())), st.text(max_size=200))
def test_every_sector_ends_somewhere(sector: str, text: str) -> None:
    assert match(sector, text).rule.level is not None


def test_a_narrow_sector_is_handed_on_by_no_word() -> None:
    narrow = {line.becomes for lines in load_rules().values() for line in lines if line.becomes} - {
        "transport",
        "security_law",
    }
    assert len(narrow) > 15
    assert [line for one in narrow for line in load_rules()[one] if line.becomes] == []
