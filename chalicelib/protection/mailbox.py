"""Addresses that anybody may have named: what a mail carries so that only who reads it can answer
for the address, and under which name an address is counted."""

import hmac

from chalicelib.protection import receipts
from chalicelib.protection.secrets import key_for, lasting_key_for

_HALF = 32  # hex digits


def token_of(case_id: str, address: str) -> str:
    """What the mails about a case to an address carry in their link, 64 hex digits: who has it
    reads the mail of that address. It opens nothing of the case."""
    name = name_of(case_id, address)
    return name + _proof(case_id, name)


def named_by(token: str, case_id: str) -> str | None:
    """The name (`name_of`) of the address that a token went to with a mail about the case; None
    where it came with none. Compared in constant time."""
    name, proof = token[:_HALF], token[_HALF:]
    genuine = hmac.compare_digest(proof.encode(), _proof(case_id, name).encode())
    return name if genuine else None


def name_of(case_id: str, address: str) -> str:
    """32 hex digits that stand for an address beside one case: nobody without the service's secret
    can try whose it is, or find the address beside another case. The same for good."""
    return _name(f"{case_id} address", address)


def follower_name(case_id: str, address: str) -> str:
    """The same for who follows a case: no name of one that belongs to a reporter."""
    return _name(f"{case_id} follower", address)


def follower_token(case_id: str, name: str) -> str:
    """What the mails to a follower carry in their link, as `token_of` for a reporter."""
    return name + _digest(f"{case_id} follower token {name}")


def follower_named_by(token: str, case_id: str) -> str | None:
    """The name of the follower that a token went to; None where it came with none. Compared in
    constant time."""
    name = token[:_HALF]
    genuine = hmac.compare_digest(token.encode(), follower_token(case_id, name).encode())
    return name if genuine else None


def link_name(case_id: str, token: str) -> str:
    """32 hex digits under which a link to a new secret code is kept beside its case: nobody without
    the service's secret can make one that a token of theirs opens, nor use that of another case."""
    return _digest(f"{case_id} link {receipts.as_compared(token)}")


def _proof(case_id: str, name: str) -> str:
    return _digest(f"{case_id} token {name}")


def _digest(text: str) -> str:
    return hmac.digest(key_for("contact"), text.encode(), "sha256").hex()[:_HALF]


def _name(of: str, address: str) -> str:
    text = f"{of} {_mailbox(address, lasting_key_for('mailbox'))}"
    return hmac.digest(lasting_key_for("contact"), text.encode(), "sha256").hex()[:_HALF]


def mailbox_of(address: str) -> str:
    """64 hex digits that stand for an address, however it was capitalised; nobody without the
    service's secret can try whose it is.

    Large providers bring `s.ari+lapor@` to `sari@`, so what stands behind a plus counts for
    nothing, nor does a dot before the `@`. Where a provider tells such addresses apart, their
    owners share what is counted.
    """
    return _mailbox(address, key_for("mailbox"))


def _mailbox(address: str, key: bytes) -> str:
    name, _, domain = address.strip().casefold().rpartition("@")
    one = name.partition("+")[0].replace(".", "")
    return hmac.digest(key, f"{one}@{domain}".encode(), "sha256").hex()
