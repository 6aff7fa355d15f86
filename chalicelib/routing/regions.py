"""Provinces, regencies, cities and districts with the codes of the Ministry of Home Affairs.

Codes are `pp` (province), `pp.kk` (kabupaten 01-69, kota 71-99) and `pp.kk.cc` (kecamatan).
Source: Kepmendagri 300.2.2-2138/2025, packaged by `infra/reference/build_regions.py`. What changed
since is said by administrators and laid over it (`overlay`): a region that is new, was renamed, or
ended with others in its place. A code once given is known for ever, for old cases have it.
"""

import csv
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct

Level = Literal["province", "regency", "city", "district"]
Zone = Literal["WIB", "WITA", "WIT"]

DATA = Path(__file__).with_name("data") / "regions.csv"

# Keppres 41/1987, with the provinces formed since then in the zone of the one they came from.
WIB = frozenset(
    {
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "21",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "61",
        "62",
    }
)
WITA = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
WIT = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})


class Region(Struct, frozen=True, kw_only=True):
    """One administrative region; `zone` is the time zone its offices keep."""

    code: str
    name: str
    level: Level
    parent: str | None
    zone: Zone


class RegionChange(Struct, frozen=True, kw_only=True):
    """What differs from the packaged regions in one code. `valid_from` and `valid_to` are its first
    and last day; `successors` the codes of what stands in its place from then on. `zone` is that
    of a province which the package does not know."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    zone: Zone | None = None

    def valid(self, on: date) -> bool:
        """Whether the region exists on that day."""
        return (self.valid_from or on) <= on <= (self.valid_to or on)

    def ended(self, on: date) -> bool:
        """Whether its last day is over."""
        return self.valid_to is not None and self.valid_to < on


Made = TypeVar("Made")
_changes: dict[str, RegionChange] = {}
_today: date = date.max
_made_of_regions: list[Callable[[], None]] = []


def overlay(changes: Iterable[RegionChange], on: date) -> None:
    """Let these changes, and no others, count in this process, as they are on a day."""
    global _changes, _today
    laid = {change.code: change for change in changes}
    if (laid, on if laid else None) == (_changes, _today if _changes else None):
        return
    _changes, _today = laid, on
    for forget in _made_of_regions:
        forget()


def cache_until_they_change(make: Callable[..., Made]) -> Callable[..., Made]:
    """A function whose values are made once, and again when the regions change."""
    cached = cache(make)
    _made_of_regions.append(cached.cache_clear)
    return cached


def get(code: str) -> Region | None:
    """The region with this code, or None; one that ended or is still to come is one too."""
    name = _names().get(code)
    return None if name is None else _region(code, name)


def every() -> tuple[Region, ...]:
    """All regions of today, parents before their children, in order of code."""
    return tuple(_region(code, name) for code, name in _names().items() if _exists(code))


def children(parent: str | None) -> tuple[Region, ...]:
    """The regions of today directly below `parent`; the provinces for None; empty for an unknown
    code."""
    below = _children().get(parent, ())
    return tuple(_region(code, _names()[code]) for code in below if _exists(code))


def today(code: str) -> tuple[str, ...]:
    """The codes that stand for a code today: itself, or where it ended those in its place; for a
    region inside one that ended, if nothing is said of it, those in place of that one."""
    return tuple(_today_of(code, frozenset())) if _changes else (code,)


def current_code(code: str) -> str | None:
    """The one code that stands for a code today; None where it was split and that is open."""
    codes = today(code)
    return codes[0] if len(codes) == 1 else None


def _today_of(code: str, seen: frozenset[str]) -> dict[str, None]:
    around: str | None = code
    while around is not None and around not in _changes:
        around = _parent(around)
    change = _changes[around] if around is not None else None
    if change is None or not change.ended(_today) or not change.successors or code in seen:
        return {code: None}
    found: dict[str, None] = {}
    for successor in change.successors:
        found |= _today_of(successor, seen | {code})
    return found


def _exists(code: str) -> bool:
    """Whether the region exists today: by its own row, else by that of what it lies in."""
    around: str | None = code
    while around is not None:
        if around in _changes:
            return _changes[around].valid(_today)
        around = _parent(around)
    return True


def regency_of(code: str) -> Region | None:
    """The kabupaten or kota that a region is or lies in; None for a province."""
    return get(code[:5]) if len(code) >= 5 and get(code) else None


def lineage(code: str) -> tuple[Region, ...]:
    """The region and everything it lies in, narrowest first; empty for an unknown code."""
    steps = []
    region = get(code)
    while region:
        steps.append(region)
        region = get(region.parent) if region.parent else None
    return tuple(steps)


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` is `outer` or lies in it. Decided by the codes alone."""
    return inner == outer or inner.startswith(outer + ".")


# Only the names are kept: making 7,837 objects would cost a cold start more than making the few
# that a request asks for.
@cache
def packaged_names() -> dict[str, str]:
    """Name by code, as it ships."""
    with DATA.open(encoding="utf-8", newline="") as source:
        rows = csv.reader(source)
        next(rows)
        return {row[0]: row[1] for row in rows}


@cache_until_they_change
def _names() -> dict[str, str]:
    if not _changes:
        return packaged_names()
    changed = {change.code: change.name for change in _changes.values()}
    return dict(sorted((packaged_names() | changed).items()))


@cache_until_they_change
def _children() -> dict[str | None, tuple[str, ...]]:
    below: dict[str | None, list[str]] = {}
    for code in _names():
        below.setdefault(_parent(code), []).append(code)
    return {parent: tuple(codes) for parent, codes in below.items()}


def _region(code: str, name: str) -> Region:
    return Region(
        code=code, name=name, level=_level(code), parent=_parent(code), zone=_zone(code[:2])
    )


def _parent(code: str) -> str | None:
    return code.rpartition(".")[0] or None


def _level(code: str) -> Level:
    if len(code) == 2:
        return "province"
    if len(code) == 5:
        return "city" if code[3] >= "7" else "regency"
    return "district"


def _zone(province: str) -> Zone:
    if province in _changes and (zone := _changes[province].zone):
        return zone
    if province in WIB:
        return "WIB"
    if province in WITA:
        return "WITA"
    if province in WIT:
        return "WIT"
    raise ValueError(f"province {province} has no time zone; add it to regions.py")
