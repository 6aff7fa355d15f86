"""What follows from a case as it stands: what is due next, until when the reporter's windows are
open, and who has to act.

Everything here follows from the case alone, never from when a schedule ran: a run that was
missed loses nothing, and chatter on a case cannot put anything off."""

from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from chalicelib.custody import SHOWN_WITHIN, IdentityRequest
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.structs import replace
from chalicelib.workdays import ONE_DAY, last_moment, local_date

from .deadlines import (
    DEADLINE_FIELD,
    Deadline,
    DeadlinePolicy,
    answer_owed,
    appeal_open,
    deadline_class,
    deadline_in_force,
    open_deadlines,
    recompute_open_deadlines,
    replace_deadlines,
)
from .model import Case, Deadlines, Due, DueKind, Status

ONE_SECOND = timedelta(seconds=1)  # a deadline has passed when its last second is over
HIGHEST_LEVEL = 3


def hold_deadline(since: datetime, case: Case, policy: DeadlinePolicy) -> datetime:
    """Until when a question asked at `since` waits for the reporter."""
    return policy.calendar.add(since, policy.rules(case.rules_version).hold, case.zone)


def silence_ends(case: Case, policy: DeadlinePolicy) -> datetime:
    """Until when the reporter can speak to the last answer before the case closes: a late
    reminder leaves some days after it."""
    if case.answered_at is None:
        raise ValueError("no answer")
    rules, calendar = policy.rules(case.rules_version), policy.calendar
    ends = calendar.add(case.answered_at, rules.silence, case.zone)
    if case.reminded_at is None:
        return ends
    after_reminder = calendar.extend(case.reminded_at, rules.silence_after_reminder, case.zone)
    return max(ends, after_reminder)


def reopen_until(case: Case, policy: DeadlinePolicy) -> datetime:
    """Until when the reporter can reopen a case that ended."""
    if case.ended_at is None:
        raise ValueError("not ended")
    return policy.calendar.add(case.ended_at, policy.rules(case.rules_version).reopen, case.zone)


def is_rated(case: Case) -> bool:
    """Whether the last answer has its rating."""
    return case.rating is not None and case.rated_answer == case.answers


def answer_stands(case: Case) -> bool:
    """Whether the last word on the matter is an answer, if need be one the reporter wrote back to:
    then it can be rated."""
    return case.status is Status.ANSWERED or (
        case.status is Status.IN_PROGRESS and case.owed_reply is not None
    )


def rating_open(case: Case) -> bool:
    """Whether a first rating can be given; or, after a plain "not satisfied", the appeal that may
    still follow it."""
    if not is_rated(case):
        return True
    unsatisfied = case.rating is not None and not case.rating.satisfied
    return unsatisfied and answer_stands(case)


class AwaitedStep(Struct, frozen=True, kw_only=True):
    """What a case waits for its reporter to do: the `action`, asked for at `since` (which tells one
    question or answer from the next), and until when silence ends the waiting."""

    action: str
    since: datetime
    until: datetime


def awaited_step(case: Case, policy: DeadlinePolicy) -> AwaitedStep | None:
    """The step of its reporter that a case waits for: an answer to a question, or the rating of an
    answer."""
    if case.hold is not None:
        return AwaitedStep(action="message", since=case.hold.since, until=case.hold.expires_at)
    if case.status is not Status.ANSWERED or case.answered_at is None or is_rated(case):
        return None
    return AwaitedStep(action="rate", since=case.answered_at, until=silence_ends(case, policy))


def identity_request_ends(case: Case, policy: DeadlinePolicy) -> datetime | None:
    """Until when a second custodian can decide on the request, or what was approved can be seen;
    None without one that stands."""
    request = case.identity_request
    if request is None or not request.stands:
        return None
    if request.approved_at is not None:
        return request.approved_at + SHOWN_WITHIN
    days = policy.rules(case.rules_version).identity_request
    return policy.calendar.add(request.at, days, case.zone)


def identity_request_open(case: Case, now: datetime, policy: DeadlinePolicy) -> bool:
    """Whether the time of the request that stands is not over."""
    ends = identity_request_ends(case, policy)
    return ends is None or now <= ends


def is_silent(disclosed: IdentityRequest, case: Case, now: datetime) -> bool:
    """Whether the reporter may not be told yet that this was disclosed."""
    return disclosed.silent_until is not None and now < _told_from(disclosed, case)


