"""Fits what `chalicelib/routing/danger.py` asks: whether a text endangers who wrote it, and whether
it accuses somebody in office. Of each question a linear model (`danger.weights`,
`accusal.weights`) and filters over words in their order (`danger.filters`, one file for both).

    .venv/bin/python -m training.fit_danger [--ordinary complaints.csv ...]

It learns from `danger_texts.py`; `--ordinary` adds histories with a column `text`.

Where a person should look, and what is sure, is found on writers the models have not seen: each is
left out once, a few at a time, and the scores of all of them are read together. Prints what comes
of it, by writer. Nobody is asked about five batches: single sentences by the author of the rules,
sentences that say it with the usual words, made from patterns, two of pairs of a dangerous and a
harmless text in nearly the same words, by somebody who knew the model, and replies of a few words,
which say hardly anything.
"""

import argparse
import json
import random
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from chalicelib.routing import danger, danger_model
from chalicelib.routing.danger_model import Passage
from chalicelib.routing.word_filters import ACCUSAL, DANGER, FILE, Limits, Token
from training.danger_texts import (
    HISTORIES,
    QUESTIONS,
    STORIES,
    Told,
    is_ordinary,
    read_told,
)
from training.filters import PASSES, Filters, Lesson, company

NOT_ASKED = ("sentences", "keywords", "pairs", "pairs-2", "replies")
FOLDS = 5
FOUND = 0.97
"""So many of the dangerous texts of writers who tell stories, unseen, are held. With more, more
ordinary complaints would wait than one in five."""
SURE = 0.99
"""So many of the harmless ones of all writers score below what is called dangerous."""
WAITING = 0.1
"""So many ordinary complaints of the corpus, by writers the model has not seen, may be taken for
what might accuse somebody. Fewer would let more accusations pass; more would leave less to routing
than `tests/training/test_corpus.py` asks."""
SURELY_ACCUSES = 0.9985
"""So many of them score below what is surely an accusation."""
MOST_FILTERED = 1500
"""Ordinary texts that the filters learn from; all would take as long again."""
STRENGTH = {DANGER: 5.0, ACCUSAL: 10.0}
LARGEST = 127


@dataclass(frozen=True, kw_only=True, slots=True)
class Passages:
    """Passages of texts as the linear models read them: a row each, and whose it is."""

    matrix: csr_matrix
    owners: np.ndarray

    def only(self, chosen: np.ndarray) -> "Passages":
        """Those of the texts that are chosen."""
        kept = self.owners[chosen[self.owners]]
        return Passages(
            matrix=self.matrix[chosen[self.owners]], owners=(np.cumsum(chosen) - 1)[kept]
        )

    def likest(self, scores: np.ndarray, texts: int) -> np.ndarray:
        """The highest score among the passages of each of so many texts."""
        highest = np.full(texts, -np.inf)
        np.maximum.at(highest, self.owners, scores)
        return highest


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """Texts as the models read them: their words in order and passages, from which the models are
    learnt, and their parts."""

    told: Sequence[Told]
    tokens: Sequence[Sequence[Token]]
    passages: Passages
    parts: Passages
    tokens_of_parts: Sequence[Sequence[Token]]

    def only(self, chosen: np.ndarray) -> "Read":
        """Those of the texts that are chosen."""
        return Read(
            told=list(compress(self.told, chosen)),
            tokens=list(compress(self.tokens, chosen)),
            passages=self.passages.only(chosen),
            parts=self.parts.only(chosen),
            tokens_of_parts=list(compress(self.tokens_of_parts, chosen[self.parts.owners])),
        )

    def known(self, question: str) -> np.ndarray:
        return np.array([question in one.labels for one in self.told])

    def labels(self, question: str) -> np.ndarray:
        return np.array([one.labels.get(question, False) for one in self.told])


@dataclass(frozen=True, kw_only=True, slots=True)
class Models:
    """The models of both questions."""

    linear: dict[str, LogisticRegression]
    filters: Filters

    def scores(self, read: Read) -> dict[str, np.ndarray]:
        """Of each text by question: that of its passage which is most like those that are so, and
        what both models say of its likest part."""
        texts = len(read.told)
        filtered = self.filters.scores(read.tokens_of_parts)
        found = {}
        for number, question in enumerate(QUESTIONS):
            alone = self.linear[question].decision_function
            parts = alone(read.parts.matrix) + filtered[:, number]
            found[question] = read.passages.likest(alone(read.passages.matrix), texts)
            found[question] += read.parts.likest(parts, texts)
        found[DANGER] -= [danger.lost_by_length(len(tokens)) for tokens in read.tokens]
        return found

    def write(self, folder: Path, limits: dict[str, Limits]) -> None:
        """Write all of it as `chalicelib.routing` reads it."""
        for question, file in ((DANGER, danger_model.DANGER), (ACCUSAL, danger_model.ACCUSAL)):
            write_model(self.linear[question], folder / file.name)
        self.filters.write(folder / FILE.name, limits)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=())
    parser.add_argument("--out", type=Path, default=FILE.parent)
    asked = parser.parse_args(arguments)
    read = read_texts(read_told(asked.ordinary))
    vectors = company(read.tokens)
    limits = find_limits(read, unseen_scores(read, vectors))
    fit(read, vectors).write(asked.out, limits)


