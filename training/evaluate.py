"""Measure the classifier on rows it has not seen; one JSON line on standard output.

    python -m training.evaluate --data held_out.csv --train history.csv

With `--train` a model is fitted first; without, the shipped sector model is measured against the
sectors that the labels stand for. Either way the exported file answers, through the code that
runs in production.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import numpy as np

from chalicelib.routing.categories import sectors
from chalicelib.routing.classifier import Classifier, Prediction
from training import measure
from training.data import HERE, OTHER, Example, UnusableData, label_column, read_examples, read_rows
from training.learn import print_line
from training.report import write_report
from training.train import train

SECTOR_MODEL = HERE.parent / "chalicelib" / "routing" / "data" / "sector_model.bin"


def evaluate(data: Path, trained_on: Path | None) -> dict[str, float | int]:
    """All figures of the model on a file. Raises UnusableData when a file cannot be used."""
    if trained_on is None:
        return _measure(SECTOR_MODEL, read_examples(data, "sector"))
    label = label_column(read_rows(data)[0])
    examples = read_examples(data, label)
    with tempfile.TemporaryDirectory() as directory:
        model = Path(directory) / "model.bin"
        write_report(train([trained_on], label, model), None)
        return _measure(model, examples)


def _measure(model: Path, examples: Sequence[Example]) -> dict[str, float | int]:
    start = perf_counter()
    classifier = Classifier.load(model)
    load_ms = (perf_counter() - start) * 1000
    predictions: list[Prediction] = []
    took: list[float] = []
    for number, example in enumerate(examples, start=1):
        start = perf_counter()
        predictions.append(
            classifier.predict(example.text, district=example.district, village=example.village)
        )
        took.append((perf_counter() - start) * 1000)
        if number % 1000 == 0:
            print_line(f"  {number} of {len(examples)} texts")
    ranked = [[name for name, _ in prediction.ranking] for prediction in predictions]
    truth = [
        _true_label(example, ranks, classifier.labels)
        for example, ranks in zip(examples, ranked, strict=True)
    ]
    confidence = np.array([prediction.confidence for prediction in predictions])
    figures = measure.figures(truth, ranked, confidence)
    confident = np.array([prediction.confident for prediction in predictions])
    right = measure.hits(truth, ranked)
    print_line(
        f"Confident on {confident.mean():.3f} of the rows, right on "
        f"{right[confident].mean() if confident.any() else 0:.3f} of those."
    )
    for part in measure.reliability(right, confidence):
        print_line(
            f"  {part.low:.1f} to {part.low + 0.1:.1f}: {part.rows} rows, "
            f"promised {part.promised:.3f}, right {part.right:.3f}"
        )
    return {
        **{name: round(value, 4) for name, value in asdict(figures).items()},
        "ms_per_text": round(float(np.median(took)), 3),
        "ms_p99": round(float(np.percentile(took, 99)), 3),
        "load_ms": round(load_ms, 1),
        "model_bytes": model.stat().st_size,
        "n": len(examples),
        "classes": len(classifier.labels),
    }


def _true_label(example: Example, ranks: Sequence[str], labels: Sequence[str]) -> str:
    """The label a row should get. Where several are allowed, the one the model ranks first; what
    is allowed to be of a sector may be of a narrower one."""
    every = {*example.allowed, *(one.code for one in sectors() if one.parent in example.allowed)}
    allowed = {name if name in labels or OTHER not in labels else OTHER for name in every}
    return next((name for name in ranks if name in allowed), example.label)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m training.evaluate")
    parser.add_argument("files", nargs="*", type=Path, help="held-out CSV, then training CSV")
    parser.add_argument("--data", type=Path, help="held-out CSV")
    parser.add_argument("--train", type=Path, help="CSV to fit a model on first")
    given = parser.parse_args()
    rest = list(given.files)
    data = given.data or (rest.pop(0) if rest else None)
    trained_on = given.train or (rest.pop(0) if rest else None)
    if data is None or rest:
        parser.error("name one CSV file to measure on and at most one to train on")
    try:
        figures = evaluate(data, trained_on)
    except UnusableData as problem:
        print_line(str(problem))
        return 1
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
