"""Whether a post complains of something that a government should mend, or is about anything else.

A small linear model over words, pairs of words and letter groups, each counting as much as it is
rare. Of what it is not sure it does not decide. `training/fit_complaint.py` fits it; docs/leads.md
says how often it is right. Standard library only.
"""

import json
import re
from array import array
from collections import Counter
from collections.abc import Mapping
from functools import cache
from math import exp, log, sqrt
from pathlib import Path
from typing import Literal
from zlib import crc32

from msgspec import Struct

from chalicelib.routing.text import LONGEST_TEXT, LONGEST_WORD, fold

WEIGHTS = Path(__file__).with_name("data") / "complaint.weights"
BUCKETS = 1 << 17
"""Terms that fall into one bucket count as one."""

_GRAM_SIZES = (2, 3, 4, 5)
_GRAM_SPACE = crc32(b"letters ")
# Whom a post speaks to says nothing about it; masked, as data sets have it, or not.
_HANDLE = re.compile(r"@\w+|\[(?:akun|nama|email|telepon|nomor)\]")
_WORD = re.compile(r"\w\w+")

LEAST_SHARE = 0.25
"""A post with a smaller share for a complaint counts in no series. That is far beyond *not*: a joke
that counts costs little, and a burst of which half is left out is not found."""

Outcome = Literal["complaint", "not", "unsure"]
Terms = Mapping[int, int]
"""How often something of each bucket stands in a text."""


class PostJudgement(Struct, frozen=True, kw_only=True):
    """What the model makes of a post. `share` is how far it is for a complaint, 0 to 1."""

    outcome: Outcome
    share: float

    @property
    def may_complain(self) -> bool:
        """Whether the post counts."""
        return self.share >= LEAST_SHARE


class ComplaintModel(Struct, frozen=True, kw_only=True):
    """One byte of rarity and one of weight for each bucket; a term of no rarity is not known. A
    score further than `unsure` from nought decides."""

    rarities: bytes
    rarity_step: float
    weights: array[int]
    weight_step: float
    bias: float
    unsure: float

    def judge(self, text: str) -> PostJudgement:
        """Whether a text complains."""
        score = self.score(text)
        outcome: Outcome = "unsure"
        if abs(score) > self.unsure:
            outcome = "complaint" if score > 0 else "not"
        return PostJudgement(outcome=outcome, share=1.0 / (1.0 + exp(-score)))

    def score(self, text: str) -> float:
        """Above nought for a complaint. A text of unknown words has the bias."""
        return self.bias + sum(self._pull(terms) for terms in read_terms(text))

    def _pull(self, terms: Terms) -> float:
        """What terms of one kind add, as a vector of the length 1."""
        squares = pull = 0.0
        for bucket, count in terms.items():
            value = damped(count) * self.rarities[bucket] * self.rarity_step
            squares += value * value
            pull += value * self.weights[bucket]
        return pull * self.weight_step / (sqrt(squares) or 1.0)


def judge(text: str) -> PostJudgement:
    """Whether a text complains, by the model of the package."""
    return load(WEIGHTS).judge(text)


def read_terms(text: str) -> tuple[Terms, Terms]:
    """Words with pairs of neighbours, and letter groups with the signs between words, which tell a
    question and a cry from a statement."""
    plain = _HANDLE.sub(" ", fold(text[:LONGEST_TEXT]))
    words = [word[:LONGEST_WORD] for word in _WORD.findall(plain)]
    pairs = (f"{first} {second}" for first, second in zip(words, words[1:], strict=False))
    named = Counter(_bucket(term) for term in (*words, *pairs))
    grams = Counter(
        _bucket(edged[start : start + size], _GRAM_SPACE)
        for edged in (f" {token[:LONGEST_WORD]} " for token in plain.split())
        for size in _GRAM_SIZES
        for start in range(max(1, len(edged) - size + 1))
    )
    return named, grams


def damped(count: int) -> float:
    """What a term counts that stands there so often."""
    return 1.0 + log(count)


@cache
def load(path: Path) -> ComplaintModel:
    """A model file."""
    head, _, body = path.read_bytes().partition(b"\n")
    return ComplaintModel(
        rarities=body[:BUCKETS], weights=array("b", body[BUCKETS:]), **json.loads(head)
    )


def _bucket(term: str, space: int = 0) -> int:
    return crc32(term.encode(errors="replace"), space) % BUCKETS
