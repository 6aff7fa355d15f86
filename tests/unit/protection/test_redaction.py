"""Masking: what identifies a person goes, what the complaint is about stays."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.protection.redaction import mask

GONE = [
    ("NIK saya 3578 0112 0390 0007 belum terdaftar", "[NIK]", "3578"),
    ("nik:3578011203900007.", "[NIK]", "3578011203900007"),
    ("hubungi 0812-3456-7890 ya", "[telepon]", "3456"),
    ("WA +62 812 3456 7890", "[telepon]", "3456"),
    ("telp (031) 567 8901", "[telepon]", "8901"),
    ("surel budi.s+1@contoh.co.id", "[email]", "budi"),
    ("rekening BRI 0021-01-123456-50-1 atas nama saya", "[nomor]", "123456"),
    ("mobil L 1234 XY parkir", "[plat]", "1234"),
    ("lihat @budi_santoso99", "[akun]", "budi"),
    ("hubungi PT Surya Corp 081234567890", "[telepon]", "0812"),
    ("NIK korp 3578012345678901", "[NIK]", "3578"),
    ("a" * 70 + "@contoh.co.id", "[email]", "aaa"),
]
KEPT = [
    "dipungut Rp 350.000 per siswa",
    "uang Rp1.250.000.000 hilang",
    "banjir sejak 12 Januari 2026 pukul 07.30",
    "Jalan Pemuda No. 45 RT 03 RW 05",
    "SDN 123 Surabaya kelas 6",
    "menunggu 14 hari kerja",
    "jalan berlubang sepanjang 2,5 km",
    "(Rp1.250.000.000, bukan rp. 350.000) dan IDR 1,250,000,000",
    "Rp1.000.000.000,Rp2.000.000.000",
]


@pytest.mark.parametrize(("text", "label", "secret"), GONE)
def test_what_identifies_is_masked(text: str, label: str, secret: str) -> None:
    masked = mask(text)
    assert label in masked
    assert secret not in masked


@pytest.mark.parametrize("text", KEPT)
def test_what_it_is_about_stays(text: str) -> None:
    assert mask(text) == text


@given(st.text(), st.from_regex(r"[1-9][0-9]{15}", fullmatch=True), st.text())
def test_no_nik_survives_between_any_other_text(before: str, nik: str, after: str) -> None:
    assert nik not in mask(f"{before} {nik} {after}")


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_masking_never_adds_digits(text: str) -> None:
    assert len(re.findall(r"\d", mask(text))) <= len(re.findall(r"\d", text))


# Each made one rule or another begin anew at every character.
HOSTILE = ["a", "1", "a@", "1 ", "a.", "Rp", "Rp1 ", "0 8 ", "@a", "A1", "a-", "("]
HOSTILE_TAILS = ["", "@", "@" + "_" * 500, "@" + "-" * 500]


def seconds(text: str) -> float:
    """Processor time of masking `text`: the least of several, as others use the machine too."""
    taken = []
    for _ in range(5):
        began = time.process_time()
        mask(text)
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize("tail", HOSTILE_TAILS, ids=len)
@pytest.mark.parametrize("repeated", HOSTILE)
def test_masking_takes_time_in_proportion_to_the_text(repeated: str, tail: str) -> None:
    short = repeated * (2_500 // len(repeated)) + tail
    long = repeated * (20_000 // len(repeated)) + tail * 8
    assert seconds(long) < 20 * seconds(short), "eight times the text; a square would be 64"
