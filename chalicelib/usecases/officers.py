"""Officers' accounts in the user pool: who has one, an invitation, the end of somebody's access.

The role is one group of the pool and the agency another, `agency.<id>`: access tokens carry groups.
Those who reach beyond an agency (national administrators, monitors, custodians) are invited by an
operator only (`infra.operate officer`): a stolen session of a national administrator makes no
further ones.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chalicelib import settings
from chalicelib.case.model import Actor, Role
from chalicelib.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from chalicelib.observability import logger
from chalicelib.presentation.account_types import Account
from chalicelib.store import agencies, invitations, sign_outs
from chalicelib.usecases.sessions import pool

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

OF_AGENCIES = frozenset({Role.AGENCY_ADMIN, Role.LIAISON})
"""The roles that the API gives: of one agency, and none beyond."""
_AGENCY = "agency."
_NEW = (None, None, True)
"""How an account stands that was made just now."""


class AccountPage(Struct, frozen=True, kw_only=True):
    """Some accounts, and where the list goes on."""

    accounts: tuple[Account, ...]
    place: str | None


def list_accounts(
    agency_id: str, actor: Actor, now: datetime, *, place: str | None, limit: int
) -> AccountPage:
    """The accounts of an agency: for the national administrator, its own administrator, and that of
    a government it is a unit of, who assigns its cases.

    Raises `NotAllowed("role_may_not")`.
    """
    if actor.role is not Role.NATIONAL_ADMIN:
        _check_within(agency_id, actor, now)
    wanted: dict[str, Any] = {
        "UserPoolId": settings.load().user_pool_id,
        "GroupName": f"{_AGENCY}{agency_id}",
        "Limit": limit,
    }
    if place is not None:
        wanted["NextToken"] = place
    try:
        found = pool().list_users_in_group(**wanted)
    except pool().exceptions.ResourceNotFoundException:  # nobody of it was ever invited
        return AccountPage(accounts=(), place=None)
    except pool().exceptions.InvalidParameterException:
        raise Invalid([Problem(field="cursor", code="not_a_cursor")]) from None
    accounts = [_account(user["Username"]) for user in found["Users"]]
    return AccountPage(
        accounts=tuple(account for account in accounts if account is not None),
        place=found.get("NextToken"),
    )


def invite(
    email: str, role: Role, agency_id: str, actor: Actor, now: datetime
) -> tuple[Account, str]:
    """Invite an officer to an agency, or again, and the first password, which the pool takes once
    and for three days. An account that is there is brought to this role, without the second factor
    that it had, and its sessions end.

    The national administrator invites administrators and liaisons of any agency, an agency's
    administrator its own liaisons; neither brings to a role who has one that is not theirs to give.
    Whose access was ended is invited again by the national administrator alone; whose access ends
    while they are invited by nobody; of two invitations at once one is refused. Raises
    `NotAllowed("role_may_not")`, `Conflict` ("account_taken", "access_ended", "changed_meanwhile")
    and `Invalid`.
    """
    _check_may_give(role, agency_id, actor)
    if agencies.registry(now).get(agency_id) is None:
        raise Invalid([Problem(field="agency_id", code="unknown_agency")])
    known = _account(email)
    if known is not None and not _may_bring(known, actor):
        raise Conflict("account_taken")
    # The pool does not know who ended it: perhaps the national administrator, against the agency.
    is_shut_out = known is not None and not known["enabled"]
    if is_shut_out and actor.role is not Role.NATIONAL_ADMIN:
        raise Conflict("access_ended")
    password, user_pool_id = new_password(), settings.load().user_pool_id
    officer_id = ensure_account(pool(), user_pool_id, email)
    with invitations.one_at_a_time(officer_id, now):
        if _standing(_account(officer_id)) != (_standing(known) or _NEW):
            raise Conflict("changed_meanwhile")  # what was decided on is no longer so
        bring_to_role(
            pool(), user_pool_id, officer_id, role, agency_id, password, enable=is_shut_out
        )
        account = _account(officer_id)
        if account is None or not account["enabled"]:  # taken away, or shut out, in between
            raise Conflict("changed_meanwhile")
        if known is not None:
            end_sessions(pool(), user_pool_id, officer_id)
    by = {"officer_id": officer_id, "role": str(role), "by": actor.officer_id}
    logger.info("an officer was invited", extra=by | {"agency_id": agency_id})
    return account, password


def end_access(name: str, actor: Actor) -> str:
    """Disable an officer's account, known by its id or address, and end its sessions: for the
    national administrator, and of its liaisons for an agency's. The id.

    Raises `NotAllowed("role_may_not")` and `NotFound("unknown_officer")`.
    """
    if actor.role not in (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN):
        raise NotAllowed("role_may_not")
    known = _account(name)
    is_national = actor.role is Role.NATIONAL_ADMIN
    if known is None or not (is_national or _may_give(known, actor)):
        raise NotFound("unknown_officer")  # the same: who is of another agency is not told
    officer_id, user_pool_id = known["officer_id"], settings.load().user_pool_id
    pool().admin_disable_user(UserPoolId=user_pool_id, Username=officer_id)
    end_sessions(pool(), user_pool_id, officer_id)
    logger.info(
        "access of an officer was ended",
        extra={"officer_id": officer_id, "by": actor.officer_id},
    )
    return officer_id


def end_sessions(
    cognito: "CognitoIdentityProviderClient", user_pool_id: str, officer_id: str
) -> None:
    """End the sessions that an officer began until now, within a minute everywhere, and what renews
    them. The clock is read here, once the pool refuses what they signed in with: of the moment that
    the request came, what they began since would go on."""
    sign_outs.record(officer_id, datetime.now(UTC))
    cognito.admin_user_global_sign_out(UserPoolId=user_pool_id, Username=officer_id)


def ensure_account(cognito: "CognitoIdentityProviderClient", user_pool_id: str, email: str) -> str:
    """Make an account with this address, without a role, unless there is one. Its id."""
    user: dict[str, Any] = {"UserPoolId": user_pool_id, "Username": email}
    verified: list[Any] = [
        {"Name": "email", "Value": email},
        {"Name": "email_verified", "Value": "true"},
    ]
    try:
        made = cognito.admin_create_user(**user, UserAttributes=verified, MessageAction="SUPPRESS")
    except cognito.exceptions.UsernameExistsException:
        return _told(cognito.admin_get_user(**user)["UserAttributes"])["sub"]
    return _told(made["User"]["Attributes"])["sub"]


def bring_to_role(
    cognito: "CognitoIdentityProviderClient",
    user_pool_id: str,
    officer_id: str,
    role: Role,
    agency_id: str,
    password: str,
    *,
    permanent: bool = False,
    enable: bool = True,
) -> None:
    """Give an account this role and no other. They sign in with `password` once, within three days,
    and set their own; a second factor from before is taken off. The demo's passwords are
    `permanent`. Once more changes nothing but the password; of two at once, which the pool would
    mix, `invitations.one_at_a_time` refuses one.

    Without `enable` an account that is disabled stays so, also one that is shut out meanwhile.
    """
    user: dict[str, Any] = {"UserPoolId": user_pool_id, "Username": officer_id}
    for former in _groups(cognito, user):
        cognito.admin_remove_user_from_group(**user, GroupName=former)
    if enable:
        cognito.admin_enable_user(**user)
    cognito.admin_set_user_password(**user, Password=password, Permanent=permanent)
    cognito.admin_set_user_mfa_preference(**user, SoftwareTokenMfaSettings={"Enabled": False})
    for group in (str(role), f"{_AGENCY}{agency_id}"):
        _ensure_group(cognito, user_pool_id, group)
        cognito.admin_add_user_to_group(**user, GroupName=group)


def new_password() -> str:
    """A random password that the pool's policy accepts."""
    return f"Lp-{secrets.token_urlsafe(12)}-7q"


