"""What a decision is taken with, and how it becomes the next event of a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..errors import Invalid, Problem
from .deadlines import ClockBook, open_limits
from .directory import AgencyView, Directory
from .model import Actor, Case, Change, Deadlines, Event, Visibility
from .model import event_digest as digest_of
from .schedule import next_due
from .workdays import Calendar, Moment, iso, local_date


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
    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    visibility: Visibility = Visibility.PUBLIC


def appended(step: Step, actor: Actor, context: Context) -> Change:
    """The change with its one event, numbered and sealed after the event before it."""
    case = step.case
    event = Event(
        case_id=case.id,
        number=case.version + 1,
        type=step.type,
        at=context.now,
        actor=actor,
        visibility=step.visibility,
        data=step.data,
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


def said(**data: object) -> dict[str, Any]:
    """Event data without what was left unsaid."""
    return {name: value for name, value in data.items() if value is not None}


class PromisedDeadlines(TypedDict):
    """The last moments of the days on which the promises to the reporter end; `reply_by` while a
    reply to what they wrote after an answer is owed."""

    verify_by: Moment
    follow_up_by: Moment
    resolve_by: Moment
    reply_by: NotRequired[Moment]


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
