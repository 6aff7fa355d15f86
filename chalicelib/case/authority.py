"""Who may read a case, whom it is kept from and what makes it public: decided here and nowhere
else. So is the release of an identity, which takes two custodians."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from chalicelib import events
from chalicelib.custody import Ending, IdentityField, IdentityRequest, LegalBasis
from chalicelib.errors import Invalid
from chalicelib.events import Visibility
from chalicelib.overseers import NATIONAL_DESK, OVERSEERS, SEE_EVERYTHING
from chalicelib.structs import replace

from .decision import NEVER_PUBLISHED, Action, Context, Outcome, Reason, Title
from .due import is_silent
from .model import Actor, Case, Contribution, OpenQuestion, Role


class Protection(StrEnum):
    """Why the service makes a case anonymous and confidential by itself."""

    CATEGORY = "category"  # a sensitive one
    INSPECTION = "inspection"  # an inspectorate is to examine it
    WORDS = "words"  # the text tells of danger
    RISK = "risk"  # the reporter says they could be harmed
    CHOICE = "choice"  # confidential it was already, by the reporter's own choice


def is_unit_of(agency_id: str, government_id: str, context: Context) -> bool:
    """Whether an agency is a unit, at whatever depth, of a government (not of its supervisor)."""
    seen: set[str] = set()
    agency = context.agencies.get(agency_id)
    while agency is not None and agency.parent_id and agency.id not in seen:
        if agency.parent_id == government_id:
            return True
        seen.add(agency.id)
        agency = context.agencies.get(agency.parent_id)
    return False


def is_one_of(agency_id: str, agencies: Iterable[str], context: Context) -> bool:
    """Whether it is one of these agencies or a unit of one."""
    return any(agency_id == one or is_unit_of(agency_id, one, context) for one in agencies)


def kept_from(case: Case) -> tuple[str, ...]:
    """Whom the reporter wants the case kept from, and whom its words accuse; and the same of the
    reports that were merged into it, whose reporters write there. Theirs stays when such a report
    is given back, as what they wrote does."""
    return (*case.not_to, *case.accused, *case.merged_kept_from)


def kept_from_today(case: Case, context: Context) -> tuple[str, ...]:
    """The same with who took over from those that have ended: the same people sit there."""
    found = dict.fromkeys(kept_from(case))
    to_see = [*found]
    for agency_id in to_see:  # grows meanwhile
        agency = context.agencies.get(agency_id)
        if agency is None or not context.has_ended(agency_id):
            continue
        heirs = (*filter(None, (agency.successor_id,)), *agency.successor_ids)
        to_see += (one for one in heirs if one not in found)
        found |= dict.fromkeys(heirs)
    return tuple(found)


def is_kept_from(case: Case, agency_id: str, context: Context) -> bool:
    """Whether the case is `kept_from_today` this agency or one it is a unit of."""
    return is_one_of(agency_id, kept_from_today(case, context), context)


def is_kept_from_officers(case: Case, agency_id: str, context: Context) -> bool:
    """Whether the case is kept from the officers of an agency, who are then told nothing of it:
    from the agency, and the national desk has not given it to them all the same. The desk itself
    is told, for it decides to whom the case goes."""
    if agency_id in (case.agency_id, NATIONAL_DESK):
        return False
    return is_kept_from(case, agency_id, context)


def is_kept_from_actor(case: Case, actor: Actor, context: Context) -> bool:
    """Whether the case is kept from an officer: as from those of their agency; at the national
    desk's, too, from all but who decides there to whom it goes."""
    own = actor.agency_id
    if own is None or own == case.agency_id or actor.role is Role.NATIONAL_ADMIN:
        return False
    return is_kept_from(case, own, context)


def may_know_kept_from(case: Case, actor: Actor, context: Context) -> bool:
    """Whether an officer of the case reads whom it is kept from. Not those themselves, where the
    national desk gave it to them all the same: it would tell them who fears them, perhaps the
    reporter of a report merged into it, of which they know nothing."""
    own = actor.agency_id
    if own is None or actor.role is Role.NATIONAL_ADMIN:
        return True
    return not is_kept_from(case, own, context)


def senior_for(case: Case, agency_id: str, context: Context, past: Iterable[str] = ()) -> str:
    """`senior_to`, passing over whom the case is kept from, and over `past` and their units."""
    senior, seen = senior_to(agency_id, context), {agency_id}
    passed_over = (*kept_from_today(case, context), *past)
    while is_one_of(senior, passed_over, context) and senior not in seen:
        seen.add(senior)
        senior = senior_to(senior, context)
    return NATIONAL_DESK if is_kept_from(case, senior, context) else senior


