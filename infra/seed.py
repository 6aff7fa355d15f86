"""What the local stack starts with: a machine client, a source of posts, and officers of a few
agencies to sign in as."""

import os
import secrets
import subprocess
import sys
import time
from typing import Any

from chalicelib.usecases.login import SECOND_FACTOR
from chalicelib.usecases.officers import new_password
from infra.local.aws import CREDENTIALS, STAGE, clients
from infra.operate.accounts import create_officer
from infra.package import ROOT
from infra.totp import code_of

# (name before the @, role, agency)
OFFICERS = (
    ("nasional", "national_admin", "kemenpanrb"),
    ("admin.surabaya", "agency_admin", "kota-surabaya"),
    ("pendidikan.surabaya", "liaison", "kota-surabaya-dinas-pendidikan"),
    ("admin.jatim", "agency_admin", "provinsi-jawa-timur"),
    ("pemantau", "monitor", "ombudsman"),
    ("kustodian.satu", "custodian", "kemenpanrb"),
    ("kustodian.dua", "custodian", "ombudsman"),
)


def seed(outputs: dict[str, Any]) -> dict[str, Any]:
    """Fill a started local stack; safe to run at every start.

    Args:
        outputs: what `.local/outputs.json` will say: addresses, tables, the user pool, and
            `users` as the last start left them (none at the first).

    Returns:
        What to add to those outputs: `users` with address, password, role and agency id each, of
        some the `totp_secret` of their second factor; `webhook_secrets` and `api_key`.
    """
    api_key = outputs.get("api_key") or secrets.token_urlsafe(24)
    run_on(outputs, "infra.load", "local-client", told=api_key)
    # Stream records do not outlive the emulator: what it was killed with is picked up here.
    run_on(outputs, "infra.operate", "--stage", STAGE, "reroute")
    signs = outputs.get("webhook_secrets", {}).get("social")
    if signs is None:
        signs = run_on(outputs, "infra.load", "local-source", listen=True).strip()
    return {
        "users": _officers(outputs),
        "webhook_secrets": {"social": signs},
        "api_key": api_key,
    }


def run_on(
    outputs: dict[str, Any], module: str, *command: str, told: str = "", listen: bool = False
) -> str:
    """Run a command on the stack, in a process of its own: the store reads the environment. What it
    said, to who listens."""
    environment = (
        os.environ
        | CREDENTIALS
        | {
            "REFERENCE_TABLE": outputs["tables"]["reference"],
            "PEPPER_SECRET_ID": outputs["stack"]["PepperSecretId"],
            "AWS_ENDPOINT_URL": outputs["aws_endpoint_url"],
            "AWS_REGION": outputs["region"],
            "AWS_DEFAULT_REGION": outputs["region"],
        }
    )
    done = subprocess.run(
        [sys.executable, "-m", module, *command],
        env=environment,
        cwd=ROOT,
        input=told,
        stdout=subprocess.PIPE if listen else None,
        text=True,
        check=True,
    )
    return done.stdout or ""


def _officers(outputs: dict[str, Any]) -> list[dict[str, Any]]:
    """Make the officers; passwords and secrets are random, made once and kept outside the
    repository."""
    known = {
        user["email"]: user
        for user in outputs.get("users", [])
        if user["role"] not in SECOND_FACTOR or "totp_secret" in user
    }
    return [
        known.get(f"{name}@lapor.example") or _officer(outputs, f"{name}@lapor.example", *belongs)
        for name, *belongs in OFFICERS
    ]


def _officer(outputs: dict[str, Any], email: str, role: str, agency_id: str) -> dict[str, Any]:
    aws, password = clients(outputs["aws_endpoint_url"]), new_password()
    create_officer(
        aws,
        outputs["user_pool_id"],
        email=email,
        role=role,
        agency_id=agency_id,
        password=password,
        permanent=True,
    )
    user = {"email": email, "password": password, "role": role, "agency_id": agency_id}
    if role not in SECOND_FACTOR:
        return user
    return user | {"totp_secret": _enrol(aws("cognito-idp"), outputs, user)}


def _enrol(cognito: Any, outputs: dict[str, Any], user: dict[str, str]) -> str:
    """Set up an officer's second factor as the console does; the secret that an app would have."""
    tokens = cognito.admin_initiate_auth(
        UserPoolId=outputs["user_pool_id"],
        ClientId=outputs["user_pool_client_id"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user["email"], "PASSWORD": user["password"]},
    )["AuthenticationResult"]
    token = {"AccessToken": tokens["AccessToken"]}
    secret = str(cognito.associate_software_token(**token)["SecretCode"])
    cognito.verify_software_token(**token, UserCode=code_of(secret, time.time()))
    factor = {"Enabled": True, "PreferredMfa": True}
    cognito.set_user_mfa_preference(**token, SoftwareTokenMfaSettings=factor)
    return secret
