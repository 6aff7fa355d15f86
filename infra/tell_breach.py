"""Tells reporters of a breach: that somebody without a right to it read data of their case.

What is told, and to whom, two custodians agreed on over the API (`agree_breach`). Each case gets an
event with the text, which its reporter reads on the page and, where they gave an address, in a
mail. A case is told a notice once, so a run may be stopped and run again; how far it has come is
counted from the cases.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.case.actions import act
from chalicelib.case.model import SYSTEM
from chalicelib.case.system_actions import TellBreach
from chalicelib.errors import NotFound
from chalicelib.events import EventType
from chalicelib.store import breaches, cases, deliveries
from chalicelib.store.breaches import BreachNotice, SignOff
from chalicelib.usecases import rules
from chalicelib.usecases.races import StaleRetries
from infra.console import CommandError

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a run came to: how many cases were told now, and of each that could not be the kind of
    error."""

    cases: int
    failed: Mapping[str, str]


def tell_breach(notice_id: str, by: str, clock: Clock = lambda: datetime.now(UTC)) -> Told:
    """Tell the reporters of a notice that was agreed on, and keep that `by` did. One case that
    fails stops no other; `clock` gives the moment (UTC).

    Raises `CommandError` for a notice that nobody knows, that no second custodian approved, or that
    was ended, also meanwhile: nobody else is told then.
    """
    notice = found(notice_id)
    if not notice.agreed:
        why = "was ended" if notice.ended else "waits for a custodian of another agency"
        raise CommandError(f"{notice_id} {why}. Nobody was told.")
    breaches.add_run(notice.id, SignOff(by=by, at=clock()))
    told, failed = 0, dict[str, str]()
    for case_id in notice.proposal.case_ids:
        if not breaches.get(notice.id).agreed:  # a custodian may end it in the midst of a run
            raise CommandError(f"{notice_id} was ended. {told} were told before, nobody else was.")
        try:
            told += _tell(case_id, notice, clock)
        except Exception as error:  # one bad number must not stop the others; all are named
            failed[case_id] = type(error).__name__
    return Told(cases=told, failed=failed)


def found(notice_id: str) -> BreachNotice:
    """The notice. Raises `CommandError` where there is none."""
    try:
        return breaches.get(notice_id)
    except NotFound:
        raise CommandError(f"There is no notice {notice_id}.") from None


def progress(notice: BreachNotice) -> Counter[str]:
    """How far a notice has come, counted from the cases: `told` (the event is there); of these
    `mailed`, `no contact` (nobody to write to), `refused` (by the mail service, for good) and
    `on the way`; `not told`, and `unknown` for numbers that nobody was given."""
    counts = Counter[str]()
    for case_id in notice.proposal.case_ids:
        try:
            counts.update(_standing(case_id, notice))
        except NotFound:
            counts["unknown"] += 1
    return counts


def summary(notice: BreachNotice, now: datetime) -> str:
    """A notice in two lines: who agreed and until when all have to hear, and how far it is."""
    agreed = "agreed" if notice.agreed else "ended" if notice.ended else "waits for approval"
    left = notice.tell_by - now
    clock = f"{_hours(left)} left" if left >= timedelta() else f"late by {_hours(-left)}"
    counts = ", ".join(f"{number} {what}" for what, number in sorted(progress(notice).items()))
    cases_of = len(notice.proposal.case_ids)
    return (
        f"{notice.id}  {agreed}  tell by {notice.tell_by:%Y-%m-%d %H:%M} UTC ({clock})\n"
        f"  {cases_of} in all: {counts}"
    )


def _hours(span: timedelta) -> str:
    return f"{span // timedelta(hours=1)} h"


def _standing(case_id: str, notice: BreachNotice) -> tuple[str, ...]:
    case = cases.get(case_id)
    number = _event_of(case_id, notice)
    if number is None:
        return ("not told",)
    if not case.contactable:
        return "told", "no contact"
    state = deliveries.state_of(deliveries.of_event(case_id, number, "email", "reporter"))
    return "told", {"sent": "mailed", "refused": "refused"}.get(state or "", "on the way")


def _event_of(case_id: str, notice: BreachNotice) -> int | None:
    """The number of the event that told the reporter, if there is one."""
    return next(
        (
            one.number
            for one in cases.events(case_id)
            if one.type is EventType.BREACH_TOLD and one.data.get("breach") == notice.id
        ),
        None,
    )


def _tell(case_id: str, notice: BreachNotice, clock: Clock) -> bool:
    """Whether it was told now, and not before."""
    retries, proposal = StaleRetries(), notice.proposal
    action = TellBreach(text=proposal.text, text_en=proposal.text_en, breach=notice.id)
    while True:
        case = cases.get(case_id)
        if _event_of(case_id, notice) is not None:
            return False
        change = act(case, action, SYSTEM, rules.decision_context(clock()))
        with retries:
            cases.save(change)
            return True
