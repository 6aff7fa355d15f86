"""The words of danger: which concepts a word may mean, by its stem (`data/danger_words.csv`), and
what a word of a regional language, of the street or of English is in Indonesian
(`data/dialect_words.csv`)."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

DATA = Path(__file__).with_name("data")

_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
_SUFFIXES = ("kan", "in", "an", "i", "e", "ne")
_ENGLISH = (("s", ""), ("es", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"))
# What stands before a stem, the letter of the stem it swallows, and what has to come after it.
_PREFIXES = (
    *(
        (prefix, "", "")
        for prefix in ("di", "ter", "ke", "ber", "be", "se", "ku", "kau", "per", "pe")
    ),
    *((prefix, "", "") for prefix in ("me", "memper", "diper", "dipe", "nge")),
    *((prefix, "", "bfp") for prefix in ("mem", "pem")),
    *((prefix, "", "cdjt") for prefix in ("men", "pen")),
    *((prefix, "", "aeioughk") for prefix in ("meng", "peng", "ng")),
    *((prefix, "p", "aeiou") for prefix in ("mem", "pem", "m")),
    *((prefix, "t", "aeiou") for prefix in ("men", "pen", "n")),
    *((prefix, "s", "aeiou") for prefix in ("meny", "peny", "ny")),
    *((prefix, "k", "aeiou") for prefix in ("meng", "peng", "ng")),
    ("m", "", "b"),
    ("n", "", "cdj"),
)
_SHORTEST_STEM = 3
_BETAWI, _SHORTEST_BETAWI = "nye", 6  # "katanye", and not the "nye" of a name


class WordTable(Struct, frozen=True, kw_only=True):
    """The table: concepts of stems, of words as they stand, and of phrases by their first stem;
    and what takes a concept its meaning."""

    stems: Mapping[str, frozenset[str]]
    exact: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    unless: Mapping[str, str]


@lru_cache(maxsize=4096)
def look_up(word: str) -> tuple[frozenset[str], tuple[tuple[tuple[str, ...], str], ...]]:
    """The concepts of a word and of what it is read as, and what has to follow it for those of a
    phrase."""
    table, stems, read = load_words(), stems_of(word), read_as(word)
    concepts = table.exact.get(word, frozenset()).union(
        table.exact.get(read, frozenset()),
        *(table.stems.get(stem, frozenset()) for stem in stems | stems_of(read)),
    )
    return concepts, tuple(phrase for stem in stems for phrase in table.phrases.get(stem, ()))


@lru_cache(maxsize=4096)
def read_as(word: str) -> str:
    """The word in Indonesian, where it is one of a regional language or of English that is known;
    else the word itself."""
    if word.endswith(_BETAWI) and len(word) >= _SHORTEST_BETAWI:
        word = word.removesuffix(_BETAWI) + "nya"
    return load_dialects().get(word, word)


@cache
def load_dialects() -> Mapping[str, str]:
    """What words are read as."""
    return {
        word: row["read_as"]
        for row in read_rows("dialect_words.csv")
        for word in row["words"].split()
    }


@lru_cache(maxsize=4096)
def stems_of(word: str) -> frozenset[str]:
    """The word, and every stem of the table it may be a form of."""
    known, found = _known_stems(), {word}
    bases = {word}
    for _ in range(2):
        bases |= {
            base.removesuffix(clitic)
            for base in tuple(bases)
            for clitic in _CLITICS
            if base.endswith(clitic)
        }
    bases |= {
        base.removesuffix(suffix)
        for base in tuple(bases)
        for suffix in _SUFFIXES
        if base.endswith(suffix)
    }
    bases |= {word.removesuffix(end) + put for end, put in _ENGLISH if word.endswith(end)}
    for base in bases:
        found.add(base)
        for prefix, letter, before in _PREFIXES:
            rest = base.removeprefix(prefix)
            if len(rest) < len(base) and (not before or rest[:1] in before):
                found.add(letter + rest)
    return frozenset(
        stem for stem in found if stem == word or (len(stem) >= _SHORTEST_STEM and stem in known)
    )


@cache
def _known_stems() -> frozenset[str]:
    table = load_words()
    inside = (part for rows in table.phrases.values() for rest, _ in rows for part in rest)
    return frozenset({*table.stems, *table.phrases, *inside})


def phrases_of(concept: str) -> list[str]:
    """The phrases that mean a concept, as they stand in the table."""
    (row,) = (row for row in read_rows("danger_words.csv") if row["concept"] == concept)
    return [entry.replace("_", " ") for entry in row["words"].split() if "_" in entry]


@cache
def load_words() -> WordTable:
    """The table, read once."""
    stems: dict[str, set[str]] = {}
    exact: dict[str, set[str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    unless = {}
    for row in read_rows("danger_words.csv"):
        concept = row["concept"]
        if row["unless"]:
            unless[concept] = row["unless"]
        for entry in row["words"].split():
            if entry.startswith("="):
                exact.setdefault(entry[1:], set()).add(concept)
                continue
            first, *rest = entry.split("_")
            if rest:
                phrases.setdefault(first, []).append((tuple(rest), concept))
            else:
                stems.setdefault(first, set()).add(concept)
    return WordTable(
        stems={stem: frozenset(found) for stem, found in stems.items()},
        exact={word: frozenset(found) for word, found in exact.items()},
        phrases={first: tuple(found) for first, found in phrases.items()},
        unless=unless,
    )


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table of the package."""
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)
