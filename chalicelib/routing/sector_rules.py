"""The table of who answers what: `data/disposition.csv`, read and looked up.

One line per rule. `words` are phrases that must stand in the complaint (one of them, as whole
words); a line without words is the sector's default. The first line that fits decides:
`becomes` hands the complaint to another, narrower sector; otherwise `level` says which level of
government answers, and `agency` names the one national body where the law knows only one.
Lines apply from `effective_from` to `effective_to`, both included. `note` gives the source.
"""

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from msgspec import Struct

from .categories import GovernmentLevel
from .mention_words import listed

DATA = Path(__file__).with_name("data") / "disposition.csv"

NOT_WORD = re.compile(r"[^a-z0-9]+")


class Rule(Struct, frozen=True, kw_only=True):
    """One line of the table."""

    sector: str
    words: tuple[str, ...]
    becomes: str | None
    level: GovernmentLevel | Literal["triage"] | None
    agency_id: str | None
    effective_from: date | None
    effective_to: date | None
    note: str

    def effective(self, on: date) -> bool:
        """Whether the line applies on that day."""
        return (self.effective_from or on) <= on <= (self.effective_to or on)


class RuleMatch(Struct, frozen=True, kw_only=True):
    """The rule that decides, the sector it ended at, and the phrases that led there."""

    rule: Rule
    sector: str
    words: tuple[str, ...]


def normalize(text: str) -> str:
    """Text as words between single spaces, with a space at both ends, to look phrases up in."""
    return f" {NOT_WORD.sub(' ', text.lower()).strip()} "


def match_rule(sector: str, text: str, on: date) -> RuleMatch | None:
    """The rule for a complaint of this sector; None for a sector without rules that day.

    `text` is the complaint as `plain` gives it.
    """
    found: tuple[str, ...] = ()
    seen: set[str] = set()
    while sector not in seen:
        seen.add(sector)
        for rule in load_rules().get(sector, ()):
            phrase = _phrase_in(rule, text) if rule.effective(on) else None
            if phrase is None:
                continue
            found += (phrase,) if phrase else ()
            if rule.becomes is None:
                return RuleMatch(rule=rule, sector=sector, words=found)
            sector = rule.becomes
            break
    return None


def match_all_rules(sector: str, text: str, on: date) -> tuple[Rule, ...]:
    """All rules of a sector, that day, of which a phrase stands in the text, the first of which
    decides. `text` is as for `match_rule`."""
    rules = (rule for rule in load_rules().get(sector, ()) if rule.effective(on))
    return tuple(rule for rule in rules if _phrase_in(rule, text))


def _phrase_in(rule: Rule, text: str) -> str | None:
    """The phrase of the rule that stands in the text; "" for a rule that asks for none."""
    if not rule.words:
        return ""
    return next((phrase for phrase in rule.words if _is_said(phrase, text)), None)


def _is_said(phrase: str, text: str) -> bool:
    """Whether a phrase stands in the text, also with "-nya", other than to say where something is
    or who somebody was ("depan gerbang tol", "tamatan SMA")."""
    for written in (f" {phrase} ", f" {phrase}nya "):
        place = text.find(written)
        while place >= 0:
            before = text[text.rfind(" ", 0, place) + 1 : place]
            if before not in listed("place") and before not in listed("former"):
                return True
            place = text.find(written, place + 1)
    return False


@cache
def load_rules() -> dict[str, tuple[Rule, ...]]:
    """All lines of the table by sector, in their order."""
    table: dict[str, list[Rule]] = {}
    with DATA.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            table.setdefault(row["sector"], []).append(_rule(row))
    return {sector: tuple(lines) for sector, lines in table.items()}


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        sector=row["sector"],
        words=tuple(phrase for phrase in row["words"].split("|") if phrase),
        becomes=row["becomes"] or None,
        level=cast("GovernmentLevel", row["level"]) if row["level"] else None,
        agency_id=row["agency"] or None,
        effective_from=_day(row["effective_from"]),
        effective_to=_day(row["effective_to"]),
        note=row["note"],
    )


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