def is_holder(actor: Actor, case: Case, context: Context) -> bool:
    """Whether the case is with the officer's agency; for an agency's admin or custodian, also with
    a unit of it."""
    if case.agency_id is None or actor.agency_id is None:
        return False
    if actor.agency_id == case.agency_id:
        return True
    with_units = actor.role in (Role.AGENCY_ADMIN, Role.CUSTODIAN)
    return with_units and is_unit_of(case.agency_id, actor.agency_id, context)


def are_apart(one: str | None, other: str | None, context: Context) -> bool:
    """Whether these are of two houses: two agencies, neither a unit of the other, nor both units of
    one government. Nobody releases an identity within one house."""
    if one is None or other is None:
        return False
    return _house_of(one, context).isdisjoint(_house_of(other, context))


def _house_of(agency_id: str, context: Context) -> set[str]:
    """The agency and all that it is a unit of, at whatever depth."""
    house: set[str] = set()
    within: str | None = agency_id
    while within is not None and within not in house:
        house.add(within)
        agency = context.agencies.get(within)
        within = agency.parent_id if agency is not None else None
    return house


def waiting_contributions(case: Case) -> tuple[Contribution, ...]:
    """What other agencies are asked for and have not given."""
    return tuple(one for one in case.contributions if one.ended_in is None)


def asked_of(case: Case, actor: Actor, context: Context) -> Contribution | None:
    """What the officer's agency is asked to contribute; for an agency's admin, else what a unit of
    it is. While it waits they read the case, and no longer; nor in the place of a unit that it is
    kept from by now."""
    own = actor.agency_id
    if own is None or is_kept_from_actor(case, actor, context):
        return None
    waiting = sorted(waiting_contributions(case), key=lambda one: one.agency_id != own)
    admin = actor.role is Role.AGENCY_ADMIN
    theirs = (
        one
        for one in waiting
        if one.agency_id == own or (admin and is_unit_of(one.agency_id, own, context))
        if not is_kept_from_officers(case, one.agency_id, context)
    )
    return next(theirs, None)


def is_public(case: Case) -> bool:
    """Whether anybody may see the case: not confidential or restricted, looked at where that was
    needed, not archived as spam or abuse."""
    hidden = case.confidential or case.unchecked or case.restricted
    return not hidden and case.archive_reason not in NEVER_PUBLISHED


def open_question(target: Case | None) -> OpenQuestion | None:
    """The question reporters of merged cases may answer too; never that of a case that is not
    public, of which they may not read a word."""
    return target.hold if target is not None and is_public(target) else None


def waits_for_check(case: Case) -> bool:
    """Whether everybody could see the case once a person has looked at it."""
    return case.unchecked and not case.confidential and case.archive_reason not in NEVER_PUBLISHED


def protect(case: Case, *reasons: Protection) -> Case:
    """Anonymous and confidential, for these reasons: two reporters ended up in police cases because
    somebody forgot to tick a box. Here nobody has to. Why the service did so is kept only where it
    changed something: what the reporter had chosen is theirs."""
    if case.anonymous and case.confidential and not case.protected_for:
        return case
    own = (Protection.CHOICE,) if case.confidential and not case.protected_for else ()
    return replace(
        case,
        anonymous=True,
        confidential=True,
        protected_for=tuple(dict.fromkeys((*case.protected_for, *own, *reasons))),
    )


def may_unprotect(case: Case) -> bool:
    """Whether the reporter may open a case that only its words had closed."""
    return case.confidential and case.protected_for == (Protection.WORDS,)


def may_read(case: Case, actor: Actor, context: Context) -> bool:
    """Whether the actor may see the case, confidential or not, and its agency-level timeline.

    The handling agency and the government it is a unit of; the national desk; monitors of what they
    oversee; every agency a missed deadline was escalated to, whoever holds the case; who is asked
    to contribute, until they have. A reporter is let in by the receipt before coming here. From
    whom it is kept, only where the national desk gave it to them all the same.
    """
    if is_kept_from_actor(case, actor, context):
        return False
    match actor.role:
        case Role.SYSTEM | Role.REPORTER | Role.NATIONAL_ADMIN:
            return True
        case Role.MONITOR:
            return _monitors(actor, case, context) or actor.agency_id in case.escalated_to
        case Role.CUSTODIAN:
            nationwide = actor.agency_id in SEE_EVERYTHING
            return nationwide or is_holder(actor, case, context)
        case _:
            return (
                is_holder(actor, case, context)
                or actor.agency_id in case.escalated_to
                or asked_of(case, actor, context) is not None
            )


def may_know(case: Case, actor: Actor, context: Context) -> bool:
    """Whether the actor may know of such a case. To others nobody was given its number."""
    return is_public(case) or may_read(case, actor, context)


