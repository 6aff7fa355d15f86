"""`make mutate`: sample mutants of the middle of the system and see whether a test fails.

Unit and integration tests only. Mutants run in copies of the tree, never in place. Which tests run
which lines is recorded once and again when code or tests changed; a mutant runs those of its line.
"""

import argparse
import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant, sampled
from tests.mutation.selection import Recording, statement_at

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".local" / "mutation"
PYTHON = ROOT / ".venv" / "bin" / "python"
# The tests of the pure rules run no line of the middle.
SUITES = (
    "tests/unit",
    "tests/integration",
    "--ignore=tests/unit/case",
    "--ignore=tests/unit/routing",
)
SURVIVED = "SURVIVED"
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
    recording = _recorded(asked.jobs, asked.record_again)
    mutants = sampled(ROOT, asked.number, asked.seed)
    started = time.monotonic()
    verdicts = _tried(mutants, recording, asked.jobs)
    verdicts.sort(key=lambda one: (one.mutant.path, one.mutant.line))
    print(f"\n{'where':48} {'operator':44} caught by")
    for one in verdicts:
        where = f"{one.mutant.path}:{one.mutant.line}"
        print(f"{where:48} {one.mutant.operator:44} {one.caught_by}")
    survivors = [one for one in verdicts if one.caught_by.startswith(SURVIVED)]
    KEPT.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(survivors, start=1):
        kept = KEPT / f"survivor-{asked.seed}-{number}.py"
        kept.write_text(one.mutant.source, encoding="utf-8")
        print(f"{one.mutant.path}:{one.mutant.line} {one.mutant.operator}\n{_difference(one)}")
    figures = {
        "name": "mutation_score",
        "value": round((len(verdicts) - len(survivors)) / max(1, len(verdicts)), 3),
        "unit": "caught/mutants",
        "mutants": len(verdicts),
        "caught": len(verdicts) - len(survivors),
        "seed": asked.seed,
        "survivors": [f"{one.mutant.path}:{one.mutant.line}" for one in survivors],
        "by_operator": Counter(one.mutant.operator.partition("_")[0] for one in verdicts),
        "seconds": round(time.monotonic() - started),
    }
    print(json.dumps(figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--number", type=int, default=60, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once")
    parser.add_argument("--record-again", action="store_true")
    return parser.parse_args()


def _recorded(jobs: int, again: bool) -> Recording:
    directory, stamp = KEPT / "recording", KEPT / "recorded"
    state = _fingerprint()
    if again or not stamp.exists() or stamp.read_text() != state:
        shutil.rmtree(directory, ignore_errors=True)
        print("Recording which tests run which lines (once; as long as the tests take) ...")
        command = [PYTHON, "-m", "pytest", *SUITES, "-q", "-p", "no:cacheprovider", "-n", str(jobs)]
        command += ["-p", "tests.mutation.record", f"--recording={directory}"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            sys.exit("The tests fail as they are. Mend that first.")
        stamp.write_text(state)
    return Recording.read(directory)


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (on the path)
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(_files()):
        if path.suffix == ".py" or path.name == "template.yaml":
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _tried(mutants: list[Mutant], recording: Recording, jobs: int) -> list[Verdict]:
    waiting: queue.SimpleQueue[Mutant] = queue.SimpleQueue()
    for mutant in mutants:
        waiting.put(mutant)
    verdicts: list[Verdict] = []

    def work(copy: Path) -> None:
        while True:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                return
            verdict = _try(mutant, recording, copy)
            verdicts.append(verdict)
            print(
                f"{len(verdicts):3}/{len(mutants)} {mutant.path}:{mutant.line} {mutant.operator}: "
                f"{verdict.caught_by} ({verdict.tests} tests, {verdict.seconds:.0f} s)",
                flush=True,
            )

    with tempfile.TemporaryDirectory() as place:
        copies = [_copied(Path(place) / str(number)) for number in range(jobs)]
        workers = [threading.Thread(target=work, args=(copy,)) for copy in copies]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return verdicts


def _copied(to: Path) -> Path:
    for path in _files():
        there = to / path.relative_to(ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, there)
    return to


def _try(mutant: Mutant, recording: Recording, copy: Path) -> Verdict:
    original = (ROOT / mutant.path).read_text(encoding="utf-8")
    tests = recording.tests_of(mutant.path, statement_at(original, mutant.line))
    if not tests:
        return Verdict(mutant, f"{SURVIVED}: no test runs the line", 0, 0)
    expected = sum(recording.takes(test) for test in tests)
    command = [PYTHON, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests]
    (copy / mutant.path).write_text(mutant.source, encoding="utf-8")
    started = time.monotonic()
    try:
        ran = subprocess.run(
            command,
            cwd=copy,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120 + 6 * expected,
        )
        caught = _named_in(ran.stdout) if ran.returncode else SURVIVED
    except subprocess.TimeoutExpired:
        caught = "does not end"
    finally:
        (copy / mutant.path).write_text(original, encoding="utf-8")
    return Verdict(mutant, caught, len(tests), time.monotonic() - started)


def _named_in(output: str) -> str:
    for line in output.splitlines():
        if line.startswith(("FAILED tests", "ERROR tests")):  # not what was logged
            return line.split(" - ")[0].split(" ", 1)[1]
    return "fails to start"


def _difference(verdict: Verdict) -> str:
    original = (ROOT / verdict.mutant.path).read_text(encoding="utf-8").splitlines()
    changed = verdict.mutant.source.splitlines()
    lines = [f"  - {line.strip()}" for line in original if line not in changed]
    return "\n".join(lines + [f"  + {line.strip()}" for line in changed if line not in original])


if __name__ == "__main__":
    main()
