"""The small model of danger is fitted from the sentences of the repository alone."""

from pathlib import Path

from chalicelib.routing import danger, danger_model
from training.fit_danger import TEXTS, main, read_rows


def test_it_learns_what_it_is_shown(tmp_path: Path) -> None:
    main(["--out", str(tmp_path / "model")])
    model = danger_model.read(tmp_path / "model")
    assert len(model.weights) == danger_model.BUCKETS
    right = [
        any(danger_model.holds(model, passage) for passage in danger.passages(row["text"]))
        == (row["label"] == "dangerous")
        for row in read_rows(TEXTS)
    ]
    assert sum(right) / len(right) > 0.95
