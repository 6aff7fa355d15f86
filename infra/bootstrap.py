"""Make the virtual environments. Standard library only: it runs before anything is installed.

Usage: python infra/bootstrap.py VENV LOCK...

Every package is named in the lock with its hashes; nothing else is installed.
"""

import hashlib
import platform
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from console import CommandError, plainly


def main() -> None:
    """Create the environment, or leave it alone when it already holds these requirements."""
    venv, *files = (Path(argument) for argument in sys.argv[1:])
    for file in files:
        wanted = _fingerprint(file)
        stamp = venv / f".installed-{file.parent.name or 'root'}-{file.stem}"
        if stamp.exists() and stamp.read_text() == wanted:
            continue
        started = time.monotonic()
        _tell(f"Installing {file} into {venv}/ (once; about a minute, it needs the network) ...")
        _create(venv)
        _install(venv, file)
        stamp.write_text(wanted)
        _tell(f"Installed {file} in {time.monotonic() - started:.0f} s.")


def _tell(text: str) -> None:
    """On standard error: what a command answers on standard output stays its own."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _fingerprint(file: Path) -> str:
    """This Python and this lock."""
    digest = hashlib.sha256(f"{sys.executable} {platform.python_version()}".encode())
    digest.update(file.read_bytes())
    return digest.hexdigest()


def _create(venv: Path) -> None:
    python = venv / "bin" / "python"
    if _version(python) == platform.python_version():
        return
    # Whether it can is known before the one that is there is emptied. Debian's Python has no
    # ensurepip without its package.
    if not (find_spec("venv") and find_spec("ensurepip")) or _empty(venv).returncode:
        raise CommandError(
            f"{sys.executable} cannot make virtual environments. Install its venv module"
            f" (on Debian and Ubuntu: apt-get install python3-venv) and run the command again."
        )


def _empty(venv: Path) -> subprocess.CompletedProcess[str]:
    """Make the environment anew, with nothing in it but pip."""
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    return subprocess.run(command, capture_output=True, text=True)


def _version(python: Path) -> str:
    if not python.exists():
        return ""
    shown = subprocess.run(
        [python, "-c", "import pip, platform; print(platform.python_version())"],
        capture_output=True,
        text=True,
    )
    return shown.stdout.strip()


def _install(venv: Path, lock: Path) -> None:
    pip = [venv / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install"]
    done = subprocess.run(
        [*pip, "--quiet", "--require-hashes", "--requirement", lock],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise CommandError(
            f"pip could not install {lock}. Check the network (or the package index in"
            " pip's configuration) and run the command again. pip said: "
            + (errors[-1] if errors else done.stderr.strip()[-300:])
        )


if __name__ == "__main__":
    with plainly():
        main()
