"""Texts alike are found, others are not, and the same text has the same signature for ever."""

import itertools

import pytest

from chalicelib.routing.similarity import (
    BANDS,
    CANDIDATE_THRESHOLD,
    SIMILAR_THRESHOLD,
    estimate_similarity,
    jaccard,
    lsh_bands,
    shingles,
    signature,
)

LAMP = (
    "Lampu jalan di depan Pasar Kembang padam sejak minggu lalu. Pejalan kaki takut lewat pada "
    "malam hari, dan sudah dua kali terjadi penjambretan."
)
ALIKE_TO_LAMP = {
    "greeting": f"Assalamualaikum wr wb, selamat malam admin. {LAMP} Terima kasih.",
    "order": "Pejalan kaki takut lewat pada malam hari, dan sudah dua kali terjadi penjambretan. "
    "Lampu jalan di depan Pasar Kembang padam sejak minggu lalu.",
    "typing errors": "Lampu jaln di depan Pasr Kembang padam sejak mingu lalu. Pejalan kaki takut "
    "lewt pada malam hari, dan sudah dua kali terjdi penjambretan.",
    "shouting": LAMP.upper().replace(".", "!!!!!"),
    "one sentence only": "Lampu jalan di depan Pasar Kembang padam sejak minggu lalu, pejalan kaki "
    "takut lewat pada malam hari.",
    "a link": f"{LAMP} https://foto.example/1234",
}
OTHERS = [
    "Sampah menumpuk di pinggir sungai dan baunya masuk ke rumah warga setiap sore.",
    "Antrean di puskesmas mulai jam empat pagi, nomor habis sebelum loket dibuka.",
    "Kartu BPJS ibu saya tidak aktif padahal iuran dibayar setiap bulan.",
    "Kepala sekolah meminta uang seragam untuk kedua kalinya tahun ini.",
    "Jalan di depan pasar berlubang dan tergenang bila hujan.",
]
GOLDEN = ("66cdfc279b118bf757cef3cb", "35eabdc14a041d44721a8347")  # pragma: allowlist secret


def like(one: str, other: str) -> float:
    return jaccard(shingles(one), shingles(other))


def shared_bands(one: str, other: str) -> int:
    pairs = zip(
        lsh_bands(signature(shingles(one))), lsh_bands(signature(shingles(other))), strict=True
    )
    return sum(mine == theirs for mine, theirs in pairs)


@pytest.mark.parametrize("way", ALIKE_TO_LAMP)
def test_the_same_said_another_way_is_alike_and_found(way: str) -> None:
    assert like(LAMP, ALIKE_TO_LAMP[way]) >= SIMILAR_THRESHOLD
    assert shared_bands(LAMP, ALIKE_TO_LAMP[way]) >= 1


@pytest.mark.parametrize("way", ["greeting", "order", "shouting", "a link"])
def test_politeness_order_and_case_cost_nothing(way: str) -> None:
    assert shingles(ALIKE_TO_LAMP[way]) == shingles(LAMP)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations([LAMP, *OTHERS], 2)))
def test_other_matters_are_far_from_alike(one: str, other: str) -> None:
    assert like(one, other) < CANDIDATE_THRESHOLD


def test_house_numbers_do_not_tell_texts_apart_but_their_words_do() -> None:
    assert like("Pipa bocor di Gang 12 nomor 7", "Pipa bocor di Gang 31 nomor 4") == 1.0
    assert like("Pipa bocor di Gang 12", "Pohon tumbang di Taman 12") < SIMILAR_THRESHOLD


@pytest.mark.parametrize("way", ALIKE_TO_LAMP)
def test_signatures_estimate_the_index(way: str) -> None:
    one, other = shingles(LAMP), shingles(ALIKE_TO_LAMP[way])
    guess = estimate_similarity(signature(one), signature(other))
    # Three standard errors of a share of 36.
    assert guess == pytest.approx(jaccard(one, other), abs=0.25)


def test_a_signature_is_the_same_on_every_machine() -> None:
    """Stored bands are only found by the same normalisation, key and cut: who changes one of them
    changes this line, and knows that suggestions begin anew."""
    assert lsh_bands(signature(shingles(LAMP)))[:2] == GOLDEN
    assert len(set(lsh_bands(signature(shingles(LAMP))))) == BANDS


def test_what_says_nothing_has_no_signature_and_is_like_nothing() -> None:
    for text in ("", "\U0001f600 \U0001f600", "mohon terima kasih pak"):
        assert signature(shingles(text)) == b""
        assert lsh_bands(b"") == ()
        assert like(text, text) == 0.0
        assert estimate_similarity(b"", b"") == 0.0
