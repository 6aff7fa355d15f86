"""What reporters write to an agency that has their case already: whom it takes the case from."""

from datetime import date
from typing import Any

import pytest

from chalicelib.routing import danger
from chalicelib.routing.later_words import LaterWords, read_later_words
from chalicelib.routing.registry import packaged

DAY = date(2026, 11, 26)
OFFICE, CITY = "kota-surabaya-dinas-pendidikan", "kota-surabaya"
INSPECTORATE = "kota-surabaya-inspektorat"
ORDINARY = """
Sudah tiga hari belum ada petugas yang datang. Kapan lampunya diperbaiki?
Alamat lengkapnya Jl. Melati No. 12 RT 03 RW 05, sebelah warung bu Tini.
Baik, terima kasih atas jawabannya. Saya tunggu kabar selanjutnya.
Kejadiannya tanggal 14 November sekitar jam 9 pagi.
Petugasnya tidak ramah dan jawabannya berbelit-belit.
Sampai sekarang KTP saya belum jadi, padahal dijanjikan dua minggu.
Ini foto jalan yang berlubang, sudah saya lampirkan.
Nomor pelanggan saya sudah saya tulis di laporan, mohon dicek lagi.
Kata petugas loket harus ada surat dari RT, tapi pak RT bilang tidak perlu.
Belum beres, air masih keruh dan bau.
Saya kecewa, jawaban dinas cuma menyalin jawaban yang lama.
Mohon segera ditindaklanjuti karena anak-anak lewat situ setiap hari.
Laporan saya ditutup padahal belum dikerjakan sama sekali.
Tidak ada yang menghubungi saya sampai hari ini.
Pak lurah bilang anggarannya belum ada tahun ini.
Yang benar saya lapor dari bulan Agustus, bukan Oktober.
Sampah menumpuk lagi sejak Senin, truknya tidak lewat.
Sekolahnya SDN 2, kelas 4. Gurunya sering tidak masuk.
Dana BOS untuk buku katanya sudah turun tapi bukunya belum ada.
Tetangga saya juga mengalami hal yang sama, total ada 12 rumah.
Sudah dicor kemarin tapi hari ini retak lagi, kerjanya asal-asalan.
Dokternya baru datang jam 11 padahal jadwal jam 8.
Apakah saya perlu datang ke kantor membawa berkas asli?
Terima kasih, sudah nyala lampunya.
Saya tidak puas, petugas datang cuma foto-foto lalu pergi.
Bansosnya belum cair, nama saya hilang dari daftar.
Proyek galian PDAM bikin macet dan bekasnya tidak ditutup lagi.
Petugas parkirnya narik dua kali, tidak ada karcis.
Kepala sekolahnya sudah janji mau ganti kursi yang rusak tapi belum.
Antrean BPJS lama sekali, loket yang buka cuma satu.
Kabelnya menjuntai, takut anak kecil kesetrum.
Warga sudah gotong royong sendiri karena dinas tidak turun.
Maaf saya salah tulis, harusnya Kecamatan Lowokwaru.
Mohon jawaban yang jelas, bukan template.
Sudah dibaca petugas tapi kok statusnya masih diproses?
Kemarin petugas datang mengukur, katanya minggu depan dikerjakan.
Saya keberatan laporan digabung, masalahnya beda.
Nomor HP saya tidak berubah, silakan hubungi kapan saja.
Jawaban dinas tidak sesuai kenyataan di lapangan.
Guru honorer di situ belum digaji empat bulan.
Jembatannya goyang kalau dilewati truk, takut ambruk.
Petugas puskesmas menyuruh saya pulang karena obat habis.
Sertifikatnya sudah dua tahun di BPN belum selesai.
Surat pengantarnya hilang di kelurahan, saya disuruh buat lagi dari awal.
Pak camat tidak pernah di tempat kalau didatangi.
No, the road is still broken, nobody came.
Yes, it happened again last night around 10 pm.
Thank you, the water is running again.
The clerk told me to come back next week, again.
I was asked for a document that is not on the list.
""".strip().splitlines()
ACCUSING = """
Kepala dinasnya minta uang 500 ribu supaya laporan saya diproses.
Petugas yang datang minta uang rokok 200 ribu, kalau tidak katanya tidak dikerjakan.
Saya diancam oleh pak lurah supaya mencabut laporan ini.
Pegawai loket bilang kalau mau cepat bayar 300 ribu di bawah meja.
Ternyata kepala sekolah yang menjual buku itu dan memotong dana BOS.
Setelah saya lapor, petugas dinas datang ke rumah dan marah-marah, saya takut.
Kabidnya main proyek dengan adiknya sendiri, makanya jalan tidak pernah beres.
Oknum petugas meminta imbalan agar KTP saya dicetak.
Pak camat yang menyuruh saya tutup mulut, katanya anak saya bisa dikeluarkan dari sekolah.
Staf kelurahan memegang tangan dan menggoda saya waktu mengurus surat.
Bendahara dinas memotong honor kami 20 persen setiap bulan.
Mereka minta pelicin lagi, sama seperti waktu itu.
Orang dinas yang ke sini minta transferan ke rekening pribadi.
Saya dipaksa tanda tangan bahwa sudah selesai padahal belum, oleh petugasnya.
Bupati sendiri yang menerima fee dari proyek ini.
Wali kota melindungi pengembang itu karena menerima setoran.
Petugas satpol PP memukul suami saya waktu penertiban.
Guru BK itu yang meraba murid perempuan, kepala sekolah tahu dan diam.
Petugas PDAM memungut biaya tanpa kuitansi dan mengancam memutus air.
Sekretaris desa menjual bansos ke warung.
Kasinya minta jatah supaya nama saya masuk daftar penerima.
Yang mengurus berkas saya ternyata calo yang kerja sama dengan orang dalam.
Dokter di puskesmas minta bayaran tambahan padahal saya pakai BPJS.
Saya didatangi orang suruhan kepala dinas dan disuruh diam.
The officer asked me for money to close this report.
The head of the office threatened me after I complained.
The inspector wanted a bribe of one million rupiah.
Anggaran jalan itu dikorupsi kepala dinas, semua orang di sini tahu.
Petugas posyandu kabupaten menggelapkan makanan tambahan balita.
Kepala UPT nya menyuruh kami setor tiap minggu.
Waktu saya tolak bayar, berkas saya dilempar petugasnya.
Pegawai itu bilang ada harga kalau mau urusannya selesai.
Sejak saya lapor, bansos saya dicoret oleh pak kades.
Kalau saya bicara lagi katanya saya dipecat, yang bilang pak kepala dinas.
Jawaban itu bohong, petugasnya yang mengambil aspal untuk rumahnya sendiri.
Mobil dinas dipakai kepala kantor untuk usaha pribadi.
""".strip().splitlines()