def read_texts(told: Sequence[Told]) -> Read:
    """Texts as the models read them."""
    parts = [danger.parts(one.whole) for one in told]
    return Read(
        told=told,
        tokens=[danger.tokens(one.whole) for one in told],
        passages=_passages([danger.passages(one.whole) for one in told]),
        parts=_passages([[part.passage for part in each] for each in parts]),
        tokens_of_parts=[part.tokens for each in parts for part in each],
    )


def _passages(of_texts: Sequence[Sequence[Passage]]) -> Passages:
    found = [passage.features() for each in of_texts for passage in each]
    rows = [number for number, passage in enumerate(found) for _ in passage]
    columns = [bucket for passage in found for bucket in passage]
    values = [value for passage in found for value in passage.values()]
    return Passages(
        matrix=csr_matrix((values, (rows, columns)), shape=(len(found), danger_model.BUCKETS)),
        owners=np.array([number for number, each in enumerate(of_texts) for _ in each], dtype=int),
    )


def fit(read: Read, vectors: dict[str, np.ndarray], passes: int = PASSES) -> Models:
    """Models of these texts."""
    linear = {}
    for question in QUESTIONS:
        part = read.only(read.known(question))
        worth = np.array([one.worth[question][0] for one in part.told])
        matrix, owners = part.passages.matrix, part.passages.owners
        rare = find_rarity(matrix)
        model = LogisticRegression(C=STRENGTH[question], max_iter=500)
        linear[question] = model.fit(
            matrix @ diags(rare),
            part.labels(question)[owners],
            sample_weight=worth[owners],
        )
        model.coef_ = model.coef_ * rare  # it is asked about features as they are
    lesson = _lesson(read)
    filters = Filters(lesson, vectors, QUESTIONS)
    filters.learn(lesson, passes)
    return Models(linear=linear, filters=filters)


def find_rarity(matrix: csr_matrix) -> np.ndarray:
    """What each feature is multiplied with while its weight is learnt: the more, the fewer passages
    have it (inverse document frequency); in all they weigh as much as before."""
    often = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rare = np.log(1 + matrix.shape[0] / (1 + often))
    squares = matrix.data**2
    return rare / np.sqrt((squares * rare[matrix.indices] ** 2).sum() / squares.sum())


def _lesson(read: Read) -> Lesson:
    """What the filters learn from: of the ordinary texts some."""
    usual = [place for place, one in enumerate(read.told) if is_ordinary(one)]
    random.Random(2).shuffle(usual)  # noqa: S311 (no secret)
    chosen = sorted(set(range(len(read.told))) - set(usual[MOST_FILTERED:]))
    told = [read.told[place] for place in chosen]
    nothing = (0.0, 0.0)
    return Lesson(
        texts=[read.tokens[place] for place in chosen],
        labels=np.array([[one.labels.get(name, False) for name in QUESTIONS] for one in told]),
        worth=np.array([[one.worth.get(name, nothing)[1] for name in QUESTIONS] for one in told]),
    )


def unseen_scores(read: Read, vectors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What each text scores with models that have not seen its writer, by question; nothing where
    nobody is asked."""
    writers = np.array([one.writer for one in read.told])
    asked = [name for name in sorted(set(writers)) if name not in {*NOT_ASKED, HISTORIES}]
    found = {question: np.full(len(read.told), np.nan) for question in QUESTIONS}
    for fold in range(FOLDS):
        unseen = np.isin(writers, asked[fold::FOLDS])
        fitted = fit(read.only(~unseen), vectors)
        for question, scores in fitted.scores(read.only(unseen)).items():
            found[question][unseen] = scores
    return found


def find_limits(read: Read, scores: dict[str, np.ndarray]) -> dict[str, Limits]:
    """From which score on a person looks, and from which on it is sure."""
    writers = np.array([one.writer for one in read.told])
    usual = np.array([is_ordinary(one) for one in read.told])
    limits = {}
    for question in QUESTIONS:
        given, so = scores[question], read.labels(question)
        known = read.known(question) & ~np.isnan(given)
        usually = given[known & usual & ~so]
        if question == DANGER:
            hard = given[known & np.isin(writers, STORIES) & so]
            harmless = given[known & ~usual & ~so]
            threshold, sure = np.quantile(hard, 1 - FOUND), np.quantile(harmless, SURE)
        else:
            threshold, sure = np.quantile(usually, [1 - WAITING, SURELY_ACCUSES])
        limits[question] = Limits(threshold=float(threshold), sure=float(sure))
        print(f"{question}: {_share(usually >= threshold)} of ordinary complaints held")
        for writer in sorted(set(writers[known & ~usual])):
            held = given >= threshold
            part = known & (writers == writer)
            found, lost = _share(held[part & so]), _share(held[part & ~so])
            print(f"writer {writer}, unseen, {question}: {found} held, {lost} of others")
        print(f"{question}: surely {_share((given >= sure)[known & ~usual & so])}")
    return limits


def _share(which: np.ndarray) -> str:
    return f"{which.mean():.1%}" if which.size else "none"


def write_model(fitted: LogisticRegression, out: Path) -> None:
    """Write a linear model as `chalicelib.routing.danger_model` reads it."""
    coefficients = fitted.coef_[0]
    scale = float(np.abs(coefficients).max()) / LARGEST
    head = {"scale": scale, "bias": float(fitted.intercept_[0])}
    body = array("b", [round(value / scale) for value in coefficients]).tobytes()
    out.write_bytes(json.dumps(head).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
