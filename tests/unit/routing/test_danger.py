"""Complaints that endanger who wrote them: found in words nobody put into the table.

`danger_texts.csv` has two writers. The texts of the first were written before there was a rule;
every other was looked at while the rules were made. The second saw neither rules nor code nor
anybody's texts, and nothing was changed after these were asked about.
"""

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from math import inf, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import danger, danger_model, danger_reading, transformer, word_filters
from chalicelib.routing.assess import RoutingRequest, assess
from chalicelib.routing.danger import (
    ACCUSAL_WEIGHT,
    DOUBT,
    FARTHEST,
    HARMLESS,
    LENGTH,
    LIKELY_ACCUSES,
    MAY_ACCUSE,
    RULED,
    STILL_ACCUSES,
    TITLED,
    TITLED_BY_BODY,
    Verdict,
    judge,
    lost_by_length,
    parts,
    passages,
    tokens,
)
from chalicelib.routing.danger_reading import PART, SHORTEST_PART, Outcome, TextReading
from chalicelib.routing.registry import packaged
from tests.ratios import processor_seconds
from tests.readings import read_ahead

with Path(__file__).with_name("danger_texts.csv").open(encoding="utf-8", newline="") as source:
    TEXTS = list(csv.DictReader(source))
FIRST, SECOND = ([row for row in TEXTS if row["writer"] == one] for one in ("first", "second"))
ROWS = pytest.mark.parametrize("rows", [TEXTS, FIRST, SECOND], ids=["all", "first", "second"])


def share_held(rows: Sequence[dict[str, str]], label: str) -> float:
    asked = [row["text"] for row in rows if row["label"] == label]
    read_ahead(asked)
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
        ("Saya takut menulis ini karena rumah saya dekat", "dangerous", "retaliation"),
        ("I am afraid to write this, they live next door", "dangerous", "retaliation"),
        ("Anak tetangga dipukuli ayahnya tiap malam.", "dangerous", "violence"),
        ("Jemaat kami diusir dari kampung.", "dangerous", "persecution"),
        ("Ada petugas yang suka titip jatah.", "dangerous", "likeness"),
        # Neither a rule nor the models are sure.
        ("Calo di loket KTP menawarkan jalan cepat.", "unsure", "corruption"),
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

    judge(words * 10)
    short, long = processor_seconds(*(partial(judge, words * times) for times in (20, 160)))
    assert long < 16 * short  # eight times the text; a square would be 64


AROUND = {
    "ending": "{}. Mohon ditindaklanjuti. Terima kasih atas perhatiannya.",
    "greeting": "Selamat pagi Bapak dan Ibu yang kami hormati. {}",
    "after": "{}. Lampu jalan di depan balai desa juga mati, dan sampah di dekatnya menumpuk.",
    "before": "Lampu jalan di depan balai desa mati, dan sampah di dekatnya menumpuk. {}",
    "both sides": (
        "Jalan ke pasar berlubang sejak musim hujan. {}."
        " Air ledeng di rumah kami keruh sudah seminggu."
    ),
    "chain": "{} oh ya lampu jalan di depan balai desa juga mati trus sampah di dekatnya menumpuk",
    "chain before": "mau lapor lampu jalan di gang kami mati trus got nya mampet dan {}",
    "list": (
        "Assalamualaikum\n1. lampu jalan mati di gang kami\n2. {}"
        "\n3. got di depan sekolah mampet\nMatur nuwun"
    ),
    "pictures": "Halo admin \U0001f64f {} \u2705 bus sekolah sering terlambat \U0001f62d",
    "letter": (
        "Selamat pagi Bapak dan Ibu yang kami hormati. Jalan ke pasar berlubang sejak musim hujan,"
        " bus sekolah sering terlambat. {}. Lampu jalan di depan balai desa juga mati, dan sampah"
        " di dekatnya menumpuk. Mohon ditindaklanjuti. Terima kasih."
    ),
}