def next_untold(case: Case, now: datetime) -> IdentityRequest | None:
    """The disclosure that the reporter may be told of and has not been, of several the one that
    they could be told of first."""
    return next((one for one in _untold(case) if not is_silent(one, case, now)), None)


def custody_due(case: Case, policy: DeadlinePolicy) -> datetime | None:
    """The next moment for a schedule to look at what became of a request for an identity."""
    ends = identity_request_ends(case, policy)
    moments = [] if ends is None else [ends + ONE_SECOND]
    moments += [_told_from(one, case) for one in _untold(case)[:1]]
    return min(moments, default=None)


def _untold(case: Case) -> list[IdentityRequest]:
    return sorted(case.untold_disclosures, key=lambda one: one.silent_until or date.min)


def _told_from(disclosed: IdentityRequest, case: Case) -> datetime:
    if disclosed.silent_until is None:
        return disclosed.ended_at or disclosed.at
    return last_moment(disclosed.silent_until, case.zone) + ONE_SECOND


def can_be_told(case: Case) -> bool:
    """Whether the reporter is written to about what is done: there is an address, and they did not
    restrict that."""
    return case.contactable and not case.restricted


def silence_ends_case(case: Case) -> bool:
    """Whether a question that its reporter leaves open ends a case: not where they are not written
    to, nor where they are owed an answer to their word after one, or the decision on an appeal:
    whoever owes it could ask something and wait."""
    return can_be_told(case) and not answer_owed(case) and not appeal_open(case)


def identity_retained_until(case: Case, policy: DeadlinePolicy) -> datetime | None:
    """Until when what is known of the reporter is kept: so many days after the end as the rules
    that the case was filed under say of its class. None before the end, and where nothing is."""
    if not case.identified or case.ended_at is None:
        return None
    rules = policy.rules(case.rules_version)
    days: int = getattr(rules, f"identity_{deadline_class(case)}")
    return case.ended_at + timedelta(days=days)


def identity_outlived(
    case: Case, target: Case | None, now: datetime, policy: DeadlinePolicy
) -> bool:
    """Whether the identity of a case is kept no longer. Of a merged one, whose reporter is told of
    what becomes of `target`, the case it goes on in, that has to be over for as long. While a
    request for it stands, or the reporter is still to be told of a disclosure, it is kept."""
    kept = identity_retained_until(case, policy)
    if kept is None or case.ended_at is None or now < kept or custody_due(case, policy):
        return False
    if target is None:
        return True
    return target.ended_at is not None and now - target.ended_at >= kept - case.ended_at


def next_reminder(case: Case, policy: DeadlinePolicy) -> datetime | None:
    """When the reporter is to be asked next about the last answer; None once they have rated it
    or were asked often enough. After a late reminder the next keeps its distance."""
    days = policy.rules(case.rules_version).reminders
    if case.answered_at is None or is_rated(case) or case.reminders >= len(days):
        return None
    number = case.reminders
    at = case.answered_at + timedelta(days=days[number])
    if number == 0 or case.reminded_at is None:
        return at
    return max(at, case.reminded_at + timedelta(days=days[number] - days[number - 1]))


def warning_at(case: Case, deadline: Deadline, policy: DeadlinePolicy) -> datetime:
    """When most of the deadline's working time is used up."""
    left = 100 - policy.rules(case.rules_version).warning_percent
    return policy.calendar.before(deadline.at, policy.days(case, deadline.name) * left, case.zone)


def warning_owed(case: Case, deadline: Deadline) -> bool:
    """One warning per deadline, and none for a deadline whose miss was already escalated."""
    return deadline.name not in case.warned and newly_missed(case, deadline)


def escalation_moment(case: Case, deadline: Deadline, policy: DeadlinePolicy) -> datetime:
    """The last moment before the next escalation: a deadline's own, or a step after the last level.

    After the highest level the same call is repeated when a further deadline is missed, and on
    every so-many-th working day for as long as one is. Repeats count from when the last was given:
    none is ever caught up.
    """
    if case.escalated_at is None or newly_missed(case, deadline):
        return deadline.at
    rules, calendar = policy.rules(case.rules_version), policy.calendar
    if case.escalation_level == HIGHEST_LEVEL:
        given_on = local_date(case.escalated_at, case.zone)
        repeat_on = calendar.later(given_on, rules.escalation_repeat)
        return last_moment(repeat_on - ONE_DAY, case.zone)
    return calendar.extend(case.escalated_at, rules.escalation_step, case.zone)


def newly_missed(case: Case, deadline: Deadline) -> bool:
    """Whether a deadline, once it has passed, is one whose miss was not escalated yet."""
    return case.escalated_at is None or deadline.at > case.escalated_at


