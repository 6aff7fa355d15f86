"""The places a text names: read word by word, streets and companies passed over.

A street is not a place ("Jalan Surabaya di Malang" lies in Malang), nor is a way between two
places ("Surabaya-Malang"), nor goods that bear the name of a town ("tahu Sumedang").
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from chalicelib.structs import replace

from . import gazetteer, regions, villages
from .gazetteer import NOTHING, Codes
from .place_words import (
    ELSEWHERE,
    GOODS,
    HAMLETS,
    HERE,
    KAMPUNG,
    KINDS,
    NO_NAME,
    OFFICES,
    PEOPLE,
    ROADS,
    ROUTE,
    SMALLER,
    STREETS,
    TITLES,
    VILLAGES,
    Kind,
)

LONGEST_NAME = 5
MOST_KINDS = 3  # words like "kab" and "kota" before one name


class Mention(Struct, frozen=True, kw_only=True):
    """A name in a text and what it may mean; `typed` when "kota", "kec" or so stands before.
    `behind` is the word before it."""

    start: int
    end: int
    name: str
    codes: Codes
    kind: Kind | None
    behind: str = ""

    @property
    def typed(self) -> bool:
        return self.kind is not None

    @property
    def of_village(self) -> bool:
        return self.kind == "village"

    @property
    def of_district(self) -> bool:
        return not self.of_village and all(len(code) > 5 for code in self.codes)


def mentions(text: str, *, in_address: bool) -> list[Mention]:
    """The names of regions in a text, in order.

    An address is read more trustingly than running text: misspelled names and names that are
    ordinary words count in it.
    """
    tokens = gazetteer.words(text)
    return _of_the_place(list(_mentions(tokens, in_address=in_address)), tokens)


def _of_the_place(found: list[Mention], tokens: list[str]) -> list[Mention]:
    """Without what is named but elsewhere: "Surabaya-Malang" is a way between two places and says
    nothing about where it is, goods bear names ("tahu Sumedang", "sate ayam Madura"), and people
    come from somewhere or go there."""
    dropped: set[int] = set()
    for before, after in zip(found, found[1:], strict=False):
        between = tokens[before.end : after.start]
        joined = (len(between) == 1 and between[0] in ROUTE) or (
            between == ["dan"] and tokens[before.start - 1 : before.start] == ["antara"]
        )
        if joined and not gazetteer.combined(before.codes, after.codes):
            dropped |= {before.start, after.start}
    ends = {one.end for one in found}  # "Kebon Jeruk Jakarta Barat": of a name, and no goods
    dropped |= {
        one.start
        for one in found
        if not one.typed and one.start not in ends and _is_elsewhere(tokens, one.start)
    }
    return [
        replace(mention, behind=tokens[mention.start - 1] if mention.start else "")
        for mention in found
        if mention.start not in dropped
    ]


def _is_elsewhere(tokens: list[str], start: int) -> bool:
    """Whether the words before a name say that it is of goods, or whence or whither."""
    before = tokens[max(0, start - 2) : start]
    if not before or before[-1] in NO_NAME:
        return False
    if before[-1] in ELSEWHERE or before[-1] in PEOPLE:
        return True
    return not GOODS.isdisjoint(before) and before[-1].isalpha()


def _mentions(tokens: list[str], *, in_address: bool) -> Iterator[Mention]:
    position = 0
    streets: set[str] = set()
    while position < len(tokens):
        word = tokens[position]
        if word in STREETS:
            start, position = position, _past_street(tokens, position + 1, in_address=in_address)
            streets.update(tokens[start:position])
            continue
        if word in SMALLER and not _begins_larger(tokens, position):
            position = _past_way(tokens, position + 1)
            continue
        if word in VILLAGES:
            village = _village(tokens, position, in_address=in_address)
            if village and village.codes:
                yield village
            position = village.end if village else _past_name(tokens, position + 1)
            continue
        mention = _mention(tokens, position, in_address=in_address)
        named_again = mention and not in_address and not mention.typed and mention.name in streets
        if mention and not named_again:
            yield mention
        position = mention.end if mention else position + 1


def _village(tokens: list[str], position: int, *, in_address: bool) -> Mention | None:
    """A desa by its name. Without codes where only a hamlet can be meant; in running text names
    that are words do not count ("kelurahan sudah")."""
    start = position + 1
    most = min(len(tokens), start + MOST_KINDS)
    while start < most and tokens[start] in VILLAGES - HAMLETS:
        start += 1
    if start == len(tokens) or tokens[start] in NO_NAME:
        return None
    word = tokens[start - 1]
    for end, name in names_at(tokens, start):
        codes = villages.districts_of(name)
        if codes and (in_address or not villages.is_word(name)):
            if word in HAMLETS:
                codes = frozenset(code for code in codes if code[:2] in KAMPUNG)
                codes |= villages.districts_of(f"{word} {name}")
            return Mention(start=position, end=end, name=name, codes=codes, kind="village")
    return None


def _mention(tokens: list[str], position: int, *, in_address: bool) -> Mention | None:
    kinds = set()
    start = position
    most = min(len(tokens), start + MOST_KINDS)
    while start < most and tokens[start] in KINDS:
        kinds.add(KINDS[tokens[start]])
        start += 1
    kind = kinds.pop() if len(kinds) == 1 else None
    for end, name in names_at(tokens, start):
        codes = _codes(name, kind)
        if codes and (kind or _stands_for_itself(tokens, start, end, name, in_address=in_address)):
            here = in_address or tokens[start - 1 : start] == ["di"]
            of_town = NOTHING if kind or not here else _parts_of_its_town(name, codes)
            kind, codes = ("district", of_town) if of_town else (kind, codes)
            return Mention(start=position, end=end, name=name, codes=codes, kind=kind)
    if start > position:
        return _mention_without_kind(tokens, position, start, kind)
    if in_address and position < len(tokens):
        name, codes = gazetteer.misspelled(tokens[position])
        if codes and not any(
            map(villages.districts_of, (name for _, name in names_at(tokens, position)))
        ):
            return Mention(start=position, end=position + 1, name=name, codes=codes, kind=None)
    return None


def _parts_of_its_town(name: str, codes: Codes) -> Codes:
    """Those kecamatan that bear the name of their own kabupaten or kota: "Denpasar Barat"."""
    if any(len(code) <= 5 for code in codes):
        return NOTHING
    towns = gazetteer.larger(name.rpartition(" ")[0])
    return frozenset(code for code in codes if code[:5] in towns)


def _stands_for_itself(
    tokens: list[str], start: int, end: int, name: str, *, in_address: bool
) -> bool:
    """Names that are ordinary words count in addresses alone or after "di" and offices, and the
    most ordinary ones only where nothing else belongs to them: not in "Lesung Batu"."""
    word = tokens[start - 1] if start else ""
    if word in OFFICES or (word in HERE and name in gazetteer.PLACED_BY_DI):
        return True
    if not in_address:
        return name not in gazetteer.ORDINARY
    if name not in gazetteer.MOST_ORDINARY:
        return True
    before, after = tokens[max(0, start - 1) : start], tokens[end : end + 1]
    return not any(word.isalpha() for word in (*before, *after))


def _mention_without_kind(
    tokens: list[str], position: int, start: int, kind: Kind | None
) -> Mention | None:
    """Kecamatan such as "Kota Agung" whose name begins like a kind, and misspelled names."""
    for end, name in names_at(tokens, position):
        codes = gazetteer.larger(name) or gazetteer.districts(name)
        if codes and end > start:
            return Mention(start=position, end=end, name=name, codes=codes, kind=None)
    if kind and kind != "district" and start < len(tokens):
        name, _ = gazetteer.misspelled(tokens[start])
        if name:
            codes = _codes(name, kind)
            return Mention(start=position, end=start + 1, name=name, codes=codes, kind=kind)
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


def names_at(tokens: list[str], start: int) -> Iterator[tuple[int, str]]:
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
    through = False
    while position < len(tokens) and tokens[position] in TITLES:
        through = through or tokens[position] in ROADS
        position += 1
    end = _past_way(tokens, position)
    if tokens[position - 1] == "antara" and tokens[end : end + 1] == ["dan"]:
        return _past_name(tokens, end + 1)
    # "Jalan Raya Bandung Garut", and in running text "jalan Surabaya Malang": a way between two.
    if (through or not in_address) and end > position and _is_larger(tokens[position:end]):
        following = _past_name(tokens, end)
        behind = tokens[following : following + 1]
        ends_here = in_address and (not behind or not behind[0].isalnum())
        return following if _is_larger(tokens[end:following]) and not ends_here else end
    return end


def _past_way(tokens: list[str], position: int) -> int:
    """Behind a name, and behind the other end of a way: "Jalan Surabaya - Malang"."""
    end = _past_name(tokens, position)
    if end == len(tokens) or tokens[end] not in ROUTE:
        return end
    end += 1
    while end < len(tokens) and tokens[end] in STREETS:
        end += 1
    return _past_name(tokens, end)


def _begins_larger(tokens: list[str], position: int) -> bool:
    """Whether a river or the like is a part of a town's name, as in "Sungai Penuh"."""
    names = (name for _, name in names_at(tokens, position))
    return any(gazetteer.larger(name) or gazetteer.districts(name) for name in names if " " in name)


def _is_larger(tokens: Iterable[str]) -> bool:
    return bool(gazetteer.larger(" ".join(tokens)))


def _past_name(tokens: list[str], position: int) -> int:
    """Behind the name that starts here: a known one, else a single word."""
    if position >= len(tokens) or tokens[position] in NO_NAME or tokens[position] in KINDS:
        return position
    for end, name in names_at(tokens, position):
        if "-" not in tokens[position:end] and (
            gazetteer.larger(name) or gazetteer.districts(name)
        ):
            return end
    return position + 1 if tokens[position][0].isalnum() else position
