"""The small model of danger is fitted from the sentences of the repository alone."""

from pathlib import Path

import pytest

from chalicelib.routing import danger, danger_model
from training.fit_danger import NOT_ASKED, TEXTS, main, read_rows


def test_it_learns_what_it_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--out", str(tmp_path / "model")])
    model = danger_model.load(tmp_path / "model")
    assert len(model.weights) == danger_model.BUCKETS
    rows = read_rows(TEXTS)
    right = [
        (model.score(danger.passages(row["text"])) >= model.threshold)
        == (row["label"] == "dangerous")
        for row in rows
    ]
    assert sum(right) / len(right) > 0.95
    assert model.sure > model.threshold
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("writer")]
    assert len(told) == len({row["writer"] for row in rows} - set(NOT_ASKED)) >= 5
