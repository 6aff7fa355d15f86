"""Requests that may be sent again: the header `Idempotency-Key` on everything that writes.

The claim on a key is put in the transaction that does what was asked, so a retry after a lost
answer finds either both or neither (docs/decisions.md).
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from chalicelib.errors import DomainError, Invalid
from chalicelib.store.claims import Claim, claimed

RETRY_FOR = timedelta(hours=24)
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyedRequest:
    """A request with an Idempotency-Key, made at `now` (UTC): the name its key is claimed under,
    and a digest that tells its content from another's."""

    name: str
    digest: str
    now: datetime

    def claim(self) -> Claim:
        """What makes this request unrepeatable."""
        return Claim(
            name=self.name,
            made_at=self.now,
            expires_at=self.now + RETRY_FOR,
            body_sha256=self.digest,
        )


def keyed_request(key: str, *, scope: str, content: str, now: datetime) -> KeyedRequest:
    """A request under `key` by whom and on what `scope` says: two callers with the same key do not
    meet. `content` is all that was asked.

    The digest needs the key, which is stored nowhere: nobody who reads the table can try out whose
    telephone number was in the content.
    """
    name = hashlib.sha256(f"{scope}\0{key}".encode()).hexdigest()
    return KeyedRequest(
        name=f"IDEMPOTENCY#{name}",
        digest=hmac.digest(key.encode(), content.encode(), "sha256").hex(),
        now=now,
    )


def once(
    request: KeyedRequest | None,
    act: Callable[[Sequence[Claim]], Outcome],
    present: Callable[[], Outcome],
) -> Outcome:
    """Do what was asked, the first time; what `present` gives on every further one.

    `act` saves with the claims it is given. Raises what `act` raises, and
    `Invalid("idempotency_mismatch")` when the key came with another content.
    """
    if request is None:
        return act(())
    if was_done(request) is not None:
        return present()
    try:
        return act((request.claim(),))
    except DomainError:
        # Of two at once the slower is refused by what the faster did: that is no refusal.
        if was_done(request) is not None:
            return present()
        raise


def was_done(request: KeyedRequest) -> str | None:
    """The id of the case this very request was done on before, or None.

    Raises `Invalid("idempotency_mismatch")` when its key came with another content.
    """
    earlier = claimed(request.name, request.now)
    if earlier is None:
        return None
    if earlier.body_sha256 != request.digest:
        raise Invalid([], code="idempotency_mismatch")
    return earlier.case_id
