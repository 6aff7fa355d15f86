"""What is reported: when, where, about what, and by whom, the same for the same seed.

The texts are those of `training/corpus`, all of them made up.
"""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from chalicelib.case.model import Classification
from chalicelib.routing import categories, regions
from chalicelib.workdays import ONE_DAY, ZONES
from infra.package import ROOT
from infra.simulate import shares

CORPUS = ROOT / "training" / "corpus"
MOST_DAYS_BEFORE = 20  # between what happened and the report of it
NO_AFFAIR = "nobody"
PROVINCE_LENGTH = 2  # of its code


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """A text of the corpus: the affair it is about, and the regency or province it comes from;
    one without may come from anywhere."""

    title: str
    body: str
    address: str | None
    region_code: str
    sector: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What somebody files at `filed_at` (UTC), about a region. `chance` is where its life draws
    from."""

    number: int
    filed_at: datetime
    text: Story
    region_code: str
    classification: Classification
    supervisory: bool
    category: str | None
    channel: str
    anonymous: bool
    confidential: bool
    contact: bool
    incident_date: date
    chance: Random

    @property
    def sector(self) -> str | None:
        """The affair; None for what is nobody's."""
        return None if self.text.sector == NO_AFFAIR else self.text.sector


class _Choice(NamedTuple):
    """Texts with how often they are chosen, added up."""

    texts: list[Story]
    upto: list[float]


def reports(
    days: int,
    per_day: int,
    seed: int,
    first: date,
    places: Mapping[str, float] = shares.PROVINCES,
    told: set[Story] | None = None,
) -> list[Report]:
    """What is filed in so many days from `first`, `days * per_day` in all, on busy days more; in
    the order that clocks show where it comes from. `places` are provinces or regencies by code,
    each with its share. With `told` no text comes twice, nor one of those, as in `report`."""
    chance = Random(f"{seed} days")
    dates = [first + number * ONE_DAY for number in range(days)]
    busy = list(accumulate(shares.WEEKDAYS[day.weekday()] for day in dates))
    hours = list(accumulate(shares.HOURS))
    drawn = sorted(
        (
            chance.choices(dates, cum_weights=busy)[0],
            chance.choices(range(24), cum_weights=hours)[0] * 3600 + chance.randrange(3600),
        )
        for _ in range(days * per_day)
    )
    return [
        report(number, day, second, Random(f"{seed} {number}"), places, told)
        for number, (day, second) in enumerate(drawn)
    ]


def report(
    number: int,
    day: date,
    second: int,
    chance: Random,
    places: Mapping[str, float],
    told: set[Story] | None = None,
) -> Report:
    """One report on a day, in a second of it, by the clocks of where it comes from: of a place by
    its share, there about an affair by how often it is reported. Its text is none of those `told`
    already while the place has others, and is added to them."""
    place = _one_of(chance, places)
    text = _text_of(place, chance, told)
    within = regions.children(place) if len(place) == PROVINCE_LENGTH else ()
    anywhere = chance.choice(within).code if within else place
    region = regions.get(text.region_code or anywhere)
    if region is None:
        raise LookupError(text.region_code)
    zone = ZONES[region.zone]
    at = datetime.combine(day, datetime.min.time(), zone) + timedelta(seconds=second)
    classification = Classification(_one_of(chance, shares.CLASSES))
    return Report(
        number=number,
        filed_at=at.astimezone(UTC),
        text=text,
        region_code=region.code,
        classification=classification,
        supervisory=classification is Classification.COMPLAINT
        and chance.random() < shares.SUPERVISORY,
        category=_category(text.sector, day, chance),
        channel=_one_of(chance, shares.CHANNELS),
        anonymous=chance.random() < shares.ANONYMOUS,
        confidential=chance.random() < shares.CONFIDENTIAL,
        contact=chance.random() < shares.CONTACT,
        incident_date=day - timedelta(days=chance.randrange(MOST_DAYS_BEFORE)),
        chance=chance,
    )


def _text_of(place: str, chance: Random, told: set[Story] | None) -> Story:
    texts, upto = _texts_of(place)
    text: Story = chance.choices(texts, cum_weights=upto)[0]
    if told is None:
        return text
    if text in told and (fresh := [one for one in texts if one not in told]):
        text = chance.choice(fresh)
    told.add(text)
    return text


@cache
def corpus() -> tuple[Story, ...]:
    """Every text of the corpus."""
    found = []
    for path in sorted(CORPUS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [_text(row) for row in csv.DictReader(file)]
    return tuple(found)


def _text(row: dict[str, str]) -> Story:
    return Story(
        title=row["title"],
        body=row["body"],
        address=row["address"] or None,
        region_code=row["place"] or row["region_code"],
        sector=row["sector"],
    )


@cache
def _texts_of(place: str) -> _Choice:
    """What is reported in a province or regency."""
    return _weighed(
        [
            text
            for text in corpus()
            if not text.region_code or f"{text.region_code}.".startswith(f"{place}.")
        ]
    )


def _weighed(texts: list[Story]) -> _Choice:
    """Each affair by its share, however many texts are about it."""
    how_many = Counter(text.sector for text in texts)
    others = [sector for sector in how_many if sector not in shares.SECTORS]
    share = dict(shares.SECTORS) | dict.fromkeys(others, shares.OTHERS / max(1, len(others) - 1))
    share[NO_AFFAIR] = shares.NOBODY
    upto = list(accumulate(share[text.sector] / how_many[text.sector] for text in texts))
    return _Choice(texts, upto)


def _category(sector: str, day: date, chance: Random) -> str | None:
    """One that means the affair, where the reporter names any and there is one."""
    fitting = _categories(sector, day)
    if chance.random() < shares.WITHOUT_CATEGORY or not fitting:
        return None
    return chance.choice(fitting)


@cache
def _categories(sector: str, day: date) -> tuple[str, ...]:
    """Codes of the categories on a day that mean an affair and make nothing confidential."""
    return tuple(
        category.code
        for category in categories.every(day)
        if category.sector == sector and not category.sensitive
    )


def _one_of(chance: Random, weights: Mapping[str, float]) -> str:
    return chance.choices(tuple(weights), weights=tuple(weights.values()))[0]
