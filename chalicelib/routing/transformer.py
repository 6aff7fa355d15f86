"""What a text means, read as a whole by a small transformer: who did what to whom, and how it
ended.

The other models know the words that danger has in some ten thousand texts. This one had read much
of the web in a hundred languages before it was taught with the same texts (multilingual-e5-small by
Wang et al. 2024, arXiv:2402.05672; `training/fit_transformer.py`), so it knows words that nobody
used in them, and tells "he put the envelope back" from "he put the envelope away".

Weights are whole numbers of one byte, each row with a scale of its own, in the file and in memory.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import accumulate, chain, pairwise
from math import inf

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from chalicelib.routing.word_filters import Limits

FILE = files("models") / "danger_transformer.npz"
LONGEST, MOST_SIGNS = 256, 2_000
"""Pieces of words that a text may have, some 150 words, and signs. What is longer is not read."""
OPENING = "query: "
"""What the network expects before a text."""

_SPACE = "\u2581"
_HEADS = 12
_SMALLEST = 1e-12
_RARER = 10  # than the rarest piece a sign is that no piece has
_MATRICES = ("query", "key", "value", "output", "up", "down")
_NORMS = ("attention_norm", "layer_norm")
"""What a layer has: matrices of bytes with a scale a row and a bias, and norms of floats."""
_HEAD = ("embedding_norm", "meaning", "answers")

Array = NDArray[np.float32]
Weights = Mapping[str, Array]


class Pieces(Struct, frozen=True, kw_only=True):
    """Pieces that words are made of: the number of each, and how likely each is (its logarithm).
    `start`, `end` and `unknown` are the numbers of what stands around a text and for a sign that
    no piece has."""

    numbers: Mapping[str, int]
    likely: Sequence[float]
    longest: int
    rare: float
    start: int
    end: int
    unknown: int

    def split(self, text: str) -> list[int]:
        """The numbers of the pieces that a text is most likely made of, with its ends. Its first
        line is the title: it ends as a text ends, so that it can be told from the first sentence of
        what follows."""
        found = [self.start]
        for part in text.split("\n", 1):
            if pieces := self._split(part):
                found += [*pieces, self.end]
        return found if len(found) > 1 else [self.start, self.end]

    def _split(self, text: str) -> list[int]:
        """The pieces of a part, without ends (a unigram model, Kudo 2018, arXiv:1804.10959). In
        proportion to the text."""
        signs = "".join(_SPACE + word for word in unicodedata.normalize("NFKC", text).split())
        best = [0.0] + [-inf] * len(signs)
        last = [(0, self.unknown)] * (len(signs) + 1)
        for at in range(len(signs)):
            for after in range(at + 1, min(at + self.longest, len(signs)) + 1):
                number = self.numbers.get(signs[at:after])
                if number is None and after > at + 1:
                    continue
                likely = best[at] + (self.rare if number is None else self.likely[number])
                if likely > best[after]:
                    best[after] = likely
                    last[after] = at, self.unknown if number is None else number
        found = []
        at = len(signs)
        while at:
            at, number = last[at]
            found.append(number)
        return found[::-1]


class Transformer(Struct, frozen=True, kw_only=True):
    """The network. A vector for each piece (`words` times `scales`) and for each place; layers in
    which each piece looks at all others; and for each question what the mean of them then says.
    How far the models of words are above their threshold counts `weight` times beside what it says
    of danger; the limits are of both together."""

    pieces: Pieces
    words: NDArray[np.int8]
    scales: Array
    places: Array
    layers: Sequence[Weights]
    head: Weights
    questions: Sequence[str]
    weight: float
    limits: Limits

    def score(self, text: str) -> dict[str, float] | None:
        """What a text says on each question, as log odds; nothing where it is too long."""
        return self.score_all([text])[0]

    def score_all(self, texts: Sequence[str]) -> list[dict[str, float] | None]:
        """The same of each text. Eight at once take a fifth to three tenths less time than one by
        one, and say the same but for the last digits."""
        split = [self._split(text) for text in texts]
        answers = iter(self._read([pieces for pieces in split if pieces]))
        return [next(answers) if pieces else None for pieces in split]

    def _split(self, text: str) -> list[int]:
        """The pieces of a text; none where it is too long."""
        pieces = self.pieces.split(OPENING + text) if len(text) <= MOST_SIGNS else []
        return pieces if len(pieces) <= LONGEST else []

    def _read(self, texts: Sequence[Sequence[int]]) -> Iterator[dict[str, float]]:
        """What texts of these pieces say. All but attention reads each piece by itself, so they lie
        one behind the other."""
        ends = accumulate(map(len, texts), initial=0)
        spans = [slice(*span) for span in pairwise(ends)]
        if not spans:
            return
        numbers = list(chain.from_iterable(texts))
        places = list(chain.from_iterable(range(len(pieces)) for pieces in texts))
        read = self.words[numbers] * self.scales[numbers] + self.places[places]
        read = _normalize(read, self.head, "embedding_norm")
        for layer in self.layers:
            read = _normalize(read + _attend(read, spans, layer), layer, "attention_norm")
            wide = _activate(_project(read, layer, "up"))
            read = _normalize(read + _project(wide, layer, "down"), layer, "layer_norm")
        for span in spans:
            meaning = np.tanh(_project(read[span].mean(axis=0), self.head, "meaning"))
            answers = _project(meaning, self.head, "answers")
            yield dict(zip(self.questions, answers.tolist(), strict=True))


def _project(read: Array, weights: Weights, name: str) -> Array:
    """Each vector times a matrix, with its bias. Bytes become floats only here: to make them takes
    less time than to fetch four times as much from memory."""
    found: Array = read @ weights[name].astype(np.float32, copy=False)
    if weights[name].dtype == np.int8:
        found *= weights[f"{name}.scales"]
    found += weights[f"{name}.bias"]
    return found


def _attend(read: Array, spans: Sequence[slice], layer: Weights) -> Array:
    """What each piece takes from the others of its text, the more the better what they offer (key)
    fits what it asks for (query): scaled dot products in heads (Vaswani et al. 2017,
    arXiv:1706.03762)."""
    query, key, value = (
        _project(read, layer, name).reshape(len(read), _HEADS, -1).transpose(1, 0, 2)
        for name in ("query", "key", "value")
    )
    query /= np.sqrt(query.shape[-1], dtype=np.float32)
    found = np.empty_like(read)
    for span in spans:
        fits = query[:, span] @ key[:, span].transpose(0, 2, 1)
        taken = np.exp(fits - fits.max(axis=-1, keepdims=True))
        taken /= taken.sum(axis=-1, keepdims=True)
        found[span] = (taken @ value[:, span]).transpose(1, 0, 2).reshape(-1, read.shape[-1])
    return _project(found, layer, "output")


def _activate(wide: Array) -> Array:
    """Gaussian error linear units, by their usual approximation (Hendrycks and Gimpel 2016,
    arXiv:1606.08415)."""
    steepness = np.sqrt(2 / np.pi, dtype=np.float32)
    found: Array = 0.5 * wide * (1 + np.tanh(steepness * (wide + 0.044715 * wide * wide * wide)))
    return found


def _normalize(read: Array, weights: Weights, name: str) -> Array:
    """Each vector with the mean and spread that were learnt (layer normalisation)."""
    centred = read - read.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _SMALLEST)
    found: Array = centred / spread * weights[name] + weights[f"{name}.bias"]
    return found


def _by_input(weights: Array) -> Array:
    """Matrices that are written with a row for each number that comes out, with a row for each that
    goes in: so a product takes a quarter less time."""
    return np.ascontiguousarray(np.swapaxes(weights, -1, -2))


@cache
def load(file: Traversable = FILE) -> Transformer:
    """The network, read once, as `training/fit_transformer.py` writes it."""
    with file.open("rb") as source, np.load(source) as arrays:
        found = dict(arrays)
    scales = [f"{name}.scales" for name in _MATRICES]
    for name in (*_MATRICES, *scales, *_HEAD[1:]):
        found[name] = _by_input(found[name])
    names = found["pieces"].tobytes().decode().split("\n")
    likely = found["likely"].tolist()
    start, end, unknown = found["signs"].tolist()
    weight, threshold, sure = found["limits"].tolist()
    of_layer = [one for name in (*_MATRICES, *_NORMS) for one in (name, f"{name}.bias")] + scales
    of_head = [one for name in _HEAD for one in (name, f"{name}.bias")]
    return Transformer(
        pieces=Pieces(
            numbers={name: number for number, name in enumerate(names)},
            likely=likely,
            longest=max(map(len, names)),
            rare=min(likely) - _RARER,
            start=start,
            end=end,
            unknown=unknown,
        ),
        words=found["words"],
        scales=found["words.scales"],
        places=found["places"],
        layers=[
            {name: found[name][number] for name in of_layer}
            for number in range(len(found["query"]))
        ],
        head={name: found[name] for name in of_head},
        questions=found["questions"].tobytes().decode().split("\n"),
        weight=weight,
        limits=Limits(threshold=threshold, sure=sure),
    )
