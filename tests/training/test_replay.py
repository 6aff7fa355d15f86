"""Bursts of paraphrases are found by the rules and models that ship; docs/leads.md has more."""

import random
from datetime import UTC, datetime, timedelta
from itertools import cycle

from training.replay_posts import LEAST_RECALL, bursts, is_found, read, replayed

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


def test_ten_paraphrases_within_an_hour_are_found() -> None:
    found = [
        is_found(
            [text.format(place=place) for text in texts],
            [],
            judge=True,
            rng=random.Random(f"{topic} {place}"),
        )
        for (topic, texts), place in zip(
            bursts().items(), cycle(("Pontianak", "Bekasi")), strict=False
        )
    ]
    assert len(found) == 10
    assert sum(found) >= LEAST_RECALL * len(found)


def test_the_same_posts_days_apart_are_no_lead() -> None:
    texts = [text.format(place="Pontianak") for text in bursts()["flood"]]
    posts = [
        (read(f"post:{number}", text, NOON + timedelta(days=number)), text)
        for number, text in enumerate(texts)
    ]
    assert replayed(posts).leads == {}
