"""What the system does to a case: the steps of the schedules, one at a time, and what other cases,
lost receipts, backups and breaches ask of it. Disposition by rule is in `routing_actions`.

That a step of a schedule is due is checked again by the table of moves."""

from collections.abc import Iterable

from chalicelib import custody, events
from chalicelib.custody import Ending, IdentityRequest
from chalicelib.errors import Conflict
from chalicelib.overseers import NATIONAL_DESK, OVERSEERS
from chalicelib.structs import replace
from chalicelib.workdays import iso

from .authority import end_identity_request, is_kept_from_officers, senior_for
from .deadlines import Deadline, deadline_in_force, release_hold
from .decision import (
    NO_REPLY,
    Action,
    Code,
    Context,
    LookedUp,
    Outcome,
    SystemAction,
    Text,
    archive,
    close,
    format_deadlines,
    without_identity,
)
from .due import (
    HIGHEST_LEVEL,
    apply_calendar,
    custody_due,
    escalation_due,
    escalation_moment,
    next_due,
    next_untold,
    silence_ends_case,
)
from .model import Actor, Case, DueKind
from .routing_actions import restart_deadlines


class Warn(SystemAction, frozen=True):
    """Most of the time for the deadline in force is used up."""

    name = "warn"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """To the handler alone, once per deadline."""
        deadline = _running(case)
        return Outcome(
            case=replace(case, warned=(*case.warned, deadline.name)),
            payload=events.Warned(limit=deadline.name, limit_at=iso(deadline.at, case.zone)),
        )


class Escalate(SystemAction, frozen=True):
    """The deadline in force was missed, or is still missed a step later."""

    name = "escalate"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """One level up, or the highest level again; who is told is in the event's `notify`.

        The next level counts from when this one fell due, not from when a schedule got to it; what
        follows the highest level counts from now.
        """
        deadline = _running(case)
        limit_at = iso(deadline.at, case.zone)
        if case.escalation_level == HIGHEST_LEVEL:
            repeat = case.escalation_repeats + 1
            notify = repeat_recipients(case, context)
            return Outcome(
                case=replace(
                    case,
                    escalation_repeats=repeat,
                    escalated_at=context.now,
                    escalated_to=add_escalated_to(case, notify),
                ),
                payload=events.Escalated(
                    limit=deadline.name,
                    limit_at=limit_at,
                    level=HIGHEST_LEVEL,
                    repeat=repeat,
                    notify=notify,
                ),
            )
        level = case.escalation_level + 1
        fell_due = escalation_moment(case, deadline, context.policy)
        counted_from = context.now if level == HIGHEST_LEVEL else fell_due
        notify = escalation_recipients(case, level, context)
        case = replace(
            case,
            escalation_level=level,
            escalated_at=counted_from,
            escalated_to=add_escalated_to(case, notify),
        )
        return Outcome(
            case=case,
            payload=events.Escalated(
                limit=deadline.name, limit_at=limit_at, level=level, notify=notify
            ),
        )


class Remind(SystemAction, frozen=True):
    """Ask the reporter again whether the answer satisfies."""

    name = "remind"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Ask for the rating again."""
        reminder = case.reminders + 1
        return Outcome(
            case=replace(case, reminders=reminder, reminded_at=context.now),
            payload=events.Reminded(reminder=reminder, answer=case.answers),
        )


class CloseQuiet(SystemAction, frozen=True):
    """Close a case whose answer met silence."""

    name = "close"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Silence closes a case and says nothing about satisfaction."""
        return Outcome(
            case=close(case, "timeout", context), payload=events.Closed(reason="timeout")
        )


