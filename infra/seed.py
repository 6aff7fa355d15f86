"""What the local stack starts with: the register of agencies, a machine client, and officers of a
few agencies to sign in as."""

import os
import secrets
import subprocess
import sys
from typing import Any

from infra.console import say
from infra.local.aws import CREDENTIALS, clients
from infra.operate import create_officer, new_password, reroute
from infra.package import ROOT

# (name before the @, role, agency)
OFFICERS = (
    ("nasional", "national_admin", "kemenpanrb"),
    ("admin.surabaya", "agency_admin", "kota-surabaya"),
    ("pendidikan.surabaya", "liaison", "kota-surabaya-dinas-pendidikan"),
    ("admin.jatim", "agency_admin", "provinsi-jawa-timur"),
    ("pemantau", "monitor", "ombudsman"),
    ("kustodian.satu", "custodian", "kemenpanrb"),
    ("kustodian.dua", "custodian", "kemenpanrb"),
)


def seed(outputs: dict[str, Any]) -> dict[str, Any]:
    """Fill a started local stack; safe to run at every start.

    Args:
        outputs: what `.local/outputs.json` will say: addresses, tables, the user pool, and
            `users` as the last start left them (none at the first).

    Returns:
        What to add to those outputs: `users` with address, password, role and agency id each,
        `webhook_secrets` and `api_key`.
    """
    api_key = outputs.get("api_key") or secrets.token_urlsafe(24)
    _load(outputs, "agencies")
    _load(outputs, "local-client", told=api_key)
    # Stream records do not outlive the emulator: what it was killed with is picked up here.
    if waiting := reroute(clients(outputs["aws_endpoint_url"]), outputs["stack"]):
        say(f"{waiting} complaints that were waiting for an agency are routed now.")
    return {
        "users": _officers(outputs),
        "webhook_secrets": outputs.get("webhook_secrets", {}),
        "api_key": api_key,
    }


def _load(outputs: dict[str, Any], *command: str, told: str = "") -> None:
    """Run `infra.load` on the stack, in a process of its own: the store reads the environment."""
    environment = (
        os.environ
        | CREDENTIALS
        | {
            "REFERENCE_TABLE": outputs["tables"]["reference"],
            "AWS_ENDPOINT_URL": outputs["aws_endpoint_url"],
            "AWS_REGION": outputs["region"],
        }
    )
    subprocess.run(
        [sys.executable, "-m", "infra.load", *command],
        env=environment,
        cwd=ROOT,
        input=told,
        text=True,
        check=True,
    )


def _officers(outputs: dict[str, Any]) -> list[dict[str, Any]]:
    """Make the officers; passwords are random, made once and kept outside the repository."""
    aws = clients(outputs["aws_endpoint_url"])
    passwords = {user["email"]: user["password"] for user in outputs.get("users", [])}
    users = []
    for name, role, agency_id in OFFICERS:
        email = f"{name}@lapor.example"
        password = passwords.get(email) or new_password()
        if email not in passwords:
            create_officer(
                aws,
                outputs["user_pool_id"],
                email=email,
                role=role,
                agency_id=agency_id,
                password=password,
            )
        users.append({"email": email, "password": password, "role": role, "agency_id": agency_id})
    return users
