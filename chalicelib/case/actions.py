"""What may be done with cases: file one, act on one, merge two, split one, and see what is allowed.
A decision takes a case as it stands and gives the case after it with one event, or raises why
not; the world (time, clocks, agencies) comes in as a `Context`, and nothing is saved here."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from msgspec import Struct

from chalicelib import events
from chalicelib.errors import Conflict, Invalid, NotAllowed, Problem
from chalicelib.events import Visibility
from chalicelib.ledger.digests import filed_digest
from chalicelib.structs import replace
from chalicelib.workdays import local_date

from . import authority, moves, officer_actions, reporter_actions, routing_actions
from .authority import Protection, is_holder, is_kept_from, is_public, kept_from, protect
from .deadlines import compute_deadlines
from .decision import (
    Action,
    Body,
    Change,
    Code,
    Context,
    Outcome,
    SystemAction,
    Title,
    existing_agency,
    format_deadlines,
    merge_steps,
    record_event,
    refused_field,
)
from .due import is_overdue
from .model import (
    ENDED,
    REPORTER,
    SYSTEM,
    Actor,
    Case,
    Classification,
    ComplaintText,
    DatePrecision,
    Deadlines,
    Location,
    Role,
    Status,
)
from .reporter_actions import Message, answer_steps
from .routing_actions import answering_agencies

WORDS_NEEDED = frozenset({"text", "reason", "question"})


class Filing(Struct, frozen=True, kw_only=True):
    """What a reporter hands in, already validated at the edge."""

    classification: Classification
    text: ComplaintText
    location: Location
    incident_date: date | None = None
    incident_date_precision: DatePrecision = "exact"
    category: str | None = None
    agency_id: str | None = None
    anonymous: bool = False
    confidential: bool = False
    protect_for: tuple[Protection, ...] = ()  # why the service sets both flags by itself
    unchecked: bool = False  # a person has to look at it before everybody may
    not_to: tuple[str, ...] = ()  # agencies it must be kept from
    channel: str = "web"
    language: str = "id"


class Merge(Action, frozen=True, kw_only=True):
    """The same matter is already the case `into`. Carried out by `actions.merge`."""

    name = "merge"
    into: Code


class Split(Action, frozen=True, kw_only=True):
    """Two matters in one complaint: `text` is the second. Carried out by `actions.split`."""

    name = "split"
    text: Body
    title: Title | None = None
    agency_id: Code | None = None  # whose business it is, for the rules to consider first


# Every action an officer may ask for, by its name: what the table of moves gives to officers.
OFFICER_ACTIONS: Mapping[str, type[Action]] = MappingProxyType(
    {
        action.name: action
        for action in (
            *vars(routing_actions).values(),
            *vars(authority).values(),
            *vars(officer_actions).values(),
            *vars(reporter_actions).values(),
            Merge,
            Split,
        )
        if isinstance(action, type) and issubclass(action, Action)
        if not issubclass(action, SystemAction) and hasattr(action, "name")
        if action.name
        in moves.OFFICERS_MOVES - {"disclose_identity"}  # a function of its own has it
    }
)


def file_case(
    filing: Filing,
    *,
    case_id: str,
    receipt_sha256: str,
    identified: bool,
    contactable: bool,
    zone: str,
    context: Context,
    actor: Actor = REPORTER,
    origin: Case | None = None,
) -> Change:
    """A new case and its event 1. One that is split from `origin` takes over what protects its
    reporter, and how often they were asked.
    `zone` is that of the region, until an agency holds the case. The rules are those of the day of
    filing there. `contactable`: the reporter gave an address, so their silence can end the case.
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
        incident_date_precision=filing.incident_date_precision,
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
        rules_version=policy.rules_at(local_date(now, zone)).version,
        calendar_version=policy.calendar.version,
        clock_started_at=now,
        deadlines=Deadlines(verify_by=now, follow_up_by=now, resolve_by=now),
    )
    if origin is not None:
        case = replace(
            case,
            split_from=origin.id,
            protected_for=origin.protected_for,
            accused=origin.accused,
            accuses_later=origin.accuses_later,
            merged_kept_from=origin.merged_kept_from,
            restricted=origin.restricted,
            holds=origin.holds,
        )
    if filing.protect_for:
        case = protect(case, *filing.protect_for)
    deadlines = compute_deadlines(case, policy)
    case = replace(case, promised_days=policy.promised_days(case), deadlines=deadlines)
    step = Outcome(
        case=case,
        payload=events.Filed(
            classification=case.classification.value,
            region_code=case.location.region_code,
            category=case.category,
            deadlines=format_deadlines(case.deadlines, zone),
            split_from=case.split_from,
            filed_digest=filed_digest(filing.text, filing.incident_date, filing.location),
            consent=events.STATEMENT if identified and origin is None else None,
        ),
    )
    return record_event(step, actor, context)


