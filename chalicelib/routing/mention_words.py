"""What words tell of a name they stand beside: `data/mention_words.csv`, read.

One line a kind of words. `within` is how many words away from the name they may stand, `role` what
they make of it. Kinds without a role help to read the others: what stands `between` a name and such
a word, whose `own` people somebody speaks of, which words are `silent`: they stand in every text.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, cast

from msgspec import Struct

Role = Literal["addressee", "subject", "tried", "background"]

DATA = Path(__file__).with_name("data")


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of words that gives a name its role."""

    name: str
    within: int
    role: Role


@cache
def listed(kind: str) -> frozenset[str]:
    """The words of a kind."""
    found = (row["words"].split() for row in read_rows("mention_words.csv") if row["kind"] == kind)
    return frozenset(next(found))


@cache
def kinds() -> dict[str, tuple[Kind, ...]]:
    """The kinds with a role that each word is of."""
    found: dict[str, tuple[Kind, ...]] = {}
    for row in read_rows("mention_words.csv"):
        if not row["role"]:
            continue
        kind = Kind(name=row["kind"], within=int(row["within"]), role=cast("Role", row["role"]))
        for word in row["words"].split():
            found[word] = (*found.get(word, ()), kind)
    return found


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of a table among the data."""
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)
