"""Whether the service signed something: the other side of `signing`."""

import base64
from collections.abc import Iterable

from chalicelib.protection.signing import PublicKey, Signed


def is_signed(token: str, signed: Signed, keys: Iterable[PublicKey]) -> bool:
    """Whether a compact JWS has the signature of one of these keys, one that is for this."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import (
        ECDSA,
        SECP256R1,
        EllipticCurvePublicNumbers,
    )
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    signed_part, _, signature = token.rpartition(".")
    halves = _decoded(signature)
    der = encode_dss_signature(int.from_bytes(halves[:32]), int.from_bytes(halves[32:]))
    for key in keys:
        if key["signs"] != signed:
            continue
        x, y = (int.from_bytes(_decoded(key[name])) for name in ("x", "y"))
        point = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
        try:
            point.verify(der, signed_part.encode(), ECDSA(SHA256()))
        except InvalidSignature:
            continue
        return True
    return False


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
