"""What functions are given beside the layer that all have: those that need it, and no others."""

import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from infra.functions import FUNCTIONS
from infra.package import MODELS, ROOT, Package
from tests.infra.calls import calls
from tests.infra.reading import function

MOST_UNZIPPED = 250 * 1024 * 1024
"""Bytes of code and layers that Lambda gives a function."""


def layers_of(resources: Mapping[str, Any], name: str) -> list[str]:
    return [layer["Ref"] for layer in function(resources, name)["Layers"]]


def having(resources: Mapping[str, Any], layer: str) -> set[str]:
    return {each.name for each in FUNCTIONS if layer in layers_of(resources, each.name)}


def packages_of(archive: Path) -> set[str]:
    return {PurePosixPath(name).parts[1] for name in zipfile.ZipFile(archive).namelist()}


def test_who_can_come_to_judge_a_text_has_what_reads_it(resources: Mapping[str, Any]) -> None:
    judging = {
        each.name for each in FUNCTIONS if calls(each, ("chalicelib.routing.danger", "judge"))
    }
    assert having(resources, "ModelLayer") == judging


def test_who_has_numpy_has_one_thread_of_it(resources: Mapping[str, Any]) -> None:
    for each in FUNCTIONS:
        variables = function(resources, each.name)["Environment"]["Variables"]
        has_numpy = "ModelLayer" in layers_of(resources, each.name)
        assert variables.get("OPENBLAS_NUM_THREADS") == ("1" if has_numpy else None)


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS])
def test_the_layer_that_all_have_comes_first(resources: Mapping[str, Any], name: str) -> None:
    assert layers_of(resources, name)[0] == "ManagedLayer"


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS])
def test_lambda_takes_code_and_layers(
    package: Package, resources: Mapping[str, Any], name: str
) -> None:
    archives = [package.code, *(package.layers[each] for each in layers_of(resources, name))]
    entries = [entry for one in archives for entry in zipfile.ZipFile(one).infolist()]
    assert sum(entry.file_size for entry in entries) < MOST_UNZIPPED


def test_what_reads_doubtful_texts_is_in_that_layer_alone(package: Package) -> None:
    model = package.layers["ModelLayer"]
    brought = {"models", "numpy", "numpy.libs"}
    assert brought <= packages_of(model)
    assert not {"boto3", "pydantic"} & packages_of(model)
    for name in package.layers.keys() - {"ModelLayer"}:
        assert not brought & packages_of(package.layers[name])
    assert not [name for name in zipfile.ZipFile(package.code).namelist() if "models/" in name]
    files = map(PurePosixPath, zipfile.ZipFile(model).namelist())
    assert not [file for file in files if "tests" in file.parts or file.suffix == ".pyi"]
    assert model.stat().st_size < 17_000_000 + sum(file.stat().st_size for file in kept_in(MODELS))


def test_numpy_and_models_are_found_as_a_function_has_them(
    package: Package, tmp_path: Path
) -> None:
    """With nothing on the path but what Lambda unpacks: layers together, code by itself."""
    for name in ("ManagedLayer", "ModelLayer"):
        zipfile.ZipFile(package.layers[name]).extractall(tmp_path / "opt")
    zipfile.ZipFile(package.code).extractall(tmp_path / "task")
    python = tmp_path / "opt" / "python"
    done = subprocess.run(
        [sys.executable, "-S", "-c", ASKED],
        cwd=tmp_path / "task",
        env={"PYTHONPATH": str(python), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(python / "numpy" / "__init__.py"), "300.0", "1.0"]
    unpacked = {file.relative_to(python): file.read_bytes() for file in kept_in(python / "models")}
    assert unpacked == {file.relative_to(ROOT): file.read_bytes() for file in kept_in(MODELS)}
    assert unpacked


ASKED = """
import io
from importlib.resources import files
import numpy

assert files("models").joinpath("__init__.py").is_file()
kept = io.BytesIO()
numpy.savez_compressed(kept, weights=numpy.eye(300, dtype=numpy.int8))
kept.seek(0)
weights = numpy.load(kept)["weights"].astype(numpy.float32)
print(numpy.__file__, (weights @ weights).sum(), numpy.exp(numpy.float32(0)))
"""
"""What the weights take: kept as whole numbers, read and reckoned with as real ones."""


def kept_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"]
