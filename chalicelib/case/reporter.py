"""What the reporter does with the case; and taking up again a case that ended."""

from dataclasses import replace

from ..errors import Expired
from . import events
from .authority import senior_to
from .commands import Message, Rate, Reopen
from .deadlines import appeal_open, counted
from .decision import Context, Step, promised, refused_field
from .ending import closed
from .holds import release_hold
from .model import Actor, Appeal, Case, OwedReply, Rating, Status
from .schedule import rated


def message(case: Case, action: Message, actor: Actor, context: Context) -> Step:
    """Joins the thread. An open question is answered by it and the clocks run again. After an
    answer nobody may call the reporter silent any more: the holder owes a new one."""
    if case.status is Status.MERGED:
        raise TypeError("an answer through a merged case changes two: use answer_through()")
    if case.hold is not None:
        case = release_hold(case, context.now, context)
        deadlines = promised(case.deadlines, case.zone)
        says = events.Messaged(text=action.text, resumed=True, deadlines=deadlines)
    elif case.status is Status.ANSWERED:
        case = _owing_reply(case, context)
        deadlines = promised(case.deadlines, case.zone)
        says = events.Messaged(
            text=action.text,
            resumed=False,
            deadlines=deadlines,
            reply_by=deadlines["reply_by"],
        )
    else:
        says = events.Messaged(text=action.text, resumed=False)
    return Step(case=case, says=says)


def _owing_reply(case: Case, context: Context) -> Case:
    """Back to the holder with a limit of its own; what was escalated stays escalated."""
    case = replace(
        case,
        status=Status.IN_PROGRESS,
        owed_reply=OwedReply(since=context.now, paused_workdays=case.paused_workdays),
        warned=tuple(limit for limit in case.warned if limit != "reply"),
    )
    reply_by = counted(case, context.clocks).reply_by
    return replace(case, deadlines=replace(case.deadlines, reply_by=reply_by))


def rate(case: Case, action: Rate, actor: Actor, context: Context) -> Step:
    """Satisfied closes the case. Not satisfied leaves the answer standing, with the way to an
    appeal open until the window is over; an appeal takes the case to a senior agency."""
    _check_rating(case, action)
    rating = Rating(
        satisfied=action.satisfied, score=action.score, comment=action.comment, at=context.now
    )
    case = replace(case, rating=rating, rated_answer=case.answers)
    if action.appeal:
        return _appeal(case, action, context)
    if action.satisfied:
        case = closed(case, "confirmed", context)
    return Step(
        case=case,
        says=events.Rated(
            satisfied=action.satisfied,
            score=action.score,
            comment=action.comment,
            answer=case.answers,
            closed_reason="confirmed" if action.satisfied else None,
        ),
    )


def _check_rating(case: Case, action: Rate) -> None:
    if action.score is not None and not 1 <= action.score <= 5:
        raise refused_field("score", "out_of_range", low=1, high=5)
    if action.appeal and action.satisfied:
        raise refused_field("appeal", "only_unsatisfied")
    if action.appeal and not (action.comment or "").strip():
        raise refused_field("comment", "required")
    if rated(case) and not action.appeal:
        raise Expired("already_rated", status=case.status.value)


def _appeal(case: Case, action: Rate, context: Context) -> Step:
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
        says=events.Appealed(
            satisfied=action.satisfied,
            score=action.score,
            comment=action.comment,
            answer=case.answers,
            agency_id=case.agency_id,
            from_agency_id=answered_by,
            deadlines=promised(case.deadlines, case.zone),
        ),
    )


def reopen(case: Case, action: Reopen, actor: Actor, context: Context) -> Step:
    """Back to the holder, with new clocks."""
    case = replace(case, closed=None, archive_reason=None, ended_at=None)
    case = begun_again(case, context)
    return Step(
        case=case,
        says=events.Reopened(reason=action.reason, deadlines=promised(case.deadlines, case.zone)),
    )


def begun_again(case: Case, context: Context) -> Case:
    """The case with new clocks, and escalation at its beginning. Where its agency has ended it is
    with the successor or, where the register has none, with the national desk. An open appeal is
    always somebody's, by name. Only an appeal and its being upheld, a reopening and an unmerging
    lead here."""
    holder = context.existing(case.agency_id)
    if holder is None and case.agency_id is not None:
        holder = context.successor_of(case.agency_id)
    agency_id = holder.id if holder else None
    if agency_id is None and case.appeal is not None and appeal_open(case):
        agency_id = senior_to(case.appeal.from_agency_id, context)
    case = replace(
        case,
        agency_id=agency_id,
        status=Status.IN_PROGRESS if agency_id else Status.TRIAGE,
        zone=holder.zone if holder else case.zone,
        clock_started_at=context.now,
        calendar_version=context.clocks.calendar.version,
        paused_workdays=0,
        paused_at_routing=0,
        warned=(),
        owed_reply=None,
        supplemented=False,
        escalation_level=0,
        escalated_at=None,
        escalation_repeats=0,
    )
    case = replace(case, promised_days=context.clocks.promise(case))
    return replace(case, deadlines=counted(case, context.clocks))
