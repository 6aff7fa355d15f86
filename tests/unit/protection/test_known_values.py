"""What was masked once is known again: each rule on both sides of its limit."""

import pytest

from .test_redaction import beside

SANTOSO = "Nama saya Budi Santoso."
AGAIN = [
    (SANTOSO, "Santoso menunggu", "[nama] menunggu"),
    (SANTOSO, "Menurut BUDI, lampu padam", "Menurut [nama], lampu padam"),
    (SANTOSO, "budi santoso", "[nama]"),  # both are no word by chance
    (SANTOSO, "bapak budi dan sdr. santoso", "bapak [nama] dan sdr. [nama]"),
    (SANTOSO, "Bud\u00adi \u200bSantoso", "[nama]"),
    (SANTOSO, "Ｓａｎｔｏｓｏ", "[nama]"),
    (SANTOSO, "Budi, Santoso", "[nama]"),
    ("nama saya ali", "Ali datang", "[nama] datang"),
    ("nama saya Ma'ruf Amir", "Pak Maruf, Bu Ma’ruf", "Pak [nama], Bu [nama]"),
    ("NIK 3578 0101 0101 0001", "3578-010101010001", "[NIK]"),
    ("rek BCA 12345678", "uang ke 1234-5678 tadi", "uang ke [nomor] tadi"),
    ("plat B 12", "mobil itu, b-12, lewat", "mobil itu, [plat], lewat"),
    ("rumah saya di Jl. Mawar No. 12", "ke Jalan Mawar No 12", "ke Jalan Mawar [alamat]"),
]
NOT_AGAIN = [
    (SANTOSO, "budi pekerti"),
    (SANTOSO, "Budiman dan Susantoso"),
    ("Nama saya Al Sari", "Al menunggu"),  # two letters of a longer name
    ("rumah saya di Jl. Mawar No. 12", "Perda No. 12, Jalan Melati No. 12"),
    ("rumah saya di Jl. Mawar No. 12", "Mawar merah, 12 hari"),
    ("lihat @sapawarga", "Sapawarga menjawab"),
    ("surel info@contoh.example", "info dari Contoh"),
    ("rek BCA 12345678", "nomor 123 dan 45678"),
    ("", "Santoso menunggu"),
]


@pytest.mark.parametrize(("said", "text", "left"), AGAIN)
def test_it_is_masked_again(said: str, text: str, left: str) -> None:
    assert beside(text, said) == left


@pytest.mark.parametrize(("said", "text"), NOT_AGAIN)
def test_it_stays(said: str, text: str) -> None:
    assert beside(text, said) == text


@pytest.mark.parametrize(("length", "is_known"), [(64, True), (65, False)])
def test_what_is_longer_than_anybodys_name_is_not_looked_for(length: int, is_known: bool) -> None:
    name = "A" * length
    left = beside(f"{name} datang", f"Kata a.n. {name}")
    assert left == ("[nama] datang" if is_known else f"{name} datang")


@pytest.mark.parametrize(
    ("again", "is_known"), [("12 34 56 7 8 9 0 1", True), ("12 34 5 6 7 8 9 0 1", False)]
)
def test_a_value_stands_again_in_eight_words_at_most(again: str, is_known: bool) -> None:
    left = beside(f"dari {again} saja", "rek 12345678901")
    assert left == ("dari [nomor] saja" if is_known else f"dari {again} saja")
