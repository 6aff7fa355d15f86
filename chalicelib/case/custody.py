"""What protects the reporter: flags that only tighten, and an identity that takes two to see."""

from dataclasses import replace
from typing import TypeVar

from ..errors import Conflict
from . import events
from .commands import (
    ApproveIdentity,
    Erase,
    ExpireIdentityRequest,
    RefuseIdentity,
    RequestIdentity,
    Tighten,
    WithdrawIdentity,
)
from .decision import Context, Step
from .model import Actor, Case, Filing

Protected = TypeVar("Protected", Case, Filing)


def protect_sensitive(subject: Protected) -> Protected:
    """What is filed under, or later put into, a sensitive category (extortion, abuse of office,
    violence, children): two reporters ended up in police cases because somebody forgot to tick a
    box. Here nobody has to."""
    return replace(subject, anonymous=True, confidential=True)


def tighten(case: Case, action: Tighten, actor: Actor, context: Context) -> Step:
    """Anonim and rahasia are set by whoever sees the need, and never taken back."""
    loosens_anonymous = case.anonymous and action.anonymous is False
    loosens_confidential = case.confidential and action.confidential is False
    if loosens_anonymous or loosens_confidential:
        raise Conflict("flags_only_tighten", status=case.status.value)
    tightened = replace(
        case,
        anonymous=case.anonymous or bool(action.anonymous),
        confidential=case.confidential or bool(action.confidential),
    )
    if tightened == case:
        raise Conflict("nothing_to_change", status=case.status.value)
    return Step(
        case=tightened,
        says=events.Tightened(anonymous=tightened.anonymous, confidential=tightened.confidential),
    )


def request_identity(case: Case, action: RequestIdentity, actor: Actor, context: Context) -> Step:
    """The first of the two custodians it takes to see who reported."""
    if actor.officer_id is None:
        raise ValueError("a custodian is a person")
    return Step(
        case=replace(case, identity_request=actor.officer_id, identity_requested_at=context.now),
        says=events.IdentityRequested(reason=action.reason),
    )


def approve_identity(case: Case, action: ApproveIdentity, actor: Actor, context: Context) -> Step:
    """The second; what is disclosed, and to whom, is not the case's to know."""
    return Step(case=_without_request(case), says=events.IdentityApproved())


def refuse_identity(case: Case, action: RefuseIdentity, actor: Actor, context: Context) -> Step:
    """The second says no; who still needs it has to ask again and say why."""
    return Step(
        case=_without_request(case),
        says=events.IdentityRefused(reason=action.reason),
    )


def withdraw_identity(case: Case, action: WithdrawIdentity, actor: Actor, context: Context) -> Step:
    """Who asked does not need it any more, or asked by mistake."""
    return Step(case=_without_request(case), says=events.IdentityWithdrawn())


def expire_identity_request(
    case: Case, action: ExpireIdentityRequest, actor: Actor, context: Context
) -> Step:
    """A request nobody decided does not lie open until it is forgotten."""
    return Step(case=_without_request(case), says=events.IdentityExpired())


def _without_request(case: Case) -> Case:
    return replace(case, identity_request=None, identity_requested_at=None)


def erase(case: Case, action: Erase, actor: Actor, context: Context) -> Step:
    """The reporter takes back who they are (UU 27/2022 art. 43); the case goes on without it."""
    return Step(
        case=replace(_without_request(case), identified=False, contactable=False),
        says=events.IdentityErased(),
    )
