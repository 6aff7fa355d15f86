"""Case ids that catch typing errors, and the secret that proves a case is yours.

An id is `LP-XXXX-XXXX-XXXX-C`: 60 random bits in Crockford's base 32 and a check character. The
check is a polynomial code over GF(32): it catches every single wrong character and every swap of
two neighbours. A secret has 130 bits; only its SHA-256 is ever stored.
"""

import hashlib
import hmac
import secrets

from chalicelib.errors import NotFound

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_ID_CHARACTERS = 12
_SECRET_CHARACTERS = 26


def new_case_id() -> str:
    """A fresh, unguessable case id."""
    characters = _random(_ID_CHARACTERS)
    return f"LP-{_grouped(characters, 4)}-{_check_character(characters)}"


def parse_case_id(typed: str) -> str:
    """The id as it is stored, however it was typed (case, dashes, O for 0, I and L for 1).

    Raises `NotFound("mistyped_id")` when it cannot be an id at all.
    """
    # L is also the prefix's first letter: cut the prefix before look-alikes are folded.
    characters = typed.strip().upper().removeprefix("LP").translate(_LOOKALIKES)
    body, check = characters[:_ID_CHARACTERS], characters[_ID_CHARACTERS:]
    # With a character too few there is no check, with one too many it is none.
    if set(characters) - set(ALPHABET) or check != _check_character(body):
        raise NotFound("mistyped_id")
    return f"LP-{_grouped(body, 4)}-{check}"


def new_secret() -> str:
    """A fresh receipt secret, in groups that can be read out loud."""
    return _grouped(_random(_SECRET_CHARACTERS), 5)


def derived_secret(pepper: bytes, idempotency_key: str, case_id: str) -> str:
    """The same secret for a retry, without storing it: whoever has the key that the case was filed
    under, and `pepper`, can come to it. Nothing of what was filed is in it, so the hash of the
    secret, which stays with the case, says nothing about who filed."""
    message = b"\0".join((b"receipt", idempotency_key.encode(), case_id.encode()))
    number = int.from_bytes(hmac.digest(pepper, message, "sha256"))
    characters = []
    for _ in range(_SECRET_CHARACTERS):
        number, digit = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[digit])
    return _grouped("".join(characters), 5)


def verify_secret(secret: str | None, stored_sha256: str) -> bool:
    """Whether `secret` is the one stored, compared in constant time."""
    return hmac.compare_digest(secret_sha256(secret or ""), stored_sha256)


def secret_sha256(secret: str) -> str:
    """Hex digest under which a secret is stored."""
    return hashlib.sha256(as_compared(secret).encode()).hexdigest()


def as_compared(secret: str) -> str:
    """A secret without what does not matter in it: look-alike characters, dashes, blanks."""
    return secret.strip().upper().translate(_LOOKALIKES)


def _check_character(characters: str) -> str:
    remainder = 0
    for character in characters:
        remainder = (remainder ^ ALPHABET.index(character)) << 1
        if remainder & 0b100000:
            remainder ^= 0b100101  # x^5 + x^2 + 1
    return ALPHABET[remainder]


def _random(length: int) -> str:
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))


def _grouped(characters: str, size: int) -> str:
    return "-".join(characters[at : at + size] for at in range(0, len(characters), size))
