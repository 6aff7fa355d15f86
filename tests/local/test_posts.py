"""A source signs posts with the seeded key, and they become rows of posts, once each; the schedule
of feeds runs under its role."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.protection.webhooks import sign
from chalicelib.store.lead_rows import post_pk
from tests.local.client import Answer, call, dead_letters, run_schedule
from tests.local.conftest import Deployed

TEXT = "Lampu jalan di depan Pasar Turi Surabaya padam sejak Senin, tolong diperbaiki"


def send(deployed: Deployed, posts: list[dict[str, Any]], *, at: int) -> Answer:
    body = {"posts": posts}
    timestamp = str(at)
    key = deployed.outputs["webhook_secrets"]["social"]
    signature = sign(key, timestamp, json.dumps(body).encode())
    headers = {"X-Timestamp": timestamp, "X-Signature": f"sha256={signature}"}
    return call(deployed, "POST", "/v1/channels/social", body, headers=headers)


OURS = post_pk("local-source:")


def test_posts_that_a_source_signs_are_counted_once(deployed: Deployed) -> None:
    posted_at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    posts = [
        {
            "id": f"local-{number}",
            "url": f"https://media.example/{number}",
            "text": f"{TEXT} ({number})",
            "posted_at": posted_at,
        }
        for number in range(3)
    ]
    now = int(time.time())
    assert send(deployed, posts, at=now).status == 202
    assert send(deployed, posts, at=now - 1).status == 202  # the same under another signature
    again = send(deployed, posts, at=now - 1)
    assert (again.status, again.body["error"]["code"]) == (409, "already_taken")
    assert send(deployed, posts, at=now - 600).status == 401
    deployed.settle()
    leads = deployed.outputs["tables"]["leads"]
    rows = deployed.aws("dynamodb").scan(TableName=leads)["Items"]
    # Other tests file reports, which count too.
    keys = sorted(row["pk"]["S"] for row in rows if row["pk"]["S"].startswith(OURS))
    assert keys == [post_pk(f"local-source:local-{number}") for number in range(3)]
    assert not any(dead_letters(deployed).values())


def test_the_schedule_of_feeds_runs(deployed: Deployed) -> None:
    done = run_schedule(deployed, "poll_feeds", datetime.now(UTC))
    assert done == {"read": 0, "failed": 0, "posts": 0}
