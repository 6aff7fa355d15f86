"""The text classifier: weights over words, read from one file. Standard library only.

`training/` fits the model and writes the file with scikit-learn; here it is only read and added
up, so that no numerical library has to be loaded in a function. A model says how likely it is to
be right, learnt from complaints it had not seen, and below its threshold it does not decide.
"""

import json
import struct
import sys
from array import array
from collections.abc import Mapping
from math import exp, log, log1p, sqrt
from pathlib import Path
from typing import Any, Self

from msgspec import Struct

from chalicelib.routing.text import LENGTHS, Terms, count_terms, place_terms, read_words

MAGIC = b"LAPORCL3"
ZERO = 128
"""Weights are stored as bytes; this byte stands for a weight of nought."""

_MOST_REASONS = 5
_LARGEST_POWER = 700.0
"""`exp` of a little more than this is no float any more."""
_LANE_ROOM = 1 << 22
_KNOWN_SHARE = 0.5
"""A text in which fewer words than this are known to the model is not its kind of text (another
language, letters at random): it is ranked, but never with confidence."""


class Prediction(Struct, frozen=True, kw_only=True):
    """What the model makes of one text."""

    ranking: tuple[tuple[str, float], ...]
    """Every label with its share, best first; the shares add up to 1."""
    confidence: float
    """How likely the first label is the right one, 0 to 1."""
    reasons: tuple[str, ...]
    """The words that decided for the best label, strongest first, at most five."""
    confident: bool
    """Whether the confidence reaches the model's own threshold."""
    model: str
    """Version of the model that said so."""


