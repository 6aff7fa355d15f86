"""Who the officer of a request is: from the checked token and nowhere else."""

import contextlib
from collections.abc import Callable
from typing import Any

from chalice.app import CognitoUserPoolAuthorizer, Request

from chalicelib.case.model import Actor, Role
from chalicelib.errors import NotAllowed, NotFound
from chalicelib.observability import logger
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.protection import receipts
from chalicelib.usecases import sessions

# Resolved by CloudFormation: Chalice types it as text and passes it through as it is.
USER_POOL: Any = [{"Fn::GetAtt": ["UserPool", "Arn"]}]
officers = CognitoUserPoolAuthorizer(
    "officers",
    provider_arns=USER_POOL,
    # API Gateway takes access tokens only on methods that name a scope; this one is in every
    # token that comes from a login.
    scopes=["aws.cognito.signin.user.admin"],
)
_AGENCY_GROUP = "agency."


def current_officer(request: Request) -> Actor:
    """The officer of a request. Raises `NotAllowed`: `session_over` when it was ended, `no_role`
    for an account without a role or an agency, and for a national administrator of another agency
    than the national desk's."""
    claims = request.context["authorizer"]["claims"]
    sessions.check(claims)
    groups = _groups(claims.get("cognito:groups", ""))
    roles = [role for role in Role if role in groups and role not in (Role.SYSTEM, Role.REPORTER)]
    agency = [g.removeprefix(_AGENCY_GROUP) for g in groups if g.startswith(_AGENCY_GROUP)]
    if len(roles) != 1 or len(agency) != 1 or not agency[0]:
        raise NotAllowed("no_role")
    if roles[0] is Role.NATIONAL_ADMIN and agency[0] != NATIONAL_DESK:
        raise NotAllowed("no_role")  # the role reaches everything, whatever the agency
    return Actor(role=roles[0], agency_id=agency[0], officer_id=claims["sub"])


def only(*roles: Role) -> Callable[[Actor], None]:
    """What lets officers of these roles in. It raises `NotAllowed("role_may_not")`."""

    def check(actor: Actor) -> None:
        if actor.role not in roles:
            raise NotAllowed("role_may_not")

    return check


national_admins = only(Role.NATIONAL_ADMIN)
admins = only(Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN)


def log_refusal(request: Request, refusal: NotAllowed | NotFound, case_id: str | None) -> None:
    """Write down that an officer asked for what is not theirs; `case_id` as it was typed."""
    claims = request.context["authorizer"]["claims"]
    logger.info(
        "an officer was refused",
        extra={
            "case_id": _known_form(case_id),
            "officer_id": claims["sub"],
            "groups": _groups(claims.get("cognito:groups", "")),
            "method": request.method,
            "route": request.context["resourcePath"],
            "code": refusal.code,
            "request_id": request.context["requestId"],
        },
    )


def _known_form(case_id: str | None) -> str | None:
    """A number as it is stored; None for what is none, which may be anything."""
    with contextlib.suppress(NotFound):
        return receipts.parse_case_id(case_id or "")
    return None


def _groups(claim: str | list[str]) -> list[str]:
    """API Gateway writes the list as `[a b]` or `a,b`, depending on how it got it."""
    if isinstance(claim, list):
        return claim
    return claim.strip("[]").replace(",", " ").split()
