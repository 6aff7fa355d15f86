"""Outlines for a map: every region is on it, small enough to be sent, and what meets meets."""

import re
from datetime import date

import pytest

from chalicelib.routing import points, regions
from chalicelib.routing.outlines import (
    COUNTRY_STEP,
    Point,
    RegionMap,
    _add_ring,
    _paths,
    region_map,
)

MOST_BYTES = 60_000  # of the map of the country, uncompressed
SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]
BESIDE = [(4, 0), (8, 0), (8, 4), (4, 4), (4, 0)]


def made(parent: str | None) -> RegionMap:
    found = region_map(parent)
    assert found is not None
    return found


def corners(path: str) -> list[list[Point]]:
    """The rings that a path draws."""
    rings = []
    for start, steps in re.findall(r"M(-?\d+ -?\d+)l([^z]+)z", path):
        x, y = map(int, start.split())
        ring = [(x, y)]
        numbers = [int(one) for one in steps.split()]
        for east, south in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + east, y + south
            ring.append((x, y))
        rings.append(ring)
    return rings


def holds(path: str, x: float, y: float) -> bool:
    inside = False
    for ring in corners(path):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                inside = not inside
    return inside


def test_the_country_is_its_provinces_and_small_enough_for_a_phone() -> None:
    country = made(None)
    assert [one.code for one in country.outlines] == [one.code for one in regions.children(None)]
    assert [one.name for one in country.outlines] == [one.name for one in regions.children(None)]
    assert all(one.path for one in country.outlines)
    assert 30_000 < sum(len(one.path) for one in country.outlines) < MOST_BYTES


@pytest.mark.parametrize("province", [one.code for one in regions.children(None)])
def test_a_province_is_its_kabupaten_and_kota(province: str) -> None:
    found = made(province)
    assert [one.code for one in found.outlines] == [one.code for one in regions.children(province)]
    left, top, width, height = found.view_box
    for outline in found.outlines:
        assert outline.path
        for ring in corners(outline.path):
            for x, y in ring:
                assert left < x < left + width, outline
                assert top < y < top + height, outline


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (-7.6, 112.4, "35"),
        (-7.0, 107.6, "32"),
        (0.5, 101.5, "14"),
        (-2.0, 113.5, "62"),
        (-4.0, 122.0, "74"),
        (-4.1, 138.9, "95"),
        (-8.4, 115.2, "51"),
    ],
)
def test_a_province_lies_where_it_is_and_only_there(
    latitude: float, longitude: float, code: str
) -> None:
    scale = points.UNITS / COUNTRY_STEP
    x, y = longitude * scale, -latitude * scale
    assert [one.code for one in made(None).outlines if holds(one.path, x, y)] == [code]


def test_a_line_between_two_parts_of_a_region_is_not_drawn() -> None:
    lines: set[tuple[Point, Point]] = set()
    _add_ring(lines, SQUARE)
    _add_ring(lines, BESIDE)
    assert _paths(lines) == ["M0 0l0 4 8 0 0 -4z"]


def test_a_hole_is_drawn_and_what_fills_it_closes_it() -> None:
    lines: set[tuple[Point, Point]] = set()
    hole = [(1, 1), (3, 1), (3, 3), (1, 3), (1, 1)]
    _add_ring(lines, SQUARE)
    _add_ring(lines, hole)
    assert len(_paths(lines)) == 2
    _add_ring(lines, hole[::-1])
    assert len(_paths(lines)) == 1


def test_of_small_islands_only_the_largest_is_drawn() -> None:
    lines: set[tuple[Point, Point]] = set()
    speck = [(9, 9), (10, 9), (10, 10), (9, 10), (9, 9)]
    _add_ring(lines, speck)
    assert _paths(lines) == ["M9 9l0 1 1 0 0 -1z"]
    _add_ring(lines, [(20, 0), (22, 0), (22, 1), (20, 1), (20, 0)])  # just large enough
    _add_ring(lines, SQUARE)
    assert len(_paths(lines)) == 2


def test_there_is_no_map_of_what_has_no_parts() -> None:
    assert region_map("99") is None
    assert region_map("35.78") is None


def test_a_region_that_is_younger_than_the_outlines_is_named_and_not_drawn() -> None:
    assert made(None).missing == made("35").missing == ()
    first = date(2027, 1, 1)
    new = regions.RegionChange(code="35.31", name="Kabupaten Malang Utara", valid_from=first)
    province = regions.RegionChange(code="97", name="Papua Pusat", valid_from=first, zone="WIT")
    inside = regions.RegionChange(code="97.01", name="Kabupaten Puncak", valid_from=first)
    try:
        regions.overlay([new, province, inside], first)
        for parent, code in ((None, "97"), ("35", "35.31"), ("97", "97.01")):
            found = made(parent)
            assert [one.code for one in found.missing] == [code]
            together = {one.code for one in (*found.outlines, *found.missing)}
            assert together == {one.code for one in regions.children(parent)}
        assert (made("97").outlines, made("97").view_box) == ((), (0, 0, 1, 1))
    finally:
        regions.overlay((), date.max)