def read(words: str, *readers: str, region_code: str | None = "35.78") -> LaterWords:
    return read_later_words(words, readers, region_code=region_code, registry=packaged(), on=DAY)


def test_most_accusations_are_seen_and_hardly_an_ordinary_answer_is_taken_for_one() -> None:
    """Written for this, so the shares flatter. That the check for danger has a doubt would take the
    case in nearly a third of the ordinary ones."""
    assert len(ORDINARY) == 50
    assert len(ACCUSING) == 36
    assert sum(read(words).on_office for words in ACCUSING) >= 33
    assert sum(read(words).on_office for words in ORDINARY) <= 1
    assert sum(danger.judge(words).accused is not None for words in ORDINARY) >= 15


@pytest.mark.parametrize(
    ("words", "readers", "accused"),
    [
        ("Kepala dinasnya minta uang 500 ribu.", (OFFICE,), (OFFICE,)),
        # A government, and whoever inspects, looks into its offices.
        ("Kepala dinasnya minta uang 500 ribu.", (CITY, INSPECTORATE), ()),
        ("Kepala dinasnya minta uang 500 ribu.", (CITY, OFFICE), (OFFICE,)),
        ("Inspektorat minta uang 500 ribu ke kepala dinas.", (INSPECTORATE,), (INSPECTORATE,)),
        # Of a head his government with all in it, whoever reads it.
        ("Wali kota minta setoran dari tiap proyek.", (OFFICE,), (CITY,)),
        ("Wali kota minta setoran dari tiap proyek.", (INSPECTORATE, OFFICE), (CITY,)),
        ("Gubernur minta setoran 10 persen dari tiap proyek.", (OFFICE,), ("provinsi-jawa-timur",)),
        ("Wali kota minta setoran dari tiap proyek.", ("kemendagri",), (CITY,)),
        (
            "Wali kota minta setoran dari tiap proyek. Sudah lapor gubernur.",
            (OFFICE,),
            ("provinsi-jawa-timur", CITY),
        ),
        # A head who was only told of it; whom they may accuse is the office.
        (
            "Kepala dinasnya minta uang 500 ribu. Sudah lapor gubernur.",
            (OFFICE,),
            ("provinsi-jawa-timur", OFFICE),
        ),
        (
            "Kepala dinasnya minta uang 500 ribu. Sudah lapor gubernur.",
            (INSPECTORATE,),
            ("provinsi-jawa-timur",),
        ),
        # Dangerous, and of nobody in office.
        ("Suami saya mengancam akan membunuh saya.", (OFFICE,), ()),
        ("Yang diminta sudah saya lengkapi.", (OFFICE,), ()),
        ("Petugas yang datang ramah sekali.", (OFFICE,), ()),
        ("Kepala dinasnya minta uang 500 ribu.", (), ()),
        ("Kepala dinasnya minta uang 500 ribu.", ("tidak-ada",), ()),
    ],
)
def test_whom_they_accuse(words: str, readers: tuple[str, ...], accused: tuple[str, ...]) -> None:
    assert read(words, *readers).accuses == accused


def test_whom_a_person_chose_loses_it_for_a_head_of_theirs_alone() -> None:
    given: dict[str, Any] = {
        "chosen": {OFFICE},
        "region_code": "35.78",
        "registry": packaged(),
        "on": DAY,
    }
    told = "Kepala dinasnya minta uang 500 ribu. Sudah lapor gubernur."
    assert read_later_words(told, (OFFICE,), **given).accuses == ("provinsi-jawa-timur",)
    head = "Wali kota minta setoran dari tiap proyek."
    assert read_later_words(head, (OFFICE,), **given).accuses == (CITY,)


def test_where_the_place_does_not_say_whose_head_it_is_nobody_elses_office_loses_it() -> None:
    words = "Wali kota minta setoran dari tiap proyek."
    assert read(words, "kemendagri", region_code=None).accuses == ()


def test_what_else_is_read_in_them() -> None:
    found = read("Jangan cantumkan nama saya.", OFFICE)
    assert (found.dangerous, found.secret, found.accuses) == (False, True, ())
    found = read("Petugas yang datang minta uang, tolong nama saya dirahasiakan.", OFFICE)
    assert (found.dangerous, found.secret, found.accuses) == (True, True, (OFFICE,))
