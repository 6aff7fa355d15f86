"""What the transformer learns from in each pass."""

import random
from collections import Counter

import pytest

from chalicelib.routing.word_filters import DANGER
from training.fit_danger import HISTORIES, Told
from training.passes import AROUND, LONGEST_MIXED, MIXED, mix, portions


def told(writer: str, text: str, *, dangerous: bool = False) -> Told:
    return Told(writer=writer, text=text, labels={DANGER: dangerous}, worth={DANGER: (1.0, 1.0)})


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_was_learnt_before_comes_once_and_what_is_new_in_each_pass(number: int) -> None:
    texts = [told(str(of % 7), f"text {of}") for of in range(100)]
    passes = list(portions(texts, {"0", "3", "4"}, number, random.Random(1)))
    assert len(passes) == number
    seen = Counter(one.text for each in passes for one in each)
    assert seen == {one.text: 1 if one.writer in {"0", "3", "4"} else number for one in texts}
    sizes = [len(each) for each in passes]
    assert max(sizes) - min(sizes) <= 1


ORDINARY = [
    told("corpus-01", "Jalan di depan pasar berlubang. Air tidak mengalir sejak kemarin pagi."),
    told("corpus-02", "Lampu di taman kota mati. Tolong. Sampah menumpuk di ujung gang kami."),
]
SENTENCES = (
    "jalan di depan pasar berlubang", "air tidak mengalir sejak kemarin pagi",
    "lampu di taman kota mati", "sampah menumpuk di ujung gang kami",
)  # fmt: skip


def test_copies_have_the_text_and_ordinary_sentences_around_it() -> None:
    texts = [told("1", f"Dia {of} menunggu saya. Saya {of} takut.") for of in range(300)]
    copies = [one for one in mix([*ORDINARY, *texts], random.Random(1)) if one.writer == "1"]
    apart = 0
    for one in copies:
        number = next(of for of in range(300) if f" {of} " in one.text)
        written = one.text.lower()
        first, second = f"dia {number} menunggu saya", f"saya {number} takut"
        assert written.index(first) < written.index(second)
        apart += any(
            sentence in written[written.index(first) : written.index(second)]
            for sentence in SENTENCES
        )
        assert 1 <= sum(map(written.count, SENTENCES)) <= max(AROUND)
    assert 0 < apart < len(copies) / 2


@pytest.mark.parametrize("dangerous", [True, False])
def test_so_many_get_a_copy_with_the_label_that_they_have(dangerous: bool) -> None:
    texts = [told("1", f"Teks {of} pendek.", dangerous=dangerous) for of in range(4000)]
    copies = [one for one in mix([*ORDINARY, *texts], random.Random(1)) if one.writer == "1"]
    assert len(copies) / 4000 == pytest.approx(MIXED[dangerous], abs=0.03)
    assert {one.labels[DANGER] for one in copies} == {dangerous}


def test_long_texts_and_public_histories_get_none() -> None:
    long = told("1", "kata " * (LONGEST_MIXED + 1))
    history = told(HISTORIES, "Jalan rusak.")
    texts = [*ORDINARY, *[long] * 50, *[history] * 50]
    assert {one.writer for one in mix(texts, random.Random(1))} <= {"corpus-01", "corpus-02"}
