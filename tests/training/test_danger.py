"""The models of danger are fitted from the texts of the repository alone."""

from math import log
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix, diags

from chalicelib.routing import danger, danger_model, word_filters
from chalicelib.routing.word_filters import ACCUSAL, DANGER, Token
from tests.readings import read_ahead
from training.danger_texts import (
    ACCUSAL_TEXTS,
    HARD,
    MIXED,
    STORIES,
    TEXTS,
    Told,
    read_rows,
    read_told,
)
from training.filters import Filters, Lesson, company
from training.fit_danger import FOUND, NOT_ASKED, find_limits, find_rarity, fit, read_texts

WHO = ("petugas", "lurah", "polisi", "guru", "bidan", "camat")
WHOM = ("warga", "ibu", "sopir", "siswa", "pedagang", "nenek")
WAY = ("kemarin", "tadi", "sering", "diam", "lagi", "malam", "pagi")


def made(number: int, *, dangerous: bool) -> list[Token]:
    """Somebody in office asks of somebody, or the other way round, among other words."""
    who, whom = (WHO[number % len(WHO)],), (WHOM[number % len(WHOM)],)
    first, last = (who, whom) if dangerous else (whom, who)
    around = [(WAY[(number * step) % len(WAY)],) for step in (1, 2, 3)]
    return [*around[:2], first, ("minta",), last, around[2]]


def test_filters_learn_who_does_it_to_whom() -> None:
    texts = [
        made(number, dangerous=dangerous) for number in range(42) for dangerous in (True, False)
    ]
    labels = np.array([[True], [False]] * 42)
    lesson = Lesson(texts=texts, labels=labels, worth=np.ones((84, 1)))
    learnt = Filters(lesson, company(texts), (DANGER,))
    learnt.learn(lesson, passes=40)
    right = (learnt.scores(texts) > 0) == labels
    assert right.mean() >= 0.95


@pytest.fixture(scope="module")
def told() -> list[Told]:
    every = read_told()
    return [one for one in every if one.writer == HARD[0]] + every[:40] + every[-30:]


def test_what_was_fitted_is_what_is_asked(told: list[Told], tmp_path: Path) -> None:
    """But for numbers that a byte holds less finely."""
    read = read_texts(told)
    fitted = fit(read, company(read.tokens), passes=1)
    limits = find_limits(read, fitted.scores(read))
    fitted.write(tmp_path, limits)
    filters = word_filters.load(tmp_path / "danger.filters")
    assert filters.limits == limits
    for question, file in ((DANGER, "danger.weights"), (ACCUSAL, "accusal.weights")):
        model = danger_model.load(tmp_path / file)
        assert len(model.weights) == danger_model.BUCKETS
        found = [
            max(map(model.score, danger.passages(one.whole)))
            + max(
                model.score(part.passage) + filters.score(question, filters.answers(part.tokens))
                for part in danger.parts(one.whole)
            )
            - (danger.lost_by_length(len(danger.tokens(one.whole))) if question == DANGER else 0)
            for one in told
        ]
        assert found == pytest.approx(fitted.scores(read)[question].tolist(), abs=0.25)


def test_limits_are_set_on_writers_who_tell_stories_and_on_ordinary_complaints() -> None:
    worth = (1.0, 1.0)
    every = [
        Told(writer=writer, text="", labels=labels, worth=dict.fromkeys(labels, worth))
        for writer, labels in (
            *[(STORIES[0], {DANGER: True})] * 200,
            *[(MIXED[0], {DANGER: True})] * 200,
            *[("1", {DANGER: True})] * 200,
            *[("1", {DANGER: False, ACCUSAL: False})] * 200,
            *[("corpus-01", {DANGER: False, ACCUSAL: False})] * 1000,
        )
    ]
    read = read_texts(every)
    scores = np.concatenate(
        [np.arange(200), *[np.full(200, -500)] * 2, np.arange(200) - 300, np.arange(1000) / 1000]
    )
    found = find_limits(read, {DANGER: scores, ACCUSAL: scores})
    assert found[DANGER].threshold == pytest.approx((1 - FOUND) * 199)
    assert found[DANGER].sure == pytest.approx(-300 + 0.99 * 199)
    assert found[ACCUSAL].threshold == pytest.approx(0.9, abs=0.001)
    assert found[ACCUSAL].sure == pytest.approx(0.9985, abs=0.001)


