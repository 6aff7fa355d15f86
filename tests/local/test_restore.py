"""The restore, rehearsed on the deployed stack by the command that an operator gives."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.aws import CREDENTIALS
from infra.local.stack import STAGE
from infra.sources import sources
from tests.local.client import acts, call, complaint, machine, recipients, rows, signed_in
from tests.local.conftest import Deployed

RESTORED = "cases-restored"
EMAIL = "pulih@contoh.example"


@pytest.fixture
def restored_table(deployed: Deployed) -> Iterator[str]:
    """What point-in-time recovery makes: a table with the same rows, which nothing reads."""
    dynamodb = deployed.aws("dynamodb")
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    dynamodb.create_table(
        TableName=RESTORED,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
        BillingMode="PAY_PER_REQUEST",
    )
    yield RESTORED
    dynamodb.delete_table(TableName=RESTORED)


def operate(deployed: Deployed, *arguments: str) -> str:
    """What `python -m infra.operate` prints for the local stack; it has to succeed."""
    environment = {
        **os.environ,
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": deployed.outputs["aws_endpoint_url"],
        "AWS_DEFAULT_REGION": deployed.outputs["region"],
    }
    done = subprocess.run(
        [sys.executable, "-m", "infra.operate", "--stage", STAGE, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def running(deployed: Deployed) -> set[str]:
    """The mappings and rules that are on."""
    return {one.id for one in sources(deployed.aws, stack_outputs(deployed)) if one.enabled}


def stack_outputs(deployed: Deployed) -> dict[str, str]:
    described: dict[str, Any] = deployed.aws("cloudformation").describe_stacks(
        StackName=f"lapor-{STAGE}"
    )
    outputs = described["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


def mails_to(deployed: Deployed, email: str) -> int:
    with urllib.request.urlopen(
        f"{deployed.outputs['mailbox_url']}messages.json?to={email}"
    ) as got:
        return len(json.load(got))


def answered(deployed: Deployed) -> str:
    """A case with a contact that was routed and answered, each told of."""
    filing = complaint(reporter={"name": "Sari Contoh", "email": EMAIL})
    filed = call(deployed, "POST", "/v1/complaints", filing, headers=machine(deployed))
    assert filed.status == 201, filed.body
    deployed.settle()
    case_id: str = filed.body["id"]
    officer = signed_in(deployed, "liaison")
    assert acts(deployed, officer, case_id, "answer", text="Uang dikembalikan.").status == 200
    deployed.settle()
    return case_id


def test_lost_cases_come_back_and_nobody_is_told_again(
    deployed: Deployed, restored_table: str
) -> None:
    case_ids = [answered(deployed) for _ in range(2)]
    before = {case_id: rows(deployed, case_id) for case_id in case_ids}
    assert all(recipients(found)["reporter"] == 2 for found in before.values())
    on, mails = running(deployed), mails_to(deployed, EMAIL)
    assert mails == 4
    dynamodb, cases = deployed.aws("dynamodb"), deployed.outputs["tables"]["cases"]
    for row in (row for found in before.values() for row in found.values()):
        dynamodb.put_item(TableName=restored_table, Item=row)
        dynamodb.delete_item(TableName=cases, Key={"pk": row["pk"], "sk": row["sk"]})
    deployed.settle()

    printed = operate(deployed, "restore", restored_table, "--case", case_ids[0])
    assert "1 cases looked at, 1 mended" in printed
    assert rows(deployed, case_ids[1]) == {}
    operate(deployed, "restore", restored_table)
    deployed.settle()  # the events are in the stream again, and are published

    assert {case_id: rows(deployed, case_id) for case_id in case_ids} == before
    assert mails_to(deployed, EMAIL) == mails
    assert running(deployed) == on
    officer = signed_in(deployed, "liaison")
    assert acts(deployed, officer, case_ids[0], "note", text="Berkas kembali.").status == 200
