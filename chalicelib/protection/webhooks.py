"""Requests that a source signs: HMAC-SHA256 (RFC 2104) over the moment and the body.

The key that signs is computed from a salt by the service's own secret. So the table has nothing
that could sign, and whoever reads it cannot send in a source's name.
"""

import base64
import hmac
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from chalicelib.protection.secrets import key_for

SIGNED_FOR = timedelta(minutes=5)
"""So far a signed moment may be from now, either way."""


class SignedBody(Struct, frozen=True, kw_only=True):
    """What came in: the moment in seconds since 1970 as it was written, the signature in hex and
    the body byte for byte."""

    timestamp: str
    signature: str
    body: bytes

    @property
    def moment(self) -> datetime:
        """When it was signed (UTC)."""
        return datetime.fromtimestamp(int(self.timestamp), UTC)

    def is_by(self, key: str) -> bool:
        """Whether this key signed it, in constant time."""
        return hmac.compare_digest(sign(key, self.timestamp, self.body), self.signature.lower())

    def is_recent(self, now: datetime) -> bool:
        """Whether it was signed within `SIGNED_FOR` of `now` (UTC)."""
        return abs(now - self.moment) <= SIGNED_FOR


def signing_key(salt: str) -> str:
    """The key that the holder of a salt's row was given."""
    digest = hmac.digest(key_for("keys that sign"), salt.encode(), "sha256")
    return f"lapor_{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def sign(key: str, timestamp: str, body: bytes) -> str:
    """The signature in hex: over the moment, a dot and the body."""
    return hmac.digest(key.encode(), timestamp.encode() + b"." + body, "sha256").hex()
