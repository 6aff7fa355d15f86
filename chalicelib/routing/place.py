"""Where a complaint is about: from an address, a text and a point to a region code, or to none.

Names are looked up in a gazetteer and combined: "Klojen, Malang" is a kecamatan of Kota Malang,
"Malang" alone is a kota or a kabupaten and decides nothing. A street is not a place: "Jalan
Surabaya di Malang" lies in Malang. A wrong region sends a case to the wrong government, so
whatever stays open is left to a person, with the regions that are possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.structs import replace

from . import gazetteer, villages
from .bare_names import named_after_di, named_perhaps, standalone_names
from .gazetteer import NOTHING, Codes, as_before, combined
from .mentions import Mention, mentions
from .place_words import HERE

if TYPE_CHECKING:
    from .points import LocatedPoint, NearestDistrict

MOST_POSSIBLE = 5
"""So many regions may be meant by a name; beyond, it says nothing."""


class Place(Struct, frozen=True, kw_only=True):
    """Where it is. `region_code` is None when not decided; then `candidates` are the regions
    it may be, or where there are none `perhaps` those of names that may be places at all: enough
    for a suggestion to a person. `near` is the known place nearest to a point that decides nothing
    by itself."""

    region_code: str | None
    candidates: tuple[str, ...]
    perhaps: tuple[str, ...] = ()
    near: NearestDistrict | None = None


UNKNOWN = Place(region_code=None, candidates=())


def find_place(
    address: str | None,
    text: str,
    *,
    point: tuple[float, float] | None = None,
    within: str | None = None,
) -> Place:
    """The region that an address, or failing that a text, lies in, and a point (latitude and
    longitude in WGS84 degrees).

    The narrowest region that is certain: a kecamatan, kabupaten or kota, or a province.
    The text only decides what the address leaves open, and never against it. Names that contradict
    the point leave it open. `within` is a region known already.
    """
    known = frozenset({within}) if within else NOTHING
    codes = _in_words(address, text, known)
    if point is None and not codes:
        return replace(UNKNOWN, perhaps=_listed(named_perhaps(f"{address or ''}\n{text}")))
    if point is None:
        return _place(codes)
    from . import points  # few complaints have one

    return _with_point(codes, points.locate(*point))


def _in_words(address: str | None, text: str, known: Codes) -> Codes:
    """What address and text together can mean."""
    of_address = _meaning(address, known, in_address=True) if address else known
    if _narrow(of_address):
        return of_address
    of_text = _meaning(text, known, in_address=False)
    if not of_address:
        return of_text
    both = combined(of_address, of_text)
    return both if both and _decided(both) else of_address


def _with_point(codes: Codes, located: LocatedPoint) -> Place:
    """What remains where a point is given too. One that is not certain decides nothing, but may
    contradict."""
    if located.region_code:
        of_point = frozenset({located.region_code})
        return _place((combined(codes, of_point) if codes else of_point) or codes | of_point)
    if not located.may:
        return replace(_place(codes), near=located.near)
    both = combined(codes, located.may) if codes else located.may
    if both and _decided(codes):
        return replace(_place(codes), near=located.near)
    return Place(
        region_code=None, candidates=_listed(both or codes | located.may), near=located.near
    )


def _narrow(codes: Codes) -> bool:
    decided = _decided(codes)
    return decided is not None and len(decided) > 2


def _place(codes: Codes) -> Place:
    if not codes:
        return UNKNOWN
    decided = _decided(codes)
    return Place(region_code=decided, candidates=(decided,) if decided else _listed(codes))


def _listed(codes: Codes) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda code: (-len(code), code)))


def _decided(codes: Codes) -> str | None:
    """The one region all candidates agree on."""
    if len(codes) == 1:
        return next(iter(codes))
    within = {code[:5] for code in codes if len(code) >= 5}
    return within.pop() if len(within) == 1 and all(len(code) > 5 for code in codes) else None


def _meaning(text: str, known: Codes, *, in_address: bool) -> Codes:
    """What all the names in a text together can mean."""
    named = _as_parts(mentions(text, in_address=in_address))
    larger = [
        one
        for one in named
        if not (one.of_district or one.of_village or _is_weak(one, in_address=in_address))
    ]
    codes, disputed = _of_larger(larger, known)
    if not in_address and all(one.behind == "dari" and not one.typed for one in larger):
        codes = known  # whence somebody comes
    if disputed and not in_address:
        return codes
    whole = standalone_names(text, named) if in_address else []
    narrower = [one for one in named if one not in larger]
    codes, apart = _with_districts(codes, narrower, in_address=in_address)
    disputed = disputed or apart
    if disputed and not in_address:
        return codes
    sure = any(one.typed and not one.of_village for one in named)
    named_villages = {one.name: one for one in narrower if one.of_village}
    for mention in named_villages.values():
        codes = _with_village(codes, mention, [] if sure else larger)
    for mention in (one for one in narrower if not one.typed and codes):
        alone = mention.name in whole or not _only_provinces(codes)
        if _leads(mention, larger) or (in_address and alone):
            codes = combined(codes, mention.codes) or codes
    if not disputed and not _narrow(codes):
        codes = _with_standalone_names(codes, whole)
    if not in_address and not codes:
        codes = _agreed(named_after_di(text))
    return codes if _decided(codes) or len(codes) <= MOST_POSSIBLE else known


def _with_districts(codes: Codes, named: list[Mention], *, in_address: bool) -> tuple[Codes, bool]:
    """What remains possible with kecamatan named as such; and whether one lies in none of the
    regions that were."""
    apart = False
    for mention in named:
        is_word = not in_address and not codes and villages.is_word(mention.name)
        if not mention.typed or mention.of_village or is_word:  # "kecamatan tetap tutup"
            continue
        both = combined(codes, mention.codes) if codes else mention.codes
        apart = apart or not both
        codes = both or codes | mention.codes
    return codes, apart


def _agreed(named: list[Codes]) -> Codes:
    """All of them, where they lie in one kabupaten or kota."""
    together = NOTHING.union(*named)
    return together if _narrow(together) else NOTHING


def _as_parts(named: list[Mention]) -> list[Mention]:
    """The names, with a town that cannot lie in what follows at once read as a part of it: Depok
    in "Depok, Sleman" is a kecamatan, Manggarai in "Manggarai, Tebet" a kelurahan."""
    read = list(named)
    for at, (name, behind) in enumerate(zip(named, named[1:], strict=False)):
        apart = not combined(name.codes, behind.codes)
        if apart and not name.typed and not name.of_district and behind.start - name.end <= 1:
            part = combined(_parts_called(name.name), behind.codes)
            read[at] = replace(name, codes=part, kind="district") if part else name
    return read


def _parts_called(name: str) -> Codes:
    return gazetteer.districts(name) | villages.districts_of(name)


def _is_weak(mention: Mention, *, in_address: bool) -> bool:
    """Whether a name only narrows what is known by others: in running text also a bare province,
    of which people speak from everywhere ("mama-mama Papua", "pabrik Jakarta")."""
    if mention.typed:
        return False
    of_province = all(len(code) == 2 for code in mention.codes)
    spoken_of = not in_address and of_province and mention.behind not in HERE
    return spoken_of or mention.name in gazetteer.WEAK


def _is_bare(mention: Mention) -> bool:
    return not mention.typed


def _only_provinces(codes: Codes) -> bool:
    return all(len(code) == 2 for code in codes)


def _of_larger(named: list[Mention], known: Codes) -> tuple[Codes, bool]:
    """What names of provinces, kabupaten and kota mean together, the ones after "kota" and the
    like first; and whether two of them exclude each other."""
    codes = known
    first_is_typed = bool(known)
    disputed = False
    for mention in sorted(named, key=_is_bare):
        both = combined(codes, mention.codes) if codes else mention.codes
        if not both:
            both = _narrower(combined(as_before(codes), as_before(mention.codes)))
        if not both and first_is_typed and not mention.typed:
            continue
        first_is_typed = first_is_typed or (mention.typed and not codes)
        if not both:
            # Two places that exclude each other: naming one of them again settles nothing.
            disputed = True
            codes |= mention.codes
        elif not disputed:
            codes = both
    return codes, disputed


def _narrower(codes: Codes) -> Codes:
    """What of it is no province."""
    return frozenset(code for code in codes if len(code) > 2)


def _leads(district: Mention, larger: list[Mention]) -> bool:
    """Whether the kabupaten or kota follows at once, as in "Klojen, Malang": in running text
    names of kecamatan are too ordinary ("taman", "barat") to count otherwise."""
    return any(0 <= mention.start - district.end <= 1 for mention in larger)


def _with_village(codes: Codes, village: Mention, doubtful: list[Mention]) -> Codes:
    """What remains possible with a desa named too. Where there is none of its name elsewhere it
    speaks against `doubtful` names, which may be those of its kecamatan."""
    both = combined(codes, village.codes) if codes else village.codes
    if not both and doubtful and _decided(village.codes):
        parts = NOTHING.union(*(_parts_called(one.name) for one in doubtful))
        return combined(parts, village.codes) or codes | village.codes
    return both or codes


def _with_standalone_names(codes: Codes, names: list[str]) -> Codes:
    """What remains possible where names stand alone, without "desa" or "kecamatan".

    A desa in one of the regions that are possible, or a desa and its kecamatan. A kecamatan by
    itself only where its name is of several words and nothing else bears it: "balai" and "ujung"
    are kecamatan, and words of every second address.
    """
    found = NOTHING
    for name in names:
        of_village = villages.districts_of(name)
        if codes:
            found |= NOTHING if villages.is_word(name) else combined(codes, of_village)
            continue
        for other in names:
            found |= combined(gazetteer.districts(other), of_village) if other != name else NOTHING
    if not codes and not found:
        found = frozenset().union(*map(_unmistakable, names))
    return found if _narrow(found) else codes


def _unmistakable(name: str) -> Codes:
    districts = gazetteer.districts(name)
    single = " " in name and len(districts) == 1
    return districts if single and _narrow(districts | villages.districts_of(name)) else NOTHING
