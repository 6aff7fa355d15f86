"""Number plates, in capitals by themselves and in small letters beside a word for a vehicle."""

import re
from collections.abc import Iterator

PLATE = "plat"
Span = tuple[int, int, str]

# Areas of registration (Perkapolri 5/2012), with what later rules added.
_AREA = r"(?:A[ABDEGT]?|B[ABDEGHKLMNP]?|[C-H]|D[A-HKLMNPRSTW]|E[ABD]|K[BHTU]?|[LMNPRSTWZ]|P[AB])"
_PLATE = re.compile(
    rf"(?<![^\W_])({_AREA})[ .\-]{{0,3}}([1-9]\d{{0,3}})(?!\d)"
    r"(?:[ .\-]{0,3}([A-Z]{1,3}))?(?![^\W_])",
    re.IGNORECASE,
)
_VEHICLE = re.compile(
    r"(?<![^\W_])(?:plat|plate|nopol|polisi|mobil|motor|kendaraan|truk|truck|bus|angkot|taksi"
    r"|pick ?up|sopir|supir)(?![^\W_])",
    re.IGNORECASE,
)
_PLATE_WORD = re.compile(r"(?<![^\W_])(?:plat|plate|nopol|polisi)\b[\w .:]{0,12}$", re.IGNORECASE)
_NEVER_BEFORE_A_PLATE = re.compile(
    r"(?<![^\W_])(?:blok|rute|lyn|koridor|kelas|gang|gg|tipe|type|jalur|ruang|gedung|lantai|trayek"
    r"|seri|golongan|sim|hal|pasal|kamar|peron|gerbang|pintu)\b[ .:]{0,2}$",
    re.IGNORECASE,
)
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


def find_plates(text: str) -> Iterator[Span]:
    """Where number plates stand in a normalised text."""
    for found in _PLATE.finditer(text):
        if _is_plate(found, text[max(0, found.start() - _NEAR) : found.start()]):
            yield *found.span(), PLATE


def _is_plate(found: re.Match[str], before: str) -> bool:
    area, digits, suffix = found.groups()
    if _NEVER_BEFORE_A_PLATE.search(before):
        return False
    if suffix is None or _PLATE_WORD.search(before):
        return bool(_PLATE_WORD.search(before))
    capitals = (area + suffix).isupper()
    if suffix.lower() in _NEVER_A_SUFFIX:
        return False
    vehicle = bool(_VEHICLE.search(before))
    if suffix.lower() in _HARDLY_A_SUFFIX:
        return vehicle and (capitals or len(digits) == 4)
    if vehicle:
        return True
    if capitals:
        return len(digits) > 2 and len(suffix) > 1
    return len(digits) == 4 and len(suffix) > 1 and not digits.startswith(("19", "20"))
