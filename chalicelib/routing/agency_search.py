"""Agencies as people call them: "PUPR", "dukcapil surabaya". Pure; one pass over the register, and
a second where a word seems to be mistyped."""

import re
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import date
from functools import cache, lru_cache

from .agency import Agency
from .agency_mentions import bodies
from .registry import Registry
from .text import plain

MOST_FOUND = 20

# Letters of a word that may be mistyped, alone and beside others; of shorter ones too many other
# words are one letter away. From `LONG` on its beginning is enough.
SHORTEST_ALONE, SHORTEST_BESIDE, LONG = 5, 3, 6

_WORD = re.compile(r"[a-z0-9]+")


def search_agencies(
    registry: Registry,
    typed: str,
    *,
    near: str | None,
    on: date,
    allowed: Callable[[Agency], bool],
) -> list[Agency]:
    """The agencies that may be chosen and that each typed word speaks of, by the beginning of a
    word in the name or in a usual name. First the one whose id has these words and no others, then
    those of the region `near`, in it those with the words in the name itself, whose first affair it
    is, and the shorter names.

    Where there are none, each word may be mistyped in one letter: wrong, missing, too many, or
    changed places with the next. What is further from every word finds nothing.
    """
    words = _words(typed)
    agencies = [agency for agency in registry.all(on) if allowed(agency)]
    known: set[str] = set()
    for agency in agencies:
        known |= _own_words(agency.name, agency.id) | _usual_words(agency.id, agency.sectors)
    begun = [{one for one in known if one.startswith(word)} for word in words]
    if found := _speak_of(begun, words, agencies, registry, near):
        return found
    shortest = SHORTEST_BESIDE if len(words) > 1 else SHORTEST_ALONE
    meant = [
        begun_so | {one for one in known if len(word) >= shortest and _is_mistyped(word, one)}
        for word, begun_so in zip(words, begun, strict=True)
    ]
    return _speak_of(meant, words, agencies, registry, near)


def _speak_of(
    meant: Sequence[Set[str]],
    typed: Sequence[str],
    agencies: Iterable[Agency],
    registry: Registry,
    near: str | None,
) -> list[Agency]:
    """The agencies that have one of the words `meant` by each that was typed."""
    found = []
    for agency in agencies:
        own, usual = _own_words(agency.name, agency.id), _usual_words(agency.id, agency.sectors)
        left = [words for words in meant if words.isdisjoint(own)]
        if any(words.isdisjoint(usual) for words in left):
            continue
        is_near = bool(near and agency.regions and registry.serves(agency, near))
        affair = _usual_words("", agency.sectors[:1])
        first = not any(words.isdisjoint(affair) for words in left)
        other = set(typed) != set(_words(agency.id))
        order = (other, not is_near, len(left), not first, len(agency.name), agency.id)
        found.append((order, agency))
    return [agency for _, agency in sorted(found, key=lambda one: one[0])[:MOST_FOUND]]


def _is_mistyped(typed: str, word: str) -> bool:
    """Whether `typed` is the word, or where it is long the beginning of it, but for one letter that
    is wrong, too many, missing, or has changed places with the next."""
    if len(typed) < LONG and abs(len(word) - len(typed)) > 1:
        return False
    pairs = enumerate(zip(typed, word, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(typed), len(word)))
    left, meant = typed[same:], word[same:]
    fits = str.startswith if len(typed) >= LONG else str.__eq__
    return (
        fits(meant[1:], left[1:])
        or fits(meant, left[1:])
        or fits(meant[1:], left)
        or (meant[1::-1] == left[:2] and fits(meant[2:], left[2:]))
    )


@lru_cache(maxsize=8192)
def _own_words(name: str, agency_id: str) -> frozenset[str]:
    """Of the whole register: to take them apart again takes ten times as long as to look."""
    return frozenset((*_words(name), *_words(agency_id)))


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


@lru_cache(maxsize=8192)
def _usual_words(agency_id: str, sectors: tuple[str, ...]) -> frozenset[str]:
    """The words that people use for an agency: its own, and those of its affairs at its place."""
    named = _names_of_bodies()
    return frozenset().union(*(named.get(key, ()) for key in (agency_id, *sectors)))


@cache
def _names_of_bodies() -> dict[str, frozenset[str]]:
    """The words of usual names, by the agency or the sector that they mean."""
    found: dict[str, set[str]] = {}
    for name, body in bodies().items():
        found.setdefault(body.key, set()).update(name.split())
    return {key: frozenset(words) for key, words in found.items()}
