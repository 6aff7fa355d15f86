"""A complaint as the models of danger read it: its words with what they may mean, its sentences,
and the rules that apply. Pure, and linear in its length.

Words are looked up by their stems in `data/danger_words.csv`, which puts each into concepts: who
(an officer, a boss, a child), what is done (demanded, hit, touched, threatened), and what for
(money, a stamp, silence). One concept says little, since prices hit and roads are for children;
`data/danger_rules.csv` says which of them, so near to one another, make a case. So a text is found
whose words nobody foresaw, if it speaks of the same things.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from heapq import nlargest
from itertools import pairwise
from math import inf
from typing import Literal, NamedTuple, cast

from msgspec import Struct

from chalicelib.routing import danger_model, word_filters
from chalicelib.routing.danger_model import Passage
from chalicelib.routing.danger_words import load_words, look_up, read_as, read_rows, stems_of
from chalicelib.routing.text import fold
from chalicelib.routing.word_filters import ACCUSAL, DANGER, STOP, Token

Outcome = Literal["dangerous", "unsure", "harmless"]
Words = list[tuple[int, str]]
Span = tuple[int, int]

BESIDE = 3
"""How near, in words, what takes a word its meaning has to stand: "harga" beside "pukul"."""

PASSAGE = 30
"""About so many words the linear models read at once of the whole text."""

SHORTEST_PART, PART = 4, 16
"""Words of a part: what has fewer is read with what follows, and what goes on without the end of a
sentence is cut into parts of about so many."""

FAR = 4.0
"""How far below what it takes the linear model alone has to find a part for its words not to be
read in their order, which takes a third of the time. Of 21,000 texts the filters lifted three so
far; at five none."""

CLOSEST = 20
"""So many parts at most are read in order, those that the linear model finds likest: few texts have
as many, and reading each by itself takes twice the time of reading them in one."""

_LINEAR = {DANGER: danger_model.DANGER, ACCUSAL: danger_model.ACCUSAL}
_SENTENCE = 2  # the end of a sentence parts words as so many words do
_PICTURE = r"\u2600-\u27bf\U0001f300-\U0001faff"
_TOKEN = re.compile(rf"[a-z]+|[.!;\n\u2022{_PICTURE}]+|[?]+|[\"\u201c\u201d\u201e\u00ab\u00bb]")
"""Words, and what ends a sentence, which a bullet and a picture (emoji) do too, asks or quotes."""
_PICTURES = re.compile(rf"[{_PICTURE}]+")
_CONTACT = re.compile(
    r"(?:\b(?:nik|ktp|kk|no|nomor|nomer|telepon|telpon|telp|tlp|hp|wa|whatsapp|surel|e-?mail|kontak)"
    r"(?: saya| kami| aku)?[ .:,=]{1,3}){0,4}"
    r"(?:\b[\w.+-]{1,64}@[\w.-]{1,99}|\+?\b\d[\d .()-]{7,20}\d)",
    re.IGNORECASE,
)
"""How somebody can be reached, and the word for it: it says nothing of what happened, and a text
would look the more harmless the more of it there is."""
_LEFT_ALONE = re.compile(r"([.,:;])(?:\s*[.,:;])+")
_REACHABLE = re.compile(r"@|\d[\d .()-]{7}")  # what every contact has, and few texts: found at once

QUOTE, ASKED = "qq", "qx"
"""What stands for two signs among the words: who is told to pay, or threatened, quotes; who wants
to know something asks."""
_SIGNS = {"?": ASKED} | dict.fromkeys('"\u201c\u201d\u201e\u00ab\u00bb', QUOTE)


class DangerRule(Struct, frozen=True, kw_only=True):
    kind: str
    outcome: Outcome
    needs: frozenset[str]
    within: int


class Mark(NamedTuple):
    """A word that means something here: where it stands, and what it may mean."""

    place: int
    concepts: frozenset[str]


class TextPart(NamedTuple):
    """A part of a text, as the linear models read it and, in their order, the filters."""

    passage: Passage
    tokens: list[Token]


class TextReading:
    """A text as the models read it: words with their concepts, and the rules that apply."""

    def __init__(self, text: str) -> None:
        self.words = split_words(text)
        self.marks = find_marks(self.words)
        self.found = apply_rules(self.marks, possible := possible_rules(self.marks))
        self._possible = possible
        self._stops = _find_stops(self.words)
        self._places = [mark.place for mark in self.marks]
        concepts = {mark.place: sorted(mark.concepts) for mark in self.marks}
        self._read = [(read_as(word), concepts.get(place, ())) for place, word in self.words]
        self._passages: dict[Span, Passage] = {}
        self._answers: dict[Span, Sequence[float]] = {}

    def passage(self, start: int, end: int) -> Passage:
        """Some of its words, and the rules that apply among them."""
        if (start, end) not in self._passages:
            rules: tuple[str, ...] = ()
            if self._possible:  # so there are words
                words = self.words[start:end]
                first = bisect_left(self._places, words[0][0])
                marks = self.marks[first : bisect_right(self._places, words[-1][0])]
                found = apply_rules(marks, possible_rules(marks, self._possible))
                rules = tuple(f"{kind} {one}" for kind, one in found.items())
            self._passages[start, end] = Passage(self._read[start:end], rules)
        return self._passages[start, end]

    def tokens(self, start: int = 0, end: int | None = None) -> list[Token]:
        """What the filters read of some of its words."""
        found: list[Token] = []
        following = inf
        words = zip(self.words[start:end], self._read[start:end], strict=True)
        for (place, _), (word, concepts) in words:
            if place > following:
                found.append((STOP,))
            found.append((word, *concepts))
            following = place + 1
        return found

    def length(self) -> int:
        """How many tokens there are: of most texts nobody reads them all."""
        return len(self.words) + len(self._stops)

    def passages(self) -> list[Span]:
        """What the linear models read of the whole, piece by piece."""
        return list(pairwise([0, *_cut(0, len(self.words), PASSAGE)]))

    def parts(self) -> list[Span]:
        """Its sentences. One of few words is read with what follows, the last with what stands
        before; one of many is cut."""
        bounds = [0]
        for end in (*self._stops, len(self.words)):
            if end - bounds[-1] >= SHORTEST_PART:
                bounds += _cut(bounds[-1], end, PART)
        return list(pairwise([*(bounds[:-1] or bounds), len(self.words)]))

    def score(self, question: str, limit: float, lost: float = 0.0) -> float:
        """What the models say on a question: the linear one of the passage that is most like what
        is asked for, less what is lost, and both of the likest part. Nothing but that it is below,
        where it is far below the limit."""
        linear, filters = danger_model.load(_LINEAR[question]), word_filters.load()
        alone = cache(lambda span: linear.score(self.passage(*span)))  # a short text is one part
        whole = max(map(alone, self.passages())) - lost
        near = limit - whole - FAR
        close = nlargest(CLOSEST, filter(lambda part: alone(part) >= near, self.parts()), key=alone)
        likeness = [alone(part) + filters.score(question, self._answered(part)) for part in close]
        return whole + max(likeness, default=-inf)

    def _answered(self, part: Span) -> Sequence[float]:
        if part not in self._answers:
            self._answers[part] = word_filters.load().answers(self.tokens(*part))
        return self._answers[part]


def _find_stops(words: Words) -> list[int]:
    """How many words stand before each end of a sentence within a text."""
    neighbours = enumerate(pairwise(place for place, _ in words), start=1)
    return [number for number, (place, after) in neighbours if after > place + 1]


def _cut(start: int, end: int, about: int) -> list[int]:
    """Where pieces of about so many words end."""
    pieces = round((end - start) / about) or 1
    return [start + (end - start) * piece // pieces for piece in range(1, pieces + 1)]


def possible_rules(
    marks: list[Mark], rules: Sequence[DangerRule] | None = None
) -> list[DangerRule]:
    """The rules, of some or all, of which all that they need is spoken of somewhere. Most texts
    have few or none, and no passage has another."""
    spoken_of = frozenset[str]().union(*(mark.concepts for mark in marks))
    return [rule for rule in rules or _rules() if rule.needs <= spoken_of]


def apply_rules(marks: list[Mark], possible: Sequence[DangerRule]) -> dict[str, Outcome]:
    """The kinds of danger that the `possible` rules find, each as surely as the surest of them."""
    found: dict[str, Outcome] = {}
    for rule in possible:
        if found.get(rule.kind) != "dangerous" and _applies(rule, marks):
            found[rule.kind] = rule.outcome
    return found


def find_marks(words: Words) -> list[Mark]:
    """The words of the table among those of a text, in order, without those that lose their
    meaning to something beside them."""
    marks = []
    for number, (place, word) in enumerate(words):
        concepts, phrases = look_up(word)
        if phrases and number + 1 < len(words):
            following = stems_of(words[number + 1][1])
            for (stem, *rest), concept in phrases:
                if stem in following and _follow(rest, words, number + 2):
                    concepts |= {concept}
        if concepts:
            marks.append(Mark(place, concepts))
    return [mark for mark in _meant(marks) if mark.concepts]


def _follow(stems: Sequence[str], words: Words, at: int) -> bool:
    """Whether words of these stems stand there, one after the other."""
    if at + len(stems) > len(words):
        return False
    for number, stem in enumerate(stems, start=at):  # noqa: SIM110 (in `all` it takes twice as long)
        if stem not in stems_of(words[number][1]):
            return False
    return True


def _meant(marks: list[Mark]) -> Iterator[Mark]:
    unless = load_words().unless
    for number, mark in enumerate(marks):
        if mark.concepts.isdisjoint(unless):
            yield mark
            continue
        near: set[str] = set()
        for other in (
            *marks[max(0, number - BESIDE) : number],
            *marks[number + 1 : number + 1 + BESIDE],
        ):
            if abs(other.place - mark.place) <= BESIDE:
                near |= other.concepts
        near |= mark.concepts
        meant = frozenset(one for one in mark.concepts if unless.get(one) not in near)
        yield Mark(mark.place, meant)


def _applies(rule: DangerRule, marks: list[Mark]) -> bool:
    """Whether all that the rule needs stands near enough to one another."""
    last: dict[str, int] = {}
    for mark in marks:
        for concept in mark.concepts & rule.needs:
            last[concept] = mark.place
        if len(last) == len(rule.needs) and mark.place - min(last.values()) <= rule.within:
            return True
    return False


def leave_out_contacts(text: str) -> str:
    """A text without how its writer can be reached, and without the signs that stood around it."""
    if not _REACHABLE.search(text):
        return text
    return _LEFT_ALONE.sub(r"\1", _CONTACT.sub(" ", text)).strip(" .,:;")


def leave_out_repeated_title(text: str) -> str:
    """A text without its first line where the rest has it: who writes no title has the beginning of
    the body for one, and what is said twice sounds harmless to the transformer."""
    title, body = _title_and_body(text)
    return text.partition("\n")[2] if title and title in body else text


def begins_with_its_title(text: str) -> bool:
    """Whether the first line of a text is how the rest begins."""
    title, body = _title_and_body(text)
    return bool(title) and body.startswith(title)


def _title_and_body(text: str) -> tuple[str, str]:
    """The first line and the rest, in small letters and a space between words."""
    title, _, body = text.partition("\n")
    return " ".join(title.rstrip(" .\u2026").casefold().split()), " ".join(body.casefold().split())


def end_at_pictures(text: str) -> str:
    """A text in which pictures (emoji) are full stops, as whoever puts them there means them."""
    return _PICTURES.sub(".", text)


def split_words(text: str) -> Words:
    """Words with their places; the end of a sentence parts those around it. Quotation and question
    marks count as words; how the writer can be reached does not."""
    place = 0
    found: Words = []
    for token in _TOKEN.findall(leave_out_contacts(fold(text))):
        word = token if token.isalpha() else _SIGNS.get(token[0])
        if word:
            found.append((place, word))
            place += 1
        if word is None or word == ASKED:
            place += _SENTENCE
    return found


@cache
def _rules() -> tuple[DangerRule, ...]:
    return tuple(
        DangerRule(
            kind=row["kind"],
            outcome=cast("Outcome", row["outcome"]),
            needs=frozenset(row["needs"].split()),
            within=int(row["within"]),
        )
        for row in read_rows("danger_rules.csv")
    )