@pytest.mark.parametrize(
    ("kind", "count", "least", "most"),
    [
        ("dangerous", 180, 0.99, 1),
        ("story", 180, 0, 0.32),
        ("ordinary", 180, 0, 0.04),
        ("mixed_dangerous", 75, 0.98, 1),
        ("mixed_harmless", 75, 0, 0.06),
        ("short", 30, 0, 0.10),
        ("plain_dangerous", 960, 0.99, 1),
        ("plain_harmless", 960, 0, 0.05),
        ("near_dangerous", 320, 0.97, 1),
        ("near_harmless", 320, 0, 0.14),
    ],
)
def test_texts_kept_apart_are_held_as_far_as_the_document_says(
    kind: str, count: int, least: float, most: float
) -> None:
    """Nothing was learnt from them: half the stories tell the scene of a dangerous text, the mixed
    ones tell of several matters, one of them dangerous or none, and the plain ones are what people
    would write of real matters, the harmless with the words of the dangerous; of the near ones they
    were to be as like the dangerous as can be."""
    rows = read_rows(TEXTS.with_name("kept_apart_texts.csv"))
    learnt = {one.text for one in read_told()}
    assert not learnt & {row["text"] for row in rows}
    asked = [row["text"] for row in rows if row["kind"] == kind]
    read_ahead(asked)
    held = sum(danger.judge(text).outcome != "harmless" for text in asked) / len(asked)
    assert len(asked) == count
    assert least <= held <= most


@pytest.mark.parametrize(
    ("kind", "count", "least", "most"),
    [
        ("plain_dangerous", 320, 0.98, 1),
        ("plain_harmless", 320, 0, 0.01),
        ("titled_dangerous", 320, 0.95, 1),
        ("titled_harmless", 320, 0, 0.10),
        ("titled_later_dangerous", 320, 0.96, 1),
        ("titled_later_harmless", 320, 0, 0.12),
        ("titled_last_dangerous", 240, 0.99, 1),
        ("titled_last_harmless", 240, 0, 0.03),
        ("titled_near_dangerous", 160, 0.98, 1),
        ("titled_near_harmless", 160, 0, 0.10),
        ("titled_blind_dangerous", 320, 0.97, 1),
        ("titled_blind_harmless", 320, 0, 0.02),
        ("titled_exam_dangerous", 320, 0.98, 1),
        ("titled_exam_harmless", 320, 0, 0.03),
    ],
)
def test_under_titles_they_are_held_as_far_as_the_document_says(
    kind: str, count: int, least: float, most: float
) -> None:
    """Titles hide some dangers. Those of the plain ones are by somebody who saw the texts alone,
    the others by who wrote the texts: in the words of the text, in others, vague, a plea."""
    rows = read_rows(TEXTS.with_name("kept_apart_texts.csv"))
    asked = [
        f"{row['title']}\n{row['text']}" for row in rows if row["title"] and row["kind"] == kind
    ]
    read_ahead(asked)
    held = sum(danger.judge(text, titled=True).outcome != "harmless" for text in asked) / len(asked)
    assert len(asked) == count
    assert least <= held <= most


def test_rare_features_weigh_more_while_their_weights_are_learnt() -> None:
    """And all of them together as much as before."""
    matrix = csr_matrix(np.array([[1.0, 2, 0], [1, 0, 0], [1, 0, 0]]))
    rare = find_rarity(matrix)
    assert rare[1] / rare[0] == pytest.approx(log(1 + 3 / 2) / log(1 + 3 / 4))
    assert rare[2] > rare[1]
    assert ((matrix @ diags(rare)).data ** 2).sum() == pytest.approx((matrix.data**2).sum())


def test_texts_of_writers_of_stories_count_twice() -> None:
    worth = {one.writer: one.worth[DANGER] for one in read_told() if one.writer in {*HARD, "1"}}
    assert worth == dict.fromkeys(HARD, (2.0, 2.0)) | {"1": (1.0, 1.0)}


def test_what_two_files_say_of_a_text_is_known_of_it_once() -> None:
    every = {one.text: one for one in read_told()}
    both = {row["text"] for row in read_rows(TEXTS)} & {
        row["text"] for row in read_rows(ACCUSAL_TEXTS)
    }
    assert len(both) >= 500
    labels = {row["text"]: row["label"] == "accuses" for row in read_rows(ACCUSAL_TEXTS)}
    assert all(every[text].labels[ACCUSAL] == labels[text] for text in both)
    assert all(set(every[text].labels) == {DANGER, ACCUSAL} for text in both)
    assert {*HARD, *NOT_ASKED} <= {one.writer for one in every.values()}
