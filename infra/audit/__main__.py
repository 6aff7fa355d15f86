"""Ask three tools about the repository: weak patterns in the code, secrets in any file, and
published weaknesses of the packages that are shipped.

Usage: .local/audit/bin/python -m infra.audit

Published weaknesses are asked of PyPI. Where it does not answer, as behind a mirror that has the
packages and no more, that is said and is no failure: nothing else here depends on the network.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.console import CommandError, plainly, say

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
CODE = ("app.py", "chalicelib", "infra", "training")
LOCKS = r"requirements(-dev)?\.txt$"  # full of hashes
MINUTES = 3


def main() -> None:
    """Ask all three; the first that finds something ends it."""
    find_weak_patterns()
    find_secrets()
    find_published_weaknesses(ROOT / "requirements.txt")


def find_weak_patterns() -> None:
    """Raises `CommandError` for a pattern of medium severity or more."""
    _run("bandit", "--quiet", "-ll", "--configfile", "pyproject.toml", "--recursive", *CODE)
    say("No weak pattern in the code.")


def find_secrets() -> None:
    """Raises `CommandError` for what looks like a secret in a committed file, but for lines that
    say `pragma: allowlist secret`. Passwords by the names of variables are found by ruff."""
    git = shutil.which("git")
    if git is None:
        raise CommandError("Without git nobody knows which files are committed.")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = [name for name in listed.stdout.decode().split("\0") if name]
    without = ("--disable-plugin", "KeywordDetector", "--exclude-files", LOCKS)
    _run("detect-secrets-hook", *without, *files)
    say(f"No secret in {len(files)} files.")


def find_published_weaknesses(lock: Path, tools: Path = TOOLS) -> None:
    """Raises `CommandError` for a package of `lock` with a published weakness; `tools` has
    pip-audit."""
    command: list[str | Path] = [
        tools / "pip-audit",
        "--requirement",
        lock,
        "--disable-pip",
        "--format",
        "json",
    ]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=60 * MINUTES
        )
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, subprocess.TimeoutExpired):
        say("Published weaknesses: not looked up, for nobody answered.")
        return
    weak = [package for package in packages if package.get("vulns")]
    if weak:
        raise CommandError("\n".join(["Packages with published weaknesses:", *map(_named, weak)]))
    asked = [package for package in packages if "skip_reason" not in package]
    if asked:
        say(f"Published weaknesses: none of {len(asked)} packages has one.")
    if len(asked) < len(packages):
        left = len(packages) - len(asked)
        say(f"Published weaknesses: of {left} packages the index said nothing; not looked up.")


def _named(package: dict[str, Any]) -> str:
    weaknesses = ", ".join(weakness["id"] for weakness in package["vulns"])
    return f"  {package['name']} {package['version']}: {weaknesses}"


def _run(tool: str, *arguments: str) -> None:
    done = subprocess.run([TOOLS / tool, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(f"{tool}:\n{done.stdout}{done.stderr}".rstrip())


if __name__ == "__main__":
    with plainly():
        main()
