"""Provinces, regencies, cities and districts with the codes of the Ministry of Home Affairs.

Codes are `pp` (province), `pp.kk` (kabupaten 01-69, kota 71-99) and `pp.kk.cc` (kecamatan).
Source: Kepmendagri 300.2.2-2138/2025, packaged by `infra/reference/build_regions.py`.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """One administrative region; `zone` is the time zone its offices keep."""

    code: str
    name: str
    level: Level
    parent: str | None
    zone: Zone


def get(code: str) -> Region | None:
    """The region with this code, or None."""
    name = _names().get(code)
    return None if name is None else _region(code, name)


def every() -> tuple[Region, ...]:
    """All regions, parents before their children, in order of code."""
    return tuple(_region(code, name) for code, name in _names().items())


def children(parent: str | None) -> tuple[Region, ...]:
    """The regions directly below `parent`; the provinces for None; empty for an unknown code."""
    return tuple(_region(code, _names()[code]) for code in _children().get(parent, ()))


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
def _names() -> dict[str, str]:
    with DATA.open(encoding="utf-8", newline="") as source:
        rows = csv.reader(source)
        next(rows)
        return {row[0]: row[1] for row in rows}


@cache
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
    if province in WIB:
        return "WIB"
    if province in WITA:
        return "WITA"
    if province in WIT:
        return "WIT"
    raise ValueError(f"province {province} has no time zone; add it to regions.py")
