"""What a complaint may be about: SP4N-LAPOR!'s category tree and the sectors behind it.

A category is what a reporter picks; a sector is an affair of government ("urusan
pemerintahan", UU 23/2014) that an agency handles. Every category belongs to one sector.
"""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from msgspec import Struct

GovernmentLevel = Literal["regency", "province", "national"]

DATA = Path(__file__).with_name("data")
OTHER = "other"
NOBODY = "nobody"
"""What the model calls a text that no authority answers; no sector of the table."""


class Sector(Struct, frozen=True, kw_only=True):
    """An affair of government; `levels` are the levels of government that share it."""

    code: str
    parent: str | None
    levels: tuple[GovernmentLevel, ...]
    name_id: str
    name_en: str

    def name_in(self, language: Literal["id", "en"]) -> str:
        """What the sector is called in a language."""
        return self.name_id if language == "id" else self.name_en


class Category(Struct, frozen=True, kw_only=True):
    """A topic a reporter may choose.

    `sensitive` categories (extortion, abuse of office, violence, sexual harassment, child
    cases) make a complaint anonymous and confidential by default. `valid_from` and `valid_to`
    are the first and the last day on which it may be chosen.
    """

    code: str
    name: str
    parent: str | None
    sector: str
    sensitive: bool
    valid_from: date | None
    valid_to: date | None

    def valid(self, on: date) -> bool:
        """Whether the category may be chosen on that day."""
        return (self.valid_from or on) <= on <= (self.valid_to or on)


def get(code: str, on: date | None = None) -> Category | None:
    """The category with this code; None when unknown or, with `on`, not valid that day."""
    category = _categories().get(code)
    if category and on and not category.valid(on):
        return None
    return category


def every(on: date | None = None) -> tuple[Category, ...]:
    """All categories in the order of the tree; with `on`, those valid that day."""
    return tuple(found for found in _categories().values() if on is None or found.valid(on))


def children(parent: str | None, on: date | None = None) -> tuple[Category, ...]:
    """The categories directly below `parent`; the top categories for None."""
    return tuple(found for found in every(on) if found.parent == parent)


def sector(code: str) -> Sector | None:
    """The sector with this code, or None."""
    return _sectors().get(code)


def related(one: str, other: str) -> bool:
    """Whether two sectors are the same or one is a part of the other."""
    first, second = sector(one), sector(other)
    return one == other or bool(
        (first and first.parent == other) or (second and second.parent == one)
    )


def sectors() -> tuple[Sector, ...]:
    """All sectors in the order of their table."""
    return tuple(_sectors().values())


@cache
def _categories() -> dict[str, Category]:
    return {
        row["code"]: Category(
            code=row["code"],
            name=row["name"],
            parent=row["parent"] or None,
            sector=row["sector"],
            sensitive=row["sensitive"] == "yes",
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
        )
        for row in _rows("categories.csv")
    }


@cache
def _sectors() -> dict[str, Sector]:
    return {
        row["code"]: Sector(
            code=row["code"],
            parent=row["parent"] or None,
            levels=cast("tuple[GovernmentLevel, ...]", tuple(row["levels"].split())),
            name_id=row["name_id"],
            name_en=row["name_en"],
        )
        for row in _rows("sectors.csv")
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
