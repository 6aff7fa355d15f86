"""Every fault rings within a quarter of an hour, and somebody hears it."""

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from chalicelib.observability import Metric
from infra.alarms import MANY
from infra.console import CommandError
from infra.deploy import deploy
from infra.package import ROOT, Package
from tests.infra.reading import FUNCTIONS, QUEUES, SCHEDULES, STREAMS, of_type, source

QUARTER = 900


@pytest.fixture(scope="module")
def alarms(resources: Mapping[str, Any]) -> Mapping[str, Any]:
    return of_type(resources, "AWS::CloudWatch::Alarm")


def watching(alarm: Mapping[str, Any], metric: str, dimension: str, value: Any) -> bool:
    return alarm["MetricName"] == metric and alarm["Dimensions"] == [
        {"Name": dimension, "Value": value}
    ]


def test_all_of_them_reach_the_topic(alarms: Mapping[str, Any]) -> None:
    for alarm in alarms.values():
        assert alarm["AlarmActions"] == [{"Ref": "AlarmsTopic"}]
        assert alarm["OKActions"] == [{"Ref": "AlarmsTopic"}]


def test_each_has_its_answer(alarms: Mapping[str, Any]) -> None:
    rows = re.findall(r"^\| `(\w+Alarm)` \|", (ROOT / "docs" / "operations.md").read_text(), re.M)
    assert sorted(rows) == sorted(alarms)


def test_each_rings_within_a_quarter_of_an_hour(alarms: Mapping[str, Any]) -> None:
    rates = {"BounceRateAlarm", "ComplaintRateAlarm"}
    slow = rates | {f"{metric.value}Alarm" for metric in MANY}
    for name in alarms.keys() - slow - {"PublishEventsIdleAlarm"}:
        alarm = alarms[name]
        waits = 600 if alarm["Threshold"] in (600, 600_000) else 0
        assert waits + alarm["Period"] * alarm["EvaluationPeriods"] <= QUARTER, name


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_that_raises(alarms: Mapping[str, Any], name: str) -> None:
    readable = "ApiHandler" if name == "api_handler" else FUNCTIONS[name]
    alarm = alarms[f"{readable}ErrorsAlarm"]
    assert watching(alarm, "Errors", "FunctionName", {"Ref": FUNCTIONS[name]})
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")


def test_dead_letters_of_every_queue(
    resources: Mapping[str, Any], alarms: Mapping[str, Any]
) -> None:
    queues = of_type(resources, "AWS::SQS::Queue")
    for queue in (name for name in queues if name.endswith("DeadLetters")):
        alarm = alarms[f"{queue}Alarm"]
        which = {"Fn::GetAtt": [queue, "QueueName"]}
        assert watching(alarm, "ApproximateNumberOfMessagesVisible", "QueueName", which)
        assert alarm["Threshold"] == 0


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_nobody_reads(alarms: Mapping[str, Any], name: str) -> None:
    queue = f"{FUNCTIONS[name]}Queue"
    alarm = alarms[f"{queue}AgeAlarm"]
    which = {"Fn::GetAtt": [queue, "QueueName"]}
    assert watching(alarm, "ApproximateAgeOfOldestMessage", "QueueName", which)
    assert alarm["Statistic"] == "Maximum"
    assert alarm["Threshold"] + alarm["Period"] < QUARTER


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_that_does_not_run(
    resources: Mapping[str, Any], alarms: Mapping[str, Any], name: str
) -> None:
    """Silence itself is the fault: a rule that is off makes no data."""
    assert source(resources, name)["Schedule"] == "rate(5 minutes)"
    alarm = alarms[f"{FUNCTIONS[name]}NotRunAlarm"]
    assert watching(alarm, "Invocations", "FunctionName", {"Ref": FUNCTIONS[name]})
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert alarm["TreatMissingData"] == "breaching"
    # Two periods of five minutes: a run that slips over the edge of one is in the next.
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (300, 2)


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_that_lags(alarms: Mapping[str, Any], name: str) -> None:
    alarm = alarms[f"{FUNCTIONS[name]}LagAlarm"]
    assert watching(alarm, "IteratorAge", "FunctionName", {"Ref": FUNCTIONS[name]})
    assert alarm["Threshold"] == 600_000


