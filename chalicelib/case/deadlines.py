"""Deadlines: how long everybody has, and which one is running.

Numbers of days are configuration, versioned by effective date; a case keeps the version it was
filed under. Days are working days unless said otherwise. What holds for every deadline:

* A case keeps the numbers of days it was promised, whatever is changed afterwards.
* A deadline that has passed never moves. Only a reopening or an appeal starts a new clock.
* Counting again and handing on never move a deadline earlier. Another class or the first
  disposition may, but never to before the end of the next working day: nobody is late by surprise.
* Time on hold is given back in whole working days: a day counts when it began on hold, so the
  agency has as many working days left after the hold as before it, and no day counts twice.
* Words move nothing: no message, note, rating or support touches a deadline.
"""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from chalicelib.structs import replace
from chalicelib.workdays import Calendar, local_date

from .model import (
    HANDLED,
    WITHOUT_HOLDER,
    Case,
    Classification,
    Deadlines,
    OwedReply,
    PromisedDays,
    Status,
)


class DeadlineRules(Struct, frozen=True, kw_only=True):
    """One version of the numbers of days, for cases filed on or after `effective_from`."""

    version: str
    effective_from: date
    verify: int  # from filing to the first disposition
    follow_up: int  # from the first disposition to the agency's first step
    information_request: int  # from filing to the answer, by classification
    aspiration: int
    complaint: int
    supervisory: int  # a complaint that alleges abuse and needs inspection
    appeal: int  # from the appeal to the senior agency's decision
    silence: int  # after an answer, before the case closes by itself
    silence_after_reminder: int = 3  # and at least so many after the last reminder
    hold: int  # a question to the reporter stays open this long
    reopen: int  # after the end, for the reporter
    reminders: tuple[int, ...]  # calendar days after an answer that is not rated
    warning_percent: int  # share of a deadline's working time after which the handler is warned
    escalation_step: int  # between one level of escalation and the next
    escalation_repeat: int = 5  # after the highest level, between one call and the next
    returns_before_decision: int  # "not ours" this often, and the national desk decides
    identity_request: int = 5  # a request for an identity waits this long for a second custodian
    # Calendar days that an identity is kept after the end of the case, by class.
    identity_information_request: int = 365
    identity_aspiration: int = 180
    identity_complaint: int = 730
    identity_supervisory: int = 1_095


# 3 days to verify, 5 to the first follow-up, 10 for the reporter to say something, and 5/5/14/60 to
# the answer by classification: PermenPANRB 62/2018 chapter VI. The expiry of
# a hold, the appeal, the reopening, the reminders and the escalation are this system's own.
# How long identities are kept is ours (docs/privacy.md, "How long").
PERMENPANRB_62_2018 = DeadlineRules(
    version="permenpanrb-62-2018",
    effective_from=date(2018, 12, 1),
    verify=3,
    follow_up=5,
    information_request=5,
    aspiration=5,
    complaint=14,
    supervisory=60,
    appeal=14,
    silence=10,
    hold=10,
    reopen=10,
    reminders=(3, 7),
    warning_percent=80,
    escalation_step=3,
    returns_before_decision=2,
)
STANDARD = (PERMENPANRB_62_2018,)


class StricterDeadlines(Struct, frozen=True, kw_only=True):
    """Deadlines an agency sets itself, in working days; they count where they are stricter."""

    follow_up: int | None = None
    information_request: int | None = None
    aspiration: int | None = None
    complaint: int | None = None
    supervisory: int | None = None


class Deadline(Struct, frozen=True, kw_only=True):
    """A step that is owed and the last moment for it: `verify`, `follow_up`, `resolve`,
    `appeal` or `reply`."""

    name: str
    at: datetime


