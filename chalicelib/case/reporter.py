"""What the reporter does with the case; and taking up again a case that ended."""

from dataclasses import replace
from typing import Any

from ..errors import Expired
from .authority import senior_to
from .commands import Message, Rate, Reopen
from .deadlines import counted, resumed
from .decision import Context, Step, promised, refused_field, said
from .ending import closed
from .model import Actor, Appeal, Case, Rating, Status, Visibility
from .schedule import rated


def message(case: Case, action: Message, actor: Actor, context: Context) -> Step:
    """Joins the thread. An open question is answered by it and the clocks run again; otherwise
    it moves nothing."""
    data: dict[str, Any] = {"text": action.text, "resumed": case.hold is not None}
    if case.hold is not None:
        case = _off_hold(case, case.hold.returns_to, context)
        data["deadlines"] = promised(case.deadlines, case.zone)
    return Step(case=case, type="messaged", data=data, visibility=Visibility.REPORTER)


def _off_hold(case: Case, status: Status, context: Context) -> Case:
    deadlines, spent = resumed(case, context.now, context.clocks)
    ladder = case.escalated_at and context.clocks.calendar.extend(
        case.escalated_at, spent, case.zone
    )
    return replace(
        case,
        status=status,
        hold=None,
        deadlines=deadlines,
        paused_workdays=case.paused_workdays + spent,
        escalated_at=ladder,
    )


def rate(case: Case, action: Rate, actor: Actor, context: Context) -> Step:
    """Satisfied closes the case. Not satisfied leaves the answer standing, with the way to an
    appeal open until the window is over; an appeal takes the case to a senior agency."""
    _check_rating(case, action)
    rating = Rating(
        satisfied=action.satisfied, score=action.score, comment=action.comment, at=context.now
    )
    case = replace(case, rating=rating, rated_answer=case.answers)
    data = said(
        satisfied=action.satisfied,
        score=action.score,
        comment=action.comment,
        answer=case.answers,
    )
    if action.appeal:
        return _appeal(case, data, context)
    if action.satisfied:
        data["closed_reason"] = "confirmed"
        case = closed(case, "confirmed", context)
    return Step(case=case, type="rated", data=data)


def _check_rating(case: Case, action: Rate) -> None:
    if action.score is not None and not 1 <= action.score <= 5:
        raise refused_field("score", "out_of_range", low=1, high=5)
    if action.appeal and action.satisfied:
        raise refused_field("appeal", "only_unsatisfied")
    if action.appeal and not (action.comment or "").strip():
        raise refused_field("comment", "required")
    if rated(case) and not action.appeal:
        raise Expired("already_rated", status=case.status.value)


def _appeal(case: Case, data: dict[str, Any], context: Context) -> Step:
    """To the next senior agency, never the one that answered, with a clock of its own."""
    answered_by = case.agency_id or ""
    case = replace(
        case,
        agency_id=senior_to(answered_by, context),
        appeal=Appeal(opened_at=context.now, from_agency_id=answered_by),
    )
    case = begun_again(case, context)
    return Step(
        case=case,
        type="appealed",
        data={
            **data,
            "agency_id": case.agency_id,
            "from_agency_id": answered_by,
            "deadlines": promised(case.deadlines, case.zone),
        },
    )


def reopen(case: Case, action: Reopen, actor: Actor, context: Context) -> Step:
    """Back to the holder, with new clocks."""
    case = replace(case, closed=None, archive_reason=None, ended_at=None)
    case = begun_again(case, context)
    return Step(
        case=case,
        type="reopened",
        data={"reason": action.reason, "deadlines": promised(case.deadlines, case.zone)},
    )


def begun_again(case: Case, context: Context) -> Case:
    """The case with new clocks, and the ladder of escalation at its foot; with the national desk
    when its agency does not exist (any more). Only an appeal and a reopening lead here."""
    holder = case.agency_id and context.agencies.get(case.agency_id, context.today(case.zone))
    case = replace(
        case,
        agency_id=holder.id if holder else None,
        status=Status.IN_PROGRESS if holder else Status.TRIAGE,
        zone=holder.zone if holder else case.zone,
        clock_started_at=context.now,
        calendar_version=context.clocks.calendar.version,
        paused_workdays=0,
        paused_at_routing=0,
        warned=(),
        escalation_level=0,
        escalated_at=None,
        escalation_repeats=0,
    )
    case = replace(case, promised_days=context.clocks.promise(case))
    return replace(case, deadlines=counted(case, context.clocks))
