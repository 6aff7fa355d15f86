"""From a complaint as it was typed to the terms the classifier counts. Standard library only.

The same code prepares the training texts and the texts in production, so the two cannot drift
apart.
"""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from zlib import crc32

from msgspec import Struct

LONGEST_TEXT = 4000
"""Characters read. What a complaint is about stands in its beginning; the rest only costs time."""

LONGEST_WORD = 30
"""Characters of one word read: longer ones are pasted data, not language."""

OPENING_WORDS = 12
"""Words at the beginning that also count apart: there people say what it is about."""

LENGTHS = (1.0, 1.0, 0.5)
"""What words, letter groups and the opening count against each other: the lengths to which the
values of each group are scaled."""

_GRAM_SIZES = (3, 4, 5)
_INVISIBLE = frozenset({"Cf", "Mn"})  # joiners, direction marks, variation selectors, accents
_GRAM_SPACE = crc32(b"letters ")
_OPENING_SPACE = crc32(b"opening ")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_TAG = re.compile(r"<[^<>]{1,300}>")
_WORD = re.compile(r"[a-z]+|[0-9]+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")


class Terms(Struct, frozen=True, kw_only=True):
    """What is counted in one text: term number to occurrences, in three groups.

    `words` holds single words and pairs, `grams` letter groups inside words, `opening` the words
    and pairs of the beginning again. `origins` tells for every word which terms it took part in,
    so that a decision can be explained in words.
    """

    words: Mapping[int, int]
    grams: Mapping[int, int]
    opening: Mapping[int, int]
    origins: Mapping[str, tuple[int, ...]]

    @property
    def groups(self) -> tuple[Mapping[int, int], ...]:
        """The groups in the order of `LENGTHS`."""
        return self.words, self.grams, self.opening


def fold(text: str) -> str:
    """A text in small letters, without accents, links, tags, invisible signs and letters
    stretched."""
    return _STRETCHED.sub(r"\1", plain(text))


def plain(text: str) -> str:
    """A text in small letters, without accents, links, tags and invisible signs."""
    small = html.unescape(text).lower()
    if not small.isascii():
        small = "".join(
            sign
            for sign in unicodedata.normalize("NFKD", small).lower()
            if unicodedata.category(sign) not in _INVISIBLE
        )
    return _TAG.sub(" ", _LINK.sub(" ", small))


def read_words(text: str, spelling: Mapping[str, str]) -> list[str]:
    """Words of a text in one spelling: small letters, no accents, links, tags or invisible signs.

    Numbers become zeros of the same length (five at most), so house numbers and amounts keep
    their shape and lose their value. `spelling` maps slang, abbreviations and Javanese words to
    one Indonesian word.
    """
    folded = fold(text[:LONGEST_TEXT])
    return [
        "0" * min(len(word), 5) if word.isdigit() else spelling.get(word, word)[:LONGEST_WORD]
        for word in _WORD.findall(folded)
    ]


def count_terms(words: Sequence[str]) -> Terms:
    """Count single words, pairs of neighbours, groups of 3 to 5 letters inside words, and what
    the opening says."""
    word_counts: dict[int, int] = {}
    gram_counts: dict[int, int] = {}
    opening_counts: dict[int, int] = {}
    occurrences: dict[str, int] = {}
    together: dict[str, list[int]] = {}
    previous = ""
    for place, word in enumerate(words):
        occurrences[word] = occurrences.get(word, 0) + 1
        pair = f"{previous} {word}" if previous else ""
        if pair:
            number = term_number(pair)
            word_counts[number] = word_counts.get(number, 0) + 1
            together.setdefault(previous, []).append(number)
            together.setdefault(word, []).append(number)
        if place < OPENING_WORDS:
            for term in (word, pair) if pair else (word,):
                number = opening_number(term)
                opening_counts[number] = opening_counts.get(number, 0) + 1
                together.setdefault(word, []).append(number)
        previous = word
    origins = {}
    for word, count in occurrences.items():
        number = term_number(word)
        word_counts[number] = count
        grams = _grams(word)
        for gram in grams:
            gram_counts[gram] = gram_counts.get(gram, 0) + count
        origins[word] = (number, *together.get(word, ()), *grams)
    return Terms(words=word_counts, grams=gram_counts, opening=opening_counts, origins=origins)


def place_terms(district: str | None, village: str | None) -> list[int]:
    """Terms of the place a complaint is about, kept apart from words of the same name."""
    named = (("@district ", district), ("@village ", village))
    return [term_number(kind + name.strip().lower()) for kind, name in named if name]


def term_number(term: str) -> int:
    """Stable 32-bit number of a term. Two terms sharing one are rare enough not to matter."""
    return crc32(term.encode(errors="replace"))


def opening_number(term: str) -> int:
    """Number of a word or pair at the beginning; never that of the same anywhere."""
    return crc32(term.encode(errors="replace"), _OPENING_SPACE)


def _grams(word: str) -> list[int]:
    """Numbers of a word's letter groups, its edges written `_`; never those of words."""
    edged = f"_{word}_".encode()
    return [
        crc32(edged[start : start + size], _GRAM_SPACE)
        for size in _GRAM_SIZES
        for start in range(max(1, len(edged) - size + 1))
    ]
