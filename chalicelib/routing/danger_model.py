"""How like a passage is to dangerous ones: a small linear model over words, pairs of words, letter
groups, concepts, pairs of concepts, and the rules that apply. `training/fit_danger.py` fits it.

One byte holds the weight of all features that fall into one of `BUCKETS`.
"""

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from math import sqrt
from operator import mul
from pathlib import Path
from zlib import crc32

DANGER = Path(__file__).with_name("data") / "danger.weights"
ACCUSAL = DANGER.with_name("accusal.weights")
BUCKETS = 1 << 17
_GRAM_SIZES = (3, 4, 5)
_WORD, _PAIR, _GRAM, _CONCEPT, _CONCEPTS, _RULE = 1.0, 0.7, 0.4, 1.0, 0.5, 1.0
_LENGTH = 3.0  # of all features of a passage but the rules, as a vector

Features = dict[int, float]
"""What a passage has of each bucket."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the model reads of a passage: its features, what they are multiplied with so that a
    passage of many words weighs no more than one of few, and the buckets of its rules."""

    found: Features
    unit: float
    rules: tuple[int, ...]

    def features(self) -> Features:
        """All features as the model weighs them."""
        scaled = {bucket: self.unit * value for bucket, value in self.found.items()}
        for bucket in self.rules:
            scaled[bucket] = scaled.get(bucket, 0.0) + _RULE
        return scaled


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """What one weight of each bucket is worth. From a score of `threshold` on a person should look;
    from `sure` on the passage is as dangerous as one that a rule is sure of."""

    weights: array[int]
    scale: float
    bias: float
    threshold: float
    sure: float

    def score(self, passages: Iterable[Passage]) -> float:
        """That of the passage which is most like dangerous ones."""
        return self.bias + self.scale * max(map(self._sum, passages))

    def _sum(self, passage: Passage) -> float:
        weight, found = self.weights.__getitem__, passage.found
        words: float = sum(map(mul, map(weight, found), found.values()))
        return passage.unit * words + _RULE * sum(map(weight, passage.rules))


def read_passage(words: Sequence[tuple[str, Sequence[str]]], rules: Iterable[str]) -> Passage:
    """A passage out of its words with their concepts, and the rules that apply to it."""
    found: Features = {}
    previous = "^"
    for word, concepts in words:
        found |= _of_word(word)
        found[_bucket("b", previous, word)] = _PAIR
        for concept in concepts:
            found[_bucket("c", concept)] = _CONCEPT
        previous = word
    together = sorted({concept for _, concepts in words for concept in concepts})
    for one, other in combinations(together, 2):
        found[_bucket("p", one, other)] = _CONCEPTS
    values = found.values()
    return Passage(
        found=found,
        unit=_LENGTH / (sqrt(sum(map(mul, values, values))) or 1.0),
        rules=tuple(_bucket("r", name) for name in rules),
    )


@lru_cache(maxsize=4096)
def _of_word(word: str) -> Features:
    """The word itself and its letter groups."""
    edged = f"_{word}_"
    found = {
        _bucket("g", edged[start : start + size]): _GRAM
        for size in _GRAM_SIZES
        for start in range(max(1, len(edged) - size + 1))
    }
    return found | {_bucket("w", word): _WORD}


@lru_cache(maxsize=16_384)
def _bucket(*name: str) -> int:
    return crc32(" ".join(name).encode()) % BUCKETS


@cache
def load(path: Path) -> Model:
    """A model file."""
    head, _, body = path.read_bytes().partition(b"\n")
    found = json.loads(head)
    return Model(
        weights=array("b", body),
        scale=found["scale"],
        bias=found["bias"],
        threshold=found["threshold"],
        sure=found["sure"],
    )
