"""The desks that an event concerns, by their addresses."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.case.authority import is_kept_from, is_kept_from_officers
from chalicelib.case.decision import Context, Event
from chalicelib.case.model import Case
from chalicelib.events import Audience
from chalicelib.notices import Recipient, agency_recipients
from chalicelib.observability import Metric, count, logger
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.routing.registry import Registry
from chalicelib.store import agencies
from chalicelib.usecases import rules


def desk_addresses(event: Event, case: Case, now: datetime) -> dict[str, Audience]:
    """The address of every desk an event concerns, with what it is told as: once, although several
    agencies have it."""
    recipients = agency_recipients(event, case)
    context = rules.decision_context(now)
    if any(context.agencies.get(each.agency_id) is None for each in recipients):
        agencies.forget_register()  # somebody of the last minute
        context = rules.decision_context(now)
    found: dict[str, Audience] = {}
    for recipient in recipients:
        if _may_hear(recipient, case, context):
            for address in desks(
                context.agencies,
                recipient,
                lambda agency_id: is_kept_from(case, agency_id, context),
            ):
                found.setdefault(address, recipient.audience)
    return found


def _may_hear(recipient: Recipient, case: Case, context: Context) -> bool:
    """Not whom the case is kept from; but to a former holder the national desk had given it."""
    return recipient.audience is Audience.FORMER_HOLDER or not is_kept_from_officers(
        case, recipient.agency_id, context
    )


def desks(
    known: Registry,
    recipient: Recipient,
    is_passed_over: Callable[[str], bool] = lambda _: False,
) -> tuple[str, ...]:
    """The addresses of an agency's desks, or of its head. Where it has none, those of the next
    above that has any, at last of the national desk: somebody has to hear of it. Of those above not
    whoever is passed over, because the case is kept from them."""
    above = (
        senior.id for senior in known.chain(recipient.agency_id) if not is_passed_over(senior.id)
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
