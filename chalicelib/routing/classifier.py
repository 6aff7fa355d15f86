"""The text classifier: one layer of weights over words, read from one file. Standard library only.

`training/` fits the model and writes the file with scikit-learn; here it is only read and added
up, so that no numerical library has to be loaded in a function. A model says how sure it is, and
says so when it is not: probabilities are calibrated, and below its threshold it does not decide.
"""

import json
import struct
import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import compress
from math import exp, log, sqrt
from operator import mul
from pathlib import Path
from typing import Any, Self

from chalicelib.routing.text import Terms, count_terms, place_terms, read_words

MAGIC = b"LAPORCL1"
ZERO = 128
"""Weights are stored as bytes; this byte stands for a weight of nought."""

_MOST_REASONS = 5
_KNOWN_SHARE = 0.5
"""A text in which fewer words than this are known to the model is not its kind of text (another
language, letters at random): it is ranked, but never with confidence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prediction:
    """What the model makes of one text."""

    ranking: tuple[tuple[str, float], ...]
    """Every label with its calibrated probability, best first."""
    reasons: tuple[str, ...]
    """The words that decided for the best label, strongest first, at most five."""
    confident: bool
    """Whether the best probability reaches the model's own threshold."""
    model: str
    """Version of the model that said so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weighed:
    """Terms of a text that the model knows: term number, its row of weights, its value."""

    terms: list[int]
    rows: list[bytes]
    values: list[float]


class Classifier:
    """A model read from a file. Reading is a few milliseconds; keep one per process."""

    def __init__(self, header: Mapping[str, Any], body: memoryview) -> None:
        self.labels: tuple[str, ...] = tuple(header["labels"])
        self.threshold: float = header["threshold"]
        self.version: str = header["version"]
        self._bias: list[float] = header["bias"]
        self._priors: list[float] = header["priors"]
        self._spelling: dict[str, str] = header["spelling"]
        # Importance and scale of a term are one byte each: a place in these short lists.
        self._importance_steps: list[float] = header["importance_steps"]
        self._scale_steps: list[float] = header["scale_steps"]
        count, width = header["terms"], len(self.labels)
        numbers = array("I")
        numbers.frombytes(body[: 4 * count])
        if sys.byteorder == "big":
            numbers.byteswap()
        self._place = dict(zip(numbers, range(count), strict=True))
        self._importance = bytes(body[4 * count : 5 * count])
        self._scale = bytes(body[5 * count : 6 * count])
        self._rows = bytes(body[6 * count : (6 + width) * count])

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model file.

        Raises ValueError when the file is no model of this format or is cut short.
        """
        data = memoryview(path.read_bytes())
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{path} is not a classifier file of this version")
        start = len(MAGIC) + 4
        (length,) = struct.unpack("<I", data[len(MAGIC) : start])
        header = json.loads(bytes(data[start : start + length]))
        body = data[start + length :]
        if len(body) != header["terms"] * (6 + len(header["labels"])):
            raise ValueError(f"{path} is cut short")
        return cls(header, body)

    def predict(
        self, text: str, *, district: str | None = None, village: str | None = None
    ) -> Prediction:
        """Rank the labels for a text; a text without one known word gets the priors.

        `district` and `village` are plain names (kecamatan, kelurahan or desa) and help where the
        model was trained with them.
        """
        terms = count_terms(read_words(text, self._spelling))
        weighed = self._weigh(terms, place_terms(district, village))
        known_words = sum(origin[0] in self._place for origin in terms.origins.values())
        if not known_words:
            return self._prediction(self._priors, reasons=(), trusted=False)
        scores = self._scores(weighed)
        best = max(range(len(scores)), key=scores.__getitem__)
        return self._prediction(
            _softmax(scores),
            reasons=self._reasons(terms, weighed, best),
            trusted=known_words >= _KNOWN_SHARE * len(terms.origins),
        )

    def _prediction(
        self, probabilities: list[float], *, reasons: tuple[str, ...], trusted: bool
    ) -> Prediction:
        ranking = sorted(
            zip(self.labels, probabilities, strict=True), key=lambda pair: (-pair[1], pair[0])
        )
        return Prediction(
            ranking=tuple(ranking),
            reasons=reasons,
            confident=trusted and ranking[0][1] >= self.threshold,
            model=self.version,
        )

    def _weigh(self, terms: Terms, places: list[int]) -> _Weighed:
        """Values of known terms: damped count times importance, each group scaled to length 1."""
        weighed = _Weighed(terms=[], rows=[], values=[])
        for counts, scaled in ((terms.words, True), (terms.grams, True), (_once(places), False)):
            found = [(term, count) for term, count in counts.items() if term in self._place]
            spots = [self._place[term] for term, _ in found]
            values = [
                (1.0 if count == 1 else 1.0 + log(count))
                * self._importance_steps[self._importance[spot]]
                for (_, count), spot in zip(found, spots, strict=True)
            ]
            length = sqrt(sum(map(mul, values, values))) if scaled else 1.0
            width = len(self.labels)
            weighed.terms.extend(term for term, _ in found)
            weighed.rows.extend(self._rows[spot * width : (spot + 1) * width] for spot in spots)
            weighed.values.extend(
                value / length * self._scale_steps[self._scale[spot]]
                for value, spot in zip(values, spots, strict=True)
            )
        return weighed

    def _scores(self, weighed: _Weighed) -> list[float]:
        offset = ZERO * sum(weighed.values)
        columns = zip(*weighed.rows, strict=True)
        return [
            bias + sum(map(mul, column, weighed.values)) - offset
            for bias, column in zip(self._bias, columns, strict=True)
        ]

    def _reasons(self, terms: Terms, weighed: _Weighed, best: int) -> tuple[str, ...]:
        """Words by what they, their pairs and their letters added to the best label."""
        pull = {
            term: value * (row[best] - ZERO)
            for term, row, value in zip(weighed.terms, weighed.rows, weighed.values, strict=True)
        }
        strength = {
            word: sum(pull.get(term, 0.0) for term in origin)
            for word, origin in terms.origins.items()
            if word.isalpha()
        }
        strongest = sorted(strength, key=lambda word: (-strength[word], word))[:_MOST_REASONS]
        return tuple(compress(strongest, (strength[word] > 0 for word in strongest)))


def _once(terms: Iterable[int]) -> dict[int, int]:
    return dict.fromkeys(terms, 1)


def _softmax(scores: list[float]) -> list[float]:
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
