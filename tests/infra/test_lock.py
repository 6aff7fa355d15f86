"""A lock that is behind what is asked for is noticed, without a network."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from infra import lock
from infra.console import CommandError
from infra.package import ROOT

LOCKS = (lock.WIDEST, *lock.WITHIN, *lock.APART)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The `.in` files and locks of this checkout."""
    for name in LOCKS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
        shutil.copy(ROOT / name.with_suffix(".in"), tmp_path / name.with_suffix(".in"))
    return tmp_path


def test_the_locks_are_current(copy: Path) -> None:
    lock.check(copy)


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("requirements.in", lambda old: old + "idna==3.9\n", "requirements.txt lacks idna==3.9"),
        (
            "requirements.in",
            lambda old: old.replace("pynamodb==", "pynamodb==9"),
            "infra/requirements.txt lacks pynamodb==9",
        ),
        (
            "requirements.in",
            lambda old: old.replace("altcha==", "# "),
            "requirements.txt has altcha==",
        ),
        (
            "infra/requirements.txt",
            lambda old: old.replace("urllib3==", "urllib3==9"),
            "infra/requirements.txt has urllib3==9",
        ),
        (
            "requirements.txt",
            lambda old: old.replace("--hash=sha256:", "--hash=md5:"),
            "requirements.txt has no hash of altcha==",
        ),
        ("requirements.in", lambda old: old + "idna>=3\n", "idna>=3 is not pinned"),
    ],
)
def test_what_is_behind_is_named(
    copy: Path, name: str, change: Callable[[str], str], found: str
) -> None:
    file = copy / name
    file.write_text(change(file.read_text()))
    with pytest.raises(CommandError, match=found):
        lock.check(copy)
