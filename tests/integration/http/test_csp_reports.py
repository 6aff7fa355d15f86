"""Browsers say where a page broke its policy; the log has where, and nothing anybody wrote."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from chalicelib import clients, settings
from tests.integration.world import World

Send = Callable[[str], tuple[list[Any], int]]
TYPE = {"content-type": "application/csp-report"}
REPORT = {
    "document-uri": "https://lapor.test/api/track#LP-7K3M-9QXD-2VTA-C.rahasia-uji",
    "effective-directive": "script-src-elem",
    "violated-directive": "script-src",
    "blocked-uri": "https://evil.example/rahasia-uji?q=rahasia-uji",
    "script-sample": "rahasia-uji",
}


@pytest.fixture
def reported(
    shared_world: World, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Send:
    """Send a report: what the log says of it, and how often it is counted."""

    def send(raw: str) -> tuple[list[Any], int]:
        status, _, headers = shared_world.call("POST", "/csp-reports", raw=raw, headers=TYPE)
        assert status == 204
        assert headers["Cache-Control"] == "no-store"
        out = "".join(capfd.readouterr())
        assert "rahasia-uji" not in out + str([record.__dict__ for record in caplog.records])
        return caplog.records, out.count('"CspViolations":[1')

    return send


def of(**changes: Any) -> str:
    return json.dumps({"csp-report": REPORT | changes})


def test_pages_ask_for_reports_where_they_are_taken(shared_world: World) -> None:
    where = {"/": "/csp-reports", "/track": "csp-reports", "/officer": "csp-reports"}
    for page, address in where.items():
        policy = shared_world.call("GET", page)[2]["Content-Security-Policy"]
        assert policy.endswith(f"; report-uri {address}")


def test_a_page_may_send_to_and_show_from_the_bucket_of_attachments_and_nobody_else(
    shared_world: World,
) -> None:
    bucket = settings.load().attachments_bucket
    form = clients.client("s3").generate_presigned_post(Bucket=bucket, Key="any")
    scheme, host, *_ = urlsplit(form["url"])
    assert bucket in host
    policy = shared_world.call("GET", "/track")[2]["Content-Security-Policy"]
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed.pop("img-src") == f"'self' data: {scheme}://{host}"
    assert allowed.pop("connect-src") == f"'self' {scheme}://{host}"
    assert set(allowed.values()) == {"'none'", "'self'", "csp-reports"}


@pytest.mark.parametrize(
    ("changes", "directive", "blocked"),
    [
        ({}, "script-src-elem", "evil.example"),
        ({"effective-directive": None}, "script-src", "evil.example"),
        ({"blocked-uri": "inline"}, "script-src-elem", "inline"),
        ({"blocked-uri": "rahasia-uji jalan"}, "script-src-elem", "?"),
        ({"blocked-uri": None}, "script-src-elem", "?"),
    ],
)
def test_directive_and_host_are_logged_and_counted(
    reported: Send, changes: dict[str, Any], directive: str, blocked: str
) -> None:
    (record,), counted = reported(of(**changes))
    assert record.getMessage() == "a page broke its policy"
    assert (record.directive, record.blocked) == (directive, blocked)
    assert counted == 1


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "no JSON rahasia-uji",
        "[]",
        "{}",
        "[" * 8_000,
        json.dumps({"csp-report": None}),
        of(**{"effective-directive": "rahasia-uji jalan"}),
        of(**{"effective-directive": 7}),
        of(**{"blocked-uri": ["rahasia-uji"]}),
        of(**{"script-sample": "x" * 16_384}),
    ],
)
def test_what_is_no_report_is_nothing(reported: Send, raw: str) -> None:
    assert reported(raw) == ([], 0)
