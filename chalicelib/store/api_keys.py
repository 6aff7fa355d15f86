"""The keys of machine clients: what each may do, how much of it and until when.

The table has the SHA-256 of a key and never the key. A warm function reads all of them once a
minute: a new key counts everywhere, and one taken back nowhere, after that minute. A key that
nobody was given costs no read. Rows stay when a key is taken back: they say who had it.
"""

import hashlib
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.errors import Conflict, NotFound
from chalicelib.store.conditions import attempt
from chalicelib.store.reference_rows import API_KEYS_PK, ApiKeyItem
from chalicelib.store.rows import readable
from chalicelib.store.rulebook import Author
from chalicelib.store.serialization import as_json, parse
from chalicelib.warm import TimedCache

ID_LENGTH = 12


class Scope(StrEnum):
    """What a key opens, in place of a solved challenge."""

    FILE = "file"
    SUPPORT = "support"
    SEARCH = "search"
    POSTS = "posts"  # alone on a key, which signs and is never sent (`protection.webhooks`)


class Grant(Struct, frozen=True, kw_only=True):
    """What a machine client is given: `client` names it in everything it does, `owner` is who
    answers for it (a person and how to reach them), `per_minute` how many requests it may send, of
    all its keys and scopes together, and `valid_until` (UTC) when the key ends. `salt` is what a
    key that signs is computed from; others have none."""

    client: str
    owner: str
    scopes: tuple[Scope, ...]
    per_minute: int
    valid_until: datetime
    made_at: datetime
    made_by: str
    salt: str | None = None


class ApiKey(Struct, frozen=True, kw_only=True):
    """A key as it is listed: `id` is the beginning of its SHA-256."""

    id: str
    grant: Grant
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def counts(self, now: datetime) -> bool:
        """Whether the key opens anything at `now` (UTC)."""
        return self.revoked_at is None and now < self.grant.valid_until


def add(key: str, grant: Grant) -> ApiKey:
    """Let a client in under a key. A key that is there already is given anew."""
    digest = _sha256(key)
    ApiKeyItem(API_KEYS_PK, digest, granted=as_json(grant)).save()
    _keys.forget()
    return ApiKey(id=digest[:ID_LENGTH], grant=grant)


def find(key: str) -> ApiKey | None:
    """The key as it was within the last minute, or None for one that nobody was given."""
    return _keys.get(ApiKeyItem.Meta.table_name).get(_sha256(key))


def signing(now: datetime) -> list[ApiKey]:
    """The keys that sign posts and count at `now` (UTC), as they were within the last minute."""
    known = _keys.get(ApiKeyItem.Meta.table_name).values()
    return [key for key in known if key.counts(now) and Scope.POSTS in key.grant.scopes]


def every() -> list[ApiKey]:
    """All keys as they are now, those that count no more too, by client and age."""
    found = _keys.get(ApiKeyItem.Meta.table_name, again=True).values()
    return sorted(found, key=lambda key: (key.grant.client, key.grant.made_at, key.id))


def revoke(key_id: str, by: Author) -> ApiKey:
    """Take a key back; one that was taken back stays as it is. Returns it as it is then.

    Raises `NotFound("unknown_key")`, and `Conflict("key_ambiguous")` for an id too short to tell.
    """
    found = [digest for digest in _load() if digest.startswith(key_id)]
    if not found:
        raise NotFound("unknown_key")
    if len(found) > 1:
        raise Conflict("key_ambiguous")
    item = ApiKeyItem.get(API_KEYS_PK, found[0], consistent_read=True)
    if item.revoked_at is None:
        actions = [ApiKeyItem.revoked_at.set(by.at), ApiKeyItem.revoked_by.set(by.officer_id)]
        attempt(lambda: item.update(actions=actions))
    _keys.forget()
    return _key(item)


def _load() -> dict[str, ApiKey]:
    rows = ApiKeyItem.query(API_KEYS_PK, consistent_read=True)
    return {item.sk: key for item, key in readable(rows, _key)}


def _key(item: ApiKeyItem) -> ApiKey:
    return ApiKey(
        id=item.sk[:ID_LENGTH],
        grant=parse(Grant, item.granted),
        revoked_at=item.revoked_at,
        revoked_by=item.revoked_by,
    )


_keys = TimedCache(_load)


def _sha256(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
