"""The reporter's own copy of what they said of themselves: encrypted under their secret code, which
the service does not keep. So it can be shown to who brings the code, at once, by a function that
can open no identity; to who reads the tables it is nothing.

A code has 130 random bits, of which a key can be made without a slow function. What is stored of
the code to check it is another digest, and leads to no key.
"""

import hmac
import json
import secrets
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from chalicelib.protection.identity import Identity
from chalicelib.protection.receipts import as_compared

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def encrypt_copy(case_id: str, secret: str, identity: Identity) -> bytes:
    """The identity that a case was filed with, for who has `secret` and nobody else."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    text = json.dumps(asdict(identity), ensure_ascii=False)
    return nonce + _cipher(case_id, secret).encrypt(nonce, text.encode(), case_id.encode())


def decrypt_copy(case_id: str, secret: str, encrypted: bytes) -> Identity | None:
    """The identity, or None where it was encrypted under another secret."""
    from cryptography.exceptions import InvalidTag

    nonce, text = encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:]
    try:
        found = _cipher(case_id, secret).decrypt(nonce, text, case_id.encode())
    except InvalidTag:
        return None
    return Identity(**json.loads(found))


def _cipher(case_id: str, secret: str) -> "AESGCM":
    # Loaded when it is needed: most requests encrypt nobody.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    purpose = f"copy of the identity of {case_id}"
    return AESGCM(hmac.digest(as_compared(secret).encode(), purpose.encode(), "sha256"))
