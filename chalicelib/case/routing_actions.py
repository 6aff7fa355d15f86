"""Who gets the case: disposition, the two ways of saying "not ours" (bukan wewenang), and an
agency that ends.

What was promised is kept: a successor takes open cases up as they stand. Without one the national
desk decides anew, but what was answered waits for its rating where it is: only the reporter's next
word makes it somebody's turn.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib import events
from chalicelib.errors import Conflict
from chalicelib.structs import replace

from .authority import is_kept_from, is_one_of, is_unit_of, senior_for
from .deadlines import (
    appeal_open,
    compute_deadlines,
    renew_promised_days,
    replace_deadlines,
)
from .decision import (
    Action,
    AgencyView,
    Code,
    Context,
    Outcome,
    Reason,
    SystemAction,
    existing_agency,
    format_deadlines,
    refused_field,
)
from .due import deadlines_owed_again
from .model import ENDED, Actor, Case, Role, Status


class Route(Action, frozen=True, kw_only=True):
    """Disposisi: name the agency that handles the case."""

    name = "route"
    agency_id: Code

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The national desk names the agency; after two "not ours" that agency has to keep it. An
        agency's admin names a unit of the own government."""
        agency = existing_agency(self.agency_id, context)
        if appeal_is_against(case, agency.id, context):
            raise refused_field("agency_id", "appeal_against_it")
        case = _given_to(case, agency.id, actor, context)
        if case.agency_id is None:
            case = replace(case, must_keep=desk_must_decide(case, context))
            case = give_to(case, agency, context)
        else:
            own = actor.agency_id or ""
            ours = agency.id == own or is_unit_of(agency.id, own, context)
            if agency.id == case.agency_id or not ours:
                raise refused_field("agency_id", "not_your_unit")
            case = replace(case, agency_id=agency.id)
        return Outcome(
            case=case,
            payload=events.Routed(
                agency_id=agency.id,
                by="officer",
                deadlines=format_deadlines(case.deadlines, case.zone),
            ),
        )


class SystemRoute(SystemAction, frozen=True, kw_only=True):
    """Disposition by rule. `by` is `suggestion`, `category`, `model` or `named`; `confidence`,
    `words` and `prediction` say what a model's choice rested on."""

    name = "route"
    agency_id: str
    by: str
    sector: str | None = None
    confidence: float | None = None
    words: tuple[str, ...] = ()
    prediction: Mapping[str, Any] | None = None
    accused: tuple[str, ...] = ()
    two_matters: bool = False

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Disposition without a person, never to an agency that said the case is not theirs, nor to
        one it is kept from. `accused` are those it goes past."""
        case = _with_assessment(case, self)
        agency = existing_agency(self.agency_id, context)
        if agency.id in case.returned_by:
            raise Conflict("returned_it", status=case.status.value)
        if is_kept_from(case, agency.id, context):
            raise Conflict("kept_from_it", status=case.status.value)
        case = replace(give_to(case, agency, context), sector=self.sector or case.sector)
        return Outcome(
            case=case,
            payload=events.Routed(
                agency_id=agency.id,
                by=self.by,
                sector=self.sector,
                confidence=self.confidence,
                words=self.words or None,
                prediction=self.prediction,
                deadlines=format_deadlines(case.deadlines, case.zone),
            ),
        )


class SendToTriage(SystemAction, frozen=True, kw_only=True):
    """No agency is sure enough: the national desk decides. `candidates` are as in `events.Triage`,
    the best first; `signals` what speaks against a complaint. `near` is `{"region_code", "name",
    "km"}`, the known place nearest to the reporter's point."""

    name = "triage"
    reason: str
    candidates: tuple[Mapping[str, Any], ...] = ()
    words: tuple[str, ...] = ()
    prediction: Mapping[str, Any] | None = None
    signals: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    near: Mapping[str, Any] | None = None
    two_matters: bool = False

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Nobody holds the case; the national desk sees whom the rules considered. `accused` are
        those it is kept from until the desk decides."""
        case = _with_assessment(case, self)
        shown = case.accusal_shown or self.reason == "accused"
        return Outcome(
            case=replace(case, status=Status.TRIAGE, accusal_shown=shown),
            payload=events.Triage(
                reason=self.reason,
                candidates=tuple(dict(candidate) for candidate in self.candidates),
                words=self.words,
                prediction=self.prediction,
                signals=self.signals or None,
                near=self.near,
            ),
        )


class Return(Action, frozen=True, kw_only=True):
    """Bukan wewenang: not this agency's authority."""

    name = "return"
    reason: Reason

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Not ours: back to disposition, the clock runs on."""
        handed_back = replace(
            case, status=Status.RETURNED, agency_id=None, returned_by=_declined(case)
        )
        return Outcome(
            case=handed_back,
            payload=events.Returned(agency_id=case.agency_id, reason=self.reason),
        )


class Transfer(Action, frozen=True, kw_only=True):
    """Hand the case straight to the agency whose authority it is; the deadlines go along."""

    name = "transfer"
    agency_id: Code
    reason: Reason

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Straight to another agency, in the same status and with the same deadlines.

        An agency that transfers says "not ours" just as one that returns, and cannot send the case
        to one that said so before; the national desk can.
        """
        agency = existing_agency(self.agency_id, context)
        if agency.id == case.agency_id:
            raise refused_field("agency_id", "already_there")
        by_desk = actor.role is Role.NATIONAL_ADMIN and actor.agency_id != case.agency_id
        if not by_desk and agency.id in case.returned_by:
            raise refused_field("agency_id", "returned_it")
        case = _given_to(case, agency.id, actor, context)
        returned_by = case.returned_by if by_desk else _declined(case)
        return Outcome(
            case=replace(case, agency_id=agency.id, returned_by=returned_by),
            payload=events.Transferred(
                from_agency_id=case.agency_id, agency_id=agency.id, reason=self.reason
            ),
        )


