"""What reporters are told of a breach of their data."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime

from chalicelib.store import breaches
from infra.console import CommandError, say
from infra.deploy import account
from infra.tell_breach import found, summary, tell_breach


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands on notices of breaches."""
    breach = commands.add_parser("tell-breach", help="tell reporters of a breach of their data")
    breach.add_argument("id", help="of a notice that two custodians agreed on")
    breach.set_defaults(run=_tell_breach)
    notices = commands.add_parser(
        "breaches", help="notices of breaches, their clocks, and who was told"
    )
    notices.set_defaults(run=_breaches)


def _tell_breach(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    caller = account("sts").get_caller_identity()["Arn"]
    came_to = tell_breach(given.id, by=caller)
    say(f"Cases whose reporter was told now: {came_to.cases}.")
    say(summary(found(given.id), datetime.now(UTC)))
    if came_to.failed:
        named = "\n".join(f"  {case_id}: {why}" for case_id, why in came_to.failed.items())
        raise CommandError(f"{len(came_to.failed)} were not told. Mend them, run again:\n{named}")


def _breaches(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    for notice in breaches.every():
        say(summary(notice, datetime.now(UTC)))
