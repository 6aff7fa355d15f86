"""Replays posts by their timestamps through the rules of leads, in one process: which leads are
raised, how many by chance, and how many bursts that are put in are found.

    python -m training.replay_posts POSTS.csv [--judge] [--show]

`POSTS.csv` has `created_at` and `text`. With `--judge` only what the model does not rule out
to complain counts. A lead is false where the same posts, each at the moment of another, raise it.
Prints one JSON line, and ends with 1 where fewer than nine bursts of ten are found or more than one
lead is false for a thousand posts; with `--show` what each lead is of, on standard error.
"""

import argparse
import csv
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from chalicelib.leads import complaint_model
from chalicelib.leads.copies import fingerprint_of, nearest
from chalicelib.leads.lead import (
    Lead,
    SeriesName,
    Sighting,
    belongs,
    join,
    raise_lead,
)
from chalicelib.leads.post import Post
from chalicelib.leads.post_assessment import assess_post
from chalicelib.leads.velocity import (
    FEWEST,
    LEARNS_FROM,
    SeasonalProfile,
    SeriesKind,
    alarm,
    hour_of,
    may_alarm,
    without_others,
)
from chalicelib.routing.registry import packaged
from chalicelib.structs import replace
from chalicelib.usecases.sector_models import classifier

BURSTS = Path(__file__).with_name("burst_texts.csv")
PLACES = (
    "Surabaya", "Bekasi", "Depok", "kota Malang", "Semarang", "Bandung", "Medan", "Makassar",
    "Jaksel", "Sleman", "Tangerang", "Pontianak", "Banyuwangi", "Kabupaten Bogor", "Cirebon",
)  # fmt: skip
SHUFFLES = 5
LEAST_RECALL, MOST_FALSE = 0.9, 1.0
FOUND_FROM = FEWEST  # posts of a burst in one lead: then it is found
END = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplayFigures:
    """Numbers of posts, of those that count, of leads of the replay, of false ones for a thousand
    posts, and of bursts that were put in and found."""

    posts: int
    counted: int
    leads: int
    false_per_thousand: float
    bursts: int
    found: int
    recall: float


class Replay:
    """What the table holds, in memory, and what `usecases.find_leads` does with it."""

    def __init__(self) -> None:
        self.leads: dict[str, Lead] = {}
        self.lead_of: dict[str, str] = {}
        self._counted: dict[str, Sighting] = {}
        self._everything = Counter[datetime]()
        self._hours: dict[SeriesName, Counter[datetime]] = defaultdict(Counter)
        self._members: dict[SeriesName, list[Sighting]] = defaultdict(list)
        self._current: dict[SeriesName, str] = {}
        self._bands: dict[tuple[int, str], tuple[str, bytes]] = {}

    def take_in(self, read: Sighting, text: str) -> None:
        """Count a post, once, and let it join or raise a lead."""
        post = self._counted.get(read.id) or self._count(read, text)
        if post.id in self.lead_of:
            return
        profile: SeasonalProfile | None = None
        for name in post.series:
            if self._joined(post, name):
                return
            if may_alarm(self._hours[name], post.posted_at):
                profile = profile or SeasonalProfile(self._everything)
                if self._raised(post, name, profile):
                    return

    def _count(self, read: Sighting, text: str) -> Sighting:
        post = replace(read, series=(*read.series, *self._of_words(read.id, text)))
        hour = hour_of(post.posted_at)
        self._counted[post.id] = post
        self._everything[hour] += 1
        for name in post.series:
            self._hours[name][hour] += 1
            self._members[name].append(post)
        return post

    def _of_words(self, post_id: str, text: str) -> Sequence[SeriesName]:
        fingerprint = _fingerprint(text)
        if fingerprint is None:
            return ()
        bands = list(enumerate(fingerprint.bands))
        founder = nearest(fingerprint, dict(self._bands[b] for b in bands if b in self._bands))
        if founder is None:
            founder = post_id
            self._bands.update(dict.fromkeys(bands, (founder, fingerprint.signature)))
        return (SeriesName.of(SeriesKind.WORDS, founder),)

    def _joined(self, post: Sighting, name: SeriesName) -> bool:
        lead = self.leads.get(self._current.get(name, ""))
        if lead is None or not belongs(post, lead, name):
            return False
        self._take(lead, [post])
        return True

    def _raised(self, post: Sighting, name: SeriesName, profile: SeasonalProfile) -> bool:
        kind, hours = SeriesKind[name.kind], self._hours[name]
        first = alarm(hours, kind, profile, post.posted_at)
        if first is None:
            return False
        free = [
            one
            for one in self._members[name]
            if first.start <= one.posted_at < first.end and one.id not in self.lead_of
        ]
        again = without_others(first, hours, (one.posted_at for one in free), kind, profile)
        if again is None:
            return False
        lead = raise_lead(str(len(self.leads)), name, again, free, post.posted_at)
        self.leads[lead.id] = lead
        self._current[name] = lead.id
        self.lead_of.update({one.id: lead.id for one in free})
        of_its_time = (one for one in self._members[name] if belongs(one, lead, name))
        self._take(lead, [one for one in of_its_time if one.id not in self.lead_of])
        return True

    def _take(self, lead: Lead, posts: Sequence[Sighting]) -> None:
        if posts:
            self.leads[lead.id] = join(lead, posts)
            self.lead_of.update({one.id: lead.id for one in posts})


