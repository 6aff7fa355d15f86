"""A support vector machine a label, and how likely what they say together is right."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

SEED = 0
STRICTNESS = 0.1
"""How dear a row on the wrong side is (C of the support vector machines)."""
FAIRNESS = 0.5
"""0 weighs every row alike, 1 every label alike."""
FOCUS = 0.5
"""How much a term counts for what it tells by itself: 0 makes all alike, 1 nothing else counts."""
DOUBT = 2.0
"""A term says what its texts say and this many more, which follow the shares of the labels."""
LATELY = ((0.5, 0.6), (0.25, 0.6), (0.1, 0.6))
"""Latest share of the rows, and how readily the weights learn that it is not like the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FittedModel:
    """Scores of all labels: rows @ weights + bias. Their softmax are the shares."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, rows: csr_matrix) -> np.ndarray:
        return np.asarray(rows @ self.weights + self.bias)

    def scaled(self, factor: float) -> "FittedModel":
        return FittedModel(weights=self.weights * factor, bias=self.bias * factor)


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """How the probability that the first label is right follows from the features of a text."""

    bias: float
    weights: tuple[float, ...]

    @classmethod
    def learn(cls, features: np.ndarray, right: np.ndarray) -> "Calibration":
        """From features, one row a text, and whether the first label was right."""
        if right.all() or not right.any():
            share = (right.sum() + 1.0) / (len(right) + 2.0)
            return cls(bias=float(np.log(share / (1 - share))), weights=(0.0,) * features.shape[1])
        centre, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
        fitted = LogisticRegression(max_iter=1000).fit((features - centre) / spread, right)
        weights = fitted.coef_[0] / spread
        bias = float(fitted.intercept_[0] - weights @ centre)
        return cls(bias=bias, weights=tuple(weights.tolist()))

    def confidence(self, features: np.ndarray) -> np.ndarray:
        return np.asarray(1.0 / (1.0 + np.exp(-(features @ np.array(self.weights) + self.bias))))


def lately(lateness: np.ndarray) -> np.ndarray:
    """The copies that the latest rows of a history have, a row a copy: what changed lately is
    learnt there. `lateness` is the place of every row in its history, 0 first, 1 last."""
    return np.array([(lateness >= 1.0 - share) * readiness for share, readiness in LATELY])


def fit(
    rows: csr_matrix,
    labels: np.ndarray,
    count: int,
    copies: np.ndarray,
    *,
    strictness: float = STRICTNESS,
    focus: float = FOCUS,
    worth: np.ndarray | None = None,
    silent: Mapping[int, np.ndarray] = MappingProxyType({}),
) -> FittedModel:
    """One support vector machine a label, against all other rows.

    `labels` are numbers below `count`, each with a row or more. `worth` is what each row counts
    (all alike without it), and `silent` says for a label which rows say nothing about it.

    Each machine sees the terms scaled by how much they tell about its label (after Wang and
    Manning 2012, "Baselines and Bigrams"). `copies` has a row for each further copy of the terms,
    with how readily a text's weights learn there that it is not like the others (after Daume 2007,
    "Frustratingly Easy Domain Adaptation"). What is asked later is taken to be of the kind that
    has all copies, so they are added up.
    """
    domains = hstack([rows, *(diags(each) @ rows for each in copies)]).tocsr()
    always = csr_matrix(copies.T)
    present = rows.copy()
    present.data = np.ones_like(present.data)
    width = rows.shape[1]
    readiness = np.array([1.0, *copies.max(axis=1)])
    worth = np.ones(len(labels)) if worth is None else worth
    weights, bias = np.zeros((width, count)), np.zeros(count)
    for label in range(count):
        told = ~silent[label] if label in silent else np.ones(len(labels), dtype=bool)
        inside = labels[told] == label
        scale = 1.0 - focus + focus * term_influence(present[told], inside)
        seen = domains[told]
        seen.data *= np.tile(scale, len(readiness))[seen.indices]
        rarity = worth[told].sum() / count / worth[told][inside].sum()
        machine = LinearSVC(C=strictness, class_weight={True: rarity**FAIRNESS}, random_state=SEED)
        machine.fit(hstack([seen, always[told]]).tocsr(), inside, sample_weight=worth[told])
        fitted = machine.coef_[0]
        by_copy = fitted[: width * len(readiness)].reshape(len(readiness), width)
        weights[:, label] = (readiness @ by_copy) * scale
        bias[label] = machine.intercept_[0] + readiness[1:] @ fitted[width * len(readiness) :]
    return FittedModel(weights=weights, bias=bias)


def term_influence(present: csr_matrix, inside: np.ndarray) -> np.ndarray:
    """How far each term alone moves the odds of being inside, either way; 1 on average."""
    share = inside.mean()
    with_term = np.asarray(present.sum(axis=0)).ravel()
    inside_with_term = np.asarray(present[inside].sum(axis=0)).ravel()
    believed = (inside_with_term + DOUBT * share) / (with_term + DOUBT)
    moved = np.abs(np.log(believed / (1.0 - believed)) - np.log(share / (1.0 - share)))
    return np.asarray(moved / max(moved.mean(), 1e-12))


def likeliest_factor(scores: np.ndarray, labels: np.ndarray) -> float:
    """What to multiply scores by for their softmax to make these labels likeliest."""
    right = (np.arange(len(labels)), labels)

    def surprise(factor: float) -> float:
        return float(-np.log(np.maximum(softmax(factor * scores)[right], 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 20.0), method="bounded").x)


def confidence_features(scores: np.ndarray, term_counts: np.ndarray) -> np.ndarray:
    """What tells whether the first label is right, one row a text;
    `classifier.confidence_features` does the same for one text."""
    first_two = np.sort(scores, axis=1)[:, :-3:-1]
    rest = 1.0 - softmax(scores).max(axis=1)
    return np.column_stack(
        (
            first_two[:, 0] - first_two[:, 1],
            np.log(np.maximum(rest, 1e-6)),
            np.log1p(term_counts),
        )
    )


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def print_line(line: str) -> None:
    """Progress goes to standard error: standard output is for results."""
    print(line, file=sys.stderr, flush=True)
