"""Fit the sector model that ships: on the corpus, and on complaint histories beside it.

    python -m training.train_sectors --history surabaya.csv --history jateng.csv

The corpus knows every sector, and histories how people really write. A row of a history counts
less, says nothing about the narrower sectors of its own, and what is like the corpus is learnt in
terms of its own. How sure the model may be is found on writers it has not seen: they are left out
in turns, and the threshold is that of the writers it does worst on.
"""

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from chalicelib.routing.categories import NOBODY, sectors
from training import learn, measure
from training.corpus import Complaint, read_corpus
from training.data import OTHER, Example, UnusableData, read_examples, read_spelling
from training.evaluate import SECTOR_MODEL
from training.export import most_terms, write_model
from training.features import TermCounts, Vocabulary, count
from training.report import Report, write_report
from training.train import settle

LARGEST_FILE = 5_900_000
"""Nearly three times as many labels as a history has need more room."""
STRICTNESS, FOCUS = 0.3, 0.0
"""As in `training.learn`; found on writers left out."""
HISTORY_WORTH = 0.1
"""What a row of a history counts beside one of the corpus."""
NOBODY_WORTH = 0.25
"""Of texts that are nobody's there are many, and they were written to look like complaints."""
OWN_TERMS = 1.0
"""How readily is learnt that what is like the corpus is not like the histories."""
FOLDS = 4
PRECISION = 0.97
"""Of what the model is confident of, so much is right, at the lower bound of the worst fold."""
SURENESS = 1.0
"""Standard deviations of that bound below what was seen: one-sided 84 %."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What is learnt from: first the corpus, then the histories."""

    complaints: Sequence[Complaint]
    counted: Sequence[TermCounts]
    labels: Sequence[str]

    @property
    def of_corpus(self) -> np.ndarray:
        return np.arange(len(self.counted)) < len(self.complaints)

    def without(self, writers: Sequence[str]) -> "Rows":
        """All but the complaints of these writers."""
        kept = [place for place, one in enumerate(self.complaints) if one.writer not in writers]
        places = [*kept, *range(len(self.complaints), len(self.counted))]
        return Rows(
            complaints=[self.complaints[place] for place in kept],
            counted=[self.counted[place] for place in places],
            labels=[self.labels[place] for place in places],
        )


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A model with the terms and labels it knows."""

    labels: Sequence[str]
    vocabulary: Vocabulary
    model: learn.FittedModel

    def matrix(self, counted: Sequence[TermCounts]) -> csr_matrix:
        return self.vocabulary.matrix(counted)


def train(complaints: Sequence[Complaint], history: Sequence[Example], out: Path) -> Report:
    """Fit, find out how sure it may be, and write the model."""
    spelling = read_spelling()
    learn.print_line(f"{len(complaints)} complaints, {len(history)} rows of histories")
    of_history = count(history, spelling)
    history = settle(history, of_history) if history else []
    rows = Rows(
        complaints=complaints,
        counted=[*count([_example(one) for one in complaints], spelling), *of_history],
        labels=[*(one.sector for one in complaints), *(example.label for example in history)],
    )
    report = _measure(rows)
    learn.print_line("fitting on everything")
    fitted = fit(rows)
    fingerprint = hashlib.sha256(fitted.model.weights.round(4).tobytes()).hexdigest()[:8]
    write_model(
        out,
        fitted.model.scaled(report.factor),
        fitted.vocabulary,
        {
            "version": f"sector-{fingerprint}",
            "labels": fitted.labels,
            "priors": [rows.labels.count(label) / len(rows.labels) for label in fitted.labels],
            "calibration": {
                "bias": report.calibration.bias,
                "weights": report.calibration.weights,
            },
            "threshold": report.threshold,
            "spelling": spelling,
        },
    )
    return report


def fit(rows: Rows) -> Fitted:
    """One model of all rows."""
    labels = sorted(set(rows.labels))
    vocabulary = Vocabulary.choose(rows.counted, most_terms(len(labels), LARGEST_FILE))
    numbers = {label: number for number, label in enumerate(labels)}
    model = learn.fit(
        vocabulary.matrix(rows.counted),
        np.array([numbers[label] for label in rows.labels]),
        len(labels),
        np.array([rows.of_corpus * OWN_TERMS]),
        strictness=STRICTNESS,
        focus=FOCUS,
        worth=_worth(rows),
        silent=_silent(rows, numbers),
    )
    return Fitted(labels=labels, vocabulary=vocabulary, model=model)


def _worth(rows: Rows) -> np.ndarray:
    of_nobody = np.array(rows.labels) == NOBODY
    return np.where(rows.of_corpus, np.where(of_nobody, NOBODY_WORTH, 1.0), HISTORY_WORTH)


def _silent(rows: Rows, numbers: Mapping[str, int]) -> dict[int, np.ndarray]:
    """For each label the rows of histories that may be of it, though they say another: offices
    have several affairs, and nobody kept what was no complaint."""
    wider = {one.code: one.parent for one in sectors() if one.parent} | {NOBODY: OTHER}
    labels = np.array(rows.labels)
    return {
        number: ~rows.of_corpus & (labels == wider[label])
        for label, number in numbers.items()
        if label in wider
    }


def _measure(rows: Rows) -> Report:
    """What models do on writers they have not seen, all folds together, and from which confidence
    on they may decide."""
    writers = sorted({one.writer for one in rows.complaints})
    parts = []
    for fold in range(FOLDS):
        unseen = writers[fold::FOLDS]
        learn.print_line(f"fitting without writers {', '.join(unseen)}")
        parts.append(_ask(fit(rows.without(unseen)), rows, unseen))
    labels = parts[0][0]
    truth = [name for _, names, _, _ in parts for name in names]
    scores = np.concatenate([found for _, _, found, _ in parts])
    known = np.array([labels.index(name) for name in truth])
    factor = learn.likeliest_factor(scores, known)
    ranked = [[labels[place] for place in order] for order in np.argsort(-scores, axis=1)]
    hits = measure.hits(truth, ranked)
    features = learn.confidence_features(
        factor * scores, np.concatenate([terms for _, _, _, terms in parts])
    )
    calibration = learn.Calibration.learn(features, hits)
    confidence = calibration.confidence(features)
    ends = np.cumsum([len(names) for _, names, _, _ in parts])[:-1]
    folds = zip(np.split(hits, ends), np.split(confidence, ends), strict=True)
    return Report(
        fitted_rows=len(rows.counted),
        later_rows=len(truth),
        labels=labels,
        figures=measure.figures(truth, ranked, confidence),
        factor=factor,
        calibration=calibration,
        threshold=max(
            measure.bounded_threshold(right, sure, PRECISION, SURENESS) for right, sure in folds
        ),
        bins=measure.reliability(hits, confidence),
    )


def _ask(
    fitted: Fitted, rows: Rows, writers: Sequence[str]
) -> tuple[Sequence[str], list[str], np.ndarray, np.ndarray]:
    """Labels, the right one of every complaint of these writers, the scores, and the numbers of
    terms. Of several sectors that are right the one that scores highest counts."""
    asked = [place for place, one in enumerate(rows.complaints) if one.writer in writers]
    matrix = fitted.matrix([rows.counted[place] for place in asked])
    scores = fitted.model.scores(matrix)
    truth = []
    for place, row in zip(asked, scores, strict=True):
        right = rows.complaints[place].sectors & set(fitted.labels)
        truth.append(max(sorted(right), key=lambda name: row[fitted.labels.index(name)]))
    return fitted.labels, truth, scores, np.diff(matrix.indptr)


def _example(complaint: Complaint) -> Example:
    return Example(text=complaint.text, label=complaint.sector, allowed=(complaint.sector,))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m training.train_sectors")
    parser.add_argument("--history", action="append", default=[], type=Path, help="CSV")
    parser.add_argument("--out", type=Path, default=SECTOR_MODEL)
    parser.add_argument("--report", type=Path, help="where to write the report; else on screen")
    given = parser.parse_args()
    try:
        history = [row for path in given.history for row in read_examples(path, "sector")]
        report = train(read_corpus(kept_apart=False), history, given.out)
    except UnusableData as problem:
        learn.print_line(str(problem))
        return 1
    write_report(report, given.report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
