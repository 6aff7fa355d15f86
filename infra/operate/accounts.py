"""Accounts of officers."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.case.model import Role
from chalicelib.errors import Conflict
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.store import invitations
from chalicelib.usecases.officers import (
    bring_to_role,
    end_sessions,
    ensure_account,
    new_password,
)
from infra.console import CommandError, say
from infra.deploy import Clients, account

ROLES = ("national_admin", "agency_admin", "liaison", "monitor", "custodian")


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands on accounts."""
    shut = commands.add_parser("shut", help="disable an officer and end their sessions")
    shut.add_argument("email")
    shut.set_defaults(run=_shut)
    officer = commands.add_parser("officer", help="invite an officer, or invite them again")
    officer.add_argument("email")
    officer.add_argument("role", choices=ROLES)
    officer.add_argument("agency_id")
    officer.set_defaults(run=_officer)


def create_officer(
    aws: Clients,
    user_pool_id: str,
    *,
    email: str,
    role: str,
    agency_id: str,
    password: str,
    permanent: bool = False,
) -> None:
    """Invite an officer, and end the sessions of one who was there. With a `permanent` password no
    table is needed, and nobody else may invite: the demo, before anybody can ask it.

    Raises `CommandError` for a role or an agency that cannot be theirs, and while somebody else
    invites them."""
    if role not in ROLES:
        raise CommandError(f"{role} is no role. Roles: {', '.join(ROLES)}.")
    if role == "national_admin" and agency_id != NATIONAL_DESK:
        raise CommandError(
            f"A national administrator is of {NATIONAL_DESK}: the role reaches everything."
        )
    cognito, now = aws("cognito-idp"), datetime.now(UTC)
    known = None if permanent else _officer_id(cognito, user_pool_id, email)
    officer_id = ensure_account(cognito, user_pool_id, email)
    account = (cognito, user_pool_id, officer_id, Role(role), agency_id, password)
    if permanent:
        bring_to_role(*account, permanent=True)
        return
    try:
        with invitations.one_at_a_time(officer_id, now):
            bring_to_role(*account)
            if known is not None:
                end_sessions(cognito, user_pool_id, officer_id)
    except Conflict:
        raise CommandError(
            f"Somebody else invites {email} just now. Look, and try again."
        ) from None


def shut_out(aws: Clients, user_pool_id: str, email: str) -> str:
    """Disable an officer's account and end their sessions, within a minute everywhere. The id that
    events and readings know them by."""
    cognito = aws("cognito-idp")
    officer_id = _officer_id(cognito, user_pool_id, email)
    if officer_id is None:
        raise CommandError(f"There is no account {email}.")
    cognito.admin_disable_user(UserPoolId=user_pool_id, Username=email)
    end_sessions(cognito, user_pool_id, officer_id)
    return officer_id


def _officer_id(cognito: Any, user_pool_id: str, email: str) -> str | None:
    try:
        account = cognito.admin_get_user(UserPoolId=user_pool_id, Username=email)
    except cognito.exceptions.UserNotFoundException:
        return None
    return next(str(a["Value"]) for a in account["UserAttributes"] if a["Name"] == "sub")


def _officer(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    password = new_password()
    create_officer(
        account,
        outputs["UserPoolId"],
        email=given.email,
        role=given.role,
        agency_id=given.agency_id,
        password=password,
    )
    say(f"{given.email} signs in with {password} within three days, and then sets their own.")


def _shut(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    officer_id = shut_out(account, outputs["UserPoolId"], given.email)
    say(f"{given.email} ({officer_id}) is disabled; what is signed in ends within a minute.")
