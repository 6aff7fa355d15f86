"""Fills the tables of a deployed stage: agencies from the packaged register, keys of clients.

Usage: python -m infra.load agencies
       python -m infra.load client NAME < KEY
with CASES_TABLE and AWS's own settings in the environment; `infra.operate` and the local stack call
it so. Writing again changes nothing but what changed in the register.
"""

import argparse
import hashlib
import sys

from chalicelib.routing.registry import packaged
from chalicelib.store import agencies
from infra.console import say


def main() -> None:
    """Run one command on the table that the environment names."""
    parser = argparse.ArgumentParser(prog="python -m infra.load")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("agencies", help="write the packaged register of agencies")
    client = commands.add_parser("client", help="let in a machine client, key on standard input")
    client.add_argument("name")
    given = parser.parse_args()
    if given.command == "agencies":
        register = packaged().all()
        agencies.put_agencies(list(register))
        say(f"{len(register)} agencies are in the register.")
    else:
        key = sys.stdin.read().strip()
        agencies.put_client(hashlib.sha256(key.encode()).hexdigest(), given.name)


if __name__ == "__main__":
    main()
