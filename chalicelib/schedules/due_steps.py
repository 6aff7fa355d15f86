"""The steps that are due: escalations, reminders, closings."""

from typing import Any

from chalicelib.batches import LambdaEvent
from chalicelib.case.model import DueKind
from chalicelib.schedules.run import moment, time_left
from chalicelib.usecases.rules import watch_calendar
from chalicelib.usecases.run_due import run_all_due


def escalate_overdue(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Warn holders before a deadline and escalate after it; before that, tell operators when the
    calendar ends."""
    now = moment(event)
    watch_calendar(now)
    return run_all_due(DueKind.ESCALATE, now, time_left(context))


def send_rating_reminders(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Remind reporters who have not said whether an answer satisfies."""
    return run_all_due(DueKind.REMIND, moment(event), time_left(context))


def close_quiet_cases(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Close what was answered and met silence; end holds nobody answered."""
    return run_all_due(DueKind.CLOSE, moment(event), time_left(context))
