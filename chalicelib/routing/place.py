"""Where a complaint is about: from an address and a text to a region code, or to none.

Names are looked up in a gazetteer and combined: "Klojen, Malang" is a kecamatan of Kota Malang,
"Malang" alone is a kota or a kabupaten and decides nothing. A street is not a place: "Jalan
Surabaya di Malang" lies in Malang. A wrong region sends a case to the wrong government, so
whatever stays open is left to a person, with the regions that are possible.
"""

from dataclasses import dataclass

from .gazetteer import NOTHING, Codes, combined
from .mentions import Mention, mentions


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where it is. `region_code` is None when not decided; then `candidates` are the regions
    it may be."""

    region_code: str | None
    candidates: tuple[str, ...]


UNKNOWN = Place(region_code=None, candidates=())


def find_place(address: str | None, text: str) -> Place:
    """The region that an address, or failing that a text, lies in.

    The narrowest region that is certain: a kecamatan, kabupaten or kota, or a province.
    The text only decides what the address leaves open, and never against it.
    """
    of_address = _meaning(address, in_address=True) if address else NOTHING
    if _narrow(of_address):
        return _place(of_address)
    of_text = _meaning(text, in_address=False)
    if not of_address:
        return _place(of_text)
    both = combined(of_address, of_text)
    return _place(both if both and _decided(both) else of_address)


def _narrow(codes: Codes) -> bool:
    decided = _decided(codes)
    return decided is not None and len(decided) > 2


def _place(codes: Codes) -> Place:
    if not codes:
        return UNKNOWN
    decided = _decided(codes)
    return Place(
        region_code=decided,
        candidates=(decided,) if decided else tuple(sorted(codes, key=lambda c: (-len(c), c))),
    )


def _decided(codes: Codes) -> str | None:
    """The one region all candidates agree on."""
    if len(codes) == 1:
        return next(iter(codes))
    within = {code[:5] for code in codes if len(code) >= 5}
    return within.pop() if len(within) == 1 and all(len(code) > 5 for code in codes) else None


def _meaning(text: str, *, in_address: bool) -> Codes:
    """What all the names in a text together can mean."""
    named = mentions(text, in_address=in_address)
    codes = NOTHING
    first: Mention | None = None
    larger = [mention for mention in named if not mention.of_district]
    disputed = False
    for mention in sorted(larger, key=lambda found: not found.typed):
        both = combined(codes, mention.codes) if codes else mention.codes
        if not both and first and first.typed and not mention.typed:
            continue
        first = first or mention
        if not both:
            # Two places that exclude each other: naming one of them again settles nothing.
            disputed = True
            codes |= mention.codes
        elif not disputed:
            codes = both
    # A kecamatan that lies in one of them does, in an address.
    for mention in [] if disputed and not in_address else named:
        if mention.of_district and (mention.typed or in_address or _leads(mention, larger)):
            codes = _with_district(codes, mention) or codes
    return codes


def _leads(district: Mention, larger: list[Mention]) -> bool:
    """Whether the kabupaten or kota follows at once, as in "Klojen, Malang": in running text
    names of kecamatan are too ordinary ("taman", "barat") to count otherwise."""
    return any(0 <= mention.start - district.end <= 1 for mention in larger)


def _with_district(codes: Codes, district: Mention) -> Codes:
    """What remains possible with a kecamatan named too; nothing where it does not fit.

    Alone it counts only with "kecamatan" before it: "balai" and "ujung" are kecamatan, and words
    of every second address.
    """
    if codes:
        return combined(codes, district.codes)
    return district.codes if district.typed else NOTHING
