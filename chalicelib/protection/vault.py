"""The identity vault: who the reporter is, sealed apart from the case.

Every field is encrypted under a data key of the case's own (KMS envelope). The wrapped key lives in
a table without backups: erasing it makes every copy of the sealed fields unreadable. Who files may
`seal` and never `unseal`: the role of the API function has no `kms:Decrypt`.
"""

import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib import clients, settings
from chalicelib.protection.identity import FIELDS, Identity, Sealed

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_NONCE_BYTES = 12


def seal(case_id: str, identity: Identity) -> Sealed:
    """Encrypt what is known of the reporter of `case_id`."""
    key = _kms().generate_data_key(
        KeyId=settings.load().vault_key_id, KeySpec="AES_256", EncryptionContext={"case": case_id}
    )
    cipher = AESGCM(key["Plaintext"])
    fields = {
        name: _encrypted(cipher, value, _context(case_id, name))
        for name in FIELDS
        if (value := getattr(identity, name)) is not None
    }
    return Sealed(case_id=case_id, fields=fields, wrapped_key=key["CiphertextBlob"])


def _encrypted(cipher: AESGCM, value: str, context: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value.encode(), context)


def unseal(sealed: Sealed) -> Identity:
    """Decrypt an identity. Only the roles of `notify_reporter` and `disclose_identity` can."""
    key = _kms().decrypt(
        CiphertextBlob=sealed.wrapped_key, EncryptionContext={"case": sealed.case_id}
    )
    cipher = AESGCM(key["Plaintext"])
    values = {
        name: cipher.decrypt(
            value[:_NONCE_BYTES], value[_NONCE_BYTES:], _context(sealed.case_id, name)
        ).decode()
        for name, value in sealed.fields.items()
    }
    return Identity(**values)


def _context(case_id: str, field: str) -> bytes:
    """Binds a sealed value to its place: it cannot be moved to another case or field."""
    return f"{case_id}/{field}".encode()


def _kms() -> "KMSClient":
    found: KMSClient = clients.client("kms")
    return found