def act(case: Case, action: Action, actor: Actor, context: Context) -> Change:
    """The case after the action, and its event.
    Raises `NotAllowed` (not this actor's to do), `Conflict` (not in this state; `Expired` when
    it once was) or `Invalid`. A refusal's `params` name the `action`, the `status` and what is
    `allowed`. An event is never earlier than the one before it. Two cases `merge` and `split`.
    """
    if isinstance(action, Merge | Split):
        raise TypeError("this changes two cases: use merge() or split()")
    context = _not_before(case, context)
    check_allowed(case, action, actor, context)
    return record_event(action.decide(case, actor, context), actor, context)


def merge(source: Case, target: Case, actor: Actor, context: Context) -> tuple[Change, Change]:
    """Two reports of one matter: `source` ends, `target` takes up its voices.
    Raises as `act` does; the actor must be allowed to merge both. A case is never merged into
    itself or an ended one, so no chain or cycle can arise; nor into an answered one, whose answer
    was not the source's; nor into one that is not public, which the source's reporter could not
    follow. Only the national desk merges what is overdue into what is not, and into a case that
    whom the source is kept from would answer: that they hold, or get back when an appeal is upheld.
    That a source came which is not public is for the target's officers alone: else everybody read
    there that somebody complained who wants nobody to know.
    """
    context = _not_before(target, _not_before(source, context))
    check_allowed(source, Merge(into=target.id), actor, context)
    _refuse_target(source, target)
    if actor.role is not Role.NATIONAL_ADMIN and not is_holder(actor, target, context):
        raise NotAllowed("target_not_yours")
    late, in_time = is_overdue(source, context.now), not is_overdue(target, context.now)
    if late and in_time and actor.role is not Role.NATIONAL_ADMIN:
        raise Conflict("source_overdue", status=source.status.value)
    barred = any(is_kept_from(source, one, context) for one in answering_agencies(target))
    if barred and actor.role is not Role.NATIONAL_ADMIN:
        raise refused_field("into", "kept_from_it")
    given, taken = merge_steps(source, target, kept_from(source), context)
    if not is_public(source):
        taken = replace(taken, visibility=Visibility.AGENCY)
    return (
        replace(record_event(given, actor, context), supporters_seen=source.supporters),
        replace(
            record_event(taken, SYSTEM, context),
            supporters_added=taken.case.supporters - target.supporters,
        ),
    )


def _refuse_target(source: Case, target: Case) -> None:
    """Raises `Conflict` where nothing may go on in the target, whoever asks."""
    if source.id == target.id:
        raise Conflict("same_case", status=source.status.value)
    if target.status in ENDED:
        raise Conflict("target_ended", status=target.status.value)
    if target.status is Status.ANSWERED:
        raise Conflict("target_answered", status=target.status.value)
    if target.confidential:
        raise Conflict("target_confidential", status=target.status.value)
    if target.unchecked:
        raise Conflict("target_unchecked", status=target.status.value)
    if target.restricted:
        raise Conflict("target_restricted", status=target.status.value)


