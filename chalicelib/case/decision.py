"""What a decision is taken with, and how it becomes the next event of a case."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from ..errors import Invalid, Problem
from .deadlines import ClockBook, open_limits
from .directory import AgencyView, Directory
from .events import Payload, PromisedDeadlines, Visibility
from .model import Actor, Case, Change, Deadlines, Event
from .model import event_digest as digest_of
from .schedule import next_due
from .workdays import Calendar, iso, local_date


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """The world at the moment of a decision; `now` is aware, in UTC. For a merged case, `target`
    is the case it goes on in, where somebody has looked it up."""

    now: datetime
    clocks: ClockBook
    agencies: Directory
    target: Case | None = None

    def today(self, zone: str) -> date:
        """The calendar day in `zone`."""
        return local_date(self.now, zone)

    def existing(self, agency_id: str | None) -> AgencyView | None:
        """The agency, if it exists today by the clock of its own zone."""
        agency = self.agencies.get(agency_id) if agency_id else None
        return agency and self.agencies.get(agency.id, self.today(agency.zone))

    def has_ended(self, agency_id: str) -> bool:
        """Whether the agency's last day is over, by the clock of its own zone."""
        agency = self.agencies.get(agency_id)
        return agency is not None and agency.ended(self.today(agency.zone))

    def successor_of(self, agency_id: str) -> AgencyView | None:
        """Who takes up what an agency that ended has open: its successor or, where that ended
        too, the successor's; None where none of them exists today."""
        agency, seen = self.agencies.get(agency_id), set[str]()
        while agency is not None and agency.successor_id and agency.id not in seen:
            seen.add(agency.id)
            if found := self.existing(agency.successor_id):
                return found
            agency = self.agencies.get(agency.successor_id)
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What an action comes to: the case after it (but for version, digest and due), and what
    its event says."""

    case: Case
    says: Payload
    visibility: Visibility | None = None  # where it is not that of every event of this type


def appended(step: Step, actor: Actor, context: Context) -> Change:
    """The change with its one event, numbered and sealed after the event before it."""
    case = step.case
    event = Event(
        case_id=case.id,
        number=case.version + 1,
        type=step.says.type,
        at=context.now,
        actor=actor,
        visibility=step.visibility or step.says.visibility,
        data=step.says.as_data(),
    )
    event = replace(event, digest=digest_of(case.digest, event))
    case = replace(
        case,
        version=event.number,
        digest=event.digest,
        updated_at=event.at,
        due=next_due(case, context.clocks),
        deadlines_estimated=_rests_on_estimates(case, context.clocks.calendar),
    )
    return Change(case=case, event=event)


def _rests_on_estimates(case: Case, calendar: Calendar) -> bool:
    began = local_date(case.clock_started_at, case.zone)
    return any(
        calendar.is_estimated(local_date(limit.at, case.zone), began) for limit in open_limits(case)
    )


def promised(deadlines: Deadlines, zone: str) -> PromisedDeadlines:
    """Deadlines as they stand in an event or a view."""
    moments: PromisedDeadlines = {
        "verify_by": iso(deadlines.verify_by, zone),
        "follow_up_by": iso(deadlines.follow_up_by, zone),
        "resolve_by": iso(deadlines.resolve_by, zone),
    }
    if deadlines.reply_by is not None:
        moments["reply_by"] = iso(deadlines.reply_by, zone)
    return moments


def existing_agency(agency_id: str, context: Context) -> AgencyView:
    """The agency, today. Raises `Invalid`."""
    agency = context.existing(agency_id)
    if agency is None:
        raise refused_field("agency_id", "unknown_agency")
    return agency


def refused_field(name: str, code: str, **params: str | int) -> Invalid:
    """The error for one field of an action."""
    return Invalid([Problem(field=name, code=code, params=params)])
