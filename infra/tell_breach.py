"""Tells reporters of a breach: that somebody without a right to it read data of their case.

Each case gets an event with the text, which its reporter reads on the page and, where they gave an
address, in a mail. A case is told a text once, so a run may be stopped and run again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.case.actions import act
from chalicelib.case.model import SYSTEM
from chalicelib.case.scheduled_actions import TellBreach
from chalicelib.events import EventType
from chalicelib.protection import receipts
from chalicelib.store import cases
from chalicelib.usecases import rules
from chalicelib.usecases.races import StaleRetries


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a run came to: how many cases were told now, and of each that could not be the kind of
    error."""

    cases: int
    failed: Mapping[str, str]


def tell_breach(
    case_ids: Iterable[str],
    text: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Told:
    """Tell the reporter of each case, by its number as it was typed. One that fails stops no other;
    `clock` gives the moment (UTC)."""
    told, failed = 0, dict[str, str]()
    for case_id in case_ids:
        try:
            told += _tell(receipts.parse_case_id(case_id), text, clock)
        except Exception as error:  # one bad number must not stop the others; all are named
            failed[case_id] = type(error).__name__
    return Told(cases=told, failed=failed)


def _tell(case_id: str, text: str, clock: Callable[[], datetime]) -> bool:
    """Whether it was told now, and not before."""
    retries = StaleRetries()
    while True:
        case = cases.get(case_id)
        known = cases.events(case_id)
        if any(one.type is EventType.BREACH_TOLD and one.data["text"] == text for one in known):
            return False
        change = act(case, TellBreach(text=text), SYSTEM, rules.decision_context(clock()))
        with retries:
            cases.save(change)
            return True
