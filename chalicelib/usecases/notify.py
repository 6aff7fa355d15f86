"""Telling people what happened: each notice once to each recipient, each recipient alone.

An event is first fanned out into its addressees; each is then told apart from the others, so that
what goes wrong with one touches nobody else.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from chalicelib import settings
from chalicelib.case.decision import Event
from chalicelib.case.model import Case, Role
from chalicelib.events import Audience, EventType
from chalicelib.notices import (
    Channel,
    Mail,
    Refused,
    for_agency,
    for_merged_reporter,
    for_reporter,
)
from chalicelib.notices.audience import is_told
from chalicelib.notices.desk_messages import is_bundled, is_told_together
from chalicelib.notices.messages import (
    ENDS_A_QUESTION,
    MailContext,
    concerns_merged_reporters,
    concerns_reporter,
)
from chalicelib.observability import Metric, count, logger
from chalicelib.protection import mailbox, vault
from chalicelib.protection.identity import Identity
from chalicelib.store import agencies, cases, contacts, deliveries, filing, followers
from chalicelib.store.contacts import Contact, Standing
from chalicelib.structs import replace
from chalicelib.usecases import mailed_links, rules
from chalicelib.usecases.confirm_address import may_write
from chalicelib.usecases.desk_addresses import (
    agencies_without_desk,
    desk_addresses,
    is_addressed,
)
from chalicelib.usecases.other_cases import goes_on_in, visible_to_everybody
from chalicelib.usecases.questions import is_withdrawn, was_told_of_question
from chalicelib.usecases.tell_together import tell_together

_REPORTER = "reporter"
_MERGED = "reporter of "
FOLLOWERS = "followers"
_DUTIES = (EventType.BREACH_TOLD, EventType.IDENTITY_DISCLOSED, EventType.DISCLOSURE_TOLD)


class NotConcerned(Exception):
    """An event is the business of this addressee no more. Whose it is now, perhaps the same agency
    at another address, is to be told."""


class Addressee(Struct, frozen=True, kw_only=True):
    """Whom a notice is for, and on which channel: `reporter`, `reporter of <merged case>`,
    `followers` or the name of one, or the address of a desk; never the address of a reporter."""

    recipient: str
    audience: Audience
    channel: str


def reporter_addressees(
    case_id: str, event_number: int, channels: Iterable[Channel]
) -> tuple[Addressee, ...]:
    """Who filed the case and whose complaints were merged into it, as far as an event is for
    them, on each channel. Reads no identity: whether it has an address is seen when each is told.
    """
    case, event = cases.get(case_id), cases.event(case_id, event_number)
    told: list[tuple[str, Audience]] = []
    if case.identified and concerns_reporter(event):
        told.append((_REPORTER, Audience.REPORTER))
    if concerns_merged_reporters(event, case):
        told += ((_MERGED + merged_id, Audience.MERGED_REPORTERS) for merged_id in case.merged_from)
    if is_told(event.type, Audience.FOLLOWERS) and followers.page(case_id, "", 1):
        told.append((FOLLOWERS, Audience.FOLLOWERS))
    return tuple(
        Addressee(recipient=recipient, audience=audience, channel=channel.name)
        for channel in channels
        for recipient, audience in told
    )


def agency_addressees(
    case_id: str, event_number: int, channels: Iterable[Channel], now: datetime
) -> tuple[Addressee, ...]:
    """Every desk an event concerns, each once on each channel."""
    case, event = cases.get(case_id), cases.event(case_id, event_number)
    for agency_id in agencies_without_desk(event, case, now):
        count(Metric.AGENCIES_WITHOUT_DESK)
        logger.warning("no desk to write to", extra={"agency_id": agency_id})
    found = desk_addresses(event, case, now)
    return tuple(
        Addressee(recipient=address, audience=audience, channel=channel.name)
        for channel in channels
        for address, audience in found.items()
    )


def tell_reporter(
    case_id: str, event_number: int, addressee: Addressee, channel: Channel, now: datetime
) -> None:
    """Write to one reporter about an event, if it concerns them and was not told before.

    The lease is taken before KMS is asked for the identity. Raises `deliveries.Later` when it is
    to be tried later, and what made sending fail.
    """
    case, event = cases.get(case_id), cases.event(case_id, event_number)
    merged_id = addressee.recipient.removeprefix(_MERGED)
    owner = case if addressee.audience is Audience.REPORTER else cases.get(merged_id)
    if not _is_concerned(owner, case, event):
        return
    encrypted = filing.encrypted_identity(owner.filed_as) if owner.identified else None
    if encrypted is None or channel.address_field not in encrypted.fields:
        return
    contact = _contact(owner, event)
    wanted = _is_wanted(contact, event, own=owner is case)
    if not wanted or not _has_context(event, addressee, channel, now):
        return
    delivery = deliveries.of_event(case_id, event_number, channel.name, addressee.recipient)
    lease = deliveries.lease(delivery, now)
    if lease is None:
        return

    try:
        identity = vault.decrypt(encrypted)
        # Once more, for that took its time. And under the lease, for whoever is to be told that a
        # question was taken back looks for that.
        case = cases.get(case_id)
        owner = case if addressee.audience is Audience.REPORTER else cases.get(merged_id)
        if over := _why_over(owner, case, event):
            deliveries.release(lease)
            logger.info("notice withheld", extra={"case_id": owner.id, "reason": over})
            return
        address: str | None = getattr(identity, channel.address_field)
        if address is not None:
            mail = _to_reporter(identity, address, owner, contact, case, event, now)
        notice = f"{delivery.pk} {delivery.sk}"
        if address is None or not may_write(contact, owner.filed_as, address, notice, now):
            mail = None
    except Exception:
        deliveries.release(lease)
        raise
    if mail is None or address is None:  # both are there, as was seen before the lease
        deliveries.release(lease)
        logger.info("notice withheld", extra={"case_id": owner.id, "reason": "unconfirmed"})
        return
    send_leased(lease, address, mail, channel, now)


def _why_over(owner: Case, case: Case, event: Event) -> str | None:
    """Why there is nothing to tell any more since the notice was begun, in a word."""
    if not owner.identified or not _is_concerned(owner, case, event):
        return "changed"
    withdrawn = event.type == EventType.HELD and is_withdrawn(case, event.number)
    return "withdrawn" if withdrawn else None


def _has_context(event: Event, addressee: Addressee, channel: Channel, now: datetime) -> bool:
    """Whether the addressee can make sense of the notice: that nobody waits for the answer to a
    question any more is told to who was told of the question. Raises `deliveries.Busy` while that
    is being told."""
    return event.type not in ENDS_A_QUESTION or was_told_of_question(
        event, channel.name, addressee.recipient, now
    )


def _contact(owner: Case, event: Event) -> Contact:
    """How the address stands. Of a breach and of a disclosure everybody whose data it was hears,
    whatever they said of mails before: that is a duty, and no word of it is the sender's."""
    contact = contacts.get(owner.filed_as)
    if event.type in _DUTIES and contact.standing is not Standing.CONFIRMED:
        return Contact(standing=Standing.OPENED)
    return contact


