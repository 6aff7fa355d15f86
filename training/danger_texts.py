"""What the models of danger learn from, with what is known of each text.

`danger_texts.csv` holds made-up complaints, dangerous and harmless, and `accusal_texts.csv` such as
accuse or do not, in batches of several writers, none of whom saw the rules, the code or another's
texts. They avoid the usual words in what is dangerous and use them in what is not, which alone
would teach the opposite. Ordinary complaints teach how people usually write, for a little less:
those of the corpus, as readers found them, and histories with a column `text`, of which a few in a
hundred may well be dangerous. From `kept_apart_texts.csv` nothing is learnt: tests ask about it.
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chalicelib.routing import danger
from chalicelib.routing.word_filters import ACCUSAL, DANGER
from training.corpus import DANGEROUS, UNCLEAR, Complaint, read_corpus

TEXTS = Path(__file__).with_name("danger_texts.csv")
ACCUSAL_TEXTS = TEXTS.with_name("accusal_texts.csv")
CORPUS, HISTORIES = "corpus", "histories"
STORIES = (*(str(number) for number in range(11, 33)), "52", "53")
"""Writers who were asked for stories, sideways, and for harmless ones in the same words."""
MIXED = ("33", "36")
"""Writers who were asked for complaints of several matters, one of them dangerous or none."""
HARD = STORIES + MIXED
"""Their texts count twice, as they are hard to tell apart."""
MAY_ACCUSE = frozenset(
    {"integrity", "human_rights", "security_law", "women_children", "prosecution", "corrections"}
)
"""Sectors whose complaints are not taken for ordinary ones."""
MOST_ORDINARY = 1500
"""So many texts of histories, drawn from all that are given."""
QUESTIONS = (DANGER, ACCUSAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A text, with its title if it has one, and what is known of it: by question whether it is so,
    and what that is worth to the linear model and to the filters."""

    writer: str
    text: str
    title: str = ""
    labels: dict[str, bool]
    worth: dict[str, tuple[float, float]]

    @property
    def whole(self) -> str:
        """Title and text, as a complaint is read."""
        return f"{self.title}\n{self.text}" if self.title else self.text


def read_told(histories: Sequence[Path] = ()) -> list[Told]:
    """All texts. A text of both files stands once, with what both say."""
    found: dict[str, Told] = {}
    for row in read_rows(TEXTS):
        dangerous, text, hard = row["label"] == "dangerous", row["text"], row["writer"] in HARD
        labels, worth = {DANGER: dangerous}, {DANGER: (2.0, 2.0) if hard else (1.0, 1.0)}
        if not dangerous:
            labels[ACCUSAL], worth[ACCUSAL] = False, (0.3, 0.7)
        elif danger.accusal_target(text) in {"office", "head"}:
            labels[ACCUSAL], worth[ACCUSAL] = True, (1.0, 0.7)
        found[text] = Told(
            writer=row["writer"], text=text, title=row["title"], labels=labels, worth=worth
        )
    for row in read_rows(ACCUSAL_TEXTS):
        text, accuses = row["text"], row["label"] == "accuses"
        known = found.get(text) or Told(
            writer=row["writer"], text=text, labels={DANGER: accuses}, worth={DANGER: (0.5, 0.5)}
        )
        labels = known.labels | {ACCUSAL: accuses}
        found[text] = replace(known, labels=labels, worth=known.worth | {ACCUSAL: (1.0, 0.7)})
    return [*found.values(), *_ordinary(histories)]


def _ordinary(histories: Sequence[Path]) -> list[Told]:
    found = [_of_corpus(one) for one in read_corpus(kept_apart=False)]
    texts = [row["text"] for file in histories for row in read_rows(file)]
    random.Random(1).shuffle(texts)  # noqa: S311 (no secret)
    nothing = {DANGER: False, ACCUSAL: False}
    worth = {DANGER: (0.6, 0.75), ACCUSAL: (0.1, 0.4)}
    return [one for one in found if one.labels] + [
        Told(writer=HISTORIES, text=text, labels=nothing, worth=worth)
        for text in texts[:MOST_ORDINARY]
    ]


def _of_corpus(one: Complaint) -> Told:
    """What is known of a complaint of the corpus. Where its affair is an everyday one, what its
    reader found dangerous counts for little: another might not."""
    labels, everyday = {}, is_everyday(one)
    if one.danger != UNCLEAR:
        labels[DANGER] = one.danger == DANGEROUS
    if everyday:
        labels[ACCUSAL] = False
    elif one.accepted[:1] in {("regency:integrity",), ("province:integrity",)}:
        labels[ACCUSAL] = True
    dangerous = (0.6, 0.175 if everyday else 0.5)
    return Told(
        writer=f"{CORPUS}-{one.writer}",
        text=one.body,
        title=one.title,
        labels=labels,
        worth={
            DANGER: dangerous if one.danger == DANGEROUS else (0.6, 0.75),
            ACCUSAL: (1.0, 0.4),
        },
    )


def is_everyday(one: Complaint) -> bool:
    """Whether a complaint of the corpus is about an affair in which nobody in office is accused."""
    listed = any(answer.endswith(":integrity") for answer in one.accepted)
    return not listed and one.sector not in MAY_ACCUSE and not danger.is_ruled(one.text)


def is_ordinary(one: Told) -> bool:
    """Whether it is a harmless complaint such as most that are filed."""
    return one.writer.startswith((CORPUS, HISTORIES)) and not one.labels.get(DANGER, True)


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
