"""Posts that a source sends, signed: let in, counted, put on the queue of posts once."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.errors import Conflict, NotAllowed
from chalicelib.leads.post import Post, as_message
from chalicelib.protection.webhooks import SIGNED_FOR, SignedBody, signing_key
from chalicelib.store import api_keys, rate_counters
from chalicelib.store.api_keys import Grant
from chalicelib.store.claims import Claim, claimed, use_up
from chalicelib.store.rate_counters import RateLimit
from chalicelib.usecases.queues import PostQueue, Queue


def find_signer(signed: SignedBody, now: datetime) -> Grant:
    """The source whose key signed this; all keys that count are tried, so that a source may have
    two while it changes from one to the next.

    Raises `NotAllowed`: `signature_failed` for what no key signed, `timestamp_off` for what was
    signed too long ago, or in time to come.
    """
    for key in api_keys.signing(now):
        salt = key.grant.salt
        if salt is not None and signed.is_by(signing_key(salt)):
            if not signed.is_recent(now):
                raise NotAllowed("timestamp_off")
            return key.grant
    raise NotAllowed("signature_failed")


def take_posts(
    posts: Sequence[Post],
    signed: SignedBody,
    signer: Grant,
    now: datetime,
    queue: Queue | None = None,
) -> None:
    """Put posts on the queue, once for what was signed.

    Raises `Conflict("already_taken")` for what was taken before, `TooMany` when the source has sent
    its requests of this minute, `Unavailable` when not all of it was taken. What was interrupted
    may be sent again: a post has one id however often it comes, and who reads the queue knows it.
    """
    claim = _claim(signed, signer, now)
    if claimed(claim.name, now):
        raise Conflict("already_taken")
    rate = RateLimit(name="posts", window=timedelta(minutes=1), value=signer.per_minute)
    rate_counters.take(rate, signer.client, now)
    (queue or PostQueue()).send([as_message(post) for post in posts])
    # Last, so that nothing is taken for done that was cut off before the queue had it.
    try:
        use_up(claim)
    except Conflict:
        raise Conflict("already_taken") from None


def _claim(signed: SignedBody, signer: Grant, now: datetime) -> Claim:
    """On what was signed, for as long as the signature counts."""
    digest = hashlib.sha256(f"{signer.client} {signed.signature.lower()}".encode()).hexdigest()
    expires_at = signed.moment + SIGNED_FOR + timedelta(seconds=1)
    return Claim(name=f"POSTS#{digest}", made_at=now, expires_at=expires_at)
