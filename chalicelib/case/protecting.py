"""What makes a case anonymous and confidential without anybody asking for it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib import events

from .decision import Action, Context, Outcome
from .model import Actor, Case


class Protection(StrEnum):
    """Why the service makes a case anonymous and confidential by itself."""

    CATEGORY = "category"  # a sensitive one
    WORDS = "words"  # the text tells of danger
    RISK = "risk"  # the reporter says they could be harmed
    CHOICE = "choice"  # confidential it was already, by the reporter's own choice


def protect(case: Case, *reasons: Protection) -> Case:
    """Anonymous and confidential, for these reasons: two reporters ended up in police cases because
    somebody forgot to tick a box. Here nobody has to. Why the service did so is kept only where it
    changed something: what the reporter had chosen is theirs."""
    if case.anonymous and case.confidential and not case.protected_for:
        return case
    own = (Protection.CHOICE,) if case.confidential and not case.protected_for else ()
    return replace(
        case,
        anonymous=True,
        confidential=True,
        protected_for=tuple(dict.fromkeys((*case.protected_for, *own, *reasons))),
    )


def may_unprotect(case: Case) -> bool:
    """Whether the reporter may open a case that only its words had closed."""
    return case.confidential and case.protected_for == (Protection.WORDS,)


@dataclass(frozen=True, kw_only=True)
class Unprotect(Action):
    """The reporter opens what the service closed because of its words."""

    name = "unprotect"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Everybody may read it once a person has looked at it; it stays anonymous."""
        opened = replace(case, confidential=False, protected_for=(), unchecked=True)
        return Outcome(case=opened, payload=events.Unprotected())
