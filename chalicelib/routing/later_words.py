"""What a reporter writes after filing. It is read as a complaint is, but when somebody may have the
case already: then whoever it accuses is taken off it, so only words count that are dangerous and
speak of somebody in office.

Of a complaint's words whatever may accuse an office lets a person look first. Short answers to an
agency look like that in nearly a third, and would take the case from who works on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.structs import replace

from . import danger
from .inspection import accused_readers
from .jurisdiction import RuleInput
from .secrecy import asks_for_secrecy
from .sector_rules import normalize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from .registry import Registry


class LaterWords(Struct, frozen=True, kw_only=True):
    """Whether they tell of danger, ask for secrecy and accuse somebody in office; and whom of those
    who read the case: the office itself, or the government whose head it is."""

    dangerous: bool
    secret: bool
    on_office: bool
    accuses: tuple[str, ...]


def read_later_words(
    words: str,
    readers: Iterable[str],
    *,
    chosen: Collection[str] = (),
    region_code: str | None,
    registry: Registry,
    on: date,
) -> LaterWords:
    """What the words say, of a case that is about this place and that the agencies `readers` read.
    Those `chosen` have it although it accuses somebody: an office is no other than before, a head
    may be. `on` is the day on which agencies and rules must be valid."""
    verdict = danger.judge(words)
    complaint = RuleInput(
        registry=registry,
        text=normalize(words),
        region_code=region_code,
        place=None,
        supervisory=False,
        excluded=frozenset(),
        on=on,
    )
    found: list[str] = []
    for one in readers if verdict.tells_on_office else ():
        if one not in chosen:
            found += accused_readers(complaint, one, verdict)
        elif verdict.accused == "head":
            found += accused_readers(complaint, one, replace(verdict, others=False))
    return LaterWords(
        dangerous=verdict.outcome == "dangerous",
        secret=asks_for_secrecy(words),
        on_office=verdict.tells_on_office,
        accuses=tuple(dict.fromkeys(found)),
    )
