from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import categories
from tests.unit.routing.sectors import SECTORS

TODAY = date(2026, 11, 24)
every = st.sampled_from(categories.every())


def test_the_tree_has_38_tops_and_929_entries_below_them() -> None:
    assert len(categories.children(None)) == 38
    assert sum(len(categories.children(top.code)) for top in categories.children(None)) == 929
    assert len(categories.every()) == len({found.code for found in categories.every()}) == 967


@given(every)
def test_every_category_has_a_sector_and_a_parent_that_exist(found: categories.Category) -> None:
    assert categories.sector(found.sector) is not None
    if found.parent is not None:
        parent = categories.get(found.parent)
        assert parent is not None
        assert parent.parent is None
        assert found.code.startswith(f"{parent.code}.")
        assert found.sensitive >= parent.sensitive


@given(every)
def test_codes_are_safe_in_addresses_and_names_are_readable(found: categories.Category) -> None:
    assert found.code.replace(".", "").replace("_", "").isalnum()
    assert found.code == found.code.lower()
    assert len(found.code) <= 90
    assert found.name
    assert "\xa0" not in found.name


@pytest.mark.parametrize(
    ("code", "sector", "sensitive"),
    [
        ("pekerjaan_umum.jalan_berlubang", "public_works", False),
        ("pekerjaan_umum.sertifikat_tanah", "land", False),
        ("pekerjaan_umum.penerangan_jalan", "transport", False),
        ("agama.haji_dan_umroh", "hajj", False),
        ("kesehatan.fogging_nyamuk", "health", False),
        ("kesehatan.besaran_iuran", "health_insurance", False),
        ("kesehatan.kekosongan_obat", "health_insurance", False),
        ("kesehatan.permohonan_sip_surat_izin_praktek", "health", False),
        ("ekonomi_keuangan.pajak_daerah", "tax_assets", False),
        ("ekonomi_keuangan.pajak_perorangan", "national_tax", False),
        ("energi_sda.pemadaman_listrik", "electricity", False),
        ("energi_sda.gangguan_layanan_penyaluran_air", "water_supply", False),
        ("politik_hukum.pungutan_liar", "integrity", True),
        ("politik_hukum.penyalahgunaan_wewenang", "integrity", True),
        ("politik_hukum.paspor", "immigration", False),
        ("kesetaraan_gender.pelecehan_seksual", "women_children", True),
        ("kesetaraan_gender.kekerasan_dalam_rumah_tangga", "women_children", True),
        ("kesetaraan_gender.eksploitasi_anak", "women_children", True),
        ("kekerasan_pendidikan", "education", True),
        ("kekerasan_pendidikan.perundungan_bullying", "education", True),
        ("perairan", "integrity", True),
        ("ketenagakerjaan.jaminan_hari_tua", "employment_insurance", False),
        ("ketenagakerjaan.gaji_pekerja", "manpower", False),
        ("ketenagakerjaan.cpns", "national_civil_service", False),
        ("pembangunan_desa.penyalahgunaan_dana_desa", "integrity", True),
        ("pelindungan_wni", "foreign_affairs", False),
        ("sp4n_lapor.penghapusan_akun_sp4n_lapor", "complaint_system", False),
        ("topik_lainnya", "other", False),
    ],
)
def test_sectors_and_sensitivity(code: str, sector: str, sensitive: bool) -> None:
    found = categories.get(code)
    assert found is not None
    assert (found.sector, found.sensitive) == (sector, sensitive)


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("corona_virus", date(2023, 6, 21)),
        ("corona_virus.rapid_test", date(2023, 6, 21)),
        ("peniadaan_mudik", date(2021, 5, 24)),
        ("pemulihan_ekonomi.umkm", date(2022, 12, 31)),
        ("topik_khusus.saldo", date(2021, 12, 31)),
    ],
)
def test_categories_that_ended(code: str, last: date) -> None:
    assert categories.get(code) is not None
    assert categories.get(code, last) is not None
    assert categories.get(code, date.fromordinal(last.toordinal() + 1)) is None


def test_categories_begin_too() -> None:
    assert categories.get("makan_bergizi_gratis", date(2025, 1, 5)) is None
    assert categories.get("makan_bergizi_gratis", date(2025, 1, 6)) is not None


def test_lists_leave_out_what_is_over() -> None:
    codes = {found.code for found in categories.every(TODAY)}
    assert "corona_virus" not in codes
    assert "kesehatan" in codes
    assert categories.children("corona_virus", TODAY) == ()
    assert len(categories.children("corona_virus")) == 173


def test_same_names_in_one_branch_stay_apart() -> None:
    banking = [
        found.code for found in categories.children("ekonomi_keuangan") if found.name == "Perbankan"
    ]
    assert banking == ["ekonomi_keuangan.perbankan", "ekonomi_keuangan.perbankan_2"]


def test_unknown_category_is_nothing() -> None:
    assert categories.get("no_such_thing") is None


@pytest.mark.parametrize("code", SECTORS)
def test_every_sector_has_levels_a_name_and_a_top_parent(code: str) -> None:
    found = categories.sector(code)
    assert found is not None
    assert set(found.levels) <= {"regency", "province", "national"}
    assert found.levels
    assert found.name_en
    if found.parent:
        parent = categories.sector(found.parent)
        assert parent is not None
        assert parent.parent is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("health", "health", True),
        ("health", "health_insurance", True),
        ("health_insurance", "health", True),
        ("health_insurance", "food_drugs", False),
        ("health", "education", False),
        ("unheard_of", "unheard_of", True),
        ("unheard_of", "health", False),
    ],
)
def test_related(one: str, other: str, expected: bool) -> None:
    assert categories.related(one, other) is expected
