"""Linear members, fitted apart, then blended into one calibrated layer of weights.

Members that tell labels apart are linear over (a part of) the same terms, so their blend is again
one linear layer. Where a history also names finer topics, one more layer tells those apart, and
the topics of a label speak for it together.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

SEED = 0
FOLDS = 4
SHARPNESS = 4.0
"""How much the best topic of a label outweighs the label's other topics."""
TOPIC_TERMS = 12_000
"""Topics are told apart by the terms found in the most texts only: rare ones fit noise."""
BLEND_FAIRNESS = 0.08
"""0 lets every held-out row count alike in the blend, 1 every label alike."""
_UNSEEN = -1.5
"""Score of a label that a fold never saw: clearly outside."""
_OWN_FACTOR_PENALTY = 2.0
_SHIFT_PENALTY = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One way to look at the texts: which groups of terms, how strict, how fair to rare labels."""

    groups: tuple[int, ...]
    strictness: float
    fairness: float
    """0 weighs every row alike, 1 every label alike."""


MEMBERS = (
    Member(groups=(0, 1, 2), strictness=0.3, fairness=0.25),
    Member(groups=(0, 1, 2), strictness=0.3, fairness=0.5),
    Member(groups=(0, 2), strictness=0.3, fairness=0.5),
)


TOPIC_MEMBER = Member(groups=(0, 1, 2), strictness=0.2, fairness=0.3)


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
    """Scores of all labels: rows @ weights + bias. Their softmax are the probabilities."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, rows: csr_matrix) -> np.ndarray:
        return np.asarray(rows @ self.weights + self.bias)


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A layer for labels, one for topics, and what its topics count for every label."""

    labels: Layer
    topics: Layer
    owner: np.ndarray
    topic_factor: np.ndarray

    def scores(self, rows: csr_matrix) -> np.ndarray:
        scores = self.labels.scores(rows)
        if len(self.owner):
            topics = self.topics.scores(rows[:, : len(self.topics.weights)])
            scores = scores + self.topic_factor * gather(topics, self.owner, scores.shape[1])
        return scores

    def damped(self, damping: float) -> "Model":
        """The same model with all its scores smaller by a factor."""
        labels = Layer(weights=self.labels.weights * damping, bias=self.labels.bias * damping)
        return replace(self, labels=labels, topic_factor=self.topic_factor * damping)


def fit(rows: csr_matrix, targets: Targets, group: np.ndarray) -> Model:
    """Fit all members, blend and calibrate them on scores of rows they were not fitted on.

    `group` is the group of every column of `rows`; columns come in order of frequency.
    """
    width = targets.label_count
    views = [(member, mask(rows, group, member), targets.labels, width) for member in MEMBERS]
    if len(targets.owner):
        frequent = rows[:, :TOPIC_TERMS].tocsr()
        views.append((TOPIC_MEMBER, frequent, targets.topics, len(targets.owner)))
    held_out = [np.zeros((len(targets.labels), width)) for _ in views]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for step, (seen, unseen) in enumerate(folds.split(rows, targets.labels), start=1):
        for scores, (member, view, wanted, count) in zip(held_out, views, strict=True):
            told = fit_member(view[seen], wanted[seen], member, count).scores(view[unseen])
            of_topics = member is TOPIC_MEMBER
            scores[unseen] = gather(told, targets.owner, width) if of_topics else told
        say(f"  part {step} of {FOLDS} fitted")
    layers = [fit_member(view, wanted, member, count) for member, view, wanted, count in views]
    say("  all rows fitted")
    factors, shift = blend(held_out, targets.labels)
    pairs = list(zip(layers, factors, strict=True))[: len(MEMBERS)]
    no_topics = Layer(weights=np.zeros((0, 0)), bias=np.zeros(0))
    return Model(
        labels=Layer(
            weights=np.sum([layer.weights * factor for layer, factor in pairs], axis=0),
            bias=np.sum([layer.bias * factor for layer, factor in pairs], axis=0) + shift,
        ),
        topics=layers[-1] if len(targets.owner) else no_topics,
        owner=targets.owner,
        topic_factor=factors[-1] if len(targets.owner) else np.zeros(width),
    )


def gather(scores: np.ndarray, owner: np.ndarray, label_count: int) -> np.ndarray:
    """Scores of topics to scores of their labels: a soft maximum. Every label owns a topic."""
    together = np.empty((scores.shape[0], label_count))
    for label in range(label_count):
        own = SHARPNESS * scores[:, owner == label]
        best = own.max(axis=1)
        together[:, label] = best + np.log(np.exp(own - best[:, None]).sum(axis=1))
    return together / SHARPNESS


def mask(rows: csr_matrix, group: np.ndarray, member: Member) -> csr_matrix:
    """The same rows with only the member's groups of terms."""
    view = rows.copy()
    view.data[~np.isin(group[rows.indices], member.groups)] = 0.0
    view.eliminate_zeros()
    return view


