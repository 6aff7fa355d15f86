"""How a run ends from outside, and which tests stay together when several processes share it."""

import gc
import signal
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

OWN_EMULATOR = (
    "tests/local/faults/",
    "tests/local/test_costs.py",
    "tests/local/test_simulation.py",
    "tests/local/test_upgrade.py",
)
# The same examples in every run; and how fast the machine is, is no finding.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

WAITING = ("tests/local/test_officers.py", "tests/local/test_register.py")


def pytest_configure() -> None:
    """Have a run that is ended from outside tear down what it started, as with Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and no more in what is imported by now: that stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


class OneStack(LoadScopeScheduling):
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