ABOUT_THEIR_DATA = frozenset(
    {
        EventType.BREACH_TOLD,
        EventType.IDENTITY_DISCLOSED,
        EventType.DISCLOSURE_TOLD,
        EventType.IDENTITY_CORRECTED,
        EventType.RECEIPT_REPLACED,
    }
)
"""What a reporter hears of by mail although they restricted their case."""


def _is_wanted(contact: Contact, event: Event, *, own: bool) -> bool:
    """Whether the address may be written to about an event, of the reporter's `own` case or of
    the one it went into.

    Not about what reporters do themselves and may do again and again: they need not be told, and
    until somebody said that the address is theirs it is perhaps not, and would be written to as
    often as they like.
    """
    if contact.standing is Standing.STOPPED:
        return False
    repeated = event.type in (EventType.ARCHIVED, EventType.REOPENED)
    by_themselves = own and repeated and event.actor.role is Role.REPORTER
    return not by_themselves or contact.standing is Standing.CONFIRMED


def _is_concerned(owner: Case, case: Case, event: Event) -> bool:
    if owner.restricted and event.type not in ABOUT_THEIR_DATA:
        return False
    if owner is case:
        return concerns_reporter(event)
    return concerns_merged_reporters(event, case) and goes_on_in(owner, case)


def _to_reporter(
    identity: Identity,
    address: str,
    owner: Case,
    contact: Contact,
    case: Case,
    event: Event,
    now: datetime,
) -> Mail | None:
    context = rules.decision_context(now)
    public_url = settings.load().public_url
    event = _without_hidden_case(event)
    link = f"{public_url}/contact?id={owner.filed_as}#{mailbox.token_of(owner.filed_as, address)}"
    mail = MailContext(
        language=identity.language,
        agency_name=context.agencies.name_of,
        public_url=public_url,
        name=identity.name,
        confirmed=contact.standing is Standing.CONFIRMED,
        limited=contact.standing is None,
        contact_url=link,
        step_url=mailed_links.step_url(owner, contact, case, event, context),
    )
    if owner is case:
        return for_reporter(event, case, mail, policy=context.policy)
    return for_merged_reporter(event, case, mail, merged_id=owner.id)


