import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import regions
from tests.ratios import processor_seconds

codes = st.sampled_from([region.code for region in regions.every()])


def test_counts_are_those_of_the_ministry_of_home_affairs() -> None:
    assert Counter(region.level for region in regions.every()) == {
        "province": 38,
        "regency": 416,
        "city": 98,
        "district": 7285,
    }


@pytest.mark.parametrize(
    ("code", "name", "level", "parent", "zone"),
    [
        ("35", "Jawa Timur", "province", None, "WIB"),
        ("35.78", "Kota Surabaya", "city", "35", "WIB"),
        ("33.03", "Kabupaten Purbalingga", "regency", "33", "WIB"),
        ("35.78.04", "Wonokromo", "district", "35.78", "WIB"),
        ("51.71", "Kota Denpasar", "city", "51", "WITA"),
        ("63.71", "Kota Banjarmasin", "city", "63", "WITA"),
        ("61.71", "Kota Pontianak", "city", "61", "WIB"),
        ("91.71", "Kota Jayapura", "city", "91", "WIT"),
        ("96", "Papua Barat Daya", "province", None, "WIT"),
        ("31.71", "Kota Administrasi Jakarta Pusat", "city", "31", "WIB"),
        ("11.10", "Kabupaten Aceh Singkil", "regency", "11", "WIB"),
    ],
)
def test_known_regions(code: str, name: str, level: str, parent: str | None, zone: str) -> None:
    region = regions.get(code)
    assert region is not None
    assert (region.name, region.level, region.parent, region.zone) == (name, level, parent, zone)


@pytest.mark.parametrize("code", ["", "1", "99", "35.99", "35.78.99", "35.7", "surabaya", "35."])
def test_unknown_codes_are_nothing(code: str) -> None:
    assert regions.get(code) is None
    assert regions.children(code or "?") == ()
    assert regions.regency_of(code) is None
    assert regions.lineage(code) == ()


def test_children_of_nothing_are_the_provinces() -> None:
    assert [region.level for region in regions.children(None)] == ["province"] * 38


@given(codes)
def test_every_region_lies_in_its_parent_and_its_zone(code: str) -> None:
    region = regions.get(code)
    assert region is not None
    assert region.name.strip() == region.name != ""
    province = regions.get(code[:2])
    assert province is not None
    assert region.zone == province.zone
    if region.parent is None:
        assert region.level == "province"
        assert regions.regency_of(code) is None
    else:
        assert region in regions.children(region.parent)
        assert regions.contains(region.parent, code)
        assert not regions.contains(code, region.parent)
        assert regions.lineage(code)[1:] == regions.lineage(region.parent)


@given(codes, codes)
def test_contains_is_the_lineage(one: str, other: str) -> None:
    assert regions.contains(one, other) == (
        one in [region.code for region in regions.lineage(other)]
    )


def test_a_longer_code_with_the_same_digits_is_not_inside() -> None:
    assert not regions.contains("35.7", "35.78")


def test_loading_costs_little_more_than_reading_the_list() -> None:
    def load() -> None:
        regions.packaged_names.cache_clear()
        regions._names.cache_clear()
        assert regions.get("35.78")

    def read() -> None:
        with regions.DATA.open(encoding="utf-8", newline="") as source:
            list(csv.reader(source))

    loading, reading = processor_seconds(load, read)
    assert loading < 4 * reading
