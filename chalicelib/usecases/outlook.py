"""What is owed on a case by when, and what comes of itself when nobody does anything: the schedules
led forward, on a copy, by the rules that they go by."""

from collections.abc import Iterator

from msgspec import Struct

from chalicelib.case.actions import act
from chalicelib.case.deadlines import Deadline, open_deadlines
from chalicelib.case.decision import Context, Event
from chalicelib.case.due import HIGHEST_LEVEL, next_step
from chalicelib.case.model import ENDED, SYSTEM, Case
from chalicelib.case.system_actions import due_action
from chalicelib.events import EventType
from chalicelib.structs import replace

MOST_AHEAD = 8
UNSEEN = frozenset({EventType.DEADLINES_RECOMPUTED})
"""What changes nothing that anybody would be told of."""


class Outlook(Struct, frozen=True, kw_only=True):
    """The promises still to keep with the working days of each, none while a question waits for
    the reporter; and the events to come, up to the end of the case or the highest level of
    escalation."""

    deadlines: tuple[tuple[Deadline, int], ...]
    ahead: tuple[Event, ...]


def outlook(case: Case, context: Context) -> Outlook:
    """The outlook of a case at `context.now`, as it stands."""
    open_now = () if case.hold else open_deadlines(case)
    return Outlook(
        deadlines=tuple(
            (deadline, context.policy.days(case, deadline.name)) for deadline in open_now
        ),
        ahead=tuple(_ahead(case, replace(context, new_salt=None))),
    )


def _ahead(case: Case, context: Context) -> Iterator[Event]:
    for _ in range(MOST_AHEAD):
        due = next_step(case, context.policy)
        if due is None:
            return
        context = replace(context, now=max(due.at, context.now))
        action = due_action(case, context)
        if action is None:
            return
        change = act(case, action, SYSTEM, context)
        case = change.case
        if change.event.type not in UNSEEN:
            yield change.event
        highest = case.escalation_level == HIGHEST_LEVEL
        if case.status in ENDED or (highest and change.event.type is EventType.ESCALATED):
            return
