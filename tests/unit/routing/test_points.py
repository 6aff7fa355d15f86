from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import points, regions
from chalicelib.routing.points import LocatedPoint, NearestDistrict, locate, nearest


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (-7.2575, 112.7521, "35.78"),  # Surabaya
        (-7.3886, 109.3636, "33.03"),  # Purbalingga
        (-7.9785, 112.6317, "35.73"),  # Kota Malang, all round it the kabupaten
        (-8.1300, 112.5700, "35.07"),  # Kepanjen, Kabupaten Malang
        (-6.2000, 106.8166, "31.71"),
        (5.5483, 95.3238, "11.71"),  # Banda Aceh
        (3.5952, 98.6722, "12.71"),
        (-0.0263, 109.3425, "61.71"),
        (-5.1477, 119.4327, "73.71"),
        (-10.1772, 123.6070, "53.71"),
        (-2.5337, 140.7181, "91.71"),
        (-8.4991, 140.4050, "93.01"),  # Merauke, in a province of 2022
        (0.5435, 123.0568, "75.71"),
        (-7.5561, 110.8316, "33.72"),
    ],
)
def test_a_point_in_a_town_is_certain(latitude: float, longitude: float, expected: str) -> None:
    found = locate(latitude, longitude)
    assert (found.region_code, found.may) == (expected, {expected})
    assert found.near.region_code.startswith(expected)
    assert found.near.km < 3


def test_at_sea_the_nearest_place_is_shown() -> None:
    found = locate(-5.6, 106.55)
    assert found == LocatedPoint(
        region_code=None,
        may=frozenset({"31.01"}),
        near=NearestDistrict(region_code="31.01.01", km=5.2),
    )


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0.0, 0.0), (90.0, 0.0), (-90.0, 180.0), (35.68, 139.69)]
)
def test_a_point_abroad_may_be_nowhere(latitude: float, longitude: float) -> None:
    found = locate(latitude, longitude)
    assert (found.region_code, found.may) == (None, frozenset())
    assert found.near.km > 1000


def test_a_place_that_is_far_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    km = nearest(-5.6, 106.55).km
    monkeypatch.setattr(points, "FAR", km)
    assert locate(-5.6, 106.55).may == frozenset()
    monkeypatch.setattr(points, "FAR", km + 0.1)
    assert locate(-5.6, 106.55).may == {"31.01"}


def test_a_lake_that_is_of_nobody_is_not_certain() -> None:
    assert locate(2.55, 98.95).region_code is None  # Danau Toba


def test_at_a_border_both_sides_may_be_meant() -> None:
    """Stepping from Surabaya southward into Sidoarjo: certain, open between the two, certain."""
    found = [locate(-7.300 - step / 1000, 112.75) for step in range(80)]
    codes = [one.region_code for one in found]
    steps = [codes[0], *(after for before, after in pairwise(codes) if before != after)]
    assert steps == ["35.78", None, "35.15"]
    between = [one.may for one in found if one.region_code is None]
    assert set(between) <= {frozenset({"35.15", "35.78"})}
    assert 3 <= len(between) <= 12  # at least 0.3 km either side, a step is 0.11 km


