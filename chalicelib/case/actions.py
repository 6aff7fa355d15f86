"""What may be done with cases: file one, act on one, merge two, and see what is allowed.

A decision takes a case as it stands and gives the case after it with one event, or raises why
not; the world (time, clocks, agencies) comes in as a `Context`, and nothing is saved here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType

from chalicelib import events
from chalicelib.errors import Conflict, Invalid, NotAllowed, Problem
from chalicelib.events import Visibility
from chalicelib.workdays import local_date

from . import moves, officer_actions, reporter_actions, routing_actions
from .authority import Protection, holds_case, protect
from .deadlines import compute_deadlines, release_hold
from .decision import (
    Action,
    Change,
    Code,
    Context,
    Outcome,
    SystemAction,
    format_deadlines,
    mark_merged,
    record_event,
)
from .model import (
    ENDED,
    REPORTER,
    SYSTEM,
    Actor,
    Case,
    Classification,
    ComplaintText,
    Deadlines,
    Location,
    Role,
    Status,
)
from .reporter_actions import Message, restart_clocks

WORDS_NEEDED = frozenset({"text", "reason", "question"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing:
    """What a reporter hands in, already validated at the edge."""

    classification: Classification
    text: ComplaintText
    location: Location
    incident_date: date | None = None
    category: str | None = None
    agency_id: str | None = None
    anonymous: bool = False
    confidential: bool = False
    protect_for: tuple[Protection, ...] = ()  # why the service sets both flags by itself
    unchecked: bool = False  # a person has to look at it before everybody may
    not_to: tuple[str, ...] = ()  # agencies it must be kept from
    channel: str = "web"
    language: str = "id"


@dataclass(frozen=True, kw_only=True)
class Merge(Action):
    """The same matter is already the case `into`. Carried out by `actions.merge`."""

    name = "merge"
    into: Code


@dataclass(frozen=True, kw_only=True)
class Unmerge(SystemAction):
    """Give a merged case back, because the case it went into (`target_id`) ended unanswered."""

    name = "unmerge"
    target_id: str

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """A case of its own again, with new clocks: the national desk decides who handles it."""
        case = replace(case, agency_id=None, merged_into=None, merged_from=(), ended_at=None)
        case = restart_clocks(case, context)
        return Outcome(
            case=case,
            payload=events.Unmerged(
                from_=self.target_id, deadlines=format_deadlines(case.deadlines, case.zone)
            ),
        )


# Every action an officer may ask for, by its name: what the modules define and the table of moves
# gives to officers.
OFFICER_ACTIONS: Mapping[str, type[Action]] = MappingProxyType(
    {
        action.name: action
        for action in (
            *vars(routing_actions).values(),
            *vars(officer_actions).values(),
            *vars(reporter_actions).values(),
            Merge,
        )
        if isinstance(action, type) and issubclass(action, Action)
        if not issubclass(action, SystemAction) and action is not Action
        if action.name in moves.OFFICERS_MOVES
    }
)


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
    now, policy = context.now, context.policy
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
        unchecked=filing.unchecked,
        not_to=filing.not_to,
        identified=identified,
        contactable=contactable,
        receipt_sha256=receipt_sha256,
        filed_at=now,
        updated_at=now,
        zone=zone,
        clocks_version=policy.rules_at(local_date(now, zone)).version,
        calendar_version=policy.calendar.version,
        clock_started_at=now,
        deadlines=Deadlines(verify_by=now, follow_up_by=now, resolve_by=now),
    )
    if filing.protect_for:
        case = protect(case, *filing.protect_for)
    case = replace(case, promised_days=policy.promise(case))
    case = replace(case, deadlines=compute_deadlines(case, policy))
    step = Outcome(
        case=case,
        payload=events.Filed(
            classification=case.classification.value,
            region_code=case.location.region_code,
            category=case.category,
            deadlines=format_deadlines(case.deadlines, zone),
        ),
    )
    return record_event(step, REPORTER, context)


def act(case: Case, action: Action, actor: Actor, context: Context) -> Change:
    """The case after the action, and its event.

    Raises `NotAllowed` (not this actor's to do), `Conflict` (not in this state; `Expired` when
    it once was) or `Invalid`. A refusal's `params` name the `action`, the `status` and what is
    `allowed`. An event is never earlier than the one before it. Merging is `merge`.
    """
    if isinstance(action, Merge):
        raise TypeError("merging changes two cases: use merge()")
    context = _not_before(case, context)
    _check_allowed(case, action, actor, context)
    return record_event(action.decide(case, actor, context), actor, context)


def merge(source: Case, target: Case, actor: Actor, context: Context) -> tuple[Change, Change]:
    """Two reports of one matter: `source` ends, `target` takes up its voices.

    Raises as `act` does; the actor must be allowed to merge both. A case is never merged into
    itself or an ended one, so no chain or cycle can arise; nor into a confidential one, or one that
    nobody has looked at yet, which the source's reporter could not follow.
    """
    context = _not_before(target, _not_before(source, context))
    _check_allowed(source, Merge(into=target.id), actor, context)
    if source.id == target.id:
        raise Conflict("same_case", status=source.status.value)
    if target.status in ENDED:
        raise Conflict("target_ended", status=target.status.value)
    if target.confidential:
        raise Conflict("target_confidential", status=target.status.value)
    if target.unchecked:
        raise Conflict("target_unchecked", status=target.status.value)
    if actor.role is not Role.NATIONAL_ADMIN and not holds_case(actor, target, context):
        raise NotAllowed("target_not_yours")
    given, taken = merge_steps(source, target, context)
    return (
        replace(record_event(given, actor, context), supporters_seen=source.supporters),
        replace(
            record_event(taken, SYSTEM, context),
            supporters_added=taken.case.supporters - target.supporters,
        ),
    )


def answer_through(
    source: Case, target: Case, action: Message, context: Context
) -> tuple[Change, Change]:
    """The reporter of `source`, which was merged, answers the open question of `target`.

    Raises as `act` does; `Conflict("no_open_question")` when there is none (any more).
    """
    context = replace(_not_before(target, _not_before(source, context)), target=target)
    _check_allowed(source, action, REPORTER, context)
    if source.status is not Status.MERGED:  # given back meanwhile: it is a case of its own again
        raise Conflict("no_open_question", status=source.status.value)
    given, taken = answer_steps(source, target, action, context)
    return record_event(given, REPORTER, context), record_event(taken, REPORTER, context)


def allowed(case: Case, actor: Actor, context: Context) -> tuple[str, ...]:
    """The names of the actions open to the actor now."""
    return moves.allowed(case, actor, _not_before(case, context))


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


def merge_steps(source: Case, target: Case, context: Context) -> tuple[Outcome, Outcome]:
    """What merging is to each: `source` ends, `target` takes up its supporters and its reporter."""
    supporters = source.supporters + 1
    given = Outcome(
        case=mark_merged(source, target.id, context), payload=events.Merged(into=target.id)
    )
    taken = Outcome(
        case=replace(
            target,
            merged_from=(*target.merged_from, source.id, *source.merged_from),
            supporters=target.supporters + supporters,
        ),
        payload=events.Absorbed(from_=source.id, supporters=supporters),
    )
    return given, taken


def answer_steps(
    source: Case, target: Case, action: Message, context: Context
) -> tuple[Outcome, Outcome]:
    """What it is to each that `source`'s reporter answers the question of `target`.

    The reporter of the target does not read what another reporter wrote.
    """
    protected = protect(source, Protection.WORDS) if action.dangerous else source
    given = Outcome(
        case=protected,
        payload=events.Messaged(
            text=action.text,
            resumed=False,
            into=target.id,
            protected=True if protected != source else None,
        ),
    )
    resumed = release_hold(target, context.now, context.policy)
    taken = Outcome(
        case=resumed,
        payload=events.Messaged(
            text=action.text,
            resumed=True,
            from_=source.id,
            anonymous=protected.anonymous,
            deadlines=format_deadlines(resumed.deadlines, resumed.zone),
        ),
        visibility=Visibility.AGENCY,
    )
    return given, taken
