"""What is looked at, counted or moved by hand."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.store import queries
from chalicelib.store.tables import CASE_SK, case_pk, event_sk
from chalicelib.usecases.expire_identities import expire_identities
from infra import dead_letters, status
from infra.console import CommandError, say
from infra.deploy import Clients, account
from infra.keep_from_merged import keep_from_merged
from infra.move_reference import move_reference
from infra.rebuild_figures import rebuild_figures
from infra.recompute import recompute_deadlines
from infra.restore import every_case


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands that look at a stage and bring it up to date."""
    commands.add_parser(
        "status", help="what rings, who hears it, what is off, what waits"
    ).set_defaults(run=_status)
    commands.add_parser(
        "reroute", help="route what was filed or returned and never routed"
    ).set_defaults(run=_reroute)
    expiry = commands.add_parser(
        "expire-identities", help="how many identities the next run erases, by class"
    )
    expiry.add_argument("--dry-run", action="store_true", required=True)
    expiry.set_defaults(run=_expire_identities)
    commands.add_parser(
        "rebuild-figures", help="count all figures anew from the events of cases"
    ).set_defaults(run=_rebuild_figures)
    commands.add_parser(
        "recompute-deadlines", help="count open cases by a corrected calendar, and tell reporters"
    ).set_defaults(run=_recompute_deadlines)
    commands.add_parser(
        "keep-from-merged", help="keep cases from whom reports merged long ago are kept from"
    ).set_defaults(run=_keep_from_merged)
    commands.add_parser(
        "move-reference", help="register and rules into their own table"
    ).set_defaults(run=_move_reference)


def _keep_from_merged(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    came_to = keep_from_merged(every_case(account, outputs["CasesTableName"]))
    say(f"{came_to.cases} cases looked at, {came_to.changed} changed.")
    for case_id in came_to.held:
        say(f"{case_id} is held by one of whom it is kept from: let the national desk look at it.")
    if came_to.failed:
        named = "\n".join(f"  {case_id}: {why}" for case_id, why in came_to.failed.items())
        raise CommandError(f"{len(came_to.failed)} could not be read:\n{named}")


def _status(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    status.show(account, outputs)


def _reroute(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    say(f"{reroute(account, outputs)} routed.")


def reroute(aws: Clients, outputs: Mapping[str, str]) -> int:
    """Hand every case that waits for routing to `route_complaints`, as its stream would have.

    For after a loss of stream records: a restart of the local stack, or a stream that was down for
    longer than it keeps records. Routing twice is harmless.

    Returns:
        How many cases were handed over.
    """
    waiting = list(queries.unrouted())
    for case_id in waiting:
        case = _image(aws, outputs, case_id, CASE_SK)["NewImage"]
        latest = _image(aws, outputs, case_id, event_sk(int(case["version"]["N"])))
        records = [{"eventName": "INSERT", "dynamodb": latest}]
        dead_letters.invoke(aws, outputs["RouteComplaintsName"], records)
    return len(waiting)


def _image(aws: Clients, outputs: Mapping[str, str], case_id: str, sk: str) -> dict[str, Any]:
    """A row of a case as the stream has it."""
    key = {"pk": {"S": case_pk(case_id)}, "sk": {"S": sk}}
    row = aws("dynamodb").get_item(TableName=outputs["CasesTableName"], Key=key)["Item"]
    return {"Keys": key, "NewImage": row}


def _expire_identities(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    counts = expire_identities(datetime.now(UTC), dry_run=True)
    for what, number in counts.items():
        say(f"{what}: {number}")


def _recompute_deadlines(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    came_to = recompute_deadlines()
    say(f"{came_to.cases} open cases looked at, {came_to.moved} of them moved.")
    if came_to.failed:
        named = "\n".join(f"  {case_id}: {why}" for case_id, why in came_to.failed.items())
        raise CommandError(
            f"{len(came_to.failed)} could not be counted. Mend them, run again:\n{named}"
        )


def _rebuild_figures(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    came_to = rebuild_figures(
        account("dynamodb"), cases=outputs["CasesTableName"], figures=outputs["FiguresTableName"]
    )
    say(f"{came_to.cases} cases counted into generation {came_to.generation}.")
    if came_to.failed:
        named = "\n".join(f"  {case_id}" for case_id in sorted(came_to.failed))
        raise CommandError(
            f"{len(came_to.failed)} could not be counted. Mend them, run again:\n{named}"
        )


def _move_reference(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    came = move_reference(
        account, cases=outputs["CasesTableName"], reference=outputs["ReferenceTableName"]
    )
    say(f"{came} rows copied. Functions read them within a minute.")
