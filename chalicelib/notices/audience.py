"""Who is told of what: the one table of events and audiences, and whom each audience means.

The filters of both queues, the fan-out to recipients and the wordings all follow this table; a
test holds the subscriptions in infra/template.yaml equal to it. An event that is not in the table
is told to nobody, and a test holds that the domain knows no such event.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from chalicelib.case.model import NATIONAL_DESK, Case, Event, Status
from chalicelib.events import EventType
from chalicelib.notices.facts import agency_of, nobody_holds


class Audience(StrEnum):
    """A group that is told. The first two are written to by the reporters' queue, the others by
    the agencies' queue."""

    REPORTER = "reporter"  # who filed the case
    MERGED_REPORTERS = "merged_reporters"  # whose complaints were merged into the case
    AGENCY = "agency"  # who has the next step: the holder, or the national desk
    HEADS = "heads"  # the head desks that a missed limit calls in
    FORMER_HOLDER = "former_holder"  # whose answer an appeal is about


REPORTERS = frozenset({Audience.REPORTER, Audience.MERGED_REPORTERS})
AGENCIES = frozenset({Audience.AGENCY, Audience.HEADS, Audience.FORMER_HOLDER})

_R, _M = Audience.REPORTER, Audience.MERGED_REPORTERS
_A, _H, _F = Audience.AGENCY, Audience.HEADS, Audience.FORMER_HOLDER

AUDIENCES: Mapping[str, frozenset[Audience]] = MappingProxyType(
    {
        event_type: frozenset(audiences)
        for event_type, audiences in {
            EventType.FILED: (),  # routed or triage follows within seconds and confirms the receipt
            EventType.ROUTED: (_R, _A),
            EventType.TRIAGE: (_R, _A),
            EventType.RETURNED: (_R, _A),
            EventType.TRANSFERRED: (_R, _A),
            EventType.STARTED: (_R,),
            EventType.HELD: (_R, _M),
            EventType.MESSAGED: (_A,),
            EventType.INTERIM_REPLIED: (_R,),
            EventType.ANSWERED: (_R, _M),
            EventType.RATED: (_A, _M),  # the merged, when it closes the case
            EventType.REMINDED: (_R,),
            EventType.APPEALED: (_R, _A, _F),
            EventType.APPEAL_DECIDED: (_R, _M, _F),
            EventType.WARNED: (_A,),
            EventType.ESCALATED: (_R, _M, _H),
            EventType.CLOSED: (_R, _M),
            EventType.ARCHIVED: (_R, _M),
            EventType.MERGED: (_R, _M),
            EventType.REOPENED: (_R, _A, _M),
            EventType.DEADLINES_RECOMPUTED: (_R,),
            EventType.ABSORBED: (),  # seen on the page; nothing is asked of anybody
            EventType.RECLASSIFIED: (),
            EventType.UNPROTECTED: (),
            EventType.PUBLISHED: (),  # the page says it
            EventType.TIGHTENED: (),  # who did it knows; the page shows it to the others
            EventType.NOTED: (),
            EventType.IDENTITY_ERASED: (),
            EventType.IDENTITY_REQUESTED: (),
            EventType.IDENTITY_APPROVED: (),
            EventType.IDENTITY_REFUSED: (),
            EventType.IDENTITY_WITHDRAWN: (),
            EventType.IDENTITY_EXPIRED: (),
            EventType.HOLD_EXPIRED: (_A,),  # only where there is no reporter to write to
            EventType.UNMERGED: (_R, _A),
            EventType.REASSIGNED: (_R, _A),
        }.items()
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """An agency to be told, and as what: at its head desk when a limit was missed (`HEADS`)."""

    agency_id: str
    audience: Audience = Audience.AGENCY


def is_told(event_type: str, audience: Audience) -> bool:
    """Whether events of this type are for that audience at all."""
    return audience in AUDIENCES.get(event_type, frozenset())


def told_to(audiences: frozenset[Audience]) -> frozenset[str]:
    """The types of event that any of these audiences is told of."""
    return frozenset(kind for kind, told in AUDIENCES.items() if told & audiences)


def agency_recipients(event: Event, case: Case) -> tuple[Recipient, ...]:
    """The agencies that are told of `event`, each once, in a stable order."""
    found: dict[str, Recipient] = {}
    for recipient in _recipients(event, case):
        found.setdefault(recipient.agency_id, recipient)
    return tuple(found.values())


def _recipients(event: Event, case: Case) -> Iterator[Recipient]:
    if is_told(event.type, Audience.HEADS):
        for agency_id in event.data.get("notify") or ():
            yield Recipient(agency_id=str(agency_id), audience=Audience.HEADS)
    if is_told(event.type, Audience.AGENCY) and _has_next_step(event, case):
        yield Recipient(agency_id=_next_in_charge(event, case))
    if is_told(event.type, Audience.FORMER_HOLDER) and case.appeal is not None:
        yield Recipient(agency_id=case.appeal.from_agency_id, audience=Audience.FORMER_HOLDER)


def _has_next_step(event: Event, case: Case) -> bool:
    match event.type:
        case EventType.RETURNED:
            # Otherwise routing tries again, and its own event tells whoever comes next.
            return case.status is Status.TRIAGE and case.version == event.number
        case EventType.RATED:
            return not event.data.get("satisfied")
        case EventType.MESSAGED:
            return "into" not in event.data  # told by the event of the case it answers
        case _:
            return True


def _next_in_charge(event: Event, case: Case) -> str:
    if nobody_holds(event):
        return NATIONAL_DESK
    return agency_of(event, case)  # the national desk for a case nobody holds
