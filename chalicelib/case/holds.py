"""A question to the reporter stops the clocks; what starts them again.

A question may end a case only where the reporter could be told of it. Nobody holds a contact for
the others: the question expires unheard, and the agency goes on without its answer.
"""

from dataclasses import replace
from datetime import datetime

from . import events
from .commands import ExpireHold, Hold
from .deadlines import resumed
from .decision import Context, Step, promised
from .ending import NO_REPLY, archived
from .model import Actor, Case, Status
from .model import Hold as OpenQuestion
from .schedule import hold_expiry
from .workdays import iso


def hold(case: Case, action: Hold, actor: Actor, context: Context) -> Step:
    """From here the clocks stand still, until the reporter writes or the question expires."""
    expires_at = hold_expiry(context.now, case, context.clocks)
    question = OpenQuestion(
        question=action.question,
        since=context.now,
        expires_at=expires_at,
        returns_to=case.status,
    )
    return Step(
        case=replace(case, status=Status.ON_HOLD, hold=question, holds=case.holds + 1),
        says=events.Held(question=action.question, expires_at=iso(expires_at, case.zone)),
    )


def release_hold(case: Case, at: datetime, context: Context) -> Case:
    """The case with its clocks running again from `at` (UTC), in the status it had before.

    Raises `ValueError` for a case that is not on hold.
    """
    if case.hold is None:
        raise ValueError("not on hold")
    deadlines, spent = resumed(case, at, context.clocks)
    escalated_at = case.escalated_at and context.clocks.calendar.extend(
        case.escalated_at, spent, case.zone
    )
    return replace(
        case,
        status=case.hold.returns_to,
        hold=None,
        deadlines=deadlines,
        paused_workdays=case.paused_workdays + spent,
        escalated_at=escalated_at,
    )


def expire_hold(case: Case, action: ExpireHold, actor: Actor, context: Context) -> Step:
    """Silence ends the case where the reporter was told of the question, and they can reopen it.
    Where they could not be told, the clocks run again from when the question expired, however
    late a schedule got to it."""
    if case.hold is None:
        raise ValueError("not on hold")
    if case.contactable:
        archived_case = archived(case, NO_REPLY, context)
        return Step(case=archived_case, says=events.Archived(reason=NO_REPLY))
    case = release_hold(case, case.hold.expires_at, context)
    return Step(case=case, says=events.HoldExpired(deadlines=promised(case.deadlines, case.zone)))