@cache
def found_dangerous() -> tuple[str, ...]:
    """Dangerous texts of the six writers of the tests that are held as they stand."""
    folder = Path(__file__).parent
    rows = [*TEXTS]
    for name in ("voices.csv", "examiner.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as source:
            rows += csv.DictReader(source)
    # Each is asked about in ten ways, so a third of them is enough.
    asked = [row["text"] for row in rows if row["label"] == "dangerous"][::3]
    read_ahead(asked)
    return tuple(text for text in asked if judge(text).outcome != "harmless")


@pytest.mark.parametrize("kind", AROUND)
def test_words_of_no_danger_do_not_hide_what_is_found_alone(kind: str) -> None:
    """A letter in which four sentences in five are about something else still hides some."""
    found, least = found_dangerous(), {"letter": 0.89}.get(kind, 0.95)
    around = AROUND[kind]
    asked = [around.format(text.rstrip(".")) for text in found]
    read_ahead(asked)
    held = [judge(text).outcome != "harmless" for text in asked]
    assert len(found) >= 200
    assert sum(held) / len(held) >= least


def test_words_of_no_danger_between_its_sentences_do_not_either() -> None:
    between = " Antrean KTP di kantor juga panjang, dari pagi baru selesai sore. "
    found = [text.partition(". ") for text in found_dangerous() if ". " in text]
    asked = [f"{one}.{between}{rest}" for one, _, rest in found]
    read_ahead(asked)
    held = [judge(text).outcome != "harmless" for text in asked]
    assert len(found) >= 65
    assert sum(held) / len(held) >= 0.95


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_words_of_no_danger_make_no_ordinary_complaint_dangerous(around: str) -> None:
    texts = [row["text"] for row in TEXTS if row["label"] == "harmless"][::3]
    asked = [around.format(text.rstrip(".")) for text in texts]
    read_ahead(asked)
    held = [judge(text).outcome != "harmless" for text in asked]
    assert sum(held) / len(held) <= 0.10


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", [0]),
        ("satu", [1]),
        ("Lampu taman mati lagi. Got di gang mampet!", [4, 4]),
        ("Lampu taman mati lagi\ngot di gang mampet", [4, 4]),
        ("lampu taman mati lagi \U0001f64f got di gang mampet", [4, 4]),
        ("\u2022 lampu taman mati lagi \u2022 got di gang mampet", [4, 4]),
        ("Halo min. Lampu taman mati lagi. Tolong ya.", [8]),
        ("Lampu taman mati lagi. Halo. Got di gang mampet.", [4, 5]),
        ("kata " * 23, [23]),
        ("kata " * 40, [20, 20]),
        ("a. " * 9, [4, 5]),
    ],
)
def test_a_text_is_read_by_its_sentences(text: str, lengths: list[int]) -> None:
    assert [len(part.passage.words) for part in parts(text)] == lengths


@given(st.lists(st.sampled_from(["a", "b.", "c\n", "d?", "\U0001f64f"]), max_size=120))
def test_every_word_is_read_in_one_part(words: list[str]) -> None:
    text = " ".join(words)
    found = parts(text)
    assert [word for part in found for word in part.passage.words] == [
        word for passage in passages(text) for word in passage.words
    ]
    lengths = [len(part.passage.words) for part in found]
    assert max(lengths) < 1.5 * PART + SHORTEST_PART
    assert len(lengths) == 1 or min(lengths) >= SHORTEST_PART


@pytest.mark.parametrize("sentence", ["a. ", "petugas minta uang. ", "a b c d. "])
def test_many_short_sentences_take_time_in_proportion(sentence: str) -> None:
    judge(sentence * 10)
    short, long = processor_seconds(*(partial(judge, sentence * times) for times in (250, 2_000)))
    assert long < 16 * short  # eight times the text; a square would be 64


def test_a_longer_text_loses_more_but_no_more_than_one_of_the_longest() -> None:
    lost = [lost_by_length(count) for count in (0, 14, 15, 16, 119, 120, 121, 999)]
    assert lost[:3] == [LENGTH * log(15)] * 3
    assert lost[2] < lost[3] < lost[4] < lost[5]
    assert lost[5:] == [LENGTH * log(120)] * 3


