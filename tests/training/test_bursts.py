"""Bursts in slang, in Javanese, mistyped, out of order and doubled are found by what ships;
docs/leads.md has more, and what is not."""

import random

import pytest

from training.replay_bursts import GUARANTEED, around, found, leads_by_chance, mistyped
from training.replay_posts import MOST_FALSE


@pytest.mark.parametrize("kind", GUARANTEED)
def test_a_burst_is_found_in_whatever_voice_and_order(kind: str) -> None:
    for topic in ("rubbish", "water"):
        rng = random.Random(f"{kind} {topic}")
        assert found(kind, topic, "Sleman", around(kind, "Sleman", rng), rng) == [True]


def test_of_other_posts_one_in_a_thousand_is_a_lead_by_chance_at_most() -> None:
    """Three weeks of complaints of all kinds, thirty times, through the whole of the rules."""
    leads, posts = leads_by_chance(10)
    assert posts > 6_000
    assert 0 < 1_000 * leads <= MOST_FALSE * posts


def test_typing_in_haste_changes_words_and_keeps_the_place() -> None:
    text = "sampah menumpuk berhari hari sepanjang jalanan {place} busuk sekali"
    typed = [mistyped(text, random.Random(seed)) for seed in range(5)]
    assert len({*typed, text}) > 3
    assert all("{place}" in one and len(one.split()) == len(text.split()) for one in typed)