_fingerprint = cache(fingerprint_of)  # posts are replayed many times
Moved = Sequence[tuple[Sighting, str]]


def replayed(posts: Moved) -> Replay:
    """A replay of posts, in the order of their moments."""
    replay = Replay()
    for sighting, text in sorted(posts, key=lambda each: each[0].posted_at):
        replay.take_in(sighting, text)
    return replay


def read_posts(path: Path) -> Moved:
    """The posts of a file, as the rules read them."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    moments = (datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S %z %Y") for row in rows)
    return [
        (read(f"post:{number}", row["text"], at), row["text"])
        for number, (row, at) in enumerate(zip(rows, moments, strict=True))
    ]


def read(post_id: str, text: str, at: datetime) -> Sighting:
    """A text as the rules read it."""
    post = Post(id=post_id, source="replay", url="https://contoh.example", text=text, posted_at=at)
    return assess_post(
        post, registry=packaged(), classifier=classifier(), mask=lambda one: one, latest=END
    )


def shuffled(posts: Moved, rng: random.Random) -> Moved:
    """The same posts, each at the moment of another."""
    moments = [sighting.posted_at for sighting, _ in posts]
    rng.shuffle(moments)
    return [
        (replace(sighting, posted_at=at), text)
        for (sighting, text), at in zip(posts, moments, strict=True)
    ]


def bursts() -> dict[str, list[str]]:
    """Ten paraphrases each, with a gap for a place."""
    found: dict[str, list[str]] = defaultdict(list)
    with BURSTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["topic"]].append(row["text"])
    return found


def is_found(texts: Sequence[str], among: Moved, *, judge: bool, rng: random.Random) -> bool:
    """Whether paraphrases within an hour become a lead, whatever else is posted."""
    at = rng.choice(among)[0].posted_at if among else datetime(2026, 3, 2, tzinfo=UTC)
    burst = [
        (read(f"burst:{number}", text, at + timedelta(minutes=rng.randrange(60))), text)
        for number, text in enumerate(texts)
        if not judge or counts(text)
    ]
    # Nothing later or older than is learned from has to do with it.
    around = [
        one for one in among if at - LEARNS_FROM <= one[0].posted_at <= at + timedelta(hours=1)
    ]
    return is_of_one_lead(burst, replayed([*around, *burst]))


def is_of_one_lead(burst: Moved, replay: Replay, *, alone: bool = True) -> bool:
    """Whether enough posts of a burst are of one lead, and where it is to be `alone`, that lead of
    them for the most part."""
    of_lead = Counter(replay.lead_of.get(sighting.id, "") for sighting, _ in burst)
    return any(
        count >= FOUND_FROM and (not alone or 2 * count > replay.leads[lead].size)
        for lead, count in of_lead.items()
        if lead
    )


def counts(text: str) -> bool:
    """Whether the model does not rule out that a text complains."""
    return complaint_model.judge(text).may_complain


def measure(posts: Moved, *, judge: bool) -> tuple[ReplayFigures, Replay]:
    """The figures of a replay, and the replay itself."""
    counted = [post for post in posts if not judge or counts(post[1])]
    replay = replayed(counted)
    false = sum(
        len(replayed(shuffled(counted, random.Random(seed))).leads)  # noqa: S311 (no secret)
        for seed in range(SHUFFLES)
    )
    outcomes = [
        is_found(
            [text.format(place=place) for text in texts],
            counted,
            judge=judge,
            rng=random.Random(f"{topic} {place}"),  # noqa: S311 (no secret)
        )
        for topic, texts in bursts().items()
        for place in PLACES
    ]
    figures = ReplayFigures(
        posts=len(posts),
        counted=len(counted),
        leads=len(replay.leads),
        false_per_thousand=round(1000 * false / (SHUFFLES * len(posts)), 2),
        bursts=len(outcomes),
        found=sum(outcomes),
        recall=round(sum(outcomes) / len(outcomes), 3),
    )
    return figures, replay


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("posts", type=Path)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    figures, replay = measure(read_posts(given.posts), judge=given.judge)
    if given.show:
        for lead in replay.leads.values():
            told = (str(lead.series), lead.sector, lead.size, str(lead.first_at), lead.surprise)
            print(*told, sep="\t", file=sys.stderr)
            print(*(f"    {one.text}" for one in lead.extracts[:5]), sep="\n", file=sys.stderr)
    print(json.dumps(asdict(figures)))
    if figures.recall < LEAST_RECALL or figures.false_per_thousand > MOST_FALSE:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
