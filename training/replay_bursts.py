"""Bursts that are harder to find, by kind: how many of them become a lead of their own.

    python -m training.replay_bursts [--seeds N]

Ten posts each, from one place, of which only those count that the model does not rule out to
complain. They are put into three weeks of other posts (`background`), a fifth of which are of the
place of the burst; our own sentences throughout. Prints a line a kind, and how many leads the other
posts are by themselves; ends with 1 where fewer than nine of ten are found of a kind that is
guaranteed, or more than one lead comes by chance of a thousand posts.
"""

import argparse
import csv
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path

from chalicelib.leads.lead import Sighting
from chalicelib.leads.post_assessment import series_of_places
from chalicelib.structs import replace
from training.replay_posts import (
    LEAST_RECALL,
    MOST_FALSE,
    Moved,
    Replay,
    bursts,
    counts,
    is_of_one_lead,
    read,
    replayed,
)
from training.written_posts import read_posts as read_written

VOICES = Path(__file__).with_name("burst_voices.csv")
PLACES = ("Surabaya", "Sleman", "Banyuwangi")  # where Javanese is spoken
TOPICS = ("flood", "rubbish", "lamps", "water")  # that every voice speaks of
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
ELSEWHERE = ("12.71", "73.71", "32.76", "32.74", "61.71", "32.01")
DAYS = 21
A_DAY = 10  # posts of other matters and places
SEEDS_OF_CHANCE = 40
BUSY = 40  # posts a day of a place that everybody talks about

Rng = random.Random
Burst = list[tuple[str, timedelta]]
"""Texts, and how long after the first minute each is posted."""


