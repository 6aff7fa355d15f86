"""What a person at the terminal sees: one line per step, one sentence when something is wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class CommandError(Exception):
    """Something the person can mend. The message says what is wrong and how to mend it."""


def say(text: str = "") -> None:
    """Print a line at once, also when the output is a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def plainly() -> Iterator[None]:
    """End the program with one sentence, not with a traceback, when there is trouble."""
    try:
        yield
    except CommandError as trouble:
        sys.stderr.write(f"\n{trouble}\n")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        raise SystemExit(130) from None
