"""Processor time to compare within one run: how fast a machine is, is no finding."""

import time
from collections.abc import Callable


def processor_seconds(*works: Callable[[], object], runs: int = 5) -> tuple[float, ...]:
    """What each of `works` takes: the least of several runs, as others use the machine too; in
    turn, so that what they use falls on all that is compared."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, seconds in zip(works, taken, strict=True):
            began = time.process_time()
            work()
            seconds.append(time.process_time() - began)
    return tuple(map(min, taken))