class ExpireHold(SystemAction, frozen=True, kw_only=True):
    """The question stayed open too long: archive the case, or let the clocks run again where the
    reporter could not be told of it, or was not (`asked`), or is owed an answer or a decision."""

    name = "expire_hold"
    asked: LookedUp = True

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Silence ends the case where the reporter was told of the question; they can reopen it.
        Where they were not, or are owed something, the clocks run again from when the question
        expired, however late a schedule got to it."""
        if case.hold is None:
            raise ValueError("not on hold")
        if self.asked and silence_ends_case(case):
            archived_case = archive(case, NO_REPLY, context)
            return Outcome(case=archived_case, payload=events.Archived(reason=NO_REPLY))
        case = release_hold(case, case.hold.expires_at, context.policy)
        return Outcome(
            case=case,
            payload=events.HoldExpired(deadlines=format_deadlines(case.deadlines, case.zone)),
        )


class ExpireIdentityRequest(SystemAction, frozen=True):
    """No second custodian has decided in time, or nobody has looked at what was approved."""

    name = "expire_identity_request"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """A request does not lie open until it is forgotten."""
        case = end_identity_request(case, Ending.EXPIRED, context)
        return Outcome(case=case, payload=events.IdentityExpired())


class TellDisclosure(SystemAction, frozen=True):
    """The day is over until which a court forbade to tell the reporter of a disclosure."""

    name = "tell_disclosure"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The reporter hears what they would have heard then, and when it was."""
        told = next_untold(case, context.now)
        if told is None or told.ended_at is None:
            raise ValueError("nothing to tell")
        left = tuple(one for one in case.untold_disclosures if one != told)
        return Outcome(
            case=replace(case, untold_disclosures=left),
            payload=events.DisclosureTold(
                **told.as_disclosed(), disclosed_at=iso(told.ended_at, case.zone)
            ),
        )


class ExpireIdentity(SystemAction, frozen=True):
    """What is known of the reporter has been kept as long as it may be."""

    name = "expire_identity"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """As if the reporter had taken it back (UU 27/2022 art. 42 to 44)."""
        return Outcome(case=without_identity(case), payload=events.IdentityOutlived())


class RecomputeDeadlines(SystemAction, frozen=True):
    """Count open deadlines again after the calendar was corrected."""

    name = "recompute_deadlines"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Deadlines that are still open, by the calendar as it is now."""
        moved = apply_calendar(case, context.now, context.policy)
        if moved == case and next_due(case, context.policy) == case.due:
            raise Conflict("nothing_to_change", status=case.status.value)
        moved = replace(moved, calendar_version=context.policy.calendar.version)
        return Outcome(
            case=moved,
            payload=events.DeadlinesRecomputed(
                calendar_version=moved.calendar_version,
                deadlines=format_deadlines(moved.deadlines, moved.zone),
            ),
        )


class Unmerge(SystemAction, frozen=True, kw_only=True):
    """Give a merged case back, because the case it went into (`target_id`) ended unanswered."""

    name = "unmerge"
    target_id: str

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """A case of its own again, with new clocks: the national desk decides who handles it."""
        case = replace(case, agency_id=None, merged_into=None, merged_from=(), ended_at=None)
        case = restart_deadlines(case, context)
        return Outcome(
            case=case,
            payload=events.Unmerged(
                from_=self.target_id, deadlines=format_deadlines(case.deadlines, case.zone)
            ),
        )


class ReplaceReceipt(SystemAction, frozen=True, kw_only=True):
    """Another secret code (by its digest) takes the place of the one that opened the case."""

    name = "replace_receipt"

    receipt_sha256: str

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Who asked has shown that they read the confirmed address; the code is the only key."""
        replaced = replace(case, receipt_sha256=self.receipt_sha256)
        return Outcome(case=replaced, payload=events.ReceiptReplaced())


class AwaitCheck(SystemAction, frozen=True, kw_only=True):
    """A case came back from a backup as it was before something that nobody knows: it waits until
    somebody looked at it once more. `disclosed` are the requests to see who reported that were used
    after the moment of the backup."""

    name = "await_check"
    disclosed: tuple[IdentityRequest, ...] = ()

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Perhaps it was hidden since, or one of its files was; perhaps what was approved then was
        looked at, or taken back: nobody looks at it now. Of a look that was, its reporter is told
        by the schedule."""
        if custody.stands(case.identity_request):
            case = end_identity_request(case, Ending.EXPIRED, context)
        waiting = replace(
            case,
            unchecked=True,
            published_files=(),
            untold_disclosures=(*case.untold_disclosures, *self.disclosed),
        )
        return Outcome(case=waiting, payload=events.Restored())


class KeepFrom(SystemAction, frozen=True, kw_only=True):
    """Keep a case from agencies that reports merged into it are kept from, where the merge did not
    say so: before there was `merged_kept_from`."""

    name = "keep_from"

    agency_ids: tuple[str, ...]

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """As a merge does now."""
        kept = tuple(dict.fromkeys((*case.merged_kept_from, *self.agency_ids)))
        if kept == case.merged_kept_from:
            raise Conflict("nothing_to_change", status=case.status.value)
        return Outcome(case=replace(case, merged_kept_from=kept), payload=events.KeptFrom())


class TellBreach(SystemAction, frozen=True, kw_only=True):
    """Tell the reporter that somebody without a right to read data of the case (UU 27/2022 art. 46:
    which data, when and how, what is done)."""

    name = "tell_breach"

    text: Text
    text_en: Text | None = None
    breach: Code | None = None

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Nothing about the case changes."""
        told = events.BreachTold(text=self.text, text_en=self.text_en, breach=self.breach)
        return Outcome(case=case, payload=told)


