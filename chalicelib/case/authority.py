"""Whose business a case is: the one place where it is decided."""

from typing import TYPE_CHECKING

from .decision import Context
from .model import NATIONAL_DESK, OVERSEERS, Actor, Case, Role
from .schedule import HIGHEST_LEVEL

if TYPE_CHECKING:
    from .directory import AgencyView


def belongs_to(agency_id: str, government_id: str, context: Context) -> bool:
    """Whether an agency is a unit, at whatever depth, of a government (not of its supervisor)."""
    seen: set[str] = set()
    agency = context.agencies.get(agency_id)
    while agency is not None and agency.parent_id and agency.id not in seen:
        if agency.parent_id == government_id:
            return True
        seen.add(agency.id)
        agency = context.agencies.get(agency.parent_id)
    return False


def holds(actor: Actor, case: Case, context: Context) -> bool:
    """Whether the case is with the officer's agency; for an agency's admin, also with a unit
    of it."""
    if case.agency_id is None or actor.agency_id is None:
        return False
    if actor.agency_id == case.agency_id:
        return True
    return actor.role is Role.AGENCY_ADMIN and belongs_to(case.agency_id, actor.agency_id, context)


def may_read(case: Case, actor: Actor, context: Context) -> bool:
    """Whether the actor may see the case and its agency-level timeline.

    The handling agency and the government it is a unit of; the national desk; monitors of what
    they oversee; the senior agency once a missed limit was escalated to it. A reporter is let in
    by the receipt before coming here.
    """
    match actor.role:
        case Role.SYSTEM | Role.REPORTER | Role.NATIONAL_ADMIN:
            return True
        case Role.MONITOR:
            return _monitors(actor, case, context)
        case Role.CUSTODIAN:
            return actor.agency_id == NATIONAL_DESK or holds(actor, case, context)
        case _:
            return holds(actor, case, context) or _was_called_in(actor, case, context)


def _monitors(actor: Actor, case: Case, context: Context) -> bool:
    if actor.agency_id is None:
        return False
    if actor.agency_id in (NATIONAL_DESK, *OVERSEERS):
        return True
    return case.agency_id is not None and (
        actor.agency_id == case.agency_id
        or context.agencies.oversees(actor.agency_id, case.agency_id)
    )


def _was_called_in(actor: Actor, case: Case, context: Context) -> bool:
    return actor.agency_id is not None and any(
        actor.agency_id in recipients(case, level, context)
        for level in range(1, case.escalation_level + 1)
    )


def senior_to(agency_id: str, context: Context) -> str:
    """The agency an appeal or a second escalation goes to: never the agency itself."""
    senior: AgencyView | None = context.agencies.senior_of(agency_id)
    if senior is not None and senior.id != agency_id:
        return senior.id
    return OVERSEERS[0] if agency_id == NATIONAL_DESK else NATIONAL_DESK


def recipients(case: Case, level: int, context: Context) -> tuple[str, ...]:
    """Whom an escalation reaches: the head of the holder (of the national desk while nobody
    holds the case), then the next senior agency, then the overseers of SP4N."""
    responsible = case.agency_id or NATIONAL_DESK
    if level == 1:
        return (responsible,)
    return OVERSEERS if level == HIGHEST_LEVEL else (senior_to(responsible, context),)


def repeat_recipients(case: Case) -> tuple[str, ...]:
    """Whom the highest level reaches when it is repeated: whoever has to act, and the overseers."""
    return tuple(dict.fromkeys((case.agency_id or NATIONAL_DESK, *OVERSEERS)))
