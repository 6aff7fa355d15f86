"""`make mutate`: sample mutants of the middle of the system and see whether a test fails.

Unit and integration tests only. Everything runs in copies of the tree as it was at the start. Which
tests run which lines is recorded once and again when code or tests changed; a mutant runs those of
its line until one fails.
"""

import argparse
import difflib
import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from tests.mutation.equivalent import reason
from tests.mutation.mutants import Mutant, sampled
from tests.mutation.recorded import KEPT, PYTEST, PYTHON, ROOT, copied, recorded
from tests.mutation.selection import Recording, statement_at

SURVIVED = "SURVIVED"
SECONDS_A_TEST = 180  # one that takes longer waits for what never comes
# No compiled files: two mutants of one second and one length would be taken for each other.
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the test that failed, or `SURVIVED` and what ran."""

    mutant: Mutant
    caught_by: str
    tests: int
    seconds: float


def main() -> None:
    """Print a line for each mutant as it is decided, then the table and one line of JSON."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as place:
        tree = copied(ROOT, Path(place) / "tree")
        recording = recorded(tree, asked.jobs, complete=not asked.record_nothing)
        passed_over: list[Mutant] = []
        mutants = sampled(
            tree, asked.number, asked.seed, lambda one: not _is_known(one, tree, passed_over)
        )
        started = time.monotonic()
        copies = [copied(tree, Path(place) / str(number)) for number in range(asked.jobs)]
        verdicts = _tried(mutants, recording, tree, copies, asked.most_seconds)
        seconds = round(time.monotonic() - started)
        _report(verdicts, tree, asked.seed, seconds, len(passed_over))


def _is_known(mutant: Mutant, tree: Path, passed_over: list[Mutant]) -> bool:
    """Whether nobody could notice it, by what was named before; it is noted then."""
    known = reason(mutant.path, *_difference(mutant, tree)) is not None
    passed_over += [mutant] if known else []
    return known


def _report(verdicts: list[Verdict], tree: Path, seed: int, seconds: int, passed_over: int) -> None:
    verdicts.sort(key=lambda one: (one.mutant.path, one.mutant.line))
    print(f"\n{'where':48} {'operator':44} caught by")
    for one in verdicts:
        where = f"{one.mutant.path}:{one.mutant.line}"
        print(f"{where:48} {one.mutant.operator:44} {one.caught_by}")
    survivors = [one for one in verdicts if one.caught_by.startswith(SURVIVED)]
    KEPT.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(survivors, start=1):
        kept = KEPT / f"survivor-{seed}-{number}.py"
        kept.write_text(one.mutant.source, encoding="utf-8")
        removed, added = _difference(one.mutant, tree)
        print(f"\n{one.mutant.path}:{one.mutant.line} {one.mutant.operator} -> {kept.name}")
        print("\n".join([f"  - {line}" for line in removed] + [f"  + {line}" for line in added]))
    caught = len(verdicts) - len(survivors)
    figures = {
        "name": "mutation_score",
        "value": round(caught / max(1, len(verdicts)), 3),
        "unit": "caught/mutants",
        "mutants": len(verdicts),
        "caught": caught,
        "passed_over": passed_over,
        "seed": seed,
        "survivors": [f"{one.mutant.path}:{one.mutant.line}" for one in survivors],
        "by_operator": Counter(one.mutant.operator.partition("_")[0] for one in verdicts),
        "seconds": seconds,
    }
    print(json.dumps(figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--number", type=int, default=60, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once")
    parser.add_argument(
        "--most-seconds",
        type=float,
        default=inf,
        help="of one mutant's tests, as recorded; all that run the line where it is not given",
    )
    parser.add_argument(
        "--record-nothing", action="store_true", help="run only tests recorded before"
    )
    return parser.parse_args()


def _tried(
    mutants: list[Mutant],
    recording: Recording,
    tree: Path,
    copies: list[Path],
    most_seconds: float,
) -> list[Verdict]:
    waiting: queue.SimpleQueue[Mutant] = queue.SimpleQueue()
    for mutant in mutants:
        waiting.put(mutant)
    verdicts: list[Verdict] = []

    def work(copy: Path) -> None:
        runner = _Runner(copy)
        while True:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                runner.end()
                return
            verdict = _try(mutant, recording, tree, copy, runner, most_seconds)
            verdicts.append(verdict)
            print(
                f"{len(verdicts):3}/{len(mutants)} {mutant.path}:{mutant.line} {mutant.operator}: "
                f"{verdict.caught_by} ({verdict.tests} tests, {verdict.seconds:.0f} s)",
                flush=True,
            )

    workers = [threading.Thread(target=work, args=(copy,)) for copy in copies]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return verdicts


class _Runner:
    """pytest in a copy, with its libraries imported once (see `runner`)."""

    def __init__(self, copy: Path) -> None:
        self._process = subprocess.Popen(
            [PYTHON, "-m", "tests.mutation.runner"],
            cwd=copy,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, arguments: list[str], seconds: float) -> dict[str, Any]:
        """The exit `code` (None: stopped after `seconds`) and the `output`."""
        if self._process.stdin is None or self._process.stdout is None:
            raise ValueError("a process without pipes")
        self._process.stdin.write(json.dumps({"arguments": arguments, "seconds": seconds}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def end(self) -> None:
        self._process.communicate()


def _try(
    mutant: Mutant,
    recording: Recording,
    tree: Path,
    copy: Path,
    runner: _Runner,
    most_seconds: float,
) -> Verdict:
    original = (tree / mutant.path).read_text(encoding="utf-8")
    span = statement_at(original, mutant.line)
    tests = recording.tests_of(mutant.path, span, most_seconds)
    if not tests:
        return Verdict(mutant, f"{SURVIVED}: no test runs the line", 0, 0)
    expected = sum(recording.takes(test) for test in tests)
    arguments = [*PYTEST[2:], "-x", "--no-header", f"--timeout={SECONDS_A_TEST}", *tests]
    (copy / mutant.path).write_text(mutant.source, encoding="utf-8")
    started = time.monotonic()
    ran = runner.run(arguments, 60 + 6 * expected)
    (copy / mutant.path).write_text(original, encoding="utf-8")
    return Verdict(mutant, _caught_by(ran), len(tests), time.monotonic() - started)


def _caught_by(ran: dict[str, Any]) -> str:
    if ran["code"] is None:
        return "does not end"
    if ran["code"] == 0:
        return SURVIVED
    for line in ran["output"].splitlines():
        if line.startswith(("FAILED tests", "ERROR tests")):  # not what was logged
            return line.split(" - ")[0].split(" ", 1)[1]
        if line.startswith(("ERROR: not found", "no tests ran")):
            return f"{SURVIVED}: {line}"  # the harness failed here, and no test
    return "fails to start"


def _difference(mutant: Mutant, tree: Path) -> tuple[list[str], list[str]]:
    """The lines that went and those that came, each without its indentation."""
    original = (tree / mutant.path).read_text(encoding="utf-8").splitlines()
    lines = list(difflib.ndiff(original, mutant.source.splitlines()))
    removed, added = (
        [line[2:].strip() for line in lines if line.startswith(mark)] for mark in ("- ", "+ ")
    )
    return removed, added


if __name__ == "__main__":
    main()
