"""Keys of machine clients."""

import argparse
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime

from chalicelib.case.model import SYSTEM
from chalicelib.errors import DomainError, Invalid
from chalicelib.store import api_keys
from chalicelib.store.api_keys import ApiKey, Scope
from chalicelib.usecases import machine_clients
from chalicelib.usecases.administer import author
from chalicelib.workdays import last_moment
from infra.console import CommandError, say


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command on keys."""
    client = commands.add_parser("client", help="keys of machine clients")
    client.set_defaults(run=_client)
    what = client.add_subparsers(dest="what", required=True)
    what.add_parser("list", help="who has one, for what, until when")
    give = what.add_parser("give", help="make a key, shown once")
    give.add_argument("name", help="small letters, digits and dashes")
    give.add_argument("--owner", required=True, help="who answers for it, and how to reach them")
    give.add_argument("--until", required=True, type=date.fromisoformat, help="last day, in WIB")
    give.add_argument("--scope", action="append", type=Scope, choices=list(Scope))
    give.add_argument("--per-minute", type=int, default=60)
    what.add_parser("revoke", help="take a key back").add_argument("id")


def _client(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    by = author(SYSTEM, datetime.now(UTC))
    match given.what:
        case "list":
            for key in api_keys.every():
                say(as_line(key, by.at))
        case "give":
            if Scope.POSTS in (given.scope or ()):
                if len(set(given.scope)) > 1:
                    raise CommandError("A key that signs posts opens nothing else: give two keys.")
                os.environ["PEPPER_SECRET_ID"] = outputs["PepperSecretId"]  # it is computed by it
            try:
                made, secret = machine_clients.issue(
                    given.name,
                    owner=given.owner,
                    scopes=given.scope or [Scope.FILE],
                    per_minute=given.per_minute,
                    valid_until=last_moment(given.until, "WIB"),
                    by=by,
                )
            except Invalid as refusal:
                raise CommandError(f"No source may be named {given.name}.") from refusal
            say(as_line(made, by.at))
            say(f"The key is {secret} (shown this once). It counts everywhere within a minute.")
        case "revoke":
            try:
                say(as_line(api_keys.revoke(given.id, by), by.at))
            except DomainError as refusal:
                raise CommandError(f"No one key begins with {given.id}: {refusal.code}.") from None


def as_line(key: ApiKey, now: datetime) -> str:
    """A key in one line."""
    grant = key.grant
    ends = f"until {grant.valid_until:%Y-%m-%d}" if key.counts(now) else "ended"
    if key.revoked_at is not None:
        ends = f"revoked {key.revoked_at:%Y-%m-%d} by {key.revoked_by}"
    scopes = ",".join(grant.scopes)
    return f"{key.id}  {grant.client}  {scopes}  {grant.per_minute}/min  {ends}  {grant.owner}"
