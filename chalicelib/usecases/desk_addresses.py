"""The desks that an event concerns, by their addresses."""

from collections.abc import Collection

from chalicelib.case.authority import kept_from
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.events import Audience
from chalicelib.notices import Recipient, agency_recipients
from chalicelib.observability import Metric, count, logger
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.routing.registry import Registry
from chalicelib.store import agencies


def desk_addresses(event: Event, case: Case) -> dict[str, Audience]:
    """The address of every desk an event concerns, with what it is told as: once, although several
    agencies have it."""
    recipients = agency_recipients(event, case)
    known = agencies.registry()
    if any(known.get(each.agency_id) is None for each in recipients):
        agencies.forget_register()  # somebody of the last minute
        known = agencies.registry()
    found: dict[str, Audience] = {}
    for recipient in recipients:
        for address in desks(known, recipient, kept_from(case)):
            found.setdefault(address, recipient.audience)
    return found


def desks(
    known: Registry, recipient: Recipient, passed_over: Collection[str] = ()
) -> tuple[str, ...]:
    """The addresses of an agency's desks, or of its head. Where it has none, those of the next
    above that has any, at last of the national desk: somebody has to hear of it. Not the
    `passed_over`, whom the case is kept from."""
    above = (
        senior.id for senior in known.chain(recipient.agency_id) if senior.id not in passed_over
    )
    for agency_id in (recipient.agency_id, *above, NATIONAL_DESK):
        agency = known.get(agency_id)
        if agency is not None:
            if recipient.audience is Audience.HEADS and agency.head_desk:
                return (agency.head_desk,)
            if agency.desks:
                return agency.desks
        if agency_id == recipient.agency_id:
            count(Metric.AGENCIES_WITHOUT_DESK)
            logger.warning("no desk to write to", extra={"agency_id": agency_id})
    return ()
