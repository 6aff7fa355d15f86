"""How a text reads, its words in their order: a small convolution, pooled by its maximum.

A filter looks at some neighbouring words and answers the more, the more they stand as in what it
learnt: who does it to whom, and whether it was refused. Of each filter its strongest answer in the
whole text counts, however long that is. The linear model of `danger_model` reads all words and
letter groups, and knows little of their order; what the two say is added. Fitted by
`training/fit_danger.py`.

A word is a vector of small whole numbers, to which those of its concepts are added; what it adds to
a filter is its product with as many weights, others for each place under the filter. All filters
are multiplied and added up at once, as whole numbers of 32 bits side by side in one, and so is the
higher of two found.
"""

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from operator import mul
from pathlib import Path
from sys import byteorder

from msgspec import Struct

DANGER, ACCUSAL = "danger", "accusal"
FILE = Path(__file__).with_name("data") / "danger.filters"
UNKNOWN, STOP = "?", "."
"""What stands for a word that is not known, and for the end of a sentence."""
MOST_CONCEPTS = 3
_LANES = "I"
_LANE_SIZE = array(_LANES).itemsize
_TOP = 8 * _LANE_SIZE - 1  # the highest bit of a sum, which stays free
_RAISED = 1 << (_TOP - 1)  # added to each sum, so that none is negative

Token = tuple[str, ...]
"""A word with its concepts, or the end of a sentence."""


class Limits(Struct, frozen=True, kw_only=True):
    """From a score of `threshold` on a person should look; from `sure` on the text is as dangerous
    as one that a rule is sure of, or surely accuses. Scores are those of both models together."""

    threshold: float
    sure: float


class _Filters(Struct, frozen=True, kw_only=True):
    """Filters of one width; `scales` and `biases` make answers of their sums."""

    width: int
    scales: Sequence[float]
    biases: Sequence[float]

    def strongest(self, added: Sequence[Sequence[int]]) -> list[float]:
        """The strongest answer of each, at least nothing; `added` has what each word adds at each
        place under them."""
        count, around = len(self.scales), self.width // 2
        sums = [_raised(count)] * (len(added) or 1)
        for middle, word in enumerate(added):
            for under, one in enumerate(word):
                place = middle + around - under
                if 0 <= place < len(sums):
                    sums[place] += one
        free = _raised(count) << 1
        highest = sums[0]
        for one in sums:
            above = ((one | free) - highest) & free  # the free bit of each that is higher
            highest ^= (one ^ highest) & (above - (above >> _TOP))
        return [
            max(0.0, scale * (one - _RAISED) + bias)
            for one, scale, bias in zip(
                array(_LANES, _lanes(highest, count)), self.scales, self.biases, strict=True
            )
        ]


class WordFilters(Struct, frozen=True, kw_only=True):
    """Filters by their width, and by question its limits and the `worth` of each answer for it.
    `adds` says what a word adds to all filters at all places, those of the first width first."""

    filters: Sequence[_Filters]
    adds: Callable[[Token], Sequence[int]]
    worth: Mapping[str, Sequence[float]]
    bias: Mapping[str, float]
    limits: Mapping[str, Limits]

    def answers(self, tokens: Sequence[Token]) -> list[float]:
        """The strongest answer of every filter."""
        added = [self.adds(token) for token in tokens]
        found: list[float] = []
        first = 0
        for one in self.filters:
            last = first + one.width
            found += one.strongest([word[first:last] for word in added])
            first = last
        return found

    def score(self, question: str, answers: Sequence[float]) -> float:
        """What the answers say on a question."""
        weighed = (one * worth for one, worth in zip(answers, self.worth[question], strict=True))
        return self.bias[question] + sum(weighed)


@cache
def load(path: Path = FILE) -> WordFilters:
    """The filters, read once: a line of JSON, a line of words, a vector for each word, and for each
    number of a vector the weights of all filters."""
    head, names, body = path.read_bytes().split(b"\n", 2)
    found = json.loads(head)
    numbers = array("b", body)
    size = found["size"]
    words = names.decode().split(" ")
    vectors = {
        word: numbers[start : start + size]
        for word, start in zip(words, range(0, len(words) * size, size), strict=True)
    }
    filters = [_Filters(**one) for one in found["filters"]]
    weights = numbers[len(words) * size :]
    length = len(weights) // size
    columns = [
        _side_by_side(weights[start : start + length]) for start in range(0, len(weights), length)
    ]
    questions = found["questions"].items()
    return WordFilters(
        filters=filters,
        adds=_adder(
            vectors, columns, [len(one.scales) for one in filters for _ in range(one.width)]
        ),
        worth={name: one["worth"] for name, one in questions},
        bias={name: one["bias"] for name, one in questions},
        limits={
            name: Limits(threshold=one["threshold"], sure=one["sure"]) for name, one in questions
        },
    )


def _adder(
    vectors: Mapping[str, Sequence[int]], columns: Sequence[int], counts: Sequence[int]
) -> Callable[[Token], Sequence[int]]:
    """What a word adds to so many filters at each of their places."""
    length = sum(counts)

    @lru_cache(maxsize=4_096)
    def adds(token: Token) -> Sequence[int]:
        word, *concepts = token
        known = [vectors.get(word) or vectors[UNKNOWN]]
        known += [vectors[f"+{one}"] for one in concepts[:MOST_CONCEPTS] if f"+{one}" in vectors]
        vector = known[0] if len(known) == 1 else map(sum, zip(*known, strict=True))
        lanes = array(_LANES, _lanes(sum(map(mul, vector, columns)) + _raised(length), length))
        found, first = [], 0
        for count in counts:
            part = int.from_bytes(lanes[first : first + count], byteorder)
            found.append(part - _raised(count))
            first += count
        return found

    return adds


def _side_by_side(numbers: Sequence[int]) -> int:
    """Numbers that may be negative as one, which is added to others like it, or multiplied."""
    raised = int.from_bytes(array(_LANES, [_RAISED + one for one in numbers]), byteorder)
    return raised - _raised(len(numbers))


@cache
def _raised(count: int) -> int:
    return int.from_bytes(array(_LANES, [_RAISED] * count), byteorder)


def _lanes(raised: int, count: int) -> bytes:
    return raised.to_bytes(_LANE_SIZE * count, byteorder)
