"""The commands behind `make run`, `up`, `down`, `reset`, `status` and `logs`."""

import argparse
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.console import plainly, say
from infra.local.practice import practise, watch
from infra.local.stack import Stack


def main() -> None:
    """Run one command on the stack in `.local`."""
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    parser.add_argument("command", choices=["run", "up", "down", "reset", "status", "logs"])
    parser.add_argument("--home", type=Path, default=Path(".local"))
    parser.add_argument(
        "--practice", action="store_true", help="a stage beside it where all reports are made up"
    )
    given = parser.parse_args()
    home = given.home / "practice" if given.practice else given.home
    stack = Stack(home=home, detached=True, practice=given.practice)
    if given.command == "run":
        _run(stack)
    elif given.command == "up":
        _print(stack.up())
        say("\nIt runs in the background. `make down` stops it.")
    elif given.command == "down":
        stack.down()
    elif given.command == "reset":
        stack.reset()
        _print(stack.up())
    elif given.command == "logs":
        say(str(stack.collect_logs()))
    elif not stack.emulator.running():
        say("The local stack is not running. `make up` starts it.")
        sys.exit(3)
    else:
        _print(stack.outputs())


def _run(stack: Stack) -> None:
    """Stay in front until Ctrl-C or SIGTERM, then stop cleanly."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        if stack.practice:
            while True:
                practise(stack, _print)
        _print(stack.up())
        say("\nCtrl-C stops it; what was filed is there at the next start.")
        watch(stack)
    except KeyboardInterrupt:
        say()
        # A second one must not cut the saving short.
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, signal.SIG_IGN)
        stack.down()


def _print(outputs: Mapping[str, Any]) -> None:
    say(f"""
  Portal    {outputs["portal_url"]}
  Officers  {outputs["console_url"]}
  Mailbox   {outputs["mailbox_url"]}
  API       {outputs["api_url"]}
  AWS       {outputs["aws_endpoint_url"]}
""")
    for user in outputs.get("users", []):
        agency = user["agency_id"] or "-"
        code = " *" if user.get("totp_secret") else ""
        say(f"  {user['email']:36} {user['password']:24} {user['role']:15} {agency}{code}")
    if any(user.get("totp_secret") for user in outputs.get("users", [])):
        say("\n  * also needs a code: make code OFFICER=<email> shows the present one.")


if __name__ == "__main__":
    with plainly():
        main()
