"""The check that the words of every case go through, whoever wrote them: what tells of danger is
protected, and only what is harmless without a doubt is for everybody before a person looked."""

from msgspec import Struct

from chalicelib.case.authority import Protection
from chalicelib.case.decision import Context
from chalicelib.case.model import ComplaintText
from chalicelib.routing import categories, danger
from chalicelib.structs import replace


class Checked(Struct, frozen=True, kw_only=True):
    """The words of a new case, with the salt of their digest; why the service protects it by
    itself; and whether a person has to look at it before everybody may."""

    text: ComplaintText
    protect_for: tuple[Protection, ...]
    unchecked: bool


def check_words(
    text: ComplaintText, context: Context, *, category: str | None = None, at_risk: bool = False
) -> Checked:
    """The words as they may become a case of this category, today in WIB; `at_risk` where its
    reporter says that they could be harmed."""
    known = categories.get(category, context.today("WIB")) if category is not None else None
    outcome = danger.judge(text.as_written, titled=True).outcome
    reasons = {
        Protection.CATEGORY: known is not None and known.sensitive,
        Protection.WORDS: outcome == "dangerous",
        Protection.RISK: at_risk,
    }
    return Checked(
        text=replace(text, salt=context.salt()),
        protect_for=tuple(reason for reason, holds in reasons.items() if holds),
        unchecked=outcome != "harmless",
    )