GLOOMY = "...Gelap! Taman sepi; jalan kecil berlubang. Got mampet lagi sejak kemarin, bau sekali."


@pytest.mark.parametrize("text", ["Lampu taman belum menyala.", GLOOMY])
@pytest.mark.parametrize(("above", "times_read"), [(0.001, 0), (-0.001, 1)])
def test_what_the_linear_model_finds_far_from_danger_is_not_read_in_order(
    monkeypatch: pytest.MonkeyPatch, above: float, times_read: int, text: str
) -> None:
    model = danger_model.load(danger_model.DANGER)
    whole = max(map(model.score, passages(text))) - lost_by_length(len(tokens(text)))
    likest = max(model.score(part.passage) for part in parts(text))
    limit = word_filters.load().limits[word_filters.DANGER].threshold - FARTHEST
    below = limit - whole - likest
    read = []
    answers = word_filters.WordFilters.answers

    def counted(self: word_filters.WordFilters, asked: Sequence[word_filters.Token]) -> list[float]:
        read.append(asked)
        return answers(self, asked)

    monkeypatch.setattr(word_filters.WordFilters, "answers", counted)
    monkeypatch.setattr(danger_reading, "FAR", below - above)
    assert judge(text).outcome == "harmless"
    assert len(read) == times_read


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        # Dangerous by a good margin, though nothing says that somebody in office is accused.
        ("Pria itu menunggu anak saya pulang sekolah, lalu mengajak ke rumahnya.", "unnamed"),
        # Not by enough.
        ("Orang di gang itu menunggu anak pulang sekolah, lalu memberi plastik kecil.", None),
        # By enough, and in words of which none is known.
        ("bapakna teh sok ngadatangan", None),
    ],
)
def test_what_is_clearly_dangerous_may_accuse_whoever_would_get_it(
    monkeypatch: pytest.MonkeyPatch, text: str, accused: str | None
) -> None:
    means(monkeypatch, text, 0.0)
    found = judge(text)
    assert found.outcome != "harmless"
    assert (found.accused, found.surely) == (accused, False)


DOUBTFUL = "Calo di loket KTP menawarkan jalan cepat."
ORDINARY = "Anak saya belum dapat buku."


@pytest.mark.parametrize(
    ("text", "meaning", "outcome"),
    [
        (DOUBTFUL, -9.0, "harmless"),
        (DOUBTFUL, 0.0, "unsure"),
        (DOUBTFUL, 12.0, "dangerous"),
        (ORDINARY, -9.0, "harmless"),
        (ORDINARY, 12.0, "dangerous"),  # however harmless its words are
        ("Petugas loket minta uang.", -9.0, "harmless"),
        ("Petugas loket minta uang.", -1.0, "dangerous"),  # a rule is sure as well
        # Too long to be read.
        (DOUBTFUL, None, "unsure"),
        (ORDINARY, None, "harmless"),
        ("Petugas loket minta uang.", None, "dangerous"),
        ("Petugas loket minta uang. " + ORDINARY * 9, None, "unsure"),
    ],
)
def test_what_a_text_is_all_models_say_together(
    monkeypatch: pytest.MonkeyPatch, text: str, meaning: float | None, outcome: Outcome
) -> None:
    means(monkeypatch, text, meaning)
    assert judge(text).outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Saya mau usul soal azan, mohon nama saya dirahasiakan", "unsure"),
        ("Mohon identitas dirahasiakan\nLampu di gang kami mati sejak Senin.", "unsure"),
        ("Saya mau usul soal azan, mohon nama saya dicatat", "harmless"),
    ],
)
@pytest.mark.parametrize("titled", [False, True])
def test_who_asks_for_secrecy_is_not_public_whatever_else_is_said(
    monkeypatch: pytest.MonkeyPatch, text: str, outcome: Outcome, titled: bool
) -> None:
    means(monkeypatch, text, -9.0)
    assert judge(text, titled=titled).outcome == outcome


