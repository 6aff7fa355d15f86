"""What one gets in an afternoon, to hold the classifier against; one JSON line on standard output.

    python -m training.floor --data held_out.csv --train history.csv

TF-IDF of words (1-2) and of letters within words (3-5), with district and village, and a linear
support vector machine calibrated in five folds. Labels as the classifier learns them.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from training import measure
from training.data import (
    FEWEST_ROWS,
    OTHER,
    Example,
    UnusableData,
    label_column,
    read_examples,
    read_rows,
)
from training.learn import print_line

FOLDS = 5


def floor(data: Path, trained_on: Path) -> measure.Figures:
    """Figures of the floor on a file. Raises UnusableData when a file cannot be used."""
    label = label_column(read_rows(data)[0])
    train, held_out = read_examples(trained_on, label), read_examples(data, label)
    counts = Counter(example.label for example in train)
    kept = {name for name, count in counts.items() if count >= FEWEST_ROWS[label]}
    spare = sum(count for name, count in counts.items() if name not in kept)
    if 0 < spare < FOLDS:  # too few for the folds
        train = [example for example in train if example.label in kept]
    rows, asked = _matrices(train, held_out)
    machine = CalibratedClassifierCV(LinearSVC(), cv=FOLDS)
    machine.fit(rows, [_gathered(example, kept) for example in train])
    shares = machine.predict_proba(asked)
    ranked = [[machine.classes_[place] for place in order] for order in np.argsort(-shares, axis=1)]
    truth = [_gathered(example, kept) for example in held_out]
    return measure.figures(truth, ranked, shares.max(axis=1))


def _gathered(example: Example, kept: set[str]) -> str:
    return example.label if example.label in kept else OTHER


def _matrices(
    train: Sequence[Example], held_out: Sequence[Example]
) -> tuple[csr_matrix, csr_matrix]:
    views = (
        (TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2), _text),
        (
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2),
            _text,
        ),
        (TfidfVectorizer(analyzer=str.splitlines), _place),
    )
    fitted = [view.fit_transform(map(read, train)) for view, read in views]
    asked = [view.transform(map(read, held_out)) for view, read in views]
    return hstack(fitted).tocsr(), hstack(asked).tocsr()


def _text(example: Example) -> str:
    return example.text


def _place(example: Example) -> str:
    return f"district {example.district}\nvillage {example.village}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m training.floor")
    parser.add_argument("--data", type=Path, required=True, help="held-out CSV")
    parser.add_argument("--train", type=Path, required=True, help="CSV to fit on")
    given = parser.parse_args()
    try:
        figures = floor(given.data, given.train)
    except UnusableData as problem:
        print_line(str(problem))
        return 1
    print(json.dumps({name: round(value, 4) for name, value in asdict(figures).items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
