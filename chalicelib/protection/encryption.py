"""Text that is handed out and comes back: nobody else can read it, change it or make it up.

AES-SIV (RFC 5297): equal text in an equal context is equal when encrypted, and needs no random
number.
"""

from chalicelib.protection.secrets import key_for


def encrypt(text: str, *, purpose: str, context: str) -> bytes:
    """The text, enciphered, 16 bytes longer. It can be opened for the same purpose and in the same
    context only; `text` is not empty."""
    # Loaded when it is needed: most requests of the administration have no cursor.
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(key_for(purpose)).encrypt(text.encode(), [context.encode()])


def decrypt(encrypted: bytes, *, purpose: str, context: str) -> str:
    """The text. Raises `ValueError` for what `encrypt` did not make for this purpose and
    context."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    try:
        return AESSIV(key_for(purpose)).decrypt(encrypted, [context.encode()]).decode()
    except InvalidTag:
        raise ValueError("not encrypted here") from None
