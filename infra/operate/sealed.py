"""What is signed and sealed: keys, histories and the ledger."""

import argparse
import os
from collections.abc import Mapping
from datetime import UTC, datetime

from chalicelib.protection.signing import Signed
from chalicelib.usecases.verify_ledger import verify_days
from infra.console import CommandError, say
from infra.deploy import account
from infra.pepper import rotate_pepper
from infra.signing_keys import ALIASES, rotate
from infra.verify import verify


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands on what is sealed."""
    key = commands.add_parser("rotate-signing-key", help="let a new key sign")
    key.add_argument("signed", type=Signed, choices=list(Signed))
    key.set_defaults(run=_rotate_signing_key)
    pepper = commands.add_parser("rotate-pepper", help="replace the service's own secret")
    pepper.set_defaults(run=_rotate_pepper)
    check = commands.add_parser("verify", help="hold cases against their events and the ledger")
    which = check.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", action="append", help="a case's number")
    which.add_argument("--all", action="store_true", help="every sealed case, and every day")
    check.set_defaults(run=_verify)


def _rotate_signing_key(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    made = rotate(account, outputs, given.signed, datetime.now(UTC))
    say(f"{made['kid']} signs {given.signed} within a minute. The former key's receipts verify on.")


def _rotate_pepper(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    rotate_pepper(account, outputs["PepperSecretId"])
    say("Replaced. Deploy now, and give webhooks and sources of posts another key each.")


def _verify(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    os.environ["LEDGER_BUCKET"] = outputs["LedgerBucketName"]
    os.environ["LEDGER_KEY_ID"] = outputs[ALIASES[Signed.LEDGER]]
    looked_at, broken = 0, 0
    for verdict in verify(given.case):
        looked_at, broken = looked_at + 1, broken + bool(verdict.findings)
        if given.case or verdict.findings:
            say(str(verdict))
    breaks = verify_days(datetime.now(UTC))
    for problem in breaks:
        say(f"BROKEN: {problem}")
    if broken or breaks:
        raise CommandError(f"{broken} of {looked_at} cases and {len(breaks)} days do not hold.")
    say(f"{looked_at} cases hold, and so does the chain of days.")
