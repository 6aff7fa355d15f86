"""The one transaction that files a complaint (claims, case, first event, its words and the
encrypted identity), and those that split one or take its identity back."""

from collections.abc import Collection, Sequence

from msgspec import Struct
from pynamodb.transactions import TransactWrite

from chalicelib.case.decision import Change
from chalicelib.case.model import ComplaintText
from chalicelib.errors import Conflict, Unavailable
from chalicelib.leads.lead import Lead
from chalicelib.protection.identity import FIELDS, EncryptedIdentity
from chalicelib.store import contacts, texts
from chalicelib.store.cases import add_creation, add_update
from chalicelib.store.claims import Claim, add_claims, refused_claim
from chalicelib.store.conditions import attempt
from chalicelib.store.contacts import Link
from chalicelib.store.leads import add_decision
from chalicelib.store.tables import VaultItem, VaultKeyItem, case_pk, connection


class StoredIdentity(Struct, frozen=True, kw_only=True):
    """An identity as it is kept: encrypted in the vault, and as the reporter's own copy. `address`
    is the name of its address, an empty one where it has none."""

    encrypted: EncryptedIdentity
    copy: bytes
    address: str


def create(
    change: Change,
    text: ComplaintText,
    *,
    claims: Sequence[Claim],
    identity: StoredIdentity | None,
) -> None:
    """File, with the identity as it is stored: all of it or nothing.

    Raises `Conflict("claimed", name=...)` with the first claim that was used before, and
    `Unavailable` when there is a case of that id: the next attempt draws another.
    """

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_claims(transaction, claims, change.case.id)
            add_creation(transaction, change)
            copy = identity.copy if identity is not None else None
            texts.add(transaction, change.case.id, text, copy)
            if identity is not None:
                _add_encrypted(transaction, identity.encrypted)

    attempt(write, lambda failed: refused_claim(failed, claims) or Unavailable("unavailable"))


def split(change: Change, taken: Change, text: ComplaintText) -> None:
    """Save the change of a case whose second matter becomes the case of `taken`, in the words of
    `text`: all of it or nothing.

    Raises `Conflict` as `cases.save` does; `stale` too when there is a case of that id.
    """

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_update(transaction, change)
            add_creation(transaction, taken)
            texts.add(transaction, taken.case.id, text)

    attempt(write, lambda _: Conflict("stale"))


def create_from_lead(change: Change, text: ComplaintText, lead: Lead) -> None:
    """File what a lead becomes, with what was decided on the lead: all of it or nothing. Raises
    `Conflict("stale")` when somebody else decided on it, or it grew meanwhile."""

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_creation(transaction, change)
            texts.add(transaction, change.case.id, text)
            add_decision(transaction, lead)

    attempt(write, lambda _: Conflict("stale"))


def attach_lead(change: Change, lead: Lead) -> None:
    """Save the note on a case that a lead becomes, with what was decided on the lead. Raises
    `Conflict("stale")` as `cases.save` does, and as above."""

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_update(transaction, change)
            add_decision(transaction, lead)

    attempt(write, lambda _: Conflict("stale"))


def _add_encrypted(transaction: TransactWrite, encrypted: EncryptedIdentity) -> None:
    """Put an identity in the place of whatever was there, so that neither row nor key is left."""
    pk = case_pk(encrypted.case_id)
    item = VaultItem(pk)
    for name, value in encrypted.fields.items():
        setattr(item, name, value)
    transaction.save(item)
    transaction.save(VaultKeyItem(pk, wrapped_key=encrypted.wrapped_key))


def correct(
    *changes: Change,
    identity: StoredIdentity,
    has_copy: bool,
    stopped: Collection[str],
) -> None:
    """Save changes that give all of these cases another identity, and put it in the place of the
    one that was encrypted, and of its copy where there is one. `stopped` are the names of the
    addresses that want no mail about them.

    Raises `Conflict` as `cases.save` does; then nothing is changed.
    """
    case_id = identity.encrypted.case_id

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            for change in changes:
                add_update(transaction, change)
            _add_encrypted(transaction, identity.encrypted)
            contacts.add_address(transaction, case_id, identity.address, stopped)
            if has_copy:
                texts.add_copy(transaction, case_id, identity.copy)

    attempt(write, lambda _: Conflict("stale"))


def erase(*changes: Change, has_copy: bool) -> None:
    """Save changes that take back the identity all of these cases were filed with, and erase it
    with its wrapped key, the names of its addresses and its copy, where there is one.

    Raises `Conflict` as `cases.save` does; then nothing is erased.
    """
    filed_as = changes[0].case.filed_as
    pk = case_pk(filed_as)

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            for change in changes:
                add_update(transaction, change)
            transaction.delete(VaultItem(pk))
            transaction.delete(VaultKeyItem(pk))
            contacts.add_erasure(transaction, filed_as)
            if has_copy:
                texts.add_copy(transaction, filed_as, None)

    attempt(write, lambda _: Conflict("stale"))


def replace_receipt(*changes: Change, link: Link, copy: bytes | None) -> None:
    """Save changes that give all of these cases another secret code, use up the link it is for,
    and put the copy under the new code in the place of the one there is; None where there is none.

    Raises `Conflict("stale")` as `cases.save` does, and when the link is not open any more.
    """
    filed_as = changes[0].case.filed_as

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            for change in changes:
                add_update(transaction, change)
            contacts.add_use_of_link(transaction, filed_as, link)
            if copy is not None:
                texts.add_copy(transaction, filed_as, copy)

    attempt(write, lambda _: Conflict("stale"))


def has_key(case_id: str) -> bool:
    """Whether the wrapped key of an identity is there, without which nobody reads it. Read
    consistently."""
    try:
        VaultKeyItem.get(case_pk(case_id), consistent_read=True)
    except VaultKeyItem.DoesNotExist:
        return False
    return True


def encrypted_identity(case_id: str) -> EncryptedIdentity | None:
    """The encrypted identity of a case's reporter, or None where none was given or it was erased.

    Read consistently: what is missing here counts as erased, and nobody would be written to.
    """
    pk = case_pk(case_id)
    try:
        row = VaultItem.get(pk, consistent_read=True)
        key = VaultKeyItem.get(pk, consistent_read=True)
    except (VaultItem.DoesNotExist, VaultKeyItem.DoesNotExist):
        return None
    fields = {name: value for name in FIELDS if (value := getattr(row, name)) is not None}
    return EncryptedIdentity(case_id=case_id, fields=fields, wrapped_key=key.wrapped_key)
