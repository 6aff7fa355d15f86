"""Least privilege: each role names what it may touch, and the API cannot read an identity."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.infra.reading import FUNCTIONS, QUEUES, SCHEDULES, STREAMS, grants

READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"}
VAULT = {"VaultTable", "VaultKeysTable"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_wildcard_where_a_resource_can_be_named(resources: Mapping[str, Any], name: str) -> None:
    for action, target in grants(resources, name):
        assert "*" not in action, action
        # A stream's name ends in the moment it was made, which no template knows.
        assert target == "CasesTable/stream/*" or "*" not in target, (action, target)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nobody_scans_or_deletes_cases(resources: Mapping[str, Any], name: str) -> None:
    assert not {
        action
        for action, target in grants(resources, name)
        if target.startswith("CasesTable") and action in {"dynamodb:Scan", "dynamodb:DeleteItem"}
    }


def test_the_api_writes_the_vault_and_cannot_read_it(resources: Mapping[str, Any]) -> None:
    granted = set(grants(resources, "api_handler"))
    assert {("dynamodb:PutItem", table) for table in VAULT} <= granted
    assert not {(action, t) for action, t in granted if action in READS and t.startswith("Vault")}
    assert {action for action, target in granted if target == "VaultKey"} == {"kms:GenerateDataKey"}
    assert not {target for action, target in granted if action == "kms:Decrypt"}


def test_one_function_reads_identities(resources: Mapping[str, Any]) -> None:
    readers = {
        name
        for name in FUNCTIONS
        for action, target in grants(resources, name)
        if (target in VAULT and action in READS) or (action, target) == ("kms:Decrypt", "VaultKey")
    }
    assert readers == {"notify_reporter"}


def test_the_vault_key_itself_refuses_everybody_else(resources: Mapping[str, Any]) -> None:
    policy = resources["VaultKey"]["Properties"]["KeyPolicy"]["Statement"]
    (refusal,) = (s for s in policy if s["Effect"] == "Deny")
    assert {"kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant"} <= set(refusal["Action"])
    assert refusal["Principal"] == {"AWS": "*"}
    allowed = [a["Fn::Sub"] for a in refusal["Condition"]["ArnNotLike"]["aws:PrincipalArn"]]
    role = "role/${AWS::StackName}-NotifyReporterRole-*"
    assert allowed[0].endswith(f":{role}")
    assert all(role in name for name in allowed)


def test_the_vault_tables_have_another_key(resources: Mapping[str, Any]) -> None:
    for table in VAULT:
        encryption = resources[table]["Properties"]["SSESpecification"]
        assert encryption["KMSMasterKeyId"] == {"Fn::GetAtt": ["VaultTablesKey", "Arn"]}
        assert encryption["SSEType"] == "KMS"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_writes_its_own_log_only(resources: Mapping[str, Any], name: str) -> None:
    targets = {target for action, target in grants(resources, name) if action.startswith("logs:")}
    logs = "ApiHandlerLogs" if name == "api_handler" else f"{FUNCTIONS[name]}Logs"
    assert targets == {logs}


@pytest.mark.parametrize("name", STREAMS)
def test_stream_readers_may_read_it_and_leave_letters(
    resources: Mapping[str, Any], name: str
) -> None:
    granted = set(grants(resources, name))
    for action in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"):
        assert (f"dynamodb:{action}", "CasesTable/stream/*") in granted
    assert ("sqs:SendMessage", f"{FUNCTIONS[name]}DeadLetters") in granted


@pytest.mark.parametrize("name", QUEUES)
def test_queue_readers_may_take_from_their_queue_and_put_back_only(
    resources: Mapping[str, Any], name: str
) -> None:
    granted = {(a, t) for a, t in grants(resources, name) if a.startswith("sqs:")}
    assert granted == {
        (f"sqs:{action}", f"{FUNCTIONS[name]}Queue")
        for action in (
            "ReceiveMessage",
            "DeleteMessage",
            "ChangeMessageVisibility",
            "GetQueueAttributes",
            *(["SendMessage"] if name.startswith("notify") else []),
        )
    }
    variables = resources[FUNCTIONS[name]]["Properties"]["Environment"]["Variables"]
    own = {"Ref": f"{FUNCTIONS[name]}Queue"} if name.startswith("notify") else None
    assert variables.get("NOTICES_QUEUE_URL") == own


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_may_find_what_is_due(resources: Mapping[str, Any], name: str) -> None:
    granted = set(grants(resources, name))
    assert ("dynamodb:Query", "CasesTable/index/due") in granted
    if name == "reroute_waiting":
        assert ("dynamodb:Query", "CasesTable/index/by_desk") in granted
    assert ("sqs:SendMessage", "SchedulesDeadLetters") in granted


def test_the_topic_takes_events_from_the_publisher_alone(resources: Mapping[str, Any]) -> None:
    """Without a policy of its own a topic lets everybody in the account publish."""
    policy = resources["EventsTopicPolicy"]["Properties"]
    assert policy["Topics"] == [{"Ref": "EventsTopic"}]
    (publishing,) = (
        statement
        for statement in policy["PolicyDocument"]["Statement"]
        if "sns:Publish" in statement["Action"]
    )
    assert publishing["Principal"] == {"AWS": {"Fn::GetAtt": ["PublishEventsRole", "Arn"]}}


def test_only_senders_send(resources: Mapping[str, Any]) -> None:
    senders = {n for n in FUNCTIONS for a, _ in grants(resources, n) if a.startswith("ses:")}
    assert senders == {"notify_reporter", "notify_agency", "send_agency_digests"}
    publishers = {n for n in FUNCTIONS for a, _ in grants(resources, n) if a == "sns:Publish"}
    assert publishers == {"publish_events"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_environment_and_role_agree(resources: Mapping[str, Any], name: str) -> None:
    """A function is told of a table, topic or secret exactly when it may use it."""
    variables = resources[FUNCTIONS[name]]["Properties"]["Environment"]["Variables"]
    targets = {target for _, target in grants(resources, name)}
    for variable, resource in {
        "CASES_TABLE": "CasesTable",
        "VAULT_TABLE": "VaultTable",
        "VAULT_KEYS_TABLE": "VaultKeysTable",
        "CLAIMS_TABLE": "ClaimsTable",
        "VAULT_KEY_ID": "VaultKey",
        "PEPPER_SECRET_ID": "Pepper",
        "EVENTS_TOPIC_ARN": "EventsTopic",
    }.items():
        assert (variable in variables) == (resource in targets), variable
