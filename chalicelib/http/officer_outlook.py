"""What is owed on a case, and what comes when nobody does anything, for an officer of it."""

from chalice.app import Blueprint
from typing_extensions import TypedDict

from chalicelib.case.deadlines import Deadline
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.events import EventType
from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import request_id, utcnow
from chalicelib.presentation.view_types import AgencyRef
from chalicelib.routing.registry import Registry
from chalicelib.usecases import rules
from chalicelib.usecases.outlook import outlook
from chalicelib.usecases.record_readings import Reader, load_for_officer
from chalicelib.workdays import Moment, iso

routes = Blueprint(__name__)


class OwedStep(TypedDict):
    """A step that is owed by `at`, of so many working `days`."""

    limit: str
    at: Moment
    days: int
    overdue: bool


class StepAhead(TypedDict):
    """What a schedule does at a moment to come, or as soon as it runs: to warn of a `limit` or take
    its miss to a `level`, which `told` are told of; to remind, to close, to end a question."""

    type: EventType
    at: Moment
    limit: str | None
    level: int | None
    told: list[AgencyRef]


class OutlookAnswer(TypedDict):
    """What is owed, soonest first, and what comes if nobody does anything, in order."""

    limits: list[OwedStep]
    ahead: list[StepAhead]


@endpoint(routes, "GET", "/v1/officer/complaints/{case_id}/outlook", authorizer=officers)
def get_officer_outlook(case_id: str) -> OutlookAnswer:
    """What is owed on a complaint by when, and what comes when nobody does anything."""
    request, context = routes.current_request, rules.decision_context(utcnow())
    reader = Reader(
        actor=current_officer(request), request_id=request_id(request), purpose="outlook"
    )
    case = load_for_officer(case_id, reader, context)
    found = outlook(case, context)
    owed = sorted(found.deadlines, key=lambda each: each[0].at)
    return {
        "limits": [
            _owed(deadline, days, case, late=context.now > deadline.at) for deadline, days in owed
        ],
        "ahead": [_ahead(event, case, context.agencies) for event in found.ahead],
    }


def _owed(deadline: Deadline, days: int, case: Case, *, late: bool) -> OwedStep:
    return {
        "limit": deadline.name,
        "at": iso(deadline.at, case.zone),
        "days": days,
        "overdue": late,
    }


def _ahead(event: Event, case: Case, registry: Registry) -> StepAhead:
    told = event.data.get("notify", ())
    return {
        "type": event.type,
        "at": iso(event.at, case.zone),
        "limit": event.data.get("limit"),
        "level": event.data.get("level"),
        "told": [{"id": one, "name": registry.name_of(one)} for one in told],
    }
