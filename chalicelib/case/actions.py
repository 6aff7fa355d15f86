"""The way in: file a complaint, act on a case, see what is allowed and what is due.

A decision takes a case as it stands and gives the case after it with one event, or raises why
not; the world (time, clocks, agencies) comes in as a `Context`, and nothing is saved here.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from ..errors import Conflict, Invalid, NotAllowed, Problem
from . import (
    clockwork,
    commands,
    custody,
    disposition,
    events,
    handling,
    holds,
    merging,
    moves,
    reporter,
    succession,
)
from .authority import holds as holds_case
from .authority import may_read
from .commands import Action
from .deadlines import counted
from .decision import Context, Step, appended, promised
from .model import ENDED, SYSTEM, Actor, Case, Change, Deadlines, Filing, Role, Status
from .model import REPORTER as THE_REPORTER
from .schedule import due_action as due_now
from .workdays import local_date

__all__ = [
    "Action",
    "Context",
    "act",
    "allowed",
    "answer_through",
    "due_action",
    "file",
    "may_read",
    "merge",
]

Handler = Callable[[Case, Any, Actor, Context], Step]

HANDLERS: Mapping[type[Action], Handler] = MappingProxyType(
    {
        commands.Route: disposition.route,
        commands.SystemRoute: disposition.route_by_rule,
        commands.SendToTriage: disposition.send_to_triage,
        commands.Return: disposition.return_,
        commands.Transfer: disposition.transfer,
        commands.Start: handling.start,
        commands.Hold: holds.hold,
        commands.InterimReply: handling.interim_reply,
        commands.Answer: handling.answer,
        commands.ResolveAppeal: handling.resolve_appeal,
        commands.Archive: handling.archive,
        commands.Reclassify: handling.reclassify,
        commands.Note: handling.note,
        commands.Tighten: custody.tighten,
        commands.RequestIdentity: custody.request_identity,
        commands.ApproveIdentity: custody.approve_identity,
        commands.RefuseIdentity: custody.refuse_identity,
        commands.WithdrawIdentity: custody.withdraw_identity,
        commands.ExpireIdentityRequest: custody.expire_identity_request,
        commands.Erase: custody.erase,
        commands.Message: reporter.message,
        commands.Rate: reporter.rate,
        commands.Reopen: reporter.reopen,
        commands.Warn: clockwork.warn,
        commands.Escalate: clockwork.escalate,
        commands.Remind: clockwork.remind,
        commands.CloseQuiet: clockwork.close_quiet,
        commands.ExpireHold: holds.expire_hold,
        commands.RecomputeDeadlines: clockwork.recompute,
        commands.Unmerge: merging.unmerge,
        commands.Reassign: succession.reassign,
    }
)
WORDS_NEEDED = frozenset({"text", "reason", "question"})


def file(
    filing: Filing,
    *,
    case_id: str,
    receipt_sha256: str,
    identified: bool,
    contactable: bool,
    zone: str,
    context: Context,
) -> Change:
    """A new case and its event 1.

    `zone` is that of the region, until an agency holds the case. The case keeps the version of
    the rules in effect on the day of filing there. `contactable` says whether the reporter gave
    an address we write to: only then can their silence to a question end the case.
    """
    now, clocks = context.now, context.clocks
    case = Case(
        id=case_id,
        version=0,
        digest="",
        status=Status.RECEIVED,
        classification=filing.classification,
        title=filing.text.title,
        masked_title=filing.text.masked_title,
        excerpt=filing.text.excerpt,
        incident_date=filing.incident_date,
        location=filing.location,
        category=filing.category,
        suggested_agency_id=filing.agency_id,
        channel=filing.channel,
        language=filing.language,
        anonymous=filing.anonymous,
        confidential=filing.confidential,
        identified=identified,
        contactable=contactable,
        receipt_sha256=receipt_sha256,
        filed_at=now,
        updated_at=now,
        zone=zone,
        clocks_version=clocks.rules_at(local_date(now, zone)).version,
        calendar_version=clocks.calendar.version,
        clock_started_at=now,
        deadlines=Deadlines(verify_by=now, follow_up_by=now, resolve_by=now),
    )
    case = replace(case, promised_days=clocks.promise(case))
    case = replace(case, deadlines=counted(case, clocks))
    step = Step(
        case=case,
        says=events.Filed(
            classification=case.classification.value,
            region_code=case.location.region_code,
            category=case.category,
            deadlines=promised(case.deadlines, zone),
        ),
    )
    return appended(step, THE_REPORTER, context)


def act(case: Case, action: Action, actor: Actor, context: Context) -> Change:
    """The case after the action, and its event.

    Raises `NotAllowed` (not this actor's to do), `Conflict` (not in this state; `Expired` when
    it once was) or `Invalid`. A refusal's `params` name the `action`, the `status` and what is
    `allowed`. An event is never earlier than the one before it. Merging is `merge`.
    """
    if isinstance(action, commands.Merge):
        raise TypeError("merging changes two cases: use merge()")
    context = _not_before(case, context)
    _check_allowed(case, action, actor, context)
    return appended(HANDLERS[type(action)](case, action, actor, context), actor, context)


def merge(source: Case, target: Case, actor: Actor, context: Context) -> tuple[Change, Change]:
    """Two reports of one matter: `source` ends, `target` takes up its voices.

    Raises as `act` does; the actor must be allowed to merge both. A case is never merged into
    itself or an ended one, so no chain or cycle can arise; nor into a confidential one, which the
    source's reporter could not follow.
    """
    context = _not_before(target, _not_before(source, context))
    _check_allowed(source, commands.Merge(into=target.id), actor, context)
    if source.id == target.id:
        raise Conflict("same_case", status=source.status.value)
    if target.status in ENDED:
        raise Conflict("target_ended", status=target.status.value)
    if target.confidential:
        raise Conflict("target_confidential", status=target.status.value)
    if actor.role is not Role.NATIONAL_ADMIN and not holds_case(actor, target, context):
        raise NotAllowed("target_not_yours")
    given, taken = merging.merge_steps(source, target, context)
    return (
        replace(appended(given, actor, context), supporters_seen=source.supporters),
        replace(
            appended(taken, SYSTEM, context),
            supporters_added=taken.case.supporters - target.supporters,
        ),
    )


def answer_through(
    source: Case, target: Case, action: commands.Message, context: Context
) -> tuple[Change, Change]:
    """The reporter of `source`, which was merged, answers the open question of `target`.

    Raises as `act` does; `Conflict("no_open_question")` when there is none (any more).
    """
    context = replace(_not_before(target, _not_before(source, context)), target=target)
    _check_allowed(source, action, THE_REPORTER, context)
    given, taken = merging.answer_steps(source, target, action, context)
    return appended(given, THE_REPORTER, context), appended(taken, THE_REPORTER, context)


def allowed(case: Case, actor: Actor, context: Context) -> tuple[str, ...]:
    """The names of the actions open to the actor now."""
    return moves.allowed(case, actor, _not_before(case, context))


def due_action(case: Case, context: Context) -> Action | None:
    """What a schedule has to do now, as `SYSTEM`; to be asked again after each step until None.
    The kind of work is always the one of `case.due`."""
    return due_now(case, context.now, context.clocks)


def _not_before(case: Case, context: Context) -> Context:
    return replace(context, now=max(context.now, case.updated_at))


def _check_allowed(case: Case, action: Action, actor: Actor, context: Context) -> None:
    refusal = moves.refusal(action.name, case, actor, context)
    if refusal is not None:
        refusal.params["allowed"] = list(moves.allowed(case, actor, context))
        raise refusal
    blank = [
        Problem(field=field.name, code="required")
        for field in fields(action)
        if field.name in WORDS_NEEDED and not getattr(action, field.name).strip()
    ]
    if blank:
        raise Invalid(blank)
