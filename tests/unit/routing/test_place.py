import csv
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import gazetteer, regions
from chalicelib.routing.place import Place, find_place
from chalicelib.routing.points import NearestDistrict
from infra.package import ROOT


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
    found = find_place(address, "")
    assert (found.region_code, found.candidates) == (None, ())


SURABAYA = (-7.2575, 112.7521)
AT_SEA = (-5.6, 106.55)  # 5.2 km from Kepulauan Seribu
BORDER = (-7.3365, 112.75)  # of Surabaya and Sidoarjo
ABROAD = (1.0, 150.0)


@pytest.mark.parametrize(
    ("address", "text", "expected"),
    [
        (None, "lampu mati", "35.78"),
        ("Jalan Mawar 3", "lampu mati", "35.78"),
        ("Jawa Timur", "lampu mati", "35.78"),
        ("Kec. Wonokromo, Surabaya", "lampu mati", "35.78.04"),
        ("Surabaya, Sidoarjo", "lampu mati", "35.78"),
        (None, "lampu di Surabaya mati", "35.78"),
    ],
)
def test_a_point_says_where(address: str | None, text: str, expected: str) -> None:
    place = find_place(address, text, point=SURABAYA)
    assert place == Place(region_code=expected, candidates=(expected,))


@pytest.mark.parametrize(
    ("address", "text", "candidates"),
    [
        ("Kota Malang", "lampu mati", ("35.73", "35.78")),
        ("Malang", "lampu mati", ("35.07", "35.73", "35.78")),
        (None, "lampu di Kabupaten Gresik mati", ("35.25", "35.78")),
        ("Jawa Barat", "lampu mati", ("35.78", "32")),
    ],
)
def test_names_that_contradict_the_point_leave_it_open(
    address: str | None, text: str, candidates: tuple[str, ...]
) -> None:
    place = find_place(address, text, point=SURABAYA)
    assert place == Place(region_code=None, candidates=candidates)


def test_a_point_that_is_not_certain_decides_nothing_and_shows_what_is_near() -> None:
    place = find_place(None, "lampu mati", point=AT_SEA)
    assert place == Place(
        region_code=None,
        candidates=("31.01",),
        near=NearestDistrict(region_code="31.01.01", km=5.2),
    )
    near = find_place(None, "lampu mati", point=BORDER)
    assert (near.region_code, near.candidates) == (None, ("35.15", "35.78"))
    assert near.near is not None


@pytest.mark.parametrize("address", ["Kota Surabaya", "Kec. Waru, Sidoarjo", "Jawa Timur"])
def test_at_a_border_the_names_decide(address: str) -> None:
    place = find_place(address, "lampu mati", point=BORDER)
    assert place.region_code == find_place(address, "lampu mati").region_code
    assert place.candidates == (place.region_code,)
    assert place.near is not None


def test_at_a_border_names_of_elsewhere_leave_it_open() -> None:
    place = find_place("Kota Malang", "lampu mati", point=BORDER)
    assert (place.region_code, place.candidates) == (None, ("35.15", "35.73", "35.78"))
    ambiguous = find_place("Malang", "lampu mati", point=BORDER)
    assert ambiguous.region_code is None


def test_a_point_abroad_counts_for_nothing() -> None:
    place = find_place("Kota Malang", "lampu mati", point=ABROAD)
    assert (place.region_code, place.candidates) == ("35.73", ("35.73",))
    assert find_place(None, "lampu mati", point=ABROAD).candidates == ()
    assert find_place(None, "lampu mati", point=ABROAD).near is not None


