"""What the transformer learns from in each pass: which of the texts, and copies of some among
ordinary sentences, as people write of several matters at once."""

import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from chalicelib.routing.word_filters import DANGER
from training.fit_danger import CORPUS, HISTORIES, Told

MIXED = {True: 0.5, False: 0.3}
"""How many texts get a copy with ordinary sentences around it, by whether they are dangerous."""
LONGEST_MIXED = 60  # words
SENTENCE = (4, 25)  # words
AROUND, APART = (1, 1, 1, 2, 2, 3, 4, 6), 0.3  # sentences, and the share of texts they are put into
BETWEEN = (
    ". ", " ", ". Selain itu, ", ", oh ya ", " trus ", " dan ", "\n", "\n- ", " . ", ", ",
)  # fmt: skip
_NEW = frozenset({". ", "\n", "\n- "})  # after these a sentence begins


def portions(
    learnt: Sequence[Told], before: Collection[str], number: int, chance: random.Random
) -> Iterator[list[Told]]:
    """What each of so many passes has: all texts of writers that were not learnt from `before`, and
    a part of those of the others, so that each of these comes once."""
    known = [one for one in learnt if one.writer in before]
    chance.shuffle(known)
    new = [one for one in learnt if one.writer not in before]
    for first in range(number):
        yield [*known[first::number], *new]


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
