"""One invitation of an officer at a time: the user pool takes a role away and gives another in
several calls and knows no conditions, so two at once would leave an account with both roles.

An invitation that dies, or does not hear how a call ended, keeps others out until `LASTS` is over:
longer than the function that invites may run, so that nothing of it comes after.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from pynamodb.attributes import TTLAttribute, UTCDateTimeAttribute

from chalicelib.errors import Conflict, DomainError
from chalicelib.store.conditions import attempt
from chalicelib.store.tables import NOT_THERE, CasesItem

INVITATIONS_PK = "INVITATIONS"
LASTS = timedelta(minutes=1)  # more than manage_officers may run (infra/functions.toml)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class InvitationItem(CasesItem, discriminator="invitation"):
    """That an officer is being invited since `begun_at`; long ago where nobody invites them."""

    begun_at = UTCDateTimeAttribute()
    expires_at = TTLAttribute()


@contextmanager
def one_at_a_time(officer_id: str, now: datetime) -> Iterator[None]:
    """Be the only invitation of this officer, from `now` (UTC) to the end of the block.

    Raises `Conflict("changed_meanwhile")` where another is under way, and at the end where the
    block took longer than `LASTS` and another has begun since.
    """
    _put(officer_id, now, NOT_THERE | (InvitationItem.begun_at < now - LASTS), begun_at=now)
    try:
        yield
    except DomainError:  # decided here; of any other fault it is not known what is still to come
        _end(officer_id, now)
        raise
    _end(officer_id, now)


def _end(officer_id: str, now: datetime) -> None:
    _put(officer_id, now, InvitationItem.begun_at == now, begun_at=_LONG_AGO)


def _put(officer_id: str, now: datetime, condition: Any, *, begun_at: datetime) -> None:
    item = InvitationItem(INVITATIONS_PK, officer_id, begun_at=begun_at, expires_at=now + LASTS)
    attempt(lambda: item.save(condition=condition), lambda _: Conflict("changed_meanwhile"))
