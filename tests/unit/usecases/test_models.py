"""A model that cannot be read is none: what needs it goes to people."""

import struct
from pathlib import Path

import pytest

from chalicelib.routing.classifier import MAGIC, Classifier
from chalicelib.usecases.sector_models import MODEL, read_model

NO_TERMS = MAGIC + struct.pack("<I", 2) + b"{}"


@pytest.mark.parametrize("content", [b"", b"no model", NO_TERMS, NO_TERMS[:-1]])
def test_a_file_that_is_no_model_is_passed_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    assert read_model(path) is None


def test_a_file_that_is_not_there_is_passed_over(tmp_path: Path) -> None:
    assert read_model(tmp_path / "model.bin") is None


def test_the_one_that_ships_is_read() -> None:
    assert isinstance(read_model(MODEL), Classifier)
