"""Telling people what happened: each notice once to each recipient."""

from collections.abc import Callable
from datetime import datetime

from chalicelib import settings
from chalicelib.case.model import Case
from chalicelib.notices import (
    EmailSender,
    Message,
    agency_recipients,
    for_agency,
    for_merged_reporter,
    for_reporter,
)
from chalicelib.notices.audience import Audience, is_told
from chalicelib.observability import logger
from chalicelib.protection import vault
from chalicelib.routing.registry import Registry
from chalicelib.store import agencies, cases, deliveries, filing
from chalicelib.usecases import rules


def tell_reporter(case_id: str, event_number: int, sender: EmailSender, now: datetime) -> int:
    """Write to the reporter about an event, where a contact was given, and to those whose
    complaints were merged into this one; how many mails went out."""
    case = cases.get(case_id)
    happened = cases.event(case_id, event_number)
    sent, named = 0, names(agencies.registry())
    public_url = settings.load().public_url
    if is_told(happened.type, Audience.REPORTER) and (reporter := _identity_of(case)):
        message = for_reporter(
            happened,
            case,
            language=reporter.language,
            agency_name=named,
            public_url=public_url,
            name=reporter.name,
            clocks=rules.at(now).clocks,
        )
        delivery = deliveries.of_event(case_id, event_number, "reporter")
        if message is not None and reporter.email is not None:
            sent += deliver(delivery, reporter.email, message, sender, now)
    if is_told(happened.type, Audience.MERGED_REPORTERS):
        for merged_id in case.merged_from:
            reporter = _identity_of(cases.get(merged_id))
            if reporter is None or reporter.email is None:
                continue
            message = for_merged_reporter(
                happened,
                case,
                merged_id=merged_id,
                language=reporter.language,
                agency_name=named,
                public_url=public_url,
                name=reporter.name,
            )
            if message is None:
                continue
            delivery = deliveries.of_event(case_id, event_number, f"reporter of {merged_id}")
            sent += deliver(delivery, reporter.email, message, sender, now)
    return sent


def _identity_of(case: Case) -> vault.Identity | None:
    """Who filed the case, or None where nobody said or it was erased since."""
    sealed = filing.sealed_identity(case.id) if case.identified else None
    return vault.unseal(sealed) if sealed is not None else None


def tell_agency(case_id: str, event_number: int, sender: EmailSender, now: datetime) -> int:
    """Write to every desk an event concerns; how many mails went out."""
    case, happened = cases.get(case_id), cases.event(case_id, event_number)
    known = agencies.registry()
    sent, failed = 0, []
    for recipient in agency_recipients(happened, case):
        message = for_agency(
            happened,
            case,
            audience=recipient.audience,
            agency_name=names(known),
            public_url=settings.load().public_url,
        )
        for address in desks(known, recipient.agency_id, head=recipient.audience is Audience.HEADS):
            delivery = deliveries.of_event(case_id, event_number, address)
            try:
                sent += deliver(delivery, address, message, sender, now)
            except Exception as error:  # one bad desk must not stop the others; raised below
                failed.append(error)
    if failed:
        raise ExceptionGroup("desks that could not be written to", failed)
    return sent


def deliver(
    delivery: deliveries.Delivery,
    address: str,
    message: Message,
    sender: EmailSender,
    now: datetime,
) -> bool:
    """Claim, send, mark. False when it was sent before; raises what made sending fail."""
    if not deliveries.claim(delivery, now):
        return False
    try:
        sender.send(address, message, reference=f"{delivery.pk}/{delivery.sk.split('#')[1]}")
    except Exception:
        deliveries.release(delivery)
        raise
    deliveries.mark_sent(delivery)
    return True


def names(known: Registry) -> Callable[[str], str]:
    """From an agency's id to its name (the id itself where it is not known any more)."""

    def name(agency_id: str) -> str:
        agency = known.get(agency_id)
        return agency.name if agency is not None else agency_id

    return name


def desks(known: Registry, agency_id: str, *, head: bool) -> tuple[str, ...]:
    """The addresses of an agency's desks, or of its head."""
    agency = known.get(agency_id)
    if agency is None:
        logger.warning("no such agency to write to", extra={"agency_id": agency_id})
        return ()
    if head and agency.head_desk:
        return (agency.head_desk,)
    return agency.desks
