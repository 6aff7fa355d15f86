"""What the service says under its signature, so that anybody can check it without asking us: JSON
Web Signatures (RFC 7515) by ES256. The private keys never leave KMS, and each says in its own
policy which one role may use it (infra/template.yaml).

There is a key for receipts and one for the ledger's roots, so that who could make the API sign
anything could still not make up a root. A public key says which of them it is in `signs`: a reader
has to hold that against what they read. Keys change (docs/operations.md, "Signing keys"): each has
its thumbprint for a name, and a signature names its key.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from typing_extensions import TypedDict

from chalicelib import clients, settings
from chalicelib.warm import TimedCache

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_COORDINATE_BYTES = 32  # of a point on P-256, and of each half of a signature


class Signed(StrEnum):
    """What is signed. `typ` of the header is `lapor-<this>+jwt` (RFC 8725, section 3.11)."""

    RECEIPTS = "receipts"
    LEDGER = "ledger"


class PublicKey(TypedDict):
    """A JSON Web Key (RFC 7517) on P-256; `kid` is its thumbprint (RFC 7638), `signs` what the
    key is for: `receipts` or `ledger`."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    use: str
    alg: str
    signs: str


class _Key(Struct, frozen=True, kw_only=True):
    """A key of KMS: its own id, which an alias that moves does not change, and its public half."""

    id: str
    public: PublicKey


def sign(claims: Mapping[str, Any], signed: Signed) -> str:
    """The claims as a compact JWS. Its header and claims are at most 3 KB as JSON: KMS takes 4096
    bytes to sign."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    key = _present(signed)
    header = {"alg": "ES256", "kid": key.public["kid"], "typ": f"lapor-{signed}+jwt"}
    signing_input = b".".join(_base64url(_json(part)) for part in (header, claims))
    answer = _kms().sign(
        KeyId=key.id,
        Message=signing_input,
        MessageType="RAW",
        SigningAlgorithm="ECDSA_SHA_256",
    )
    # KMS gives the two numbers as DER; a JWS has them side by side (RFC 7518, section 3.4).
    halves = decode_dss_signature(answer["Signature"])
    signature = b"".join(half.to_bytes(_COORDINATE_BYTES, "big") for half in halves)
    return b".".join((signing_input, _base64url(signature))).decode()


def public_keys() -> list[PublicKey]:
    """The keys that sign now, as known for at most a minute."""
    return [_present(signed).public for signed in Signed]


def public_key(key_id: str, signed: Signed, kms: "KMSClient") -> PublicKey:
    """The public half of a key of KMS on P-256, by its id, ARN or alias."""
    return _read(key_id, signed, kms).public


def _present(signed: Signed) -> _Key:
    return _KEYS[signed].get(_key_id(signed))


def _key_id(signed: Signed) -> str:
    known = settings.load()
    return known.receipts_key_id if signed is Signed.RECEIPTS else known.ledger_key_id


def _read(key_id: str, signed: Signed, kms: "KMSClient") -> _Key:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    answer = kms.get_public_key(KeyId=key_id)
    loaded = load_der_public_key(answer["PublicKey"])
    assert isinstance(loaded, EllipticCurvePublicKey)  # noqa: S101 (the template says P-256)
    point = loaded.public_numbers()
    x, y = (_base64url(n.to_bytes(_COORDINATE_BYTES, "big")).decode() for n in (point.x, point.y))
    return _Key(
        id=answer["KeyId"],
        public={
            "kty": "EC",
            "crv": "P-256",
            "x": x,
            "y": y,
            "kid": _thumbprint(x, y),
            "use": "sig",
            "alg": "ES256",
            "signs": signed.value,
        },
    )


def _thumbprint(x: str, y: str) -> str:
    """RFC 7638: SHA-256 of the key's required members in the order of their names."""
    members = {"crv": "P-256", "kty": "EC", "x": x, "y": y}
    return _base64url(hashlib.sha256(_json(members)).digest()).decode()


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _kms() -> "KMSClient":
    found: KMSClient = clients.client("kms")
    return found


_KEYS = {
    signed: TimedCache(partial(lambda one: _read(_key_id(one), one, _kms()), signed))
    for signed in Signed
}