@cache
def voices() -> dict[str, dict[str, list[str]]]:
    """Ten paraphrases of a topic by voice, with a gap for a place."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with VOICES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["voice"]][row["topic"]].append(row["text"])
    return found


def mistyped(text: str, rng: Rng) -> str:
    """A text in which every fourth longer word has a letter too few, doubled, or swapped with the
    next. The gap for a place stays."""
    words = text.split(" ")
    for number, word in enumerate(words):
        if len(word) < 5 or "{" in word or rng.random() > 0.25:
            continue
        at = rng.randrange(1, len(word) - 1)
        words[number] = rng.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
    return " ".join(words)


def mixed(topic: str, rng: Rng) -> list[str]:
    """Four plain posts, three in slang and three in Javanese, half of them mistyped."""
    texts = [
        *rng.sample(bursts()[topic], 4),
        *rng.sample(voices()["slang"][topic], 3),
        *rng.sample(voices()["javanese"][topic], 3),
    ]
    return [mistyped(text, rng) if rng.random() < 0.5 else text for text in texts]


def within(texts: Sequence[str], minutes: int, rng: Rng) -> Burst:
    """Texts within so many minutes, the last of them in the last."""
    at = [0, minutes - 1, *(rng.randrange(minutes) for _ in texts[2:])]
    return [(text, timedelta(minutes=one)) for text, one in zip(texts, at, strict=True)]


def plain(topic: str, rng: Rng) -> Burst:
    """As `replay_posts` has them, to compare with."""
    return within(bursts()[topic], 60, rng)


def slang(topic: str, rng: Rng) -> Burst:
    """All in the slang of the young."""
    return within(voices()["slang"][topic], 60, rng)


def javanese(topic: str, rng: Rng) -> Burst:
    """All in Javanese mixed with Indonesian."""
    return within(voices()["javanese"][topic], 60, rng)


def typos(topic: str, rng: Rng) -> Burst:
    """Plain, but hastily typed."""
    return within([mistyped(text, rng) for text in bursts()[topic]], 60, rng)


def many_voices(topic: str, rng: Rng) -> Burst:
    """Everybody at once, over 50 to 70 minutes."""
    return within(mixed(topic, rng), rng.randrange(50, 71), rng)


MAKERS: dict[str, Callable[[str, Rng], Burst]] = {
    "plain": plain,
    "slang": slang,
    "javanese": javanese,
    "typos": typos,
    "voices mixed, 50 to 70 minutes": many_voices,
}
SHUFFLED = "the same, out of order and doubled"
TWO, APART = "two at once in a place, in a lead", "two at once in a place, each in its own"
LOUD = "in a place of 40 posts a day"
GUARANTEED = (*MAKERS, SHUFFLED)
KINDS = (*GUARANTEED, TWO, APART, LOUD)


def background(place: str, a_day: int, rng: Rng) -> Moved:
    """Complaints of the weeks before, of all kinds: of other places, and a fifth, or `BUSY` a day,
    of this."""
    here = _read_once(f"jalan rusak di {place}").regions
    posts = []
    for number in range(DAYS * a_day):
        is_here = rng.random() < (0.2 if a_day == A_DAY else BUSY / a_day)
        regions = here if is_here else (rng.choice(ELSEWHERE),)
        said = rng.choice(others())
        read_so = _read_once(said)
        at = NOON - timedelta(days=DAYS * rng.random(), hours=2)
        post = replace(
            read_so,
            id=f"other:{number}",
            posted_at=at,
            regions=regions,
            series=tuple(series_of_places(regions, read_so.sectors)),
        )
        posts.append((post, f"{said} {number} {regions}"))
    return posts


@cache
def others() -> tuple[str, ...]:
    """What else is complained of."""
    texts = [post.text for post in read_written(kept_apart=False) if post.complains]
    return tuple(texts[::5])


def around(kind: str, place: str, rng: Rng) -> Moved:
    """What a burst of a kind is put into."""
    return background(place, A_DAY + BUSY if kind == LOUD else A_DAY, rng)


def found(kind: str, topic: str, place: str, among: Moved, rng: Rng) -> list[bool]:
    """Whether each burst of a kind becomes a lead."""
    make = MAKERS.get(kind, many_voices)
    second = rng.choice([one for one in TOPICS if one != topic])
    topics = [topic, second] if kind in (TWO, APART) else [topic]
    made = [list(_posts(make(one, rng), place, one)) for one in topics]
    posts = [*among, *(post for burst in made for post in burst)]
    posts.sort(key=lambda each: each[0].posted_at)
    if kind == SHUFFLED:
        doubled = [*made[0], *made[0]]
        rng.shuffle(doubled)
        posts = [*sorted(among, key=lambda each: each[0].posted_at), *doubled]
    replay = Replay()
    for post in posts:
        replay.take_in(*post)
    return [is_of_one_lead(burst, replay, alone=kind != TWO) for burst in made]


def _posts(burst: Burst, place: str, name: str) -> Iterator[tuple[Sighting, str]]:
    for number, (text, after) in enumerate(burst):
        said = text.format(place=place)
        if counts(said):
            sighting = _read_once(said)
            yield replace(sighting, id=f"{name}:{number}", posted_at=NOON + after), said


@cache
def _read_once(said: str) -> Sighting:
    return read("", said, NOON)


def recalls(seeds: int) -> dict[str, tuple[int, int]]:
    """Of each kind how many bursts were found, and how many there were."""
    told = {}
    for kind in KINDS:
        outcomes: list[bool] = []
        for seed, topic, place in product(range(seeds), TOPICS, PLACES):
            rng = Rng(f"{topic} {place} {seed}")
            outcomes += found(kind, topic, place, around(kind, place, rng), rng)
        told[kind] = sum(outcomes), len(outcomes)
        print(kind, told[kind], file=sys.stderr, flush=True)
    return told


def leads_by_chance(seeds: int) -> tuple[int, int]:
    """How many leads the other posts raise, without a burst, and how many posts those are."""
    leads = posts = 0
    for seed, place in product(range(seeds), PLACES):
        rng = Rng(f"{seed} {place}")
        others_alone = around("plain", place, rng)
        posts += len(others_alone)
        leads += len(replayed(others_alone).leads)
    return leads, posts


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=2)
    told = recalls(parser.parse_args().seeds)
    for kind, (right, all_) in told.items():
        print(f"{kind}: {right} of {all_}, {right / all_:.3f}")
    leads, posts = leads_by_chance(SEEDS_OF_CHANCE)
    print(f"by chance: {leads} leads of {posts} posts, {1000 * leads / posts:.2f} per 1,000")
    missed = any(told[kind][0] < LEAST_RECALL * told[kind][1] for kind in GUARANTEED)
    if missed or 1000 * leads > MOST_FALSE * posts:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
