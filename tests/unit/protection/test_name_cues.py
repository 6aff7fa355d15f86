"""Announced names and houses: each rule on both sides of its limit."""

import pytest

from chalicelib.protection.name_cues import find_houses, find_names

NAMES = {
    "Nama saya Sari. Nama korban: Budi": ["Sari", "Budi"],
    "nama saya sari contoh mohon dibantu": ["sari contoh"],
    "nama saya Sari contoh mohon dibantu": ["Sari"],
    "nama saya Sari Contoh. Rumah roboh": ["Sari Contoh"],
    "nama saya Ny. Sari Contoh": ["Ny. Sari Contoh"],
    "nama saya Abdl. Contoh": ["Abdl"],
    "nama saya Abd. Contoh": ["Abd"],
    "nama saya A B C D E F": ["A B C D E"],
    "nama saya Sari\nContoh": ["Sari"],
    "nama saya\nSari": ["Sari"],
    "nama saya terra": ["terra"],
    "nama saya Kemalasari Contoh": ["Kemalasari Contoh"],
    "anak saya Budi dan suami saya Joko sakit": ["Budi", "Joko"],
    "hormat saya, Sari Contoh": ["Sari Contoh"],
    "saya Sari dari Kedungsari. Lalu saya Budi, warga Wonokromo": ["Sari", "Budi"],
    "Pak Budi selaku korban dan Bu Sari sebagai saksi": ["Budi", "Sari"],
    "Pak Budi warga sini": ["Budi"],
    "Salam Hormat, Sari Contoh": ["Sari Contoh"],
    "Yth Bapak Joko di tempat": ["Joko"],
    "anak kami Joko jatuh": ["Joko"],
    "korban BERNAMA Joko dirawat": ["Joko"],
    "Tertanda, Sari Contoh": ["Sari Contoh"],
    "Ttd Sari Contoh": ["Sari Contoh"],
    "perkenalkan nama saya adalah Sari Contoh": ["Sari Contoh"],
    "saya yang bernama Sari Contoh": ["Sari Contoh"],
    "nama ibu kandung: Sari Contoh": ["Sari Contoh"],
    "Pelapor: Sari. Pengirim = budi": ["Sari", "budi"],
    "Nama: Budi bin Ahmad": ["Budi bin Ahmad"],
    "nama saya Sari binti Joko mohon": ["Sari binti Joko"],
    "Saya Sari Contoh ingin melapor": ["Sari Contoh"],
    "saya Sari melaporkan": ["Sari"],
    "saya Sari (35 th)": ["Sari"],
    "Terima kasih atas bantuannya.\n\nSari Contoh": ["Sari Contoh"],
    "Salam,\nSari Contoh,\n12 Maret": ["Sari Contoh"],
    "Wassalamualaikum\nSari Contoh ": ["Sari Contoh"],
    "Hormat saya,\n\nSari Contoh": ["Sari Contoh"],
}
NO_NAMES = [
    "nama saya dilaporkan orang",
    "nama saya DILAPORKAN",
    "nama saya tertua di sini",
    "nama saya 123",
    "anak saya jatuh dari pohon",
    "HORMAT SAYA, SARI CONTOH",
    "saya pulang dari pasar",
    "saya Sari menunggu",
    "Pak Budi selaku Lurah",
    "Pak Budi menunggu",
    "saya Mahasiswa ingin melapor",
    "Saya TKW mau pulang",
    "saya Sari (3 kali)",
    "nama ibu kandung salah",
    "Terima kasih.\nSurabaya",
    "Terima kasih.\nSari Contoh menunggu",
    "Terima kasih, Sari Contoh\n",
    "Salam\nkata sari contoh",
]
STREET = "Jalan Mawar"
HOUSES = {
    f"{STREET} 12 RT 03/RW 04 dan {STREET} 14 RT 05": ["12 RT 03/RW 04", "14 RT 05"],
    f"{STREET}{' a' * 29} 12 RT 03": ["12 RT 03"],  # the street just as far as it is looked for
    "RT 03 RW 05 No. 12, lalu RT 04 No 7": ["RT 03 RW 05 No. 12", "RT 04 No 7"],
    f"rumah saya di {STREET} No. 12": ["No. 12"],
    f"rumah saya di {STREET} blok C2 no. 12": ["blok C2 no. 12"],
    f"rumah saya di {STREET} 12, dekat pasar": ["12"],
    f"rumah saya di {STREET} No. 12. Alamat ibu saya di {STREET} No. 3": ["No. 12", "No. 3"],
}
NO_HOUSES = [
    "sampah di 12 RT 03/RW 04",
    f"{STREET} gang 12 RT 03/RW 04",
    f"{STREET}{' a' * 33} 12 RT 03",
    f"{STREET}{' a' * 200} 12 RT 03",
    f"{STREET} No. 12 berlubang",
    f"rumah saya di {STREET} gang 3",
    f"rumah saya di {STREET} sejak 12 tahun",
    f"rumah saya di {STREET} itu",
]


@pytest.mark.parametrize("text", NAMES)
def test_an_announced_name_is_found_whole_and_no_more(text: str) -> None:
    assert [text[start:end] for start, end, _ in find_names(text)] == NAMES[text]


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_announces_no_name_stays(text: str) -> None:
    assert list(find_names(text)) == []


@pytest.mark.parametrize("text", HOUSES)
def test_the_number_of_a_house_is_found(text: str) -> None:
    assert [text[start:end] for start, end, _ in find_houses(text)] == HOUSES[text]


@pytest.mark.parametrize("text", NO_HOUSES)
def test_a_number_that_is_no_house_stays(text: str) -> None:
    assert list(find_houses(text)) == []
