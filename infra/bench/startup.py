"""How long each function takes to start, and how much of it there is.

Times are only worth something beside another time of the same machine and moment, so they come
with their floor: the same process with Chalice, PynamoDB and one client of boto3, which no version
of this product could do without. Both start from the package as it is deployed.
"""

import os
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.functions import FUNCTIONS
from infra.package import ROOT, Package, build

ROUNDS = 15
FLOOR, WITHOUT_CLIENT = "floor", "floor_without_client"
_LIBRARIES = "import boto3, chalice, pynamodb.models"
_CODE = {
    FLOOR: f"{_LIBRARIES}; boto3.client('dynamodb', region_name='ap-southeast-3')",
    WITHOUT_CLIENT: _LIBRARIES,
}


@dataclass(frozen=True, kw_only=True)
class Start:
    """CPU seconds until the last import of a function is done, and those of its floor."""

    name: str
    seconds: float
    floor: float


def start_up() -> Iterator[Start]:
    """The starts of all functions, and that of the floor without its client.

    Medians of fresh interpreters. Each is paired with a floor just before it, for how quick a
    processor is changes within the minutes that all of them take.
    """
    names = (WITHOUT_CLIENT, *(function.name for function in FUNCTIONS))
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    package = _package()
    with TemporaryDirectory(prefix="lapor-bench-") as folder:
        _unpack(package, Path(folder))
        layers = _layers(package)
        for _ in range(ROUNDS):
            for name, measured in pairs.items():
                floor = _cpu_seconds(FLOOR, Path(folder), layers[FLOOR])
                measured.append((floor, _cpu_seconds(name, Path(folder), layers[name])))
    for name, measured in pairs.items():
        floor, seconds = map(statistics.median, zip(*measured, strict=True))
        yield Start(name=name, seconds=seconds, floor=floor)


def _unpack(package: Package, folder: Path) -> None:
    for name, archive in {"code": package.code, **package.layers}.items():
        with zipfile.ZipFile(archive) as content:
            content.extractall(folder / name)


def _layers(package: Package) -> dict[str, list[str]]:
    """The layers of each function, and of the floors."""
    layers = dict.fromkeys(_CODE, ["ManagedLayer"])
    for function in FUNCTIONS:
        properties = package.template["Resources"][function.resource]["Properties"]
        layers[function.name] = [layer["Ref"] for layer in properties["Layers"]]
    return layers


def _cpu_seconds(name: str, folder: Path, layers: Sequence[str]) -> float:
    """Of one fresh interpreter, with what Lambda would have on its path and nothing else."""
    code = folder / "code"
    path = (*(folder / layer / "python" for layer in layers), code)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PYTHON"))}
    environment = kept | {
        "AWS_DEFAULT_REGION": "ap-southeast-3",
        "FUNCTION": name,
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    measuring = f"{_CODE.get(name, 'import app')}\nimport time; print(time.process_time())"
    done = subprocess.run(
        [sys.executable, "-S", "-c", measuring],
        cwd=code,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def sizes() -> Iterator[tuple[str, int]]:
    """Bytes of the archives as they are uploaded."""
    package = _package()
    yield "package_code", package.code.stat().st_size
    for name, archive in package.layers.items():
        yield f"package_{name.removesuffix('Layer').lower()}", archive.stat().st_size


def _package() -> Package:
    return build("prod", ROOT / ".local")
