"""The places a text names: read word by word, streets and villages passed over.

A street is not a place ("Jalan Surabaya di Malang" lies in Malang), nor is a way between two
places ("Surabaya-Malang"), nor a village or a company that bears the name of a town.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from . import gazetteer, regions
from .gazetteer import Codes

Kind = Literal["province", "regency", "city", "district"]

LONGEST_NAME = 5

KINDS: dict[str, Kind] = {
    "prov": "province",
    "provinsi": "province",
    "propinsi": "province",
    "pemprov": "province",
    "gubernur": "province",
    "kab": "regency",
    "kabupaten": "regency",
    "pemkab": "regency",
    "bupati": "regency",
    "kota": "city",
    "kotamadya": "city",
    "pemkot": "city",
    "walikota": "city",
    "kec": "district",
    "kecamatan": "district",
    "distrik": "district",
    "camat": "district",
}
STREETS = frozenset({"jl", "jln", "jalan", "jalur", "gg", "gang", "tol", "lorong", "lrg", "rute"})
SMALLER = frozenset(
    {
        "desa",
        "ds",
        "kel",
        "kelurahan",
        "dusun",
        "dsn",
        "kampung",
        "kp",
        "perum",
        "perumahan",
        "komplek",
        "kompleks",
        "apartemen",
        "nagari",
        "gampong",
        "pekon",
        "bus",
        "kereta",
        "sungai",
        "kali",
        "pt",
        "cv",
        "toko",
        "warung",
    }
)
TITLES = frozenset(
    {
        "raya",
        "besar",
        "lintas",
        "poros",
        "arteri",
        "tol",
        "lingkar",
        "menuju",
        "arah",
        "antara",
        "kh",
        "h",
        "hj",
        "dr",
        "prof",
        "ir",
        "r",
        "raden",
        "jend",
        "jenderal",
        "letjen",
        "mayjen",
        "kolonel",
        "kapten",
        "sultan",
        "pangeran",
    }
)
NO_NAME = frozenset({"di", "ini", "itu", "yang", "yg", "dan", "dekat", "depan", "no", "rt", "rw"})
ROUTE = frozenset({"-", "sampai", "ke"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A name in a text and what it may mean; `typed` when "kota", "kec" or so stands before."""

    start: int
    end: int
    codes: Codes
    kind: Kind | None

    @property
    def typed(self) -> bool:
        return self.kind is not None

    @property
    def of_district(self) -> bool:
        return all(len(code) > 5 for code in self.codes)


def mentions(text: str, *, in_address: bool) -> list[Mention]:
    """The names of regions in a text, in order.

    An address is read more trustingly than running text: misspelled names and names that are
    ordinary words count in it.
    """
    tokens = gazetteer.words(text)
    return _without_routes(list(_mentions(tokens, in_address=in_address)), tokens)


def _without_routes(found: list[Mention], tokens: list[str]) -> list[Mention]:
    """ "Surabaya-Malang" is a way between two places and says nothing about where it is."""
    dropped: set[int] = set()
    for before, after in zip(found, found[1:], strict=False):
        joined = tokens[before.end : after.start] == ["-"]
        if joined and not gazetteer.combined(before.codes, after.codes):
            dropped |= {before.start, after.start}
    return [mention for mention in found if mention.start not in dropped]


def _mentions(tokens: list[str], *, in_address: bool) -> Iterator[Mention]:
    position = 0
    while position < len(tokens):
        word = tokens[position]
        if word in STREETS:
            position = _past_street(tokens, position + 1, in_address=in_address)
            continue
        if word in SMALLER:
            position = _past_name(tokens, position + 1)
            continue
        mention = _mention(tokens, position, in_address=in_address)
        if mention:
            yield mention
        position = mention.end if mention else position + 1


def _mention(tokens: list[str], position: int, *, in_address: bool) -> Mention | None:
    kinds = set()
    start = position
    while start < len(tokens) and tokens[start] in KINDS:
        kinds.add(KINDS[tokens[start]])
        start += 1
    kind = kinds.pop() if len(kinds) == 1 else None
    for end, name in _names_at(tokens, start):
        codes = _codes(name, kind)
        if codes and (kind or in_address or name not in gazetteer.ORDINARY):
            return Mention(start=position, end=end, codes=codes, kind=kind)
    if start > position:
        return _mention_without_kind(tokens, position, start, kind)
    if in_address and position < len(tokens):
        _, codes = gazetteer.misspelled(tokens[position])
        if codes:
            return Mention(start=position, end=position + 1, codes=codes, kind=None)
    return None


def _mention_without_kind(
    tokens: list[str], position: int, start: int, kind: Kind | None
) -> Mention | None:
    """Kecamatan such as "Kota Agung" whose name begins like a kind, and misspelled names."""
    for end, name in _names_at(tokens, position):
        codes = gazetteer.larger(name) or gazetteer.districts(name)
        if codes and end > start:
            return Mention(start=position, end=end, codes=codes, kind=None)
    if kind and kind != "district" and start < len(tokens):
        name, _ = gazetteer.misspelled(tokens[start])
        if name:
            return Mention(start=position, end=start + 1, codes=_codes(name, kind), kind=kind)
    return None


def _codes(name: str, kind: Kind | None) -> Codes:
    if kind == "district":
        return gazetteer.districts(name)
    larger = gazetteer.larger(name)
    if kind is None:
        return larger or gazetteer.districts(name)
    right = frozenset(code for code in larger if _level(code) == kind)
    # People say "kota Purbalingga" of the town of a kabupaten, "Kota Jakarta" of a province.
    return right or larger


def _level(code: str) -> str | None:
    region = regions.get(code)
    return region.level if region else None


def _names_at(tokens: list[str], start: int) -> Iterator[tuple[int, str]]:
    """The runs of words from here, longest first, each with the position behind it."""
    runs = []
    name: list[str] = []
    for end in range(start, len(tokens)):
        word = tokens[end]
        if not word[0].isalnum():
            if word == "-" and name and end + 1 < len(tokens):
                continue
            break
        name.append(word)
        runs.append((end + 1, " ".join(name)))
        if len(name) == LONGEST_NAME:
            break
    yield from reversed(runs)


def _past_street(tokens: list[str], position: int, *, in_address: bool) -> int:
    while position < len(tokens) and tokens[position] in TITLES:
        position += 1
    end = _past_name(tokens, position)
    # "Jalan Surabaya - Malang", and in running text "jalan Surabaya Malang": a way between two.
    if end < len(tokens) and tokens[end] in ROUTE:
        return _past_name(tokens, end + 1)
    if not in_address and end > position and _is_larger(tokens[position:end]):
        following = _past_name(tokens, end)
        return following if _is_larger(tokens[end:following]) else end
    return end


def _is_larger(tokens: Iterable[str]) -> bool:
    return bool(gazetteer.larger(" ".join(tokens)))


def _past_name(tokens: list[str], position: int) -> int:
    """Behind the name that starts here: a known one, else a single word."""
    if position >= len(tokens) or tokens[position] in NO_NAME or tokens[position] in KINDS:
        return position
    for end, name in _names_at(tokens, position):
        if "-" not in tokens[position:end] and (
            gazetteer.larger(name) or gazetteer.districts(name)
        ):
            return end
    return position + 1 if tokens[position][0].isalnum() else position