@pytest.fixture
def square(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the equator: region 35.01, one degree wide, with a hole; beside it 35.02; a village in
    the middle of either."""
    ring = (0, 10_000, 10_000, 0, 0), (0, 0, 10_000, 10_000, 0)
    hole = (2_000, 3_000, 3_000, 2_000, 2_000), (2_000, 2_000, 3_000, 3_000, 2_000)
    beside = (10_000, 20_000, 20_000, 10_000, 10_000), ring[1]
    outlines: list[int] = []
    for code, (x, y) in ((3501, ring), (3501, hole), (3502, beside)):
        outlines += [code, min(x), min(y), max(x), max(y), len(x), *x, *y]
    monkeypatch.setattr(points, "_outlines", lambda: outlines)
    west = points.WEST * points.STEPS
    middles = [350107, 350208], [500, 500], [500 - west, 1500 - west]
    monkeypatch.setattr(points, "_middles", lambda: middles)


@pytest.mark.usefixtures("square")
@pytest.mark.parametrize(
    ("latitude", "longitude", "code", "may"),
    [
        (0.5, 0.5, "35.01", {"35.01"}),
        (0.5, 1.5, "35.02", {"35.02"}),
        (0.5, 0.9972, "35.01", {"35.01"}),  # 0.31 km from the border
        (0.5, 0.9974, None, {"35.01", "35.02"}),  # 0.29 km
        (0.5, 1.0026, None, {"35.01", "35.02"}),
        (0.25, 0.25, None, set()),  # in the hole, and far from all villages
        (0.5, 0.001, "35.01", {"35.01"}),  # no border but the coast
        (0.5, -0.001, None, {"35.01"}),  # off the coast, nearer than outlines are exact
        (0.2, 0.6, "35.01", {"35.01"}),
    ],
)
def test_outlines_and_villages_have_to_agree(
    latitude: float, longitude: float, code: str | None, may: set[str]
) -> None:
    found = locate(latitude, longitude)
    assert (found.region_code, found.may) == (code, may)


@pytest.mark.usefixtures("square")
def test_a_village_of_another_region_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    west = points.WEST * points.STEPS
    middles = [350107, 350208], [500, 520], [500 - west, 520 - west]
    monkeypatch.setattr(points, "_middles", lambda: middles)
    assert locate(0.5, 0.5).region_code == "35.01"
    found = locate(0.53, 0.53)
    assert (found.region_code, found.may) == (None, {"35.01", "35.02"})
    assert found.near == NearestDistrict(region_code="35.02.08", km=1.6)


def distance(latitude: float, longitude: float, row: int) -> float:
    """As `nearest` measures, by looking at every row."""
    _, latitudes, longitudes = points._middles()
    north = latitudes[row] - latitude * points.STEPS
    east = longitudes[row] - (longitude - points.WEST) * points.STEPS
    return points.hypot(north, east * points.cos(points.radians(latitude)))


@given(st.floats(-11.5, 6.5), st.floats(94.5, 141.5))
def test_the_nearest_is_the_nearest_of_all(latitude: float, longitude: float) -> None:
    codes = points._middles()[0]
    sample = Random(7).sample(range(len(codes)), 500)
    near = nearest(latitude, longitude)
    least = min(distance(latitude, longitude, row) for row in sample)
    assert near.km <= least / points.STEPS * points.KM + 0.06
    assert regions.get(near.region_code)


def test_a_village_is_nearest_to_its_own_middle() -> None:
    codes, latitudes, longitudes = points._middles()
    for row in Random(3).sample(range(len(codes)), 50):
        near = nearest(latitudes[row] / points.STEPS, longitudes[row] / points.STEPS + points.WEST)
        assert near.km == 0.0


def test_of_villages_themselves_nearly_all_are_found_and_right() -> None:
    """Each is looked for without being one of the middles itself."""
    codes, latitudes, longitudes = points._middles()
    certain = right = 0
    sample = Random(11).sample(range(len(codes)), 400)
    for row in sample:
        kept, longitudes[row] = longitudes[row], -32_000
        found = locate(latitudes[row] / points.STEPS, kept / points.STEPS + points.WEST)
        longitudes[row] = kept
        code = f"{codes[row] // 100:04}"
        certain += found.region_code is not None
        right += found.region_code == f"{code[:2]}.{code[2:]}"
    assert certain / len(sample) > 0.92
    assert right / certain > 0.99


def test_every_kabupaten_and_kota_has_an_outline() -> None:
    outlines, at, found = points._outlines(), 0, set()
    while at < len(outlines):
        found.add(points._dotted(outlines[at]))
        assert outlines[at + 1] < outlines[at + 3]
        assert outlines[at + 2] < outlines[at + 4]
        at += 6 + 2 * outlines[at + 5]
    assert found == {one.code for one in regions.every() if one.level in ("regency", "city")}


def test_only_the_rings_near_by_are_walked() -> None:
    near = list(points._rings_near(112.7521 * points.UNITS, -7.2575 * points.UNITS, 30, 30))
    assert {code for code, _ in near} == {3578}
    assert sum(len(ring) for _, ring in near) < 500


def test_the_files_are_small() -> None:
    assert points.OUTLINES.stat().st_size < 800_000
    assert points.MIDDLES.stat().st_size < 700_000