class _Layer:
    """Rows of one byte a weight, one row a term; a row's scale is a place in a short list."""

    def __init__(self, steps: list[float], bias: list[float], data: bytes, terms: int) -> None:
        self._steps = steps
        self._bias = bias
        self._scale = data[:terms]
        self._rows = data[terms:]
        self._width = len(bias)
        # Every fourth byte of a row: four such masks part a row into lanes of 32 bits.
        self._mask = int.from_bytes(b"\xff\0\0\0" * ((self._width + 3) // 4), "little")

    def scores(self, values: Mapping[int, float]) -> list[float]:
        """Sum of the rows at the given places, each times its value, plus the bias.

        A row is handled as one large integer whose lanes are the columns, so that one
        multiplication serves a quarter of all columns; in plain Python this is several times
        quicker than column by column. The values are rounded to whole numbers whose sum keeps
        every lane below 2**31.
        """
        scaled = {place: value * self._steps[self._scale[place]] for place, value in values.items()}
        total = sum(scaled.values())
        if not total:
            return list(self._bias)
        unit = total / _LANE_ROOM
        mask, width = self._mask, self._width
        lanes = [0, 0, 0, 0]
        weight = 0
        for place, value in scaled.items():
            row = int.from_bytes(self._rows[place * width : (place + 1) * width], "little")
            times = round(value / unit)
            weight += times
            lanes[0] += (row & mask) * times
            lanes[1] += (row >> 8 & mask) * times
            lanes[2] += (row >> 16 & mask) * times
            lanes[3] += (row >> 24 & mask) * times
        count = (width + 3) // 4
        columns = [
            struct.unpack(f"<{count}I", lane.to_bytes(4 * count, "little")) for lane in lanes
        ]
        return [
            bias + (columns[column % 4][column // 4] - ZERO * weight) * unit
            for column, bias in enumerate(self._bias)
        ]

    def pull(self, place: int, value: float, column: int) -> float:
        """What a term at a place adds to the score of one column."""
        weight = self._rows[place * self._width + column] - ZERO
        return value * self._steps[self._scale[place]] * weight


class Classifier:
    """A model read from a file. Reading is a few milliseconds; keep one per process."""

    def __init__(self, header: Mapping[str, Any], body: memoryview) -> None:
        self.labels: tuple[str, ...] = tuple(header["labels"])
        self.threshold: float = header["threshold"]
        self.version: str = header["version"]
        self._priors: list[float] = header["priors"]
        self._calibration_bias: float = header["calibration"]["bias"]
        self._calibration: list[float] = header["calibration"]["weights"]
        self._spelling: dict[str, str] = header["spelling"]
        self._steps: list[float] = header["importance_steps"]
        terms = header["terms"]
        numbers = array("I")
        numbers.frombytes(body[: 4 * terms])
        if sys.byteorder == "big":
            numbers.byteswap()
        self._place = dict(zip(numbers, range(terms), strict=True))
        self._importance = bytes(body[4 * terms : 5 * terms])
        self._layer = _Layer(header["scale_steps"], header["bias"], bytes(body[5 * terms :]), terms)

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
        wanted = header["terms"] * (6 + len(header["labels"]))
        if len(body) != wanted:
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
        known_words = sum(origin[0] in self._place for origin in terms.origins.values())
        if not known_words:
            likeliest = max(self._priors)
            return self._prediction(self._priors, likeliest, reasons=(), decides=False)
        values = self._weigh(terms, place_terms(district, village))
        scores = self._layer.scores(values)
        best = max(range(len(scores)), key=scores.__getitem__)
        return self._prediction(
            _softmax(scores),
            self._confidence(scores, len(values)),
            reasons=self._reasons(terms, values, best),
            decides=known_words >= _KNOWN_SHARE * len(terms.origins),
        )

    def _prediction(
        self, shares: list[float], confidence: float, *, reasons: tuple[str, ...], decides: bool
    ) -> Prediction:
        ranking = sorted(
            zip(self.labels, shares, strict=True), key=lambda pair: (-pair[1], pair[0])
        )
        return Prediction(
            ranking=tuple(ranking),
            confidence=confidence,
            reasons=reasons,
            confident=decides and confidence >= self.threshold,
            model=self.version,
        )

    def _weigh(self, terms: Terms, places: list[int]) -> dict[int, float]:
        """Values of known terms: damped count times importance, text groups scaled to `LENGTHS`."""
        weighed: dict[int, float] = {}
        for counts, wanted in zip(terms.groups, LENGTHS, strict=True):
            values = {
                self._place[term]: (1.0 if count == 1 else 1.0 + log(count))
                * self._steps[self._importance[self._place[term]]]
                for term, count in counts.items()
                if term in self._place
            }
            if values:
                scale = wanted / sqrt(sum(value * value for value in values.values()))
                weighed.update((spot, value * scale) for spot, value in values.items())
        for term in places:
            if term in self._place:
                spot = self._place[term]
                weighed[spot] = self._steps[self._importance[spot]]
        return weighed

    def _confidence(self, scores: list[float], term_count: int) -> float:
        """How often a text with such features had the right label first."""
        odds = self._calibration_bias + sum(
            weight * feature
            for weight, feature in zip(
                self._calibration, confidence_features(scores, term_count), strict=True
            )
        )
        return 1.0 / (1.0 + exp(min(-odds, _LARGEST_POWER)))

    def _reasons(self, terms: Terms, values: Mapping[int, float], best: int) -> tuple[str, ...]:
        """Words by what they, their pairs and their letters added to the best label."""
        pull = {place: self._layer.pull(place, value, best) for place, value in values.items()}
        strength = {
            word: sum(pull.get(self._place.get(term, -1), 0.0) for term in origin)
            for word, origin in terms.origins.items()
            if word.isalpha()
        }
        strongest = sorted(strength, key=lambda word: (-strength[word], word))[:_MOST_REASONS]
        return tuple(word for word in strongest if strength[word] > 0)


def confidence_features(scores: list[float], term_count: int) -> tuple[float, float, float]:
    """What tells whether the first label is right: its lead over the second, what is left for
    all others together (as a logarithm), and how much of the text the model knows."""
    second, first = sorted(scores)[-2:]
    rest = 1.0 - max(_softmax(scores))
    return first - second, log(max(rest, 1e-6)), log1p(term_count)


def _softmax(scores: list[float]) -> list[float]:
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
