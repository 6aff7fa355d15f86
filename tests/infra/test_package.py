"""What a package is made of."""

from pathlib import Path

import pytest

from infra import package


def test_what_python_compiles_meanwhile_is_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python writes a compiled module under another name first, which is gone a moment later."""
    compiled = tmp_path / "chalicelib" / "__pycache__"
    compiled.mkdir(parents=True)
    for name in ("text.cpython-312.pyc", "text.cpython-312.pyc.140147932471728"):
        (compiled / name).touch()
    (tmp_path / "chalicelib" / "text.py").touch()
    monkeypatch.setattr(package, "ROOT", tmp_path)
    of_ours = [
        path.name for path in package.sources() if path.is_relative_to(tmp_path / "chalicelib")
    ]
    assert of_ours == ["text.py"]
