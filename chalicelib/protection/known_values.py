"""What was masked once is known wherever it stands again. A name is announced once ("nama saya
Santoso") and then written as if everybody knew it: in the title, further on, by who answers.

A whole name is known in capitals or not, one word of it only with a capital or after "Pak" and the
like; the number of a house, after the word that stood before it. Accounts (`@name`) are not: one
may be a word, or an office.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from chalicelib.protection.name_cues import HOUSE, NAME
from chalicelib.protection.normalise import normalise
from chalicelib.protection.numbers import NIK, NUMBER, PHONE
from chalicelib.protection.plates import PLATE

Span = tuple[int, int, str]

_WORD = re.compile(r"[^\W_]+")
_BEFORE = 40  # characters in which the word before the number of a house stands
_LONGEST = 64  # letters and digits of a value
_MOST_WORDS = 8  # in which a value stands again
_SHORTEST = 3  # letters of one word of a name
_NUMBERS = frozenset({NIK, NUMBER, PHONE, PLATE})
_HONORIFIC_WORDS = "bapak ibu bpk pak bu sdri sdr saudara saudari mas mbak kak hj h ny tn"
_HONORIFICS = frozenset(_HONORIFIC_WORDS.split())


class _Value(Struct, frozen=True):
    """What a value is; whether it is one word of a name; and how many words before it are written
    with it, to know it by."""

    kind: str
    of_name: bool = False
    before: int = 0


class KnownValues:
    """The values that are masked in some texts, by their letters and digits. `found` is where, in
    each."""

    def __init__(self, found: Mapping[str, Iterable[Span]]) -> None:
        written = {
            (text[max(0, start - _BEFORE) : start] if kind == HOUSE else "", text[start:end], kind)
            for text, spans in found.items()
            for start, end, kind in spans
        }
        self._values: dict[str, _Value] = {}
        for before, value, kind in sorted(written):
            for key, known in _keys(before, value, kind):
                if 0 < len(key) <= _LONGEST:
                    self._values.setdefault(key, known)
        self._beginnings = {key[:end] for key in self._values for end in range(1, len(key) + 1)}

    def find(self, text: str, found: Iterable[Span]) -> Iterator[Span]:
        """Where they stand in `text`, beside what is `found` in it. Takes time in proportion to its
        length: from each word on it is read as far as a value goes, which has an end."""
        if not self._values:
            return
        read = normalise(_without(found, text))
        folded = {word: word.casefold() for word in set(_WORD.findall(read.text))}
        if self._beginnings.isdisjoint(folded.values()):
            return
        words = list(_WORD.finditer(read.text))
        keys = [folded[word[0]] for word in words]
        after = 0
        for at, key in enumerate(keys):
            if at < after or key not in self._beginnings:
                continue
            if longest := self._longest(words, keys, at):
                value, after = longest
                first = words[min(at + value.before, after - 1)]
                yield *read.original(first.start(), words[after - 1].end()), value.kind

    def _longest(
        self, words: Sequence[re.Match[str]], keys: Sequence[str], at: int
    ) -> tuple[_Value, int] | None:
        """The longest value that begins with a word, and the word after it."""
        key, longest = "", None
        for after in range(at, min(at + _MOST_WORDS, len(words))):
            key += keys[after]
            if key not in self._beginnings:
                break
            if key in self._values:
                value = self._values[key]
                if not value.of_name or _is_called(words, at):
                    longest = value, after + 1
        return longest


def _keys(before: str, written: str, kind: str) -> Iterator[tuple[str, _Value]]:
    """What a value is known by."""
    key = _key(written)
    if kind == NAME:
        names = written.split()
        yield key, _Value(kind, of_name=len(names) == 1)
        if len(names) > 1:
            words = (_key(name) for name in names)
            yield from ((one, _Value(kind, of_name=True)) for one in words if len(one) >= _SHORTEST)
    elif kind == HOUSE:
        if beside := _WORD.findall(normalise(before).text)[-1:]:
            yield _key(beside[0]) + key, _Value(kind, before=1)
    elif kind in _NUMBERS:
        yield key, _Value(kind)


def _key(written: str) -> str:
    return "".join(_WORD.findall(normalise(written).text)).casefold()


def _without(found: Iterable[Span], text: str) -> str:
    """`text` with signs in place of what is masked already."""
    parts: list[str] = []
    at = 0
    for start, end, _ in found:
        parts += text[at:start], "|" * (end - start)
        at = end
    return "".join((*parts, text[at:]))


def _is_called(words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word is written as a name is, not as one that means something."""
    return words[at][0][0].isupper() or (at > 0 and words[at - 1][0].casefold() in _HONORIFICS)
