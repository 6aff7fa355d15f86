"""Lock every package with its hashes, or check that the locks hold what is asked for.

What is asked for stands in the `.in` files, with reasons; beside each, the `.txt` made here names
everything that comes with it, for Python 3.11 and up on every machine, with the hashes of all
files of a release. `infra/bootstrap.py` and Chalice install from those and nothing else.

Usage: python -m infra.lock [--upgrade | --check]     (--check needs no network)
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.console import CommandError, plainly, say
from infra.package import ROOT

# One environment holds all these, so the widest is locked first and binds the others.
WIDEST = Path("requirements-dev.txt")
WITHIN = (
    Path("requirements.txt"),
    Path("infra/requirements.txt"),
    Path("training/requirements.txt"),
)
APART = (
    Path("infra/audit/requirements.txt"),
    Path("infra/local/requirements.txt"),
    Path("tests/mutation/requirements.txt"),
    Path("training/transformer/requirements.txt"),
)

_PIN = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[^\s;\\]+)")
_INCLUDED = re.compile(r"-r (\S+)")

Pin = tuple[str, str]
"""A package's name and version."""


def renew(root: Path, *, upgrade: bool) -> None:
    """Write all locks anew; what they hold already stays unless `upgrade`.

    Raises:
        CommandError: the packages cannot be had together, or the index cannot be reached.
    """
    for lock in (WIDEST, *WITHIN, *APART):
        command: list[str | Path] = [
            *(Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet"),
            *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"),
            *("--no-emit-index-url", "--no-emit-find-links"),
            *(lock.with_suffix(".in"), "--output-file", lock),
        ]
        if lock in WITHIN:
            command += ["--constraint", WIDEST]
        if upgrade:
            command += ["--upgrade"]
        say(f"Locking {lock} ...")
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if done.returncode:
            raise CommandError(f"{lock} could not be made: {done.stderr.strip()}")


def check(root: Path) -> None:
    """See that every lock has what its `.in` asks for, and all locks of one environment agree.

    Raises:
        CommandError: names every lock and pin that does not hold.
    """
    locked = {lock: _locked(root / lock) for lock in (WIDEST, *WITHIN, *APART)}
    wrong = []
    for lock, entries in locked.items():
        asked = set(_asked(root / lock.with_suffix(".in")))
        for name, version in sorted(asked - entries.keys()):
            wrong.append(f"{lock} lacks {name}=={version}")
        for (name, version), entry in entries.items():
            if "-r " in entry and (name, version) not in asked:
                wrong.append(f"{lock} has {name}=={version}, which nothing asks for")
            if "--hash=sha256:" not in entry:
                wrong.append(f"{lock} has no hash of {name}=={version}")
            if lock in WITHIN and (name, version) not in locked[WIDEST]:
                wrong.append(f"{lock} has {name}=={version}, and {WIDEST} another")
    if wrong:
        raise CommandError("\n".join([*wrong, "`make lock` renews the locks."]))


def _asked(file: Path) -> Iterator[Pin]:
    """The pins of an `.in` file and of those it includes."""
    for line in file.read_text().splitlines():
        written = line.partition("#")[0].strip()
        if included := _INCLUDED.fullmatch(written):
            yield from _asked(file.parent / included[1])
        elif pin := _PIN.match(written):
            yield _normal(pin)
        elif written:
            raise CommandError(f"{file.name}: {written} is not pinned with ==")


def _locked(file: Path) -> dict[Pin, str]:
    """The pins of a lock with what stands below each: hashes, and who asks for it."""
    entries = re.split(r"\n(?=\S)", file.read_text())
    return {_normal(pin): entry for entry in entries if (pin := _PIN.match(entry))}


def _normal(pin: re.Match[str]) -> Pin:
    return re.sub(r"[-_.]+", "-", pin["name"]).lower(), pin["version"]


def main() -> None:
    """Renew, or check."""
    if sys.argv[1:] == ["--check"]:
        check(ROOT)
        say("Locks current.")
    else:
        renew(ROOT, upgrade=sys.argv[1:] == ["--upgrade"])


if __name__ == "__main__":
    with plainly():
        main()
