"""Links in mails that let who reads them take one step on a case: beside the case, each under a
keyed digest of its token."""

from datetime import datetime, timedelta

from msgspec import Struct
from pynamodb.attributes import (
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.transactions import TransactWrite

from chalicelib.case.decision import Change
from chalicelib.errors import Conflict
from chalicelib.store import contacts
from chalicelib.store.base import Expiry
from chalicelib.store.cases import add_update
from chalicelib.store.conditions import attempt
from chalicelib.store.tables import CasesItem, case_pk, connection

KEPT_AFTER = timedelta(days=1)  # so that who comes a little late is told so


class StepLinkItem(CasesItem, discriminator="step_link"):
    """One link. The table's TTL on `expires_at` takes it away some time after its end."""

    action = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    ends_at = UTCDateTimeAttribute()
    corrections = NumberAttribute()
    used_at = UTCDateTimeAttribute(null=True)
    expires_at = Expiry()


class StepLink(Struct, frozen=True, kw_only=True):
    """A link to the one `action` on one case that was asked for at `since`, until `ends_at` (UTC),
    mailed to the address the case had after so many `corrections`."""

    digest: str
    action: str
    since: datetime
    ends_at: datetime
    corrections: int


def add(case_id: str, link: StepLink) -> None:
    """Open a link."""
    item = _item(case_id, link.digest)
    item.action, item.since, item.ends_at = link.action, link.since, link.ends_at
    item.corrections, item.expires_at = link.corrections, link.ends_at + KEPT_AFTER
    attempt(item.save)


def get(case_id: str, digest: str) -> StepLink | None:
    """The link of a case under a digest, read consistently, also when it was used or is over."""
    key = _item(case_id, digest)
    try:
        item = StepLinkItem.get(key.pk, key.sk, consistent_read=True)
    except StepLinkItem.DoesNotExist:
        return None
    return StepLink(
        digest=digest,
        action=item.action,
        since=item.since,
        ends_at=item.ends_at,
        corrections=int(item.corrections),
    )


def save_use(*changes: Change, link: StepLink, address_of: str, at: datetime) -> None:
    """Save changes and use up the link of the first that let them be made, as long as the address
    of the case `address_of` is the confirmed one that the link went to: all of it or nothing.

    Raises `Conflict` as `cases.save` does, and `stale` too when the link was used or the address
    is not that any more.
    """
    case_id = changes[0].case.id

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            for change in changes:
                add_update(transaction, change)
            transaction.update(
                _item(case_id, link.digest),
                actions=[StepLinkItem.used_at.set(at)],
                condition=CasesItem.pk.exists() & StepLinkItem.used_at.does_not_exist(),
            )
            contacts.add_condition_of_address(transaction, address_of, link.corrections)

    attempt(write, lambda _: Conflict("stale"))


def _item(case_id: str, digest: str) -> StepLinkItem:
    return StepLinkItem(case_pk(case_id), f"LINK#{digest}")
