"""Whether a complaint may endanger who wrote it, by what it says. Pure, and linear in its length.

A small transformer reads what a text means (`transformer.py`). Beside it, for less, counts what
models of words make of its words, the concepts they stand for and the rules that apply to these
(`danger_reading.py`). What they together find like no dangerous text is `harmless`, even where a
rule applies: most words of danger are also used in jest, in thanks and in questions. Of the rest,
what they are sure of is `dangerous`; where they are not, or not of one mind, it is `unsure`, and so
is what asks for a name to be kept secret. Missing one is worse than having a person look at
several. Of a text in words that no model ever met (`vocabulary.py`) none is sure.

People greet, tell of a lamp and a drain, and say in half a sentence what endangers them. So models
of words judge a text by its parts too, which are its sentences: the one that is most like dangerous
texts counts beside the whole.
"""

from collections.abc import Collection, Mapping
from math import log
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from chalicelib.routing import vocabulary, word_filters
from chalicelib.routing.danger_model import Passage
from chalicelib.routing.danger_reading import (
    PASSAGE,
    Mark,
    Outcome,
    TextPart,
    TextReading,
    apply_rules,
    begins_with_its_title,
    end_at_pictures,
    find_marks,
    leave_out_contacts,
    leave_out_repeated_title,
    possible_rules,
    split_words,
)
from chalicelib.routing.secrecy import asks_for_secrecy
from chalicelib.routing.word_filters import ACCUSAL, DANGER, Token
from chalicelib.structs import replace

if TYPE_CHECKING:
    from chalicelib.routing.transformer import Transformer

Accused = Literal["office", "head", "unnamed"]

FARTHEST = 9.0
"""How far below their threshold the models of words may find a text for the transformer to read it,
unless a rule is sure. What is further is harmless: of 800 dangerous texts of five writers from whom
none of them had learnt, none that the transformer would have held was."""

DOUBT = 3.0
"""How far below their threshold the models of words may find what is too long for the transformer,
for a person to look at it; where a rule is sure, however far. Of what the transformer holds too, so
far that it is dangerous where a rule is sure. What is further is all the same."""

RULED = 1.0
"""What it counts that a rule is sure, beside how far the models of words are above theirs."""

TITLED = 1.9
"""How much higher the threshold of a complaint, which has a title, is than that of a text alone: a
title says once more what it is about, so that more of it looks dangerous. Found on the lists that
are kept apart. Of what is partly in words that the models never met no more is asked than of a text
alone."""

TITLED_BY_BODY = 1.0
"""The same where the title is how the body begins, and so says nothing more: people who write no
title have the beginning of the body for one."""

CAUTION = 1.5
"""How far above its threshold of danger a text may accuse somebody in office even if nothing else
says so, and some of its words are known: an office within a government does not get it before a
person has looked."""

MAY_ACCUSE, LIKELY_ACCUSES = -3.0, 0.0
"""From what on the transformer does not rule out that somebody in office is accused (log odds: one
in twenty), and finds it more likely than not, whoever the words speak of."""

ACCUSAL_WEIGHT, STILL_ACCUSES = 0.3, -2.0
"""What the models of words count beside the transformer on whether somebody in office is accused,
and from what on, where they find so too, an office within a government does not get first what is
otherwise harmless. Found on the lists that are kept apart: of eighteen accusals that an office got
all the same it takes three, and of 1,105 complaints that were its own one."""

LENGTH = 2.5
"""What a text loses with each time (e) it is longer: much is told in a long one, and something in
it looks dangerous. From how many words to how many, lest a danger be hidden in many words."""
SHORTEST, LONGEST = 15, 120


class Verdict(Struct, frozen=True, kw_only=True):
    """What a text was found to be, the `kinds` of danger in it (`corruption`, `violence`, ...), and
    whom it accuses: an `office` (itself, its head or an officer), the `head` of a government,
    somebody `unnamed` who may be in office, or nobody in office; `others` where it speaks of more
    in office than a head, who was perhaps only told of them; `likely` where the transformer finds
    that somebody in office is, `surely` where that needs no person to look."""

    outcome: Outcome
    kinds: tuple[str, ...]
    accused: Accused | None
    others: bool = False
    likely: bool = False
    surely: bool = False

    @property
    def tells_on_office(self) -> bool:
        """Whether it is dangerous, and accuses somebody in office whom it speaks of."""
        return self.outcome == "dangerous" and self.accused in ("office", "head")


SECRECY = "secret_id"
"""The concept of words that ask for the name to be kept secret: who asks is heard, whatever the
rest of the text says. Beside it `secrecy` reads what is asked in other words."""

LIKENESS = "likeness"
"""The kind of what no rule names."""

STRANGE = "strange"
"""The kind of what is in words that the models never met."""

HARMLESS = Verdict(outcome="harmless", kinds=(), accused=None)


def judge(text: str, *, titled: bool = False) -> Verdict:
    """What a text says of danger; `titled` where its first line is the title of a complaint. What
    is in words that the models never met is not sure to be harmless, nor to accuse no office."""
    strangeness = vocabulary.find_strangeness(leave_out_contacts(text))
    raised = _raise_for_title(text) if titled and strangeness == "known" else 0.0
    verdict = _judge(text, raised)
    if strangeness != "strange":
        return verdict
    return replace(
        verdict,
        outcome="unsure" if verdict.outcome == "harmless" else verdict.outcome,
        kinds=verdict.kinds or (STRANGE,),
        accused=verdict.accused or "unnamed",
        likely=True,
    )


