"""Agencies as people call them: "PUPR", "dukcapil surabaya". Pure; one pass over the register."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, lru_cache

from .agency import Agency
from .agency_mentions import bodies
from .registry import Registry
from .text import fold

MOST_FOUND = 20
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
    word in the name or in a usual name. First those of the region `near`, in it those with the
    words in the name itself, whose first affair it is, and the shorter names."""
    words = _words(typed)
    found = []
    for agency in registry.all(on):
        if not allowed(agency):
            continue
        own, usual = _own_words(agency.name, agency.id), _usual_words(agency)
        by_name = sum(_begins(word, own) for word in words)
        if all(_begins(word, own) or _begins(word, usual) for word in words):
            is_near = bool(near and agency.regions and registry.serves(agency, near))
            first = by_name == len(words) or _begins_all(words, own, agency.sectors[:1])
            order = (not is_near, -by_name, not first, len(agency.name), agency.id)
            found.append((order, agency))
    return [agency for _, agency in sorted(found, key=lambda one: one[0])[:MOST_FOUND]]


def _begins_all(words: Iterable[str], own: frozenset[str], sectors: tuple[str, ...]) -> bool:
    usual = frozenset().union(*(_names_of_bodies().get(sector, ()) for sector in sectors))
    return all(_begins(word, own) or _begins(word, usual) for word in words)


def _begins(word: str, among: Iterable[str]) -> bool:
    return any(one.startswith(word) for one in among)


@lru_cache(maxsize=8192)
def _own_words(name: str, agency_id: str) -> frozenset[str]:
    """Of the whole register: to take them apart again takes ten times as long as to look."""
    return frozenset((*_words(name), *_words(agency_id)))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _usual_words(agency: Agency) -> frozenset[str]:
    """The words that people use for an agency: its own, and those of its affairs at its place."""
    named = _names_of_bodies()
    return frozenset().union(*(named.get(key, ()) for key in (agency.id, *agency.sectors)))


@cache
def _names_of_bodies() -> dict[str, frozenset[str]]:
    """The words of usual names, by the agency or the sector that they mean."""
    found: dict[str, set[str]] = {}
    for name, body in bodies().items():
        found.setdefault(body.key, set()).update(name.split())
    return {key: frozenset(words) for key, words in found.items()}
