"""Real complaints pass, however short and however typed; what says nothing is named."""

import pytest

from chalicelib.routing.screening import (
    COPIED_WORDS,
    MANY_COPIES,
    SUSPICIONS,
    signals,
    suspicion,
)

REAL = [
    ("Jalan rusak", "Jalan rusak di RT 3"),
    ("PJU mati", "PJU mati lagi"),
    ("Aduan", "KK blm jadi"),
    ("Laporan KK", "mohon KK saya pak"),
    ("BPJS", "BPJS ndk aktif"),
    ("Laporan", "mohon info pkh"),
    ("Tolong", "Banjirrrrrrrrrr!!!!!!!!!!"),
    ("Pengaduan", "............................ got mampet ............................"),
    ("Bukti foto", "https://foto.example/1 https://foto.example/2"),
    ("Laporan", "@dinas_contoh lampu padam https://foto.example/1"),
    ("Test CPNS", "Hasil tes CPNS belum diumumkan"),
    ("Laporan percobaan pencurian", "Percobaan pencurian motor di parkiran"),
    ("Broken road", "The road to our school is broken"),
    ("Selamat pagi", "Selamat pagi, sampah belum diangkut"),
    ("\ua997\ua9ad\ua9a4\ua9ba", "\ua997\ua9ad\ua9a4\ua9ba\ua9ab\ua9b8\ua9b1\ua98f\ua9c0"),
    (
        "\u0634\u0643\u0648\u0649",
        "\u0627\u0644\u0637\u0631\u064a\u0642 \u0645\u0643\u0633\u0648\u0631",
    ),
    (
        "Situs slot gacor",
        "Situs slot gacor dengan bonus deposit dan promo new member terus mengirim SMS, klik "
        "https://slot.example. Anak saya jadi korban, mohon diblokir.",
    ),
    (
        "Promo toko menipu",
        "Toko memasang promo diskon dan gratis ongkir, klik link https://toko.example, barang "
        "belum dikirim.",
    ),
]
JUNK = [
    ("Laporan", "tes tes 123", "test_only"),
    ("Testing", "coba coba satu dua tiga", "test_only"),
    ("Selamat pagi", "Assalamualaikum wr wb bapak ibu admin", "greeting_only"),
    ("Terima kasih", "terima kasih pak, selamat siang", "greeting_only"),
    ("asdasd", "asdasdasd qwerty zxcvbn", "gibberish"),
    ("hjkgfdsk", "dfgkjhdfg skdjfhgk xcvbnmdf", "gibberish"),
    ("wkwkwkwk", "hahahaha hihihihi", "gibberish"),
    ("aaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "repeated_characters"),
    ("!!!!!!!", "????????????????????", "repeated_characters"),
    ("https://iklan.example", "https://iklan.example/a www.iklan.example/b", "only_links"),
    ("\U0001f600\U0001f600\U0001f600", "\U0001f600 \U0001f621 \U0001f600 \U0001f621", "too_little"),
    ("Laporan", "Tidak ada laporan", "too_little"),
    (
        "Slot gacor hari ini",
        "Bonus new member 100 persen, deposit pulsa, maxwin setiap hari. Daftar sekarang di "
        "https://slot.example",
        "advert",
    ),
    (
        "Dana cepat cair",
        "Tanpa jaminan, bunga rendah, cepat cair hari ini juga. Hubungi kami di wa.me/000",
        "advert",
    ),
]
LETTER = (
    "Kami warga perumahan menolak pembangunan menara pemancar di tengah permukiman karena "
    "sosialisasi belum pernah dilakukan pengembang."
)


@pytest.mark.parametrize(("title", "body"), REAL, ids=[title for title, _ in REAL])
def test_a_real_complaint_passes(title: str, body: str) -> None:
    assert signals(title, body) == ()


@pytest.mark.parametrize(("title", "body", "signal"), JUNK)
def test_what_says_nothing_is_named(title: str, body: str, signal: str) -> None:
    assert signals(title, body) == (signal,)


@pytest.mark.parametrize(("title", "body", "signal"), JUNK[:-2])
def test_one_word_that_says_something_lets_it_pass(title: str, body: str, signal: str) -> None:
    assert signals(title, f"{body} jalan berlubang") == ()


def test_many_copies_are_a_signal_few_are_not() -> None:
    assert signals("Menara pemancar", LETTER, copies=MANY_COPIES) == ("mass_copies",)
    assert signals("Menara pemancar", LETTER, copies=MANY_COPIES - 1) == ()


def test_in_few_words_people_say_the_same_by_chance() -> None:
    short = "Lampu jalan padam"
    assert len(short.split()) < COPIED_WORDS
    assert signals(short, short, copies=1_000) == ()


def test_every_signal_has_a_suspicion_and_none_has_none() -> None:
    of_others = {"mass_copies", "nobodys_affair"}  # counted, and said by the model
    assert {signal for *_, signal in JUNK} | of_others == set(SUSPICIONS)
    assert suspicion(()) is None
    assert suspicion(("advert",)) == "possible_spam"
    assert suspicion(("greeting_only",)) == "not_a_complaint"
