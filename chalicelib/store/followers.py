"""Who wants news of a public case by mail: a row beside the case without an address, which stands
encrypted in the vault under a key of its own.

Everything of a follower ends by itself at `expires_at`: it counts for nothing from then on, and the
TTL of the three tables takes the rows away.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.protection.identity import EncryptedIdentity
from chalicelib.store.base import Expiry
from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.tables import (
    NOT_THERE,
    CasesItem,
    VaultItem,
    VaultKeyItem,
    case_pk,
    connection,
)

_PREFIX = "FOLLOWER#"


class Following(StrEnum):
    """What is known of a follower. `ASKED`: somebody named the address. `CONFIRMED`: who reads its
    mail wants the news. `STOPPED`: they want none; there is no address any more."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"


class FollowerItem(CasesItem, discriminator="follower"):
    """One follower, under the name of the address (`mailbox.follower_name`). `reference` names the
    notices that went there and has nothing of the address."""

    following = UnicodeAttribute()
    reference = UnicodeAttribute()
    expires_at = Expiry()


class Follower(Struct, frozen=True, kw_only=True):
    """A follower of a case, until `expires_at` (UTC)."""

    case_id: str
    name: str
    following: Following
    reference: str
    expires_at: datetime


def vault_name(case_id: str, name: str) -> str:
    """Where the address of a follower stands in the vault, and what it is bound to there."""
    return f"{_PREFIX}{case_id}#{name}"


def add(follower: Follower, encrypted: EncryptedIdentity, now: datetime) -> bool:
    """Keep a follower with the encrypted address, unless there is one of that name at `now`;
    whether it was kept."""
    row = _item(follower.case_id, follower.name)
    row.following, row.reference = follower.following.value, follower.reference
    row.expires_at = follower.expires_at
    vault = VaultItem(encrypted.case_id, expires_at=follower.expires_at)
    for field, value in encrypted.fields.items():
        setattr(vault, field, value)
    key = VaultKeyItem(
        encrypted.case_id, wrapped_key=encrypted.wrapped_key, expires_at=follower.expires_at
    )

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            free = NOT_THERE | (FollowerItem.expires_at <= now)
            transaction.save(row, condition=free)
            transaction.save(vault)
            transaction.save(key)

    return _done(write)


def get(case_id: str, name: str, now: datetime) -> Follower | None:
    """A follower, read consistently; None where there is none at `now` (UTC)."""
    key = _item(case_id, name)
    try:
        row = FollowerItem.get(key.pk, key.sk, consistent_read=True)
    except FollowerItem.DoesNotExist:
        return None
    return None if row.expires_at <= now else _follower(row)


def page(case_id: str, after: str, limit: int) -> Sequence[str]:
    """The names of so many who want the news of a case, in the order of their names, after one.
    Also of some that ended meanwhile: `get` says so."""
    rows = FollowerItem.query(
        case_pk(case_id),
        FollowerItem.sk.between(f"{_PREFIX}{after}!", f"{_PREFIX}~"),
        consistent_read=True,
        limit=limit,
    )
    return [row.sk.removeprefix(_PREFIX) for row in rows]


def renew(follower: Follower, until: datetime, *, following: Following) -> bool:
    """Let a follower with an address go on until a moment (UTC) with that standing; False where it
    stopped meanwhile."""
    known = vault_name(follower.case_id, follower.name)

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            transaction.update(
                _item(follower.case_id, follower.name),
                actions=[
                    FollowerItem.expires_at.set(until),
                    FollowerItem.following.set(following.value),
                ],
                condition=FollowerItem.following == follower.following.value,
            )
            transaction.update(
                VaultItem(known),
                actions=[VaultItem.expires_at.set(until)],
                condition=VaultItem.pk.exists(),
            )
            transaction.update(
                VaultKeyItem(known),
                actions=[VaultKeyItem.expires_at.set(until)],
                condition=VaultKeyItem.pk.exists(),
            )

    return _done(write)


def stop(case_id: str, name: str, until: datetime) -> None:
    """Erase the address of a follower with its key. That it wants no news of the case is remembered
    until a moment (UTC), so that nobody can have it asked again before."""
    known = vault_name(case_id, name)

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            transaction.update(
                _item(case_id, name),
                actions=[
                    FollowerItem.following.set(Following.STOPPED.value),
                    FollowerItem.expires_at.set(until),
                ],
                condition=CasesItem.pk.exists(),
            )
            transaction.delete(VaultItem(known))
            transaction.delete(VaultKeyItem(known))

    _done(write)


def encrypted_address(case_id: str, name: str) -> EncryptedIdentity | None:
    """The encrypted address of a follower, or None where it was erased. Read consistently."""
    known = vault_name(case_id, name)
    try:
        row = VaultItem.get(known, consistent_read=True)
        key = VaultKeyItem.get(known, consistent_read=True)
    except (VaultItem.DoesNotExist, VaultKeyItem.DoesNotExist):
        return None
    fields = {"email": row.email, "language": row.language}
    return EncryptedIdentity(case_id=known, fields=fields, wrapped_key=key.wrapped_key)


def _follower(row: FollowerItem) -> Follower:
    return Follower(
        case_id=row.pk.removeprefix("CASE#"),
        name=row.sk.removeprefix(_PREFIX),
        following=Following(row.following),
        reference=row.reference,
        expires_at=row.expires_at,
    )


def _item(case_id: str, name: str) -> FollowerItem:
    return FollowerItem(case_pk(case_id), f"{_PREFIX}{name}")


def _done(write: Callable[[], None]) -> bool:
    try:
        attempt(write)
    except ConditionFailed:
        return False
    return True
