"""How good a ranking with probabilities is. One definition of every figure, used everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score

PRECISION = 0.95


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Shares of the measured rows, each between 0 and 1."""

    accuracy: float
    top3: float
    macro_f1: float
    coverage_at_95: float
    """Largest share, taken by falling confidence, whose running precision is still 95 %."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """Rows whose best probability lies in one tenth: what was promised and what came true."""

    low: float
    rows: int
    promised: float
    right: float


def figures(
    truth: Sequence[str], ranked: Sequence[Sequence[str]], confidence: np.ndarray
) -> Figures:
    """Figures of rankings (best label first) against the true labels."""
    best = [labels[0] for labels in ranked]
    right = hits(truth, ranked)
    kept = covered(right, confidence)
    return Figures(
        accuracy=float(right.mean()),
        top3=float(np.mean([true in ranks[:3] for true, ranks in zip(truth, ranked, strict=True)])),
        macro_f1=float(f1_score(truth, best, average="macro", zero_division=0)),
        coverage_at_95=kept / len(right),
    )


def hits(truth: Sequence[str], ranked: Sequence[Sequence[str]]) -> np.ndarray:
    """For every row whether its best label is the true one."""
    return np.array([ranks[0] == true for true, ranks in zip(truth, ranked, strict=True)])


def covered(right: np.ndarray, confidence: np.ndarray) -> int:
    """Rows, taken by falling confidence, up to the last where precision is still 95 %."""
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    enough = np.flatnonzero(precision >= PRECISION)
    return int(enough[-1]) + 1 if len(enough) else 0


def bounded_threshold(
    right: np.ndarray, confidence: np.ndarray, precision: float, deviations: float
) -> float:
    """Lowest confidence at which the rows above it are right in `precision` of them even at the
    lower bound (Wilson 1927), so many `deviations` below what was seen; above 1 when none is."""
    order = np.argsort(-confidence, kind="stable")
    rows = np.arange(1, len(right) + 1)
    share, square = np.cumsum(right[order]) / rows, deviations**2
    spread = deviations * np.sqrt(share * (1 - share) / rows + square / (4 * rows**2))
    bound = (share + square / (2 * rows) - spread) / (1 + square / rows)
    enough = np.flatnonzero(bound >= precision)
    return float(confidence[order][enough[-1]]) if len(enough) else 1.01


def reliability(right: np.ndarray, confidence: np.ndarray) -> list[Bin]:
    """Promised against true share of right rows, by tenths of confidence; empty tenths left out."""
    bins = []
    for tenth in range(10):
        inside = (confidence >= tenth / 10) & (confidence < (tenth + 1) / 10 + (tenth == 9))
        if inside.any():
            bins.append(
                Bin(
                    low=tenth / 10,
                    rows=int(inside.sum()),
                    promised=float(confidence[inside].mean()),
                    right=float(right[inside].mean()),
                )
            )
    return bins
