"""Texts as people type them come out as the words they mean."""

from itertools import pairwise

import pytest

from chalicelib.routing.text import (
    LENGTHS,
    LONGEST_TEXT,
    LONGEST_WORD,
    OPENING_WORDS,
    Terms,
    count_terms,
    opening_number,
    place_terms,
    read_words,
    term_number,
)

SPELLING = {"jln": "jalan", "yg": "yang", "dalan": "jalan"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("JALAN Rusak", ["jalan", "rusak"]),
        ("jln yg rusak", ["jalan", "yang", "rusak"]),
        ("dalan rusak", ["jalan", "rusak"]),
        ("rusaaaak", ["rusak"]),
        ("maaf", ["maaf"]),
        ("ja\u200dlan\u2060 ru\u00adsak", ["jalan", "rusak"]),
        ("\uff2a\uff21\uff2c\uff21\uff2e", ["jalan"]),
        ("caf\u00e9", ["cafe"]),
        ("<p onclick='x'>jalan&nbsp;rusak</p>", ["jalan", "rusak"]),
        ("lihat https://contoh.id/a?b=1 rusak", ["lihat", "rusak"]),
        ("rt 05 rw 123456789", ["rt", "00", "rw", "00000"]),
        ("\U0001f622\U0001f64f", []),
        ("", []),
        ("\ud800", []),
    ],
)
def test_reads_words(typed: str, read: list[str]) -> None:
    assert read_words(typed, SPELLING) == read


def test_reads_only_the_beginning_of_long_texts_and_words() -> None:
    assert len(read_words("ab " * 10_000, {})) <= LONGEST_TEXT // 3 + 1
    assert read_words("ab" * 100, {}) == [("ab" * 100)[:LONGEST_WORD]]


def grams_of(terms: Terms, word: str) -> set[int]:
    """Numbers of the letter groups that a word was counted under."""
    return set(terms.origins[word]) & set(terms.grams)


def test_counts_words_pairs_and_letter_groups() -> None:
    terms = count_terms(["air", "mati", "air"])
    assert terms.words == {
        term_number("air"): 2,
        term_number("mati"): 1,
        term_number("air mati"): 1,
        term_number("mati air"): 1,
    }
    assert {terms.grams[number] for number in grams_of(terms, "air")} == {2}
    assert {terms.grams[number] for number in grams_of(terms, "mati")} == {1}
    assert not set(terms.words) & set(terms.grams)
    assert terms.groups == (terms.words, terms.grams, terms.opening)
    assert len(terms.groups) == len(LENGTHS)
    assert set(terms.origins) == {"air", "mati"}
    assert term_number("air mati") in terms.origins["mati"]


def test_the_opening_counts_apart() -> None:
    words = [f"kata{number}" for number in range(OPENING_WORDS)] + ["air", "mati"]
    opening = count_terms(words).opening
    assert set(opening) == {
        *(opening_number(word) for word in words[:OPENING_WORDS]),
        *(opening_number(f"{one} {two}") for one, two in pairwise(words[:OPENING_WORDS])),
    }
    assert opening_number("kata1") in count_terms(words).origins["kata1"]
    assert opening_number("air") != term_number("air")
    assert count_terms(["air", "air"]).opening[opening_number("air")] == 2


def test_places_are_not_words() -> None:
    assert place_terms(" Kota Lama ", None) == place_terms("kota lama", "")
    assert place_terms("gubeng", None) != place_terms(None, "gubeng")
    assert term_number("gubeng") not in place_terms("gubeng", "gubeng")
    assert place_terms(None, None) == []
