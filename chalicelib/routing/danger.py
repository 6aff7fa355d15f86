"""Whether a complaint may endanger who wrote it, by what it says. Pure, and linear in its length.

Words are looked up by their stems in `data/danger_words.csv`, which puts each into concepts: who
(an officer, a boss, a child), what is done (demanded, hit, touched, threatened), and what for
(money, a stamp, silence). One concept says little, since prices hit and roads are for children;
`data/danger_rules.csv` says which of them, so near to one another, make a case. So a text is found
whose words nobody foresaw, if it speaks of the same things.

A small model weighs words, concepts and rules together. What it finds like no dangerous text is
`harmless`, even where a rule applies: most words of danger are also used in jest, in thanks and in
questions. Of the rest, what a rule or the model is sure of is `dangerous`; where they are not, or
not of one mind, it is `unsure`. Missing one is worse than having a person look at several.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from math import inf, log
from typing import Literal, NamedTuple, cast

from msgspec import Struct

from chalicelib.routing import danger_model, word_filters
from chalicelib.routing.danger_model import Passage
from chalicelib.routing.danger_words import load_words, look_up, read_as, read_rows, stems_of
from chalicelib.routing.text import fold
from chalicelib.routing.word_filters import ACCUSAL, DANGER, STOP, Token

Outcome = Literal["dangerous", "unsure", "harmless"]
Accused = Literal["office", "head", "unnamed"]
Words = list[tuple[int, str]]

BESIDE = 3
"""How near, in words, what takes a word its meaning has to stand: "harga" beside "pukul"."""

PASSAGE = 30
"""Words the model reads at once; passages overlap by half."""

DOUBT = 1.0
"""How far below its threshold the model may be when a rule is sure: a person looks then. In a text
of several passages, where a few words weigh little, however far."""

CAUTION = 2.0
"""How far above its threshold of danger a text may accuse somebody in office even if nothing else
says so, and some of its words are known: an office within a government does not get it before a
person has looked."""

FAR = 3.0
"""How far below its threshold of danger the linear model alone has to be for the words not to be
read in their order, which takes a third of the time. Of 15,000 texts the filters lifted none so
far; at two they lift a dangerous one."""

LENGTH = 1.6
"""What a text loses with each time (e) it is longer: much is told in a long one, and something in
it looks dangerous. From how many words to how many, lest a danger be hidden in many words."""
SHORTEST, LONGEST = 15, 120

_SENTENCE = 2  # the end of a sentence parts words as so many words do
_TOKEN = re.compile(r"[a-z]+|[.!;\n]+|[?]+|[\"\u201c\u201d\u201e\u00ab\u00bb]")
_CONTACT = re.compile(
    r"(?:\b(?:nik|ktp|kk|no|nomor|nomer|telepon|telpon|telp|tlp|hp|wa|whatsapp|surel|e-?mail|kontak)"
    r"(?: saya| kami| aku)?[ .:,=]{1,3}){0,4}"
    r"(?:\b[\w.+-]{1,64}@[\w.-]{1,99}|\+?\b\d[\d .()-]{7,20}\d)"
)
"""How somebody can be reached, and the word for it: it says nothing of what happened, and a text
would look the more harmless the more of it there is."""
_REACHABLE = re.compile(r"@|\d[\d .()-]{7}")  # what every contact has, and few texts: found at once

QUOTE, ASKED = "qq", "qx"
"""What stands for two signs among the words: who is told to pay, or threatened, quotes; who wants
to know something asks."""
_SIGNS = {"?": ASKED} | dict.fromkeys('"\u201c\u201d\u201e\u00ab\u00bb', QUOTE)


class Verdict(Struct, frozen=True, kw_only=True):
    """What a text was found to be, the `kinds` of danger in it (`corruption`, `violence`, ...), and
    whom it accuses: an `office` (itself, its head or an officer), the `head` of a government,
    somebody `unnamed` who may be in office, or nobody in office; `surely` where that needs no
    person to look."""

    outcome: Outcome
    kinds: tuple[str, ...]
    accused: Accused | None
    surely: bool = False


LIKENESS = "likeness"
"""The kind of what no rule names."""

HARMLESS = Verdict(outcome="harmless", kinds=(), accused=None)


class _Rule(Struct, frozen=True, kw_only=True):
    kind: str
    outcome: Outcome
    needs: frozenset[str]
    within: int


class _Mark(NamedTuple):
    """A word that means something here: where it stands, and what it may mean."""

    place: int
    concepts: frozenset[str]


def judge(text: str) -> Verdict:
    """What a complaint, title and body, says of danger."""
    words = _split(text)
    marks = _marks(words)
    read = _read(words, marks)
    possible = _possible(marks)
    pieces, found = _passages(words, read, marks, possible), _by_rules(marks, possible)
    filters = word_filters.load()
    limits, ruled = filters.limits[DANGER], "dangerous" in found.values()
    doubt = 0.0 if not ruled else DOUBT if len(pieces) == 1 else inf
    score = danger_model.load(danger_model.DANGER).score(pieces) - lost_by_length(_length(words))
    if score < limits.threshold - doubt - FAR:
        return HARMLESS
    answers = filters.answers(_tokens(words, read))
    score += filters.score(DANGER, answers)
    if score < limits.threshold - doubt:
        return HARMLESS
    sure = score >= (limits.threshold if ruled else limits.sure)
    kinds = tuple(found) or (LIKENESS,)
    model = danger_model.load(danger_model.ACCUSAL)
    accuses = model.score(pieces) + filters.score(ACCUSAL, answers)
    # In a long text a rule may speak of something else.
    ruled_alone = len(pieces) == 1 and found.get("corruption") == "dangerous"
    cautious = bool(marks) and score >= limits.threshold + CAUTION
    may_accuse = ruled_alone or cautious or accuses >= filters.limits[ACCUSAL].threshold
    surely = accuses >= filters.limits[ACCUSAL].sure
    return Verdict(
        outcome="dangerous" if sure else "unsure",
        kinds=kinds,
        accused=_accused(marks, kinds) if may_accuse else None,
        surely=surely and any("officer" in mark.concepts for mark in marks),
    )


def accusal_target(text: str) -> Accused | None:
    """Whom a text would accuse by the words in it, if it accuses anybody."""
    marks = _marks(_split(text))
    return _accused(marks, tuple(_by_rules(marks, _possible(marks))) or (LIKENESS,))


def is_ruled(text: str) -> bool:
    """Whether a rule is sure of danger, whatever the model says."""
    marks = _marks(_split(text))
    return "dangerous" in _by_rules(marks, _possible(marks)).values()


def passages(text: str) -> list[Passage]:
    """What the linear models read of a text, piece by piece."""
    words = _split(text)
    marks = _marks(words)
    return _passages(words, _read(words, marks), marks, _possible(marks))


def tokens(text: str) -> list[Token]:
    """What the filters read of a text: its words in their order."""
    words = _split(text)
    return _tokens(words, _read(words, _marks(words)))


def lost_by_length(length: int) -> float:
    """What is taken from the score of danger of a text of so many `tokens`."""
    return LENGTH * log(min(max(length, SHORTEST), LONGEST))


def _possible(marks: list[_Mark]) -> list[_Rule]:
    """The rules of which all that they need is spoken of somewhere. Most texts have few or none,
    and no passage has another."""
    spoken_of = frozenset[str]().union(*(mark.concepts for mark in marks))
    return [rule for rule in _rules() if rule.needs <= spoken_of]


def _by_rules(marks: list[_Mark], possible: Sequence[_Rule]) -> dict[str, Outcome]:
    """The kinds of danger that the `possible` rules find, each as surely as the surest of them."""
    found: dict[str, Outcome] = {}
    for rule in possible:
        if found.get(rule.kind) != "dangerous" and _applies(rule, marks):
            found[rule.kind] = rule.outcome
    return found


def _read(words: Words, marks: list[_Mark]) -> danger_model.Words:
    """Words as they are read, each with its concepts."""
    concepts = {mark.place: sorted(mark.concepts) for mark in marks}
    return [(read_as(word), concepts.get(place, ())) for place, word in words]


def _passages(
    words: Words, read: danger_model.Words, marks: list[_Mark], possible: Sequence[_Rule]
) -> list[Passage]:
    places = [mark.place for mark in marks]
    found = []
    for start in range(0, max(1, len(words) - PASSAGE // 2), PASSAGE // 2):
        rules: tuple[str, ...] = ()
        if possible:  # so there are words
            part = words[start : start + PASSAGE]
            within = marks[bisect_left(places, part[0][0]) : bisect_right(places, part[-1][0])]
            rules = tuple(f"{kind} {one}" for kind, one in _by_rules(within, possible).items())
        found.append(Passage(read[start : start + PASSAGE], rules))
    return found


def _tokens(words: Words, read: danger_model.Words) -> list[Token]:
    found: list[Token] = []
    following = 0
    for (place, _), (word, concepts) in zip(words, read, strict=True):
        if place > following:
            found.append((STOP,))
        found.append((word, *concepts))
        following = place + 1
    return found


def _length(words: Words) -> int:
    """How many tokens there are: of far most texts nobody reads them."""
    places = (place for place, _ in words)
    stops = sum(place > before + 1 for before, place in pairwise(chain((-1,), places)))
    return len(words) + stops


def _accused(marks: list[_Mark], kinds: Collection[str]) -> Accused | None:
    """Whom the text accuses. Where nobody is named, corruption is an office's; by somebody private
    it may be; of the rest nobody knows."""
    named = {concept for mark in marks for concept in mark.concepts - {"address"}}
    if not kinds:
        return None
    if "officer" in named:
        return "head" if "head" in named else "office"
    if "private" in named:
        return "unnamed" if "corruption" in kinds or LIKENESS in kinds else None
    return "office" if "corruption" in kinds else "unnamed"


def _marks(words: Words) -> list[_Mark]:
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
            marks.append(_Mark(place, concepts))
    return [mark for mark in _meant(marks) if mark.concepts]


def _follow(stems: Sequence[str], words: Words, at: int) -> bool:
    """Whether words of these stems stand there, one after the other."""
    if at + len(stems) > len(words):
        return False
    for number, stem in enumerate(stems, start=at):  # noqa: SIM110 (in `all` it takes twice as long)
        if stem not in stems_of(words[number][1]):
            return False
    return True


def _meant(marks: list[_Mark]) -> Iterator[_Mark]:
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
        yield _Mark(mark.place, meant)


def _applies(rule: _Rule, marks: list[_Mark]) -> bool:
    """Whether all that the rule needs stands near enough to one another."""
    last: dict[str, int] = {}
    for mark in marks:
        for concept in mark.concepts & rule.needs:
            last[concept] = mark.place
        if len(last) == len(rule.needs) and mark.place - min(last.values()) <= rule.within:
            return True
    return False


def _split(text: str) -> Words:
    """Words with their places; the end of a sentence parts those around it. Quotation and question
    marks count as words; how the writer can be reached does not."""
    place = 0
    found: Words = []
    folded = fold(text)
    if _REACHABLE.search(folded):
        folded = _CONTACT.sub(" ", folded)
    for token in _TOKEN.findall(folded):
        word = token if token.isalpha() else _SIGNS.get(token[0])
        if word:
            found.append((place, word))
            place += 1
        if word is None or word == ASKED:
            place += _SENTENCE
    return found


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            kind=row["kind"],
            outcome=cast("Outcome", row["outcome"]),
            needs=frozenset(row["needs"].split()),
            within=int(row["within"]),
        )
        for row in read_rows("danger_rules.csv")
    )