@pytest.mark.parametrize(
    ("address", "within", "candidates"),
    [
        ("Malang", "35", ("35.07", "35.73")),
        ("Taman", "35", ("35.15.13", "35.77.03")),
        ("Desa Tanjung Sari", "18", ("18",)),  # six of them
        ("Desa Sukomulyo", "35", ("35.07.26", "35.13.16", "35.17.07", "35.24.22", "35.25.10")),
        ("Sindanglaya", "32", ("32",)),
        ("Desa Kedungguwo", "35", ("35.20.09",)),
        ("Desa Kedungguwo", "33", ("33",)),
        ("Tangkerang Labuai", "14", ("14.71.07",)),
        ("Surabaya", "35", ("35.78",)),
        ("Surabaya", "33", ("33",)),
        ("Kota Surabaya", "33", ("33",)),
        ("dekat balai", "21", ("21",)),
        ("Klojen", "35", ("35.73.02",)),
        ("warga klojen", "35", ("35",)),
        (None, "35", ("35",)),
    ],
)
def test_a_province_that_is_known_counts(
    address: str | None, within: str, candidates: tuple[str, ...]
) -> None:
    place = find_place(address, "lampu mati", within=within)
    assert place.candidates == candidates
    assert place.region_code == (candidates[0] if len(candidates) == 1 else None)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Desa Gayamharjo", "34.04.09"),
        ("Kel. Balang Toa", "73.04.03"),
        ("Nagari Aripan", "13.02.11"),
        ("Gampong Ajee Cut", "11.06.10"),
        ("Kampung Sanggai", "91.03.14"),  # in Papua a desa
        ("Desa Kedungguwo, Kec. Sukomoro", "35.20.09"),
        ("Desa Lowian, Langowan Barat", "71.02.10"),
        ("Gayamharjo, Prambanan", "34.04.09"),
        ("Sawojajar, Malang", "35.73.03"),
        ("Jl. Danau Toba 5 Sawojajar Malang", "35.73.03"),
        ("Grogol Petamburan", "31.73.02"),
        ("Stasiun Manggarai, Tebet", "31.74.01"),
        ("Depok, Sleman", "34.04.07"),
        ("Desa Paya Bagas, Tebing Tinggi", "12.18.13"),
        ("Sungai Penuh", "15.72"),
        ("didesa Gayamharjo", "34.04.09"),
        ("Jatinegara, Kampung Melayu, Jakarta Timur", "31.75"),
        ("Palangka Raya", "62.71"),
        ("Batu, Jawa Timur", "35.79"),
        ("Jl. Raya Bandung Garut Km 3, Kota Bandung", "32.73"),
        ("Jl. Babat - Jl. Lamongan, Kabupaten Gresik", "35.25"),
    ],
)
def test_villages_and_parts_of_towns(address: str, expected: str) -> None:
    found = find_place(address, "").region_code
    assert found is not None
    assert regions.contains(expected, found)


@pytest.mark.parametrize(
    "address",
    [
        "Gayamharjo",  # alone, without "desa"
        "Desa Sukamaju",
        "Kp. Gayamharjo",  # in Java a hamlet
        "Desa kami",
        "Batu",
        "Kuningan",
        "Lesung Batu, dekat pasar",
        "Desa Gayamharjo, Surabaya",
        "Kec. Rancaekek, Garut",
        "Pasar, Malang",
        "Jl. Sawojajar, Malang",
        "Komplek Sawojajar Indah, Malang",
        "RS PKU",
    ],
)
def test_what_names_of_villages_leave_open(address: str) -> None:
    assert find_place(address, "").region_code is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("di Desa Gayamharjo jalan rusak", "34.04.09"),
        ("pak lurah Tangkerang Labuai mohon ditinjau", "14.71.07"),
        ("kelurahan sudah saya datangi", None),
        ("desa kami gelap", None),
        ("Desa Gayamharjo dan Kota Surabaya", "35.78"),
        ("Kecamatan Kintamani, bukan Kabupaten Gresik", None),
        ("tahu sumedang palsu", None),
        ("sate ayam madura basi", None),
        ("warga tahu, Sumedang gelap", "32.11"),
        ("kami pindah ke Sidoarjo dan jalannya gelap", None),
        ("saya asal Gresik", None),
        ("lapor ke Pemkot Surabaya", "35.78"),
        ("paket dari Jakarta ke Surabaya", None),
        ("jalan antara Surabaya dan Gresik rusak", None),
        ("jalan Sambas gelap, di Sambas 24 pohon tumbang", None),
        ("saya tinggal di Depok, Sleman", "34.04.07"),
    ],
)
def test_villages_and_ways_in_running_text(text: str, expected: str | None) -> None:
    assert find_place(None, text).region_code == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Merauke, Papua", "93.01"),
        ("Papua, Merauke", "93.01"),
        ("Kota Sorong, Papua Barat", "96.71"),
        ("Kota Sorong, Papua", "96.71"),
        ("Batam, Riau", "21.71"),
        ("Tarakan, Kaltim", "65.71"),
        ("Cilegon, Jawa Barat", "36.72"),
        ("Pangkalpinang, Sumsel", "19.71"),
        ("Mamuju, Sulsel", "76.02"),
        ("Ternate, Maluku", "82.71"),
        ("Kota Gorontalo, Sulut", "75.71"),
        ("Manokwari, Papua", "92.02"),
    ],
)
def test_the_province_that_another_was_formed_out_of_is_no_contradiction(
    address: str, expected: str
) -> None:
    assert find_place(address, "").region_code == expected


