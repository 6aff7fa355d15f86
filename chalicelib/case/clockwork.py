"""What the schedules do to a case. That a step is due is decided before, by the table of moves."""

from dataclasses import replace

from ..errors import Conflict
from . import events
from .authority import called_in, recipients, repeat_recipients
from .commands import CloseQuiet, Escalate, RecomputeDeadlines, Remind, Warn
from .deadlines import Limit, limit_in_force
from .decision import Context, Step, promised
from .ending import closed
from .model import Actor, Case
from .schedule import HIGHEST_LEVEL, count_again, missed_at, next_due
from .workdays import iso


def warn(case: Case, action: Warn, actor: Actor, context: Context) -> Step:
    """To the handler alone, once per limit."""
    limit = _running(case)
    return Step(
        case=replace(case, warned=(*case.warned, limit.name)),
        says=events.Warned(limit=limit.name, limit_at=iso(limit.at, case.zone)),
    )


def escalate(case: Case, action: Escalate, actor: Actor, context: Context) -> Step:
    """One level up, or the highest level again.

    The next level counts from when this one fell due, not from when a schedule got to it; what
    follows the highest level counts from now.
    """
    limit = _running(case)
    limit_at = iso(limit.at, case.zone)
    if case.escalation_level == HIGHEST_LEVEL:
        repeat = case.escalation_repeats + 1
        case = replace(case, escalation_repeats=repeat, escalated_at=context.now)
        notify = repeat_recipients(case)
        return Step(
            case=case,
            says=events.Escalated(
                limit=limit.name,
                limit_at=limit_at,
                level=HIGHEST_LEVEL,
                repeat=repeat,
                notify=notify,
            ),
        )
    level = case.escalation_level + 1
    fell_due = missed_at(case, limit, context.clocks)
    counted_from = context.now if level == HIGHEST_LEVEL else fell_due
    notify = recipients(case, level, context)
    case = replace(
        case,
        escalation_level=level,
        escalated_at=counted_from,
        called_in=called_in(case, notify),
    )
    return Step(
        case=case,
        says=events.Escalated(limit=limit.name, limit_at=limit_at, level=level, notify=notify),
    )


def _running(case: Case) -> Limit:
    limit = limit_in_force(case)
    if limit is None:
        raise ValueError("no limit in force")
    return limit


def remind(case: Case, action: Remind, actor: Actor, context: Context) -> Step:
    """Ask for the rating again."""
    reminder = case.reminders + 1
    return Step(
        case=replace(case, reminders=reminder, reminded_at=context.now),
        says=events.Reminded(reminder=reminder, answer=case.answers),
    )


def close_quiet(case: Case, action: CloseQuiet, actor: Actor, context: Context) -> Step:
    """Silence closes a case and says nothing about satisfaction."""
    return Step(case=closed(case, "timeout", context), says=events.Closed(reason="timeout"))


def recompute(case: Case, action: RecomputeDeadlines, actor: Actor, context: Context) -> Step:
    """Deadlines that are still open, by the calendar as it is now."""
    moved = count_again(case, context.now, context.clocks)
    if moved == case and next_due(case, context.clocks) == case.due:
        raise Conflict("nothing_to_change", status=case.status.value)
    moved = replace(moved, calendar_version=context.clocks.calendar.version)
    return Step(
        case=moved,
        says=events.DeadlinesRecomputed(
            calendar_version=moved.calendar_version,
            deadlines=promised(moved.deadlines, moved.zone),
        ),
    )
