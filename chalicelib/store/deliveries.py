"""Leases on notices, so that each goes out once to each recipient.

A lease is written before sending and marked after it. Who dies in between leaves a lease that
another takes over after `LEASE`; who then comes back late can neither give back nor mark one that
is no longer theirs. A recipient gets a notice twice only where the mail service took it and the
mark was not written: a death between sending and marking, or an answer of the service that was
lost.
"""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import Struct
from pynamodb.transactions import TransactWrite

from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.tables import NOT_THERE, DeliveryItem, RefusalItem, case_pk, connection

LEASE = timedelta(minutes=3)
BUNDLE = timedelta(hours=1)  # between two mails about new messages of one case to one desk
KEEP_REFUSALS = timedelta(days=90)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Later(Exception):
    """The notice cannot go out now, which is no fault: come back after `delay`."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(delay)
        self.delay = delay


class Busy(Later):
    """Somebody else is sending this notice right now, or died while sending it."""


class TooSoon(Later):
    """A mail about this went out within the hour: what is new since goes into the next one."""


class Delivery(Struct, frozen=True, kw_only=True):
    """One notice to one recipient, by its key."""

    pk: str
    sk: str


class Lease(Struct, frozen=True, kw_only=True):
    """The right to send a delivery, as taken at `at`.

    A bundled delivery goes out again and again: `after` is the number of the last event that an
    earlier mail covered (0 when there was none), `through` that of the last one this mail covers.
    """

    delivery: Delivery
    at: datetime
    after: int = 0
    through: int | None = None


class Refusal(Struct, frozen=True, kw_only=True):
    """A notice that the mail service refused for good. `notice` is the key of the delivery, for
    example `CASE#LP-…/SENT#000002#email#reporter`; `reason` a code of `notices.channels`."""

    notice: str
    reason: str
    at: datetime


def of_event(case_id: str, event_number: int, channel: str, recipient: str) -> Delivery:
    """The notice about an event of a case on a channel, such as `email`. `recipient` is `reporter`
    or an agency's desk."""
    return Delivery(pk=case_pk(case_id), sk=f"SENT#{event_number:06d}#{channel}#{recipient}")


def of_messages(case_id: str, channel: str, recipient: str) -> Delivery:
    """The notices about new messages in a case, bundled by the hour."""
    return Delivery(pk=case_pk(case_id), sk=f"SENT#messages#{channel}#{recipient}")


def of_link(case_id: str, asked_at: str, channel: str) -> Delivery:
    """The link to a new secret code that was asked for at a moment."""
    return Delivery(pk=case_pk(case_id), sk=f"SENT#link {asked_at}#{channel}#reporter")


def of_follower(case_id: str, reference: str, channel: str) -> Delivery:
    """The question to an address whether it wants the news of a case."""
    return Delivery(pk=case_pk(case_id), sk=f"SENT#follow#{channel}#follower {reference}")


def of_digest(agency_id: str, day: date, recipient: str) -> Delivery:
    """An agency's digest of one day."""
    return Delivery(pk=f"DIGEST#{day.isoformat()}", sk=f"{agency_id}#{recipient}")


def of_brief(agency_id: str, day: date, recipient: str) -> Delivery:
    """The brief of one day to who oversees."""
    return Delivery(pk=f"DIGEST#{day.isoformat()}", sk=f"{agency_id}#brief#{recipient}")


def of_zone(day: date, zone: str) -> Delivery:
    """All digests of one day to the agencies of a zone."""
    return Delivery(pk=f"DIGEST#{day.isoformat()}", sk=f"#{zone}")


def of_briefs(day: date) -> Delivery:
    """All briefs of one day."""
    return Delivery(pk=f"DIGEST#{day.isoformat()}", sk="#briefs")


def digests_over(day: date) -> frozenset[str]:
    """The sort keys of a day's digests that need not be tried again."""
    rows = DeliveryItem.query(f"DIGEST#{day.isoformat()}", consistent_read=True)
    return frozenset(row.sk for row in rows if row.state != "sending")


def state_of(delivery: Delivery) -> str | None:
    """`sent`, `refused`, `sending`, or None where nobody has begun."""
    try:
        return str(DeliveryItem.get(delivery.pk, delivery.sk, consistent_read=True).state)
    except DeliveryItem.DoesNotExist:
        return None


def is_out(delivery: Delivery, now: datetime) -> bool:
    """Whether the notice went out. Raises `Busy` inside a lease; of one that was given back, or
    that nobody came back from, it is not known that it did."""
    try:
        row = DeliveryItem.get(delivery.pk, delivery.sk, consistent_read=True)
    except DeliveryItem.DoesNotExist:
        return False
    if row.state == "sending" and row.claimed_at >= now - LEASE:
        raise Busy(LEASE)
    return bool(row.state == "sent")


