"""What each function loads when it starts: what its work needs, and nothing of the others."""

import json
import os
import subprocess
import sys

import pytest

from infra.package import ROOT

WATCHED = (
    "altcha",
    "chalicelib.consumers",
    "chalicelib.http",
    "chalicelib.notices",
    "chalicelib.presentation",
    "chalicelib.protection.challenge",
    "chalicelib.protection.vault",
    "chalicelib.routing.classifier",
    "chalicelib.routing.place",
    "chalicelib.schedules",
    "chalicelib.stream",
    "cryptography",
    "pydantic",
)
"""Rooms, modules and libraries that not every function needs."""

MAIL = {"chalicelib.notices", "chalicelib.presentation"}
VAULT = {"chalicelib.protection.vault", "cryptography"}
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
SCHEDULE = VAULT | MAIL | ROUTING | {"chalicelib.schedules"}
LOADED = {
    "api_handler": VAULT | API,
    "route_complaints": STREAM,
    "publish_events": STREAM,
    "notify_reporter": CONSUMER,
    "notify_agency": CONSUMER,
    "index_similar": CONSUMER,
    "escalate_overdue": SCHEDULE,
    "send_rating_reminders": SCHEDULE,
    "close_quiet_cases": SCHEDULE,
    "reroute_waiting": SCHEDULE,
    "send_agency_digests": SCHEDULE,
}


@pytest.mark.parametrize("name", LOADED)
def test_a_function_loads_what_it_needs(name: str) -> None:
    assert {module for module in modules_of(name) if module in WATCHED} == LOADED[name]


def modules_of(function: str) -> set[str]:
    """The modules that a fresh process has once it is ready to serve as `function`."""
    done = subprocess.run(
        [sys.executable, "-c", "import app, json, sys; print(json.dumps(list(sys.modules)))"],
        cwd=ROOT,
        env={**os.environ, "AWS_DEFAULT_REGION": "ap-southeast-3", "FUNCTION": function},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))
