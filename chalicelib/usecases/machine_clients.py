"""Keys of machine clients, given by the national administrator or by an operator."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from chalicelib.errors import Invalid, Problem
from chalicelib.leads.lead import FILINGS
from chalicelib.protection.webhooks import signing_key
from chalicelib.store import api_keys
from chalicelib.store.api_keys import ApiKey, Grant, Scope
from chalicelib.store.rulebook import Author
from chalicelib.watched.watched_feed import FEED_SOURCE

_KEY_BYTES = 32


def issue(
    client: str,
    *,
    owner: str,
    scopes: Sequence[Scope],
    per_minute: int,
    valid_until: datetime,
    by: Author,
) -> tuple[ApiKey, str]:
    """A new key for a client, and the key itself, which is nowhere else from then on.

    `by` is who may give one (`administer.author`). Give a client its next key before the last one
    ends: both count until then, and share `per_minute` of whichever is used. Raises `Invalid` for a
    source of posts that is named as one of the service's own: what it sends would pass for theirs.
    """
    if Scope.POSTS in scopes and (client == FILINGS or client.startswith(FEED_SOURCE)):
        raise Invalid([Problem(field="client", code="name_of_ours")])
    salt = secrets.token_urlsafe(_KEY_BYTES) if Scope.POSTS in scopes else None
    key = signing_key(salt) if salt else f"lapor_{secrets.token_urlsafe(_KEY_BYTES)}"
    grant = Grant(
        client=client,
        owner=owner,
        scopes=tuple(dict.fromkeys(scopes)),
        per_minute=per_minute,
        valid_until=valid_until,
        made_at=by.at,
        made_by=by.officer_id,
        salt=salt,
    )
    return api_keys.add(key, grant), key
