"""Which kabupaten or kota a point on the map lies in, and the nearest place that is known.

Outlines are geoBoundaries' of 2020 (`infra/reference/build_boundaries.py`), the middles of villages
those of Kepmendagri 300.2.2-2138/2025. They come from different hands: a point is certain where one
outline holds it, no other comes nearer than the outlines are exact, and the nearest village is of
the same region. Where that does not hold, at a border or at sea, whoever decides is shown the
nearest place and how far it is.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import cos, hypot, inf, radians
from pathlib import Path

from msgspec import Struct

OUTLINES = Path(__file__).with_name("data") / "boundaries.dat"
MIDDLES = Path(__file__).with_name("data") / "village_points.dat"
UNITS = 10_000  # of the outlines, a degree
STEPS = 1_000  # of the middles, a degree
WEST = 118  # the meridian that longitudes of middles are counted from
KM = 111.2  # a degree of latitude
ERROR = 0.3
"""How far off an outline may be, in km: of the middles of villages that lie this near to a border
one in eleven is on its wrong side, further in one in seventy."""
FAR = 25.0
"""From here on, in km, the nearest place says nothing of where a point is: at sea or abroad."""
Ring = tuple[str, "array[int]", "array[int]"]


class NearestDistrict(Struct, frozen=True, kw_only=True):
    """The kecamatan whose village is the nearest, and how many km away its middle is."""

    region_code: str
    km: float


class LocatedPoint(Struct, frozen=True, kw_only=True):
    """Where a point is: `region_code` where that is certain, and the regions it `may` lie in."""

    region_code: str | None
    may: frozenset[str]
    near: NearestDistrict


def locate(latitude: float, longitude: float) -> LocatedPoint:
    """Where a point (WGS84 degrees) lies: a kabupaten or kota, or what it is near to."""
    near = nearest(latitude, longitude)
    holding, touching = _outlines_at(latitude, longitude)
    village_of = near.region_code[:5]
    if holding == {village_of} == touching:
        return LocatedPoint(region_code=village_of, may=frozenset(holding), near=near)
    may = touching | {village_of} if touching or near.km < FAR else set()
    return LocatedPoint(region_code=None, may=frozenset(may), near=near)


def nearest(latitude: float, longitude: float) -> NearestDistrict:
    """The nearest village's kecamatan. Rows are looked at from the point's latitude outwards, until
    no further one can be nearer."""
    codes, latitudes, longitudes = _middles()
    y, x = latitude * STEPS, (longitude - WEST) * STEPS
    narrow = cos(radians(latitude))
    best, found = inf, 0
    start = bisect_left(latitudes, y)
    for rows in (range(start, len(codes)), range(start - 1, -1, -1)):
        for row in rows:
            north = latitudes[row] - y
            if north >= best or -north >= best:
                break
            distance = hypot(north, (longitudes[row] - x) * narrow)
            if distance < best:
                best, found = distance, row
    code = f"{codes[found]:06}"
    return NearestDistrict(
        region_code=f"{code[:2]}.{code[2:4]}.{code[4:]}", km=round(best / STEPS * KM, 1)
    )


def _outlines_at(latitude: float, longitude: float) -> tuple[set[str], set[str]]:
    """The regions whose outline holds the point, and those that come near enough to it that they
    may be meant."""
    x, y = longitude * UNITS, latitude * UNITS
    narrow = cos(radians(latitude))
    margin = ERROR / KM * UNITS
    crossed: dict[int, bool] = {}
    touching: set[int] = set()
    for code, ring in _rings_near(x, y, margin / narrow, margin):
        inside, distance = _seen_from(x, y, narrow, ring)
        crossed[code] = crossed.get(code, False) ^ inside
        if distance <= margin:
            touching.add(code)
    holding = {code for code, inside in crossed.items() if inside}
    return set(map(_dotted, holding)), set(map(_dotted, holding | touching))


def _rings_near(
    x: float, y: float, east: float, north: float
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The rings whose box, made wider on all sides, holds the point."""
    for code, left, low, right, high, first, count in _rings():
        if left - east <= x <= right + east and low - north <= y <= high + north:
            yield code, list(zip(*_points(first, count), strict=True))


def outlines() -> Iterator[Ring]:
    """Ring after ring, each with the kabupaten or kota it belongs to, all x and all y in `UNITS`
    a degree. Holes are rings too, and the last point of a ring is its first."""
    for code, *_, first, count in _rings():
        yield (_dotted(code), *_points(first, count))


def _rings() -> Iterator[tuple[int, ...]]:
    """Of each ring the region, west, south, east, north, where its points begin, and how many."""
    outlines = _outlines()
    at = 0
    while at < len(outlines):
        code, left, low, right, high, count = outlines[at : at + 6]
        yield code, left, low, right, high, at + 6, count
        at += 6 + 2 * count


def _points(first: int, count: int) -> tuple[array[int], array[int]]:
    middle, end = first + count, first + 2 * count
    return _outlines()[first:middle], _outlines()[middle:end]


def _seen_from(
    x: float, y: float, narrow: float, ring: list[tuple[int, int]]
) -> tuple[bool, float]:
    """Whether a ring goes round the point, and how near it comes."""
    inside, least = False, inf
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
        least = min(least, _distance((x1 - x) * narrow, y1 - y, (x2 - x) * narrow, y2 - y))
    return inside, least


def _distance(x1: float, y1: float, x2: float, y2: float) -> float:
    """How near a line between two points comes to the origin."""
    east, north = x2 - x1, y2 - y1
    length = east * east + north * north
    along = -(x1 * east + y1 * north) / length if length else 0.0
    along = max(0.0, min(1.0, along))
    return hypot(x1 + along * east, y1 + along * north)


def _dotted(code: int) -> str:
    return f"{code // 100:02}.{code % 100:02}"


@cache
def _outlines() -> array[int]:
    """Ring after ring: region, west, south, east, north, how many points, all x, all y."""
    outlines = array("i")
    outlines.frombytes(OUTLINES.read_bytes())
    return outlines


@cache
def _middles() -> tuple[array[int], array[int], array[int]]:
    """Kecamatan, latitudes and longitudes of the villages, in order of latitude."""
    content = MIDDLES.read_bytes()
    count = len(content) // 8
    codes, latitudes, longitudes = array("i"), array("h"), array("h")
    codes.frombytes(content[: 4 * count])
    latitudes.frombytes(content[4 * count : 6 * count])
    longitudes.frombytes(content[6 * count :])
    return codes, latitudes, longitudes