def fit_member(rows: csr_matrix, labels: np.ndarray, member: Member, label_count: int) -> Layer:
    """One-against-the-rest support vector machines over the labels that occur."""
    counts = Counter(labels.tolist())
    weight = {
        label: (len(labels) / len(counts) / count) ** member.fairness
        for label, count in counts.items()
    }
    machine = LinearSVC(C=member.strictness, class_weight=weight, random_state=SEED)
    machine.fit(rows, labels)
    coefficients, intercepts = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        coefficients = np.vstack((-coefficients, coefficients))
        intercepts = np.concatenate((-intercepts, intercepts))
    weights = np.zeros((rows.shape[1], label_count))
    bias = np.full(label_count, _UNSEEN)
    weights[:, machine.classes_] = coefficients.T
    bias[machine.classes_] = intercepts
    return Layer(weights=weights, bias=bias)


def blend(scores: Sequence[np.ndarray], labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Factor of every member for every label, and a shift of every label.

    Chosen for the likelihood of the held-out labels, rare ones counting a little more. Factors of
    single labels are held close to the member's common factor, which the data of a rare label
    could not support alone.
    """
    stacked = np.stack(scores)
    members, rows, label_count = stacked.shape
    right = (np.arange(rows), labels)
    share = np.bincount(labels, minlength=label_count)[labels] / rows
    worth = share**-BLEND_FAIRNESS / (share**-BLEND_FAIRNESS).mean()

    def unpack(flat: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        common, shift = flat[:members], flat[members : members + label_count]
        return common, shift, flat[members + label_count :].reshape(members, label_count)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        common, shift, own = unpack(flat)
        mixed = np.einsum("mk,mnk->nk", common[:, None] + own, stacked) + shift
        probabilities = softmax(mixed)
        value = -(worth * np.log(np.maximum(probabilities[right], 1e-300))).sum()
        value += _SHIFT_PENALTY * (shift**2).sum() + _OWN_FACTOR_PENALTY * (own**2).sum()
        probabilities[right] -= 1.0
        probabilities *= worth[:, None]
        pull = np.einsum("mnk,nk->mk", stacked, probabilities)
        slope = (
            pull.sum(axis=1),
            probabilities.sum(axis=0) + 2 * _SHIFT_PENALTY * shift,
            (pull + 2 * _OWN_FACTOR_PENALTY * own).ravel(),
        )
        return float(value), np.concatenate(slope)

    start = np.zeros(members + label_count + members * label_count)
    start[:members] = 4.0 / members
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    common, shift, own = unpack(found.x)
    return common[:, None] + own, shift


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def damp(scores: np.ndarray, damping: float, doubt: float, priors: np.ndarray) -> np.ndarray:
    """Probabilities: softmax of the damped scores, and for the share `doubt` the priors.

    Histories hold wrong labels, so no score however high is right more than `1 - doubt` of the
    times.
    """
    return (1.0 - doubt) * softmax(damping * scores) + doubt * priors


def say(line: str) -> None:
    """Progress goes to standard error: standard output is for results."""
    print(line, file=sys.stderr, flush=True)