def _raise_for_title(text: str) -> float:
    return TITLED_BY_BODY if begins_with_its_title(text) else TITLED


def _judge(text: str, raised: float) -> Verdict:
    """What the models and rules say; together they have to be `raised` further above the threshold
    than of a text without a title."""
    text = leave_out_repeated_title(text)
    read = TextReading(text)
    found, words = read.found, len(read.words)
    threshold = word_filters.load().limits[DANGER].threshold
    above = read.score(DANGER, threshold - FARTHEST, lost_by_length(read.length())) - threshold
    ruled = "dangerous" in found.values()
    asks = asks_for_secrecy(text) or any(SECRECY in mark.concepts for mark in read.marks)
    if above < -FARTHEST and not ruled and not asks:
        return HARMLESS
    from chalicelib.routing import transformer  # loads NumPy, which few functions have

    network = transformer.load()
    meaning = network.score(end_at_pictures(leave_out_contacts(text)))
    outcome = _judge_together(network, meaning, above, ruled=ruled, raised=raised)
    if outcome == "harmless":
        if not asks:
            return replace(HARMLESS, accused=_still_accused(read, meaning))
        outcome = "unsure"
    cautious = bool(read.marks) and above >= CAUTION
    kinds = tuple(found) or (LIKENESS,)
    limits = word_filters.load().limits[ACCUSAL]
    accuses = read.score(ACCUSAL, limits.threshold)
    # In a long text a rule may speak of something else.
    ruled_alone = words <= PASSAGE and found.get("corruption") == "dangerous"
    meant = meaning[ACCUSAL] if meaning is not None else MAY_ACCUSE
    by_words = ruled_alone or cautious or accuses >= limits.threshold
    accused = _accused(read.marks, kinds) if by_words or meant >= MAY_ACCUSE else None
    likely = meant >= LIKELY_ACCUSES
    surely = accuses >= limits.sure
    officers = [mark.concepts for mark in read.marks if "officer" in mark.concepts]
    return Verdict(
        outcome=outcome,
        kinds=kinds,
        accused=accused or ("unnamed" if likely else None),
        others=accused == "head" and any("head" not in concepts for concepts in officers),
        likely=likely,
        surely=surely and bool(officers),
    )


def _still_accused(read: TextReading, meaning: Mapping[str, float] | None) -> Accused | None:
    """Whom a harmless text may accuse by what the transformer and the models of words say of that
    together; nobody where it is too long for the transformer."""
    if meaning is None:
        return None
    limits = word_filters.load().limits[ACCUSAL]
    further = (STILL_ACCUSES - meaning[ACCUSAL]) / ACCUSAL_WEIGHT
    needed = limits.threshold + max(0.0, further)
    if needed > limits.sure or read.score(ACCUSAL, needed) < needed:
        return None
    return _accused(read.marks, tuple(read.found) or (LIKENESS,))


def say_together(meaning: float, above: float, weight: float, *, ruled: bool) -> float:
    """What the transformer (`meaning`), the models of words, so far `above` their threshold, and
    the rules say of a text."""
    return meaning + weight * (max(above, -DOUBT) + (RULED if ruled else 0.0))


def _judge_together(
    network: "Transformer",
    meaning: Mapping[str, float] | None,
    above: float,
    *,
    ruled: bool,
    raised: float,
) -> Outcome:
    """What a text is that the models of words find so far `above` their threshold, and of which a
    rule is sure or not; that of all together is `raised` for a title. What is too long for the
    transformer waits for a person, unless the others are sure, or find it far from danger."""
    if meaning is None:
        words = word_filters.load().limits[DANGER]
        held = ruled or above >= -DOUBT
        sure = above >= words.sure - words.threshold or (ruled and above >= 0)
    else:
        both = say_together(meaning[DANGER], above, network.weight, ruled=ruled)
        held = both >= network.limits.threshold + raised
        sure = both >= network.limits.sure or (ruled and above >= -DOUBT)
    if not held:
        return "harmless"
    return "dangerous" if sure else "unsure"


def accusal_target(text: str) -> Accused | None:
    """Whom a text would accuse by the words in it, if it accuses anybody."""
    marks = find_marks(split_words(text))
    return _accused(marks, tuple(apply_rules(marks, possible_rules(marks))) or (LIKENESS,))


def is_ruled(text: str) -> bool:
    """Whether a rule is sure of danger, whatever the model says."""
    marks = find_marks(split_words(text))
    return "dangerous" in apply_rules(marks, possible_rules(marks)).values()


def passages(text: str) -> list[Passage]:
    """What the linear models read of a whole text, piece by piece."""
    read = TextReading(text)
    return [read.passage(*span) for span in read.passages()]


def tokens(text: str) -> list[Token]:
    """What the filters learn from a text: its words in their order."""
    return TextReading(text).tokens()


def parts(text: str) -> list[TextPart]:
    """A text by its parts, as both kinds of models are asked about them."""
    read = TextReading(text)
    return [TextPart(read.passage(*part), read.tokens(*part)) for part in read.parts()]


def lost_by_length(length: int) -> float:
    """What is taken from the score of danger of a text of so many `tokens`."""
    return LENGTH * log(min(max(length, SHORTEST), LONGEST))


def _accused(marks: list[Mark], kinds: Collection[str]) -> Accused | None:
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
