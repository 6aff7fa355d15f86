"""Which category a complaint is proposed: the one its words name, or none."""

from datetime import date

import pytest

from chalicelib.routing import categories
from chalicelib.routing.topics import find_topic

TODAY = date(2026, 11, 27)


def named(sector: str, text: str, on: date = TODAY) -> str | None:
    found = find_topic(sector, text, on)
    return found.name if found else None


@pytest.mark.parametrize(
    ("sector", "text", "name"),
    [
        ("public_works", "Jalan berlubang di depan pasar", "Jalan Berlubang"),
        ("public_works", "Got di jalan mampet, drainase penuh", "Drainase (Gorong-Gorong/Parit)"),
        ("public_works", "gorong-gorong mampet", "Drainase (Gorong-Gorong/Parit)"),
        ("civil_registry", "KTP saya belum jadi", "KTP (Kartu Tanda Penduduk)"),
        ("civil_registry", "Kartu keluarga saya hilang", "Kartu Keluarga"),
        # the longest name that stands there
        ("transport", "Lampu penerangan jalan umum mati", "Lampu Penerangan Jalan Umum"),
        # no name, but one category that the others of the sector stand under
        ("public_works", "aspalnya rusak", "Pekerjaan Umum dan Penataan Ruang"),
        # two names of the same length, and none above both
        ("education", "Biaya sekolah dan administrasi siswa", "Pendidikan dan Kebudayaan"),
        # nothing named, and none above most
        ("electricity", "padam terus", None),
        ("prosecution", "kejaksaan", None),
        ("nobody", "jalan berlubang", None),
    ],
)
def test_what_the_words_name(sector: str, text: str, name: str | None) -> None:
    assert named(sector, text) == name


def test_what_protects_by_itself_is_never_proposed() -> None:
    for one in categories.every(TODAY):
        found = find_topic(one.sector, one.name, TODAY)
        assert found is None or not found.sensitive, one.name
    assert named("integrity", "pungutan liar") != "Pungutan Liar"


def test_what_is_left_over_of_a_topic_is_no_name() -> None:
    assert named("electricity", "Lainnya terkait listrik di rumah") == "Listrik"


def test_what_cannot_be_chosen_any_more_is_not_proposed() -> None:
    over = next(one for one in categories.every() if one.valid_to and not one.sensitive)
    assert over.valid_to is not None
    assert find_topic(over.sector, over.name, TODAY) != over
