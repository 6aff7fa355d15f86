"""The recording of which tests run which lines, kept between runs and renewed where it is stale.

Each file of tests has a recording of its own, named by its content, in a folder named by the code
and by what tests share. So a change of the code renews all of it, a change of one file of tests
what that file's tests run, and what was recorded before an interruption stays.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutation.selection import Recording

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".local" / "mutation"
PYTHON = ROOT / ".venv" / "bin" / "python"
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis")
FOLDERS = ("tests/unit/", "tests/integration/")
# The tests of the pure rules run no line of the middle.
LEFT_OUT = ("tests/unit/case/", "tests/unit/routing/")
SHARED = (*FOLDERS, "chalicelib/", "infra/template.yaml", "app.py")
SLOWEST = "tests/integration/test_privacy_matrix.py"


def files() -> list[str]:
    """Every file of the repository, by its path inside it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (on the path)
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def copied(source: Path, to: Path) -> Path:
    """A copy of the repository: what is done in it disturbs nobody who works here meanwhile."""
    for name in files():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / name, to / name)
    return to


def recorded(tree: Path, jobs: int, *, complete: bool) -> Recording:
    """The recording of the tests in `tree`, by `jobs` processes where something is to be recorded.

    Not `complete`: only what is there already. Ends the program when a test fails.
    """
    wanted = _wanted(tree)
    missing = [name for name, kept in wanted.items() if not kept.exists()]
    missing.sort(key=lambda name: (name == SLOWEST, name))
    if missing and complete:
        print(f"Recording which lines the tests of {len(missing)} files run ...", flush=True)
        place = next(iter(wanted.values())).parent
        for old in place.parent.glob("*"):
            if old != place:
                shutil.rmtree(old)
        command = [PYTHON, *PYTEST, *missing, "-n", str(jobs), "--dist=loadfile"]
        command += ["--no-loadscope-reorder", "-p", "tests.mutation.record"]
        command += [f"--recording={place}"]
        if subprocess.run(command, cwd=tree, check=False).returncode:
            sys.exit("The tests fail as they are. Mend that first.")
    elif missing:
        print(f"Not recorded and not run: {', '.join(missing)}", flush=True)
    return Recording.read([kept for kept in wanted.values() if kept.exists()])


def named(test_file: str, content: bytes) -> str:
    """The name of the recording of a file of tests."""
    return hashlib.sha256(test_file.encode() + b"\0" + content).hexdigest()[:16] + ".json"


def _wanted(tree: Path) -> dict[str, Path]:
    """Where the recording of each file of tests is, or is to be."""
    shared, tests = hashlib.sha256(), {}
    for name in files():
        content = (tree / name).read_bytes()
        if name.startswith(FOLDERS) and Path(name).name.startswith("test_"):
            if not name.startswith(LEFT_OUT):
                tests[name] = named(name, content)
        elif name.startswith(SHARED):
            shared.update(name.encode() + b"\0" + content)
    place = KEPT / "recording" / shared.hexdigest()[:16]
    return {name: place / kept for name, kept in tests.items()}
