"""Requests that may be sent again: the header `Idempotency-Key` on everything that writes.

The claim on a key is put in the transaction that does what was asked, so a retry after a lost
answer finds either both or neither (docs/decisions.md). Most requests come once, so nobody looks
before. A later one, and of two at once the slower, is refused by the claim or by what the first
did, and that is no refusal:

    with suppress_if_done(request):
        return ...  # do it, with the request's claims in the transaction
    return ...  # what it came to, as it is now
"""

import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.errors import Conflict, DomainError, Expired, Invalid
from chalicelib.protection.secrets import key_for
from chalicelib.store.claims import Claim, claimed, use_up

RETRY_FOR = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyedRequest:
    """A request with an Idempotency-Key, made at `now` (UTC): the name its key is claimed under, a
    digest that tells its content from another's, and what let it in (`used`)."""

    name: str
    digest: str
    now: datetime
    used: tuple[Claim, ...] = ()

    def claims(self) -> tuple[Claim, ...]:
        """What makes this request unrepeatable, its key first, and what it uses up."""
        key = Claim(
            name=self.name,
            made_at=self.now,
            expires_at=self.now + RETRY_FOR,
            digest=self.digest,
        )
        return (key, *self.used)


def keyed_request(
    key: str, *, scope: str, content: str, now: datetime, used: Sequence[Claim] = ()
) -> KeyedRequest:
    """A request under `key` by whom and on what `scope` says: two callers with the same key do not
    meet. `content` is all that was asked. What is `used` up by it may come with it again, and with
    nothing else.

    Name and digest are made with the service's secret: who reads the table can try out neither
    which keys are in use nor whose telephone number was in the content.
    """
    name = "IDEMPOTENCY#" + _keyed_hash(scope, key)
    return KeyedRequest(
        name=name,
        digest=_keyed_hash(name, content),
        now=now,
        used=tuple(replace(claim, digest=name) for claim in used),
    )


def _keyed_hash(*parts: str) -> str:
    return hmac.digest(key_for("idempotency"), "\0".join(parts).encode(), "sha256").hex()


@contextmanager
def suppress_if_done(request: KeyedRequest | None) -> Iterator[None]:
    """End the block quietly when it is refused and this very request was done before. Raises what
    the block and `was_done` raise."""
    try:
        yield
    except DomainError:
        if not was_done(request):
            raise


def was_done(request: KeyedRequest | None) -> str | None:
    """The id of the case this very request was done on before, or None; None without a key.

    Raises `Invalid("idempotency_mismatch")` when its key came with another content, and before that
    `Expired("challenge_used")` when what let it in was used for something else: asking which keys
    are in use costs a solved challenge each time, as filing does.
    """
    if request is None:
        return None
    earlier = claimed(request.name, request.now)
    if earlier is None:
        return None
    try:
        for claim in request.used:
            use_up(claim, earlier.case_id)
    except Conflict:
        raise Expired("challenge_used") from None
    if earlier.digest != request.digest:
        raise Invalid([], code="idempotency_mismatch")
    return earlier.case_id
