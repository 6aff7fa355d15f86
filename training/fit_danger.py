"""Fits the small model of `chalicelib/routing/danger_model.py`.

    .venv/bin/python -m training.fit_danger [--ordinary complaints.csv ...]

`training/danger_texts.csv` holds made-up complaints, dangerous and harmless, in batches of several
writers, none of whom saw the rules, the code or another's texts. Ordinary complaints teach the
model how people usually write, lightly, since a few in a hundred may well be dangerous: those of
the corpus, and with `--ordinary` histories with a column `text`.

Where a person should look, and what is surely dangerous, is found on writers the model has not
seen: each is left out once, a few at a time, and the scores of all of them are read together.
Prints what comes of it, by writer. Nobody is asked about three batches: single sentences by the
author of the rules, sentences that say it with the usual words, made from patterns, and pairs of a
dangerous and a harmless text in nearly the same words, by somebody who knew the model. The writers
avoid the usual words in what is dangerous and use them in what is not, which alone would teach the
model the opposite.
"""

import argparse
import csv
import json
import random
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from chalicelib.routing import danger, danger_model
from training.corpus import Complaint, read_corpus

TEXTS = Path(__file__).with_name("danger_texts.csv")
NOT_ASKED = ("sentences", "keywords", "pairs")
FOLDS = 5
FOUND = 0.975  # of the dangerous texts of writers it has not seen
SURE = 0.99  # of the harmless ones score below what is called dangerous
MAY_ACCUSE = frozenset(
    {"integrity", "human_rights", "security_law", "women_children", "prosecution", "corrections"}
)
"""Sectors whose complaints are not taken for ordinary ones."""
ORDINARY_WEIGHT = 0.1
MOST_ORDINARY = 1500
STRENGTH = 10.0
LARGEST = 127


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Texts as the model reads them: `matrix` has a row a passage, `owners` whose it is, and
    `labels` which texts are dangerous."""

    matrix: csr_matrix
    owners: np.ndarray
    labels: np.ndarray

    def scores(self, fitted: LogisticRegression) -> np.ndarray:
        """Of each text, that of its passage which is most like dangerous ones."""
        highest = np.full(len(self.labels), -np.inf)
        np.maximum.at(highest, self.owners, fitted.decision_function(self.matrix))
        return highest


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=())
    parser.add_argument("--out", type=Path, default=danger_model.DANGER)
    asked = parser.parse_args(arguments)
    rows = read_rows(TEXTS)
    writers = sorted({row["writer"] for row in rows})
    batches = {
        writer: read_batch([row for row in rows if row["writer"] == writer]) for writer in writers
    }
    corpus = [{"text": one.text} for one in read_corpus(kept_apart=False) if is_ordinary(one)]
    ordinary = read_batch(corpus + ordinary_rows(asked.ordinary))
    threshold, sure = find_limits(batches, ordinary)
    fitted = fit(batches.values(), ordinary)
    write_model(fitted, threshold, sure, asked.out)
    held = float((ordinary.scores(fitted) >= threshold).mean())
    print(f"of {len(ordinary.labels)} ordinary texts {held:.1%} held back")


def write_model(fitted: LogisticRegression, threshold: float, sure: float, out: Path) -> None:
    """Write what was fitted as `chalicelib.routing.danger_model` reads it."""
    coefficients = fitted.coef_[0]
    scale = float(np.abs(coefficients).max()) / LARGEST
    head = {
        "scale": scale,
        "bias": float(fitted.intercept_[0]),
        "threshold": threshold,
        "sure": sure,
    }
    body = array("b", [round(value / scale) for value in coefficients]).tobytes()
    out.write_bytes(json.dumps(head).encode() + b"\n" + body)


def find_limits(batches: dict[str, Batch], ordinary: Batch) -> tuple[float, float]:
    """From which score on a person looks, and from which on a text is surely dangerous."""
    asked = {writer: batch for writer, batch in batches.items() if writer not in NOT_ASKED}
    unseen: dict[str, np.ndarray] = {}
    for fold in range(FOLDS):
        left_out = list(asked)[fold::FOLDS]
        seen = [batch for name, batch in batches.items() if name not in left_out]
        fitted = fit(seen, ordinary)
        unseen |= {writer: asked[writer].scores(fitted) for writer in left_out}
    labels = np.concatenate([batch.labels for batch in asked.values()])
    scores = np.concatenate([unseen[writer] for writer in asked])
    threshold = float(np.quantile(scores[labels], 1 - FOUND))
    sure = float(np.quantile(scores[~labels], SURE))
    for writer, batch in asked.items():
        held = unseen[writer] >= threshold
        found, lost = held[batch.labels].mean(), held[~batch.labels].mean()
        print(f"writer {writer}, unseen: {found:.1%} of dangerous held, {lost:.1%} of harmless")
    print(f"surely dangerous: {(scores[labels] >= sure).mean():.1%}")
    return threshold, sure


def fit(batches: Iterable[Batch], ordinary: Batch) -> LogisticRegression:
    """A model of these writers; passages of ordinary texts count little."""
    batches = list(batches)
    every = [*batches, ordinary]
    weights = [np.ones(len(batch.owners)) for batch in batches]
    weights.append(np.full(len(ordinary.owners), ORDINARY_WEIGHT))
    return LogisticRegression(C=STRENGTH, max_iter=500).fit(
        vstack([batch.matrix for batch in every]),
        np.concatenate([batch.labels[batch.owners] for batch in every]),
        sample_weight=np.concatenate(weights),
    )


def read_batch(rows: Sequence[dict[str, str]], positive: str = "dangerous") -> Batch:
    """Texts as a batch; those labelled `positive` are told from all others."""
    found = [[passage.features() for passage in danger.passages(row["text"])] for row in rows]
    owners = [number for number, passages in enumerate(found) for _ in passages]
    return Batch(
        matrix=_matrix([passage for passages in found for passage in passages]),
        owners=np.array(owners, dtype=int),
        labels=np.array([row.get("label") == positive for row in rows], dtype=bool),
    )


def ordinary_rows(files: Sequence[Path]) -> list[dict[str, str]]:
    """Some rows of histories, without labels."""
    texts = [{"text": row["text"]} for file in files for row in read_rows(file)]
    random.Random(1).shuffle(texts)  # noqa: S311 (no secret)
    return texts[:MOST_ORDINARY]


def is_ordinary(one: Complaint) -> bool:
    """Whether a complaint of the corpus surely tells of no danger and accuses nobody in office."""
    listed = any(answer.endswith(":integrity") for answer in one.accepted)
    return not listed and one.sector not in MAY_ACCUSE and not danger.is_ruled(one.text)


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
