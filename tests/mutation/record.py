"""Which test runs which lines of ours, and how long it takes: a plugin for pytest.

`pytest -p tests.mutation.record --recording=DIRECTORY ...` writes one JSON file for each file of
tests, once all of its tests have passed; with several processes, a file's tests belong to one of
them (`--dist=loadfile`). What a fixture of a whole module does counts for every test of its file.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from tests.mutation.recorded import named

ROOT = Path(__file__).parents[2]
OURS = str(ROOT / "chalicelib")
TOOL = sys.monitoring.COVERAGE_ID


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--recording", default=None, help="where to write what was recorded")


def pytest_configure(config: pytest.Config) -> None:
    directory = config.getoption("--recording")
    if directory:
        config.pluginmanager.register(Recorder(Path(directory)))


class Recorder:
    """Listens to the lines of our own code and writes down for whom they ran."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.now = ""
        self.lines: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed = False
        sys.monitoring.use_tool_id(TOOL, "mutation")
        events = sys.monitoring.events
        sys.monitoring.register_callback(TOOL, events.PY_START, self.started)
        sys.monitoring.register_callback(TOOL, events.LINE, self.ran)
        sys.monitoring.set_events(TOOL, events.PY_START)

    def started(self, code: CodeType, _: int) -> Any:
        """Listen to the lines of a function of ours; of others, not again."""
        if code.co_filename.startswith(OURS):
            sys.monitoring.set_local_events(TOOL, code, sys.monitoring.events.LINE)
        return sys.monitoring.DISABLE

    def ran(self, code: CodeType, line: int) -> Any:
        """A line of ours ran; not again for the same test."""
        self.lines[self.now][code.co_filename].add(line)
        return sys.monitoring.DISABLE

    def turn_to(self, test: str) -> None:
        """What runs from now on runs for `test`; each line is heard of once again."""
        self.now = test
        sys.monitoring.restart_events()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Iterator[None]:
        self.turn_to(item.nodeid)
        result = yield
        self.turn_to("")
        if nextitem is None or nextitem.path != item.path:
            self.write(item.path)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        test = self.now
        self.turn_to(test.partition("::")[0])
        result = yield
        self.turn_to(test)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        self.failed |= report.failed

    def pytest_sessionfinish(self) -> None:
        sys.monitoring.set_events(TOOL, 0)
        sys.monitoring.free_tool_id(TOOL)  # nothing is heard while the interpreter shuts down

    def write(self, tests: Path) -> None:
        """Write down what the tests of a file ran, and begin anew."""
        found = {
            test: {
                str(Path(file).relative_to(ROOT)): sorted(lines) for file, lines in files.items()
            }
            for test, files in self.lines.items()
            if test
        }
        written = json.dumps({"lines": found, "seconds": self.seconds})
        if not self.failed:
            self.directory.mkdir(parents=True, exist_ok=True)
            kept = named(str(tests.relative_to(ROOT)), tests.read_bytes())
            (self.directory / kept).write_text(written, encoding="utf-8")
        self.lines.clear()
        self.seconds.clear()
        self.failed = False
