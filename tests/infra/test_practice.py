"""A place to practise begins from nothing every day."""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra.console import CommandError
from infra.local.practice import practise

DAY, NEXT = date(2026, 11, 27), date(2026, 11, 28)
PEOPLE = "import os, sys, time; open(sys.argv[2] + '/people', 'w').write(str(os.getpid())); "


class Stage:
    """Keeps what was asked of it."""

    def __init__(self, home: Path, running: Callable[[], bool]) -> None:
        self.home = home
        self.asked: list[str] = []
        self.emulator = SimpleNamespace(running=running, log=home / "log")

    def reset(self) -> None:
        self.asked.append("reset")

    def up(self) -> dict[str, Any]:
        self.asked.append("up")
        return {"portal_url": "here"}


def test_a_day_begins_from_nothing_and_ends_at_midnight(tmp_path: Path) -> None:
    stage: Any = Stage(tmp_path, running=lambda: True)
    shown: list[Any] = []
    days = iter((DAY, DAY, NEXT))
    practise(stage, shown.append, on=lambda: next(days), people=(sys.executable, "-c", "0"))
    assert stage.asked == ["reset", "up"]
    assert shown == [{"portal_url": "here"}]
    assert next(days, None) is None


def test_who_files_is_there_with_the_stage_and_ends_with_it(tmp_path: Path) -> None:
    came = tmp_path / "people"
    stage: Any = Stage(tmp_path, running=lambda: not (came.exists() and came.read_text()))
    people = (sys.executable, "-c", f"{PEOPLE}time.sleep(600)")
    with pytest.raises(CommandError, match="ended by itself"):
        practise(stage, lambda _: None, on=lambda: DAY, people=people)
    with pytest.raises(ProcessLookupError):
        os.kill(int(came.read_text()), 0)
