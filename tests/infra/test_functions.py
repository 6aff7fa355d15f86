"""Every function is deployed from app.py, bounded, logged, and cannot lose what it was given."""

import ast
import json
from collections.abc import Mapping
from typing import Any

import pytest

from infra.package import ROOT
from tests.infra.reading import FUNCTIONS, QUEUES, SCHEDULES, STREAMS, function, of_type, source

DECORATORS = {
    "on_dynamodb_record",
    "on_sqs_message",
    "on_sns_message",
    "schedule",
    "lambda_function",
}


def functions_of_app() -> set[str]:
    tree = ast.parse((ROOT / "app.py").read_text())
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in DECORATORS
    }


def test_the_template_has_the_functions_of_app_py(resources: Mapping[str, Any]) -> None:
    assert functions_of_app() | {"api_handler"} == FUNCTIONS.keys()
    assert set(of_type(resources, "AWS::Serverless::Function")) == set(FUNCTIONS.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_handlers_are_in_app_py(resources: Mapping[str, Any], name: str) -> None:
    handler = function(resources, name)["Handler"]
    assert handler == ("app.app" if name == "api_handler" else f"app.{name}")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_knows_which_it_is(resources: Mapping[str, Any], name: str) -> None:
    assert function(resources, name)["Environment"]["Variables"]["FUNCTION"] == name


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_policy_file_of_its_own(name: str) -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    assert config["autogen_policy"] is False
    file = f"policy-{name}.json"
    assert config["lambda_functions"][name]["iam_policy_file"] == file
    assert (ROOT / ".chalice" / file).exists()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_names_and_logs_are_kept_and_end(resources: Mapping[str, Any], name: str) -> None:
    properties = function(resources, name)
    assert properties["FunctionName"] == {"Fn::Sub": f"lapor-${{Stage}}-{name}"}
    group = resources[properties["LoggingConfig"]["LogGroup"]["Ref"]]["Properties"]
    assert group["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/lapor-${{Stage}}-{name}"}
    assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_the_api_answers_before_the_gateway_gives_up(resources: Mapping[str, Any]) -> None:
    assert function(resources, "api_handler")["Timeout"] <= 29


@pytest.mark.parametrize("name", STREAMS)
def test_streams_are_filtered_bounded_and_end_in_dead_letters(
    resources: Mapping[str, Any], name: str
) -> None:
    properties = source(resources, name)
    assert properties["Stream"] == {"Fn::GetAtt": ["CasesTable", "StreamArn"]}
    assert properties["StartingPosition"] == "TRIM_HORIZON"
    assert properties["MaximumRetryAttempts"] == 5
    assert properties["MaximumRecordAgeInSeconds"] == 86_400
    assert properties["ParallelizationFactor"] > 1
    assert properties["BisectBatchOnFunctionError"] is True
    destination = properties["DestinationConfig"]["OnFailure"]
    assert destination["Type"] == "SQS"
    assert destination["Destination"] == {
        "Fn::GetAtt": [f"{FUNCTIONS[name]}DeadLetters", "Arn"],
    }


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("publish_events", None),
        (
            "route_complaints",
            ["filed", "returned", "reclassified", "messaged", "rated", "archived"],
        ),
    ],
)
def test_streams_deliver_new_events_only(
    resources: Mapping[str, Any], name: str, types: list[str] | None
) -> None:
    (only,) = source(resources, name)["FilterCriteria"]["Filters"]
    pattern = json.loads(only["Pattern"])
    assert pattern["eventName"] == ["INSERT"]
    assert pattern["dynamodb"]["Keys"] == {"sk": {"S": [{"prefix": "EVENT#"}]}}
    wanted = {"type": {"S": types}} if types else None
    assert pattern["dynamodb"].get("NewImage") == wanted


def test_a_stream_has_no_more_than_two_readers(resources: Mapping[str, Any]) -> None:
    readers = [
        name
        for name, properties in of_type(resources, "AWS::Serverless::Function").items()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "DynamoDB"
    ]
    assert len(readers) == 2


@pytest.mark.parametrize("name", QUEUES)
def test_queues_report_single_failures(resources: Mapping[str, Any], name: str) -> None:
    properties = source(resources, name)
    queue = f"{FUNCTIONS[name]}Queue"
    assert properties["Queue"] == {"Fn::Sub": f"${{{queue}.Arn}}"}
    assert properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # More than ten at once need a window in which they come together; a photo takes the memory of
    # one.
    together = (properties["BatchSize"], properties["MaximumBatchingWindowInSeconds"])
    unlike = {"count_figures": (100, 20), "collect_heads": (100, 5), "scan_attachments": (1, 0)}
    unlike["call_webhooks"] = (10, 5)
    assert together == unlike.get(name, (5, 0))
    timeout = function(resources, name)["Timeout"]
    assert resources[queue]["Properties"]["VisibilityTimeout"] >= 6 * timeout


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_that_fails_leaves_a_letter(resources: Mapping[str, Any], name: str) -> None:
    letters = {"Fn::GetAtt": ["SchedulesDeadLetters", "Arn"]}
    assert source(resources, name)["DeadLetterConfig"] == {"Arn": letters}
    invoke = function(resources, name)["EventInvokeConfig"]
    assert invoke["DestinationConfig"]["OnFailure"] == {"Type": "SQS", "Destination": letters}


def test_requests_and_the_rest_cannot_starve_each_other(
    template: Mapping[str, Any], resources: Mapping[str, Any]
) -> None:
    kept = function(resources, "api_handler")["ReservedConcurrentExecutions"]
    assert {"Ref": "ApiConcurrency"} in kept["Fn::If"]
    # Of the 1,000 an account begins with, 100 have to stay with nobody.
    assert 0 < template["Parameters"]["ApiConcurrency"]["Default"] <= 500
    for name in FUNCTIONS.keys() - {"api_handler"}:
        assert "ReservedConcurrentExecutions" not in function(resources, name)


def test_only_functions_outside_the_api_are_told_its_address(resources: Mapping[str, Any]) -> None:
    """The API handler gets the parameter only: the API's id would close a circle."""
    for name in FUNCTIONS:
        variables = function(resources, name)["Environment"]["Variables"]
        if name == "api_handler":
            assert variables["PUBLIC_URL"] == {"Ref": "PublicUrl"}
        elif "PUBLIC_URL" in variables:
            assert "RestAPI" in json.dumps(variables["PUBLIC_URL"])
