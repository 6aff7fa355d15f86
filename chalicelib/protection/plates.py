"""Number plates, in capitals by themselves and in small letters beside a word for a vehicle."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

PLATE = "plat"
Span = tuple[int, int, str]

# Areas of registration (Perkapolri 5/2012), with what later rules added.
_AREA = r"(?:A[ABDEGT]?|B[ABDEGHKLMNP]?|[C-H]|D[A-HKLMNPRSTW]|E[ABD]|K[BHTU]?|[LMNPRSTWZ]|P[AB])"
_PLATE = re.compile(
    rf"(?<![^\W_])({_AREA})[ .\-]{{0,3}}([1-9]\d{{0,3}})(?!\d)"
    r"(?:[ .\-]{0,3}([A-Z]{1,3}))?(?![^\W_])",
    re.IGNORECASE,
)
_DIGIT, _LETTER = re.compile(r"[1-9]"), re.compile(r"[A-Za-z]")
_VEHICLE = re.compile(
    r"(?<![^\W_])(?:plat|plate|nopol|polisi|mobil|motor|kendaraan|truk|truck|bus|angkot|taksi"
    r"|pick ?up|sopir|supir)(?![^\W_])",
    re.IGNORECASE,
)
_PLATE_WORD = re.compile(r"(?<![^\W_])(?:plat|plate|nopol|polisi)\b", re.IGNORECASE)
_AFTER_A_PLATE_WORD = re.compile(r"[\w .:]{0,12}")
_NO_PLATE = re.compile(
    r"(?<![^\W_])(?:blok|rute|lyn|koridor|kelas|gang|gg|tipe|type|jalur|ruang|gedung|lantai|trayek"
    r"|seri|golongan|sim|hal|pasal|kamar|peron|gerbang|pintu)\b",
    re.IGNORECASE,
)
_AFTER_NO_PLATE = re.compile(r"[ .:]{0,2}")
_NEVER_A_SUFFIX = frozenset(
    (
        "rt",
        "rw",
        "no",
        "di",
        "ke",
        "dan",
        "km",
        "per",
        "yg",
        "an",
        "jam",
        "org",
        "wib",
        "itu",
        "ini",
    )
)
# Units and short words; in capitals beside a vehicle they are the end of a plate.
_HARDLY_A_SUFFIX = frozenset(
    ("m", "cm", "mm", "kg", "hp", "jl", "hr", "th", "thn", "wit", "rb", "jt", "k", "tp", "kk", "ha")
    + ("l", "kw", "jg", "gk", "ga", "tdk", "unit", "pcs", "bh", "gb", "mb", "sd")
)
_NEAR = 40  # characters before a plate that are looked at
_BEFORE_ALL = (-1_000, -1_000)  # where no word stands near anything


class _Occurrences:
    """Where words of a kind stand in a text. Each kind is looked for once, however many plates
    there are."""

    def __init__(self, kind: re.Pattern[str], text: str) -> None:
        self._spans = [_BEFORE_ALL, *(word.span() for word in kind.finditer(text))]
        self._ends = [end for _, end in self._spans]

    def last_before(self, place: int) -> tuple[int, int]:
        """The last one that ends there or before; one before any text where there is none."""
        return self._spans[bisect_right(self._ends, place) - 1]


class _Around:
    """What stands before the plates of a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _vehicles(self) -> _Occurrences:
        return _Occurrences(_VEHICLE, self._text)

    @cached_property
    def _plate_words(self) -> _Occurrences:
        return _Occurrences(_PLATE_WORD, self._text)

    @cached_property
    def _others(self) -> _Occurrences:
        return _Occurrences(_NO_PLATE, self._text)

    def is_of_a_vehicle(self, place: int) -> bool:
        return place - self._vehicles.last_before(place)[0] <= _NEAR

    def is_announced(self, place: int) -> bool:
        """Whether a word for a plate stands before, with hardly anything between."""
        return self._follows(place, self._plate_words, _AFTER_A_PLATE_WORD)

    def is_of_something_else(self, place: int) -> bool:
        return self._follows(place, self._others, _AFTER_NO_PLATE)

    def _follows(self, place: int, words: _Occurrences, between: re.Pattern[str]) -> bool:
        _, end = words.last_before(place)
        return end >= 0 and bool(between.fullmatch(self._text, end, place))


def find_plates(text: str) -> Iterator[Span]:
    """Where number plates stand in a normalised text."""
    if not (_DIGIT.search(text) and _LETTER.search(text)):
        return
    around = _Around(text)
    for found in _PLATE.finditer(text):
        if _is_plate(found, around):
            yield *found.span(), PLATE


def _is_plate(found: re.Match[str], around: _Around) -> bool:
    area, digits, suffix = found.groups()
    place = found.start()
    if around.is_of_something_else(place):
        return False
    announced = around.is_announced(place)
    if suffix is None or announced:
        return announced
    capitals = (area + suffix).isupper()
    if suffix.lower() in _NEVER_A_SUFFIX:
        return False
    vehicle = around.is_of_a_vehicle(place)
    if suffix.lower() in _HARDLY_A_SUFFIX:
        return vehicle and (capitals or len(digits) == 4)
    if vehicle:
        return True
    if capitals:
        return len(digits) > 2 and len(suffix) > 1
    return len(digits) == 4 and len(suffix) > 1 and not digits.startswith(("19", "20"))
