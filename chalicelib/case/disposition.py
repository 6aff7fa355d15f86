"""Who gets the case: disposition, and the two ways of saying "not ours" (bukan wewenang).

Whether the actor may is decided before, by the table of moves; so in all the modules of steps.
"""

from dataclasses import replace

from ..errors import Conflict
from . import events
from .authority import appeal_is_against, belongs_to
from .commands import Return, Route, SendToTriage, SystemRoute, Transfer
from .conditions import desk_must_decide
from .deadlines import counted
from .decision import Context, Step, existing_agency, promised, refused_field
from .directory import AgencyView
from .limit_changes import promise_anew, with_deadlines
from .model import Actor, Case, Role, Status


def route(case: Case, action: Route, actor: Actor, context: Context) -> Step:
    """The national desk names the agency; after two "not ours" that agency has to keep it. An
    agency's admin names a unit of the own government."""
    agency = existing_agency(action.agency_id, context)
    if appeal_is_against(case, agency.id, context):
        raise refused_field("agency_id", "appeal_against_it")
    if case.agency_id is None:
        case = replace(case, must_keep=desk_must_decide(case, context))
        case = assign(case, agency, context)
    else:
        own = actor.agency_id or ""
        ours = agency.id == own or belongs_to(agency.id, own, context)
        if agency.id == case.agency_id or not ours:
            raise refused_field("agency_id", "not_your_unit")
        case = replace(case, agency_id=agency.id)
    return Step(
        case=case,
        says=events.Routed(
            agency_id=agency.id,
            by="officer",
            deadlines=promised(case.deadlines, case.zone),
        ),
    )


def route_by_rule(case: Case, action: SystemRoute, actor: Actor, context: Context) -> Step:
    """Disposition without a person, never to an agency that said the case is not theirs."""
    agency = existing_agency(action.agency_id, context)
    if agency.id in case.returned_by:
        raise Conflict("returned_it", status=case.status.value)
    case = replace(assign(case, agency, context), sector=action.sector or case.sector)
    return Step(
        case=case,
        says=events.Routed(
            agency_id=agency.id,
            by=action.by,
            sector=action.sector,
            confidence=action.confidence,
            words=action.words or None,
            prediction=action.prediction,
            deadlines=promised(case.deadlines, case.zone),
        ),
    )


def send_to_triage(case: Case, action: SendToTriage, actor: Actor, context: Context) -> Step:
    """Nobody holds the case; the national desk sees whom the rules considered."""
    return Step(
        case=replace(case, status=Status.TRIAGE),
        says=events.Triage(
            reason=action.reason,
            candidates=tuple(dict(candidate) for candidate in action.candidates),
            words=action.words,
            prediction=action.prediction,
            signals=action.signals or None,
        ),
    )


def assign(case: Case, agency: AgencyView, context: Context) -> Case:
    """The case in the hands of an agency, when nobody holds it.

    The first disposition starts the follow-up clock and settles the zone deadlines are counted
    in, and the days the agency keeps to where it is stricter; the limit for the answer stays
    counted from filing. Later ones change no clock.
    """
    case = replace(case, status=Status.ROUTED, agency_id=agency.id)
    if case.first_routed_at is not None:
        return case
    case = replace(
        case,
        zone=agency.zone,
        first_routed_at=context.now,
        paused_at_routing=case.paused_workdays,
        calendar_version=context.clocks.calendar.version,
    )
    case = promise_anew(case, context.now, context.clocks)
    follow_up_by = counted(case, context.clocks).follow_up_by
    return with_deadlines(case, replace(case.deadlines, follow_up_by=follow_up_by))


def return_(case: Case, action: Return, actor: Actor, context: Context) -> Step:
    """Not ours: back to disposition, the clock runs on."""
    handed_back = replace(case, status=Status.RETURNED, agency_id=None, returned_by=_declined(case))
    return Step(
        case=handed_back,
        says=events.Returned(agency_id=case.agency_id, reason=action.reason),
    )


def transfer(case: Case, action: Transfer, actor: Actor, context: Context) -> Step:
    """Straight to another agency, in the same status and with the same clock.

    An agency that transfers says "not ours" just as one that returns, and cannot send the case
    to one that said so before; the national desk can.
    """
    agency = existing_agency(action.agency_id, context)
    if agency.id == case.agency_id:
        raise refused_field("agency_id", "already_there")
    by_desk = actor.role is Role.NATIONAL_ADMIN and actor.agency_id != case.agency_id
    if not by_desk and agency.id in case.returned_by:
        raise refused_field("agency_id", "returned_it")
    returned_by = case.returned_by if by_desk else _declined(case)
    return Step(
        case=replace(case, agency_id=agency.id, returned_by=returned_by),
        says=events.Transferred(
            from_agency_id=case.agency_id, agency_id=agency.id, reason=action.reason
        ),
    )


def _declined(case: Case) -> tuple[str, ...]:
    return (*case.returned_by, case.agency_id) if case.agency_id else case.returned_by
