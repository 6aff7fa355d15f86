"""Text as the rules of masking read it, with the way back to the text as it was written.

People type digits of many scripts, and telephones and word processors put in spaces and dashes of
their own. Each character is folded by itself, so that every place in the folded text belongs to
one place in the original.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

# What a font shows as nothing, though Unicode calls it a letter or a symbol: Hangul fillers and
# the empty braille pattern.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_DASHES = frozenset("\u2212\u2043\u2500\u2501\u02d7")  # minus, bullet, box drawing, modifier
_DOTS = frozenset("\u00b7\u2022\u2219\u30fb\u3002")
# Cyrillic and Greek letters that look like the ones which look like digits.
_LETTERS = dict(zip("\u041e\u043e\u039f\u03bf\u0406\u0456\u0399", "OoOoIII", strict=True))
_WIDEST = 4  # characters one may stand for; some ligatures stand for eighteen

_TYPED = re.compile(r"[^\t\n\r\x20-\x7e]")
# A word of digits with letters among them that look like some: o8l2345678, 789O.
_MIXED = re.compile(r"[0-9](?:(?=[oOlI])|(?<=[oOlI].))")
_LOOKALIKE = re.compile(r"(?<![^\W_])(?:[oOlI]*+[0-9]){2}[0-9oOlI]*+(?![^\W_])")
_AS_DIGITS = str.maketrans("oOlI", "0011")


class Normalised(Struct, frozen=True):
    """A folded text; `places` are where its characters stand in the original."""

    text: str
    places: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that `[start, end)` of the folded text came from."""
        return self.places[start], self.places[end - 1] + 1


def normalise(text: str) -> Normalised:
    """`text` with one kind of space, of dash and of digit, without what cannot be seen, in the
    compatibility form of Unicode (NFKC); letters among digits that look like digits are some."""
    places: Sequence[int] = range(len(text))
    if _TYPED.search(text):
        characters = [_folded(character) for character in text]
        places = [place for place, folded in enumerate(characters) for _ in folded]
        text = "".join(characters)
    if _MIXED.search(text):
        text = _LOOKALIKE.sub(lambda word: word.group().translate(_AS_DIGITS), text)
    return Normalised(text, places)


@lru_cache(maxsize=8_192)
def _folded(character: str) -> str:
    if character in "\t\n\r":
        return character
    category = unicodedata.category(character)
    if category in {"Cf", "Cc", "Mn", "Me"} or character in _BLANK:
        return ""
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    if category == "Pd" or character in _DASHES:
        return "-"
    if character in _DOTS:
        return "."
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    if character in _LETTERS:
        return _LETTERS[character]
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) <= _WIDEST else character
