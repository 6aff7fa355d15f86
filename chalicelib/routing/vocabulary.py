"""How much of a text is in words like those that the models of danger have met.

Of a language, a script or a way of writing that they never met ("P0l1s1", "p o l i s i") they know
nothing, and what they know nothing of looks harmless to them. A word is like one they met where
each group of four letters in it occurs in one of those: so a prefix, a name of a place or a slip
more or less is no other language. What is not is called strange; the field says out of vocabulary.
Pure, and linear in its length.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from chalicelib.routing.text import fold

Strangeness = Literal["known", "partly", "strange"]

FILE = Path(__file__).with_name("data") / "vocabulary.txt"
"""The groups of letters, those that begin alike in a line: the first three letters, then each that
may follow. `training/fit_vocabulary.py` writes it."""

GROUP = 4
EDGE = "_"
"""Stands before and behind a word."""

PARTLY_STRANGE, STRANGE = 0.12, 0.4
"""From what share of its letters in words unlike any they met the models know only a part of a
text, and from what share too little."""

SHORT, STRANGE_SHORT = 60, 0.6
"""The same of a text of fewer letters, in which a product or two and what they do weigh much."""

PASSAGE, STRANGE_PASSAGE = 40, 0.8
"""The same of any so many letters of a text, since one sentence can say what the rest does not.
Names of people and streets in a row come near to it. All these shares were found on texts of three
writers in forty languages and ways to write (`training/language_texts.csv`), and on complaints of
every day, of which one in a thousand is strange."""

OTHER_SCRIPT = 3
"""So many letters of another script, of which the models read none, are strange whatever stands
around them: two words of Chinese say as much as a sentence, and letters that only look Latin hide
the words that they stand in."""

_WORD = re.compile(r"[^\W_]+")
_WITH_NUMBER = re.compile(r"[0-9]+([^\W\d_]+)|([^\W\d_]+)[0-9]+")
"""A number and its unit, "10rb" or "rt05"; what changes more often hides letters in digits."""


class _Letters(NamedTuple):
    """Of a word or of several: how many letters, and how many of them in strange words."""

    all: int
    strange: int


def find_strangeness(text: str) -> Strangeness:
    """How a text is: `strange` where much of it, or nearly all of a passage in it, is in words
    unlike any that the models have met, or some of it in another script; `partly` where some of it
    is in such words."""
    folded = fold(text)
    if sum(sign.isalpha() and not sign.isascii() for sign in folded) >= OTHER_SCRIPT:
        return "strange"
    words = list(_read_words(folded))
    share = _share(words)
    most = STRANGE_SHORT if sum(word.all for word in words) < SHORT else STRANGE
    if share >= most or any(one >= STRANGE_PASSAGE for one in _shares_of_passages(words)):
        return "strange"
    return "partly" if share >= PARTLY_STRANGE else "known"


def letter_groups(word: str) -> Iterator[str]:
    """The groups of a word and its edges; of the shortest words, the whole."""
    edged = f"{EDGE}{word}{EDGE}"
    for start in range(max(1, len(edged) - GROUP + 1)):
        yield edged[start : start + GROUP]


def _share(words: Iterable[_Letters]) -> float:
    every = strange = 0
    for word in words:
        every += word.all
        strange += word.strange
    return strange / every if every else 0.0


def _shares_of_passages(words: list[_Letters]) -> Iterator[float]:
    """Of each passage that has enough letters, and no word more than it takes."""
    first = every = strange = 0
    for word in words:
        every += word.all
        strange += word.strange
        while every - words[first].all >= PASSAGE:
            every -= words[first].all
            strange -= words[first].strange
            first += 1
        if every >= PASSAGE:
            yield strange / every


def _read_words(folded: str) -> Iterator[_Letters]:
    for found in _WORD.findall(folded):
        if found.isdecimal():
            continue
        number = _WITH_NUMBER.fullmatch(found)
        word = (number[1] or number[2]) if number else found
        yield _Letters(len(word), 0 if _is_met(word) else len(word))


def _is_met(word: str) -> bool:
    met = _groups()
    return len(word) > 1 and all(group in met for group in letter_groups(word))


@cache
def _groups() -> frozenset[str]:
    lines = FILE.read_text("ascii").splitlines()
    return frozenset(
        line[: GROUP - 1] + following for line in lines for following in line[GROUP - 1 :]
    )
