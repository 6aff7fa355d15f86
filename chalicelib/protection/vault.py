"""The identity vault: who the reporter is, encrypted apart from the case.

Every field is encrypted under a data key of the case's own (KMS envelope). The wrapped key lives in
a table without backups: erasing it makes every copy of the encrypted fields unreadable. Who files
may `encrypt` and never `decrypt`: the role of the API function has no `kms:Decrypt`.
"""

import secrets
from typing import TYPE_CHECKING

from chalicelib import clients, settings
from chalicelib.protection.identity import FIELDS, EncryptedIdentity, Identity

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from mypy_boto3_kms import KMSClient

_NONCE_BYTES = 12


def encrypt(case_id: str, identity: Identity) -> EncryptedIdentity:
    """Encrypt what is known of the reporter of `case_id`."""
    key = _kms().generate_data_key(
        KeyId=settings.load().vault_key_id, KeySpec="AES_256", EncryptionContext={"case": case_id}
    )
    cipher = _cipher(key["Plaintext"])
    fields = {
        name: _encrypted(cipher, value, _context(case_id, name))
        for name in FIELDS
        if (value := getattr(identity, name)) is not None
    }
    return EncryptedIdentity(case_id=case_id, fields=fields, wrapped_key=key["CiphertextBlob"])


def _encrypted(cipher: "AESGCM", value: str, context: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value.encode(), context)


def decrypt(encrypted: EncryptedIdentity) -> Identity:
    """Decrypt an identity. Only the roles of `notify_reporter` and `disclose_identity` can."""
    key = _kms().decrypt(
        CiphertextBlob=encrypted.wrapped_key, EncryptionContext={"case": encrypted.case_id}
    )
    cipher = _cipher(key["Plaintext"])
    values = {
        name: cipher.decrypt(
            value[:_NONCE_BYTES], value[_NONCE_BYTES:], _context(encrypted.case_id, name)
        ).decode()
        for name, value in encrypted.fields.items()
    }
    return Identity(**values)


def _cipher(key: bytes) -> "AESGCM":
    # Loaded when it is needed: most requests encrypt nobody.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _context(case_id: str, field: str) -> bytes:
    """Binds an encrypted value to its place: it cannot be moved to another case or field."""
    return f"{case_id}/{field}".encode()


def _kms() -> "KMSClient":
    found: KMSClient = clients.client("kms")
    return found
