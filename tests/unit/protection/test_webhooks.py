"""Signatures of requests: as any library makes them, and of one moment, one body and one key."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.protection.webhooks import SIGNED_FOR, SignedBody, sign

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
TIMESTAMP = str(int(NOW.timestamp()))


def signed(body: bytes = b"{}", timestamp: str = TIMESTAMP, key: str = "k") -> SignedBody:
    return SignedBody(timestamp=timestamp, signature=sign(key, timestamp, body), body=body)


def test_it_is_what_the_standard_library_computes() -> None:
    expected = hmac.new(b"k", TIMESTAMP.encode() + b".{}", hashlib.sha256).hexdigest()
    assert sign("k", TIMESTAMP, b"{}") == expected


def test_it_is_of_one_key_one_moment_and_one_body() -> None:
    one = signed()
    assert one.is_by("k")
    assert not one.is_by("j")
    for other in (signed(body=b"{} "), signed(timestamp=str(int(TIMESTAMP) + 1))):
        assert other.signature != one.signature


@pytest.mark.parametrize("direction", [-1, 1])
def test_it_is_recent_for_five_minutes(direction: int) -> None:
    assert signed().is_recent(NOW + direction * SIGNED_FOR)
    assert not signed().is_recent(NOW + direction * (SIGNED_FOR + timedelta(milliseconds=1)))


def test_its_moment_is_in_utc() -> None:
    assert signed().moment == NOW
