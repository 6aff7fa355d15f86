"""A lead: what many posts at once may be about, for an officer to decide on. Pure.

A post is of one lead at most, and of that for good. A lead is open until an officer makes a case
of it (`promoted`), adds it to one (`attached`) or sets it aside with a reason (`dismissed`).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct

from chalicelib.errors import Conflict
from chalicelib.structs import replace

from .velocity import FEWEST, Alarm, SeriesKind, hour_of

KEEPS_FOR = timedelta(days=30)
"""How long the words of a post are kept, unless an officer makes something of the lead."""

GOES_ON_FOR = timedelta(hours=72)
"""So long after its last post a lead takes in the next of its series."""

LASTS = timedelta(days=7)
"""No post is of a lead that began so long before it. Else a lead of a place that somebody always
speaks of never ended, and the next burst would be hidden in it."""

BEGAN_WITHIN = timedelta(hours=24)
"""So long before it began a lead takes in earlier posts of its series, whenever they come."""

MOST_EXTRACTS = 20
LONGEST_EXTRACT = 280
MOST_HOURS = 14 * 24  # of the growth curve
CHANNEL = "social"
"""The channel of a case that a lead became."""

FILINGS = "lapor"
"""The source of complaints that were filed here."""

_URGENT = re.compile(
    r"\b(?:korban|tewas|meninggal|luka|kebakaran|terbakar|longsor|banjir|ambruk|roboh|runtuh"
    r"|meledak|ledakan|keracunan|terjebak|hanyut|darurat|kecelakaan|tumbang)",
    re.IGNORECASE,
)


class LeadStatus(StrEnum):
    """Where a lead stands."""

    OPEN = "open"
    PROMOTED = "promoted"
    ATTACHED = "attached"
    DISMISSED = "dismissed"


class SeriesName(Struct, frozen=True, kw_only=True):
    """Which posts are counted together: of a place, of a sector in it, or of a wording."""

    kind: str  # the name of a velocity.SeriesKind
    value: str

    @classmethod
    def of(cls, kind: SeriesKind, *parts: str) -> "SeriesName":
        return cls(kind=kind.name, value="#".join(parts))

    def __str__(self) -> str:
        return f"{self.kind}#{self.value}"


class Sighting(Struct, frozen=True, kw_only=True):
    """A post as it is kept: what the rules made of it, and a masked extract. `regions` are codes
    of kabupaten, kota or provinces: several where its words name one of them and do not say which.
    `sectors` are what it is about, the likeliest first, at most two.
    The extract of a complaint that was filed here is empty: its case says who may read what."""

    id: str
    source: str
    url: str
    extract: str
    posted_at: datetime
    reach: int
    urgent: bool
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    agency_id: str | None
    series: tuple[SeriesName, ...]


class Extract(Struct, frozen=True, kw_only=True):
    """What a lead shows of a post. `case_id` is that of a complaint that was filed here."""

    source: str
    url: str
    text: str
    posted_at: datetime
    reach: int
    case_id: str | None = None


class LeadStep(Struct, frozen=True, kw_only=True):
    """An entry of a lead's history: `raised`, or what an officer decided, and why."""

    type: str
    at: datetime
    officer_id: str | None = None
    agency_id: str | None = None
    reason: str | None = None
    case_id: str | None = None


class Lead(Struct, frozen=True, kw_only=True):
    """A lead as it stands. `size` counts its posts, `filings` those of them that are complaints
    filed here; `by_hour` is the growth curve, by hours in UTC; `surprise` and `expected` are those
    of the alarm that raised it, and `began_at` is when that began (None in those of a release that
    did not keep it): earlier posts that come late move `first_at`, and nothing else."""

    id: str
    version: int
    status: LeadStatus
    series: SeriesName
    regions: tuple[str, ...]
    sector: str | None
    agency_id: str | None
    raised_at: datetime
    first_at: datetime
    last_at: datetime
    size: int
    filings: int
    reach: int
    urgent: int
    by_hour: dict[str, int]
    surprise: float
    expected: float
    extracts: tuple[Extract, ...]
    history: tuple[LeadStep, ...]
    case_id: str | None = None
    began_at: datetime | None = None

    @property
    def takes_from(self) -> datetime:
        """The first moment of which a post may be of it."""
        return (self.began_at or self.first_at) - BEGAN_WITHIN

    @property
    def rank(self) -> float:
        """What an officer should look at first: how surprising it is (0 to 12), a point each time
        its size doubles, one each time its reach is ten times as large, at most 6, for a source may
        say what it likes of that, and up to 6 where its words tell of danger to life."""
        size = math.log2(self.size / FEWEST) if self.size > FEWEST else 0.0
        reach = min(math.log10(1 + self.reach), 6.0)
        return self.surprise + size + reach + 6 * self.urgent / self.size

    @property
    def takes_until(self) -> datetime:
        """The last moment of which a post may be of it."""
        return min(self.last_at + GOES_ON_FOR, (self.began_at or self.first_at) + LASTS)

    @property
    def expires_at(self) -> datetime | None:
        """When it is forgotten with its extracts, counted from when it was raised, or from what was
        decided: never, where a case came of it."""
        if self.status in (LeadStatus.PROMOTED, LeadStatus.ATTACHED):
            return None
        if self.status is LeadStatus.DISMISSED:
            return self.history[-1].at + timedelta(days=365)
        return self.raised_at + KEEPS_FOR


