"""What each function loads when it starts: what its work needs, and nothing of the others."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from infra.package import ROOT

WATCHED = (
    "PIL",
    "altcha",
    "asyncio",
    "aws_lambda_powertools.utilities.batch",
    "chalicelib.consumers",
    "chalicelib.http",
    "chalicelib.http.admin",
    "chalicelib.http.reporter",
    "chalicelib.notices",
    "chalicelib.presentation",
    "chalicelib.protection.challenge",
    "chalicelib.protection.redaction",
    "chalicelib.protection.vault",
    "chalicelib.routing.classifier",
    "chalicelib.routing.place",
    "chalicelib.schedules.due_steps",
    "chalicelib.schedules.ledger_runs",
    "chalicelib.schedules.feed_runs",
    "chalicelib.schedules.digest_runs",
    "chalicelib.schedules.open_data_runs",
    "chalicelib.schedules.expiry",
    "chalicelib.schedules.rerouting",
    "chalicelib.post_consumer",
    "chalicelib.scan_consumer",
    "chalicelib.stream",
    "cryptography",
    "numpy",
    "pydantic",
    "pypdf",
)
"""Rooms, modules and libraries that not every function needs."""

MAIL = {"chalicelib.notices", "chalicelib.presentation"}
VAULT = {"chalicelib.protection.vault"}
ROUTING = {"chalicelib.routing.classifier", "chalicelib.routing.place"}
API = {
    "altcha",
    "chalicelib.http",
    "chalicelib.presentation",
    "chalicelib.protection.challenge",
    "chalicelib.routing.place",
    "pydantic",
}
STREAM = ROUTING | {"chalicelib.stream"}
CONSUMER = VAULT | MAIL | {"chalicelib.routing.place", "chalicelib.consumers"}
DUE_STEPS = {"chalicelib.schedules.due_steps"}
LOADED = {
    "api_handler": VAULT | API | {"chalicelib.http.reporter"},
    "admin_handler": {
        "chalicelib.http",
        "chalicelib.http.admin",
        "chalicelib.presentation",
        "pydantic",
    },
    "manage_officers": {"chalicelib.http", "chalicelib.presentation", "pydantic"},
    "replay_letters": {"chalicelib.http", "chalicelib.presentation", "pydantic"},
    "disclose_identity": VAULT | {"chalicelib.http", "chalicelib.presentation", "pydantic"},
    "route_complaints": STREAM,
    "publish_events": STREAM,
    "notify_reporter": CONSUMER,
    "notify_agency": CONSUMER,
    "index_similar": CONSUMER,
    "count_figures": CONSUMER,
    "collect_posts": ROUTING | {"chalicelib.post_consumer"},
    # pypdf reads what is encrypted too, where the library for it is there.
    "scan_attachments": {"PIL", "chalicelib.scan_consumer", "cryptography", "pypdf"},
    "escalate_overdue": DUE_STEPS,
    "send_rating_reminders": DUE_STEPS,
    "close_quiet_cases": DUE_STEPS,
    "expire_identities": {"chalicelib.schedules.expiry"},
    "reroute_waiting": ROUTING | {"chalicelib.schedules.rerouting"},
    "collect_heads": set(),
    "call_webhooks": set(),
    "poll_feeds": {"chalicelib.schedules.feed_runs"},
    "seal_ledger": {"chalicelib.schedules.ledger_runs"},
    "verify_ledger": {"chalicelib.schedules.ledger_runs"},
    "publish_open_data": {"chalicelib.schedules.open_data_runs"},
    "send_agency_digests": VAULT | MAIL | {"chalicelib.schedules.digest_runs"},
}


@pytest.mark.parametrize("name", LOADED)
def test_a_function_loads_what_it_needs(name: str) -> None:
    assert {module for module in modules_of(name) if module in WATCHED} == LOADED[name]


def test_the_search_for_garbage_is_on_again_and_spares_what_was_loaded() -> None:
    on, spared = in_a_fresh_process("index_similar", "[gc.isenabled(), gc.get_freeze_count()]")
    assert on
    assert spared > 10_000


def modules_of(function: str) -> set[str]:
    """The modules that a fresh process has once it is ready to serve as `function`."""
    return set(in_a_fresh_process(function, "list(sys.modules)"))


def in_a_fresh_process(function: str, asked: str) -> list[Any]:
    """What an expression says there."""
    done = subprocess.run(
        [sys.executable, "-c", f"import app, gc, json, sys; print(json.dumps({asked}))"],
        cwd=ROOT,
        env={**os.environ, "AWS_DEFAULT_REGION": "ap-southeast-3", "FUNCTION": function},
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return found