def _without_hidden_case(event: Event) -> Event:
    """The event without the number of the case that it led into, when that was hidden since."""
    if "into" not in event.data or event.data["into"] in visible_to_everybody([event.data["into"]]):
        return event
    return replace(event, data={**event.data, "into": None})


def tell_agency(
    case_id: str, event_number: int, addressee: Addressee, channel: Channel, now: datetime
) -> None:
    """Write to one desk about an event, if it was not told before and the case is its business
    still: not when another agency has it by now.

    Messages of a reporter are bundled: the first goes out at once, what comes within the hour goes
    out together. So does all that a run of a schedule found. Raises `NotConcerned`, and as
    `tell_reporter` does.
    """
    case, event = cases.get(case_id), cases.event(case_id, event_number)
    address, messages = addressee.recipient, 1
    if not is_addressed(address, event, case, now):
        logger.info("notice withheld", extra={"case_id": case_id, "reason": "handed_on"})
        raise NotConcerned
    if is_told_together(event):
        tell_together(event, addressee.audience, address, channel, now)
        return
    if is_bundled(event):
        delivery = deliveries.of_messages(case_id, channel.name, address)
        lease = deliveries.lease_bundle(delivery, event_number, case.version, now)
        if lease is not None:
            messages = _new_messages(case_id, lease)
    else:
        delivery = deliveries.of_event(case_id, event_number, channel.name, address)
        lease = deliveries.lease(delivery, now)
    if lease is None:
        return
    mail = for_agency(
        event,
        case,
        audience=addressee.audience,
        agency_name=agencies.registry().name_of,
        public_url=settings.load().public_url,
        messages=messages,
    )
    send_leased(lease, address, mail, channel, now)


def _new_messages(case_id: str, lease: deliveries.Lease) -> int:
    numbers = cases.numbers_of(
        case_id, EventType.MESSAGED, after=lease.after, through=lease.through or lease.after
    )
    return len(numbers)


def deliver(
    delivery: deliveries.Delivery,
    address: str,
    mail: Mail,
    channel: Channel,
    now: datetime,
) -> bool:
    """Claim, send, mark. False when it was sent before or the address is refused for good; raises
    `deliveries.Busy` inside a lease, and what made sending fail."""
    lease = deliveries.lease(delivery, now)
    return lease is not None and send_leased(lease, address, mail, channel, now)


def send_leased(
    lease: deliveries.Lease, address: str, mail: Mail, channel: Channel, now: datetime
) -> bool:
    """Send, mark. False when the address is refused for good; raises what made sending fail."""
    delivery = lease.delivery
    reference = f"{delivery.pk}/{delivery.sk.split('#')[1]}"
    try:
        channel.send(address, mail, reference=reference)
    except Refused as refusal:
        deliveries.mark_refused(lease, refusal.reason, now)
        count(Metric.NOTICES_REFUSED)
        logger.warning("notice refused", extra={"notice": reference, "reason": refusal.reason})
        return False
    except Exception:
        deliveries.release(lease)
        raise
    deliveries.mark_sent(lease)
    return True
