"""How long each function takes to start, and how much of it there is.

Times are only worth something beside another time of the same machine and moment, so they come
with their floor: the same process with Chalice, PynamoDB and one client of boto3, which no version
of this product could do without.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping

from infra.functions import FUNCTIONS
from infra.package import ROOT, build

ROUNDS = 7
FLOOR = "floor"
_CODE = {
    FLOOR: "import boto3, chalice, pynamodb.models;"
    " boto3.client('dynamodb', region_name='ap-southeast-3')"
}


def start_up() -> Mapping[str, float]:
    """CPU seconds until the last import is done, by function and of `FLOOR`: medians of fresh
    interpreters, all in turn, so that noise meets them alike."""
    measured: dict[str, list[float]] = {name: [] for name in (FLOOR, *(f.name for f in FUNCTIONS))}
    for _ in range(ROUNDS):
        for name, seconds in measured.items():
            seconds.append(_cpu_seconds(name))
    return {name: statistics.median(seconds) for name, seconds in measured.items()}


def _cpu_seconds(name: str) -> float:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    environment |= {"AWS_DEFAULT_REGION": "ap-southeast-3", "PYTHONPATH": str(ROOT)}
    measuring = f"{_CODE.get(name, 'import app')}\nimport time; print(time.process_time())"
    done = subprocess.run(
        [sys.executable, "-c", measuring],
        cwd=ROOT,
        env=environment | {"FUNCTION": name},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def sizes() -> Iterator[tuple[str, int]]:
    """Bytes of the archives as they are uploaded."""
    package = build("prod", ROOT / ".local")
    yield "package_code", package.code.stat().st_size
    yield "package_layer", package.layer.stat().st_size