@pytest.mark.parametrize(("titled", "outcome"), [(False, "unsure"), (True, "harmless")])
def test_what_has_a_title_needs_more_to_be_held(
    monkeypatch: pytest.MonkeyPatch, titled: bool, outcome: Outcome
) -> None:
    text, network = f"Soal loket\n{DOUBTFUL}", transformer.load()
    without = network.limits.threshold - network.weight * max(above_threshold(text), -DOUBT)
    means(monkeypatch, text, without + TITLED / 2)
    assert judge(text, titled=titled).outcome == outcome


@pytest.mark.parametrize(("above", "outcome"), [(-0.1, "harmless"), (0.1, "unsure")])
def test_under_its_own_beginning_a_text_needs_less_than_under_a_title(
    monkeypatch: pytest.MonkeyPatch, above: float, outcome: Outcome
) -> None:
    network = transformer.load()
    without = network.limits.threshold - network.weight * max(above_threshold(DOUBTFUL), -DOUBT)
    means(monkeypatch, DOUBTFUL, without + TITLED_BY_BODY + above)
    assert TITLED_BY_BODY < TITLED
    assert judge(f"{DOUBTFUL[:20]}\n{DOUBTFUL}", titled=True).outcome == outcome


@pytest.mark.parametrize("title", ["", "Soal loket"])
def test_what_is_routed_is_judged_as_what_has_a_title_if_it_has_one(
    monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    asked: list[bool] = []

    def judged(_: str, *, titled: bool) -> Verdict:
        asked.append(titled)
        return HARMLESS

    monkeypatch.setattr("chalicelib.routing.danger.judge", judged)
    request = RoutingRequest(title=title, body=DOUBTFUL, region_code="35.78")
    assess(request, registry=packaged(), classifier=None, on=date(2026, 11, 26))
    assert asked == [bool(title)]


def means(
    monkeypatch: pytest.MonkeyPatch, text: str, meaning: float | None, accusal: float = -9.0
) -> None:
    """The transformer says so of the text, or that it is too long, and is asked of nothing else."""

    def score(_: transformer.Transformer, asked: str) -> dict[str, float] | None:
        assert asked == text
        return None if meaning is None else {"danger": meaning, "accusal": accusal}

    monkeypatch.setattr(transformer.Transformer, "score", score)


def above_threshold(text: str) -> float:
    """How far above their threshold the models of words find a text."""
    read, threshold = TextReading(text), word_filters.load().limits["danger"].threshold
    return read.score("danger", -inf, lost_by_length(read.length())) - threshold


@pytest.mark.parametrize(("further", "outcome"), [(0.5, "dangerous"), (1.5, "harmless")])
def test_where_a_rule_is_sure_it_takes_more_to_be_found_harmless(
    monkeypatch: pytest.MonkeyPatch, further: float, outcome: Outcome
) -> None:
    text, network = "Petugas loket minta uang.", transformer.load()
    without = network.limits.threshold - network.weight * above_threshold(text)
    means(monkeypatch, text, without - network.weight * RULED * further)
    assert judge(text).outcome == outcome


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Petugas pasar minta bantuan.", "office"),
        ("Orang di gang itu menunggu anak pulang, lalu memberi plastik kecil.", "unnamed"),
    ],
)
def test_whom_a_text_accuses_the_transformer_may_say(
    monkeypatch: pytest.MonkeyPatch, text: str, accused: str
) -> None:
    means(monkeypatch, text, 0.0, accusal=MAY_ACCUSE - 0.1)
    assert judge(text).accused is None
    means(monkeypatch, text, 0.0, accusal=MAY_ACCUSE + 0.1)
    assert judge(text).accused == accused


@pytest.mark.parametrize("further", [0.1, 3.0])
def test_what_is_harmless_may_still_accuse_by_what_both_say(
    monkeypatch: pytest.MonkeyPatch, further: float
) -> None:
    text = "Petugas pasar datang dan meminta kami pindah."
    limits = word_filters.load().limits["accusal"]
    words = TextReading(text).score("accusal", -inf) - limits.threshold
    assert 0 < words < limits.sure - limits.threshold
    enough = STILL_ACCUSES - ACCUSAL_WEIGHT * words
    means(monkeypatch, text, -9.0, accusal=enough + further)
    assert judge(text) == Verdict(outcome="harmless", kinds=(), accused="office")
    means(monkeypatch, text, -9.0, accusal=enough - further)
    assert judge(text) == HARMLESS


