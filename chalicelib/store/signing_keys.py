"""Public keys that have signed: kept for good, so that what they signed can be checked after they
are replaced, from a copy that is at most a minute old."""

from datetime import datetime

from pynamodb.attributes import UTCDateTimeAttribute

from chalicelib.protection.signing import PublicKey
from chalicelib.store.base import JSONText
from chalicelib.store.reference_rows import ReferenceItem
from chalicelib.warm import TimedCache

SIGNING_KEYS_PK = "SIGNING_KEYS"


class SigningKeyItem(ReferenceItem, discriminator="signing_key"):
    """A public key under its thumbprint, and since when it is kept (UTC)."""

    public_key = JSONText()
    kept_at = UTCDateTimeAttribute()


def save(key: PublicKey, at: datetime) -> None:
    """Keep a public key, from `at` (UTC) on; one that is kept already stays as it was."""
    known = {each["kid"] for each in _read()}
    if key["kid"] not in known:
        SigningKeyItem(SIGNING_KEYS_PK, key["kid"], public_key=key, kept_at=at).save()
        _keys.forget()


def every() -> list[PublicKey]:
    """Every key that was kept, in the order of their thumbprints."""
    return _keys.get(SigningKeyItem.Meta.table_name)


def _read() -> list[PublicKey]:
    return [item.public_key for item in SigningKeyItem.query(SIGNING_KEYS_PK, consistent_read=True)]


_keys = TimedCache(_read)
