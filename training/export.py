"""The fitted model as one compact file, read by `chalicelib.routing.classifier`."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from chalicelib.routing.classifier import MAGIC, ZERO
from training.features import Vocabulary
from training.learn import FittedModel

BYTES_PER_TERM = 6
"""Number (4), importance (1) and scale (1); one more for every label."""
LARGEST_FILE = 3_800_000


def most_terms(label_count: int, largest: int = LARGEST_FILE) -> int:
    """Terms that a file of `largest` bytes has room for."""
    return largest // (BYTES_PER_TERM + label_count)


def write_model(
    path: Path, model: FittedModel, vocabulary: Vocabulary, header: dict[str, Any]
) -> None:
    """Write the model with one byte a weight. `header` has what the model does not know: version,
    labels, priors, calibration, threshold, spelling.

    What all labels of a term have in common changes no probability and is taken away first, so
    that the byte is spent on what tells labels apart.
    """
    weights = model.weights - model.weights.mean(axis=1, keepdims=True)
    steps, scale, rows = _to_bytes(weights)
    complete = {
        **header,
        "terms": len(vocabulary.numbers),
        "bias": model.bias.tolist(),
        "importance_steps": vocabulary.steps.tolist(),
        "scale_steps": steps,
    }
    text = json.dumps(complete, ensure_ascii=False, separators=(",", ":")).encode()
    parts = (
        MAGIC,
        struct.pack("<I", len(text)),
        text,
        vocabulary.numbers.astype("<u4").tobytes(),
        vocabulary.importance.tobytes(),
        scale,
        rows,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(parts))


def _to_bytes(weights: np.ndarray) -> tuple[list[float], bytes, bytes]:
    """Steps of scale, the step of every row, and the weights as bytes around `ZERO`."""
    largest = np.maximum(np.abs(weights).max(axis=1), 1e-9)
    steps = np.geomspace(largest.min(), largest.max(), 256) * (1.0 + 1e-9)
    step = np.minimum(np.searchsorted(steps, largest), 255)
    rows = np.rint(weights / steps[step][:, None] * (ZERO - 1)) + ZERO
    whole = (steps / (ZERO - 1)).tolist()
    return whole, step.astype(np.uint8).tobytes(), rows.astype(np.uint8).tobytes()
