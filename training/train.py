"""Fit a model on complaint histories and write it as a file.

    python -m training.train --data history.csv --label agency --out model.bin

Several files may be given. The label is `agency`, `category` or `sector` (see `sectors.csv`).
"""

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from training import learn, measure
from training.data import (
    LATER_SHARE,
    Example,
    UnusableData,
    label_column,
    learnable,
    read_examples,
    read_rows,
    read_spelling,
)
from training.export import most_terms, write_model
from training.features import TermCounts, Vocabulary, count
from training.report import Report, write_report

SURENESS = 1.0
"""Standard deviations of the lower bound of a precision below what was seen."""


def train(paths: Sequence[Path], label: str, out: Path) -> Report:
    """Fit on everything, write the model; returns how sure it may be.

    How to scale its scores, how likely they are right, and from which confidence on they are right
    95 times in 100 even at a lower bound, is found with a first model: fitted on the earlier rows,
    asked about the latest fifth. Raises UnusableData when the files cannot be learnt from.
    """
    examples = [example for path in paths for example in read_examples(path, label)]
    spelling = read_spelling()
    learn.print_line(f"{len(examples)} rows read, counting their words")
    counted = count(examples, spelling)
    if label == "sector":
        examples = settle(examples, counted)
    kept = learnable(examples, label)
    kept_counts = [counted[place] for place in kept]
    kept_examples = list(kept.values())

    learn.print_line("fitting on the earlier rows")
    report = _measure(kept_examples, kept_counts)
    learn.print_line("fitting on all rows")
    lateness = np.array([example.lateness for example in kept_examples])
    labels, model, vocabulary = _fit(kept_examples, kept_counts, lateness)
    fingerprint = hashlib.sha256(model.weights.round(4).tobytes()).hexdigest()[:8]
    write_model(
        out,
        model.scaled(report.factor),
        vocabulary,
        {
            "version": f"{label}-{fingerprint}",
            "labels": labels,
            "priors": _priors(kept_examples, labels),
            "calibration": {
                "bias": report.calibration.bias,
                "weights": report.calibration.weights,
            },
            "threshold": report.threshold,
            "spelling": spelling,
        },
    )
    return report


def settle(examples: Sequence[Example], counted: Sequence[TermCounts]) -> list[Example]:
    """Give a row with several allowed labels the one its words clearly belong to, else its first.

    What belongs is learnt from the rows with only one label: a score above nought is inside.
    """
    sure = [place for place, example in enumerate(examples) if len(example.allowed) == 1]
    labels = sorted({examples[place].label for place in sure})
    if len(sure) == len(examples) or len(labels) < 2:
        return list(examples)
    vocabulary = Vocabulary.choose(counted, most_terms(len(labels)))
    rows = vocabulary.matrix(counted)
    targets = np.array([labels.index(examples[place].label) for place in sure])
    lateness = np.array([examples[place].lateness for place in sure])
    scores = learn.fit(rows[sure], targets, len(labels), learn.lately(lateness)).scores(rows)
    settled = []
    for example, row in zip(examples, scores, strict=True):
        inside = {
            name: row[labels.index(name)]
            for name in example.allowed
            if name in labels and row[labels.index(name)] > 0
        }
        best = max(inside, key=inside.__getitem__) if inside else example.label
        settled.append(replace(example, label=best))
    return settled


def _fit(
    examples: Sequence[Example], counted: Sequence[TermCounts], lateness: np.ndarray
) -> tuple[list[str], learn.FittedModel, Vocabulary]:
    labels = sorted({example.label for example in examples})
    vocabulary = Vocabulary.choose(counted, most_terms(len(labels)))
    numbers = np.array([labels.index(example.label) for example in examples])
    model = learn.fit(vocabulary.matrix(counted), numbers, len(labels), learn.lately(lateness))
    return labels, model, vocabulary


def _priors(examples: Sequence[Example], labels: Sequence[str]) -> list[float]:
    counts = Counter(example.label for example in examples)
    return [counts[name] / len(examples) for name in labels]


def _measure(examples: Sequence[Example], counted: Sequence[TermCounts]) -> Report:
    """What a model fitted on the earlier rows does on the later ones, once it is scaled to them."""
    early = [place for place, example in enumerate(examples) if not example.later]
    late = [place for place, example in enumerate(examples) if example.later]
    seen = {examples[place].label for place in early}
    if len(seen) < 2 or not any(examples[place].label in seen for place in late):
        raise UnusableData(
            "The earlier rows need two labels, and the latest fifth one of them: rows must be in "
            "the order of time."
        )
    labels, model, vocabulary = _fit(
        [examples[place] for place in early],
        [counted[place] for place in early],
        np.array([examples[place].lateness for place in early]) / (1.0 - LATER_SHARE),
    )
    rows = vocabulary.matrix([counted[place] for place in late])
    truth = [examples[place].label for place in late]
    known = [place for place, name in enumerate(truth) if name in labels]
    scores = model.scores(rows)
    factor = learn.likeliest_factor(
        scores[known], np.array([labels.index(truth[place]) for place in known])
    )
    scores *= factor
    ranked = [[labels[place] for place in order] for order in np.argsort(-scores, axis=1)]
    hits = measure.hits(truth, ranked)
    features = learn.confidence_features(scores, np.diff(rows.indptr))
    calibration = learn.Calibration.learn(features, hits)
    confidence = calibration.confidence(features)
    return Report(
        fitted_rows=len(early),
        later_rows=len(late),
        labels=labels,
        figures=measure.figures(truth, ranked, confidence),
        factor=factor,
        calibration=calibration,
        threshold=measure.bounded_threshold(hits, confidence, measure.PRECISION, SURENESS),
        bins=measure.reliability(hits, confidence),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m training.train")
    parser.add_argument("files", nargs="*", type=Path, help="complaint histories, CSV")
    parser.add_argument("--data", action="append", default=[], type=Path, help="the same")
    parser.add_argument("--label", choices=("agency", "category", "sector"))
    parser.add_argument("--out", type=Path, help="model file; .local/<label>_model.bin otherwise")
    parser.add_argument(
        "--report", type=Path, help="where to write the report; on screen otherwise"
    )
    given = parser.parse_args()
    paths = given.files + given.data
    if not paths:
        parser.error("name at least one CSV file")
    try:
        label = given.label or label_column(read_rows(paths[0])[0])
        out = given.out or Path(".local") / f"{label}_model.bin"
        report = train(paths, label, out)
    except UnusableData as problem:
        learn.print_line(str(problem))
        return 1
    learn.print_line(f"model written to {out} ({out.stat().st_size} bytes)")
    write_report(report, given.report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
