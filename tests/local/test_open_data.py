"""Open data on the deployed stack: filed, published by the schedule, fetched by the link."""

import csv
import io
import json
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta

from chalicelib.open_data.records import COLUMNS, KNOWN
from tests.local.client import call, complaint, machine, run_schedule
from tests.local.conftest import Deployed


def fetched(address: str) -> bytes:
    """A file, where its address leads to."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        content: bytes = answer.read()
        return content


def test_what_was_filed_is_fetched_in_fives(deployed: Deployed) -> None:
    for _ in range(5):
        answer = call(deployed, "POST", "/v1/complaints", complaint(), headers=machine(deployed))
        assert answer.status == 201
    deployed.settle()
    # A day on which no other test let the schedule look.
    now = datetime.now(UTC) + timedelta(days=200)
    assert run_schedule(deployed, "publish_open_data", now)["months"] > 0
    told = call(deployed, "GET", "/v1/open-data").body
    this_month = f"{datetime.now(UTC):%Y-%m}"
    (month,) = (each for each in told["items"] if each["month"] == this_month)
    rows = list(csv.DictReader(io.StringIO(fetched(month["files"]["csv"]).decode(), newline="")))
    assert len(rows) == month["lines"] >= 5
    assert tuple(rows[0]) == COLUMNS
    alike = Counter(tuple(row[name] for name in KNOWN) for row in rows)
    assert all(n % 5 == 0 for n in alike.values())
    assert len(json.loads(fetched(month["files"]["json"]))["items"]) == len(rows)
    assert fetched(month["files"]["parquet"]).startswith(b"PAR1")
    assert len(json.loads(fetched(told["dictionary"]))["columns"]) == len(COLUMNS)
    (dataset,) = json.loads(fetched(told["catalogue"]))["dcat:dataset"]
    assert len(dataset["dcat:distribution"]) == 3 * len(told["items"])
