"""Cases that come back from a backup."""

import argparse
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from infra.console import CommandError, say
from infra.deploy import account
from infra.hidden_since import KnownSince, hide, known_since
from infra.repeat_erasures import repeat_erasures
from infra.restore import FEW_KEYS, every_case, keys_seem_lost, restore
from infra.sources import all_off, sources, turn

_KEPT: Mapping[str, Any] = {
    "dest": "keys_lost",
    "action": "store_const",
    "const": False,
    "help": "no key of an identity is lost: those that are missing were erased",
}


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands after a loss."""
    back = commands.add_parser("restore", help="bring cases back from a restored table")
    back.add_argument("table", help="the table that point-in-time recovery made")
    back.add_argument("--case", action="append", help="a case's number; all cases without it")
    keys = back.add_mutually_exclusive_group()
    keys.add_argument(
        "--keys-lost", action="store_const", const=True, help="the keys of identities are lost"
    )
    keys.add_argument("--keys-kept", **_KEPT)
    back.set_defaults(run=_restore)
    hidden = commands.add_parser(
        "await-check", help="let what may have been hidden since wait, in a restored table"
    )
    hidden.add_argument("table", help="the table, before anybody is shown it")
    hidden.set_defaults(run=_await_check)
    erased = commands.add_parser(
        "repeat-erasures", help="erase again what a restored table brought back"
    )
    erased.add_argument("--keys-kept", **_KEPT)
    erased.set_defaults(run=_repeat_erasures)
    again = commands.add_parser("resume", help="turn every mapping and rule on again")
    again.set_defaults(run=_resume)


def _restore(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    _reach_identities(outputs)
    known = _known_since(outputs)
    with all_off(account, outputs):
        came_to = restore(
            account,
            source=given.table,
            target=outputs["CasesTableName"],
            vault_keys=outputs["VaultKeysTableName"],
            known=known,
            case_ids=given.case,
            keys_lost=given.keys_lost,
        )
    say(f"{came_to.cases} cases looked at, {came_to.mended} mended, {came_to.rows} rows put.")
    if came_to.erased:
        say(f"{came_to.erased} identities that were erased since were erased once more.")
    if came_to.waiting:
        say(f"{came_to.waiting} may have been hidden since, and wait to be looked at.")
    if came_to.left:
        named = "\n".join(f"  {case_id}" for case_id in came_to.left)
        raise CommandError(f"Of these later events are there than the table has:\n{named}")


def _await_check(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    known = _known_since(outputs)
    os.environ["CASES_TABLE"] = given.table
    came_to = hide(every_case(account, given.table), known)
    say(f"{came_to.cases} cases looked at, {came_to.waiting} wait to be looked at.")
    if came_to.failed:
        named = "\n".join(f"  {case_id}: {why}" for case_id, why in came_to.failed.items())
        raise CommandError(f"{len(came_to.failed)} could not be read:\n{named}")


def _known_since(outputs: Mapping[str, str]) -> KnownSince:
    os.environ["LEDGER_BUCKET"] = outputs["LedgerBucketName"]
    os.environ["READINGS_TABLE"] = outputs["ReadingsTableName"]
    return known_since(datetime.now(UTC).date())


def _repeat_erasures(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    _reach_identities(outputs)
    cases, vault_keys = outputs["CasesTableName"], outputs["VaultKeysTableName"]
    if given.keys_lost is None and keys_seem_lost(account, cases, vault_keys):
        raise CommandError(f"{FEW_KEYS} Say --keys-kept where they were erased; else do nothing.")
    came_to = repeat_erasures(every_case(account, cases))
    say(f"{came_to.cases} cases looked at, {came_to.erased} identities erased once more.")
    if came_to.failed:
        named = "\n".join(f"  {case_id}: {why}" for case_id, why in came_to.failed.items())
        raise CommandError(f"{len(came_to.failed)} were not looked at. Run again:\n{named}")


def _reach_identities(outputs: Mapping[str, str]) -> None:
    """Let the store reach what an erasure deletes."""
    for name, output in (
        ("VAULT_TABLE", "VaultTableName"),
        ("VAULT_KEYS_TABLE", "VaultKeysTableName"),
        ("ATTACHMENTS_BUCKET", "AttachmentsBucketName"),
    ):
        os.environ[name] = outputs[output]


def _resume(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    for source in sources(account, outputs):
        if not source.enabled:
            turn(account, source, on=True)
            say(f"On again: {source.kind} of {source.function}.")