def due_action(case: Case, context: Context) -> Action | None:
    """What a schedule has to do now, as `SYSTEM`; None when nothing is due.

    One step at a time: what was missed is caught up by asking again after each step. Of what the
    schedules did not get to before a deadline passed, only the warning is left out. A case whose
    deadlines lie elsewhere by the calendar in force is counted again first, so that no step is
    taken by an old calendar. A run that is behind a case looks at the moment of its last event:
    that is when a step is taken at the earliest (`act`).
    """
    now, policy = max(context.now, case.updated_at), context.policy
    due = next_due(case, policy)
    if due is None or now < due.at:
        return None
    custody = custody_due(case, policy)
    if custody is not None and now >= custody:
        return TellDisclosure() if next_untold(case, now) else ExpireIdentityRequest()
    if due.kind is DueKind.EXPIRE:
        return ExpireIdentity()
    if apply_calendar(case, now, policy) != case:
        return RecomputeDeadlines()
    match due.kind:
        case DueKind.REMIND:
            return Remind()
        case DueKind.CLOSE:
            return ExpireHold() if case.hold else CloseQuiet()
        case DueKind.ESCALATE:
            return Escalate() if escalation_due(case, now, policy) else Warn()


def escalation_recipients(case: Case, level: int, context: Context) -> tuple[str, ...]:
    """The agencies that an escalation reaches, each at its head desk. Level 1: the holder, or the
    national desk while nobody holds the case. Level 2: the next senior agency above it. Level 3:
    the overseers of SP4N. Nobody the case is kept from: the national desk where that leaves nobody.

    Who upheld an appeal hears at level 1 that the repair it ordered is late, and level 2 is above
    them. At level 1 the next above stands in the place of an agency that has ended.
    """
    responsible = [case.agency_id or NATIONAL_DESK]
    if case.appeal is not None and case.appeal.upheld and case.appeal.decided_by:
        responsible.append(case.appeal.decided_by)
    if level == 1:
        in_charge = (
            senior_for(case, each, context) if context.has_ended(each) else each
            for each in responsible
        )
        return _without_kept_from(case, in_charge, context)
    if level == HIGHEST_LEVEL:
        return _without_kept_from(case, OVERSEERS, context)
    return _without_kept_from(case, (senior_for(case, responsible[-1], context),), context)


def repeat_recipients(case: Case, context: Context) -> tuple[str, ...]:
    """Whom the highest level reaches when it is repeated: whoever has to act, and the overseers."""
    return _without_kept_from(case, (case.agency_id or NATIONAL_DESK, *OVERSEERS), context)


def _without_kept_from(case: Case, reached: Iterable[str], context: Context) -> tuple[str, ...]:
    told = (each for each in reached if not is_kept_from_officers(case, each, context))
    return tuple(dict.fromkeys(told)) or (NATIONAL_DESK,)


def add_escalated_to(case: Case, notified: tuple[str, ...]) -> tuple[str, ...]:
    """The agencies that may read the case because it was escalated to them, with these: all but
    the holder, who reads it as such."""
    others = (agency_id for agency_id in notified if agency_id != case.agency_id)
    return tuple(dict.fromkeys((*case.escalated_to, *others)))


def _running(case: Case) -> Deadline:
    deadline = deadline_in_force(case)
    if deadline is None:
        raise ValueError("no deadline in force")
    return deadline
