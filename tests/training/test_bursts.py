"""Bursts in slang, in Javanese, mistyped, out of order and doubled are found by what ships;
docs/leads.md has more, and what is not."""

import random

import pytest

from training.replay_bursts import GUARANTEED, found, mistyped


@pytest.mark.parametrize("kind", GUARANTEED)
def test_a_burst_is_found_in_whatever_voice_and_order(kind: str) -> None:
    for topic in ("rubbish", "water"):
        rng = random.Random(f"{kind} {topic}")
        assert found(kind, topic, "Sleman", [], rng) == [True]


def test_typing_in_haste_changes_words_and_keeps_the_place() -> None:
    text = "sampah menumpuk berhari hari sepanjang jalanan {place} busuk sekali"
    typed = [mistyped(text, random.Random(seed)) for seed in range(5)]
    assert len({*typed, text}) > 3
    assert all("{place}" in one and len(one.split()) == len(text.split()) for one in typed)
