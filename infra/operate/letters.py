"""What was not delivered: dead letters, and notices that the mail service refused."""

import argparse
from collections.abc import Mapping
from datetime import UTC, date, datetime

from chalicelib.store import deliveries, operations
from infra import dead_letters
from infra.console import say
from infra.deploy import account


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands on what was not delivered."""
    refused = commands.add_parser("refused", help="notices the mail service refused for good")
    refused.add_argument("--day", type=date.fromisoformat, help="a day in UTC; today without it")
    refused.set_defaults(run=_refused)
    letters = commands.add_parser("letters", help="dead letters")
    letters.set_defaults(run=_letters)
    dead = letters.add_subparsers(dest="what", required=True)
    for what in ("list", "show", "replay", "discard"):
        command = dead.add_parser(what)
        command.add_argument("queue", choices=dead_letters.QUEUES)
        if what != "list":
            command.add_argument("--id", required=what != "replay", help="or its beginning")
        if what == "discard":
            command.add_argument("--reason", required=True)
    dead.add_parser("discarded", help="what was given up, by whom and why")


def _letters(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    match given.what:
        case "list":
            for letter in dead_letters.listed(account, outputs, given.queue):
                say(f"{letter.id}  {letter.sent_at:%Y-%m-%d %H:%M}  {dead_letters.about(letter)}")
        case "show":
            say(dead_letters.found(account, outputs, given.queue, given.id).body)
        case "replay":
            outcome = dead_letters.replay(account, outputs, given.queue, given.id)
            say(f"{outcome.handed_over} handed over, {len(outcome.failed)} left.")
            for letter_id, why in outcome.failed.items():
                say(f"  {letter_id}: {why}")
        case "discard":
            gone = dead_letters.discard(account, outputs, given.queue, given.id, given.reason)
            say(f"Discarded: {dead_letters.about(gone)}.")
        case "discarded":
            for each in operations.discards():
                say(f"{each.at:%Y-%m-%d %H:%M}  {each.queue}  {each.by}  {each.reason}")


def _refused(given: argparse.Namespace, outputs: Mapping[str, str]) -> None:
    for each in deliveries.refused(given.day or datetime.now(UTC).date()):
        say(f"{each.at:%Y-%m-%d %H:%M}  {each.reason}  {each.notice}")
