import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import gazetteer, regions
from chalicelib.routing.place import Place, find_place


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Kota Malang", "35.73"),
        ("Kab. Malang", "35.07"),
        ("Kabupaten Bandung", "32.04"),
        ("kab.bandung", "32.04"),
        ("Bandung Barat", "32.17"),
        ("Kota Bogor, Jabar", "32.71"),
        ("Surabaya", "35.78"),
        ("SURABAYA - JAWA TIMUR", "35.78"),
        ("Sby", "35.78"),
        ("Jkt", "31"),
        ("DKI Jakarta", "31"),
        ("Jaksel", "31.74"),
        ("Kota Jakarta Barat", "31.73"),
        ("Jatim", "35"),
        ("Kota Yogyakarta", "34.71"),
        ("Sleman, Jogja", "34.04"),
        ("DIY", "34"),
        ("Tangsel", "36.74"),
        ("Papua Barat Daya", "96"),
        ("Toli-Toli", "72.04"),
        ("Kep. Seribu", "31.01"),
        ("Pemkot Batu", "35.79"),
        ("Batu, Jawa Timur", "35.79"),
        ("kota Purbalingga", "33.03"),
        # kecamatan: in combination, or the only one of that name
        ("Klojen, Malang", "35.73.02"),
        ("Kec. Kepanjen, Malang", "35.07.13"),
        ("Kec. Wonokromo, Sby", "35.78.04"),
        ("Kaligondang, Purbalingga", "33.03.04"),
        ("Kec. Kaligondang", "33.03.04"),
        ("Kecamatan Karang Pilang", "35.78.01"),
        ("Kecamatan Makasar, Jakarta Timur", "31.75.08"),
        # misspelled
        ("Surabya", "35.78"),
        ("Kota Surabya", "35.78"),
        ("Purbalinga", "33.03"),
        ("Makasar", "73.71"),
    ],
)
def test_addresses_that_decide(address: str, expected: str) -> None:
    place = find_place(address, "")
    assert place.region_code == expected
    assert place.candidates == (expected,)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Jl. Bandung No 3 Surabaya", "35.78"),
        ("Jl Ahmad Yani Surabaya", "35.78"),
        ("Jln. Raya Bogor, Jakarta Timur", "31.75"),
        ("Jalan Surabaya, Kota Malang", "35.73"),
        ("Gg. Demak 4, Surabaya", "35.78"),
        ("Jl. Kota Baru No. 2, Kota Bandung", "32.73"),
        ("Jl. Diponegoro 5, Tegalsari, Surabaya", "35.78.05"),
        ("Desa Surabaya, Kec. Kaligondang, Purbalingga", "33.03.04"),
        ("Desa Surabaya, Purbalingga", "33.03"),
        ("Kelurahan Kupang, Surabaya", "35.78"),
        ("Perum Griya Bandung Indah, Kab. Sidoarjo", "35.15"),
        ("Jl. Raya Surabaya - Malang km 20, Kab. Pasuruan", "35.14"),
    ],
)
def test_streets_and_villages_are_not_places(address: str, expected: str) -> None:
    assert find_place(address, "").region_code == expected


@pytest.mark.parametrize(
    ("address", "candidates"),
    [
        ("Malang", ("35.07", "35.73")),
        ("Jalan Surabaya di Malang", ("35.07", "35.73")),
        ("Bandung", ("32.04", "32.73")),
        ("Bdg", ("32.04", "32.73")),
        ("Bogor, Jawa Barat", ("32.01", "32.71")),
        ("kab/kota Malang", ("35.07", "35.73")),
        ("Jogja", ("34.71", "34")),
        ("Bengkulu", ("17.71", "17")),
        ("Surabaya, Sidoarjo", ("35.15", "35.78")),
        ("Surabaya, Sidoarjo, Surabaya", ("35.15", "35.78")),
        ("Surabaya, Sidoarjo, Jawa Timur", ("35.15", "35.78")),
    ],
)
def test_ambiguous_names_decide_nothing(address: str, candidates: tuple[str, ...]) -> None:
    place = find_place(address, "")
    assert place.region_code is None
    assert place.candidates == candidates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lampu di Purbalingga mati sejak kemarin", "33.03"),
        ("Pemkot Surabaya tidak menjawab", "35.78"),
        ("Bupati Bandung Barat mohon ditinjau", "32.17"),
        ("warga klojen malang mengeluh", "35.73.02"),
        ("Tumpukan batu di taman sebelah barat", None),
        ("jalan Surabaya Gresik macet", None),
        ("truk Gresik-Lamongan parkir di Surabaya", "35.78"),
        ("Surabaya atau Sidoarjo, Kecamatan Tegalsari", None),
        ("bus Surabaya-Malang sering terlambat", None),
        ("tol Jakarta - Bandung berlubang", None),
        ("sekarang lampu di barat mati", None),
        ("Saya dari Surabaya bekerja di Sidoarjo", None),
        ("", None),
    ],
)
def test_running_text_is_read_with_care(text: str, expected: str | None) -> None:
    assert find_place(None, text).region_code == expected


