"""Agencies found by what people call them."""

import random
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.agency import Agency
from chalicelib.routing.agency_search import (
    LONG,
    MOST_FOUND,
    SHORTEST_ALONE,
    SHORTEST_BESIDE,
    _is_mistyped,
    search_agencies,
)
from chalicelib.routing.registry import packaged

TODAY = date(2026, 11, 27)


def names(typed: str, near: str | None = "35.78", barred: str = "") -> list[str]:
    def allowed(agency: Agency) -> bool:
        return agency.id != barred

    found = search_agencies(packaged(), typed, near=near, on=TODAY, allowed=allowed)
    return [agency.id for agency in found]


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("dukcapil surabaya", "kota-surabaya-dinas-kependudukan-dan-pencatatan-sipil"),
        ("dispendik", "kota-surabaya-dinas-pendidikan"),
        ("DINAS pendidikan", "kota-surabaya-dinas-pendidikan"),
        ("pln", "pln"),
        ("Kota Malang", "kota-malang"),  # not its hospital, whose name is shorter
        ("kota-malang-rsud", "kota-malang-rsud"),
        ("provinsi jawa timur", "provinsi-jawa-timur"),
        ("pupr", "kota-surabaya-dinas-sumber-daya-air-dan-bina-marga"),
    ],
)
def test_a_usual_name_finds_the_agency_of_the_place_first(typed: str, best: str) -> None:
    assert names(typed)[0] == best


def test_another_place_is_found_when_it_is_named() -> None:
    found = names("dukcapil malang")
    assert found
    assert all("malang" in one for one in found)


def test_every_word_has_to_speak_of_it() -> None:
    assert names("dukcapil atlantis") == []


def test_the_beginning_of_a_word_is_enough() -> None:
    assert len("kant") < SHORTEST_ALONE
    assert "ksp" in names("kant", near=None)


def test_what_may_not_be_chosen_is_not_offered() -> None:
    best = "kota-surabaya-dinas-pendidikan"
    assert best not in names("dispendik", barred=best)


def test_nothing_typed_offers_who_serves_the_place() -> None:
    found = names("")
    assert len(found) == MOST_FOUND
    assert all(one.startswith(("kota-surabaya", "provinsi-jawa-timur")) for one in found)


def mistyped(word: str, draw: random.Random) -> str:
    """The word with one letter wrong, missing, too many, or changed with the next."""
    at, letter = draw.randrange(len(word) - 1), draw.choice(string.ascii_lowercase)
    return draw.choice(
        [
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def test_names_with_a_letter_wrong_in_each_word_find_theirs() -> None:
    draw = random.Random(3)
    cities = [one for one in packaged().all(TODAY) if one.id.startswith("kota-")]
    for agency in draw.sample(cities, 30):
        words = [word for word in agency.name.lower().split() if len(word) > 3 and word.isalpha()]
        typed = " ".join(mistyped(word, draw) for word in words)
        assert agency.id in names(typed, near=None), (typed, agency.name)


@pytest.mark.parametrize(
    "typed", ["zzzz", "zzzzzz", "xxxxxx", "qwerty", "asdfgh", "asdf", "blabla", "dukcapil zzzz"]
)
def test_nonsense_finds_nothing(typed: str) -> None:
    assert names(typed) == []


def test_a_short_word_may_be_mistyped_beside_others_only() -> None:
    best = "kota-surabaya-dinas-pendidikan"
    assert len("diks") < SHORTEST_ALONE
    assert names("diks") == []
    assert names("dnas pendidikan surabaya")[0] == best
    assert len("kta") == SHORTEST_BESIDE
    assert "kota-surabaya" in names("kta surabaya")
    assert names("kx surabaya") == []


def test_a_word_alone_may_be_mistyped_from_five_letters_on_and_its_beginning_from_six() -> None:
    assert names("sast") == []
    assert names("samst") == names("samsat") != []
    assert not _is_mistyped("pandi", "pendidikan")
    assert _is_mistyped("pandid", "pendidikan")


@given(st.text("abcde", min_size=1, max_size=9), st.text("abcde", min_size=1, max_size=9))
def test_a_word_is_mistyped_by_one_letter_at_most(typed: str, word: str) -> None:
    def edits(to: str) -> bool:
        letters = "abcde"
        splits = [(to[:at], to[at:]) for at in range(len(to) + 1)]
        one_off = {to}
        one_off |= {a + b[1:] for a, b in splits if b}
        one_off |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
        one_off |= {a + letter + b[1:] for a, b in splits if b for letter in letters}
        one_off |= {a + letter + b for a, b in splits for letter in letters}
        return typed in one_off

    whole = edits(word)
    begun = any(edits(word[:end]) for end in range(len(word) + 1))
    assert _is_mistyped(typed, word) == (begun if len(typed) >= LONG else whole)
