"""Cases that come back from a backup."""

import argparse
from collections.abc import Mapping

from infra.console import say
from infra.deploy import account
from infra.restore import restore
from infra.sources import all_off, sources, turn


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands after a loss."""
    back = commands.add_parser("restore", help="bring cases back from a restored table")
    back.add_argument("table", help="the table that point-in-time recovery made")
    back.add_argument("--case", action="append", help="a case's number; all cases without it")
    back.set_defaults(run=_restore)
    again = commands.add_parser("resume", help="turn every mapping and rule on again")
    again.set_defaults(run=_resume)


def _restore(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    with all_off(account, outputs):
        came_to = restore(
            account, source=given.table, target=outputs["CasesTableName"], case_ids=given.case
        )
    say(f"{came_to.cases} cases looked at, {came_to.mended} mended, {came_to.rows} rows put.")


def _resume(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    for source in sources(account, outputs):
        if not source.enabled:
            turn(account, source, on=True)
            say(f"On again: {source.kind} of {source.function}.")
