"""The dashboard of a stage: requests, what waits, what lags, what fails."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from infra.functions import FUNCTIONS, Trigger, triggered_by

Row = list[Any]


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
    ]
    properties = {
        "DashboardName": {"Fn::Sub": "lapor-${Stage}"},
        "DashboardBody": {"Fn::Sub": json.dumps({"widgets": widgets})},
    }
    return {"Type": "AWS::CloudWatch::Dashboard", "Properties": properties}


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