def went_out(case_id: str, event_number: int, recipient: str) -> bool:
    """Whether the mail service took the notice about an event for a recipient, on any channel."""
    of_event = DeliveryItem.sk.startswith(f"SENT#{event_number:06d}#")
    rows = DeliveryItem.query(case_pk(case_id), of_event, consistent_read=True)
    return any(row.state == "sent" and row.sk.endswith(f"#{recipient}") for row in rows)


def lease(delivery: Delivery, now: datetime) -> Lease | None:
    """Take the right to send. None when it was sent or refused already; raises `Busy` inside a
    lease."""
    lapsed = (DeliveryItem.state == "sending") & (DeliveryItem.claimed_at < now - LEASE)
    if _put(delivery, now, NOT_THERE | lapsed):
        return Lease(delivery=delivery, at=now)
    if DeliveryItem.get(delivery.pk, delivery.sk, consistent_read=True).state == "sending":
        raise Busy(LEASE)
    return None


def lease_bundle(delivery: Delivery, number: int, through: int, now: datetime) -> Lease | None:
    """Take the right to send a mail about the messages up to event `through`, because of event
    `number`.

    None when an earlier mail covered that event or the recipient was refused for good. Raises
    `TooSoon` within an hour of the last mail, `Busy` inside a lease.
    """
    try:
        row = DeliveryItem.get(delivery.pk, delivery.sk, consistent_read=True)
    except DeliveryItem.DoesNotExist:
        row = None
    after = int(row.through) if row is not None and row.through is not None else 0
    if row is None:
        condition = NOT_THERE
    elif after >= number or row.state == "refused":
        return None
    else:
        free_from = row.claimed_at + (BUNDLE if row.state == "sent" else LEASE)
        if now <= free_from:
            raise (TooSoon if row.state == "sent" else Busy)(free_from - now)
        condition = (DeliveryItem.state == row.state) & (DeliveryItem.claimed_at == row.claimed_at)
    if not _put(delivery, now, condition, through=after):
        raise Busy(LEASE)
    return Lease(delivery=delivery, at=now, after=after, through=through)


def _put(delivery: Delivery, now: datetime, condition: Any, *, through: int | None = None) -> bool:
    item = DeliveryItem(delivery.pk, delivery.sk, state="sending", claimed_at=now, through=through)
    try:
        attempt(lambda: item.save(condition=condition))
    except ConditionFailed:
        return False
    return True


def release(lease: Lease) -> None:
    """Give a lease back after a failure to send, so that the next delivery need not wait."""
    _update(lease, [DeliveryItem.claimed_at.set(_LONG_AGO)])


def mark_sent(lease: Lease) -> None:
    """Remember that the notice is out."""
    through = [] if lease.through is None else [DeliveryItem.through.set(lease.through)]
    _update(lease, [DeliveryItem.state.set("sent"), *through])


def _update(lease: Lease, actions: list[Any]) -> None:
    """Change the lease while it is ours; what another took over meanwhile is theirs to end."""
    item = DeliveryItem(lease.delivery.pk, lease.delivery.sk)
    with contextlib.suppress(ConditionFailed):
        attempt(lambda: item.update(actions=actions, condition=_still_ours(lease)))


def mark_refused(lease: Lease, reason: str, now: datetime) -> None:
    """Remember that the notice cannot be sent to this recipient, ever, where operators see it."""
    delivery = lease.delivery
    refusal = RefusalItem(
        _refusals(now.astimezone(UTC).date()),
        f"{delivery.pk}/{delivery.sk}",
        reason=reason,
        at=now,
        expires_at=now + KEEP_REFUSALS,
    )

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            transaction.save(refusal)
            transaction.update(
                DeliveryItem(delivery.pk, delivery.sk),
                actions=[
                    DeliveryItem.state.set("refused"),
                    DeliveryItem.reason.set(reason),
                    DeliveryItem.refused_at.set(now),
                ],
                condition=_still_ours(lease),
            )

    with contextlib.suppress(ConditionFailed):
        attempt(write)


def _still_ours(lease: Lease) -> Any:
    return (DeliveryItem.state == "sending") & (DeliveryItem.claimed_at == lease.at)


def refused(day: date) -> Iterator[Refusal]:
    """The notices refused on a day (UTC), for operators."""
    for item in RefusalItem.query(_refusals(day), page_size=100):
        yield Refusal(notice=item.sk, reason=item.reason, at=item.at)


def _refusals(day: date) -> str:
    return f"REFUSED#{day.isoformat()}"
