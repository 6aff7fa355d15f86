"""Addresses that anybody may have named: what a mail carries so that only who reads it can answer
for the address, and under which name an address is counted."""

import hmac

from chalicelib.protection.secrets import key_for


def token_of(case_id: str) -> str:
    """What the mails about a case carry in their link, 32 hex digits: who has it reads the mail of
    the address the case was filed with. It opens nothing of the case."""
    return hmac.digest(key_for("contact"), case_id.encode(), "sha256").hex()[:32]


def proves(token: str, case_id: str) -> bool:
    """Whether a token came with a mail about the case; compared in constant time."""
    return hmac.compare_digest(token.encode(), token_of(case_id).encode())


def mailbox_of(address: str) -> str:
    """64 hex digits that stand for an address, however it was capitalised; nobody without the
    service's secret can try whose it is.

    Large providers bring `s.ari+lapor@` to `sari@`, so what stands behind a plus counts for
    nothing, nor does a dot before the `@`. Where a provider tells such addresses apart, their
    owners share what is counted.
    """
    name, _, domain = address.strip().casefold().rpartition("@")
    one = name.partition("+")[0].replace(".", "")
    return hmac.digest(key_for("mailbox"), f"{one}@{domain}".encode(), "sha256").hex()
