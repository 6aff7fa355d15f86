"""Names of places and the region codes they may mean."""

import csv
import difflib
import re
from collections import defaultdict
from pathlib import Path

from . import regions

Codes = frozenset[str]

ALIASES = Path(__file__).with_name("data") / "place_aliases.csv"
PREFIX = re.compile(r"^(kabupaten|kota)( administrasi)? ")
WRITTEN_TOGETHER = re.compile(
    r"\bdi(?=(?:jalan|jln?|desa|kel|kelurahan|kec|kecamatan|kota|kab|kabupaten|kampung)\b)"
)
NOTHING: Codes = frozenset()

# Names and short forms that are ordinary words ("batu" is a stone, "serang" to attack, "klu" if):
# in running text they count only with "kota", "kab" or the like before them.
ORDINARY = frozenset(
    {
        "balut",
        "banjar",
        "batang",
        "batu",
        "batu bara",
        "batubara",
        "biak",
        "bima",
        "bone",
        "buru",
        "dairi",
        "demak",
        "ende",
        "hss",
        "hst",
        "hsu",
        "karimun",
        "karo",
        "kaur",
        "ketapang",
        "kisaran",
        "kkr",
        "kkt",
        "kku",
        "klu",
        "ksb",
        "landak",
        "lebak",
        "lingga",
        "mabar",
        "mbd",
        "medan",
        "metro",
        "oki",
        "oku",
        "padang",
        "palu",
        "paser",
        "pati",
        "pku",
        "ppu",
        "puncak",
        "sbd",
        "serang",
        "siak",
        "soe",
        "solo",
        "solok",
        "sorong",
        "tegal",
        "tts",
        "ttu",
    }
)
# Of these the ones that are places after "di" all the same.
PLACED_BY_DI = ORDINARY - {
    "banjar", "batu", "batu bara", "batubara", "buru", "landak", "metro", "pku", "puncak", "serang"
}  # fmt: skip
# Of these the ones that begin or end other names too; in an address they stand alone.
MOST_ORDINARY = frozenset({"banjar", "batang", "batu", "buru", "landak"})
# Better known as a part of Jakarta or Bogor, or as a word: they only narrow what is known.
WEAK = frozenset(
    {"batu", "batu bara", "batubara", "kuningan", "manggarai", "metro", "pku", "puncak"}
)
# Provinces and those that were formed out of them since 1999 (UU 45/1999, 26/2000, 27/2000,
# 38/2000, 23/2000, 25/2002, 26/2004, 20/2012, 14 to 16/2022, 29/2022): "Merauke, Papua" is still
# written of what is Papua Selatan.
FORMED_OUT_OF = {
    "14": {"21"},
    "16": {"19"},
    "32": {"36"},
    "64": {"65"},
    "71": {"75"},
    "73": {"76"},
    "81": {"82"},
    "91": {"92", "93", "94", "95", "96"},
    "92": {"96"},
}
# Words too near to a name of a place to be taken for a misspelling of it.
NO_MISSPELLING = frozenset({"sekarang", "pekarangan", "bersama", "seruyuk", "barang", "belakang"})
SHORTEST_MISSPELLED = 6
ALIKE = 0.86
SHORTEST_JOINED = 7


def words(text: str) -> list[str]:
    """Lower-case words, with commas, line ends, brackets and dashes as words of their own."""
    apart = WRITTEN_TOGETHER.sub("di ", text.lower())
    return re.findall(r"[a-z0-9']+|[,;\n()-]", apart)


def key(name: str) -> str:
    """The form in which names are looked up."""
    return " ".join(word for word in words(name) if word[0].isalnum())


def larger(name: str) -> Codes:
    """The provinces, kabupaten and kota that a name may mean; "malang" is two."""
    return _larger().get(name) or _joined().get(name.replace(" ", ""), NOTHING)


def districts(name: str) -> Codes:
    """The kecamatan of that name, written in one word or in several."""
    return _districts().get(name.replace(" ", ""), NOTHING)


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
    return _within(one, other) | _within(other, one)


def _within(inner: Codes, outer: Codes) -> Codes:
    """Those that are one of the outer ones or lie in one: a region's code begins with its
    province's and its kabupaten's."""
    return frozenset(
        code for code in inner if code[:2] in outer or code[:5] in outer or code in outer
    )


def as_before(codes: Codes) -> Codes:
    """With every province all that was formed out of it."""
    return codes.union(*(FORMED_OUT_OF.get(code, ()) for code in codes))


@regions.cache_until_they_change
def _larger() -> dict[str, Codes]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for region in regions.every():
        if region.level == "district":
            continue
        name = PREFIX.sub("", key(region.name))
        for written in {name, name.replace("kepulauan ", "kep ")}:
            names[written].add(region.code)
    with ALIASES.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            names[row["alias"]].update(row["codes"].split())
    return {name: frozenset(codes) for name, codes in names.items()}


@regions.cache_until_they_change
def _joined() -> dict[str, Codes]:
    """Long names without their spaces: "Tanjungpinang", "Palangka Raya". Not "Kota Baru", which
    is a part of every second town, for Kotabaru."""
    return {
        name.replace(" ", ""): codes
        for name, codes in _larger().items()
        if len(name) >= SHORTEST_JOINED and name != "kotabaru"
    }


@regions.cache_until_they_change
def _districts() -> dict[str, Codes]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for region in regions.every():
        if region.level == "district":
            names[key(region.name).replace(" ", "")].add(region.code)
    return {name: frozenset(codes) for name, codes in names.items()}


@regions.cache_until_they_change
def _by_first_letter() -> dict[str, tuple[str, ...]]:
    letters: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted({*_larger(), *_joined()}):
        if len(name) >= SHORTEST_MISSPELLED - 1 and " " not in name:
            letters[name[0]].append(name)
    return {letter: tuple(names) for letter, names in letters.items()}
