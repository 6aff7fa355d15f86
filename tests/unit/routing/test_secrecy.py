"""Who asks that nobody learns who they are is heard, however they put it, and nobody else is."""

import pytest

from chalicelib.routing import danger
from chalicelib.routing.secrecy import asks_for_secrecy

LAMP = "Lampu mati\nLampu di gang kami mati sejak Senin. "
ASKING = """
Nama saya tolong dirahasiakan.
Identitas saya mohon dirahasiakan.
Nama saya mohon untuk dirahasiakan ya.
Mohon dirahasiakan.
Nama pelapor mohon dirahasiakan.
Mohon data diri saya dirahasiakan.
Tolong rahasiakan data saya.
Mohon jaga kerahasiaan identitas saya.
Mohon kerahasiaan data saya dijaga.
Ini rahasia ya, mohon.
Nama saya jangan disebutkan.
Tolong jangan sebutkan nama saya.
Jangan cantumkan nama saya.
Nama saya jangan ditulis ya pak.
Jangan dimunculkan nama saya.
Mohon nama tidak dipublikasikan.
Mohon agar nama dan nomor saya tidak disebarluaskan.
Identitas saya jangan dipublikasikan.
Jangan sampai identitas saya tersebar.
Jangan sampai nama saya terekspos.
Tanpa menyebut nama saya ya.
Tidak usah sebut nama saya.
Nama saya tidak perlu disebut.
Tolong identitas saya disembunyikan.
Sembunyikan nama saya.
Nama saya tolong disamarkan saja, malu.
Saya minta identitas saya tidak dibuka.
Saya tidak mau nama saya diketahui.
Jangan kasih tahu nama saya.
Jangan bilang siapa yang lapor.
Jangan sampai orang tahu saya yang lapor.
Saya ingin tetap anonim.
Tolong anonimkan laporan saya.
Mohon laporan saya dirahasiakan.
Mohon privasi saya dijaga.
Tolong lindungi identitas saya.
Saya mohon perlindungan identitas.
Jgn sebut nama sy
nama sy tlg dirahasiakan
tlg rahasiain nama gw
ulah disebut ngaran abdi
Please keep my identity confidential.
Please do not publish my name.
Please don't disclose my identity.
Do not mention my name please.
Hide my name please.
I want to be anonymous.
""".strip().split("\n")
NOT_ASKING = """
Anggaran desa dirahasiakan oleh bendahara.
Sudah jadi rahasia umum, mohon ditertibkan.
Nama saya tidak tercantum di daftar penerima bantuan.
Nama saya di sertifikat salah satu huruf.
Ada yang suka buang sampah ke kali, tidak tahu siapa. Tolong dipasang bak sampah.
Ga tau namanya, tolong dikasih penghargaan.
Jangan tutup jalan ini, mohon dibuka lagi.
Identitas petugas tidak dipasang di loket.
Jalan ini jangan dibiarkan rusak, saya mohon diperbaiki.
Tolong data penerima bantuan diperbarui.
Pintu air disembunyikan semak, tidak terlihat dari jalan.
Teman saya bilang laporan di sini cepat dibalas.
Rambu tersembunyi di balik pohon, tolong dipangkas.
Tolong umumkan jadwal pemadaman listrik.
Tidak usah disamarkan, nama saya Hendra.
Gak perlu dirahasiakan, saya ketua RT di sini.
Petugasnya ramah dan jaga rahasia.
Cuma ingin tahu siapa yang mengatur jadwal, saya tidak menuduh siapa-siapa.
Saya tidak tahu mau mengadu ke mana lagi, minta tolong.
Saya tidak mau dikasih, bilang sudah tugas namanya.
""".strip().split("\n")


@pytest.mark.parametrize("asking", ASKING)
def test_however_it_is_asked_a_person_looks_first(asking: str) -> None:
    assert asks_for_secrecy(LAMP + asking)
    assert danger.judge(LAMP + asking, titled=True).outcome != "harmless"


@pytest.mark.parametrize("told", NOT_ASKING)
def test_who_tells_of_what_is_hidden_or_not_told_asks_for_nothing(told: str) -> None:
    assert not asks_for_secrecy(LAMP + told)


def test_it_reads_a_long_text_once() -> None:
    assert not asks_for_secrecy("lampu jalan mati " * 3_000)
    assert asks_for_secrecy("lampu jalan mati " * 3_000 + "nama saya tolong dirahasiakan")
