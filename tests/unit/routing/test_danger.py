"""Complaints that endanger who wrote them: found in words nobody put into the table.

`danger_texts.csv` has two writers. The texts of the first were written before there was a rule;
every other was looked at while the rules were made. The second saw neither rules nor code nor
anybody's texts, and nothing was changed after these were asked about.
"""

import csv
from collections.abc import Sequence
from functools import partial
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import danger, danger_model, word_filters
from chalicelib.routing.danger import (
    LENGTH,
    Outcome,
    Verdict,
    judge,
    lost_by_length,
    passages,
    tokens,
)
from tests.ratios import processor_seconds

with Path(__file__).with_name("danger_texts.csv").open(encoding="utf-8", newline="") as source:
    TEXTS = list(csv.DictReader(source))
FIRST, SECOND = ([row for row in TEXTS if row["writer"] == one] for one in ("first", "second"))
ROWS = pytest.mark.parametrize("rows", [TEXTS, FIRST, SECOND], ids=["all", "first", "second"])


def share_held(rows: Sequence[dict[str, str]], label: str) -> float:
    asked = [row["text"] for row in rows if row["label"] == label]
    return sum(judge(text).outcome != "harmless" for text in asked) / len(asked)


@pytest.mark.parametrize("rows", [FIRST, SECOND], ids=["first", "second"])
def test_there_are_enough_of_both(rows: list[dict[str, str]]) -> None:
    assert sum(row["label"] == "dangerous" for row in rows) >= 150
    assert sum(row["label"] == "harmless" for row in rows) >= 150


@ROWS
def test_hardly_any_dangerous_one_is_public_by_itself(rows: list[dict[str, str]]) -> None:
    assert share_held(rows, "dangerous") >= 0.97


@ROWS
def test_ordinary_ones_are_not_held_back(rows: list[dict[str, str]]) -> None:
    assert share_held(rows, "harmless") <= 0.10


@pytest.mark.parametrize(
    ("text", "outcome", "kind"),
    [
        ("Kalau tidak kasih uang, berkas tidak jalan.", "dangerous", "corruption"),
        ("Guru itu sering memegang muridnya.", "dangerous", "sexual"),
        ("Saya takut dipecat kalau ini ketahuan.", "dangerous", "retaliation"),
        ("Anak tetangga dipukuli ayahnya tiap malam.", "dangerous", "violence"),
        ("Jemaat kami diusir dari kampung.", "dangerous", "persecution"),
        ("Ada petugas yang suka titip jatah.", "dangerous", "likeness"),
        # Neither a rule nor the model is sure.
        ("Calo\nBanyak calo di loket KTP.", "unsure", "corruption"),
        ("The clerk asked me for cash.", "dangerous", "corruption"),
        ("Banyak pungli di terminal.", "dangerous", "corruption"),
    ],
)
def test_what_is_said_is_understood(text: str, outcome: Outcome, kind: str) -> None:
    found = judge(text)
    assert (found.outcome, kind in found.kinds) == (outcome, True)


@pytest.mark.parametrize(
    "text",
    [
        "Lampu taman belum menyala.",
        "Anak jalan di depan pasar rusak.",
        "Bagaimana cara mencicil uang sekolah?",
        "Pungutan parkir resmi loketnya kurang.",
        "Poster anti korupsi di kantor kelurahan sobek.",
        "Bagaimana cara melaporkan pungli?",
        "Seminar pencegahan kekerasan anak kapan?",
        "Loket buka pukul berapa?",
    ],
)
def test_the_same_words_mean_no_harm_elsewhere(text: str) -> None:
    assert judge(text) == Verdict(outcome="harmless", kinds=(), accused=None)


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Petugas loket minta uang 300 ribu.", "office"),
        ("Pak bupati minta uang dari tiap tambang.", "head"),
        ("Kepada Yth bupati, petugas loket minta uang 300 ribu.", "office"),
        ("Suami saya memukul anak saya.", None),
        ("Pungli di mana-mana.", "office"),
    ],
)
def test_whom_it_accuses(text: str, accused: str | None) -> None:
    assert judge(text).accused == accused


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    found = judge(text)
    assert (found.outcome == "harmless") == (not found.kinds)


