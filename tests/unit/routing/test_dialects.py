"""Words of regional languages, of the street and of English are read in Indonesian."""

from collections import Counter

import pytest

from chalicelib.routing.danger import is_ruled, passages
from chalicelib.routing.danger_words import load_dialects, look_up, read_as, read_rows


@pytest.mark.parametrize(
    ("word", "indonesian"),
    [
        ("njaluk", "minta"),
        ("asked", "minta"),
        ("minta", "minta"),
        ("pitih", "uang"),
        ("katanye", "bilang"),
        ("apanye", "apanya"),
        ("tanye", "tanye"),
        ("nye", "nye"),
    ],
)
def test_a_word_is_read_in_indonesian(word: str, indonesian: str) -> None:
    assert read_as(word) == indonesian


def test_each_word_is_read_in_one_way_and_none_twice() -> None:
    words = Counter(word for row in read_rows("dialect_words.csv") for word in row["words"].split())
    assert [word for word, times in words.items() if times > 1] == []
    assert [word for word in load_dialects() if read_as(read_as(word)) != read_as(word)] == []
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)


def test_a_word_has_the_concepts_of_what_it_is_read_as_beside_its_own() -> None:
    assert look_up("wedi")[0] >= look_up("takut")[0] > frozenset()
    assert look_up("digebuk")[0] > look_up("dipukul")[0] > frozenset()


def test_a_text_is_the_same_in_both() -> None:
    (one,), (other,) = passages("pulisi njaluk pitih"), passages("polisi minta uang")
    assert [word for word, _ in one.words] == [word for word, _ in other.words]


@pytest.mark.parametrize("signs", ['""', "\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb"])
def test_quotation_and_question_marks_count_as_words(signs: str) -> None:
    (passage,) = passages(f"kata dia {signs[0]}isi{signs[1]} mau??")
    assert " ".join(word for word, _ in passage.words) == "bilang dia qq isi qq mau qx"


@pytest.mark.parametrize(("sign", "near"), [('"', True), ("x", True), ("?", False)])
def test_a_question_ends_a_sentence_and_a_quotation_does_not(sign: str, near: bool) -> None:
    assert is_ruled(f"petugas minta {sign} x x x uang") is near
