"""Acting on a case: by an officer, by its reporter, or by the system. Load, decide, save.

An officer decides on the version they saw, so a race ends in a refusal. The reporter and the system
decide on whatever is true now, so the loser of a race reads again and decides again.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from chalicelib.case.actions import Action, act, allowed, may_read, merge
from chalicelib.case.commands import Erase, Merge
from chalicelib.case.model import REPORTER, SYSTEM, Actor, Case, Change
from chalicelib.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from chalicelib.protection import receipts
from chalicelib.store import cases, filing
from chalicelib.usecases import rules

TRIES = 6
Decided = TypeVar("Decided", Change, Change | None)


def readable(case_id: str, actor: Actor, now: datetime) -> Case:
    """A case an officer may read. Raises `NotFound` or `NotAllowed("not_yours")`."""
    case = cases.get(receipts.parse_case_id(case_id))
    if not may_read(case, actor, rules.at(now)):
        raise NotAllowed("not_yours")
    return case


def by_officer(
    case_id: str, action: Action, actor: Actor, *, seen_version: int, now: datetime
) -> Case:
    """Let an officer act on the version they saw.

    Raises `Conflict("stale")`, with the status and what is allowed now, when somebody was faster.
    """
    for attempt in range(1, TRIES + 1):
        case = readable(case_id, actor, now)
        if case.version != seen_version:
            raise _stale(case, actor, now)
        changes = _decided(case, action, actor, now)
        try:
            cases.save(*changes)
        except Conflict as conflict:
            # Not the case the officer saw has moved, but its supporters, or the one to merge into.
            if conflict.code != "stale" or attempt == TRIES:
                raise
        else:
            return changes[0].case
    raise AssertionError("unreachable")


def _decided(case: Case, action: Action, actor: Actor, now: datetime) -> tuple[Change, ...]:
    context = rules.at(now)
    if not isinstance(action, Merge):
        return (act(case, action, actor, context),)
    try:
        target = cases.get(receipts.parse_case_id(action.into))
    except NotFound:
        raise Invalid([Problem(field="into", code="unknown_case")]) from None
    return merge(case, target, actor, context)


def _stale(case: Case, actor: Actor, now: datetime) -> Conflict:
    return Conflict(
        "stale",
        status=case.status.value,
        version=case.version,
        allowed=allowed(case, actor, rules.at(now)),
    )


def owned(case_id: str, secret: str | None) -> Case:
    """The case whose reporter knows `secret`.

    Raises the same `NotFound` for an unknown id and for a wrong secret.
    """
    case = cases.get(receipts.parse_case_id(case_id))
    if not receipts.proves(secret, case.receipt_sha256):
        raise NotFound("unknown_case")
    return case


def by_reporter(case_id: str, secret: str | None, action: Action, now: datetime) -> Case:
    """Let the reporter act on their case."""

    def decide() -> Change:
        return act(owned(case_id, secret), action, REPORTER, rules.at(now))

    # Taking one's identity back also empties the vault, in the same transaction.
    save = filing.erase if isinstance(action, Erase) else cases.save
    return _until_saved(decide, save).case


def by_system(
    case_id: str, choose: Callable[[Case], Action | None], now: datetime
) -> Change | None:
    """Let the system do what `choose` finds right for the case as it is now; None when nothing."""

    def decide() -> Change | None:
        case = cases.get(case_id)
        action = choose(case)
        return None if action is None else act(case, action, SYSTEM, rules.at(now))

    return _until_saved(decide)


def _until_saved(
    decide: Callable[[], Decided], save: Callable[[Change], None] = cases.save
) -> Decided:
    for attempt in range(1, TRIES + 1):
        change = decide()
        if change is None:
            return change
        try:
            save(change)
        except Conflict as conflict:
            if conflict.code != "stale" or attempt == TRIES:
                raise
        else:
            return change
    raise AssertionError("unreachable")
