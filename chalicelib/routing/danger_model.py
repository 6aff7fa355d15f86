"""How like a passage is to dangerous ones: a small linear model over words, pairs of words, letter
groups, concepts, pairs of concepts, and the rules that apply. `training/fit_danger.py` fits it.

One byte holds the weight of all features that fall into one of `BUCKETS`.
"""

import json
from array import array
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import combinations
from math import sqrt
from pathlib import Path
from zlib import crc32

from msgspec import Struct

DANGER = Path(__file__).with_name("data") / "danger.weights"
ACCUSAL = DANGER.with_name("accusal.weights")
BUCKETS = 1 << 17
_GRAM_SIZES = (3, 4, 5)
_WORD, _PAIR, _GRAM, _CONCEPT, _CONCEPTS = 10, 7, 4, 10, 5  # tenths
_RULE = 1.0
_LENGTH = 3.0  # of all features of a passage but the rules, as a vector

_SQUARES = 1 << 32  # above all that weights can come to
_HALF = _SQUARES >> 1

Words = Sequence[tuple[str, Sequence[str]]]
Features = dict[int, int]
"""Something of each bucket that has a feature."""


class FeatureReader:
    """Reads words, each with its concepts, and has `value` say what a feature is: that of a bucket
    that counts so many tenths. Of features in one bucket the last counts."""

    def __init__(self, value: Callable[[int, int], int]) -> None:
        self._value = value
        self._of_word = lru_cache(maxsize=4_096)(self._read_word)
        self._pair = lru_cache(maxsize=16_384)(self._read_pair)
        self._feature = lru_cache(maxsize=1_024)(self._read_feature)

    def read(self, words: Words) -> Features:
        """Words, pairs of neighbours, letter groups, concepts and pairs of concepts."""
        of_word, pair = self._of_word, self._pair  # asked for hundreds of times
        found: Features = {}
        together: set[str] = set()
        previous = "^"
        for word, concepts in words:
            found |= of_word(word)
            bucket, value = pair(previous, word)
            found[bucket] = value
            if concepts:
                together.update(concepts)
                for concept in concepts:
                    bucket, value = self._feature(_CONCEPT, "c", concept)
                    found[bucket] = value
            previous = word
        for one, other in combinations(sorted(together), 2):
            bucket, value = self._feature(_CONCEPTS, "p", one, other)
            found[bucket] = value
        return found

    def _read_word(self, word: str) -> Features:
        """The word itself and its letter groups."""
        edged = f"_{word}_"
        grams = (
            edged[start : start + size]
            for size in _GRAM_SIZES
            for start in range(max(1, len(edged) - size + 1))
        )
        found = dict(self._read_feature(_GRAM, "g", gram) for gram in grams)
        return found | dict([self._read_feature(_WORD, "w", word)])

    def _read_pair(self, previous: str, word: str) -> tuple[int, int]:
        return self._read_feature(_PAIR, "b", previous, word)

    def _read_feature(self, tenths: int, *name: str) -> tuple[int, int]:
        bucket = _bucket(*name)
        return bucket, self._value(bucket, tenths)


_TENTHS = FeatureReader(lambda _, tenths: tenths)


class Passage(Struct, frozen=True):
    """What the model reads of a passage: words with their concepts, and the rules that apply."""

    words: Words
    rules: tuple[str, ...]

    def features(self) -> dict[int, float]:
        """All features as the model weighs them."""
        found = _TENTHS.read(self.words)
        unit = _unit(sum(tenths * tenths for tenths in found.values()))
        scaled = {bucket: unit * tenths for bucket, tenths in found.items()}
        for name in self.rules:
            bucket = _bucket("r", name)
            scaled[bucket] = scaled.get(bucket, 0.0) + _RULE
        return scaled


class Model(Struct, frozen=True, kw_only=True):
    """What one weight of each bucket is worth."""

    weights: array[int]
    scale: float
    bias: float
    reader: FeatureReader

    def score(self, passage: Passage) -> float:
        """The higher, the more like dangerous ones."""
        squares, weighed = divmod(sum(self.reader.read(passage.words).values()) + _HALF, _SQUARES)
        rules = sum(self.weights[_bucket("r", name)] for name in passage.rules)
        return self.bias + self.scale * (_unit(squares) * (weighed - _HALF) + _RULE * rules)


def _weighing(weights: array[int]) -> Callable[[int, int], int]:
    """What a feature adds to the sum of a passage, and its square to the length of it, in one whole
    number: most of the time that reading takes goes into adding them up."""

    def weigh(bucket: int, tenths: int) -> int:
        return tenths * tenths * _SQUARES + tenths * weights[bucket]

    return weigh


def _unit(squares: int) -> float:
    """What features are multiplied with, so that a passage of many words weighs no more than one
    of few."""
    return _LENGTH / (sqrt(squares) or 1.0)


@lru_cache(maxsize=16_384)
def _bucket(*name: str) -> int:
    return crc32(" ".join(name).encode()) % BUCKETS


@cache
def load(path: Path) -> Model:
    """A model file."""
    head, _, body = path.read_bytes().partition(b"\n")
    found = json.loads(head)
    weights = array("b", body)
    return Model(
        weights=weights,
        scale=found["scale"],
        bias=found["bias"],
        reader=FeatureReader(_weighing(weights)),
    )
