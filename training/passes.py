"""What the transformer learns from in each pass: which of the texts, copies of some among ordinary
sentences, as people write of several matters at once, and under which titles."""

import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from chalicelib.routing.danger_reading import leave_out_repeated_title
from chalicelib.routing.word_filters import DANGER
from training.danger_texts import CORPUS, HISTORIES, Told, is_ordinary

AGAIN = 0.3
"""What it learnt before, it has not forgotten: so much of it comes again beside what is new. Of the
complaints of the corpus, which are like those that are filed, all come."""
MIXED = {True: 0.55, False: 0.3}
"""How many texts get a copy with ordinary sentences around it, by whether they are dangerous."""
LONGEST_MIXED = 60  # words
SENTENCE = (4, 25)  # words
AROUND, APART = (
    (1, 1, 1, 1, 2, 2, 3, 4, 6),
    0.3,
)  # sentences, and the share of texts they are put into
BETWEEN = (
    ". ", " ", ". Selain itu, ", ", oh ya ", " trus ", " dan ", "\n", "\n- ", " . ", ", ",
)  # fmt: skip
TITLED, OWN, BORROWED = 0.6, 0.7, 0.35
"""The share of texts that are read under a title, of those that have one the share under their own,
and of the others the share under that of another complaint; the rest is under their own words."""
TITLE = (3, 9)  # words
BEFORE, AFTER, ALTERED = (
    ("Tolong", "Mohon", "Soal", "Keluhan", "Laporan", "Pengaduan tentang", "Tanya", "Min,"),
    ("lagi", "!!", "?", "min", "mohon ditindak", "...", "tolong"),
    0.4,
)
"""What people put before or after a title's words, and the share of titles with either."""
INSTEAD = 0.3
"""The share of short texts that are themselves the title of an ordinary complaint."""
UNTITLED, OTHERS, ALONE = 0.35, 0.2, 0.05
"""The shares of complaints of the corpus that come again: without their title, under that of
another, and as their title alone."""
_NEW = frozenset({". ", "\n", "\n- "})  # after these a sentence begins


def portions(
    learnt: Sequence[Told], before: Collection[str], number: int, chance: random.Random
) -> Iterator[list[Told]]:
    """What each of so many passes has: all texts of writers that were not learnt from `before`, and
    a part of those of the others, so that these come again once at the most."""
    known = [one for one in learnt if one.writer in before]
    chance.shuffle(known)
    every = [one for one in known if one.writer.startswith(CORPUS)]
    others = [one for one in known if not one.writer.startswith(CORPUS)]
    known = every + others[: round(AGAIN * len(others))]
    chance.shuffle(known)
    new = [one for one in learnt if one.writer not in before]
    for first in range(number):
        yield [*known[first::number], *new]


def mix(told: Sequence[Told], chance: random.Random) -> Iterator[Told]:
    """Copies of some of the texts with sentences of ordinary complaints around and between them."""
    ordinary = [one for one in told if is_ordinary(one) and one.writer != HISTORIES]
    sentences = [
        sentence.strip()
        for one in ordinary
        for sentence in re.split(r"(?<=[.!?])\s+|\n", one.whole)
        if SENTENCE[0] <= len(sentence.split()) <= SENTENCE[1]
    ]
    for one in told:
        length = len(one.text.split())
        if one.writer == HISTORIES or length > LONGEST_MIXED or DANGER not in one.labels:
            continue
        if chance.random() < MIXED[one.labels[DANGER]]:
            yield replace(one, title="", text=_mixed(one.text, sentences, chance))


def entitle(told: Sequence[Told], chance: random.Random) -> Iterator[Told]:
    """The texts, some without a title and some with one, on both sides alike: their own, that of a
    harmless complaint, or one of their own words. A title of the words of a text must not make the
    text look like another, nor must what it does not tell. What has a title of the corpus comes
    under it, and about half of that once more in another way."""
    titles = [one.title for one in told if one.title and not one.labels.get(DANGER, True)]
    bodies = [one.text for one in told if is_ordinary(one) and one.writer != HISTORIES]
    for one in told:
        if one.writer.startswith(CORPUS) and one.title:
            yield one
            yield from _otherwise(one, titles, chance)
            continue
        short = len(one.text.split()) <= TITLE[1] and "\n" not in one.text
        if short and bodies and chance.random() < INSTEAD:
            yield replace(one, title=one.text.rstrip("."), text=chance.choice(bodies))
            continue
        title = ""
        if chance.random() < TITLED:
            if one.title and chance.random() < OWN:
                title = one.title
            elif titles and chance.random() < BORROWED:
                title = chance.choice(titles)
            else:
                title = _title_of(one.text, chance)
        found = replace(one, title=title)
        repeated = leave_out_repeated_title(found.whole) != found.whole
        yield replace(one, title="") if repeated else found


def _otherwise(told: Told, titles: Sequence[str], chance: random.Random) -> Iterator[Told]:
    drawn = chance.random()
    if drawn < UNTITLED:
        yield replace(told, title="")
    elif drawn < UNTITLED + OTHERS and titles:
        yield replace(told, title=chance.choice(titles))
    elif drawn < UNTITLED + OTHERS + ALONE and is_ordinary(told):
        yield replace(told, title="", text=told.title)


def _title_of(text: str, chance: random.Random) -> str:
    words, count = text.split(), chance.randint(*TITLE)
    first = chance.choice((0, chance.randint(0, max(0, len(words) - count))))
    chosen = chance.choice(
        (
            words[first : first + count],
            words[first : first + 2 * count : 2],
            [words[at] for at in sorted(chance.sample(range(len(words)), min(count, len(words))))],
        )
    )
    title = " ".join(chosen).rstrip(".,")
    if chance.random() < ALTERED:
        title = f"{chance.choice(BEFORE)} {title}"
    if chance.random() < ALTERED:
        title = f"{title} {chance.choice(AFTER)}"
    return chance.choice((title, title, title, title.upper(), title.title()))


def _mixed(text: str, sentences: Sequence[str], chance: random.Random) -> str:
    parts = re.split(r"(?<=[.!?])\s+", text.strip()) if chance.random() < APART else [text.strip()]
    for _ in range(chance.choice(AROUND)):
        parts.insert(chance.randint(0, len(parts)), chance.choice(sentences).rstrip("."))
    found = parts[0]
    for part in parts[1:]:
        between = chance.choice(BETWEEN)
        found += between + (part if between in _NEW else part[:1].lower() + part[1:])
    return found