@pytest.mark.parametrize(
    ("address", "text", "expected"),
    [
        ("Bandung", "saya warga Kota Bandung", "32.73"),
        ("Jatim", "sampah di Kabupaten Gresik", "35.25"),
        ("Surabaya", "kiriman dari Kota Malang", "35.78"),
        ("Malang", "kiriman dari Surabaya", None),
        ("Jawa Barat", "kiriman dari Surabaya", "32"),
        ("Surabaya", "di Kecamatan Wonokromo", "35.78"),
        (None, "sampah di Kabupaten Gresik", "35.25"),
        ("Jalan Mawar 3", "sampah di Kabupaten Gresik", "35.25"),
    ],
)
def test_the_text_completes_the_address_and_never_overrules_it(
    address: str | None, text: str, expected: str | None
) -> None:
    assert find_place(address, text).region_code == expected


REGENCIES = [found for found in regions.every() if found.level in ("regency", "city")]


@pytest.mark.parametrize("region", REGENCIES, ids=lambda region: region.code)
def test_every_kabupaten_and_kota_is_found_by_its_full_name(region: regions.Region) -> None:
    province = regions.get(region.code[:2])
    assert province is not None
    assert find_place(f"{region.name}, {province.name}", "").region_code == region.code
    assert find_place(None, f"Keluhan dari {region.name}.").region_code == region.code


@pytest.mark.parametrize("province", regions.children(None), ids=lambda region: region.code)
def test_every_province_is_found_by_its_name(province: regions.Region) -> None:
    place = find_place(f"Provinsi {province.name}", "")
    assert place.region_code == province.code


@given(st.sampled_from([found for found in regions.every() if found.level == "district"]))
def test_a_kecamatan_with_its_kabupaten_is_found_or_left_open(district: regions.Region) -> None:
    regency = regions.regency_of(district.code)
    assert regency is not None
    place = find_place(f"Kec. {district.name}, {regency.name}", "")
    assert place.region_code is None or regions.contains(regency.code, place.region_code)


def test_nearly_every_kecamatan_with_its_kabupaten_is_found() -> None:
    districts = [found for found in regions.every() if found.level == "district"]
    found = 0
    for district in districts:
        regency = regions.regency_of(district.code)
        assert regency is not None
        place = find_place(f"Kecamatan {district.name}, {regency.name}", "")
        found += place.region_code == district.code
    assert found / len(districts) > 0.99


@given(st.text(max_size=200), st.none() | st.text(max_size=80))
def test_any_text_is_read_without_harm(text: str, address: str | None) -> None:
    place = find_place(address, text)
    assert place.region_code is None or regions.get(place.region_code)
    assert all(regions.get(code) for code in place.candidates)
    if place.region_code:
        assert place.candidates == (place.region_code,)


def test_aliases_mean_regions_that_exist() -> None:
    with gazetteer.ALIASES.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            assert row["codes"].split()
            assert all(regions.get(code) for code in row["codes"].split())
            assert gazetteer.key(row["alias"]) == row["alias"]


@pytest.mark.parametrize("word", ["sekarang", "barang", "kota", "mal", "zzzzzzz"])
def test_words_that_are_no_misspelling(word: str) -> None:
    assert gazetteer.misspelled(word) == ("", frozenset())


@pytest.mark.parametrize(
    "address",
    ["Puskesmas sebelah balai desa", "Ujung gang, dekat warung", "belakang pasar", "Kaligondang"],
)
def test_a_bare_name_of_a_kecamatan_decides_nothing(address: str) -> None:
    assert find_place(address, "") == Place(region_code=None, candidates=())