def split(
    case: Case,
    action: Split,
    actor: Actor,
    context: Context,
    *,
    case_id: str,
    text: ComplaintText,
    zone: str,
    protect_for: tuple[Protection, ...] = (),
    unchecked: bool = False,
) -> tuple[Change, Change]:
    """The case with its first matter, and the second as the case `case_id` in the words of `text`,
    with clocks of its own from now on, for the rules to find its agency.

    Raises as `act` does. One receipt opens both, and whatever protects the reporter of the one does
    so in the other; `protect_for` and `unchecked` are what its own words add.
    """
    context = _not_before(case, context)
    check_allowed(case, action, actor, context)
    if action.agency_id is not None:
        agency = existing_agency(action.agency_id, context)
        if is_kept_from(case, agency.id, context):
            raise refused_field("agency_id", "kept_from_it")
    second = Filing(
        classification=case.classification,
        text=text,
        location=case.location,
        incident_date=case.incident_date,
        incident_date_precision=case.incident_date_precision,
        agency_id=action.agency_id,
        anonymous=case.anonymous,
        confidential=case.confidential,
        protect_for=protect_for,
        unchecked=case.unchecked or unchecked,
        not_to=case.not_to,
        channel=case.channel,
        language=case.language,
    )
    given = Outcome(
        case=replace(case, two_matters=False, split_into=(*case.split_into, case_id)),
        payload=events.SplitUp(split_into=case_id),
    )
    taken = file_case(
        second,
        case_id=case_id,
        receipt_sha256=case.receipt_sha256,
        identified=case.identified,
        contactable=case.contactable,
        zone=zone,
        context=context,
        actor=actor,
        origin=case,
    )
    return record_event(given, actor, context), taken


def protect_along(case: Case, reasons: Iterable[Protection], context: Context) -> Change | None:
    """A case that tells what another does which is protected for these reasons now: the complaint
    that a second matter was split off from, or one that was merged. None where it is protected so
    already."""
    context = _not_before(case, context)
    protected = protect(case, *reasons)
    if protected == case:
        return None
    payload = events.Tightened(anonymous=protected.anonymous, confidential=protected.confidential)
    return record_event(Outcome(case=protected, payload=payload), SYSTEM, context)


def answer_through(
    source: Case, target: Case, action: Message, context: Context
) -> tuple[Change, Change]:
    """The reporter of `source`, which was merged, answers the open question of `target`.

    Raises as `act` does; `Conflict("no_open_question")` when there is none (any more).
    """
    context = replace(_not_before(target, _not_before(source, context)), target=target)
    check_allowed(source, action, REPORTER, context)
    if source.status is not Status.MERGED:  # given back meanwhile: it is a case of its own again
        raise Conflict("no_open_question", status=source.status.value)
    given, taken = answer_steps(source, target, action, context)
    return record_event(given, REPORTER, context), record_event(taken, REPORTER, context)


def allowed(case: Case, actor: Actor, context: Context) -> tuple[str, ...]:
    """The names of the actions open to the actor now."""
    return moves.allowed(case, actor, _not_before(case, context))


def _not_before(case: Case, context: Context) -> Context:
    return replace(context, now=max(context.now, case.updated_at))


def check_allowed(case: Case, action: Action, actor: Actor, context: Context) -> None:
    """Raises what `act` does where the actor may not take that step now, or leaves out its words;
    for whoever has to look something up for it, before they do."""
    context = _not_before(case, context)
    refusal = moves.refusal(action.name, case, actor, context)
    if refusal is not None:
        refusal.params["allowed"] = list(moves.allowed(case, actor, context))
        raise refusal
    blank = [
        Problem(field=name, code="required")
        for name in action.__struct_fields__
        if name in WORDS_NEEDED and not getattr(action, name).strip()
    ]
    if blank:
        raise Invalid(blank)