class DeadlinePolicy(Struct, frozen=True, kw_only=True):
    """All versions of the rules, the calendar in force, and what agencies are stricter about."""

    calendar: Calendar
    versions: tuple[DeadlineRules, ...] = STANDARD
    overrides: Mapping[str, StricterDeadlines] = {}

    def rules_at(self, day: date) -> DeadlineRules:
        """The rules for what is filed on `day`: the latest in effect, before all of them the
        first."""
        in_order = sorted(self.versions, key=lambda rules: rules.effective_from)
        in_effect = [rules for rules in in_order if rules.effective_from <= day]
        return (in_effect or in_order[:1])[-1]

    def rules(self, version: str) -> DeadlineRules:
        """The rules of that version. Raises `LookupError`: versions are never taken away."""
        for rules in self.versions:
            if rules.version == version:
                return rules
        raise LookupError(version)

    def days(self, case: Case, deadline: str) -> int:
        """Working days the case was promised for a deadline."""
        promised = case.promised_days or self.promised_days(case)
        days: int = getattr(promised, PROMISED_DAYS_OF.get(deadline, deadline))
        return days

    def promised_days(self, case: Case) -> PromisedDays:
        """The working days the case's rules, and its holder's stricter ones, give today."""
        last = "appeal" if appeal_open(case) else deadline_class(case)
        return PromisedDays(
            verify=self._stricter(case, "verify"),
            follow_up=self._stricter(case, "follow_up"),
            resolve=self._stricter(case, last),
        )

    def _stricter(self, case: Case, clock: str) -> int:
        general: int = getattr(self.rules(case.rules_version), clock)
        own = self.overrides.get(case.agency_id or "")
        stricter: int | None = getattr(own, clock, None)
        return general if stricter is None else min(general, stricter)


def deadline_class(case: Case) -> str:
    """The class of a case, for its deadline, its identity's retention, the figures and open data:
    of a supervisory complaint `supervisory`, else the classification."""
    return name_class(case.classification, supervisory=case.supervisory)


def name_class(classification: Classification, *, supervisory: bool) -> str:
    """The class of a case that is so classified."""
    with_inspection = classification is Classification.COMPLAINT and supervisory
    return "supervisory" if with_inspection else classification.value


# What the reporter wrote after an answer is followed up as a new complaint is.
PROMISED_DAYS_OF = {"appeal": "resolve", "reply": "follow_up"}
# Which field of a case's `Deadlines` a deadline is, by its name.
DEADLINE_FIELD = {
    "verify": "verify_by",
    "follow_up": "follow_up_by",
    "resolve": "resolve_by",
    "appeal": "resolve_by",
    "reply": "reply_by",
}


def appeal_open(case: Case) -> bool:
    """Whether a senior agency owes the decision on an appeal."""
    return case.appeal is not None and case.appeal.decided_at is None


def answer_owed(case: Case) -> bool:
    """Whether an answer is owed to the reporter's word after an answer, or to an upheld appeal: to
    be given, and got rid of in no other way."""
    repair_ordered = case.appeal is not None and bool(case.appeal.upheld)
    return case.owed_reply is not None or repair_ordered


def open_deadlines(case: Case) -> tuple[Deadline, ...]:
    """The deadlines still to keep, as the case stands (on hold: as it stood before).

    Verification is done with the first disposition, for good; the follow-up with the first
    step the reporter hears of; the last with the answer or the decision; the reply to what the
    reporter wrote after an answer with the next answer.
    """
    status = case.hold.returns_to if case.hold else case.status
    verify = Deadline(name="verify", at=case.deadlines.verify_by)
    follow_up = Deadline(name="follow_up", at=case.deadlines.follow_up_by)
    last = Deadline(name="appeal" if appeal_open(case) else "resolve", at=case.deadlines.resolve_by)
    if status in WITHOUT_HOLDER:
        return (follow_up, last) if case.first_routed_at else (verify, follow_up, last)
    if status is Status.ROUTED:
        return (follow_up, last)
    if status in HANDLED:
        if case.owed_reply is not None and case.deadlines.reply_by is not None:
            return (Deadline(name="reply", at=case.deadlines.reply_by),)
        return (last,)
    return ()


def deadline_in_force(case: Case) -> Deadline | None:
    """The first of the open deadlines: the one that is running. None while no agency owes a
    step."""
    if case.status is Status.ON_HOLD:
        return None
    return min(open_deadlines(case), key=lambda deadline: deadline.at, default=None)


def compute_deadlines(case: Case, policy: DeadlinePolicy) -> Deadlines:
    """The deadlines as they follow from when each clock of the case began."""
    calendar, zone = policy.calendar, case.zone
    began = case.clock_started_at
    routed = max(case.first_routed_at or began, began)
    pause = case.paused_workdays
    pause_since_routing = pause - (case.paused_at_routing if routed > began else 0)
    last = "appeal" if appeal_open(case) else "resolve"

    def by_when(start: datetime, name: str, pause: int) -> datetime:
        return calendar.extend(calendar.add(start, policy.days(case, name), zone), pause, zone)

    owed = case.owed_reply
    return Deadlines(
        verify_by=by_when(began, "verify", pause),
        follow_up_by=by_when(routed, "follow_up", pause_since_routing),
        resolve_by=by_when(began, last, pause),
        reply_by=by_when(owed.since, "reply", pause - owed.paused_workdays) if owed else None,
    )


