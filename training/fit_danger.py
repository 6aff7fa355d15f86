"""Fits the small model of `chalicelib/routing/danger_model.py`.

    .venv/bin/python -m training.fit_danger [--ordinary complaints.csv ...]

`training/danger_texts.csv` holds made-up complaints, dangerous and harmless. `--ordinary` adds
histories with a column `text`; what the rules find harmless in them counts as that, lightly: it
teaches the model how people usually write. Prints how many of their passages it would hold back.
"""

import argparse
import csv
import json
import random
from array import array
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from chalicelib.routing import danger, danger_model

TEXTS = Path(__file__).with_name("danger_texts.csv")
THRESHOLD = -0.9
ORDINARY_WEIGHT = 0.1
MOST_ORDINARY = 1500
STRENGTH = 5.0
LARGEST = 127


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=())
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--out", type=Path, default=danger_model.DATA)
    asked = parser.parse_args(arguments)
    rows = read_rows(TEXTS)
    made = [
        (passage, row["label"] == "dangerous")
        for row in rows
        for passage in danger.passages(row["text"])
    ]
    ordinary = _ordinary(asked.ordinary)
    matrix = _matrix([passage for passage, _ in made] + ordinary)
    labels = np.array([label for _, label in made] + [False] * len(ordinary))
    weights = np.array([1.0] * len(made) + [ORDINARY_WEIGHT] * len(ordinary))
    fitted = LogisticRegression(C=STRENGTH, max_iter=500).fit(matrix, labels, sample_weight=weights)
    coefficients = fitted.coef_[0]
    scale = float(np.abs(coefficients).max()) / LARGEST
    head = {"scale": scale, "bias": float(fitted.intercept_[0]), "threshold": asked.threshold}
    body = array("b", [round(value / scale) for value in coefficients]).tobytes()
    asked.out.write_bytes(json.dumps(head).encode() + b"\n" + body)
    held = int((fitted.decision_function(matrix)[len(made) :] > asked.threshold).sum())
    print(f"{len(made)} made-up passages; of {len(ordinary)} ordinary ones {held} held")


def _ordinary(files: Sequence[Path]) -> list[dict[int, float]]:
    texts = [row["text"] for file in files for row in read_rows(file)]
    random.Random(1).shuffle(texts)  # noqa: S311 (no secret)
    found = (text for text in texts if danger.rules_find_nothing(text))
    return [
        passage
        for text, _ in zip(found, range(MOST_ORDINARY), strict=False)
        for passage in danger.passages(text)
    ]


def _matrix(passages: Sequence[dict[int, float]]) -> csr_matrix:
    rows = [number for number, passage in enumerate(passages) for _ in passage]
    columns = [bucket for passage in passages for bucket in passage]
    values = [value for passage in passages for value in passage.values()]
    return csr_matrix((values, (rows, columns)), shape=(len(passages), danger_model.BUCKETS))


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


if __name__ == "__main__":
    main()