@pytest.mark.parametrize(
    "address", ["Merauke, Papua Barat", "Tarakan, Kalbar", "Batam, Papua", "Riau, Kepri"]
)
def test_any_other_province_is(address: str) -> None:
    assert find_place(address, "").region_code is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("beras di Cianjur mahal", "32.03"),
        ("beras Cianjur mahal", None),
        ("roti bakar Sumedang basi", None),
        ("Kebon Jeruk Jakarta Barat banjir", "31.73.05"),  # no goods, but the end of a name
        ("suku dinas Jakarta Selatan lambat", "31.74"),
        ("suku Madura", None),
        ("Bank Jatim eror", None),
        ("bank sampah Surabaya tutup", "35.78"),
        ("banjir di Kota Pahlawan", "35.78"),
        ("Surabaya", "35.78"),
    ],
)
def test_goods_and_peoples_are_told_from_places(text: str, expected: str | None) -> None:
    assert find_place(None, text).region_code == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("saya pulang dari Sumedang, kereta telat", None),
        ("laporan dari Kabupaten Sumedang", "32.11"),
        ("saya dari Sumedang, jalan di Gresik rusak", None),
        ("saya dari Gresik, jalan di Gresik rusak", "35.25"),
        ("mama-mama Papua jualan", None),
        ("warga Papua butuh guru", "91"),
        ("di Jawa Tengah pupuk langka", "33"),
        ("Provinsi Bali penuh sampah", "51"),
        ("pupuk langka, Gresik, Jawa Timur", "35.25"),
        ("abu batubara beterbangan", None),
        ("antri di Tegal, Jawa Tengah", None),
        ("samsat Demak antri", "33.21"),
        ("antri di Demak", "33.21"),
        ("demak antri", None),
        ("motor di serang massa", None),
        ("banjir di Denpasar Barat", "51.71.03"),
        ("rumah di Dukuh Kupang Barat banjir", None),
        ("sinyal hilang di Rupat Utara", "14.03.11"),
        ("sinyal hilang Rupat Utara", None),
        ("sinyal hilang di Rupat Utara dan di Kintamani", None),
        ("di Taman gelap", None),
        ("kecamatan tetap tutup", None),
        ("kecamatan Kintamani tutup", "51.06.04"),
        ("kecamatan Tetap di Kabupaten Kaur tutup", "17.04.12"),
        ("klu malam gelap", None),
    ],
)
def test_what_a_text_only_speaks_of_is_not_where_it_is(text: str, expected: str | None) -> None:
    assert find_place(None, text).region_code == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("RSUD Batang", "33.25"),
        ("Pasar Bosnik, Biak", "91.06"),
        ("Kec. Bayan, KLU", "52.08.04"),
        ("Gg. Mawar, Garut Kota", "32.05.01"),
        ("Desa Kelok, Payakumbuh Barat", "13.76.01"),
        ("Sungai Limau, Padang Pariaman", "13.05.08"),
    ],
)
def test_offices_short_forms_and_parts_of_towns_in_addresses(address: str, expected: str) -> None:
    assert find_place(address, "").region_code == expected


