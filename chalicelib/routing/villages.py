"""Desa and kelurahan by name: 83,762 of them, with the kecamatan each lies in.

The file (Kepmendagri 300.2.2-2138/2025, packaged by `infra/reference/build_villages.py`) has a
line a name, sorted: the name without spaces, a space, and the kecamatan as six digits each, one
after the other; `~` before them where the name is a word of Indonesian too ("Sudah", "Baru"). It
is never read whole: a name is found by halving, in about twenty lines.
"""

import mmap
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("data") / "villages.txt"
DIGITS = 6
WORD = "~"


def districts_of(name: str) -> frozenset[str]:
    """The kecamatan (`pp.kk.cc`) that have a desa or kelurahan of this name; spaces and signs do
    not count, for "Mekar Jaya" is also written "Mekarjaya"."""
    codes = _behind(name).removeprefix(WORD)
    return frozenset(
        f"{code[:2]}.{code[2:4]}.{code[4:]}"
        for code in (codes[at : at + DIGITS] for at in range(0, len(codes), DIGITS))
    )


def is_word(name: str) -> bool:
    """Whether the name of a desa or a kecamatan is a word of Indonesian too: "kelurahan sudah" and
    "kecamatan tetap" name none."""
    return _behind(name).startswith(WORD)


def _behind(name: str) -> str:
    key = "".join(filter(str.isalnum, name.lower()))
    return _codes(_table(), key.encode()) if key.isascii() and len(key) > 1 else ""


def _codes(table: mmap.mmap, key: bytes) -> str:
    """What stands behind a key; nothing where no line begins with it."""
    low, high = 0, len(table)
    while low < high:
        start = table.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = table.find(b"\n", start, high)
        found, _, codes = table[start:end].partition(b" ")
        if found == key:
            return codes.decode()
        if found < key:
            low = end + 1
        else:
            high = start
    return ""


@cache
def _table() -> mmap.mmap:
    with DATA.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
