"""Notices of one run of a schedule to one recipient, gathered so that they go out as one mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.transactions import TransactWrite

from chalicelib.store.base import Expiry
from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.deliveries import Delivery
from chalicelib.store.tables import NOT_THERE, CasesItem, connection

RETENTION = timedelta(days=30)
PAGE = 1000  # rows looked at by one query, most of which were told before
MOST_WRITES = 100  # rows in a transaction of DynamoDB


class GatheredItem(CasesItem, discriminator="gathered"):
    """One notice of a run to a recipient. The table's TTL takes it away long after the queue would
    have brought it again."""

    case_id = UnicodeAttribute()
    number = NumberAttribute()
    since = UTCDateTimeAttribute()
    is_told = BooleanAttribute(default=False)
    expires_at = Expiry()


class Run(Struct, frozen=True, kw_only=True):
    """What one run of a schedule, at a moment, tells a recipient on a channel: all its events of a
    type."""

    event_type: str
    at: datetime
    channel: str
    recipient: str

    @property
    def delivery(self) -> Delivery:
        """The mail about it. It is leased and given back: what comes late has a mail of its own."""
        return Delivery(pk=self.pk, sk="#")

    @property
    def reference(self) -> str:
        """Which run it is, without the recipient."""
        return f"RUN#{self.event_type}#{self.at.isoformat()}"

    @property
    def pk(self) -> str:
        """The partition that its notices are gathered in."""
        return f"{self.reference}#{self.channel}#{self.recipient}"


class GatheredNotice(Struct, frozen=True, kw_only=True):
    """An event of a case to be told, noted at `since` (UTC)."""

    case_id: str
    number: int
    since: datetime
    is_told: bool = False


def note(run: Run, case_id: str, number: int, now: datetime) -> GatheredNotice:
    """Note that an event is to be told; as it was noted before where it was."""
    item = GatheredItem(
        run.pk,
        _sk(case_id, number),
        case_id=case_id,
        number=number,
        since=now,
        expires_at=now + RETENTION,
    )
    try:
        attempt(lambda: item.save(condition=NOT_THERE))
    except ConditionFailed:
        item = GatheredItem.get(item.pk, item.sk, consistent_read=True)
    return _notice(item)


def untold(run: Run, most: int) -> list[GatheredNotice]:
    """What is noted and not told yet, in the order of the cases' numbers, up to so many."""
    rows = GatheredItem.query(
        run.pk,
        filter_condition=GatheredItem.is_told.is_in(False),
        consistent_read=True,
        limit=most,
        page_size=PAGE,
    )
    return [_notice(row) for row in rows]


def mark_told(run: Run, told: Sequence[GatheredNotice]) -> None:
    """Remember that these were told, a hundred at once."""
    for start in range(0, len(told), MOST_WRITES):
        items = [
            GatheredItem(run.pk, _sk(notice.case_id, notice.number))
            for notice in told[start : start + MOST_WRITES]
        ]
        attempt(lambda items=items: _mark(items))  # type: ignore[misc]


def _mark(items: Sequence[GatheredItem]) -> None:
    with TransactWrite(connection=connection()) as transaction:
        for item in items:
            transaction.update(item, actions=[GatheredItem.is_told.set(True)])


def _notice(item: GatheredItem) -> GatheredNotice:
    return GatheredNotice(
        case_id=item.case_id, number=int(item.number), since=item.since, is_told=item.is_told
    )


def _sk(case_id: str, number: int) -> str:
    return f"{case_id}#{number:06d}"
