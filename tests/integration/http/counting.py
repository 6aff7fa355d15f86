"""What was counted: the lines of CloudWatch's embedded metric format on standard output."""

import json

import pytest


def counted(capsys: pytest.CaptureFixture[str], metric: str) -> float:
    """How many of `metric` were counted since the last call."""
    total = 0.0
    for line in capsys.readouterr().out.splitlines():
        if line.startswith("{") and "_aws" in line:
            found = json.loads(line).get(metric, 0)
            total += sum(found) if isinstance(found, list) else found
    return total
