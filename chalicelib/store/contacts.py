"""Whether the address that a case was filed with belongs to who filed it, beside the case: anybody
can name anybody's. No address is in here.
"""

import contextlib
from dataclasses import dataclass
from enum import StrEnum

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import size
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.tables import CONTACT_SK, CasesItem, case_pk

MOST_UNCONFIRMED = 2


class Standing(StrEnum):
    """What is known of an address. `OPENED`: the case was opened with its secret code, so somebody
    follows it. `CONFIRMED`: who reads the address's mail said that the case is theirs. `STOPPED`:
    they said that it is not, or that they want no mail."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"


class ContactItem(CasesItem, discriminator="contact"):
    """The row beside a case; missing until somebody did something."""

    standing = UnicodeAttribute(null=True)
    mails = UnicodeSetAttribute(null=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """The standing of the address of a case (None: nobody has shown that it is theirs), and the
    names of the notices that went there before it had one."""

    standing: Standing | None = None
    mails: frozenset[str] = frozenset()


def get(case_id: str) -> Contact:
    """The contact of a case, read consistently."""
    try:
        return contact_from(ContactItem.get(case_pk(case_id), CONTACT_SK, consistent_read=True))
    except ContactItem.DoesNotExist:
        return contact_from(None)


def contact_from(item: CasesItem | None) -> Contact:
    """The contact out of its row, or that of a case that has none."""
    if not isinstance(item, ContactItem):
        return Contact()
    standing = Standing(item.standing) if item.standing is not None else None
    return Contact(standing=standing, mails=frozenset(item.mails or ()))


def note_opened(case_id: str) -> None:
    """Remember that the case was opened with its secret code; what was said by mail stays."""
    with contextlib.suppress(ConditionFailed):
        _update(case_id, ContactItem.standing.set(Standing.OPENED), unless_known=True)


def say(case_id: str, standing: Standing) -> None:
    """Remember what was said by mail: the last word counts."""
    _update(case_id, ContactItem.standing.set(standing))


def admit_mail(case_id: str, notice: str) -> bool:
    """Whether the notice may go to an address of no standing: one of the first
    `MOST_UNCONFIRMED`. One that was let through is let through again."""
    item, mails = _item(case_id), ContactItem.mails
    free = mails.does_not_exist() | (size(mails) < MOST_UNCONFIRMED) | mails.contains(notice)
    try:
        attempt(lambda: item.update(actions=[mails.add({notice}), _KIND], condition=free))
    except ConditionFailed:
        return False
    return True


_KIND = Path("kind").set("contact")  # an update that makes the row does not say what it is


def _update(case_id: str, action: Action, *, unless_known: bool = False) -> None:
    item = _item(case_id)
    condition = ContactItem.standing.does_not_exist() if unless_known else None
    attempt(lambda: item.update(actions=[action, _KIND], condition=condition))


def _item(case_id: str) -> ContactItem:
    return ContactItem(case_pk(case_id), CONTACT_SK)
