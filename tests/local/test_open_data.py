"""Figures and open data on the deployed stack: filed, counted from the events, published by the
schedule, fetched by the link."""

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


def counted(deployed: Deployed, now: datetime) -> int:
    """How many reports everybody is told of, of the months around now: in steps of five."""
    first, last = (f"{now + timedelta(days=days):%Y-%m}" for days in (-1, 1))
    filed = call(deployed, "GET", f"/v1/figures?from={first}&to={last}").body["filed"]
    return 0 if filed == "<5" else int(filed)


def test_what_was_filed_is_counted_and_fetched_in_fives(deployed: Deployed) -> None:
    began = datetime.now(UTC)
    deployed.settle()
    before = counted(deployed, began)
    for _ in range(5):
        answer = call(deployed, "POST", "/v1/complaints", complaint(), headers=machine(deployed))
        assert answer.status == 201
    deployed.settle()
    assert counted(deployed, began) == before + 5
    # A day on which no other test let the schedule look.
    now = datetime.now(UTC) + timedelta(days=200)
    assert run_schedule(deployed, "publish_open_data", now)["months"] > 0
    told = call(deployed, "GET", "/v1/open-data").body
    this_month = answer.body["filed_at"][: len("2026-11")]  # by the clock of the place
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