def owe_reply(case: Case, now: datetime, policy: DeadlinePolicy) -> Case:
    """Back to the holder with a deadline of its own; what was escalated stays escalated."""
    case = replace(
        case,
        status=Status.IN_PROGRESS,
        owed_reply=OwedReply(since=now, paused_workdays=case.paused_workdays),
        warned=tuple(deadline for deadline in case.warned if deadline != "reply"),
    )
    reply_by = compute_deadlines(case, policy).reply_by
    return replace(case, deadlines=replace(case.deadlines, reply_by=reply_by))


def extend_after_hold(case: Case, now: datetime, policy: DeadlinePolicy) -> tuple[Deadlines, int]:
    """The deadlines after a hold that ends `now`, and the working days it took.

    Only deadlines that were open when the hold began are given the days back.
    """
    if case.hold is None:
        raise ValueError("not on hold")
    since, zone = case.hold.since, case.zone
    spent = policy.calendar.between(local_date(since, zone), local_date(now, zone))
    given_back = {
        DEADLINE_FIELD[deadline.name]: policy.calendar.extend(deadline.at, spent, zone)
        for deadline in open_deadlines(case)
        if deadline.at >= since
    }
    return replace(case.deadlines, **given_back), spent


def release_hold(case: Case, at: datetime, policy: DeadlinePolicy) -> Case:
    """The case with its clocks running again from `at` (UTC), in the status it had before.

    Raises `ValueError` for a case that is not on hold.
    """
    if case.hold is None:
        raise ValueError("not on hold")
    deadlines, spent = extend_after_hold(case, at, policy)
    escalated_at = case.escalated_at and policy.calendar.extend(case.escalated_at, spent, case.zone)
    return replace(
        case,
        status=case.hold.returns_to,
        hold=None,
        deadlines=deadlines,
        paused_workdays=case.paused_workdays + spent,
        escalated_at=escalated_at,
    )


def recompute_open_deadlines(case: Case, now: datetime, policy: DeadlinePolicy) -> Deadlines:
    """The deadlines of `case` by the calendar in force, except those that are kept or had passed
    when it came into force. None moves earlier: what was promised under another calendar was
    promised."""
    fresh, since = compute_deadlines(case, policy), _running_since(case, now)
    since = min(since, policy.calendar.in_force_since or now)
    still_open = [deadline for deadline in open_deadlines(case) if deadline.at >= since]
    later = {
        DEADLINE_FIELD[deadline.name]: max(
            deadline.at, getattr(fresh, DEADLINE_FIELD[deadline.name])
        )
        for deadline in still_open
    }
    return replace(case.deadlines, **later)


def renew_promised_days(case: Case, now: datetime, policy: DeadlinePolicy) -> Case:
    """The case with what is promised from an event at `now` on, and the deadline for the answer
    counted by it: after another class, and with the first disposition.

    A deadline that has passed stays. One that gets shorter ends with the next working day after the
    event at the earliest, and never later than it did.
    """
    case = replace(case, promised_days=policy.promised_days(case))
    before, since = case.deadlines.resolve_by, _running_since(case, now)
    if before < since:
        return case
    resolve_by = compute_deadlines(case, policy).resolve_by
    if resolve_by < before:
        next_workday = policy.calendar.add(since, 1, case.zone)
        resolve_by = min(before, max(resolve_by, next_workday))
    return replace_deadlines(case, replace(case.deadlines, resolve_by=resolve_by))


def replace_deadlines(case: Case, deadlines: Deadlines) -> Case:
    """The case with these deadlines. A deadline that moved is warned of anew."""
    stands = {
        deadline: getattr(deadlines, DEADLINE_FIELD[deadline])
        == getattr(case.deadlines, DEADLINE_FIELD[deadline])
        for deadline in case.warned
    }
    warned = tuple(deadline for deadline in case.warned if stands[deadline])
    return replace(case, deadlines=deadlines, warned=warned)


def _running_since(case: Case, now: datetime) -> datetime:
    """Since when clocks stand still, or now."""
    return case.hold.since if case.hold else now
