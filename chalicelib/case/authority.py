"""Whose business a case is, who may read it, what closes it to everybody by itself, and the two it
takes to see who reported: the one place where it is decided."""

from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib import events

from .decision import NEVER_PUBLISHED, Action, Context, Outcome, Reason
from .model import NATIONAL_DESK, Actor, Case, Contribution, OpenQuestion, Role

OVERSEERS = ("ombudsman", "ksp")
AUDITORS = frozenset({Role.MONITOR, Role.CUSTODIAN})


class Protection(StrEnum):
    """Why the service makes a case anonymous and confidential by itself."""

    CATEGORY = "category"  # a sensitive one
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


def kept_from(case: Case) -> tuple[str, ...]:
    """Whom the reporter wants the case kept from, and whom its words accuse."""
    return (*case.not_to, *case.accused)


def is_kept_from(case: Case, agency_id: str, context: Context) -> bool:
    """Whether the reporter wants the case kept from this agency or from one it is a unit of, or its
    words accuse one of them."""
    return any(
        agency_id == barred or is_unit_of(agency_id, barred, context) for barred in kept_from(case)
    )


def is_hidden_from(case: Case, actor: Actor, context: Context) -> bool:
    """Whether the case is kept from the officer's agency, and the national desk has not given it to
    them all the same."""
    own = actor.agency_id
    if own is None or own in (case.agency_id, NATIONAL_DESK):
        return False
    return is_kept_from(case, own, context)


def senior_for(case: Case, agency_id: str, context: Context) -> str:
    """`senior_to`, passing over whom the case is kept from."""
    senior, seen = senior_to(agency_id, context), {agency_id}
    while is_kept_from(case, senior, context) and senior not in seen:
        seen.add(senior)
        senior = senior_to(senior, context)
    return NATIONAL_DESK if is_kept_from(case, senior, context) else senior


def holds_case(actor: Actor, case: Case, context: Context) -> bool:
    """Whether the case is with the officer's agency; for an agency's admin, also with a unit
    of it."""
    if case.agency_id is None or actor.agency_id is None:
        return False
    if actor.agency_id == case.agency_id:
        return True
    return actor.role is Role.AGENCY_ADMIN and is_unit_of(case.agency_id, actor.agency_id, context)


def waiting_contributions(case: Case) -> tuple[Contribution, ...]:
    """What other agencies are asked for and have not given."""
    return tuple(one for one in case.contributions if one.ended_in is None)


def asked_of(case: Case, actor: Actor, context: Context) -> Contribution | None:
    """What the officer's agency is asked to contribute; for an agency's admin, else what a unit of
    it is. While it waits they read the case, and no longer."""
    own = actor.agency_id
    if own is None or is_hidden_from(case, actor, context):
        return None
    waiting = sorted(waiting_contributions(case), key=lambda one: one.agency_id != own)
    admin = actor.role is Role.AGENCY_ADMIN
    return next(
        (
            one
            for one in waiting
            if one.agency_id == own or (admin and is_unit_of(one.agency_id, own, context))
        ),
        None,
    )


def is_public(case: Case) -> bool:
    """Whether anybody may see the case: not rahasia, looked at where that was needed, not archived
    as spam or abuse."""
    hidden = case.confidential or case.unchecked
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

    The handling agency and the government it is a unit of; the national desk; monitors of what
    they oversee; every agency a missed limit was escalated to, whoever holds the case since; who is
    asked to contribute, until they have. A
    reporter is let in by the receipt before coming here. From whom the reporter wants it kept,
    only where the national desk gave it to them all the same.
    """
    if is_hidden_from(case, actor, context):
        return False
    match actor.role:
        case Role.SYSTEM | Role.REPORTER | Role.NATIONAL_ADMIN:
            return True
        case Role.MONITOR:
            return _monitors(actor, case, context) or actor.agency_id in case.called_in
        case Role.CUSTODIAN:
            return actor.agency_id == NATIONAL_DESK or holds_case(actor, case, context)
        case _:
            return (
                holds_case(actor, case, context)
                or actor.agency_id in case.called_in
                or asked_of(case, actor, context) is not None
            )


def may_know(case: Case, actor: Actor, context: Context) -> bool:
    """Whether the actor may know that there is such a case. To others its number is one that
    nobody was given."""
    return is_public(case) or may_read(case, actor, context)


def may_audit(case: Case, actor: Actor, context: Context) -> bool:
    """Whether the actor may see which officers read the case: monitors and custodians, of the cases
    that they may read themselves."""
    return actor.role in AUDITORS and may_read(case, actor, context)


def keeps_readings(case: Case) -> bool:
    """Whether it is kept which officers read the case: its reporter is anonymous, or not everybody
    may see it."""
    return case.anonymous or not is_public(case)


def _monitors(actor: Actor, case: Case, context: Context) -> bool:
    if actor.agency_id is None:
        return False
    if actor.agency_id in (NATIONAL_DESK, *OVERSEERS):
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


@dataclass(frozen=True, kw_only=True)
class RequestIdentity(Action):
    """A custodian asks to see who reported."""

    name = "request_identity"
    reason: Reason

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The first of the two custodians it takes to see who reported."""
        if actor.officer_id is None:
            raise ValueError("a custodian is a person")
        return Outcome(
            case=replace(
                case, identity_request=actor.officer_id, identity_requested_at=context.now
            ),
            payload=events.IdentityRequested(reason=self.reason),
        )


class ApproveIdentity(Action):
    """A second custodian agrees."""

    name = "approve_identity"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The second; what is disclosed, and to whom, is not the case's to know."""
        return Outcome(case=without_identity_request(case), payload=events.IdentityApproved())


@dataclass(frozen=True, kw_only=True)
class RefuseIdentity(Action):
    """A second custodian does not agree."""

    name = "refuse_identity"
    reason: Reason

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The second says no; who still needs it has to ask again and say why."""
        return Outcome(
            case=without_identity_request(case),
            payload=events.IdentityRefused(reason=self.reason),
        )


class WithdrawIdentity(Action):
    """The custodian who asked takes the request back."""

    name = "withdraw_identity"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Who asked does not need it any more, or asked by mistake."""
        return Outcome(case=without_identity_request(case), payload=events.IdentityWithdrawn())


def without_identity_request(case: Case) -> Case:
    """The case with no open request to see who reported."""
    return replace(case, identity_request=None, identity_requested_at=None)


def without_identity(case: Case) -> Case:
    """The case once nothing is held of who reported."""
    return replace(without_identity_request(case), identified=False, contactable=False)
