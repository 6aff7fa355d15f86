"""What the local emulator does not show: backups, keys, retention, alarms, the gateway's edge."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from chalicelib.notices.audience import AGENCIES, REPORTERS, told_to
from infra.package import APART, KEPT_SERVICES, Package, render
from tests.infra.reading import FUNCTIONS, HEARING, QUEUES, STREAMS, named, of_type

RETAINED = {
    "CasesTable",
    "ReferenceTable",
    "VaultTable",
    "VaultKeysTable",
    "VaultKey",
    "VaultTablesKey",
    "EventsKey",
    "Pepper",
    "UserPool",
}


def test_the_template_is_clean(template: Mapping[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(render(template))
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([linter, "--", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_cloudformation_gets_no_yaml_aliases(template: Mapping[str, Any]) -> None:
    assert json.loads(render(template)) == template


@pytest.mark.parametrize("name", sorted(RETAINED))
def test_what_people_told_us_outlives_the_stack(resources: Mapping[str, Any], name: str) -> None:
    assert resources[name]["DeletionPolicy"] == "Retain"
    assert resources[name]["UpdateReplacePolicy"] == "Retain"


def test_tables_are_on_demand_encrypted_and_not_deleted_by_mistake(
    resources: Mapping[str, Any],
) -> None:
    tables = of_type(resources, "AWS::DynamoDB::Table")
    for properties in tables.values():
        assert properties["BillingMode"] == "PAY_PER_REQUEST"
        assert properties["SSESpecification"]["SSEEnabled"] is True
    kept = {name for name, each in tables.items() if each.get("DeletionProtectionEnabled")}
    assert tables.keys() - kept == {"ClaimsTable", "FiguresTable", "SimilarTable"}


def test_backups_cover_what_cannot_be_made_again_and_never_the_vaults_keys(
    resources: Mapping[str, Any],
) -> None:
    backed_up = {
        name
        for name, properties in of_type(resources, "AWS::DynamoDB::Table").items()
        if properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
    }
    assert backed_up == {
        "CasesTable",
        "LeadsTable",
        "ReadingsTable",
        "ReferenceTable",
        "VaultTable",
    }


def test_the_stream_is_of_cases_alone(resources: Mapping[str, Any]) -> None:
    streams = {
        name: properties["StreamSpecification"]["StreamViewType"]
        for name, properties in of_type(resources, "AWS::DynamoDB::Table").items()
        if "StreamSpecification" in properties
    }
    assert streams == {"CasesTable": "NEW_AND_OLD_IMAGES"}


@pytest.mark.parametrize("table", ["ClaimsTable", "CasesTable", "ReadingsTable", "SimilarTable"])
def test_what_may_go_expires(resources: Mapping[str, Any], table: str) -> None:
    ttl = resources[table]["Properties"]["TimeToLiveSpecification"]
    assert ttl == {"AttributeName": "expires_at", "Enabled": True}


@pytest.mark.parametrize(
    ("subscription", "told"),
    [
        ("NotifyReporterSubscription", told_to(REPORTERS)),
        ("NotifyAgencySubscription", told_to(AGENCIES)),
    ],
)
def test_a_queue_gets_exactly_what_its_readers_are_told(
    resources: Mapping[str, Any], subscription: str, told: frozenset[str]
) -> None:
    policy = resources[subscription]["Properties"]["FilterPolicy"]
    assert set(policy["type"]) == told


def test_the_indexes_of_cases(resources: Mapping[str, Any]) -> None:
    indexes = resources["CasesTable"]["Properties"]["GlobalSecondaryIndexes"]
    shown = {
        index["IndexName"]: (
            *(key["AttributeName"] for key in index["KeySchema"]),
            index["Projection"]["ProjectionType"],
            *index["Projection"].get("NonKeyAttributes", []),
        )
        for index in indexes
    }
    listed = ("kind", "version", "state", "supporters", "region_code")
    assert shown == {
        "by_desk": ("desk", "desk_order", "INCLUDE", *listed),
        "due": ("due_kind_shard", "due_at", "KEYS_ONLY"),
        "open_by_agency": ("open_agency", "urgency", "KEYS_ONLY"),
        "nationwide": ("stage", "urgency", "KEYS_ONLY"),
        "published_by_month": ("published_month", "published_at", "KEYS_ONLY"),
        "published_by_agency": ("agency_id", "published_at", "KEYS_ONLY"),
        "published_by_category": ("category", "published_at", "KEYS_ONLY"),
        "published_by_province": ("province", "published_at", "KEYS_ONLY"),
        "published_by_regency": ("regency", "published_at", "KEYS_ONLY"),
    }


def test_every_queue_has_dead_letters(resources: Mapping[str, Any]) -> None:
    queues = of_type(resources, "AWS::SQS::Queue")
    dead_letters = {name for name in queues if name.endswith("DeadLetters")}
    for name in queues.keys() - dead_letters:
        redrive = queues[name]["RedrivePolicy"]
        assert named(redrive["deadLetterTargetArn"]) in dead_letters
        assert redrive["maxReceiveCount"] == 5
    assert len(dead_letters) == len(QUEUES) + len(STREAMS) + 1  # schedules share one


def test_what_the_topic_cannot_deliver_waits_with_the_dead_letters(
    resources: Mapping[str, Any],
) -> None:
    """So that one command hands it over again, whoever failed."""
    may_send = [
        named(queue)
        for statement in resources["QueuesPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        for queue in statement["Resource"]
        if statement["Effect"] == "Allow"
    ]
    for name in HEARING:
        subscription = resources[f"{FUNCTIONS[name]}Subscription"]["Properties"]
        letters = f"{FUNCTIONS[name]}DeadLetters"
        assert named(subscription["RedrivePolicy"]["deadLetterTargetArn"]) == letters
        assert letters in may_send


def test_a_backlog_in_dead_letters_waits_two_weeks(resources: Mapping[str, Any]) -> None:
    for name, queue in of_type(resources, "AWS::SQS::Queue").items():
        assert queue["SqsManagedSseEnabled"] is True
        if name.endswith("DeadLetters"):
            assert queue["MessageRetentionPeriod"] == 1_209_600


def test_topics_are_encrypted_and_subscriptions_raw(resources: Mapping[str, Any]) -> None:
    for topic in of_type(resources, "AWS::SNS::Topic").values():
        assert topic["KmsMasterKeyId"] == {"Ref": "EventsKey"}
    queues = [
        s for s in of_type(resources, "AWS::SNS::Subscription").values() if s["Protocol"] == "sqs"
    ]
    assert {named(s["Endpoint"]) for s in queues} == {f"{FUNCTIONS[name]}Queue" for name in HEARING}
    assert all(s["RawMessageDelivery"] is True for s in queues)


def test_a_firewall_counts_addresses_where_it_is_asked_for(template: Mapping[str, Any]) -> None:
    resources = template["Resources"]
    assert template["Parameters"]["RequestsPerAddress"]["Default"] == 0, "off by default"
    assert template["Conditions"]["HasFirewall"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "RequestsPerAddress"}, 0]}]
    }
    for name in ("Firewall", "FirewallOfTheApi"):
        assert resources[name]["Condition"] == "HasFirewall"
    firewall = resources["Firewall"]["Properties"]
    assert firewall["Scope"] == "REGIONAL"
    assert firewall["DefaultAction"] == {"Allow": {}}
    (rule,) = firewall["Rules"]
    assert rule["Statement"] == {
        "RateBasedStatement": {
            "AggregateKeyType": "IP",
            "EvaluationWindowSec": 300,
            "Limit": {"Ref": "RequestsPerAddress"},
        }
    }
    refusal = rule["Action"]["Block"]["CustomResponse"]
    assert refusal["ResponseCode"] == 429
    assert {"Name": "Retry-After", "Value": "300"} in refusal["ResponseHeaders"]
    body = json.loads(firewall["CustomResponseBodies"]["TooMany"]["Content"])["error"]
    assert body.keys() == {"code", "message", "fields", "request_id"}
    for watched in (firewall, rule):
        assert watched["VisibilityConfig"]["SampledRequestsEnabled"] is False
    association = resources["FirewallOfTheApi"]["Properties"]
    assert "/stages/${RestAPI.Stage}" in association["ResourceArn"]["Fn::Sub"]
    assert association["WebACLArn"] == {"Fn::GetAtt": ["Firewall", "Arn"]}


def test_requests_are_throttled_and_logged_without_what_people_ask(
    resources: Mapping[str, Any],
) -> None:
    api = resources["RestAPI"]["Properties"]
    (settings,) = api["MethodSettings"]
    assert settings["ThrottlingRateLimit"] == {"Ref": "RequestsPerSecond"}
    assert settings["ThrottlingBurstLimit"] == {"Ref": "RequestBurst"}
    assert settings["DataTraceEnabled"] is False
    logged = json.loads(api["AccessLogSetting"]["Format"]).values()
    assert set(logged) == {
        "$context.requestId",
        "$context.httpMethod",
        "$context.resourcePath",
        "$context.status",
        "$context.responseLatency",
        "$context.error.responseType",
    }
    assert api["MinimumCompressionSize"] == 1024


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("UNAUTHORIZED", 401, "unauthorized"),
        ("EXPIRED_TOKEN", 401, "unauthorized"),
        ("MISSING_AUTHENTICATION_TOKEN", 404, "not_found"),
        ("REQUEST_TOO_LARGE", 413, "too_large"),
        ("UNSUPPORTED_MEDIA_TYPE", 415, "not_json"),
        ("THROTTLED", 429, "too_many"),
        ("INTEGRATION_TIMEOUT", 503, "unavailable"),
    ],
)
def test_the_gateways_own_answers_have_our_form(
    resources: Mapping[str, Any], kind: str, status: int, code: str
) -> None:
    body = resources["RestAPI"]["Properties"]["DefinitionBody"]
    response = body["x-amazon-apigateway-gateway-responses"][kind]
    assert response["statusCode"] == status
    parameters = response["responseParameters"]
    assert parameters["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
    if status in {429, 503}:
        assert "gatewayresponse.header.Retry-After" in parameters
    error = json.loads(response["responseTemplates"]["application/json"])["error"]
    assert error.keys() == {"code", "message", "fields", "request_id"}
    assert error["code"] == code


def test_each_path_names_its_methods_where_another_is_asked_for(
    resources: Mapping[str, Any],
) -> None:
    paths = dict(resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"])
    rest = paths.pop("/{rest+}")
    assert list(rest) == ["get"]  # what is not known by its path is not known by another method
    (named,) = rest["get"]["parameters"]
    assert (named["name"], named["in"], named["required"]) == ("rest", "path", True)
    for methods in paths.values():
        others = methods["x-amazon-apigateway-any-method"]
        assert "security" not in others
        integration = others["x-amazon-apigateway-integration"]
        assert (integration["type"], integration["requestTemplates"]) == (
            "mock",
            {"application/json": '{"statusCode": 405}'},
        )
        answer = integration["responses"]["default"]
        named = sorted(method.upper() for method in methods if not method.startswith("x-"))
        allow = answer["responseParameters"]["method.response.header.Allow"]
        assert (answer["statusCode"], allow) == ("405", f"'{', '.join(named)}'")
        told = json.loads(answer["responseTemplates"]["application/json"])["error"]
        assert (told["code"], told["fields"]) == ("method_not_allowed", [])
        assert set(others["responses"]["405"]["headers"]) >= {"Allow", "Cache-Control"}


def test_every_role_of_officers_is_a_group(resources: Mapping[str, Any]) -> None:
    groups = {g["GroupName"] for g in of_type(resources, "AWS::Cognito::UserPoolGroup").values()}
    assert groups == {"national_admin", "agency_admin", "liaison", "monitor", "custodian"}


def test_the_layer_is_small_and_holds_what_functions_call(package: Package) -> None:
    layer = package.layers["ManagedLayer"]
    names = zipfile.ZipFile(layer).namelist()
    services = {n.split("/")[3] for n in names if n.startswith("python/botocore/data/")}
    assert {service for service in services if "." not in service} == KEPT_SERVICES
    assert layer.stat().st_size < 16_000_000
    assert not [n for n in names if n.startswith(("python/pip/", "python/moto/"))]


UNCHECKED = (1).to_bytes(4, "little")  # a compiled module that is never compared with its source


def test_what_reads_files_is_in_a_layer_of_one_function(
    package: Package, resources: Mapping[str, Any]
) -> None:
    def rooms(archive: Path) -> set[str]:
        return {PurePosixPath(n).parts[1] for n in zipfile.ZipFile(archive).namelist()}

    formats = package.layers["FormatsLayer"]
    assert {"PIL", "pypdf"} <= rooms(formats)
    assert not {"PIL", "pypdf"} & rooms(package.layers["ManagedLayer"])
    assert not {"boto3", "pydantic"} & rooms(formats)
    assert formats.stat().st_size < 10_000_000
    using = {
        name
        for name, properties in of_type(resources, "AWS::Serverless::Function").items()
        if {"Ref": "FormatsLayer"} in properties.get("Layers", ())
    }
    assert using == {"ScanAttachments"}


def test_files_are_apart_closed_and_emptied(resources: Mapping[str, Any]) -> None:
    bucket = resources["AttachmentsBucket"]["Properties"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert "VersioningConfiguration" not in bucket  # what is deleted is gone
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["Prefix"], rule["ExpirationInDays"], rule["Status"]) == (
        "quarantine/",
        1,
        "Enabled",
    )
    with_scanner, without = bucket["NotificationConfiguration"]["Fn::If"][1:]
    assert with_scanner == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    (told,) = without["QueueConfigurations"]
    assert told["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "quarantine/"}]
    assert "MalwareScanner" in str(resources["ScanAttachments"])


def test_only_the_functions_named_read_and_write_files(resources: Mapping[str, Any]) -> None:
    policy = resources["AttachmentsBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    found = {
        (action, str(statement["Resource"]).rpartition("}/")[2].rstrip("'}")): {
            named(one)
            for one in statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
            if "Fn::GetAtt" in one
        }
        for statement in policy
        if statement["Sid"] != "OnlyOverTls"
        for action in [statement["Action"]]
        if statement["Effect"] == "Deny" and statement["Principal"] == "*"
    }
    assert found == {
        ("s3:GetObject", "quarantine/*"): {"ScanAttachmentsRole"},
        ("s3:PutObject", "quarantine/*"): {"ApiHandlerRole"},
        ("s3:GetObject", "clean/*"): {"ApiHandlerRole"},
        ("s3:PutObject", "clean/*"): {"ScanAttachmentsRole"},
    }


@pytest.mark.parametrize("archive", ["code", "ManagedLayer", *APART])
def test_every_module_comes_compiled(package: Package, archive: str) -> None:
    with zipfile.ZipFile(({"code": package.code} | package.layers)[archive]) as content:
        for module in map(PurePosixPath, content.namelist()):
            if module.suffix == ".py":
                name = f"{module.stem}.{sys.implementation.cache_tag}.pyc"
                compiled = content.read(str(module.parent / "__pycache__" / name))
                assert compiled[:8] == MAGIC_NUMBER + UNCHECKED


def test_nobody_practises_on_the_stage_that_counts(template: dict[str, Any]) -> None:
    assert template["Parameters"]["Practice"] == {
        "Type": "String",
        "Default": "no",
        "AllowedValues": ["no", "yes"],
        "Description": template["Parameters"]["Practice"]["Description"],
    }
    rule = template["Rules"]["WhereItCountsNobodyPractises"]
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}
    (assertion,) = rule["Assertions"]
    assert assertion["Assert"] == {"Fn::Equals": [{"Ref": "Practice"}, "no"]}
    variables = template["Resources"]["APIHandler"]["Properties"]["Environment"]["Variables"]
    assert variables["PRACTICE"] == {"Ref": "Practice"}
