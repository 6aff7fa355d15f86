"""Whom each audience of an event means. Who is told of what, each event says (`told` in `events`);
docs/events.md shows it as one table.

The filters of both queues, the fan-out to recipients and the wordings all follow it; a test holds
the subscriptions in infra/template.yaml equal to it. An event of an unknown type is told to nobody.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from chalicelib.case.authority import waiting_contributions
from chalicelib.case.decision import NEVER_PUBLISHED, Event
from chalicelib.case.due import acting_agency
from chalicelib.case.model import Case, Role, Status
from chalicelib.events import PAYLOADS, Audience, EventType
from chalicelib.notices.facts import agency_of, has_no_holder
from chalicelib.overseers import NATIONAL_DESK

REPORTERS = frozenset({Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.FOLLOWERS})
AGENCIES = frozenset(
    {Audience.AGENCY, Audience.HEADS, Audience.FORMER_HOLDER, Audience.CONTRIBUTOR}
)

AUDIENCES: Mapping[str, frozenset[Audience]] = MappingProxyType(
    {payload.type: frozenset(payload.told) for payload in PAYLOADS.values()}
)


class Recipient(Struct, frozen=True, kw_only=True):
    """An agency to be told, and as what: at its head desk when a deadline was missed (`HEADS`)."""

    agency_id: str
    audience: Audience = Audience.AGENCY


def is_told(event_type: str, audience: Audience) -> bool:
    """Whether events of this type are for that audience at all."""
    return audience in AUDIENCES.get(event_type, frozenset())


def told_to(audiences: frozenset[Audience]) -> frozenset[str]:
    """The types of event that any of these audiences is told of."""
    return frozenset(kind for kind, told in AUDIENCES.items() if told & audiences)


def agency_recipients(event: Event, case: Case) -> tuple[Recipient, ...]:
    """The agencies that are told of `event` as the case is now, each once, in a stable order.

    The case may have gone on since. Who has it no more is not told, but of what took it away: an
    appeal, or that nothing is asked of them any more.
    """
    found: dict[str, Recipient] = {}
    for recipient in _recipients(event, case):
        found.setdefault(recipient.agency_id, recipient)
    return tuple(found.values())


def _recipients(event: Event, case: Case) -> Iterator[Recipient]:
    if is_told(event.type, Audience.HEADS):
        for agency_id in event.data.get("notify") or ():
            if agency_id in (acting_agency(case), *case.escalated_to):
                yield Recipient(agency_id=str(agency_id), audience=Audience.HEADS)
    if is_told(event.type, Audience.AGENCY) and _has_next_step(event, case):
        in_charge = _next_in_charge(event, case)
        if in_charge == acting_agency(case):
            yield Recipient(agency_id=in_charge)
    if is_hidden_by_agency(event) and case.archive_reason == event.data["reason"]:
        yield Recipient(agency_id=NATIONAL_DESK)
    if (
        is_told(event.type, Audience.FORMER_HOLDER)
        and case.appeal is not None
        and not _is_for_another(event, case)
    ):
        yield Recipient(agency_id=case.appeal.from_agency_id, audience=Audience.FORMER_HOLDER)
    if is_told(event.type, Audience.CONTRIBUTOR) and _is_asked_still(event, case):
        asked = str(event.data["asked_agency_id"])
        yield Recipient(agency_id=asked, audience=Audience.CONTRIBUTOR)


def is_hidden_by_agency(event: Event) -> bool:
    """Whether an agency put a case away as what nobody sees and its reporter cannot reopen: only
    the national desk can, so it is told."""
    return (
        event.type == EventType.ARCHIVED
        and event.data["reason"] in NEVER_PUBLISHED
        and event.actor.role is not Role.NATIONAL_ADMIN
    )


def _is_asked_still(event: Event, case: Case) -> bool:
    return event.type != EventType.CONTRIBUTION_ASKED or any(
        one.asked_in == event.number for one in waiting_contributions(case)
    )


def _is_for_another(event: Event, case: Case) -> bool:
    """Whether an upheld appeal leaves the repair to another than who it was against: they ended, or
    are accused by now. Who repairs hears of it then, or the national desk, and they do not."""
    if event.type != EventType.APPEAL_DECIDED or not event.data["upheld"]:
        return False
    if has_no_holder(event):
        return True
    return case.appeal is not None and event.data["order_to"] != case.appeal.from_agency_id


def _has_next_step(event: Event, case: Case) -> bool:
    match event.type:
        case EventType.RETURNED:
            # Otherwise routing tries again, and its own event tells whoever comes next.
            return case.status is Status.TRIAGE and case.version == event.number
        case EventType.RATED:
            # What took the case from its holder the event of its triage tells.
            return case.agency_id is not None and not event.data.get("satisfied")
        case EventType.ARCHIVED:
            return event.actor.role is Role.REPORTER
        case EventType.APPEAL_DECIDED:
            return _is_for_another(event, case)
        case EventType.QUESTION_WITHDRAWN:
            return event.actor.agency_id != acting_agency(case)
        case EventType.MESSAGED:
            return "into" not in event.data  # told by the event of the case it answers
        case _:
            return True


def _next_in_charge(event: Event, case: Case) -> str:
    if has_no_holder(event):
        return NATIONAL_DESK
    if event.type == EventType.APPEAL_DECIDED:
        return str(event.data["order_to"])
    if event.type == EventType.QUESTION_WITHDRAWN:
        return acting_agency(case)  # the event is about who took it back
    return agency_of(event, case)  # the national desk for a case nobody holds
