"""Whether one complaint holds two matters, for two sectors. Pure; it is a hint, a person decides.

Precision goes first: most who write of two things write of one cause, and a hint that is wrong
sends somebody away to file again. So a part has to be set apart by its writer (numbered, begun with
"selain itu", "kedua", "juga", or by an empty line) and long enough to stand alone; the model has to
be sure of it; and neither part may be a little of what the other is.
"""

import re
from typing import TYPE_CHECKING

from chalicelib.routing.categories import OTHER

if TYPE_CHECKING:  # who only parts a text needs no model
    from collections.abc import Callable

    from chalicelib.routing.classifier import Prediction

LEAST_WORDS = 5
"""A part with fewer words says something of the part before it."""

MOST_PARTS = 12
"""No more are asked about: each costs as much as a whole text."""

FOREIGN_SHARE = 0.1
"""From this share on, the one sector is a way of reading the other part, too."""

_NUMBER = r"\(?(?:[1-9]|1[0-2])[.)](?!\d)"
_ORDINAL = r"(?:yang\s+)?(?:ke(?:dua|tiga|empat|lima)|pertama)(?:nya)?\b"
_CONNECTIVE = (
    r"(?:dan\s+)?(?:selain|di\s?samping)\s+itu\b|selanjutnya\b|(?:dan\s+)?juga\b|(?:ada\s+)?satu\s+lagi"
    r"\b|(?:ada\s+)?(?:hal|masalah)\s+lain(?:nya)?\b|sekalian\b|tambahan\b"
    r"|second(?:ly)?\b|also\b|besides\b|in\s+addition\b|another\s+(?:thing|problem|matter)\b"
)
_BEGINNING = re.compile(
    rf"\n[^\S\n]*\n|(?:^|(?<=[.!?;:\n]))\s*(?={_NUMBER}|(?:{_ORDINAL}|{_CONNECTIVE}))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a text that its writer set apart and that can stand alone, at most
    `MOST_PARTS`; one where nothing is set apart. In linear time."""
    parts = (part.strip() for part in _BEGINNING.split(text))
    standing = [part for part in parts if len(_WORD.findall(part)) >= LEAST_WORDS]
    return tuple(standing[:MOST_PARTS])


def has_two_matters(text: str, predict: "Callable[[str], Prediction]") -> bool:
    """Whether two parts of a text are surely for different sectors; `predict` is a model's. Asks
    nothing about a text in one part."""
    parts = parts_of(text)
    if len(parts) < 2:
        return False
    sure = [found for part in parts if _is_sure(found := predict(part))]
    return any(
        _is_foreign(one, other) and _is_foreign(other, one)
        for number, one in enumerate(sure)
        for other in sure[:number]
    )


def _is_sure(found: "Prediction") -> bool:
    """What belongs to no sector is no matter of its own."""
    return found.confident and found.ranking[0][0] != OTHER


def _is_foreign(one: "Prediction", other: "Prediction") -> bool:
    """Whether the other part is hardly at all of the sector that the one is of."""
    return dict(other.ranking)[one.ranking[0][0]] < FOREIGN_SHARE
