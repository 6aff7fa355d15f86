"""The dashboard of a stage: what comes in and how it goes; requests, what waits, lags and fails;
what it costs."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from chalicelib.observability import SERVICE, Measure, Metric
from infra.functions import FUNCTIONS, Trigger, triggered_by

Row = list[Any]

COSTLY = ("CasesTable", "ClaimsTable", "FiguresTable", "ReferenceTable", "SimilarTable")
"""The tables whose units are worth a line: a life costs next to nothing in the others."""

TRIAGE_SHARE = "100 * triaged / (triaged + routed)"


def dashboard() -> dict[str, Any]:
    """The resource, with a line for every queue, stream and function."""
    readers = triggered_by(Trigger.QUEUE)
    streams = triggered_by(Trigger.STREAM)
    letters = dict.fromkeys(
        function.dead_letters
        for function in triggered_by(Trigger.STREAM, Trigger.QUEUE, Trigger.SCHEDULE)
    )
    api = ["ApiName", "lapor", "Stage", "api"]
    counted = ("Count", "5XXError", "4XXError")
    requests = [["AWS/ApiGateway", name, *api, {"stat": "Sum"}] for name in counted]
    latency = [["AWS/ApiGateway", "Latency", *api, {"stat": s}] for s in ("p50", "p95", "p99")]
    waiting = [
        *_queues("ApproximateAgeOfOldestMessage", (f.queue for f in readers)),
        *_queues("ApproximateNumberOfMessagesVisible", letters),
    ]
    lag = _functions("IteratorAge", (f.resource for f in streams))
    errors = _functions("Errors", (f.resource for f in FUNCTIONS))
    widgets = [
        _widget("Requests and 5xx", requests, at=(0, 0)),
        _widget("Latency p50 p95 p99", latency, at=(12, 0)),
        _widget("Waiting and dead letters", waiting, at=(0, 6), stat="Maximum"),
        _widget("Stream lag (ms)", lag, at=(12, 6), stat="Maximum"),
        _widget("Errors by function", errors, at=(0, 12), width=24, period=300, stat="Sum"),
        _widget(
            "Filed, answered, limits missed",
            _own(Measure.FILED, Measure.ANSWERED, Measure.LIMITS_MISSED),
            at=(0, 18), period=3600, stat="Sum",
        ),
        _widget("Sent to triage (%)", _triage_share(), at=(12, 18), period=3600, stat="Sum"),
        _widget(
            "Without an agency, by age; escalated",
            _own(
                Measure.WITHOUT_AGENCY, Measure.WITHOUT_AGENCY_FOR_A_DAY,
                Measure.WITHOUT_AGENCY_FOR_THREE_DAYS, Measure.ESCALATED,
            ),
            at=(0, 24), period=300, stat="Maximum",
        ),
        _widget(
            "Notices and filings that failed, cases that wait for the rules",
            _own(
                Metric.NOTICES_REFUSED, Metric.NOTICES_DELAYED, Metric.AGENCIES_WITHOUT_DESK,
                Metric.FILINGS_FAILED, Metric.CASES_WAITING_UNROUTED,
            ),
            at=(12, 24), period=300, stat="Sum",
        ),
        _widget("Read and write units by table", _units(), at=(0, 30), period=3600, stat="Sum"),
        _widget(
            "Milliseconds by function",
            _functions("Duration", (f.resource for f in FUNCTIONS)),
            at=(12, 30), period=3600, stat="Sum",
        ),
    ]  # fmt: skip
    properties = {
        "DashboardName": {"Fn::Sub": "lapor-${Stage}"},
        "DashboardBody": {"Fn::Sub": json.dumps({"widgets": widgets})},
    }
    return {"Type": "AWS::CloudWatch::Dashboard", "Properties": properties}


def _own(*names: Metric | Measure) -> list[Row]:
    return [[SERVICE, name.value, "service", SERVICE] for name in names]


def _triage_share() -> list[Row]:
    """Of what left the rules, how much they gave to people."""
    parts = {"triaged": Measure.SENT_TO_TRIAGE, "routed": Measure.ROUTED_BY_RULES}
    hidden = [[*_own(name)[0], {"id": part, "visible": False}] for part, name in parts.items()]
    by_officers = _own(Measure.ROUTED_BY_OFFICERS)[0]
    return [
        [{"expression": TRIAGE_SHARE, "label": "%"}],
        *hidden,
        [*by_officers, {"yAxis": "right", "label": "routed by officers"}],
    ]


def _units() -> list[Row]:
    return [
        ["AWS/DynamoDB", f"Consumed{kind}CapacityUnits", "TableName", f"${{{table}}}"]
        for kind in ("Read", "Write")
        for table in COSTLY
    ]


def _queues(metric: str, queues: Iterable[str]) -> list[Row]:
    return [["AWS/SQS", metric, "QueueName", f"${{{queue}.QueueName}}"] for queue in queues]


def _functions(metric: str, functions: Iterable[str]) -> list[Row]:
    return [["AWS/Lambda", metric, "FunctionName", f"${{{name}}}"] for name in functions]


def _widget(
    title: str,
    metrics: Sequence[Row],
    *,
    at: tuple[int, int],
    width: int = 12,
    period: int = 60,
    **more: str,
) -> dict[str, Any]:
    x, y = at
    properties = {"title": title, "region": "${AWS::Region}", "period": period, "metrics": metrics}
    place = {"type": "metric", "x": x, "y": y, "width": width, "height": 6}
    return place | {"properties": properties | more}
