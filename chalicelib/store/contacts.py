"""Whether the address that a case was filed with belongs to who filed it, beside the case: anybody
can name anybody's. No address is in here, only the names of some (`mailbox.name_of`).
"""

import contextlib
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct
from pynamodb.attributes import (
    BinaryAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.tables import CONTACT_SK, CasesItem, case_pk

MOST_UNCONFIRMED = 2


class Standing(StrEnum):
    """What is known of an address. `OPENED`: the case was opened with its secret code, so somebody
    follows it. `CONFIRMED`: who reads the address's mail said that the case is theirs. `STOPPED`:
    they said that it is not, or that they want no mail. `ERASED`: nothing is held of it any more,
    and nothing more is kept, whatever comes late."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"
    ERASED = "erased"


class ContactItem(CasesItem, discriminator="contact"):
    """The row beside a case; missing until somebody did something. `address` is the name of the
    one that the case has now, missing as long as that is the one it was filed with."""

    standing = UnicodeAttribute(null=True)
    mails = UnicodeSetAttribute(null=True)
    address = UnicodeAttribute(null=True)
    stopped = UnicodeSetAttribute(null=True)
    link = UnicodeAttribute(null=True)
    link_ends_at = UTCDateTimeAttribute(null=True)
    link_copy = BinaryAttribute(legacy_encoding=False, null=True)
    corrections = NumberAttribute(null=True)


class Link(Struct, frozen=True, kw_only=True):
    """What a mailed link to a new secret code opens until `ends_at` (UTC): by the name of its
    token (`mailbox.link_name`), with a copy of the identity that only the token opens."""

    name: str
    ends_at: datetime
    copy: bytes


class Contact(Struct, frozen=True, kw_only=True):
    """The standing of the address of a case (None: nobody has shown that it is theirs), the names
    of the notices that went there before it had one, the names of all addresses of the case that
    want no mail about it, the link to a new secret code that is open, and how often the case was
    given another address."""

    standing: Standing | None = None
    mails: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    link: Link | None = None
    corrections: int = 0


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
    return Contact(
        standing=standing,
        mails=frozenset(item.mails or ()),
        stopped=frozenset(item.stopped or ()),
        link=_link_from(item),
        corrections=int(item.corrections or 0),
    )


def _link_from(item: ContactItem) -> Link | None:
    if item.link is None or item.link_ends_at is None or item.link_copy is None:
        return None
    return Link(name=item.link, ends_at=item.link_ends_at, copy=item.link_copy)


def note_opened(case_id: str) -> None:
    """Remember that the case was opened with its secret code; what was said by mail stays."""
    with contextlib.suppress(ConditionFailed):
        _update(
            case_id,
            ContactItem.standing.set(Standing.OPENED),
            condition=ContactItem.standing.does_not_exist(),
        )


def save_standing(case_id: str, standing: Standing, of: str | None = None) -> None:
    """Remember what was said by mail: the last word counts. `of` is the name of the address that
    the mail went to; one that the case does not have any more can only say for itself whether it
    wants mails, should it be given again. Without `of` it is that of now. Once it is erased nothing
    is kept of it."""
    heard: list[Action] = []
    if of is not None:
        stopped = ContactItem.stopped
        stops = standing is Standing.STOPPED
        heard = [stopped.add({of}) if stops else stopped.delete({of})]
    held = ContactItem.standing.does_not_exist() | (ContactItem.standing != Standing.ERASED.value)
    present = ContactItem.address.does_not_exist() | (ContactItem.address == of)
    try:
        _update(
            case_id,
            ContactItem.standing.set(standing),
            *heard,
            condition=present & held if of is not None else held,
        )
    except ConditionFailed:
        if heard:
            with contextlib.suppress(ConditionFailed):
                _update(case_id, *heard, condition=held)


def admit_mail(case_id: str, notice: str) -> bool:
    """Whether the notice may go to an address of no standing: one of the first
    `MOST_UNCONFIRMED`. One that was let through is let through again."""
    mails = ContactItem.mails
    free = mails.does_not_exist() | (size(mails) < MOST_UNCONFIRMED) | mails.contains(notice)
    try:
        _update(case_id, mails.add({notice}), condition=free)
    except ConditionFailed:
        return False
    return True


def add_address(
    transaction: TransactWrite, case_id: str, name: str, stopped: Collection[str]
) -> None:
    """Note that a case has another address, by its name. It starts as one that nobody confirmed, of
    a case that was opened with its code; one of those that `stopped` the mails gets none."""
    standing = Standing.STOPPED if name in stopped else Standing.OPENED
    actions = [ContactItem.standing.set(standing), ContactItem.address.set(name), *_no_link()]
    actions.append(ContactItem.corrections.add(1))
    transaction.update(_item(case_id), actions=[*actions, _KIND])


def add_erasure(transaction: TransactWrite, case_id: str) -> None:
    """Take away the names of addresses of a case, and the link, and let nothing of them be kept
    again."""
    gone = (ContactItem.address, ContactItem.stopped)
    erased = ContactItem.standing.set(Standing.ERASED)
    actions = [erased, *(one.remove() for one in gone), *_no_link(), _KIND]
    transaction.update(_item(case_id), actions=actions)


def offer_link(case_id: str, link: Link, corrections: int) -> bool:
    """Open a link to a new secret code, in the place of one that is open, where the address is
    confirmed and the one that the case had after so many corrections; whether it was. What was
    erased or corrected since is not kept again in the copy of a link."""
    opened = (
        ContactItem.link.set(link.name),
        ContactItem.link_ends_at.set(link.ends_at),
        ContactItem.link_copy.set(link.copy),
    )
    try:
        _update(case_id, *opened, condition=_is_confirmed(corrections))
    except ConditionFailed:
        return False
    return True


def add_use_of_link(transaction: TransactWrite, case_id: str, link: Link) -> None:
    """Use up a link, on condition that it is still open and the address confirmed."""
    still = (ContactItem.link == link.name) & (ContactItem.standing == Standing.CONFIRMED.value)
    transaction.update(_item(case_id), actions=[*_no_link(), _KIND], condition=still)


def add_condition_of_address(transaction: TransactWrite, case_id: str, corrections: int) -> None:
    """Let a transaction be on condition that the address of a case is confirmed, and the one it had
    after so many corrections."""
    transaction.update(_item(case_id), actions=[_KIND], condition=_is_confirmed(corrections))


def in_doubt(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a contact, as DynamoDB has it, of a case to which something happened since that
    nobody knows: perhaps its address is another by now, which nobody confirmed. So links that were
    mailed open nothing any more. One of no address that could be another is as it was."""
    item = ContactItem.from_raw_data(dict(row))
    confirmed = item.standing == Standing.CONFIRMED.value
    if not confirmed and item.address is None and item.link is None:
        return dict(row)
    if confirmed:
        item.standing = Standing.OPENED.value
    item.address = item.link = item.link_ends_at = item.link_copy = None
    item.corrections = int(item.corrections or 0) + 1
    return item.serialize()


def put_in_doubt(case_id: str) -> None:
    """Leave the contact of a case `in_doubt`, in a table that nobody is shown yet."""
    try:
        item = ContactItem.get(case_pk(case_id), CONTACT_SK, consistent_read=True)
    except ContactItem.DoesNotExist:
        return
    ContactItem.from_raw_data(in_doubt(item.serialize())).save()


def _is_confirmed(corrections: int) -> Condition:
    number = ContactItem.corrections
    same = number == corrections if corrections else number.does_not_exist()
    found: Condition = (ContactItem.standing == Standing.CONFIRMED.value) & same
    return found


def _no_link() -> list[Action]:
    return [
        ContactItem.link.remove(),
        ContactItem.link_ends_at.remove(),
        ContactItem.link_copy.remove(),
    ]


_KIND = Path("kind").set("contact")  # an update that makes the row does not say what it is


def _update(case_id: str, *actions: Action, condition: Condition | None = None) -> None:
    item = _item(case_id)
    attempt(lambda: item.update(actions=[*actions, _KIND], condition=condition))


def _item(case_id: str) -> ContactItem:
    return ContactItem(case_pk(case_id), CONTACT_SK)
