"""Waiting for CloudFormation: what it says in the end reaches whoever deploys."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from botocore.stub import ANY, Stubber

from infra import deploy
from infra.console import CommandError

STACK, CHANGE_SET = "lapor-test", "lapor-1"


@pytest.fixture
def answers() -> Iterator[Stubber]:
    """What CloudFormation will answer, in order."""
    client: Any = boto3.client(
        "cloudformation",
        region_name="ap-southeast-3",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def planned(status: str, **more: Any) -> dict[str, Any]:
    return {"StackName": STACK, "ChangeSetName": CHANGE_SET, "Status": status, **more}


def stack(status: str) -> dict[str, Any]:
    return {"StackName": STACK, "CreationTime": "2026-11-25T00:00:00Z", "StackStatus": status}


def changes(answers: Stubber) -> list[dict[str, Any]] | None:
    return deploy._changes(answers.client, STACK, CHANGE_SET, poll_seconds=0.001)


def test_all_pages_of_a_plan_are_read(answers: Stubber) -> None:
    one, two = ({"ResourceChange": {"LogicalResourceId": name}} for name in ("One", "Two"))
    answers.add_response("describe_change_set", planned("CREATE_IN_PROGRESS"))
    answers.add_response("describe_change_set", planned("CREATE_COMPLETE"))
    answers.add_response(
        "describe_change_set", planned("CREATE_COMPLETE", Changes=[one], NextToken="more")
    )
    answers.add_response("describe_change_set", planned("CREATE_COMPLETE", Changes=[two]))
    assert changes(answers) == [one["ResourceChange"], two["ResourceChange"]]


def test_a_plan_without_changes_is_none(answers: Stubber) -> None:
    reason = "The submitted information didn't contain changes."
    answers.add_response("describe_change_set", planned("FAILED", StatusReason=reason))
    assert changes(answers) is None


def test_a_refused_plan_says_why(answers: Stubber) -> None:
    answers.add_response("describe_change_set", planned("FAILED", StatusReason="No such role"))
    with pytest.raises(CommandError, match="No such role"):
        changes(answers)


def test_a_failed_deployment_names_the_resource(answers: Stubber) -> None:
    answers.add_response("describe_stacks", {"Stacks": [stack("UPDATE_IN_PROGRESS")]})
    answers.add_response("describe_stacks", {"Stacks": [stack("UPDATE_ROLLBACK_COMPLETE")]})
    event = {
        "StackId": "s",
        "EventId": "e",
        "StackName": STACK,
        "Timestamp": "2026-11-25T00:00:00Z",
        "LogicalResourceId": "CasesTable",
        "ResourceStatus": "UPDATE_FAILED",
        "ResourceStatusReason": "Limit exceeded",
    }
    answers.add_response("describe_stack_events", {"StackEvents": [event]})
    with pytest.raises(CommandError, match="CasesTable: Limit exceeded"):
        deploy._wait_until_done(answers.client, STACK, updated=True, poll_seconds=0.001)


@pytest.mark.parametrize(
    ("caller", "patterns"),
    [
        (
            "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Operators_0a1b/sari",
            [
                "arn:aws:iam::111122223333:role/AWSReservedSSO_Operators_0a1b",
                "arn:aws:iam::111122223333:role/*/AWSReservedSSO_Operators_0a1b",
            ],
        ),
        ("arn:aws:iam::111122223333:user/sari", ["arn:aws:iam::111122223333:user/sari"]),
        ("arn:aws:iam::111122223333:root", ["arn:aws:iam::111122223333:root"]),
    ],
)
def test_who_deploys_is_known_to_policies_by_their_role(caller: str, patterns: list[str]) -> None:
    assert deploy.operator_patterns(caller) == patterns


@pytest.mark.parametrize(
    ("before", "given", "wanted"),
    [
        ({}, {}, "arn:aws:iam::111122223333:user/sari"),
        ({}, {"Operators": "arn:aws:iam::111122223333:role/Ops"}, None),
        ({"Operators": "arn:aws:iam::111122223333:role/Ops"}, {}, None),
    ],
)
def test_who_deploys_first_reaches_the_queues_where_nobody_is_named(
    monkeypatch: pytest.MonkeyPatch,
    before: dict[str, str],
    given: dict[str, str],
    wanted: str | None,
) -> None:
    """What was named, now or before, stays."""
    known = [{"ParameterKey": k, "ParameterValue": v} for k, v in before.items()]
    sts, cloudformation = Mock(), Mock()
    sts.get_caller_identity.return_value = {"Arn": "arn:aws:iam::111122223333:user/sari"}
    monkeypatch.setattr(deploy, "_describe", lambda *_: {"Parameters": known, "Outputs": []})
    monkeypatch.setattr(deploy, "_upload", lambda *_: "url")
    monkeypatch.setattr(deploy, "_changes", lambda *_: None)
    deploy.deploy(
        Mock(template={"Parameters": {"Stage": {}, "Operators": {}}}),
        "test",
        {"sts": sts, "cloudformation": cloudformation}.__getitem__,
        parameters=given,
    )
    asked = cloudformation.create_change_set.call_args.kwargs["Parameters"]
    (operators,) = [each for each in asked if each["ParameterKey"] == "Operators"]
    expected = {"ParameterValue": wanted or given.get("Operators")}
    assert operators == {"ParameterKey": "Operators"} | (
        {"UsePreviousValue": True} if before else expected
    )


def test_a_bucket_of_somebody_else_gets_nothing() -> None:
    s3: Any = boto3.client(
        "s3",
        region_name="ap-southeast-3",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    owned = {"Bucket": "lapor-deploy-1", "ExpectedBucketOwner": "111111111111"}
    with Stubber(s3) as stubber:
        stubber.add_client_error("head_bucket", "403", http_status_code=403, expected_params=owned)
        with pytest.raises(CommandError, match="lapor-deploy-1 is not this account's"):
            deploy._ensure_bucket(s3, "lapor-deploy-1", "111111111111")
        place = owned | {"Key": ANY}
        stubber.add_client_error("head_object", "404", http_status_code=404, expected_params=place)
        stubber.add_response("put_object", {}, expected_params=place | {"Body": b"code"})
        deploy._put(s3, "lapor-deploy-1", "111111111111", b"code", ".zip")
        stubber.assert_no_pending_responses()


def test_a_place_to_practise_is_deployed_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever practises has mails go out, to whom nobody knows."""
    monkeypatch.setattr("sys.argv", ["deploy", "latihan", "Practice=yes"])
    with pytest.raises(CommandError, match="PRACTICE=1"):
        deploy.main()


def test_a_python_whose_system_cannot_load_the_packages_deploys_nothing() -> None:
    with pytest.raises(CommandError, match=r"Python 3\.12"):
        deploy.check_python((3, 11))
    deploy.check_python((3, 12))
