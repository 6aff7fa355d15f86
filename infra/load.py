"""Fills the tables of a deployed stage: a list of agencies over the packaged register; of a local
stage also the key of its machine client and of its source of posts.

Usage: python -m infra.load agencies FILE [--dry-run]
       python -m infra.load local-client < KEY
       python -m infra.load local-source
with REFERENCE_TABLE, for a source PEPPER_SECRET_ID, and AWS's own settings in the environment; the
local stack calls it so. A list is imported as an administrator would, without the limit of a body.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.case.model import SYSTEM
from chalicelib.store import api_keys
from chalicelib.usecases import machine_clients
from chalicelib.usecases.administer import OPERATOR, author
from chalicelib.usecases.import_agencies import import_agencies
from infra.console import say

LOCAL_OWNER = "whoever runs this machine"
MOST_LOCAL = 1_000_000  # requests a minute
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)


def main() -> None:
    """Run one command on the table that the environment names."""
    parser = argparse.ArgumentParser(prog="python -m infra.load")
    commands = parser.add_subparsers(dest="command", required=True)
    register = commands.add_parser("agencies", help="import a list over the packaged register")
    register.add_argument("file", type=Path, help="a list in CSV")
    register.add_argument("--dry-run", action="store_true", help="say what a list would change")
    commands.add_parser("local-client", help="a key of one's own, from standard input, for tests")
    commands.add_parser(
        "local-source", help="a key that signs posts, to standard output, for tests"
    )
    given = parser.parse_args()
    if given.command == "agencies":
        if not _import(given.file, dry_run=given.dry_run):
            sys.exit(1)
    elif given.command == "local-source":
        _, key = machine_clients.issue(
            "local-source",
            owner=LOCAL_OWNER,
            scopes=[api_keys.Scope.POSTS],
            per_minute=MOST_LOCAL,
            valid_until=FOR_GOOD,
            by=author(SYSTEM, datetime.now(UTC)),
        )
        sys.stdout.write(f"{key}\n")
    else:
        api_keys.add(sys.stdin.read().strip(), local_grant("local"))


def local_grant(client: str) -> api_keys.Grant:
    """What a machine client of a stage that lives on one machine may do: all, as fast as it can."""
    return api_keys.Grant(
        client=client,
        owner=LOCAL_OWNER,
        scopes=tuple(api_keys.Scope),
        per_minute=MOST_LOCAL,
        valid_until=FOR_GOOD,
        made_at=datetime.now(UTC),
        made_by=OPERATOR,
    )


def _import(file: Path, *, dry_run: bool) -> bool:
    """Import a list, or try it out; whether it is without problems."""
    text, by = file.read_text(encoding="utf-8"), author(SYSTEM, datetime.now(UTC))
    review = import_agencies(text, by, dry_run=True)
    for problem in review.problems:
        say(f"line {problem.line}: {problem.field}: {problem.reason}")
    for each in review.differences:
        what = "change" if each.known else "add"
        say(f"{what} {each.agency.id}: {', '.join(each.fields)}")
    if not review.problems and not dry_run:
        import_agencies(text, by, dry_run=False)
    done = "nothing written" if review.problems or dry_run else "written"
    say(f"{len(review.differences)} to change, {review.unchanged} unchanged: {done}.")
    return not review.problems


if __name__ == "__main__":
    main()
