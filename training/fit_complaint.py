"""Fits the model that says whether a post complains: `chalicelib/leads/data/complaint.weights`.

    .venv/bin/python -m training.fit_complaint [--found posts.csv] [--measure]

It learns from the posts of `training/posts/` and, where there are some, from posts `found` on a
network (columns `text` and `label`, `complaint` or `Aduan` for those that complain), which count
more: they are the kind that will be asked about. From which score on it decides is read from posts
that it has not seen. `--measure` says how often it is right on found posts, by cross-validation in
which also that score is chosen without the posts that are asked about.
"""

import argparse
import json
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from chalicelib.leads.complaint_model import BUCKETS, WEIGHTS, Terms, damped, read_terms
from training.written_posts import WrittenPost, read_file, read_posts

UNSURE = 0.15
"""So many posts of a kind it has not seen are left open."""
WRITTEN_WORTH = 0.2
"""What a post of ours counts beside one that was found."""
STRENGTH = 10.0
FOLDS = 10
INNER_FOLDS = 5
SEEDS = range(5)
FEWEST_POSTS = 2
"""A letter group in fewer posts than this says nothing about the next one."""
_LARGEST_BYTE, _LARGEST_WEIGHT = 255, 127

Read = tuple[Terms, Terms]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Posts as the model reads them, whether they complain, and what each counts."""

    read: Sequence[Read]
    complains: np.ndarray
    worth: np.ndarray

    @classmethod
    def of(cls, posts: Sequence[WrittenPost], worth: float) -> "Sample":
        return cls(
            read=[read_terms(post.text) for post in posts],
            complains=np.array([post.complains for post in posts], dtype=bool),
            worth=np.full(len(posts), worth),
        )

    def __add__(self, other: "Sample") -> "Sample":
        return Sample(
            read=[*self.read, *other.read],
            complains=np.concatenate([self.complains, other.complains]),
            worth=np.concatenate([self.worth, other.worth]),
        )

    def part(self, places: np.ndarray) -> "Sample":
        """The posts at these places."""
        return Sample(
            read=[self.read[place] for place in places],
            complains=self.complains[places],
            worth=self.worth[places],
        )


@dataclass(frozen=True, kw_only=True)
class FittedWeights:
    """What was learnt: rarity and weight of each bucket."""

    rarities: np.ndarray
    weights: np.ndarray
    bias: float

    def scores(self, sample: Sample) -> np.ndarray:
        """As `ComplaintModel.score`, of many."""
        return np.asarray(matrix(sample.read, self.rarities) @ self.weights + self.bias)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """F1 of what was decided, the share that was, and F1 without leaving any open."""

    decided_f1: float
    decided: float
    f1: float


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--found", type=Path)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    asked = parser.parse_args(arguments)
    written = Sample.of(read_posts(kept_apart=False), WRITTEN_WORTH if asked.found else 1.0)
    found = Sample.of(read_file(asked.found) if asked.found else [], 1.0)
    if asked.measure:
        results = [measure(found, written, seed) for seed in SEEDS]
        say("F1 of what it decides", [result.decided_f1 for result in results])
        say("share it decides", [result.decided for result in results])
        say("F1 of everything", [result.f1 for result in results])
    unsure = find_limit(found, written, seed=0) if asked.found else find_limit(written, found, 0)
    write_model(fit(found + written), unsure, asked.out)


def say(name: str, values: Sequence[float]) -> None:
    """Print a figure of all seeds: the mean, the lowest and the highest."""
    print(f"{name}: {np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})")


def measure(found: Sample, written: Sample, seed: int) -> Measured:
    """How often it is right on found posts that it has not seen."""
    scores, decided = np.zeros(len(found.read)), np.zeros(len(found.read), dtype=bool)
    for seen, unseen in folds(found, FOLDS, seed):
        limit = find_limit(found.part(seen), written, seed)
        scores[unseen] = fit(found.part(seen) + written).scores(found.part(unseen))
        decided[unseen] = np.abs(scores[unseen]) > limit
    return Measured(
        decided_f1=f1(scores[decided] > 0, found.complains[decided]),
        decided=float(decided.mean()),
        f1=f1(scores > 0, found.complains),
    )


def find_limit(asked: Sample, beside: Sample, seed: int) -> float:
    """How far from nought a score has to be, that so many as `UNSURE` are not."""
    scores = np.zeros(len(asked.read))
    for seen, unseen in folds(asked, INNER_FOLDS, seed):
        scores[unseen] = fit(asked.part(seen) + beside).scores(asked.part(unseen))
    return float(np.quantile(np.abs(scores), UNSURE))


def fit(sample: Sample) -> FittedWeights:
    """A model of these posts."""
    rarities = rate(sample.read)
    known = np.flatnonzero(rarities)
    learnt = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500).fit(
        matrix(sample.read, rarities)[:, known], sample.complains, sample_weight=sample.worth
    )
    weights = np.zeros(BUCKETS)
    weights[known] = learnt.coef_[0]
    return FittedWeights(rarities=rarities, weights=weights, bias=float(learnt.intercept_[0]))


def rate(read: Sequence[Read]) -> np.ndarray:
    """How rare the terms of each bucket are; 0 for those that are not known."""
    rarities = np.zeros(BUCKETS)
    for kind, fewest in ((0, 1), (1, FEWEST_POSTS)):
        posts = Counter(bucket for terms in read for bucket in terms[kind])
        for bucket, found in posts.items():
            if found >= fewest:
                rarities[bucket] = 1.0 + np.log((1.0 + len(read)) / (1.0 + found))
    return rarities


def matrix(read: Sequence[Read], rarities: np.ndarray) -> csr_matrix:
    """One row a post; each kind of terms a vector of the length 1, as `ComplaintModel` has it."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, kinds in enumerate(read):
        for terms in kinds:
            weighed = {bucket: damped(n) * rarities[bucket] for bucket, n in terms.items()}
            length = np.sqrt(sum(value * value for value in weighed.values())) or 1.0
            rows += [row] * len(weighed)
            columns += weighed.keys()
            values += [value / length for value in weighed.values()]
    return csr_matrix((values, (rows, columns)), shape=(len(read), BUCKETS))


def folds(sample: Sample, count: int, seed: int) -> Sequence[tuple[np.ndarray, np.ndarray]]:
    """Places of posts seen and unseen."""
    parts = StratifiedKFold(count, shuffle=True, random_state=seed)
    return list(parts.split(np.zeros(len(sample.read)), sample.complains))


def f1(predicted: np.ndarray, complains: np.ndarray) -> float:
    """Of complaints: the harmonic mean of precision and recall."""
    return float(2 * (predicted & complains).sum() / (predicted.sum() + complains.sum()))


def write_model(fitted: FittedWeights, unsure: float, out: Path) -> None:
    """Write what was fitted as `chalicelib.leads.complaint_model` reads it."""
    rarity_step = float(fitted.rarities.max()) / _LARGEST_BYTE
    weight_step = float(np.abs(fitted.weights).max()) / _LARGEST_WEIGHT
    head = {
        "rarity_step": rarity_step,
        "weight_step": weight_step,
        "bias": fitted.bias,
        "unsure": unsure,
    }
    rarities = bytes(np.rint(fitted.rarities / rarity_step).astype(np.uint8))
    weights = array("b", np.rint(fitted.weights / weight_step).astype(int).tolist()).tobytes()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(json.dumps(head).encode() + b"\n" + rarities + weights)


if __name__ == "__main__":
    main()