@pytest.mark.parametrize(
    ("address", "candidates"),
    [
        ("Tebet, Klojen, Malang", ("35.73.02",)),
        ("Provinsi Jawa Timur, Bandung, Surabaya", ("35.78",)),
        ("Jl. Bangka Belitung 3, Surabaya", ("35.78",)),
        ("Depok, Sleman, dekat Batam", ("34.04.07",)),
        ("Gubeng, Depok, Sleman", ("34.04.07",)),
        ("Pasar Loak, Sawojajar, Malang", ("35.73.03",)),
        ("Kota Surabaya, Jawa Timur, Sidoarjo", ("35.78",)),
        ("Jl. Babat - Jl. Lamongan, Gresik", ("35.25",)),
        ("Jl. Babat - Jl.", ()),
        ("Surabaya - dekat Gresik", ("35.25", "35.78")),
        ("Surabaya - Gresik", ()),
        ("rumah di Rancaekek", ()),
        ("Jl Bandung Surabaya No 3", ("35.78",)),
        ("Jl Raya Bandung Surabaya No 3", ()),
        ("Pasar Loak, Gayamharjo, Prambanan", ("34.04.09",)),
        ("Kota Agung Barat, Tanggamus", ("18.06.18",)),
        ("Kec. Sukomoro, Kec. Lembeyan", ("35.18.12", "35.20.03", "35.20.09")),
        ("Kec. Kintamani, Kec. Tebet, Kec. Rancaekek", ("31.74.01", "32.04.28", "51.06.04")),
        (
            "Jawa Timur, Desa Muneng, Desa Lembeyan Wetan",
            ("35.02.11", "35.06.15", "35.13.21", "35.19.13", "35.20.03"),
        ),
    ],
)
def test_each_of_several_names_counts(address: str, candidates: tuple[str, ...]) -> None:
    place = find_place(address, "")
    assert place.candidates == candidates
    assert place.region_code == (candidates[0] if len(candidates) == 1 else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("di bies gelap", None),  # of four letters
        ("di julok gelap", "11.03.02"),  # of five
        ("di rancaekek gelap", "32.04.28"),
        ("di julok, lalu di rancaekek", None),
    ],
)
def test_short_names_after_di_do_not_count(text: str, expected: str | None) -> None:
    assert find_place(None, text).region_code == expected


@pytest.mark.parametrize(
    ("word", "name"),
    [("surabya", "surabaya"), ("beitung", ""), ("banyuasi", ""), ("banten", "banten")],
)
def test_a_misspelling_is_of_one_name(word: str, name: str) -> None:
    assert gazetteer.misspelled(word) == (name, gazetteer.larger(name))


def test_what_few_complaints_need_is_read_when_one_does() -> None:
    asked = (
        "import sys; from chalicelib.routing import place, villages; "
        "loaded = lambda: ('chalicelib.routing.points' in sys.modules, "
        "villages._table.cache_info().currsize); "
        "place.find_place('Surabaya', ''); before = loaded(); "
        "place.find_place('Desa Gayamharjo', '', point=(-7.8, 110.5)); print(before, loaded())"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "(False, 0) (True, 1)"


CODES = st.frozensets(
    st.sampled_from(["35", "33", "35.78", "35.73", "33.03", "35.78.01", "35.78.02", "33.03.04"])
)


@given(CODES, CODES)
def test_combined_is_the_narrower_of_every_pair(one: frozenset[str], other: frozenset[str]) -> None:
    pairs = [(outer, inner) for outer in one for inner in other]
    assert gazetteer.combined(one, other) == {
        max(pair, key=len)
        for pair in pairs
        if regions.contains(*pair) or regions.contains(*reversed(pair))
    }


@pytest.mark.parametrize(
    "words", ["Desa Sukamaju ", "di rancaekek ", "desa ", "kab kota ", "Malang, "]
)
def test_a_long_text_asks_for_no_more_names_than_it_has_words(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    find = gazetteer.larger
    monkeypatch.setattr(gazetteer, "larger", lambda name: asked.append(name) or find(name))
    text = words * (10_000 // len(words))
    find_place(None, text)
    assert len(asked) <= 25 * len(text.split())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("kab kota prov Surabaya", "35.78"),
        ("kab kota prov kab Surabaya", "35.78"),
        ("desa kelurahan nagari Gayamharjo", "34.04.09"),
        ("desa kelurahan nagari gampong Gayamharjo", "34.04.09"),
    ],
)
def test_several_words_of_kind_before_a_name(address: str, expected: str) -> None:
    assert find_place(address, "").region_code == expected


@pytest.mark.parametrize(
    ("address", "text", "candidates"),
    [
        (None, "lampu di Kota Surabya mati", ("35.78",)),
        (None, "lampu di Surabya mati", ()),
        ("Kota Bandng", "lampu mati", ("32.73",)),
        (None, "macet antara Surabaya dan Gresik", ()),
        (None, "macet di Surabaya dan Gresik", ("35.25", "35.78")),
        ("Surabaya, Sidoarjo, Kedurus", "lampu mati", ("35.15", "35.78")),
        ("Kedurus, Surabaya", "lampu mati", ("35.78",)),
    ],
)
def test_misspelled_kinds_ways_and_disputes(
    address: str | None, text: str, candidates: tuple[str, ...]
) -> None:
    assert find_place(address, text).candidates == candidates