def _monitors(actor: Actor, case: Case, context: Context) -> bool:
    if actor.agency_id is None:
        return False
    if actor.agency_id in SEE_EVERYTHING:
        return True
    return case.agency_id is not None and (
        actor.agency_id == case.agency_id
        or context.agencies.oversees(actor.agency_id, case.agency_id)
    )


def is_above(actor: Actor, case: Case, context: Context) -> bool:
    """Whether the officer's agency stands above whoever holds the case: the government of a unit,
    the next senior agency, the national desk. Never the holder itself."""
    holder = case.agency_id
    if actor.role is Role.NATIONAL_ADMIN:
        return actor.agency_id != holder
    if actor.role is not Role.AGENCY_ADMIN or not actor.agency_id or not holder:
        return False
    return actor.agency_id != holder and (
        is_unit_of(holder, actor.agency_id, context)
        or senior_to(holder, context) == actor.agency_id
    )


def senior_to(agency_id: str, context: Context) -> str:
    """The agency an appeal or a second escalation goes to: never the agency itself, and one that
    exists today. Where the register has none, the national desk, by name."""
    senior, seen = context.agencies.senior_of(agency_id), {agency_id}
    while senior is not None and senior.id not in seen:
        if context.existing(senior.id) is not None:
            return senior.id
        seen.add(senior.id)
        senior = context.agencies.senior_of(senior.id)
    return OVERSEERS[0] if agency_id == NATIONAL_DESK else NATIONAL_DESK


class RequestIdentity(Action, frozen=True, kw_only=True):
    """A custodian asks to see some fields of who reported, on a legal basis with its paper
    (`reference`), and by order of a court so that the reporter is told only after a day."""

    name = "request_identity"
    reason: Reason
    basis: LegalBasis
    fields: tuple[IdentityField, ...]
    reference: Title | None = None
    silent_until: date | None = None

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The first of the two custodians it takes to see who reported."""
        if actor.officer_id is None:
            raise ValueError("a custodian is a person")
        request = IdentityRequest(
            officer_id=actor.officer_id,
            agency_id=actor.agency_id,
            at=context.now,
            fields=tuple(one for one in IdentityField if one in self.fields),
            basis=self.basis,
            silent_until=self.silent_until,
        )
        if problems := [*request.problems(self.reference, context.today(case.zone))]:
            raise Invalid(problems)
        payload = events.IdentityRequested(
            reason=self.reason, reference=self.reference, **request.as_asked()
        )
        return Outcome(case=replace(case, identity_request=request), payload=payload)


class ApproveIdentity(Action, frozen=True):
    """A second custodian, of another agency, agrees."""

    name = "approve_identity"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The second; from now on who asked may look, once."""
        request = _request_of(case).approve(actor.agency_id, context.now)
        case = replace(case, identity_request=request)
        return Outcome(case=case, payload=events.IdentityApproved())


class RefuseIdentity(Action, frozen=True, kw_only=True):
    """A second custodian does not agree, or not any more: also to what was approved and not seen
    yet, by whomever, for their account may have been somebody else's."""

    name = "refuse_identity"
    reason: Reason

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The second says no; who still needs it has to ask again and say why."""
        case = end_identity_request(case, Ending.REFUSED, context)
        return Outcome(case=case, payload=events.IdentityRefused(reason=self.reason))


class WithdrawIdentity(Action, frozen=True):
    """The custodian who asked takes the request back, also one that was approved."""

    name = "withdraw_identity"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Who asked does not need it any more, or asked by mistake."""
        case = end_identity_request(case, Ending.WITHDRAWN, context)
        return Outcome(case=case, payload=events.IdentityWithdrawn())


class DiscloseIdentity(Action, frozen=True):
    """The custodian who asked is shown what was approved: once. Carried out by the one function
    that may decrypt for it."""

    name = "disclose_identity"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The request is used up. What was in the vault is not the case's to know."""
        case = end_identity_request(case, Ending.DISCLOSED, context)
        shown = _request_of(case)
        silent = is_silent(shown, case, context.now)
        if silent:
            case = replace(case, untold_disclosures=(*case.untold_disclosures, shown))
        return Outcome(
            case=case,
            payload=events.IdentityDisclosed(
                **shown.as_disclosed(), silent_until=shown.silent_day if silent else None
            ),
            visibility=Visibility.AGENCY if silent else None,
        )


def end_identity_request(case: Case, ending: Ending, context: Context) -> Case:
    """The case with its request to see who reported over."""
    return replace(case, identity_request=_request_of(case).end(ending, context.now))


def _request_of(case: Case) -> IdentityRequest:
    if case.identity_request is None:
        raise ValueError("no request")
    return case.identity_request
