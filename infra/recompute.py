"""Tells reporters of the dates that a corrected calendar moves.

Only when they hear of it depends on this: a schedule counts a case by the calendar in force before
it takes a step on it. Each case is loaded, decided on and saved as for any other step, and at most
once by one calendar. So it may be stopped anywhere, run again, and run twice at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.case.actions import act
from chalicelib.case.decision import Context
from chalicelib.case.model import SYSTEM
from chalicelib.case.system_actions import RecomputeDeadlines
from chalicelib.errors import Conflict
from chalicelib.store import cases, queries
from chalicelib.store.rulebook import rulebook
from chalicelib.usecases import rules
from chalicelib.usecases.races import StaleRetries
from infra.console import say

PROGRESS_EVERY = 500  # cases
NOTHING_MOVES = ("nothing_to_change", "wrong_status")


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """What a run came to: open cases looked at, those whose dates moved, and of each that could
    not be counted the kind of error."""

    cases: int
    moved: int
    failed: Mapping[str, str]


def recompute_deadlines(clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Recomputed:
    """Count the open deadlines of every open case by the calendar in force, and say how far it is.

    A case that fails stops no other. `clock` gives the moment (UTC) each case is counted at.
    """
    case_ids = list(queries.open_cases())
    say(f"{len(case_ids)} open cases, by calendar {rules.calendar(rulebook().correction).version}.")
    moved, failed = 0, dict[str, str]()
    for number, case_id in enumerate(case_ids, start=1):
        try:
            moved += _recompute(case_id, rules.decision_context(clock()))
        except Exception as error:  # one bad case must not stop the others; all are named
            failed[case_id] = type(error).__name__
        if number % PROGRESS_EVERY == 0:
            say(f"{number} looked at, {moved} moved.")
    return Recomputed(cases=len(case_ids), moved=moved, failed=failed)


def _recompute(case_id: str, context: Context) -> bool:
    """Whether anything moved: not in a case that was counted by this calendar already."""
    retries = StaleRetries()
    while True:
        case = cases.get(case_id)
        if case.calendar_version == context.policy.calendar.version:
            return False
        try:
            change = act(case, RecomputeDeadlines(), SYSTEM, context)
        except Conflict as conflict:
            if conflict.code not in NOTHING_MOVES:
                raise
            return False
        with retries:
            cases.save(change)
            return True
