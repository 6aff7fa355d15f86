"""A person or a machine using the deployed system over HTTP, and what the tests read back."""

import json
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from infra.local import clock
from infra.totp import login_of
from tests.local.conftest import Deployed

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Any


def call(
    deployed: Deployed,
    method: str,
    path: str,
    body: Any = None,
    *,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One request through the API Gateway of the local stack."""
    request = urllib.request.Request(
        f"{deployed.outputs['api_url']}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            return Answer(answer.status, json.loads(answer.read()), answer.headers)
    except urllib.error.HTTPError as error:
        return Answer(error.code, json.loads(error.read()), error.headers)


def machine(deployed: Deployed) -> dict[str, str]:
    """The header of the seeded machine client."""
    return {"X-Api-Key": deployed.outputs["api_key"]}


def complaint(**changes: Any) -> dict[str, Any]:
    """A filing whose suggested agency serves its region."""
    filing: dict[str, Any] = {
        "classification": "complaint",
        "title": "Seragam sekolah belum dibagikan",
        "body": "Seragam gratis untuk murid baru belum sampai ke sekolah, padahal tahun ajaran "
        "sudah berjalan dua bulan dan jadwalnya belum ditempel.",
        "incident_date": "2026-03-02",
        "location": {"region_code": "35.78"},
        "agency_id": "kota-surabaya-dinas-pendidikan",
    }
    return {name: value for name, value in (filing | changes).items() if value is not None}


def signed_in(deployed: Deployed, role: str) -> dict[str, str]:
    """Log an officer of this role in, as the page does."""
    user = next(user for user in deployed.outputs["users"] if user["role"] == role)
    answer = call(
        deployed,
        "POST",
        "/v1/officer/session",
        login_of(user),
    )
    assert answer.status == 200, answer.body
    return {"Authorization": f"Bearer {answer.body['access_token']}"}


def inbox(deployed: Deployed, officer: dict[str, str]) -> list[str]:
    """The numbers of all cases in an officer's list, page after page."""
    found: list[str] = []
    query = {"limit": "100"}
    while True:
        page = call(deployed, "GET", f"/v1/officer/inbox?{urlencode(query)}", headers=officer)
        assert page.status == 200, page.body
        found += [row["id"] for row in page.body["items"]]
        if not page.body["next_cursor"]:
            return found
        query["cursor"] = page.body["next_cursor"]


def acts(
    deployed: Deployed, officer: dict[str, str], case_id: str, action: str, **data: Any
) -> Answer:
    """Look at a case and act on the version seen."""
    seen = call(deployed, "GET", f"/v1/officer/complaints/{case_id}", headers=officer)
    assert seen.status == 200, seen.body
    return call(
        deployed,
        "POST",
        f"/v1/officer/complaints/{case_id}/actions",
        {"action": action, "version": seen.body["version"], **data},
        headers=officer,
    )


def run_schedule(deployed: Deployed, name: str, at: datetime) -> dict[str, int]:
    """Run a schedule as if it were `at`."""
    return clock.run_schedule(deployed.aws, deployed.outputs, name, at)


def rows(deployed: Deployed, case_id: str) -> dict[str, dict[str, Any]]:
    """Everything the table holds of a case, by sort key, in DynamoDB's own JSON."""
    pages = (
        deployed.aws("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=deployed.outputs["tables"]["cases"],
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"CASE#{case_id}"}},
        )
    )
    return {row["sk"]["S"]: row for page in pages for row in page["Items"]}


def event_types(found: dict[str, dict[str, Any]]) -> list[str]:
    """The types of a case's events, in order."""
    return [row["type"]["S"] for sk, row in sorted(found.items()) if sk.startswith("EVENT#")]


def recipients(found: dict[str, dict[str, Any]]) -> Counter[str]:
    """How many notices were sent to whom."""
    return Counter(
        sk.split("#", 3)[3]
        for sk, row in found.items()
        if sk.startswith("SENT#") and row["state"]["S"] == "sent"
    )


def dead_letters(deployed: Deployed) -> dict[str, int]:
    """How many messages wait in each dead-letter queue."""
    sqs = deployed.aws("sqs")
    return {
        name: int(
            sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])[
                "Attributes"
            ]["ApproximateNumberOfMessages"]
        )
        for name, url in deployed.outputs["queue_urls"].items()
        if "DeadLetters" in name
    }
