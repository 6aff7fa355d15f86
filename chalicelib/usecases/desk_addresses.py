"""The desks that an event concerns, by their addresses.

They are asked for when an event is fanned out, and again before each is written to: a notice may
wait for an hour or a day, and the case be somebody else's by then.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.case.authority import is_kept_from, is_kept_from_officers, is_one_of
from chalicelib.case.decision import Context, Event
from chalicelib.case.model import Case
from chalicelib.events import Audience
from chalicelib.notices import Recipient, agency_recipients
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.routing.registry import Registry
from chalicelib.store import agencies
from chalicelib.usecases import rules
from chalicelib.usecases.rules import DecisionContext


def desk_addresses(event: Event, case: Case, now: datetime) -> dict[str, Audience]:
    """The address of every desk an event concerns now, with what it is told as: once, although
    several agencies have it."""
    recipients, context = _recipients(event, case, now)
    found: dict[str, Audience] = {}
    for recipient in recipients:
        for address in desks(
            context.agencies, recipient, lambda agency_id: is_kept_from(case, agency_id, context)
        ):
            found.setdefault(address, recipient.audience)
    return found


def is_addressed(address: str, event: Event, case: Case, now: datetime) -> bool:
    """Whether an event still concerns the desk of that address. The register is read anew before
    it is said not to: who fanned out may have had a newer one."""
    if address in desk_addresses(event, case, now):
        return True
    agencies.forget_register()
    return address in desk_addresses(event, case, now)


def agencies_without_desk(event: Event, case: Case, now: datetime) -> tuple[str, ...]:
    """The agencies that an event concerns and that others are written to for."""
    recipients, context = _recipients(event, case, now)
    return tuple(
        recipient.agency_id
        for recipient in recipients
        if not _own_desks(context.agencies, recipient.agency_id, recipient.audience)
    )


def _recipients(
    event: Event, case: Case, now: datetime
) -> tuple[tuple[Recipient, ...], DecisionContext]:
    told, context = agency_recipients(event, case), rules.decision_context(now)
    if any(context.agencies.get(each.agency_id) is None for each in told):
        agencies.forget_register()  # somebody of the last minute
        context = rules.decision_context(now)
    return tuple(each for each in told if _may_hear(each, case, context)), context


def _may_hear(recipient: Recipient, case: Case, context: Context) -> bool:
    """Not whom the case is kept from; but to a former holder the national desk had given it, unless
    its reporter's words have accused them since."""
    if recipient.audience is Audience.FORMER_HOLDER:
        return not is_one_of(recipient.agency_id, case.accused, context)
    return not is_kept_from_officers(case, recipient.agency_id, context)


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
        if found := _own_desks(known, agency_id, recipient.audience):
            return found
    return ()


def _own_desks(known: Registry, agency_id: str, audience: Audience) -> tuple[str, ...]:
    agency = known.get(agency_id)
    if agency is None:
        return ()
    if audience is Audience.HEADS and agency.head_desk:
        return (agency.head_desk,)
    return agency.desks
