"""Texts to matrices, with the very code that reads them in production."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from chalicelib.routing.text import LENGTHS, count_terms, place_terms, read_words
from training.data import Example

PLACE_IMPORTANCE = 0.4
"""What a place counts; a group of the text counts its `LENGTHS` in all."""
FEWEST_TEXTS = 2
"""A term seen in fewer texts than this says nothing about the next one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TermCounts:
    """Term counts of one text, by group as `LENGTHS` has them; places are apart."""

    groups: tuple[Mapping[int, int], ...]
    places: Mapping[int, int]


def count(examples: Sequence[Example], spelling: dict[str, str]) -> list[TermCounts]:
    """Terms of every text, in the order given."""
    counted = []
    for example in examples:
        terms = count_terms(read_words(example.text, spelling))
        places = dict.fromkeys(place_terms(example.district, example.village), 1)
        counted.append(TermCounts(groups=terms.groups, places=places))
    return counted


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The terms a model knows, places first, then by the texts they occur in, most first."""

    numbers: np.ndarray
    importance: np.ndarray
    """Place of each term's importance in `steps`."""
    steps: np.ndarray

    @classmethod
    def choose(cls, counted: Sequence[TermCounts], most: int) -> "Vocabulary":
        """The terms found in the most texts, at most `most`, never one found only once."""
        texts: Counter[int] = Counter()
        places: set[int] = set()
        for text in counted:
            for counts in (*text.groups, text.places):
                texts.update(counts.keys())
            places |= text.places.keys()
        frequent = [(n, term) for term, n in texts.items() if n >= FEWEST_TEXTS]
        frequent.sort(key=lambda pair: (pair[1] not in places, -pair[0], pair[1]))
        chosen = [term for _, term in frequent[:most]]
        found = np.array([texts[term] for term in chosen], dtype=np.float64)
        is_place = np.array([term in places for term in chosen])
        rarity = 1.0 + np.log((1.0 + len(counted)) / (1.0 + found))
        rarity[is_place] = PLACE_IMPORTANCE
        text_rarity = rarity[~is_place]
        steps = np.concatenate(
            ([PLACE_IMPORTANCE], np.linspace(text_rarity.min(), text_rarity.max(), 255))
        )
        nearest = np.abs(rarity[:, None] - steps[None, :]).argmin(axis=1)
        return cls(
            numbers=np.array(chosen, dtype=np.uint32),
            importance=nearest.astype(np.uint8),
            steps=steps,
        )

    def matrix(self, counted: Sequence[TermCounts]) -> csr_matrix:
        """One row a text: damped counts times importance, each text group scaled."""
        place = {int(number): index for index, number in enumerate(self.numbers)}
        importance = self.steps[self.importance]
        ends, columns, values = [0], [], []
        for text in counted:
            end = ends[-1]
            lengths = (*LENGTHS, None)
            for counts, length in zip((*text.groups, text.places), lengths, strict=True):
                known = [(place[term], n) for term, n in counts.items() if term in place]
                if not known:
                    continue
                spots = np.array([spot for spot, _ in known])
                weights = (1.0 + np.log([n for _, n in known])) * importance[spots]
                if length is not None:
                    weights *= length / np.linalg.norm(weights)
                columns.append(spots)
                values.append(weights)
                end += len(spots)
            ends.append(end)
        shape = (len(counted), len(self.numbers))
        if not columns:
            return csr_matrix(shape)
        return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=shape)