def test_a_stream_nobody_reads(alarms: Mapping[str, Any]) -> None:
    """It has no age. Cases change and nothing is published; cases wait and nothing routes them."""
    writes, runs, idle = alarms["PublishEventsIdleAlarm"]["Metrics"]
    assert writes["MetricStat"]["Metric"]["Dimensions"] == [
        {"Name": "TableName", "Value": {"Ref": "CasesTable"}},
        {"Name": "Operation", "Value": "TransactWriteItems"},
    ]
    assert runs["MetricStat"]["Metric"]["MetricName"] == "Invocations"
    assert runs["MetricStat"]["Metric"]["Dimensions"][0]["Value"] == {"Ref": "PublishEvents"}
    assert {writes["MetricStat"]["Period"], runs["MetricStat"]["Period"]} == {QUARTER}
    assert idle["Expression"] == "IF(FILL(writes, 0) > 0 AND FILL(runs, 0) < 1, 1, 0)"
    assert "CasesWaitingUnroutedAlarm" in alarms


@pytest.mark.parametrize("metric", Metric)
def test_what_the_service_counts_for_somebody_to_hear(
    alarms: Mapping[str, Any], metric: Metric
) -> None:
    alarm = alarms[f"{metric.value}Alarm"]
    assert watching(alarm, metric.value, "service", "lapor")
    assert alarm["Namespace"] == "lapor"
    few = {Metric.NOTICES_REFUSED: 20, Metric.CSP_VIOLATIONS: 100}  # that are everyday
    assert alarm["Threshold"] == few.get(metric, 0)


def test_the_edge_the_topic_and_the_sender(
    resources: Mapping[str, Any], alarms: Mapping[str, Any]
) -> None:
    server_errors = alarms["ApiServerErrorsAlarm"]
    assert (server_errors["MetricName"], server_errors["Statistic"]) == ("5XXError", "Sum")
    failed = alarms["EventsTopicFailuresAlarm"]
    topic = {"Fn::GetAtt": ["EventsTopic", "TopicName"]}
    assert watching(failed, "NumberOfNotificationsFailed", "TopicName", topic)
    (transformed,) = resources["ThrottledRequests"]["Properties"]["MetricTransformations"]
    throttled = alarms["ThrottledRequestsAlarm"]
    assert throttled["MetricName"] == transformed["MetricName"]
    assert throttled["Namespace"] == transformed["MetricNamespace"]
    assert resources["ThrottledRequests"]["Properties"]["LogGroupName"] == {"Ref": "AccessLogs"}
    assert alarms["BounceRateAlarm"]["MetricName"] == "Reputation.BounceRate"
    assert alarms["ComplaintRateAlarm"]["MetricName"] == "Reputation.ComplaintRate"
    assert alarms["ThrottlesAlarm"]["MetricName"] == "Throttles"


def a_stack(*parameters: tuple[str, str]) -> Any:
    """CloudFormation, knowing a stack with these parameters and nothing else."""
    client = boto3.client(
        "cloudformation", region_name="x", aws_access_key_id="x", aws_secret_access_key="x"
    )
    stub = Stubber(client)
    kept = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters]
    stack = {"StackName": "x", "CreationTime": 0, "StackStatus": "CREATE_COMPLETE"}
    stub.add_response("describe_stacks", {"Stacks": [stack | {"Parameters": kept}]})
    stub.activate()
    return client


class Uploading(Exception):
    """The deployment went on to its next step."""


@pytest.mark.parametrize(
    ("stage", "kept", "given", "goes_on"),
    [
        ("prod", [], {}, False),
        ("prod", [("AlarmEmail", "")], {}, False),
        ("prod", [("AlarmEmail", "ops@example.go.id")], {"AlarmEmail": ""}, False),
        ("prod", [("AlarmEmail", "ops@example.go.id")], {}, True),
        ("prod", [], {"AlarmEmail": "ops@example.go.id"}, True),
        ("dev", [], {}, True),
    ],
)
def test_the_stage_that_people_use_is_not_deployed_deaf(
    package: Package,
    stage: str,
    kept: list[tuple[str, str]],
    given: dict[str, str],
    goes_on: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def aws(service: str) -> Any:
        if service == "s3":
            raise Uploading
        if service == "sts":
            arn = "arn:aws:iam::123456789012:user/ops"
            return SimpleNamespace(get_caller_identity=lambda: {"Arn": arn})
        return a_stack(*kept)

    with pytest.raises(Uploading if goes_on else CommandError):
        deploy(package, stage, aws, parameters=given)
    assert ("Nobody hears" in capsys.readouterr().out) == (stage == "dev")
