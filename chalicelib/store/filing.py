"""The one transaction that files a complaint (claims, case, first event, its words and the sealed
identity), and those that split one or take its identity back."""

from collections.abc import Sequence

from pynamodb.transactions import TransactWrite

from chalicelib.case.decision import Change
from chalicelib.case.model import ComplaintText
from chalicelib.errors import Conflict, Unavailable
from chalicelib.protection.identity import FIELDS, Sealed
from chalicelib.store import texts
from chalicelib.store.cases import add_creation, add_update
from chalicelib.store.claims import Claim, add_claims, refused_claim
from chalicelib.store.conditions import attempt
from chalicelib.store.tables import VaultItem, VaultKeyItem, case_pk, connection


def create(
    change: Change, text: ComplaintText, *, claims: Sequence[Claim], sealed: Sealed | None
) -> None:
    """File: all of it or nothing.

    Raises `Conflict("claimed", name=...)` with the first claim that was used before, and
    `Unavailable` when there is a case of that id: the next attempt draws another.
    """

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_claims(transaction, claims, change.case.id)
            add_creation(transaction, change)
            texts.add(transaction, change.case.id, text)
            if sealed is not None:
                key = VaultKeyItem(case_pk(sealed.case_id), wrapped_key=sealed.wrapped_key)
                transaction.save(_vault_item(sealed))
                transaction.save(key)

    attempt(write, lambda failed: refused_claim(failed, claims) or Unavailable("unavailable"))


def split(change: Change, taken: Change, text: ComplaintText, claims: Sequence[Claim] = ()) -> None:
    """Save the change of a case whose second matter becomes the case of `taken`, in the words of
    `text`: all of it or nothing.

    Raises `Conflict` as `cases.save` does; `stale` too when there is a case of that id.
    """

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_claims(transaction, claims, change.case.id)
            add_update(transaction, change)
            add_creation(transaction, taken)
            texts.add(transaction, taken.case.id, text)

    attempt(write, lambda failed: refused_claim(failed, claims) or Conflict("stale"))


def _vault_item(sealed: Sealed) -> VaultItem:
    item = VaultItem(case_pk(sealed.case_id))
    for name, value in sealed.fields.items():
        setattr(item, name, value)
    return item


def erase(*changes: Change, claims: Sequence[Claim] = ()) -> None:
    """Save changes that take back the identity all of these cases were filed with, and erase it
    with its wrapped key.

    Raises `Conflict` as `cases.save` does; then nothing is erased.
    """
    pk = case_pk(changes[0].case.filed_as)

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_claims(transaction, claims, changes[0].case.id)
            for change in changes:
                add_update(transaction, change)
            transaction.delete(VaultItem(pk))
            transaction.delete(VaultKeyItem(pk))

    attempt(write, lambda failed: refused_claim(failed, claims, deletes=2) or Conflict("stale"))


def sealed_identity(case_id: str) -> Sealed | None:
    """The sealed identity of a case's reporter, or None where none was given or it was erased.

    Read consistently: what is missing here counts as erased, and nobody would be written to.
    """
    pk = case_pk(case_id)
    try:
        row = VaultItem.get(pk, consistent_read=True)
        key = VaultKeyItem.get(pk, consistent_read=True)
    except (VaultItem.DoesNotExist, VaultKeyItem.DoesNotExist):
        return None
    fields = {name: value for name in FIELDS if (value := getattr(row, name)) is not None}
    return Sealed(case_id=case_id, fields=fields, wrapped_key=key.wrapped_key)
