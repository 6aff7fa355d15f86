"""Changing the rules: the national administrator's, each change with who, when and why.

Everybody with a role may read them. What came in was checked for its own shape at the edge; here it
is held against what is in force.
"""

from datetime import datetime

from chalicelib.case.deadlines import STANDARD, DeadlinePolicy, DeadlineRules, StricterDeadlines
from chalicelib.case.model import SYSTEM, Actor, Role
from chalicelib.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from chalicelib.store import agencies, rulebook
from chalicelib.store.rulebook import AgencyDeadlines, Author, Correction, RateLimitChange, Rulebook
from chalicelib.usecases import rate_limits
from chalicelib.usecases.rules import calendar, packaged_calendar

OPERATOR = "operator"  # who changed something from the command line, where no officer is known


def author(actor: Actor, now: datetime) -> Author:
    """Who changes rules or reference data at `now` (UTC), as it is written down.

    Raises `NotAllowed("role_may_not")` for everybody but the national administrator; `SYSTEM` is
    the operator of the deployment.
    """
    if actor == SYSTEM:
        return Author(officer_id=OPERATOR, at=now)
    if actor.role is not Role.NATIONAL_ADMIN or actor.officer_id is None:
        raise NotAllowed("role_may_not")
    return Author(officer_id=actor.officer_id, at=now)


def correct_calendar(wanted: Correction, replaces: str | None, by: Author) -> None:
    """Put a correction of the packaged calendar in force, at once and instead of the last one.

    `replaces` is the version the administrator saw (None: they do not say). The same correction
    again changes nothing. Raises `Conflict` (`changed_meanwhile`, `version_taken`) or `Invalid`.
    """
    book = rulebook.rulebook(fresh=True)
    if wanted == book.correction:
        return
    current = book.correction.version if book.correction else packaged_calendar().version
    if replaces is not None and replaces != current:
        raise Conflict("changed_meanwhile", version=current)
    taken = {packaged_calendar().version, *(earlier.version for earlier in book.corrections)}
    if wanted.version in taken:
        raise Conflict("version_taken", version=wanted.version)
    off = packaged_calendar().holidays
    problems = [
        Problem(field=f"removed.{place}", code="not_a_holiday")
        for place, day in enumerate(wanted.removed)
        if day not in off
    ]
    if problems:
        raise Invalid(problems)
    rulebook.add_correction(wanted, by, book)


def add_deadline_rules(wanted: DeadlineRules, by: Author) -> None:
    """Add a version of the deadline rules for what is filed from its first day on; cases filed
    before keep theirs. Of two versions with the same first day the later one counts.

    The same version again changes nothing. Raises `Conflict` (`changed_meanwhile`,
    `version_taken`).
    """
    book = rulebook.rulebook(fresh=True)
    policy = _policy(book)
    if wanted in policy.versions:
        return
    if any(earlier.version == wanted.version for earlier in policy.versions):
        raise Conflict("version_taken", version=wanted.version)
    rulebook.add_deadline_rules(wanted, policy.rules_at(wanted.effective_from), by, book)


def set_agency_deadlines(wanted: AgencyDeadlines, by: Author) -> None:
    """Set the deadlines an agency keeps from a day on. Only what is stricter than the general one
    of that day is accepted; none at all takes them back.

    The same ones again change nothing. Raises `Conflict("changed_meanwhile")` or `Invalid`.
    """
    book = rulebook.rulebook(fresh=True)
    problems = []
    if agencies.registry(by.at).get(wanted.agency_id) is None:
        problems.append(Problem(field="agency_limits.agency_id", code="unknown_agency"))
    general = _policy(book).rules_at(wanted.effective_from)
    for name in StricterDeadlines.__struct_fields__:
        own, limit = getattr(wanted.limits, name), getattr(general, name)
        if own is not None and own >= limit:
            field = f"agency_limits.{name}"
            problems.append(Problem(field=field, code="not_stricter", params={"max": limit - 1}))
    if problems:
        raise Invalid(problems)
    before = book.stricter_deadlines_on(wanted.effective_from).get(wanted.agency_id)
    if wanted in book.agency_deadlines and before == wanted.limits:
        return
    rulebook.add_agency_deadlines(wanted, before, by, book)


def change_rate_limit(wanted: RateLimitChange, by: Author) -> None:
    """Move how much one may do in a while (`usecases.rate_limits`), at once everywhere within a
    minute; None goes back to what comes with the software.

    The same number again changes nothing. Raises `NotFound("unknown_rate")`,
    `Conflict("changed_meanwhile")` or `Invalid`.
    """
    book = rulebook.rulebook(fresh=True)
    amount = next((each for each in rate_limits.ALL if each.name == wanted.name), None)
    if amount is None:
        raise NotFound("unknown_rate")
    problem = None
    if wanted.most is not None and wanted.most < amount.minimum:
        problem = Problem(field="most", code="too_small", params={"min": amount.minimum})
    elif wanted.most is not None and wanted.most > amount.maximum:
        problem = Problem(field="most", code="too_big", params={"max": amount.maximum})
    if problem is not None:
        raise Invalid([problem])
    before = next(
        (each for each in reversed(book.rate_limit_changes) if each.name == wanted.name), None
    )
    if wanted.most != (before.most if before else None):
        rulebook.add_rate_limit(wanted, before, by, book)


def _policy(book: Rulebook) -> DeadlinePolicy:
    return DeadlinePolicy(
        versions=STANDARD + book.deadline_rules, calendar=calendar(book.correction)
    )
