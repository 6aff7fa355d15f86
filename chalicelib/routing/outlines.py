"""The outlines of provinces, or of the kabupaten and kota in one, small enough for a map on a page.

They are drawn from the outlines that tell where a point lies (`points`), put on a grid so coarse
that a map of the country is some 50 kB. What meets on the map met in the source, for both sides
come to the same points of the grid. A province is what its kabupaten and kota cover together: the
lines between two of them cancel each other. Of the smallest islands a region has only the largest.
"""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from chalicelib.routing import points, regions

COUNTRY_STEP = 500  # units of the outlines (points.UNITS a degree) that one on the map stands for
ACROSS = 600  # how many units a province has on the map where it is longest, about
LEAST = 2  # square units
CREDIT = "geoBoundaries (BPS, WFP, OCHA), CC BY 3.0 IGO"
Point = tuple[int, int]
Line = tuple[Point, Point]


class Outline(Struct, frozen=True, kw_only=True):
    """A region as a path of SVG, in units of its map."""

    code: str
    name: str
    path: str


class RegionMap(Struct, frozen=True, kw_only=True):
    """Outlines with the `viewBox` that shows all of them: left, top, width and height. `missing`
    are the regions of today that the source has no outline of, being younger than it."""

    view_box: tuple[int, int, int, int]
    outlines: tuple[Outline, ...]
    missing: tuple[regions.Region, ...] = ()


@regions.cache_until_they_change
def region_map(parent: str | None) -> RegionMap | None:
    """The kabupaten and kota of a province, or for None the provinces. None for what is no province
    of today."""
    shown = regions.children(parent)
    if not shown or shown[0].level == "district":
        return None
    if parent is None:
        rings = [(code[:2], xs, ys) for code, xs, ys in points.outlines()]
        step = COUNTRY_STEP
    else:
        rings = [one for one in points.outlines() if one[0].startswith(f"{parent}.")]
        step = max(1, _extent(rings) // ACROSS) if rings else 1
    lines: defaultdict[str, set[Line]] = defaultdict(set)
    for code, xs, ys in rings:
        on_grid = [(round(x / step), -round(y / step)) for x, y in zip(xs, ys, strict=True)]
        _add_ring(lines[code], on_grid)
    return RegionMap(
        view_box=_box(rings, step) if rings else (0, 0, 1, 1),
        outlines=tuple(
            Outline(code=one.code, name=one.name, path="".join(_paths(lines[one.code])))
            for one in shown
            if one.code in lines
        ),
        missing=tuple(one for one in shown if one.code not in lines),
    )


def _add_ring(lines: set[Line], ring: list[Point]) -> None:
    """Add the lines of a ring; one that is there already is between two parts of the region, and
    goes."""
    for start, end in zip(ring, ring[1:], strict=False):
        if start != end:
            lines ^= {(min(start, end), max(start, end))}


def _paths(lines: Iterable[Line]) -> list[str]:
    """The lines joined to closed paths, without islands and gaps that nobody would see, but for the
    largest."""
    onwards: defaultdict[Point, set[Point]] = defaultdict(set)
    for start, end in sorted(lines):
        onwards[start].add(end)
        onwards[end].add(start)
    rings = []
    for first in sorted(onwards):
        while onwards[first]:
            ring = [first]
            while len(ring) == 1 or ring[-1] != first:
                follow = min(onwards[ring[-1]])
                onwards[ring[-1]].remove(follow)
                onwards[follow].remove(ring[-1])
                ring.append(follow)
            rings.append(_corners(ring[:-1]))
    rings.sort(key=_area, reverse=True)
    return [_path(one) for number, one in enumerate(rings) if not number or _area(one) >= LEAST]


def _area(ring: list[Point]) -> float:
    lines = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in lines)) / 2


def _corners(ring: list[Point]) -> list[Point]:
    """The points where a closed line bends."""
    around = zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True)
    return [
        (x, y)
        for (x0, y0), (x, y), (x1, y1) in around
        if (x - x0) * (y1 - y) != (x1 - x) * (y - y0)
    ]


def _path(corners: list[Point]) -> str:
    (x, y), *_ = corners
    steps = (
        f"{east - west} {south - north}"
        for (west, north), (east, south) in zip(corners, corners[1:], strict=False)
    )
    return f"M{x} {y}l{' '.join(steps)}z"


def _extent(rings: list[points.Ring]) -> int:
    wide = max(max(xs) for _, xs, _ in rings) - min(min(xs) for _, xs, _ in rings)
    high = max(max(ys) for *_, ys in rings) - min(min(ys) for *_, ys in rings)
    return max(wide, high)


def _box(rings: list[points.Ring], step: int) -> tuple[int, int, int, int]:
    left = min(min(xs) for _, xs, _ in rings) // step - 1
    top = -max(max(ys) for *_, ys in rings) // step - 1
    right = max(max(xs) for _, xs, _ in rings) // step + 2
    bottom = -min(min(ys) for *_, ys in rings) // step + 2
    return left, top, right - left, bottom - top