def next_due(case: Case, policy: DeadlinePolicy) -> Due | None:
    """The one next moment at which a schedule must look at the case; None once it has ended, no
    identity is held and nothing is left to do about a request for one."""
    owed = (next_step(case, policy), _custody_step(case, policy), _end_of_retention(case, policy))
    return min((due for due in owed if due is not None), key=lambda due: due.at, default=None)


def _custody_step(case: Case, policy: DeadlinePolicy) -> Due | None:
    at = custody_due(case, policy)
    return Due(kind=DueKind.CLOSE, at=at) if at else None


def _end_of_retention(case: Case, policy: DeadlinePolicy) -> Due | None:
    kept = identity_retained_until(case, policy)
    return Due(kind=DueKind.EXPIRE, at=kept) if kept and not custody_due(case, policy) else None


def next_step(case: Case, policy: DeadlinePolicy) -> Due | None:
    """What is next on the complaint itself."""
    if case.hold:
        return Due(kind=DueKind.CLOSE, at=case.hold.expires_at + ONE_SECOND)
    if case.status is Status.ANSWERED:
        reminder = next_reminder(case, policy)
        if reminder:
            return Due(kind=DueKind.REMIND, at=reminder)
        return Due(kind=DueKind.CLOSE, at=silence_ends(case, policy) + ONE_SECOND)
    deadline = deadline_in_force(case)
    if deadline is None:
        return None
    if warning_owed(case, deadline):
        return Due(kind=DueKind.ESCALATE, at=warning_at(case, deadline, policy))
    return Due(kind=DueKind.ESCALATE, at=escalation_moment(case, deadline, policy) + ONE_SECOND)


def apply_calendar(case: Case, now: datetime, policy: DeadlinePolicy) -> Case:
    """The case with its deadlines by the calendar in force; as it was where none of them moves, or
    where they were counted by that calendar already."""
    if case.calendar_version == policy.calendar.version:
        return case
    moved = replace_deadlines(case, recompute_open_deadlines(case, now, policy))
    if case.hold is not None:
        expires_at = max(case.hold.expires_at, hold_deadline(case.hold.since, case, policy))
        moved = replace(moved, hold=replace(case.hold, expires_at=expires_at))
    return moved


def escalation_due(case: Case, now: datetime, policy: DeadlinePolicy) -> bool:
    """Whether the running deadline, or the step after the last escalation, is over."""
    deadline = deadline_in_force(case)
    return deadline is not None and now >= escalation_moment(case, deadline, policy) + ONE_SECOND


def deadlines_owed_again(case: Case) -> Deadlines:
    """A case in triage owes a follow-up and an answer. Those it had given already are owed again,
    by the deadline that was running: they were kept, and must not count as missed."""
    running = min(deadline.at for deadline in open_deadlines(case))
    given = {"follow_up_by", "resolve_by"} - {
        DEADLINE_FIELD[deadline.name] for deadline in open_deadlines(case)
    }
    later = {name: max(getattr(case.deadlines, name), running) for name in given}
    return replace(case.deadlines, **later)


def acting_agency(case: Case) -> str:
    """The agency that has to act: the holder of the case, or the national desk."""
    return case.agency_id or NATIONAL_DESK


def is_overdue(case: Case, now: datetime) -> bool:
    """Whether the deadline in force has passed."""
    deadline = deadline_in_force(case)
    return deadline is not None and now > deadline.at


def waiting_on(case: Case) -> Literal["agency", "reporter", "nobody"]:
    """Whose turn it is: `agency` (also the national desk), `reporter` or `nobody`."""
    if case.status is Status.ON_HOLD or (case.status is Status.ANSWERED and not is_rated(case)):
        return "reporter"
    if case.status is Status.ANSWERED:
        return "nobody"
    return "agency" if deadline_in_force(case) else "nobody"


def is_merged_into(source: Case, target: Case) -> bool:
    """Whether `source` still goes on in `target`, directly or through another merged case."""
    return source.status is Status.MERGED and source.merged_into in (
        target.id,
        *target.merged_from,
    )


def must_be_given_back(source: Case, target: Case) -> bool:
    """Whether `target` ended without an answer while `source` was merged into it. A report that
    was merged after that end, into a reopened case, stays."""
    return (
        target.status is Status.ARCHIVED
        and is_merged_into(source, target)
        and source.ended_at is not None
        and target.ended_at is not None
        and source.ended_at <= target.ended_at
    )
