"""Support vector machines over the terms, and how far to trust what they say.

One layer tells labels apart. Where a history also names finer topics, a second one tells those
apart, and the topics of a label speak for it together.
"""

import sys
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

SEED = 0
FAIRNESS = 0.4
"""0 weighs every row alike, 1 every label alike."""
DOUBT = 2.0
"""A term says what its texts say and this many more, which follow the shares of the labels."""
LATELY = ((0.5, 0.6), (0.25, 0.6), (0.1, 0.6))
"""Latest share of the rows, and how readily the weights learn that it is not like the others."""
TOPIC_TERMS = 12_000
"""Topics are told apart by the terms found in the most texts only: rare ones fit noise."""
SHARPNESS = 4.0
"""How much the best topic of a label outweighs the label's other topics."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How a layer is fitted."""

    strictness: float
    """How dear a row on the wrong side is (C of the support vector machine)."""
    focus: float
    """How much a term counts for what it tells by itself: 0 makes all alike, 1 nothing else
    counts."""


LABELS = Manner(strictness=0.1, focus=0.75)
TOPICS = Manner(strictness=0.2, focus=0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """Numbers of the label and the topic of every row; `owner` is the label of every topic.

    Without topics `owner` is empty.
    """

    labels: np.ndarray
    label_count: int
    topics: np.ndarray
    owner: np.ndarray


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """Scores: rows @ weights + bias."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, rows: csr_matrix) -> np.ndarray:
        return np.asarray(rows @ self.weights + self.bias)

    def times(self, factor: float) -> "Layer":
        return Layer(weights=self.weights * factor, bias=self.bias * factor)


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A layer for labels and one for topics. The softmax of their scores are the shares.

    Topics count `topic_factor`; without topics their layer is empty.
    """

    labels: Layer
    topics: Layer
    owner: np.ndarray
    topic_factor: float

    def scores(self, rows: csr_matrix) -> np.ndarray:
        scores = self.labels.scores(rows)
        if len(self.owner):
            scores = scores + self.topic_factor * self._topic_scores(rows)
        return scores

    def scaled(self, label_factor: float, topic_factor: float) -> "Model":
        """The same model with other factors for its two layers."""
        return Model(
            labels=self.labels.times(label_factor),
            topics=self.topics,
            owner=self.owner,
            topic_factor=topic_factor,
        )

    def best_factors(self, rows: csr_matrix, labels: np.ndarray) -> tuple[float, float]:
        """What the two layers must count for the labels of these rows to be likeliest."""
        parts = [self.labels.scores(rows)]
        if len(self.owner):
            parts.append(self._topic_scores(rows))
        right = (np.arange(len(labels)), labels)

        def surprise(factors: np.ndarray) -> float:
            mixed = sum(factor * part for factor, part in zip(factors, parts, strict=True))
            return float(-np.log(np.maximum(softmax(mixed)[right], 1e-12)).mean())

        start = np.full(len(parts), 4.0 / len(parts))
        found = minimize(surprise, start, method="L-BFGS-B", bounds=[(0.0, 20.0)] * len(parts)).x
        return float(found[0]), float(found[1]) if len(parts) > 1 else 0.0

    def _topic_scores(self, rows: csr_matrix) -> np.ndarray:
        topics = self.topics.scores(rows[:, : len(self.topics.weights)])
        return gather(topics, self.owner, len(self.labels.bias))


@dataclass(frozen=True, kw_only=True, slots=True)
class Trust:
    """How the probability that the first label is right follows from the signs of a text."""

    bias: float
    weights: tuple[float, ...]

    @classmethod
    def learn(cls, signs: np.ndarray, right: np.ndarray) -> "Trust":
        """From signs, one row a text, and whether the first label was right."""
        if right.all() or not right.any():
            share = (right.sum() + 1.0) / (len(right) + 2.0)
            return cls(bias=float(np.log(share / (1 - share))), weights=(0.0,) * signs.shape[1])
        centre, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
        fitted = LogisticRegression(max_iter=1000).fit((signs - centre) / spread, right)
        weights = fitted.coef_[0] / spread
        bias = float(fitted.intercept_[0] - weights @ centre)
        return cls(bias=bias, weights=tuple(weights.tolist()))

    def confidence(self, signs: np.ndarray) -> np.ndarray:
        return np.asarray(1.0 / (1.0 + np.exp(-(signs @ np.array(self.weights) + self.bias))))


def fit(rows: csr_matrix, targets: Targets, lateness: np.ndarray) -> Model:
    """Fit both layers. `lateness` is the place of every row in its history, 0 first, 1 last."""
    labels = fit_layer(rows, targets.labels, targets.label_count, lateness, LABELS)
    say("  labels fitted")
    topics = Layer(weights=np.zeros((0, 0)), bias=np.zeros(0))
    if len(targets.owner):
        frequent = rows[:, :TOPIC_TERMS].tocsr()
        topics = fit_layer(frequent, targets.topics, len(targets.owner), lateness, TOPICS)
        say("  topics fitted")
    return Model(labels=labels, topics=topics, owner=targets.owner, topic_factor=1.0)


def fit_layer(
    rows: csr_matrix, labels: np.ndarray, count: int, lateness: np.ndarray, manner: Manner
) -> Layer:
    """One support vector machine a label, against all other rows. Every label has a row.

    Each machine sees the terms scaled by how much they tell about its label (after Wang and
    Manning 2012, "Baselines and Bigrams"). The latest rows have further copies of their terms
    (after Daume 2007, "Frustratingly Easy Domain Adaptation"): what changed lately is learnt
    there, and since whatever is asked comes later still, all copies are added up.
    """
    late = [(lateness >= 1.0 - share) * readiness for share, readiness in LATELY]
    copies = hstack([rows, *(diags(each) @ rows for each in late)]).tocsr()
    always = csr_matrix(np.array(late).T)
    present = rows.copy()
    present.data = np.ones_like(present.data)
    found = np.bincount(labels, minlength=count)
    width = rows.shape[1]
    readiness = np.array([1.0, *(each for _, each in LATELY)])
    weights, bias = np.zeros((width, count)), np.zeros(count)
    for label in range(count):
        inside = labels == label
        scale = 1.0 - manner.focus + manner.focus * telling(present, inside)
        seen = copies.copy()
        seen.data *= np.tile(scale, len(readiness))[seen.indices]
        worth = (len(labels) / count / found[label]) ** FAIRNESS
        machine = LinearSVC(C=manner.strictness, class_weight={True: worth}, random_state=SEED)
        machine.fit(hstack([seen, always]).tocsr(), inside)
        fitted = machine.coef_[0]
        by_copy = fitted[: width * len(readiness)].reshape(len(readiness), width)
        weights[:, label] = (readiness @ by_copy) * scale
        bias[label] = machine.intercept_[0] + readiness[1:] @ fitted[width * len(readiness) :]
    return Layer(weights=weights, bias=bias)


def telling(present: csr_matrix, inside: np.ndarray) -> np.ndarray:
    """How far each term alone moves the odds of being inside, either way; 1 on average."""
    share = inside.mean()
    with_term = np.asarray(present.sum(axis=0)).ravel()
    inside_with_term = np.asarray(present[inside].sum(axis=0)).ravel()
    believed = (inside_with_term + DOUBT * share) / (with_term + DOUBT)
    moved = np.abs(np.log(believed / (1.0 - believed)) - np.log(share / (1.0 - share)))
    return np.asarray(moved / max(moved.mean(), 1e-12))


def gather(scores: np.ndarray, owner: np.ndarray, label_count: int) -> np.ndarray:
    """Scores of topics to scores of their labels: a soft maximum. Every label owns a topic."""
    together = np.empty((scores.shape[0], label_count))
    for label in range(label_count):
        own = SHARPNESS * scores[:, owner == label]
        best = own.max(axis=1)
        together[:, label] = best + np.log(np.exp(own - best[:, None]).sum(axis=1))
    return together / SHARPNESS


def signs(scores: np.ndarray, term_counts: np.ndarray) -> np.ndarray:
    """What tells whether the first label is right, one row a text; `classifier.signs` does the
    same for one text."""
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


def say(line: str) -> None:
    """Progress goes to standard error: standard output is for results."""
    print(line, file=sys.stderr, flush=True)