def test_what_is_harmless_accuses_nobody_where_its_words_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Petugas pasar minta bantuan."
    words = TextReading(text).score("accusal", -inf)
    assert words < word_filters.load().limits["accusal"].threshold
    means(monkeypatch, text, -9.0, accusal=9.0)
    assert judge(text) == HARMLESS


def test_what_is_harmless_and_too_long_for_the_transformer_accuses_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Petugas pasar minta bantuan."
    means(monkeypatch, text, None)
    assert judge(text) == HARMLESS


def test_where_the_words_speak_of_nobody_in_office_it_has_to_find_it_likely(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Suami saya memukul anak saya."
    means(monkeypatch, text, 9.0, accusal=LIKELY_ACCUSES - 0.1)
    assert (judge(text).accused, judge(text).likely) == (None, False)
    means(monkeypatch, text, 9.0, accusal=LIKELY_ACCUSES + 0.1)
    assert (judge(text).accused, judge(text).likely) == ("unnamed", True)


def test_how_the_writer_can_be_reached_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(transformer.Transformer, "score", lambda _, text: read.append(text))
    judge(f"{DOUBTFUL} NIK saya 3578010101990001, surel warga@contoh.example")
    assert read == [DOUBTFUL.rstrip(".")]


def test_a_picture_ends_a_sentence_for_the_transformer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(transformer.Transformer, "score", lambda _, text: read.append(text))
    judge(f"Halo \U0001f64f\U0001f64f {DOUBTFUL} \u2705 Terima kasih")
    assert read == [f"Halo . {DOUBTFUL} . Terima kasih"]


def test_what_is_very_far_from_danger_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Jalan di depan pasar berlubang, mohon diperbaiki."
    assert above_threshold(text) < -FARTHEST
    monkeypatch.setattr(transformer.Transformer, "score", lambda *_: pytest.fail("was read"))
    assert judge(text).outcome == "harmless"


def test_that_of_which_a_rule_is_sure_is_always_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Petugas loket minta uang." + " Lampu mati dan jalan berlubang." * 20
    monkeypatch.setattr(danger, "FARTHEST", 4.0)
    assert above_threshold(text) < -4.0
    means(monkeypatch, text, 12.0)
    assert judge(text).outcome == "dangerous"


SAID_ONCE = "Dokter meminta bayaran tambahan sebelum operasi bapak saya"


@pytest.mark.parametrize(
    "title",
    [
        SAID_ONCE,
        "Dokter meminta bayaran tambahan",
        "Dokter meminta bayaran\u2026",
        "DOKTER  MEMINTA BAYARAN TAMBAHAN.",
        "bayaran tambahan sebelum operasi",
    ],
)
def test_a_title_that_the_body_repeats_makes_nothing_harmless(title: str) -> None:
    """Who writes no title has the beginning of the body for one."""
    assert judge(SAID_ONCE).outcome == "unsure"
    assert judge(f"{title}\n{SAID_ONCE}") == judge(SAID_ONCE)


def test_a_title_of_its_own_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(transformer.Transformer, "score", lambda _, text: read.append(text))
    judge(f"Loket KTP\n{DOUBTFUL.replace('KTP', 'akta')}")
    assert read == [f"Loket KTP\n{DOUBTFUL.replace('KTP', 'akta')}"]


@pytest.mark.parametrize("words", [6, 10])
def test_what_is_dangerous_stays_so_under_a_title_from_its_own_words(words: int) -> None:
    found = found_dangerous()[::3]
    held = [
        judge(f"{' '.join(text.split()[:words])}\u2026\n{text}", titled=True).outcome != "harmless"
        for text in found
    ]
    assert all(held)
