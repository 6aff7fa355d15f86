"""What may be used once: an Idempotency-Key, a solved challenge.

A claim counts until it expires, and not a moment longer: DynamoDB takes the row away some time
after that, and nothing here waits for it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct
from pynamodb.transactions import TransactWrite

from chalicelib.errors import Conflict
from chalicelib.store.base import KeptCondition
from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.tables import ClaimItem


class Claim(Struct, frozen=True, kw_only=True):
    """Something used up at `made_at` and until `expires_at` (both UTC). `digest` tells what it was
    used up for: of a key the content that came under it, of a challenge the claim on the key."""

    name: str
    made_at: datetime
    expires_at: datetime
    digest: str | None = None


class Claimed(Struct, frozen=True, kw_only=True):
    """A claim somebody made: for what, and for which case."""

    digest: str | None
    case_id: str


def claimed(name: str, now: datetime) -> Claimed | None:
    """Who used this claim already and may still refer to it at `now` (UTC), or None."""
    try:
        item = ClaimItem.get(name, consistent_read=True)
    except ClaimItem.DoesNotExist:
        return None
    if item.expires_at <= now:
        return None
    return Claimed(digest=item.digest, case_id=item.case_id)


def use_up(claim: Claim, case_id: str | None = None) -> None:
    """Claim something by itself, for what was done on a case before, or for no case. What was
    claimed for the same is claimed once more; raises `Conflict("claimed", name=...)` when it was
    for something else, or for nothing in particular."""
    condition = _free(claim.made_at)
    if claim.digest is not None:
        condition |= ClaimItem.digest == claim.digest

    def write() -> None:
        _item(claim, case_id).save(condition=condition)

    attempt(write, lambda _: Conflict("claimed", name=claim.name))


def add_claims(transaction: TransactWrite, claims: Sequence[Claim], case_id: str) -> None:
    """Put claims of a case into a transaction, before its other puts: see `refused_claim`."""
    for claim in claims:
        transaction.save(_item(claim, case_id), condition=_free(claim.made_at))


def refused_claim(failed: ConditionFailed, claims: Sequence[Claim]) -> Conflict | None:
    """`Conflict("claimed", name=...)` with the first of the claims that was used before; None when
    it was not for a claim. They are the first puts of the transaction."""
    used = [claims[place].name for place in failed.positions if place < len(claims)]
    return Conflict("claimed", name=used[0]) if used else None


def _item(claim: Claim, case_id: str | None) -> ClaimItem:
    return ClaimItem(
        claim.name,
        digest=claim.digest,
        case_id=case_id,
        expires_at=claim.expires_at,
    )


_FREE = KeptCondition(
    ClaimItem.pk.does_not_exist() | (ClaimItem.expires_at <= datetime.fromtimestamp(0, UTC))
)


@lru_cache(maxsize=1)  # all claims of a request are made at one moment
def _free(now: datetime) -> Any:
    seconds: Any = ClaimItem.expires_at.serialize(now)
    return _FREE.of(seconds)
