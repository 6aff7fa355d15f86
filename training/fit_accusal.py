"""Fits the model that says whether a text accuses somebody in office: `accusal.weights`.

    .venv/bin/python -m training.fit_accusal [--ordinary complaints.csv ...]

It reads what the model of danger reads. Texts that accuse are those of `accusal_texts.csv`, the
dangerous ones of `danger_texts.csv` that speak of an office, and the corpus's complaints of
`integrity`. Texts that do not are the others of `accusal_texts.csv` and of the corpus, the harmless
ones, and histories; of the corpus without what may well accuse. From which score on a person
looks, and from which on it is sure, is found on writers the model has not seen.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import vstack
from sklearn.linear_model import LogisticRegression

from chalicelib.routing import danger, danger_model
from training.corpus import read_corpus
from training.fit_danger import (
    NOT_ASKED,
    Batch,
    is_ordinary,
    ordinary_rows,
    read_batch,
    read_rows,
    write_model,
)

ACCUSAL_TEXTS = Path(__file__).with_name("accusal_texts.csv")
CORPUS = "corpus"
DANGER_TEXTS = Path(__file__).with_name("danger_texts.csv")
WAITING = 0.1
"""So many ordinary complaints of the corpus, by writers the model has not seen, may be taken for
what might accuse somebody. Fewer would let more accusations pass; more would leave less to routing
than `tests/training/test_corpus.py` asks."""
SURE = 0.9985
"""So many of them score below what is surely an accusation."""
FOLDS = 5
STRENGTH = 20.0
HARMLESS_WORTH, ORDINARY_WORTH = 0.3, 0.1


@dataclass(frozen=True, kw_only=True)
class Source:
    """Texts of one writer. `worth` is what each counts; who is `asked` says how sure to be."""

    name: str
    batch: Batch
    worth: float
    asked: bool


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=())
    parser.add_argument("--out", type=Path, default=danger_model.ACCUSAL)
    given = parser.parse_args(arguments)
    sources = read_sources(given.ordinary)
    threshold, sure = find_limits(sources)
    write_model(fit(sources), threshold, sure, given.out)


def read_sources(histories: Sequence[Path]) -> list[Source]:
    """All texts, a source a writer."""
    found = []
    labelled = read_rows(ACCUSAL_TEXTS)
    for name, rows in _by_writer(labelled):
        found.append(_source("sideways", rows, 1.0, asked=name not in NOT_ASKED))
    known = {row["text"] for row in labelled}
    unlabelled = [row for row in read_rows(DANGER_TEXTS) if row["text"] not in known]
    for _, rows in _by_writer(unlabelled):
        speaks = [row for row in rows if row["label"] == "dangerous" and _of_office(row["text"])]
        found.append(
            _source("danger", [{**row, "label": "accuses"} for row in speaks], 1.0, asked=False)
        )
        harmless = [row for row in rows if row["label"] == "harmless"]
        found.append(_source("danger", harmless, HARMLESS_WORTH, asked=False))
    complaints = read_corpus(kept_apart=False)
    for writer in sorted({one.writer for one in complaints}):
        own = [one for one in complaints if one.writer == writer]
        accuses = [
            one
            for one in own
            if one.accepted[:1] in {("regency:integrity",), ("province:integrity",)}
        ]
        rows = [{"text": one.text, "label": "accuses"} for one in accuses]
        rows += [{"text": one.text, "label": "ordinary"} for one in own if is_ordinary(one)]
        found.append(_source(CORPUS, rows, 1.0, asked=True))
    if histories:
        found.append(_source("histories", ordinary_rows(histories), ORDINARY_WORTH, asked=False))
    return found


def find_limits(sources: Sequence[Source]) -> tuple[float, float]:
    """From which score on a person looks, and from which on a text surely accuses."""
    asked = [place for place, source in enumerate(sources) if source.asked]
    scores: dict[tuple[str, bool], list[np.ndarray]] = {}
    for fold in range(FOLDS):
        unseen = asked[fold::FOLDS]
        fitted = fit([source for place, source in enumerate(sources) if place not in unseen])
        for source in (sources[place] for place in unseen):
            found = source.batch.scores(fitted)
            for accuses in (True, False):
                part = found[source.batch.labels == accuses]
                scores.setdefault((source.name, accuses), []).append(part)
    every = {key: np.concatenate(parts) for key, parts in scores.items()}
    threshold = float(np.quantile(every[CORPUS, False], 1 - WAITING))
    sure = float(np.quantile(every[CORPUS, False], SURE))
    for (name, accuses), found in sorted(every.items()):
        waiting, surely = (found >= threshold).mean(), (found >= sure).mean()
        kind = "accuse" if accuses else "do not"
        print(f"{name}, {len(found)} that {kind}: {waiting:.1%} wait, {surely:.1%} surely")
    return threshold, sure


def fit(sources: Sequence[Source]) -> LogisticRegression:
    """A model of these texts."""
    parts = [source for source in sources if len(source.batch.owners)]
    return LogisticRegression(C=STRENGTH, max_iter=500).fit(
        vstack([source.batch.matrix for source in parts]),
        np.concatenate([source.batch.labels[source.batch.owners] for source in parts]),
        sample_weight=np.concatenate(
            [np.full(len(source.batch.owners), source.worth) for source in parts]
        ),
    )


def _source(name: str, rows: Sequence[dict[str, str]], worth: float, *, asked: bool) -> Source:
    return Source(name=name, batch=read_batch(rows, "accuses"), worth=worth, asked=asked)


def _by_writer(rows: Sequence[dict[str, str]]) -> list[tuple[str, list[dict[str, str]]]]:
    writers = sorted({row["writer"] for row in rows})
    return [(name, [row for row in rows if row["writer"] == name]) for name in writers]


def _of_office(text: str) -> bool:
    return danger.accusal_target(text) in {"office", "head"}


if __name__ == "__main__":
    main()
