"""The one transaction that files a complaint: case, first event, claims and the sealed identity."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.case.model import Change
from chalicelib.errors import Conflict, Expired
from chalicelib.protection.vault import FIELDS, Sealed
from chalicelib.store.cases import add_creation, add_update, reasons, with_retries
from chalicelib.store.tables import ClaimItem, VaultItem, VaultKeyItem, case_pk, connection


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Something to be used once, until `expires_at` (UTC). `body_sha256` tells a retry from
    another request under the same key."""

    name: str
    expires_at: datetime
    body_sha256: str | None = None


def claimed(name: str) -> ClaimItem | None:
    """Who used this claim already, or None."""
    try:
        return ClaimItem.get(name, consistent_read=True)
    except ClaimItem.DoesNotExist:
        return None


def use_up(claim: Claim) -> None:
    """Claim something on its own. Raises `Expired("challenge_used")` when it was used before."""
    item = ClaimItem(claim.name, expires_at=claim.expires_at)
    try:
        item.save(condition=ClaimItem.pk.does_not_exist())
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        raise Expired("challenge_used") from error


def create(change: Change, *, claims: list[Claim], sealed: Sealed | None) -> None:
    """File: all of it or nothing.

    Raises `Conflict("claimed", name=...)` with the first claim that was used before.
    """
    with_retries(lambda: _write(change, claims, sealed))


def _write(change: Change, claims: list[Claim], sealed: Sealed | None) -> None:
    free = ClaimItem.pk.does_not_exist()
    try:
        with TransactWrite(connection=connection()) as transaction:
            for claim in claims:
                item = ClaimItem(
                    claim.name,
                    body_sha256=claim.body_sha256,
                    case_id=change.case.id,
                    expires_at=claim.expires_at,
                )
                transaction.save(item, condition=free)
            add_creation(transaction, change)
            if sealed is not None:
                pk = case_pk(sealed.case_id)
                transaction.save(_vault_item(sealed))
                transaction.save(VaultKeyItem(pk, wrapped_key=sealed.wrapped_key))
    except TransactWriteError as error:
        for claim, reason in zip(claims, reasons(error), strict=False):
            if reason == "ConditionalCheckFailed":
                raise Conflict("claimed", name=claim.name) from error
        raise


def _vault_item(sealed: Sealed) -> VaultItem:
    item = VaultItem(case_pk(sealed.case_id))
    for name, value in sealed.fields.items():
        setattr(item, name, value)
    return item


def erase(change: Change) -> None:
    """Save a change that takes the identity back, and erase it with its wrapped key.

    Raises `Conflict("stale")` as `cases.save` does; then nothing is erased.
    """
    with_retries(lambda: _erase(change))


def _erase(change: Change) -> None:
    pk = case_pk(change.case.id)
    try:
        with TransactWrite(connection=connection()) as transaction:
            add_update(transaction, change)
            transaction.delete(VaultItem(pk))
            transaction.delete(VaultKeyItem(pk))
    except TransactWriteError as error:
        if "ConditionalCheckFailed" in reasons(error):
            raise Conflict("stale") from error
        raise


def sealed_identity(case_id: str) -> Sealed | None:
    """The sealed identity of a case's reporter, or None where none was given or it was erased."""
    pk = case_pk(case_id)
    try:
        row, key = VaultItem.get(pk), VaultKeyItem.get(pk)
    except (VaultItem.DoesNotExist, VaultKeyItem.DoesNotExist):
        return None
    fields = {name: value for name in FIELDS if (value := getattr(row, name)) is not None}
    return Sealed(case_id=case_id, fields=fields, wrapped_key=key.wrapped_key)
