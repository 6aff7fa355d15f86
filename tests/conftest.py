"""What time it is in tests, how a run ends from outside, and which tests stay together when several
processes share it."""

import gc
import os
import signal
from collections import Counter
from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from tests.readings import read_each_text_once

OWN_EMULATOR = (
    "tests/local/faults/",
    "tests/local/test_costs.py",
    "tests/local/test_simulation.py",
    "tests/local/test_upgrade.py",
)
# One thread for NumPy, as the functions have it: with more, tests side by side wait for each other.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
# The same examples in every run; and how fast the machine is, is no finding.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")

# Quick tests, and what their modules count from, begin at this moment of a Thursday in Jakarta: no
# run crosses a midnight, and none finds what another does not. To see them at another moment:
# TESTS_BEGIN=2026-12-31T16:59:50+00:00 make test TESTS="tests/unit tests/integration"
BEGIN = datetime.fromisoformat(os.environ.get("TESTS_BEGIN", "2026-11-26T02:30:00+00:00"))
# What lives in other processes, whose clocks nobody moves.
WITH_THE_REAL_CLOCK = tuple(Path(__file__).parent / name for name in ("browser", "local"))

WAITING = ("tests/local/test_officers.py", "tests/local/test_register.py")


def pytest_configure() -> None:
    """Have a run that is ended from outside tear down what it started, as with Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    read_each_text_once()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Import a module of tests at the moment they begin, however long that takes: no test begins
    before it."""
    if not collector.path.is_relative_to(Path(__file__).parent) or _has_the_real_clock(collector):
        return (yield)
    with time_machine.travel(BEGIN, tick=False):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Begin each test, with its fixtures, at the same moment; from there the clock goes on."""
    if _has_the_real_clock(item):
        return (yield)
    with time_machine.travel(BEGIN):
        return (yield)


def _has_the_real_clock(node: pytest.Collector | pytest.Item) -> bool:
    return any(node.path.is_relative_to(room) for room in WITH_THE_REAL_CLOCK)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test an id of its own: of several with one, processes that share the work run one.
    schemathesis has the operation in the name, of which pytest makes no id."""
    for item in items:
        if item.parent is not None and not item.nodeid.endswith(f"::{item.name}"):
            item._id = item.parent.id.child(item.name)
    ids = Counter(item.nodeid for item in items)
    if twice := [nodeid for nodeid, times in ids.items() if times > 1]:
        raise pytest.UsageError(f"More than one test is called {', '.join(twice)}.")


def pytest_collection_finish() -> None:
    """Look for garbage less often, and no more in what is imported by now: that stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


class OneStack(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """One process has a deployed stack and the tests of it; others, each with a stack of their own,
    the tests of the pages and those that wait for minutes to pass; other files stay whole."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(OWN_EMULATOR):
            return nodeid.split("::")[0]
        if nodeid.startswith(WAITING):
            return "waiting"
        return "pages" if nodeid.startswith("tests/browser/") else "stack"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneStack | None:
    """Share the work so with `--dist loadscope`."""
    return OneStack(config, log) if config.getoption("dist") == "loadscope" else None
