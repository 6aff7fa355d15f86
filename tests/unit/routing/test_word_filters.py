"""What filters answer, all of them added up at once, is what one after the other would."""

import json
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.danger import tokens
from chalicelib.routing.word_filters import (
    ACCUSAL,
    DANGER,
    MOST_CONCEPTS,
    STOP,
    UNKNOWN,
    Limits,
    Token,
    load,
)

NAMES = (UNKNOWN, STOP, "uang", "minta", "+officer", "+money", "+demand", "+child")
SIZE = 2
VECTORS = ((1, -2), (0, 3), (127, -127), (5, 0), (-7, 9), (2, 2), (0, -1), (100, 100))
WIDTHS = {3: ((4, -5, 6), (-127, 127, -127)), 2: ((9, -8),), 5: ((1, 2, 3, -4, 5),)}
"""By width its filters: what the first number of a vector weighs at each place; the second weighs
the opposite, and one."""
SCALES = {3: (0.5, 0.001), 2: (1.0,), 5: (0.25,)}
BIASES = {3: (1.0, -2.0), 2: (0.0,), 5: (-1000.0,)}
TOKENS = st.tuples(
    st.sampled_from(["uang", "minta", STOP, "belum dikenal"]),
    st.lists(st.sampled_from(["officer", "money", "demand", "child", "road"]), max_size=4),
).map(lambda token: (token[0], *token[1]))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("filters") / "made.filters"
    filters = [
        {"width": width, "scales": SCALES[width], "biases": BIASES[width]} for width in WIDTHS
    ]
    question = {"worth": [1, 2, 3, 4], "bias": 0.5, "threshold": -1.5, "sure": 2.5}
    head = {"size": SIZE, "filters": filters, "questions": {DANGER: question}}
    first = [one[place] for width, each in WIDTHS.items() for place in range(width) for one in each]
    second = [min(127, 1 - one) for one in first]
    body = array("b", [number for vector in VECTORS for number in vector] + first + second)
    found.write_bytes(json.dumps(head).encode() + b"\n" + " ".join(NAMES).encode() + b"\n" + body)
    return found


def slowly(read: list[Token]) -> list[float]:
    """What each filter answers, one place after the other."""
    known = dict(zip(NAMES, VECTORS, strict=True))
    vectors = []
    for word, *concepts in read:
        parts = [known.get(word, known[UNKNOWN])]
        parts += [known[f"+{one}"] for one in concepts[:MOST_CONCEPTS] if f"+{one}" in known]
        vectors.append([sum(numbers) for numbers in zip(*parts, strict=True)])
    found = []
    for width, each in WIDTHS.items():
        for number, weights in enumerate(each):
            sums = []
            for middle in range(len(vectors)):
                total = 0
                for under in range(width):
                    at = middle + under - width // 2
                    if 0 <= at < len(vectors):
                        one, other = vectors[at]
                        total += weights[under] * one + min(127, 1 - weights[under]) * other
                sums.append(total)
            found.append(max(0.0, SCALES[width][number] * max(sums) + BIASES[width][number]))
    return found


@given(read=st.lists(TOKENS, min_size=1, max_size=12))
def test_filters_together_answer_as_each_alone(file: Path, read: list[Token]) -> None:
    assert load(file).answers(read) == pytest.approx(slowly(read))


def test_an_answer_weighs_what_the_question_says(file: Path) -> None:
    assert load(file).score(DANGER, [1.0, 0.0, 2.0, 10.0]) == 0.5 + 1 + 6 + 40
    assert load(file).limits == {DANGER: Limits(threshold=-1.5, sure=2.5)}


def test_no_answer_is_less_than_nothing_and_no_text_has_none(file: Path) -> None:
    assert load(file).answers([]) == [1.0, 0.0, 0.0, 0.0]


def test_order_counts() -> None:
    first, second = "petugas memukul warga", "warga memukul petugas"
    answers = [load().answers(tokens(text)) for text in (first, second)]
    assert answers[0] != answers[1]


def test_words_are_read_in_indonesian_with_their_concepts_and_where_sentences_end() -> None:
    found = tokens("Duit dijaluk. Petugas?")
    assert [token[0] for token in found] == ["uang", "diminta", STOP, "petugas", "qx"]
    assert "money" in found[0][1:]
    assert "officer" in found[3][1:]
    assert tokens("") == []


def test_of_both_questions_what_is_sure_lies_above_what_a_person_looks_at() -> None:
    assert set(load().limits) == {DANGER, ACCUSAL}
    assert all(one.sure > one.threshold for one in load().limits.values())
