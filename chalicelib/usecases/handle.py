"""Acting on a case: by an officer, by its reporter, or by the system. Load, decide, save.

An officer decides on the version they saw, so a race ends in a refusal. The reporter and the system
decide on whatever is true now, so the loser of a race reads again and decides again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from chalicelib.case.actions import Merge, Unmerge, act, allowed, answer_through, merge
from chalicelib.case.authority import may_read
from chalicelib.case.decision import Action, Change
from chalicelib.case.guards import check_message
from chalicelib.case.handling import Reclassify
from chalicelib.case.model import REPORTER, SYSTEM, Actor, Case, Status
from chalicelib.case.reporter import Erase, Message
from chalicelib.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from chalicelib.protection import receipts
from chalicelib.routing import categories
from chalicelib.store import cases, filing
from chalicelib.store.claims import Claim
from chalicelib.usecases import rules
from chalicelib.workdays import local_date

TRIES = 6
Changes = tuple[Change, ...]


def readable(case_id: str, actor: Actor, now: datetime) -> Case:
    """A case an officer may read. Raises `NotFound` or `NotAllowed("not_yours")`."""
    case = cases.get(receipts.parse_case_id(case_id))
    if not may_read(case, actor, rules.at(now)):
        raise NotAllowed("not_yours")
    return case


def by_officer(
    case_id: str,
    action: Action,
    actor: Actor,
    *,
    seen_version: int,
    now: datetime,
    claims: Sequence[Claim] = (),
) -> Case:
    """Let an officer act on the version they saw; `claims` are used up by it.

    Raises `Conflict("stale")`, with the status and what is allowed now, when somebody was faster.
    """

    def decide() -> Changes:
        case = readable(case_id, actor, now)
        if case.version != seen_version:
            raise _stale(case, actor, now)
        return _decided(case, action, actor, now)

    # Decided again, on the same version, when only a "me too" came between.
    return _until_saved(decide, partial(cases.save, claims=claims))[0].case


def _decided(case: Case, action: Action, actor: Actor, now: datetime) -> Changes:
    context = rules.at(now)
    if isinstance(action, Reclassify) and action.category is not None:
        action = _with_known_category(action, action.category, now)
    if not isinstance(action, Merge):
        return (act(case, action, actor, context),)
    try:
        target = cases.get(receipts.parse_case_id(action.into))
    except NotFound:
        raise Invalid([Problem(field="into", code="unknown_case")]) from None
    return merge(case, target, actor, context)


def _with_known_category(action: Reclassify, code: str, now: datetime) -> Reclassify:
    category = categories.get(code, local_date(now, "WIB"))
    if category is None:
        raise Invalid([Problem(field="category", code="unknown_category")])
    return replace(action, sensitive=category.sensitive)


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


def by_reporter(
    case_id: str,
    secret: str | None,
    action: Action,
    now: datetime,
    claims: Sequence[Claim] = (),
) -> Case:
    """Let the reporter act on their case; of a merged one, on a question open where it went.
    `claims` are used up by it."""

    def decide() -> Changes:
        case = owned(case_id, secret)
        context = rules.at(now)
        target = goes_on_in(case)
        if isinstance(action, Message):
            check_message(target or case, cases.events(case.id), action.text, now)
        if isinstance(action, Message) and target is not None:
            return answer_through(case, target, action, context)
        return (act(case, action, REPORTER, context),)

    # Taking one's identity back also empties the vault, in the same transaction.
    save = filing.erase if isinstance(action, Erase) else cases.save
    return _until_saved(decide, partial(save, claims=claims))[0].case


def goes_on_in(case: Case) -> Case | None:
    """The case a merged one goes on in, which was perhaps merged itself; None for any other."""
    target = case
    while target.status is Status.MERGED and target.merged_into is not None:
        target = cases.get(target.merged_into)
    return None if target is case else target


def by_system(
    case_id: str, choose: Callable[[Case], Action | None], now: datetime
) -> Change | None:
    """Let the system do what `choose` finds right for the case as it is now; None when nothing."""

    def decide() -> Changes:
        case = cases.get(case_id)
        action = choose(case)
        if action is None:
            return ()
        target = cases.get(action.target_id) if isinstance(action, Unmerge) else None
        return (act(case, action, SYSTEM, replace(rules.at(now), target=target)),)

    return next(iter(_until_saved(decide)), None)


def _until_saved(decide: Callable[[], Changes], save: Callable[..., None] = cases.save) -> Changes:
    for attempt in range(1, TRIES + 1):
        changes = decide()
        if not changes:
            return changes
        try:
            save(*changes)
        except Conflict as conflict:
            if conflict.code != "stale" or attempt == TRIES:
                raise
        else:
            return changes
    raise AssertionError("unreachable")
