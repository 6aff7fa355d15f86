"""How like a passage is to dangerous ones: a small linear model over words, pairs of words, letter
groups and concepts, for what no rule foresaw. `training/fit_danger.py` fits it.

One byte holds the weight of all features that fall into one of `BUCKETS`.
"""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from zlib import crc32

DATA = Path(__file__).with_name("data") / "danger.weights"
BUCKETS = 1 << 15
_GRAM_SIZES = (4, 5)
_WORD, _PAIR, _GRAM, _CONCEPT = 1.0, 0.7, 0.5, 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """What one weight of each bucket is worth, and from which sum on a person should look."""

    weights: array[int]
    scale: float
    bias: float
    threshold: float


def features(words: Sequence[tuple[str, Sequence[str]]]) -> dict[int, float]:
    """The features of a passage, words with their concepts, by bucket; their squares sum up to
    nine."""
    found: dict[str, float] = {}
    previous = "^"
    for word, concepts in words:
        found[f"w {word}"] = _WORD
        found[f"b {previous} {word}"] = _PAIR
        edged = f"_{word}_"
        for size in _GRAM_SIZES:
            for start in range(max(1, len(edged) - size + 1)):
                found[f"g {edged[start : start + size]}"] = _GRAM
        for concept in concepts:
            found[f"c {concept}"] = _CONCEPT
        previous = word
    length = sqrt(sum(value * value for value in found.values())) or 1.0
    placed: dict[int, float] = {}
    for name, value in found.items():
        bucket = crc32(name.encode()) % BUCKETS
        placed[bucket] = placed.get(bucket, 0.0) + 3 * value / length
    return placed


def is_like_danger(passage: dict[int, float]) -> bool:
    """Whether the model would have a person look at a passage with these features."""
    return holds(_model(), passage)


def holds(model: Model, passage: dict[int, float]) -> bool:
    """Whether this model would."""
    total = sum(model.weights[bucket] * value for bucket, value in passage.items())
    return model.bias + model.scale * total > model.threshold


@cache
def _model() -> Model:
    return read(DATA)


def read(path: Path) -> Model:
    """A model file."""
    head, _, body = path.read_bytes().partition(b"\n")
    found = json.loads(head)
    return Model(
        weights=array("b", body),
        scale=found["scale"],
        bias=found["bias"],
        threshold=found["threshold"],
    )
