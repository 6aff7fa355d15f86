"""How long a function takes to start, and how much of it there is.

Times are only worth something beside another time of the same machine and moment, so each comes
with its floor: the same process importing nothing but boto3 and chalice, which no version of this
product could do without.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from infra.package import ROOT, build

ROUNDS = 7
FLOOR = "import boto3, chalice; boto3.client('dynamodb', region_name='ap-southeast-3')"
OURS = "import app"


@dataclass(frozen=True, kw_only=True)
class StartUp:
    """CPU seconds until the last import is done, medians."""

    ours: float
    floor: float


def start_up() -> StartUp:
    """Fresh interpreters, ours and the floor in turn, so that noise meets both alike."""
    measured: dict[str, list[float]] = {OURS: [], FLOOR: []}
    for _ in range(ROUNDS):
        for code, seconds in measured.items():
            seconds.append(_cpu_seconds(code))
    return StartUp(ours=statistics.median(measured[OURS]), floor=statistics.median(measured[FLOOR]))


def _cpu_seconds(code: str) -> float:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    environment |= {"AWS_DEFAULT_REGION": "ap-southeast-3", "PYTHONPATH": str(ROOT)}
    measuring = f"{code}\nimport time; print(time.process_time())"
    done = subprocess.run(
        [sys.executable, "-c", measuring],
        cwd=ROOT,
        env=environment,
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
