"""The list of fifty complaints, filed on the deployed system without a category."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.learning import COLUMNS
from infra.local.aws import CREDENTIALS
from tests.local.client import call, machine, rows
from tests.local.conftest import Deployed
from tests.routing_list import Listed, outcomes, read_list, verdict

LEAST_ROUTED = 25
Landed = list[tuple[Listed, dict[str, Any]]]


@pytest.fixture(scope="module")
def landed(deployed: Deployed) -> Landed:
    """Every complaint with its second event: where it went, and why."""
    filed = []
    for one in read_list():
        where = {"region_code": one.region_code, "address": one.address}
        body = {
            "classification": "complaint",
            "title": one.title,
            "body": one.body,
            "incident_date": "2026-03-02",
            "location": {name: value for name, value in where.items() if value},
        }
        answer = call(deployed, "POST", "/v1/complaints", body, headers=machine(deployed))
        assert answer.status == 201, answer.body
        filed.append((one, answer.body["id"]))
    deployed.settle()
    return [(one, second_event(deployed, case_id)) for one, case_id in filed]


def second_event(deployed: Deployed, case_id: str) -> dict[str, Any]:
    """Type and data of what followed the filing."""
    row = rows(deployed, case_id)["EVENT#000002"]
    return {"type": row["type"]["S"], **json.loads(row["data"]["S"])}


def test_nothing_lands_at_a_wrong_agency(landed: Landed) -> None:
    assert {found["type"] for _, found in landed} == {"routed", "triage"}
    assert [
        (one.title, found["agency_id"])
        for one, found in landed
        if verdict(one, found.get("agency_id")) == "wrong"
    ] == []


def test_a_fair_share_is_routed_by_the_model_alone(landed: Landed) -> None:
    assert {found["by"] for _, found in landed if found["type"] == "routed"} == {"model"}
    counted = Counter(verdict(one, found.get("agency_id")) for one, found in landed)
    assert counted["right"] >= LEAST_ROUTED


def test_the_deployed_system_decides_as_the_document_says(landed: Landed) -> None:
    assert [(found.get("agency_id"), found["prediction"]["model"]) for _, found in landed] == [
        (one.found.agency_id, one.prediction.model) for one in outcomes()
    ]


def test_the_month_can_be_read_back_by_an_operator(
    deployed: Deployed, landed: Landed, tmp_path: Path
) -> None:
    month, out = datetime.now(UTC).strftime("%Y-%m"), str(tmp_path / "month.csv")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "infra.learning",
            "export",
            "--stage",
            "dev",
            "--month",
            month,
            "--out",
            out,
        ],
        env=os.environ
        | CREDENTIALS
        | {
            "AWS_ENDPOINT_URL": deployed.outputs["aws_endpoint_url"],
            "AWS_REGION": deployed.outputs["region"],
            "AWS_DEFAULT_REGION": deployed.outputs["region"],
        },
        capture_output=True,
        text=True,
        check=True,
    )
    learnt = Path(out).read_text(encoding="utf-8")
    assert learnt.startswith(",".join(COLUMNS) + "\n")
    # None of these is answered yet, so there is nothing to learn from them.
    assert [one.title for one, _ in landed if one.title in learnt] == []
