"""A day of practice on a stage of its own: begun from nothing, with made-up reports coming until it
is over."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.workdays import local_date
from infra.console import CommandError, say
from infra.local.stack import Stack
from infra.package import ROOT

PEOPLE = (sys.executable, "-m", "infra.simulate.stage", "--practice")


def today() -> date:
    """By the clocks of WIB."""
    return local_date(datetime.now(UTC), "WIB")


def practise(
    stack: Stack,
    show: Callable[[Mapping[str, Any]], None],
    *,
    on: Callable[[], date] = today,
    people: Sequence[str] = PEOPLE,
) -> None:
    """Forget all of the day before, and stay until this one is over.

    Args:
        stack: the stage; nobody may have anything on it that is to be kept.
        show: is given its outputs when it is ready.
        on: what day it is.
        people: the program that files and handles, told where by `--home`, and ended with the day.

    Raises:
        CommandError: the emulator ended by itself.
    """
    day = on()
    stack.reset()
    show(stack.up())
    say("\nAll reports here are made up, and forgotten at midnight (WIB). Ctrl-C stops it.")
    program = subprocess.Popen([*people, "--home", str(stack.home.resolve())], cwd=ROOT)
    try:
        watch(stack, while_=lambda: on() == day)
    finally:
        program.terminate()
        program.wait()


def watch(stack: Stack, while_: Callable[[], bool] = lambda: True) -> None:
    """Stay. Raises `CommandError` when the emulator ends by itself."""
    while while_():
        if not stack.emulator.running():
            raise CommandError(f"The local AWS ended by itself. Its log is {stack.emulator.log}.")
        time.sleep(1)
