"""The alarms of a stage, made from what its template has: every function, queue, schedule, topic
and metric gets its own, so that nothing new is without one. Each has its row in docs/operations.md.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.observability import SERVICE, Metric

Resource = dict[str, Any]
Resources = Mapping[str, Any]

SOON = 600
"""Seconds something may wait before somebody hears of it: with the minutes that a metric and its
alarm take, every fault rings within a quarter of an hour."""

RUNBOOK = "docs/operations.md#alarms"
"""Where each alarm has its row, by its name; every alarm says so."""

MANY = {Metric.NOTICES_REFUSED: (20, 3600), Metric.CSP_VIOLATIONS: (100, 3600)}
"""Metrics of which a few are everyday: (more than, in seconds). Of the others one rings."""


def alarms_for(resources: Resources) -> dict[str, Resource]:
    """The alarms for the resources of a packaged template, by logical name."""
    made = dict(_of_functions(resources))
    made |= _of_queues(resources)
    made |= _of_schedules(resources)
    made |= _of_streams(resources)
    made |= _of_metrics()
    made |= _of_the_edge()
    resources_of_alarms = {name: _resource(name, properties) for name, properties in made.items()}
    # The local emulator knows no metric math; it is also without anybody who would hear.
    resources_of_alarms["PublishEventsIdleAlarm"]["Condition"] = "HasAlarmEmail"
    return resources_of_alarms


def _of_functions(resources: Resources) -> Iterator[tuple[str, Resource]]:
    for function in _named(resources, "AWS::Serverless::Function"):
        yield (
            f"{_readable(function)}ErrorsAlarm",
            _alarm(
                "A function raised", "AWS/Lambda", "Errors", {"FunctionName": {"Ref": function}}
            ),
        )
    # Concurrency is the account's, so one alarm over all functions of the region says it.
    yield (
        "ThrottlesAlarm",
        _alarm("Functions are refused for want of concurrency", "AWS/Lambda", "Throttles", {}),
    )


def _of_queues(resources: Resources) -> Iterator[tuple[str, Resource]]:
    for queue in _named(resources, "AWS::SQS::Queue"):
        which = {"QueueName": {"Fn::GetAtt": [queue, "QueueName"]}}
        if queue.endswith("DeadLetters"):
            yield (
                f"{queue}Alarm",
                _alarm(
                    "A message could not be handled after its last try",
                    "AWS/SQS",
                    "ApproximateNumberOfMessagesVisible",
                    which,
                    statistic="Maximum",
                    seconds=60,
                ),
            )
        else:
            yield (
                f"{queue}AgeAlarm",
                _alarm(
                    "A message has waited for ten minutes: its reader is off, broken or too slow",
                    "AWS/SQS",
                    "ApproximateAgeOfOldestMessage",
                    which,
                    statistic="Maximum",
                    seconds=60,
                    more_than=SOON,
                ),
            )
    for topic in ("EventsTopic",):
        yield (
            f"{topic}FailuresAlarm",
            _alarm(
                "The topic could not deliver to a queue",
                "AWS/SNS",
                "NumberOfNotificationsFailed",
                {"TopicName": {"Fn::GetAtt": [topic, "TopicName"]}},
            ),
        )


def _of_schedules(resources: Resources) -> Iterator[tuple[str, Resource]]:
    for function in _with_source(resources, "Schedule"):
        alarm = _alarm(
            "A schedule of every five minutes has not run for ten",
            "AWS/Lambda",
            "Invocations",
            {"FunctionName": {"Ref": function}},
        )
        yield (
            f"{function}NotRunAlarm",
            alarm
            | {
                "ComparisonOperator": "LessThanThreshold",
                "Threshold": 1,
                "EvaluationPeriods": 2,
                # A rule that is off makes no data at all.
                "TreatMissingData": "breaching",
            },
        )


def _of_streams(resources: Resources) -> Iterator[tuple[str, Resource]]:
    for function in _with_source(resources, "DynamoDB"):
        yield (
            f"{function}LagAlarm",
            _alarm(
                "Records wait for ten minutes in the stream; they are given up after a day",
                "AWS/Lambda",
                "IteratorAge",
                {"FunctionName": {"Ref": function}},
                statistic="Maximum",
                more_than=SOON * 1000,
            ),
        )
    # A mapping that is off has no iterator and so no age. Every event is published, so writes
    # without a run tell it; a quiet quarter of an hour is neither. For routing the same is told by
    # cases that wait: `CasesWaitingUnroutedAlarm`.
    table = {"TableName": {"Ref": "CasesTable"}, "Operation": "TransactWriteItems"}
    yield (
        "PublishEventsIdleAlarm",
        {
            "AlarmDescription": "Cases change and nothing is published: the mapping is off",
            "Metrics": [
                _series("writes", "AWS/DynamoDB", "SuccessfulRequestLatency", table, "SampleCount"),
                _series(
                    "runs",
                    "AWS/Lambda",
                    "Invocations",
                    {"FunctionName": {"Ref": "PublishEvents"}},
                    "Sum",
                ),
                {
                    "Id": "idle",
                    "Expression": "IF(FILL(writes, 0) > 0 AND FILL(runs, 0) < 1, 1, 0)",
                    "ReturnData": True,
                },
            ],
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0,
            "TreatMissingData": "notBreaching",
        },
    )


def _of_metrics() -> Iterator[tuple[str, Resource]]:
    for metric in Metric:
        more_than, seconds = MANY.get(metric, (0, 300))
        yield (
            f"{metric.value}Alarm",
            _alarm(
                f"Counted by the service: {metric.value}",
                SERVICE,
                metric.value,
                {"service": SERVICE},
                seconds=seconds,
                more_than=more_than,
            ),
        )


def _of_the_edge() -> Iterator[tuple[str, Resource]]:
    yield (
        "ApiServerErrorsAlarm",
        _alarm(
            "More than five requests in five minutes answered 5xx",
            "AWS/ApiGateway",
            "5XXError",
            {"ApiName": SERVICE, "Stage": "api"},
            more_than=5,
        ),
    )
    yield (
        "ThrottledRequestsAlarm",
        _alarm(
            "More than ten requests in five minutes were refused by the API's limit",
            {"Fn::Sub": "lapor-${Stage}"},
            "ThrottledRequests",
            {},
            more_than=10,
        ),
    )
    # From 5 % and 0.1 % on SES puts an account under review (its documentation).
    for rate, most in (("Bounce", 0.05), ("Complaint", 0.001)):
        yield (
            f"{rate}RateAlarm",
            _alarm(
                "SES is about to stop sending for us",
                "AWS/SES",
                f"Reputation.{rate}Rate",
                {},
                statistic="Maximum",
                seconds=3600,
                more_than=most,
            ),
        )


def _alarm(
    says: str,
    namespace: Any,
    metric: str,
    dimensions: Mapping[str, Any],
    *,
    statistic: str = "Sum",
    seconds: int = 300,
    more_than: float = 0,
) -> Resource:
    """An alarm that rings when one period of `seconds` is above `more_than`; silence is good."""
    return {
        "AlarmDescription": says,
        "Namespace": namespace,
        "MetricName": metric,
        "Dimensions": _dimensions(dimensions),
        "Statistic": statistic,
        "Period": seconds,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": more_than,
        "TreatMissingData": "notBreaching",
    }


def _series(
    name: str, namespace: str, metric: str, dimensions: Mapping[str, Any], statistic: str
) -> Resource:
    measured = {
        "Namespace": namespace,
        "MetricName": metric,
        "Dimensions": _dimensions(dimensions),
    }
    stat = {"Metric": measured, "Period": 900, "Stat": statistic}
    return {"Id": name, "MetricStat": stat, "ReturnData": False}


def _dimensions(named: Mapping[str, Any]) -> list[Resource]:
    return [{"Name": name, "Value": value} for name, value in named.items()]


def _resource(name: str, properties: Resource) -> Resource:
    actions = {"AlarmActions": [{"Ref": "AlarmsTopic"}], "OKActions": [{"Ref": "AlarmsTopic"}]}
    says = f"{properties['AlarmDescription']}. What to do: {RUNBOOK}, {name}"
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": actions | properties | {"AlarmDescription": says},
    }


def _named(resources: Resources, kind: str) -> list[str]:
    return sorted(name for name, resource in resources.items() if resource["Type"] == kind)


def _with_source(resources: Resources, kind: str) -> list[str]:
    return [
        name
        for name in _named(resources, "AWS::Serverless::Function")
        for event in resources[name]["Properties"].get("Events", {}).values()
        if event["Type"] == kind
    ]


def _readable(function: str) -> str:
    return "ApiHandler" if function == "APIHandler" else function