class Assign(Action, frozen=True, kw_only=True):
    """Say which officer of the holder does the work; without one, nobody in particular."""

    name = "assign"
    officer_id: Code | None = None

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """It moves nothing, and counts for as long as that agency holds the case."""
        assigned = (self.officer_id, case.agency_id or "") if self.officer_id else ()
        payload = events.Assigned(to_officer_id=self.officer_id)
        return Outcome(case=replace(case, assigned=assigned), payload=payload)


class Reassign(SystemAction, frozen=True):
    """The holder has ended: its successor takes the case up, of several the one whose affair and
    place it is, else the national desk."""

    name = "reassign"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The case in other hands, with every deadline where it was."""
        agency_id = _new_holder(case, context)
        given = _given_to_desk(case) if agency_id is None else replace(case, agency_id=agency_id)
        return Outcome(
            case=given,
            payload=events.Reassigned(
                from_agency_id=case.agency_id,
                agency_id=agency_id,
                deadlines=format_deadlines(given.deadlines, given.zone),
            ),
        )


def desk_must_decide(case: Case, context: Context) -> bool:
    """Whether so many agencies called the case not theirs that the national desk decides."""
    rules = context.policy.rules(case.rules_version)
    return len(case.returned_by) >= rules.returns_before_decision


def take_from_accused(case: Case, accused: tuple[str, ...], context: Context) -> Case:
    """The case with nobody, where its holder is one of those who have just been `accused`: the
    rules read it again, with what accuses them, and leave it to the national desk. An open appeal
    goes to the next above. One that has ended stays ended."""
    if case.agency_id is None or not is_one_of(case.agency_id, accused, context):
        return case
    if case.appeal is not None and appeal_open(case):
        senior = senior_for(case, case.appeal.from_agency_id, context, case.answered_by)
        return replace(case, agency_id=senior)
    if case.status in ENDED:
        return replace(case, agency_id=None)
    return replace(_given_to_desk(case), status=Status.RECEIVED)


def must_be_reassigned(case: Case, context: Context) -> bool:
    """Whether the case is with an agency that ended, and somebody else is there for it."""
    if case.agency_id is None or not context.has_ended(case.agency_id):
        return False
    new_holder = _new_holder(case, context)
    if new_holder is None:
        return case.status is not Status.ANSWERED
    return new_holder != case.agency_id


def give_to(case: Case, agency: AgencyView, context: Context) -> Case:
    """The case in the hands of an agency, when nobody holds it.

    The first disposition starts the follow-up clock and settles the zone deadlines are counted
    in, and the days the agency keeps to where it is stricter; the deadline for the answer stays
    counted from filing. Later ones change no clock.
    """
    case = replace(case, status=Status.ROUTED, agency_id=agency.id)
    if case.first_routed_at is not None:
        return case
    case = replace(
        case,
        zone=agency.zone,
        first_routed_at=context.now,
        paused_at_routing=case.paused_workdays,
        calendar_version=context.policy.calendar.version,
    )
    case = renew_promised_days(case, context.now, context.policy)
    follow_up_by = compute_deadlines(case, context.policy).follow_up_by
    return replace_deadlines(case, replace(case.deadlines, follow_up_by=follow_up_by))


def restart_deadlines(case: Case, context: Context) -> Case:
    """The case with new clocks, and escalation at its beginning. Where its agency has ended it is
    with the successor or, where the register has none, with the national desk. An open appeal is
    always somebody's, by name. Only an appeal and its being upheld, a reopening and an unmerging
    lead here."""
    holder = context.existing(case.agency_id)
    if holder is None and case.agency_id is not None:
        holder = context.successor_for(case)
        if holder is not None and is_kept_from(case, holder.id, context):
            holder = None
    if holder is not None and is_one_of(holder.id, case.accused, context):
        holder = None
    agency_id = holder.id if holder else None
    if agency_id is None and case.appeal is not None and appeal_open(case):
        agency_id = senior_for(case, case.appeal.from_agency_id, context, case.answered_by)
    case = replace(
        case,
        agency_id=agency_id,
        status=Status.IN_PROGRESS if agency_id else Status.TRIAGE,
        zone=holder.zone if holder else case.zone,
        clock_started_at=context.now,
        calendar_version=context.policy.calendar.version,
        paused_workdays=0,
        paused_at_routing=0,
        warned=(),
        owed_reply=None,
        supplemented=False,
        escalation_level=0,
        escalated_at=None,
        escalation_repeats=0,
    )
    case = replace(case, promised_days=context.policy.promised_days(case))
    return replace(case, deadlines=compute_deadlines(case, context.policy))


def _with_assessment(case: Case, assessed: SystemRoute | SendToTriage) -> Case:
    """The case with what the rules read in its words. Whom it accused before it accuses still: read
    again, its words point at who is left of those that would have had it, and those of a second
    matter at others than the first. What was split already holds no other matter that anybody was
    not shown."""
    return replace(
        case,
        accused=tuple(dict.fromkeys((*case.accused, *assessed.accused))),
        two_matters=assessed.two_matters and not case.split_into,
    )


def _given_to(case: Case, agency_id: str, actor: Actor, context: Context) -> Case:
    """The case as that agency may have it. Only the national desk may give it to whom it is kept
    from; an accusation of them, which the desk does not see in it then, counts no more. Who was
    only not to get it says nothing of whom its reporter accused."""
    if not is_kept_from(case, agency_id, context):
        return case
    if actor.role is not Role.NATIONAL_ADMIN:
        raise refused_field("agency_id", "kept_from_it")
    if not is_kept_from(replace(case, not_to=(), merged_kept_from=()), agency_id, context):
        return case
    left = (
        one for one in case.accused if one != agency_id and not is_unit_of(agency_id, one, context)
    )
    return replace(case, accused=tuple(left), accuses_later=False, accusal_shown=False)


def _declined(case: Case) -> tuple[str, ...]:
    return (*case.returned_by, case.agency_id) if case.agency_id else case.returned_by


def _new_holder(case: Case, context: Context) -> str | None:
    """The successor, but none that said the case is not theirs; None: the national desk decides.

    An appeal goes where a new one would go today: to the next that exists above the agency it is
    against, else to the national desk by name. So never to that agency, whoever succeeds whom.
    """
    if case.appeal is not None and appeal_open(case):
        return senior_for(case, case.appeal.from_agency_id, context, case.answered_by)
    successor = context.successor_for(case)
    if successor is None or is_kept_from(case, successor.id, context):
        return None
    return successor.id if successor.id not in case.returned_by else None


def _given_to_desk(case: Case) -> Case:
    """With nobody, and open to every disposition; a question to the reporter stays open."""
    case = replace_deadlines(case, deadlines_owed_again(case))
    case = replace(case, agency_id=None, must_keep=False)
    if case.hold is not None:
        return replace(case, hold=replace(case.hold, returns_to=Status.TRIAGE))
    return replace(case, status=Status.TRIAGE)


def answering_agencies(case: Case) -> tuple[str, ...]:
    """Who holds the case, and who has to answer it anew where an open appeal is upheld."""
    appealed = case.appeal.from_agency_id if case.appeal and appeal_open(case) else None
    return tuple(one for one in (case.agency_id, appealed) if one is not None)


def appeal_is_against(case: Case, agency_id: str | None, context: Context) -> bool:
    """Whether the open appeal is against this agency or the answer is an officer's of it; or it is
    a unit of such a one."""
    if case.appeal is None or agency_id is None or not appeal_open(case):
        return False
    return is_one_of(agency_id, (case.appeal.from_agency_id, *case.answered_by), context)
