"""Processor time to compare within one run: how fast a machine is, is no finding."""

import time
from collections.abc import Callable


def processor_seconds(work: Callable[[], object], runs: int = 5) -> float:
    """What `work` takes: the least of several runs, as others use the machine too."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)
