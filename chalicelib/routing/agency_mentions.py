"""The agencies a text names: "PLN", "dispendik", "BPJS TK"; whether it is about them, or not.

Names are in `data/agency_aliases.csv`: full and short ones, nicknames, well-known services of one
body. Long names may be misspelt by one letter. Most mentions are not what a complaint is about:
somebody lives opposite the PLN, is a pensioner of it, or has been there already. The words before
the name tell (`mention_words`). Pure, and linear in the length of the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from .mention_words import Role, kinds, listed, read_rows
from .text import LONGEST_TEXT, fold

WEIGHTS: Mapping[Role, float] = {"addressee": 1.5, "subject": 1.0, "tried": 0.5, "background": 0.0}
IN_TITLE = 1.5
"""How much more a name counts in the title, which says what a complaint is about."""

ENOUGH = 1.0
"""What all mentions of a body have to weigh together for the text to be about it surely."""

CLEARLY = 1.5
"""What they weigh where it stands in the title, is spoken to, or comes again."""

AHEAD = 2.0
"""How many times as much as those of any other body."""

SHORTEST_MISSPELT = 7
"""Letters of a name that may be misspelt: of shorter ones other words are one letter away."""

_BEFORE = 5
_SIGNS = re.compile(r"[a-z0-9]+|[.!?;\n]")
_POSSESSIVE = "nya"


class NamedBody(Struct, frozen=True, kw_only=True):
    """What a line of the table means: one body (`agency_id`), or whoever handles `sectors[0]` at
    the place. `sectors` are what complaints about it may be taken for. `alone`: the name says
    enough where no model is sure; police and kelurahan are named in many complaints of others."""

    agency_id: str | None
    sectors: tuple[str, ...]
    alone: bool

    @property
    def key(self) -> str:
        """The same for every name of the body."""
        return self.agency_id or self.sectors[0]


class AgencyMention(Struct, frozen=True, kw_only=True):
    """A name as it stands in the table, what it means, and what it does in the text."""

    name: str
    body: NamedBody
    role: Role
    in_title: bool

    @property
    def weight(self) -> float:
        """How much the mention speaks for the body."""
        return WEIGHTS[self.role] * (IN_TITLE if self.in_title else 1.0)


class Subject(Struct, frozen=True, kw_only=True):
    """The one body a text is surely about, and the name that says so. `clear`: it stands in the
    title, is spoken to, or comes again."""

    name: str
    body: NamedBody
    clear: bool


def find_subject(mentions: Sequence[AgencyMention]) -> Subject | None:
    """The body whose mentions weigh enough, and more than those of any other."""
    of_body = _of_bodies(mentions)
    if not of_body:
        return None
    weight = _weigh(of_body[0])
    second = _weigh(of_body[1]) if len(of_body) > 1 else 0.0
    if weight < ENOUGH or weight < AHEAD * second:
        return None
    clearest = _clearest(of_body[0])
    return Subject(name=clearest.name, body=clearest.body, clear=weight >= CLEARLY)


def weigh_bodies(mentions: Sequence[AgencyMention]) -> list[tuple[NamedBody, str, float]]:
    """The bodies that mentions speak for, each by a name and with its share of what all weigh, the
    weightiest first."""
    of_body = [found for found in _of_bodies(mentions) if _weigh(found)]
    total = sum(map(_weigh, of_body))
    return [
        (_clearest(found).body, _clearest(found).name, _weigh(found) / total) for found in of_body
    ]


def _of_bodies(mentions: Sequence[AgencyMention]) -> list[list[AgencyMention]]:
    """The mentions of each body, the weightiest first."""
    of_body: dict[str, list[AgencyMention]] = {}
    for mention in mentions:
        of_body.setdefault(mention.body.key, []).append(mention)
    return sorted(of_body.values(), key=_weigh, reverse=True)


def _clearest(mentions: Sequence[AgencyMention]) -> AgencyMention:
    """The mention of a body that says most."""
    return max(mentions, key=lambda one: (one.weight > 0, one.body.alone))


def _weigh(mentions: Sequence[AgencyMention]) -> float:
    return sum(mention.weight for mention in mentions)


def find_mentions(text: str) -> tuple[AgencyMention, ...]:
    """Every agency named, in order. The first line of the text is its title."""
    found: list[AgencyMention] = []
    role: Role | None
    for sentence, in_title in _sentences(text):
        behind, role = 0, None
        for start, end, name in _names(sentence):
            if role is None or not listed("joining").issuperset(sentence[behind:start]):
                before = sentence[max(behind, start - _BEFORE) : start]
                role = _role(before, sentence[end : end + 1])
            found.append(
                AgencyMention(name=name, body=bodies()[name], role=role, in_title=in_title)
            )
            behind = end
    return tuple(found)


def _sentences(text: str) -> Iterator[tuple[list[str], bool]]:
    """The words of each sentence, and whether it stands in the title."""
    title, *rest = fold(text[:LONGEST_TEXT]).split("\n", 1)
    for part, in_title in ((title, True), (rest[0] if rest else "", False)):
        sentence: list[str] = []
        for sign in _SIGNS.findall(part):
            if sign.isalnum():
                sentence.append(sign)
            elif sign != "." or not sentence or sentence[-1] not in listed("abbreviated"):
                yield sentence, in_title
                sentence = []
        yield sentence, in_title


def _names(words: list[str]) -> Iterator[tuple[int, int, str]]:
    """Names in a sentence, the longest at each word, with the places they begin and end at."""
    start = 0
    while start < len(words):
        end, name = _name_at(words, start)
        if name:
            yield start, end, name
        start = end


def _name_at(words: list[str], start: int) -> tuple[int, str]:
    first = words[start].removesuffix(_POSSESSIVE) if words[start] not in _by_first() else ""
    word = first if first in _by_first() else words[start]
    for name, length in _by_first().get(word, ()):
        if " ".join([word, *words[start + 1 : start + length]]) == name:
            return start + length, name if name in bodies() else ""
    return start + 1, _misspelt(words[start])


def _misspelt(word: str) -> str:
    """The long name of one word that this is, but for one letter that is wrong, missing, too many
    or in another place; "" for none or for names of several bodies."""
    near = {
        name
        for shape in _shortened(word)
        for name in _by_shape().get(shape, ())
        if name[0] == word[0]
    }
    return min(near) if len({bodies()[name].key for name in near}) == 1 else ""


def _role(before: list[str], after: list[str]) -> Role:
    """What a name does in its sentence, by the words before it, the nearest first, and the one
    after it."""
    if listed("saying").intersection(after):
        return "tried"
    distance = 0
    for place in range(len(before) - 1, -1, -1):
        word = before[place]
        for kind in kinds().get(word, ()):
            if distance >= kind.within:
                continue
            if kind.name == "employed" and not listed("own").intersection(before[:place]):
                continue
            return kind.role
        distance += word not in listed("between")
    return "subject"


@cache
def bodies() -> dict[str, NamedBody]:
    """What each name means. A line without sectors holds words that are near to a name only."""
    return {
        name: NamedBody(
            agency_id=row["agency"] or None,
            sectors=tuple(row["sectors"].split()),
            alone=row["alone"] == "yes",
        )
        for row in read_rows("agency_aliases.csv")
        if row["sectors"]
        for name in row["names"].split("|")
    }


@cache
def _by_first() -> dict[str, tuple[tuple[str, int], ...]]:
    """All phrases of the table by their first word, with their length, the longest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in read_rows("agency_aliases.csv"):
        for name in row["names"].split("|"):
            words = name.split()
            found.setdefault(words[0], []).append((name, len(words)))
    return {first: tuple(sorted(names, key=lambda one: -one[1])) for first, names in found.items()}


@cache
def _by_shape() -> dict[str, tuple[str, ...]]:
    """Long names of one word by what is left of them without a letter."""
    found: dict[str, tuple[str, ...]] = {}
    for name in bodies():
        if len(name) >= SHORTEST_MISSPELT and name.isalpha():
            for shape in _shortened(name):
                found[shape] = (*found.get(shape, ()), name)
    return found


def _shortened(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
