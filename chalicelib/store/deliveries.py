"""Claims on notices, so that each goes out once to each recipient.

A claim is put before sending and marked after it. Who dies in between leaves a claim that another
takes over after `LEASE`: only in that window can a recipient get the same notice twice.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.tables import CasesItem, DeliveryItem, case_pk

LEASE = timedelta(minutes=3)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Busy(Exception):
    """Somebody else is sending this notice right now: come back later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One notice to one recipient, by its key."""

    pk: str
    sk: str


def of_event(case_id: str, event_number: int, recipient: str) -> Delivery:
    """The notice about an event of a case. `recipient` is `reporter` or an agency's desk."""
    return Delivery(pk=case_pk(case_id), sk=f"SENT#{event_number:06d}#{recipient}")


def of_digest(agency_id: str, day: date, recipient: str) -> Delivery:
    """An agency's digest of one day."""
    return Delivery(pk=f"DIGEST#{day.isoformat()}", sk=f"{agency_id}#{recipient}")


def of_zone(day: date, zone: str) -> Delivery:
    """All digests of one day to the agencies of a zone."""
    return Delivery(pk=f"DIGEST#{day.isoformat()}", sk=f"#{zone}")


def digests_over(day: date) -> frozenset[str]:
    """The sort keys of a day's digests that need not be tried again."""
    rows = DeliveryItem.query(f"DIGEST#{day.isoformat()}", consistent_read=True)
    return frozenset(row.sk for row in rows if row.state != "sending")


def claim(delivery: Delivery, now: datetime) -> bool:
    """Take the right to send. False when it was sent already; raises `Busy` inside a lease."""
    mine = DeliveryItem(delivery.pk, delivery.sk, state="sending", claimed_at=now)
    lapsed = (DeliveryItem.state == "sending") & (DeliveryItem.claimed_at < now - LEASE)
    try:
        attempt(lambda: mine.save(condition=CasesItem.pk.does_not_exist() | lapsed))
    except ConditionFailed as error:
        if DeliveryItem.get(delivery.pk, delivery.sk, consistent_read=True).state == "sent":
            return False
        raise Busy from error
    return True


def release(delivery: Delivery) -> None:
    """Give a claim back after a failure to send, so that the next delivery need not wait."""
    item = DeliveryItem(delivery.pk, delivery.sk)
    item.update(
        actions=[DeliveryItem.claimed_at.set(_LONG_AGO)],
        condition=DeliveryItem.state == "sending",
    )


def mark_sent(delivery: Delivery) -> None:
    """Remember that the notice is out."""
    DeliveryItem(delivery.pk, delivery.sk).update(actions=[DeliveryItem.state.set("sent")])
