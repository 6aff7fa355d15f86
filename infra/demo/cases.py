"""A filed complaint of the demo, and what the service's own table says of it."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.notices.audience import Audience, is_told
from infra.demo.complaints import Complaint
from infra.deploy import Clients

PAUSE_SECONDS = 0.2


@dataclass(kw_only=True)
class Filed:
    """A complaint with the number and the secret its reporter got.

    `told` is the number of the last event that was shown. `astray` once something went wrong: its
    later steps are left out then.
    """

    complaint: Complaint
    id: str
    secret: str
    told: int = 0
    astray: bool = False

    @property
    def receipt(self) -> dict[str, str]:
        """The header that makes its bearer the reporter."""
        return {"X-Receipt": self.secret}


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything the table holds of a case: its state, its events, the notices that went out."""

    status: str
    due: tuple[str, datetime] | None
    """The kind of the next scheduled step and when (UTC) it is due."""
    events: tuple[dict[str, Any], ...]
    told: int
    """How many notices the reporter has got."""

    @property
    def passed(self) -> tuple[str, ...]:
        """The types of the events, oldest first."""
        return tuple(event["type"] for event in self.events)

    def owed(self) -> int:
        """How many notices a reporter with an address must get."""
        return sum(is_told(kind, Audience.REPORTER) for kind in self.passed)

    def went_through(self, wanted: tuple[str, ...]) -> bool:
        """Whether the wanted events happened in this order; others may have come between."""
        rest = iter(self.passed)
        return all(each in rest for each in wanted)


@dataclass(frozen=True, kw_only=True)
class Books:
    """The table of cases of a started stack: cheap to ask again and again."""

    table: str
    aws: Clients

    def read(self, case_id: str) -> Record:
        """The case as it is now."""
        pages = (
            self.aws("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": f"CASE#{case_id}"}},
                ConsistentRead=True,
            )
        )
        rows = [{k: _plain(v) for k, v in row.items()} for page in pages for row in page["Items"]]
        case = next(row for row in rows if row["kind"] == "case")
        return Record(
            status=case["status"],
            due=_due(case),
            events=tuple(_event(row) for row in rows if row["kind"] == "event"),
            told=sum(
                row["kind"] == "delivery"
                and row["state"] == "sent"
                and row["sk"].endswith("#reporter")
                for row in rows
            ),
        )


def wait_until(holds: Callable[[], bool], at_most_seconds: float) -> bool:
    """Ask again and again; False when it did not hold within the time."""
    deadline = time.monotonic() + at_most_seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def _plain(value: Mapping[str, Any]) -> Any:
    """A value of DynamoDB's JSON without its type."""
    ((kind, content),) = value.items()
    return int(content) if kind == "N" else content


def _due(case: Mapping[str, Any]) -> tuple[str, datetime] | None:
    if "due_kind_shard" not in case:
        return None
    kind: str = case["due_kind_shard"].split("#")[0]
    return kind, datetime.fromisoformat(case["due_at"])


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": row["number"],
        "type": row["type"],
        "actor": json.loads(row["actor"]),
        "data": json.loads(row["data"]),
    }