def test_what_was_found_is_found_within_more_words() -> None:
    around = "Selamat pagi, jalan di depan rumah kami berlubang dan lampunya padam. " * 30
    assert judge(f"{around} Petugas minta uang 300 ribu. {around}").outcome != "harmless"


@pytest.mark.parametrize(
    "text", ["Petugas loket minta uang.", "Guru itu sering memegang muridnya.", "Lampu taman mati."]
)
@pytest.mark.parametrize(
    "contact",
    [
        " NIK saya 3578010101990001, surel warga@contoh.example, telepon 081234567890",
        " No HP: +62 812-3456-7890. WA kami 0812 3456 7890",
        " Kontak surel w.a+r-g_a@contoh.example",
    ],
)
def test_how_the_writer_can_be_reached_changes_nothing(text: str, contact: str) -> None:
    assert judge(text + contact) == judge(text)
    assert judge(f"{contact}. {text}") == judge(text)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Petugas loket minta uang tambahan supaya berkas saya jalan", "dangerous"),
        ("Dokter minta uang tambahan sebelum operasi bapak saya", "dangerous"),
        ("Kami minta tambahan petugas di loket pajak", "harmless"),
        ("Mohon tambah lampu di jalan desa kami", "harmless"),
    ],
)
def test_who_asks_for_more(text: str, outcome: str) -> None:
    assert judge(text).outcome == outcome


def test_time_grows_with_the_text_and_no_faster() -> None:
    words = "kalau tidak kasih uang petugas anak saya dipukul takut lapor "

    def taken(times: int) -> float:
        return processor_seconds(partial(judge, words * times))

    taken(10)
    assert taken(160) < 16 * taken(20)  # eight times the text; a square would be 64


def test_a_longer_text_loses_more_but_no_more_than_one_of_the_longest() -> None:
    lost = [lost_by_length(count) for count in (0, 14, 15, 16, 119, 120, 121, 999)]
    assert lost[:3] == [LENGTH * log(15)] * 3
    assert lost[2] < lost[3] < lost[4] < lost[5]
    assert lost[5:] == [LENGTH * log(120)] * 3


@pytest.mark.parametrize("text", ["Lampu taman belum menyala.", "...Gelap! Taman sepi; " * 9])
@pytest.mark.parametrize(("above", "times_read"), [(0.001, 0), (-0.001, 1)])
def test_what_the_linear_model_finds_far_from_danger_is_not_read_in_order(
    monkeypatch: pytest.MonkeyPatch, above: float, times_read: int, text: str
) -> None:
    filters = word_filters.load()
    model = danger_model.load(danger_model.DANGER)
    alone = model.score(passages(text)) - lost_by_length(len(tokens(text)))
    below = filters.limits[word_filters.DANGER].threshold - alone
    read = []
    answers = word_filters.WordFilters.answers

    def counted(self: word_filters.WordFilters, asked: Sequence[word_filters.Token]) -> list[float]:
        read.append(asked)
        return answers(self, asked)

    monkeypatch.setattr(word_filters.WordFilters, "answers", counted)
    monkeypatch.setattr(danger, "FAR", below - above)
    assert judge(text).outcome == "harmless"
    assert len(read) == times_read


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        # Dangerous by a good margin, though nothing says that somebody in office is accused.
        ("Orang di gang itu menunggu anak pulang sekolah, lalu memberi plastik kecil.", "unnamed"),
        # Not by enough.
        ("Wali kelas anak saya belum ada.", None),
        # By enough, and in words of which none is known.
        ("asdasdasd\ndfgkjhdfg skdjfhgk xcvbnmdf", None),
    ],
)
def test_what_is_clearly_dangerous_may_accuse_whoever_would_get_it(
    text: str, accused: str | None
) -> None:
    found = judge(text)
    assert (found.outcome, found.accused, found.surely) == ("unsure", accused, False)
