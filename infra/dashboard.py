"""The dashboard of a stage: what comes in and how it goes; requests, what waits, lags and fails;
what it costs."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from chalicelib.observability import SERVICE, Measure, Metric
from infra.functions import FUNCTIONS, Trigger, triggered_by

Row = list[Any]

INDEXES = {
    "CasesTable": (
        "by_desk", "due", "open_by_agency", "nationwide", "published_by_month",
        "published_by_agency", "published_by_category", "published_by_province",
        "published_by_regency",
    ),
    "ReadingsTable": ("by_officer",),
    "LeadsTable": ("by_standing",),
    "ClaimsTable": (), "FiguresTable": (), "ReferenceTable": (), "SimilarTable": (),
    "VaultTable": (), "VaultKeysTable": (),
}  # fmt: skip
"""The tables and their indexes, whose units DynamoDB counts apart from the table's."""

GB_SECONDS = "{duration} * {memory} / 1024 / 1000"
"""What Lambda bills a function for, of the sum of its milliseconds and its memory in MB."""

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
            "Overdue; without an agency, by age",
            _own(
                Measure.WITHOUT_AGENCY, Measure.WITHOUT_AGENCY_FOR_A_DAY,
                Measure.WITHOUT_AGENCY_FOR_THREE_DAYS, Measure.OVERDUE,
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
        *_costs(top=30),
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


def _costs(top: int) -> list[dict[str, Any]]:
    """What a bill is made of, by the hour, where the metric of it is AWS's own."""
    hourly: dict[str, Any] = {"period": 3600, "stat": "Sum", "stacked": True}
    mails = [
        ["AWS/SES", "Send"],
        ["AWS/SNS", "NumberOfMessagesPublished", "TopicName", "${EventsTopic.TopicName}"],
        ["AWS/ApiGateway", "Count", "ApiName", "lapor", "Stage", "api"],
    ]
    return [
        _widget("GB-seconds by function", _gb_seconds(), at=(0, top), width=24, **hourly),
        _widget("Write units by table and index", _units("Write"), at=(0, top + 6), **hourly),
        _widget("Read units by table and index", _units("Read"), at=(12, top + 6), **hourly),
        _widget(
            "Mails, events published, requests", mails, at=(0, top + 12), width=24,
            period=3600, stat="Sum",
        ),
    ]  # fmt: skip


def _gb_seconds() -> list[Row]:
    rows: list[Row] = []
    for number, function in enumerate(FUNCTIONS):
        duration = f"d{number}"
        billed = GB_SECONDS.format(duration=duration, memory=function.memory)
        rows.append([{"expression": billed, "label": function.name}])
        (measured,) = _functions("Duration", [function.resource])
        rows.append([*measured, {"id": duration, "visible": False}])
    return rows


def _units(kind: str) -> list[Row]:
    metric = f"Consumed{kind}CapacityUnits"
    rows: list[Row] = []
    for table, indexes in INDEXES.items():
        of_table = ["AWS/DynamoDB", metric, "TableName", f"${{{table}}}"]
        rows.append(of_table)
        rows += [[*of_table, "GlobalSecondaryIndexName", index] for index in indexes]
    return rows


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
    **more: Any,
) -> dict[str, Any]:
    x, y = at
    properties = {"title": title, "region": "${AWS::Region}", "period": period, "metrics": metrics}
    place = {"type": "metric", "x": x, "y": y, "width": width, "height": 6}
    return place | {"properties": properties | more}