def is_urgent(text: str) -> bool:
    """Whether the words of a post tell of danger to life or of a disaster."""
    return _URGENT.search(text) is not None


def raise_lead(
    lead_id: str, name: SeriesName, alarm: Alarm, posts: Sequence[Sighting], now: datetime
) -> Lead:
    """The lead that an alarm in a series raises, of the posts of its window that are of none."""
    regions = Counter(code for post in posts for code in post.regions)
    lead = Lead(
        id=lead_id,
        version=1,
        status=LeadStatus.OPEN,
        series=name,
        regions=_of_place(name) or _of_most(regions, len(posts)),
        sector=_sector(name, posts),
        agency_id=next(
            iter(_of_most(Counter(p.agency_id for p in posts if p.agency_id), len(posts))), None
        ),
        raised_at=now,
        began_at=(began_at := min(post.posted_at for post in posts)),
        first_at=began_at,
        last_at=max(post.posted_at for post in posts),
        size=0,
        filings=0,
        reach=0,
        urgent=0,
        by_hour={},
        surprise=round(alarm.surprise, 2),
        expected=round(alarm.expected, 3),
        extracts=(),
        history=(LeadStep(type="raised", at=now),),
    )
    return replace(join(lead, posts), version=1)


def belongs(post: Sighting, lead: Lead, through: SeriesName) -> bool:
    """Whether a post of a series that a lead was raised in is of that lead: of its time, and in a
    series of a place alone about the same, where the lead is about one thing."""
    if not lead.takes_from <= post.posted_at <= lead.takes_until:
        return False
    return is_about(post, lead.sector, through)


def is_about(post: Sighting, sector: str | None, through: SeriesName) -> bool:
    """Whether a post of a series is about what a lead is that was raised in it: in a series of a
    place alone, about its sector, where the lead has one."""
    return through.kind != SeriesKind.PLACE.name or sector is None or sector in post.sectors


def join(lead: Lead, posts: Iterable[Sighting]) -> Lead:
    """The lead with posts that were of none so far. Of a dismissed one no words are kept."""
    posts = sorted(posts, key=lambda post: (post.posted_at, post.id))
    by_hour = Counter(lead.by_hour)
    for post in posts:
        hour = hour_of(post.posted_at).isoformat()
        if hour in by_hour or len(by_hour) < MOST_HOURS:
            by_hour[hour] += 1
    shown = [*lead.extracts]
    if lead.status is not LeadStatus.DISMISSED:
        shown += (_extract(post) for post in posts)
    moments = [post.posted_at for post in posts]
    return replace(
        lead,
        version=lead.version + 1,
        size=lead.size + len(posts),
        filings=lead.filings + sum(post.source == FILINGS for post in posts),
        reach=lead.reach + sum(post.reach for post in posts),
        urgent=lead.urgent + sum(post.urgent for post in posts),
        first_at=min(lead.first_at, *moments),
        last_at=max(lead.last_at, *moments),
        by_hour=dict(sorted(by_hour.items())),
        extracts=tuple(shown[:MOST_EXTRACTS]),
    )


def decide(
    lead: Lead,
    status: LeadStatus,
    *,
    at: datetime,
    officer_id: str | None,
    agency_id: str | None,
    reason: str | None = None,
    case_id: str | None = None,
) -> Lead:
    """The lead after an officer promoted, attached or dismissed it; its words go with a dismissal.

    Raises `Conflict("lead_decided")` for one that is not open any more.
    """
    if lead.status is not LeadStatus.OPEN:
        raise Conflict("lead_decided")
    step = LeadStep(
        type=status.value,
        at=at,
        officer_id=officer_id,
        agency_id=agency_id,
        reason=reason,
        case_id=case_id,
    )
    return replace(
        lead,
        version=lead.version + 1,
        status=status,
        case_id=case_id,
        extracts=() if status is LeadStatus.DISMISSED else lead.extracts,
        history=(*lead.history, step),
    )


def _extract(post: Sighting) -> Extract:
    return Extract(
        source=post.source,
        url=post.url,
        text=post.extract,
        posted_at=post.posted_at.astimezone(UTC),
        reach=post.reach,
        case_id=post.id.removeprefix(f"{FILINGS}:") if post.source == FILINGS else None,
    )


def _sector(name: SeriesName, posts: Sequence[Sighting]) -> str | None:
    if name.kind == SeriesKind.SECTOR.name:
        return name.value.split("#")[1]
    likeliest = Counter(post.sectors[0] for post in posts if post.sectors)
    return next(iter(_of_most(likeliest, len(posts))), None)


def _of_place(name: SeriesName) -> tuple[str, ...]:
    return () if name.kind == SeriesKind.WORDS.name else (name.value.split("#")[0],)


def _of_most(values: Counter[Any], posts: int) -> tuple[Any, ...]:
    """What at least half of the posts have, the most frequent first."""
    return tuple(value for value, count in values.most_common(3) if 2 * count >= posts)
