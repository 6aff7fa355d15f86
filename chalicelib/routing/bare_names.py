"""Names without "desa" or "kecamatan" before them: they count where nothing else can be meant."""

from collections.abc import Iterable

from . import gazetteer, villages
from .gazetteer import NOTHING, Codes
from .mentions import Mention, names_at
from .place_words import KINDS, NO_NAME, SMALLER, STREETS

SHORTEST = 5
FEW = 3


def standalone_names(address: str, named: Iterable[Mention]) -> list[str]:
    """What stands alone in an address, between commas, numbers and the names of larger regions:
    it may be a desa or a kecamatan without the word for it."""
    tokens = gazetteer.words(address)
    ends = {position for one in named for position in range(one.start, one.end) if _is_sure(one)}
    names: list[list[str]] = [[]]
    for position, word in enumerate(tokens):
        if position in ends or not word.isalpha() or word in NO_NAME or word in KINDS:
            names.append([])
        else:
            names[-1].append(word)
    return [" ".join(name) for name in names if name and not {*name} & (STREETS | SMALLER)]


def named_after_di(text: str) -> list[Codes]:
    """The kecamatan behind "di" in a running text whose names no other kecamatan has, nor a desa
    elsewhere, and which are no words."""
    tokens = gazetteer.words(text)
    found = []
    for position, word in enumerate(tokens):
        for _, name in names_at(tokens, position + 1) if word == "di" else ():
            districts = gazetteer.districts(name)
            if gazetteer.larger(name):
                break
            if districts:
                everywhere = {code[:5] for code in districts | villages.districts_of(name)}
                if len(everywhere) == 1 and len(name) >= SHORTEST:
                    found += [] if villages.is_word(name) else [districts]
                break
    return found


def named_perhaps(text: str) -> Codes:
    """The kecamatan that names in an address or behind "di" may be or lie in, where these are few
    and no words: enough to show a person, never to decide."""
    tokens = gazetteer.words(text)
    found: set[str] = set()
    for position in range(len(tokens)):
        for _, name in names_at(tokens, position):
            if len(name) < SHORTEST or villages.is_word(name) or {*name.split()} & NO_NAME:
                continue
            codes = gazetteer.districts(name) | villages.districts_of(name)
            if 0 < len({code[:5] for code in codes}) <= FEW:
                found |= codes
                break
    return frozenset(found) if len({code[:5] for code in found}) <= FEW else NOTHING


def _is_sure(mention: Mention) -> bool:
    return mention.typed or not mention.of_district
