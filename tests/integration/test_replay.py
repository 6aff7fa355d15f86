"""What is measured in memory is what ships: posts replayed by their moments through the table are
the leads that `training.replay_posts` finds, none twice. docs/leads.md has what it measured."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from chalicelib.leads.post import Post
from chalicelib.usecases import find_leads
from tests.integration.roles import acting_as
from tests.integration.test_leads import rows
from tests.integration.world import World
from training.replay_posts import bursts, read, replayed

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
DAY = timedelta(days=1)
SAME = "harga beras naik terus dan minyak goreng hilang dari warung tolong bapak menteri"


def made_up() -> Iterator[Post]:
    """Four days of single posts, and among them bursts: of two matters in one place, the first with
    two posts of the night before, of one over a day and a half, and of copies without a place."""
    said, chance = bursts(), Random(13)

    def posts(name: str, texts: Iterable[str], at: datetime, within: timedelta) -> Iterator[Post]:
        for number, text in enumerate(texts):
            yield Post(
                id=f"replay:{name}-{number}",
                source="replay",
                url="https://contoh.example",
                text=text,
                posted_at=at + chance.random() * within,
            )

    def of(topic: str, place: str) -> list[str]:
        return [text.format(place=place) for text in said[topic]]

    hour = timedelta(hours=1)
    yield from posts("single", (of("lamps", "Medan")[0], of("flood", "Cirebon")[0]), NOON, DAY)
    yield from posts("quiet", of("lamps", "Pontianak")[:3], NOON, 4 * DAY)
    yield from posts("before", of("flood", "Surabaya")[6:8], NOON + DAY / 2, hour)
    yield from posts("one", of("flood", "Surabaya")[:6], NOON + DAY, hour)
    yield from posts("two", of("rubbish", "Surabaya")[:6], NOON + DAY + 3 * hour, hour)
    yield from posts("slow", of("flood", "Pontianak")[:7], NOON + DAY, 36 * hour)
    yield from posts("same", [f"{SAME} {n}" for n in range(5)], NOON + 3 * DAY, hour)


def test_posts_replayed_through_the_table_are_the_leads_that_were_measured(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_leads, "_may_complain", lambda _: True)
    sent = sorted(made_up(), key=lambda post: post.posted_at)
    measured = replayed([(read(one.id, one.text, one.posted_at), one.text) for one in sent])
    expected = defaultdict(set)
    for post_id, lead_id in measured.lead_of.items():
        expected[lead_id].add(post_id)
    for delivered in (sent, Random(1).sample(sent, 8)):
        with acting_as("collect_posts"):
            for post in delivered:
                find_leads.take_in(post, NOON + 5 * DAY)
        found = defaultdict(set)
        for row in rows("POST#"):
            if "lead_id" in row:
                found[row["lead_id"]].add(row["pk"].removeprefix("POST#"))
        assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected.values()))
        assert len(rows("LEAD#")) == len(found) == len(measured.leads) >= 3
