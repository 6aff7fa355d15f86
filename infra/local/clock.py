"""The clock of a deployed system: its schedules, run with an event of the moment they stand for."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from infra.console import CommandError
from infra.deploy import Clients


def run_schedule(
    aws: Clients, outputs: Mapping[str, Any], function: str, at: datetime
) -> dict[str, int]:
    """Run a schedule's function (a name of `infra/functions.toml`) as of `at` (UTC), on every case
    of the stack; its counts. Raises `CommandError` when it fails."""
    event = {
        "version": "0",
        "id": "moved-clock",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "region": outputs["region"],
        "resources": [],
        "detail": {},
        "time": at.isoformat(),
    }
    answer = aws("lambda").invoke(
        FunctionName=outputs["functions"][function], Payload=json.dumps(event).encode()
    )
    counts: dict[str, int] = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise CommandError(f"{function} failed: {counts}. `make logs` says more.")
    return counts
