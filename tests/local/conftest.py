"""A local stack of the tests' own: other ports and another folder than `make run`'s."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from chalicelib import warm
from chalicelib.workdays import ZONES
from infra.deploy import Clients
from infra.local.aws import clients
from infra.local.drain import drain
from infra.local.stack import Stack
from infra.simulate.stored import environment

# Nothing waits this long unless it hangs: settling ends with the work, however slow the machine.
PATIENCE_SECONDS = 240
LONGEST_OF_A_DAY = timedelta(minutes=4)  # no test that is about a day takes longer
# Nobody comes back to such a stack, and its schedules run when a test says so: by the clock, ten
# functions would start every five minutes, and mail at five past seven what a test counts.
FOR_TESTS: Mapping[str, Any] = {"autosave": False, "schedules": False}


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A started stack with what tests ask of it."""

    stack: Stack
    outputs: dict[str, Any]
    aws: Clients

    def settle(self) -> None:
        """Wait until streams and queues have nothing left to do."""
        assert drain(self.outputs["mailbox_url"], at_most_seconds=PATIENCE_SECONDS)

    def logs(self) -> str:
        """Everything every function has logged so far."""
        return self.stack.collect_logs().read_text()


_started: list[Deployed] = []


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The whole system, deployed once for the session, with every role enforced as on AWS.

    Other folders of tests import this fixture, which makes it another fixture to pytest; what it
    gives is the same stack.
    """
    if not _started:
        stack = Stack(home=tmp_path_factory.mktemp("stack"), enforce_roles=True, **FOR_TESTS)
        try:
            outputs = stack.up()
        except BaseException:
            _end(stack)
            raise
        aws = clients(outputs["aws_endpoint_url"])
        _started.append(Deployed(stack=stack, outputs=outputs, aws=aws))
    yield _started[0]
    _end(_started[0].stack)


@pytest.fixture(scope="session")
def stack(deployed: Deployed) -> dict[str, Any]:
    """The outputs of the stack: addresses, logins, names of tables and queues."""
    return deployed.outputs


@pytest.fixture
def operating(deployed: Deployed) -> Iterator[None]:
    """This process reaches the tables of the stack, as an operator's commands do."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(deployed.aws, deployed.outputs).items():
            patch.setenv(name, value)
        warm.reset()
        yield
        warm.reset()


@pytest.fixture
def within_a_day() -> None:
    """No day ends while the test runs, neither in Jakarta nor in UTC: where one is about to, that
    is waited for first."""
    now = datetime.now(UTC)
    days = (datetime.combine(now.astimezone(zone), time.min, zone) for zone in (UTC, ZONES["WIB"]))
    left = min(day + timedelta(days=1) - now for day in days)
    if left < LONGEST_OF_A_DAY:
        sleep(left.total_seconds() + 1)


def _end(stack: Stack) -> None:
    """Stop the stack, and leave its log where a person finds it after a failed run."""
    stack.emulator.stop()
    log = stack.emulator.log
    if log.exists():
        kept = Path(".local") / "test-emulator.log"
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(log.read_bytes())
