"""A new model takes the old one's place only when it is no worse."""

import csv
import json
import sys
from pathlib import Path

import pytest

from tests.training.histories import SUBJECTS, write_history
from training import compare
from training.data import read_examples
from training.train import train


def relabelled(history: Path, out: Path, names: dict[str, str], *, drop: str = "") -> Path:
    """The same history with other labels, without the rows of one."""
    with history.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["agency"] != drop]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "agency": names.get(row["agency"], row["agency"])} for row in rows)
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound model, one that confuses two offices, one that knows only two, and later rows."""
    here = tmp_path_factory.mktemp("models")
    history = write_history(here / "kota.csv", 150, seed=1)
    roads, waste, schools = SUBJECTS
    confused = relabelled(history, here / "confused.csv", {roads: waste, waste: roads})
    forgetful = relabelled(history, here / "forgetful.csv", {}, drop=schools)
    for name, path in (("sound", history), ("confused", confused), ("forgetful", forgetful)):
        train([path], "agency", here / f"{name}.bin")
    write_history(here / "recent.csv", 60, seed=2)
    return here


def compared(
    folder: Path, monkeypatch: pytest.MonkeyPatch, current: str, candidate: str, data: str
) -> int:
    names = {"current": f"{current}.bin", "candidate": f"{candidate}.bin", "data": f"{data}.csv"}
    given = [part for name, file in names.items() for part in (f"--{name}", str(folder / file))]
    monkeypatch.setattr(sys, "argv", ["training.compare", *given, "--label", "agency"])
    return compare.main()


@pytest.mark.parametrize(
    ("current", "candidate", "code"),
    [
        ("sound", "sound", 0),
        ("sound", "confused", 1),
        ("confused", "sound", 0),
        ("sound", "forgetful", 1),
        ("forgetful", "sound", 0),
    ],
)
def test_only_a_model_that_is_no_worse_is_taken(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    current: str,
    candidate: str,
    code: int,
) -> None:
    assert compared(folder, monkeypatch, current, candidate, "recent") == code
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert told["take"] is (code == 0)
    assert told["n"] == 60
    assert told["current"].keys() == {"model", "accuracy", "coverage", "precision"}
    if "sound" in (current, candidate):
        best = told["current" if current == "sound" else "candidate"]
        assert best["accuracy"] == 1.0
        assert best["coverage"] > 0.9


def test_a_sector_that_a_file_names_itself_needs_no_table(tmp_path: Path) -> None:
    """So the exports of `infra.learning` can be learnt from, whatever the agencies are called."""
    rows = "text,agency,sector\npipa bocor,kota-malang,water_supply\nentah apa,kota-malang,\n"
    (tmp_path / "export.csv").write_text(rows, encoding="utf-8")
    (example,) = read_examples(tmp_path / "export.csv", "sector")
    assert (example.label, example.allowed) == ("water_supply", ("water_supply",))


def test_a_file_that_cannot_be_used_is_neither_yes_nor_no(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compared(folder, monkeypatch, "sound", "sound", "absent") == 2
    assert "absent.csv" in capsys.readouterr().err
