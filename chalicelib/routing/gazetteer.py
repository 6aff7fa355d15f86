"""Names of places and the region codes they may mean."""

import csv
import difflib
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from . import regions

Codes = frozenset[str]

ALIASES = Path(__file__).with_name("data") / "place_aliases.csv"
PREFIX = re.compile(r"^(kabupaten|kota)( administrasi)? ")
NOTHING: Codes = frozenset()

# Names of kabupaten and kota that are ordinary words ("batu" is a stone, "serang" to attack):
# in running text they count only with "kota", "kab" or the like before them.
ORDINARY = frozenset(
    {
        "banjar",
        "batang",
        "batu",
        "bima",
        "bone",
        "buru",
        "dairi",
        "demak",
        "ende",
        "karimun",
        "kaur",
        "ketapang",
        "landak",
        "lebak",
        "medan",
        "metro",
        "padang",
        "palu",
        "paser",
        "pati",
        "puncak",
        "serang",
        "siak",
        "solo",
        "solok",
        "sorong",
        "tegal",
    }
)
# Words too near to a name of a place to be taken for a misspelling of it.
NO_MISSPELLING = frozenset({"sekarang", "pekarangan", "bersama", "seruyuk", "barang", "belakang"})
SHORTEST_MISSPELLED = 6
ALIKE = 0.86


def words(text: str) -> list[str]:
    """Lower-case words, with commas, line ends, brackets and dashes as words of their own."""
    return re.findall(r"[a-z0-9']+|[,;\n()-]", text.lower())


def key(name: str) -> str:
    """The form in which names are looked up."""
    return " ".join(word for word in words(name) if word[0].isalnum())


def larger(name: str) -> Codes:
    """The provinces, kabupaten and kota that a name may mean; "malang" is two."""
    return _larger().get(name, NOTHING)


def districts(name: str) -> Codes:
    """The kecamatan of that name."""
    return _districts().get(name, NOTHING)


def misspelled(word: str) -> tuple[str, Codes]:
    """The one name this word is a misspelling of, with its codes; ("", none) when not sure."""
    if len(word) < SHORTEST_MISSPELLED or word in NO_MISSPELLING:
        return "", NOTHING
    near = _by_first_letter().get(word[0], ())
    found = difflib.get_close_matches(word, near, n=2, cutoff=ALIKE)
    if not found:
        return "", NOTHING
    codes = larger(found[0])
    if len(found) == 2 and larger(found[1]) != codes:
        return "", NOTHING
    return found[0], codes


def combined(one: Codes, other: Codes) -> Codes:
    """The narrower of every pair of which one lies in the other."""
    pairs = ((outer, inner) for outer in one for inner in other)
    return frozenset(
        inner if regions.contains(outer, inner) else outer
        for outer, inner in pairs
        if regions.contains(outer, inner) or regions.contains(inner, outer)
    )


@cache
def _larger() -> dict[str, Codes]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for region in regions.every():
        if region.level == "district":
            continue
        name = PREFIX.sub("", key(region.name))
        for written in {name, name.replace(" ", ""), name.replace("kepulauan ", "kep ")}:
            names[written].add(region.code)
    with ALIASES.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            names[row["alias"]].update(row["codes"].split())
    return {name: frozenset(codes) for name, codes in names.items()}


@cache
def _districts() -> dict[str, Codes]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for region in regions.every():
        if region.level == "district":
            names[key(region.name)].add(region.code)
    return {name: frozenset(codes) for name, codes in names.items()}


@cache
def _by_first_letter() -> dict[str, tuple[str, ...]]:
    letters: defaultdict[str, list[str]] = defaultdict(list)
    for name in _larger():
        if len(name) >= SHORTEST_MISSPELLED - 1 and " " not in name:
            letters[name[0]].append(name)
    return {letter: tuple(names) for letter, names in letters.items()}
