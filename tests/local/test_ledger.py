"""The ledger on the deployed stack, with every role enforced."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.local.aws import STAGE
from infra.seed import run_on
from tests.local.client import call, complaint, machine, run_schedule
from tests.local.conftest import Deployed
from tools import verify_case

ROOT = Path(__file__).parents[2]
A_DAY = timedelta(days=1)


def test_a_history_written_anew_is_found_on_the_stack(deployed: Deployed, tmp_path: Path) -> None:
    """Filed, sealed, proved to the reporter by the tool; then an insider replaces the deadline, and
    the runs of one day, the command and the tool say so."""
    filed = call(deployed, "POST", "/v1/complaints", complaint(), headers=machine(deployed)).body
    deployed.settle()
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    assert run_schedule(deployed, "seal_ledger", today + A_DAY + timedelta(hours=1))["sealed"] >= 1
    verify_case.fetch(deployed.outputs["api_url"], filed["id"], tmp_path, filed["secret"])
    saved = {path.stem: json.loads(path.read_text()) for path in tmp_path.iterdir()}
    assert saved.keys() == {"timeline", "proof", "complaint", "receipt", "jwks", "days"}
    assert saved["proof"]["sealed"]["number"] == len(saved["proof"]["digests"])
    assert saved["proof"]["sealed"]["root"] in saved["days"]
    assert tool(tmp_path, saved) == 0

    table, key = deployed.outputs["tables"]["cases"], {"pk": {"S": f"CASE#{filed['id']}"}}
    dynamodb = deployed.aws("dynamodb")
    row = dynamodb.get_item(TableName=table, Key={**key, "sk": {"S": "CASE"}})["Item"]
    state = json.loads(row["state"]["S"])
    state["deadlines"]["resolve_by"] = "2030-01-01T00:00:00Z"
    dynamodb.put_item(TableName=table, Item=row | {"state": {"S": json.dumps(state)}})

    day = today + A_DAY
    place = int(saved["proof"]["sealed"]["pseudonym"][:2], 16)  # whose run it is
    found = run_schedule(deployed, "verify_ledger", day + timedelta(minutes=5 * place))
    assert (found["broken"], found["breaks"]) == (1, 0)
    with pytest.raises(subprocess.CalledProcessError):
        run_on(deployed.outputs, "infra.operate", "--stage", STAGE, "verify", "--case", filed["id"])
    dynamodb.put_item(TableName=table, Item=row)
    run_on(deployed.outputs, "infra.operate", "--stage", STAGE, "verify", "--case", filed["id"])
    assert (
        run_schedule(deployed, "verify_ledger", day + timedelta(minutes=5 * place))["broken"] == 0
    )

    saved["timeline"]["items"][0]["data"]["deadlines"]["resolve_by"] = "2030-01-01T00:00:00+07:00"
    assert tool(tmp_path, saved) == 1


def tool(folder: Path, saved: dict[str, Any]) -> int:
    """How the tool ends on these files, in a process of its own."""
    for name, content in saved.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    command = [sys.executable, str(ROOT / "tools" / "verify_case.py"), "check", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode
