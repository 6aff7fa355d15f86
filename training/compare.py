"""Say whether a new model may take the place of the one in use; one JSON line on standard output.

    python -m training.compare --current A.bin --candidate B.bin --data recent.csv

It may when, on complaints whose label is known, it is no worse in accuracy and no worse in
precision where it is confident. Exit code 0 when it may, 1 when not, 2 when it cannot be said.
The complaints should be later than those that either model was fitted on: `infra.learning export`
gives them.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chalicelib.routing.classifier import Classifier
from training.data import OTHER, Example, UnusableData, read_examples


def compare(current: Path, candidate: Path, data: Path, label: str) -> dict[str, Any]:
    """Both models' figures on a file, and whether to take the candidate.

    Raises UnusableData when the file cannot be used, ValueError when a model cannot.
    """
    examples = [example for example in read_examples(data, label) if example.text.strip()]
    models = {"current": Classifier.load(current), "candidate": Classifier.load(candidate)}
    # A label that either knows has to be named: forgetting one must not make a model better.
    known = {name for model in models.values() for name in model.labels}
    figures = {name: _figures(model, examples, known) for name, model in models.items()}
    old, new = figures["current"], figures["candidate"]
    sound = new["precision"] is not None and new["precision"] >= (old["precision"] or 0.0)
    return {"n": len(examples), **figures, "take": sound and new["accuracy"] >= old["accuracy"]}


def _figures(model: Classifier, examples: Sequence[Example], known: set[str]) -> dict[str, Any]:
    right = confident = sure_and_right = 0
    for example in examples:
        found = model.predict(example.text, district=example.district, village=example.village)
        truth = {name if name in known else OTHER for name in example.allowed}
        hit = found.ranking[0][0] in truth
        right += hit
        confident += found.confident
        sure_and_right += hit and found.confident
    return {
        "model": model.version,
        "accuracy": round(right / len(examples), 4) if examples else 0.0,
        "coverage": round(confident / len(examples), 4) if examples else 0.0,
        "precision": round(sure_and_right / confident, 4) if confident else None,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m training.compare")
    parser.add_argument("--current", type=Path, required=True, help="model in use")
    parser.add_argument("--candidate", type=Path, required=True, help="model that may replace it")
    parser.add_argument("--data", type=Path, required=True, help="recent complaints, CSV")
    parser.add_argument("--label", choices=("agency", "category", "sector"), default="sector")
    given = parser.parse_args()
    try:
        found = compare(given.current, given.candidate, given.data, given.label)
    except (UnusableData, ValueError, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    print(json.dumps(found))
    return 0 if found["take"] else 1


if __name__ == "__main__":
    sys.exit(main())
