"""All commands of an operator."""

import argparse

from infra.operate import accounts, breach_notices, clients, letters, recovery, sealed, upkeep


def parser() -> argparse.ArgumentParser:
    """What reads a command, and names in `run` what is run with it and the stack's outputs."""
    made = argparse.ArgumentParser(prog="python -m infra.operate")
    made.add_argument("--stage", default="prod")
    commands = made.add_subparsers(dest="command", required=True)
    for kind in (accounts, clients, breach_notices, letters, upkeep, recovery, sealed):
        kind.declare(commands)
    return made
