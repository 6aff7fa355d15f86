"""From the timer into the use cases. The moment a run works with is the one in its event, so that
a late or repeated run decides as the one it stands for."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from chalicelib.case.model import DueKind
from chalicelib.usecases import reroute, succession
from chalicelib.usecases.recompute import recompute_some, watch_calendar
from chalicelib.usecases.run_due import run_all_due
from chalicelib.usecases.send_digests import send_digests
from chalicelib.usecases.transport import email_channel

LambdaEvent = dict[str, Any]
RESERVE_MS = 20_000  # what a run keeps to finish the case it is at


def escalate_overdue(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Warn holders before a limit and escalate after it; before that, tell reporters of dates that
    a change of the calendar moves, and operators when the calendar ends."""
    now, has_time = _moment(event), _time_left(context)
    counts: dict[str, int] = {}
    try:
        counts |= recompute_some(now, has_time)
    finally:
        watch_calendar(now)
        counts |= run_all_due(DueKind.ESCALATE, now, has_time)
    return counts


def send_rating_reminders(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Remind reporters who have not said whether an answer satisfies."""
    return run_all_due(DueKind.REMIND, _moment(event), _time_left(context))


def close_quiet_cases(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Close what was answered and met silence; end holds nobody answered."""
    return run_all_due(DueKind.CLOSE, _moment(event), _time_left(context))


def reroute_waiting(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Route what the stream did not bring to the router, and move what agencies that ended still
    hold."""
    now, has_time = _moment(event), _time_left(context)
    counts: dict[str, int] = {}
    try:
        counts |= reroute.reroute_waiting(now, has_time)
    finally:
        counts |= succession.reassign_ended(now, has_time)
    return counts


def send_agency_digests(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Write the morning digests where it is between 07:00 and 10:00 now."""
    return send_digests(email_channel(), _moment(event), _time_left(context))


def _moment(event: LambdaEvent) -> datetime:
    """The scheduled moment (UTC) of an EventBridge event."""
    return datetime.fromisoformat(event["time"]).astimezone(UTC)


def _time_left(context: Any) -> Callable[[], bool]:
    if context is None:
        return lambda: True
    return lambda: context.get_remaining_time_in_millis() > RESERVE_MS
