"""Accounts of officers."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime

from chalicelib.case.model import Role
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.store import sign_outs
from chalicelib.usecases.officers import new_password, put_account
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
    """Invite an officer (`put_account`). Raises `CommandError` for a role or an agency that cannot
    be theirs."""
    if role not in ROLES:
        raise CommandError(f"{role} is no role. Roles: {', '.join(ROLES)}.")
    if role == "national_admin" and agency_id != NATIONAL_DESK:
        raise CommandError(
            f"A national administrator is of {NATIONAL_DESK}: the role reaches everything."
        )
    put_account(
        aws("cognito-idp"),
        user_pool_id,
        email,
        Role(role),
        agency_id,
        password,
        permanent=permanent,
    )


def shut_out(aws: Clients, user_pool_id: str, email: str) -> str:
    """Disable an officer's account and end their sessions, within a minute everywhere. The id that
    events and readings know them by."""
    cognito = aws("cognito-idp")
    user = {"UserPoolId": user_pool_id, "Username": email}
    try:
        account = cognito.admin_get_user(**user)
    except cognito.exceptions.UserNotFoundException:
        raise CommandError(f"There is no account {email}.") from None
    (officer_id,) = (a["Value"] for a in account["UserAttributes"] if a["Name"] == "sub")
    cognito.admin_disable_user(**user)
    sign_outs.record(officer_id, datetime.now(UTC))
    cognito.admin_user_global_sign_out(**user)
    return str(officer_id)


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
