"""How far a simulation is."""

import sys
from datetime import datetime, timedelta

WIDTH = 40  # characters


class Bar:
    """From one simulated moment to another, on standard error, where somebody looks at it."""

    def __init__(self, began: datetime, until: datetime) -> None:
        self._began, self._whole = began, max(until - began, timedelta(seconds=1))
        self._shown = -1

    def show(self, now: datetime) -> None:
        """At a moment."""
        percent = min(100, int(100 * ((now - self._began) / self._whole)))
        if percent <= self._shown or not sys.stderr.isatty():
            return
        self._shown = percent
        done = WIDTH * percent // 100
        sys.stderr.write(f"\r[{'#' * done}{'.' * (WIDTH - done)}] {percent:3} %")
        sys.stderr.flush()

    def end(self) -> None:
        """Done."""
        if self._shown >= 0:
            sys.stderr.write("\n")
