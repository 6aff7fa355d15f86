"""What is said of packages that have a published weakness, none, or that nobody could ask about."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.audit.__main__ import find_published_weaknesses
from infra.console import CommandError

SOUND = {"name": "good", "version": "1.0", "vulns": []}
WEAK = {"name": "bad", "version": "2.0", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]}
UNKNOWN = {"name": "secret", "skip_reason": "not found on PyPI"}


def asked(folder: Path, answer: str) -> None:
    """Ask with a pip-audit that answers so."""
    tool = folder / "pip-audit"
    tool.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\nexit 1\n")
    tool.chmod(0o755)
    find_published_weaknesses(folder / "requirements.txt", folder)


def of(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages})


def test_a_weak_package_is_named_with_its_weaknesses(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"bad 2\.0: PYSEC-1, PYSEC-2") as trouble:
        asked(tmp_path, of(SOUND, WEAK))
    assert "good" not in str(trouble.value)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (of(SOUND), ["none of 1 packages has one"]),
        (of(SOUND, UNKNOWN), ["none of 1 packages has one", "of 1 packages the index said noth"]),
        (of(UNKNOWN), ["of 1 packages the index said nothing; not looked up"]),
        ("no network", ["not looked up, for nobody answered"]),
    ],
)
def test_what_could_not_be_looked_up_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str, told: list[str]
) -> None:
    asked(tmp_path, answer)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(told)
    assert all(part in line for part, line in zip(told, lines, strict=True))
