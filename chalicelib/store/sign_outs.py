"""Whose access has ended although their token still runs: read with every request of an officer,
from a copy that is at most a minute old.

A row names a session, or an officer with all sessions that began until then. It counts for as long
as a session can be renewed; after that there is no token left that it could refuse.
"""

import contextlib
from datetime import datetime, timedelta
from types import MappingProxyType

from pynamodb.attributes import TTLAttribute, UTCDateTimeAttribute

from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.tables import NOT_THERE, CasesItem
from chalicelib.warm import TimedCache

SIGN_OUTS_PK = "SIGN_OUTS"
COUNTS_FOR = timedelta(hours=13)  # longer than any token of a session (infra/template.yaml)


class SignOutItem(CasesItem, discriminator="sign_out"):
    """A session or an officer, signed out at `since`."""

    since = UTCDateTimeAttribute()
    expires_at = TTLAttribute()


def record(whose: str, since: datetime) -> None:
    """Refuse from now on a session (`origin_jti` of its tokens), or the sessions that an officer
    (`sub`) began until `since` (UTC). This process knows at once, others within a minute. One of an
    earlier moment that comes later changes nothing: no session that was ended goes on."""
    item = SignOutItem(SIGN_OUTS_PK, whose, since=since, expires_at=since + COUNTS_FOR)
    with contextlib.suppress(ConditionFailed):
        attempt(lambda: item.save(condition=NOT_THERE | (SignOutItem.since < since)))
    _known.forget()


def ended_at(whose: str) -> datetime | None:
    """When a session or an officer was signed out last; None: not lately."""
    return _known.get(SignOutItem.Meta.table_name).get(whose)


def _load() -> MappingProxyType[str, datetime]:
    rows = SignOutItem.query(SIGN_OUTS_PK, consistent_read=True)
    return MappingProxyType({row.sk: row.since for row in rows})


_known = TimedCache(_load)
