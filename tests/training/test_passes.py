"""What the transformer learns from in each pass."""

import random
from collections import Counter

import pytest

from chalicelib.routing.word_filters import DANGER
from training.danger_texts import HISTORIES, Told
from training.passes import (
    AGAIN,
    ALONE,
    AROUND,
    BORROWED,
    INSTEAD,
    LONGEST_MIXED,
    MIXED,
    OTHERS,
    OWN,
    TITLE,
    TITLED,
    UNTITLED,
    entitle,
    mix,
    portions,
)


def told(writer: str, text: str, *, title: str = "", dangerous: bool = False) -> Told:
    return Told(
        writer=writer,
        text=text,
        title=title,
        labels={DANGER: dangerous},
        worth={DANGER: (1.0, 1.0)},
    )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_of_what_was_learnt_before_a_part_comes_once_and_what_is_new_in_each_pass(
    number: int,
) -> None:
    texts = [told(str(of % 7), f"text {of}") for of in range(100)]
    passes = list(portions(texts, {"0", "3", "4"}, number, random.Random(1)))
    assert len(passes) == number
    seen = Counter(one.text for each in passes for one in each)
    known = [one for one in texts if one.writer in {"0", "3", "4"}]
    again = {one.text for one in known} & set(seen)
    assert len(again) == round(AGAIN * len(known))
    assert seen == dict.fromkeys(again, 1) | {one.text: number for one in texts if one not in known}
    sizes = [len(each) for each in passes]
    assert max(sizes) - min(sizes) <= 1


def test_every_complaint_of_the_corpus_comes_again() -> None:
    texts = [told(f"corpus-0{of % 2}", f"text {of}", dangerous=of % 3 == 0) for of in range(50)]
    passes = portions(texts, {one.writer for one in texts}, 2, random.Random(1))
    assert Counter(one.text for each in passes for one in each) == {one.text: 1 for one in texts}


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


@pytest.mark.parametrize("dangerous", [True, False])
def test_sentences_come_from_ordinary_complaints_alone(dangerous: bool) -> None:
    """A danger among them would be taught as harmless."""
    texts = [*ORDINARY, told("corpus-03", "Lurah minta uang terus kepada kami.", dangerous=True)]
    texts += [told("1", f"Teks {of} pendek.", dangerous=dangerous) for of in range(500)]
    copies = [one for one in mix(texts, random.Random(1)) if one.writer == "1"]
    assert len(copies) > 100
    assert not any("lurah" in one.text.casefold() for one in copies)


@pytest.mark.parametrize("dangerous", [True, False])
def test_complaints_of_the_corpus_come_under_their_title_and_half_once_more(
    dangerous: bool,
) -> None:
    own = [told("corpus-01", BODY, title=f"Judul {of}", dangerous=dangerous) for of in range(3000)]
    other = told("corpus-02", "Air mati.", title="Pipa bocor")
    read = Counter(
        (one.title.split(" ")[0], one.text == BODY)
        for one in entitle([*own, *[other] * 3000], random.Random(1))
        if one.text != "Air mati." and not one.text.startswith("Pipa")
    )
    borrowed = OTHERS if dangerous else OTHERS / 2  # of the titles the others are half
    assert read["Judul", True] / 3000 == pytest.approx(1 + OTHERS - borrowed, abs=0.03)
    assert read["Pipa", True] / 3000 == pytest.approx(borrowed, abs=0.03)
    assert read["", True] / 3000 == pytest.approx(UNTITLED, abs=0.03)
    assert read["", False] / 3000 == pytest.approx(0 if dangerous else ALONE, abs=0.02)


BODY = "Dia menunggu saya di depan rumah setiap malam dan saya takut keluar sendiri sekarang."


@pytest.mark.parametrize("dangerous", [True, False])
def test_as_many_of_both_sides_are_read_under_a_title(dangerous: bool) -> None:
    harmless = [
        told(
            "3",
            "Air mati di rumah kami sejak kemarin pagi dan belum juga mengalir.",
            title="Pipa bocor",
        )
    ]
    own = [told("1", BODY, title=f"Judul {of}", dangerous=dangerous) for of in range(3000)]
    none = [told("2", BODY, dangerous=dangerous)] * 3000
    texts = [*harmless, *own, *none]
    read = list(entitle(texts, random.Random(1)))
    titles = Counter((one.writer, one.title) for one in read)
    assert [one.text for one in read] == [one.text for one in texts]
    assert {one.labels[DANGER] for one in read[1:]} == {dangerous}
    kept = sum(one.title == before.title for one, before in zip(read[1:3001], own, strict=True))
    assert kept / 3000 == pytest.approx(TITLED * OWN, abs=0.03)
    if dangerous:
        assert titles["2", "Pipa bocor"] / 3000 == pytest.approx(TITLED * BORROWED, abs=0.03)
    untitled = titles["2", ""] / 3000
    assert 1 - TITLED < untitled < 1 - TITLED + 0.2  # what the text has already is left out


def test_nobody_borrows_the_title_of_a_dangerous_text() -> None:
    texts = [told("1", "Teks.", title="Saya diancam", dangerous=True)]
    texts += [told("2", BODY)] * 300
    assert all("diancam" not in one.title for one in list(entitle(texts, random.Random(1)))[1:])


def test_a_title_of_its_own_words_has_them_in_their_order_but_not_as_they_stand() -> None:
    read = entitle([told("1", BODY)] * 500, random.Random(1))
    titles = {one.title for one in read if one.title}
    own = BODY.casefold().rstrip(".").split()
    for title in titles:
        assert title.casefold() not in BODY.casefold()
        words = [word for word in title.casefold().rstrip(".").split() if word in own]
        assert len(words) >= 2
        rest = iter(own)
        assert all(word in rest for word in words)
    assert len(titles) > 100


def short(dangerous: bool, words: int) -> Told:
    return told("1", " ".join(["palak"] * words) + ".", dangerous=dangerous)


@pytest.mark.parametrize("dangerous", [True, False])
def test_some_short_texts_are_the_title_of_an_ordinary_complaint(dangerous: bool) -> None:
    """Who is afraid may say it in the title alone."""
    texts = [*ORDINARY, *[short(dangerous, TITLE[1])] * 2000, short(dangerous, TITLE[1] + 1)]
    *read, longer = list(entitle(texts, random.Random(1)))[len(ORDINARY) :]
    alone = [one for one in read if one.text in {each.text for each in ORDINARY}]
    assert len(alone) / 2000 == pytest.approx(INSTEAD, abs=0.03)
    assert {one.title for one in alone} == {" ".join(["palak"] * TITLE[1])}
    assert {one.labels[DANGER] for one in read} == {dangerous}
    assert longer.text == texts[-1].text