def _check_may_give(role: Role, agency_id: str, actor: Actor) -> None:
    if actor.role is Role.NATIONAL_ADMIN and role in OF_AGENCIES:
        return
    if role is not Role.LIAISON:
        raise NotAllowed("role_may_not")
    _check_own(agency_id, actor)


def _check_own(agency_id: str, actor: Actor) -> None:
    if actor.role is not Role.AGENCY_ADMIN or agency_id != actor.agency_id:
        raise NotAllowed("role_may_not")


def _check_within(agency_id: str, actor: Actor, now: datetime) -> None:
    governed = agencies.registry(now).government(str(actor.agency_id))
    if actor.role is not Role.AGENCY_ADMIN or agency_id not in governed:
        raise NotAllowed("role_may_not")


def _may_give(known: Account, actor: Actor) -> bool:
    """Whether the role that an account has is the actor's to give."""
    if actor.role is Role.NATIONAL_ADMIN:
        return known["role"] is None or known["role"] in OF_AGENCIES
    return known["role"] == Role.LIAISON and known["agency_id"] == actor.agency_id


def _may_bring(known: Account, actor: Actor) -> bool:
    """Whether the actor may bring an account that is there to a role; also one that an invitation
    left half-way, of which nobody has anything."""
    if actor.role is Role.NATIONAL_ADMIN:
        return _may_give(known, actor)
    return known["role"] in (None, Role.LIAISON) and known["agency_id"] in (None, actor.agency_id)


def _account(name: str) -> Account | None:
    """The account with this id or address; None: there is none."""
    user: dict[str, Any] = {"UserPoolId": settings.load().user_pool_id, "Username": name}
    try:
        found: Mapping[str, Any] = pool().admin_get_user(**user)
    except pool().exceptions.UserNotFoundException:
        return None
    told = _told(found["UserAttributes"])
    groups = _groups(pool(), user)
    return {
        "officer_id": told["sub"],
        "email": told["email"],
        "role": next((each for each in groups if each in set(Role)), None),
        "agency_id": next(
            (each.removeprefix(_AGENCY) for each in groups if each.startswith(_AGENCY)), None
        ),
        "enabled": found["Enabled"],
        "state": "invited" if found["UserStatus"] == "FORCE_CHANGE_PASSWORD" else "active",
        "second_factor": bool(found.get("UserMFASettingList")),
    }


def _standing(account: Account | None) -> tuple[str | None, str | None, bool] | None:
    """What is decided on before an account is brought to a role."""
    return account and (account["role"], account["agency_id"], account["enabled"])


def _told(attributes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in attributes}


def _groups(cognito: "CognitoIdentityProviderClient", user: Mapping[str, Any]) -> list[str]:
    answer = cognito.admin_list_groups_for_user(**user)
    return [group["GroupName"] for group in answer["Groups"]]


def _ensure_group(cognito: "CognitoIdentityProviderClient", user_pool_id: str, group: str) -> None:
    try:
        cognito.create_group(UserPoolId=user_pool_id, GroupName=group)
    except cognito.exceptions.GroupExistsException:
        return
