"""A whole LAPOR in one process: moto for AWS, the real handlers, and the stream pumped into them
with the filters that infra/template.yaml gives the event sources."""

import functools
import json
import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import yaml
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sqs.models import sqs_backends

from infra.functions import Trigger, triggered_by
from tests.integration import contract
from tests.integration.roles import acting_as

TEMPLATE = Path(__file__).parents[2] / "infra" / "template.yaml"
REGION = "ap-southeast-3"
Record = dict[str, Any]


class _CloudFormation(yaml.SafeLoader):
    """Reads `!Ref x` as {"Ref": "x"} and `!Sub x` as {"Fn::Sub": "x"}."""


def _function(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    return {"Ref" if name == "Ref" else f"Fn::{name}": value}


_CloudFormation.add_multi_constructor("!", _function)


@functools.cache
def _client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]  # any of them


@functools.cache
def _cases(table: str) -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table(table)


@functools.cache
def template() -> dict[str, Any]:
    """infra/template.yaml as data."""
    content: dict[str, Any] = yaml.load(TEMPLATE.read_text(), _CloudFormation)  # noqa: S506 (ours)
    return content


def create_tables() -> dict[str, str]:
    """The tables as the template describes them; logical name to table name."""
    client = boto3.client("dynamodb", region_name=REGION)
    names = {}
    for logical, resource in template()["Resources"].items():
        if resource.get("Type") != "AWS::DynamoDB::Table":
            continue
        wanted = resource["Properties"]
        used = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        request = {name: wanted[name] for name in used if name in wanted}
        if "StreamSpecification" in wanted:
            request["StreamSpecification"] = wanted["StreamSpecification"] | {"StreamEnabled": True}
        names[logical] = f"test-{logical}"
        client.create_table(TableName=names[logical], **request)
    return names


@functools.cache
def filters(function: str) -> list[dict[str, Any]]:
    """The filter patterns of a stream function's event source."""
    source = template()["Resources"][function]["Properties"]["Events"]
    (mapping,) = source.values()
    return [json.loads(f["Pattern"]) for f in mapping["Properties"]["FilterCriteria"]["Filters"]]


def matches(pattern: Any, value: Any) -> bool:
    """EventBridge-style matching, as far as our patterns use it: exact values and prefixes."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            name in value and matches(inner, value[name]) for name, inner in pattern.items()
        )
    return any(
        str(value).startswith(wanted["prefix"]) if isinstance(wanted, dict) else value == wanted
        for wanted in pattern
    )


@dataclass
class World:
    """What a test does to the system and what it sees of it. `times` delivers everything that
    often; `delivered` and `handed` are the stream records and queue messages that were.
    `untouched` is how all stands as long as nothing has happened, where a test may begin with a
    copy (`beginnings.py`)."""

    cases_table: str
    reference_table: str
    similar_table: str
    queues: dict[str, str]
    times: int = 1
    untouched: Any = None
    _onwards: str | None = None
    delivered: list[Record] = field(default_factory=list)
    lost: list[Record] = field(default_factory=list)
    handed: list[str] = field(default_factory=list)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        groups: str | None = None,
        claims: dict[str, str] | None = None,
        raw: str | None = None,
        source_ip: str = "203.0.113.9",
    ) -> tuple[int, Any, dict[str, str]]:
        """One request through the API function: status, parsed body, headers.

        `groups` makes it an officer's, with these Cognito groups and further `claims`.
        """
        import app

        resource, parameters = _route(app.app.routes, path or "/")  # the root without its slash
        sent = {"content-type": "application/json", "host": "api.test", **(headers or {})}
        text = raw if raw is not None else (None if body is None else json.dumps(body))
        context: dict[str, Any] = {
            "httpMethod": method,
            "resourcePath": resource,
            "requestId": str(uuid.uuid4()),
            "domainName": "api.test",
            "stage": "api",
            "path": f"/api{path}",
            "identity": {"sourceIp": source_ip},
        }
        if groups is not None:
            own = {"sub": f"sub-{groups}", "cognito:groups": groups}
            context["authorizer"] = {"claims": own | (claims or {})}
        event = {
            "requestContext": context,
            "headers": sent,
            "multiValueHeaders": {name: [value] for name, value in sent.items()},
            "pathParameters": parameters,
            "multiValueQueryStringParameters": {k: [v] for k, v in (query or {}).items()} or None,
            "stageVariables": None,
            "body": text,
            "isBase64Encoded": False,
        }
        of_routes = triggered_by(Trigger.ROUTES)
        others = (each.name for each in of_routes if resource.startswith(each.routes))
        with acting_as(next(others, "api_handler")):
            answer = app.app(event, LambdaContext())
        is_json = "json" in answer["headers"].get("Content-Type", "")
        content = json.loads(answer["body"]) if is_json and answer["body"] else answer["body"]
        contract.check(method, resource, answer["statusCode"], answer["headers"], content)
        return answer["statusCode"], content, answer["headers"]

    def pump(self) -> None:
        """Deliver stream records and queue messages until nothing moves any more."""
        while self.pump_stream() or self._pump_queues():
            pass

    def pump_stream(self) -> bool:
        """Deliver what the stream has; whether there was anything."""
        records = self.records()
        self._deliver(records)
        return bool(records)

    def lose_records(self) -> None:
        """What the stream has is delivered to nobody."""
        self.lost += self.records()

    def replay_records(self) -> None:
        """What was lost is delivered after all, late."""
        self._deliver(self.lost)

    def _deliver(self, records: list[Record]) -> None:
        import app

        for function in triggered_by(Trigger.STREAM):
            patterns = filters(function.resource)
            wanted = [r for r in records if any(matches(p, r) for p in patterns)]
            for _ in range(self.times):
                if wanted:
                    with acting_as(function.name):
                        getattr(app, function.name)({"Records": wanted}, LambdaContext())
        self.delivered += records

    def records(self) -> list[Record]:
        """What came since the last call: the stream is read on from where it was left."""
        streams = _client("dynamodbstreams")
        if self._onwards is None:
            self._onwards = self._iterator(streams, "TRIM_HORIZON")
        records: list[Record] = []
        while True:
            page = streams.get_records(ShardIterator=self._onwards)
            self._onwards = page["NextShardIterator"]
            if not page["Records"]:
                return records
            records += page["Records"]

    def read_on(self) -> None:
        """Leave out of the stream what is there by now."""
        self._onwards = self._iterator(_client("dynamodbstreams"), "LATEST")

    def _iterator(self, streams: Any, beginning: str) -> str:
        (stream,) = streams.list_streams(TableName=self.cases_table)["Streams"]
        described = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]
        (shard,) = described["Shards"]
        iterator: str = streams.get_shard_iterator(
            StreamArn=stream["StreamArn"],
            ShardId=shard["ShardId"],
            ShardIteratorType=beginning,
        )["ShardIterator"]
        return iterator

    def _pump_queues(self) -> bool:
        moved = False
        for function in triggered_by(Trigger.QUEUE):
            moved = self._pump_queue(function.name) or moved
        return moved

    def use_queue(self, name: str) -> None:
        """Give the process the environment of that queue's function."""
        os.environ["NOTICES_QUEUE_URL"] = self.queues[name]

    def _pump_queue(self, function: str) -> bool:
        import app

        client, url = _client("sqs"), self.queues[function.replace("_", "-")]
        if not sqs_backends[DEFAULT_ACCOUNT_ID][REGION].get_queue(url.rpartition("/")[2]).messages:
            return False  # most are empty at most looks
        messages = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        if not messages:
            return False
        os.environ["NOTICES_QUEUE_URL"] = url
        self.handed += (json.dumps(message) for message in messages)
        records = [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:ap-southeast-3:123456789012:q",
                "awsRegion": REGION,
            }
            for message in messages
        ]
        for _ in range(self.times):
            with acting_as(function):
                answer = getattr(app, function)({"Records": records}, LambdaContext())
            assert answer["batchItemFailures"] == []
        for message in messages:
            client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return True

    def rows(self, case_id: str) -> dict[str, dict[str, Any]]:
        """Everything the table holds of a case, by sort key."""
        found = _cases(self.cases_table).query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": f"CASE#{case_id}"},
        )["Items"]
        return {row["sk"]: row for row in found}

    def stored(self, case_id: str) -> dict[str, Any]:
        """The fields of a case that the table holds."""
        row = self.rows(case_id)["CASE"]
        return dict(json.loads(row["state"]) | json.loads(row["details"]))

    def events(self, case_id: str) -> list[str]:
        """The types of a case's events, in order."""
        return [row["type"] for sk, row in self.rows(case_id).items() if sk.startswith("EVENT#")]

    def noted(self, case_id: str) -> set[str]:
        """What desks are to be told of a case with all else that a run found, as
        `event number#desk`."""
        rows = _cases(self.cases_table).scan(
            FilterExpression="kind = :kind AND case_id = :case_id",
            ExpressionAttributeValues={":kind": "gathered", ":case_id": case_id},
        )["Items"]
        return {f"{int(row['number']):06d}#{row['pk'].rpartition('#')[2]}" for row in rows}

    def sent(self, case_id: str) -> list[str]:
        """The notices sent about a case by e-mail, as `event number#recipient`."""
        return [
            sk.removeprefix("SENT#").replace("#email#", "#")
            for sk, row in self.rows(case_id).items()
            if sk.startswith("SENT#") and row["state"] == "sent"
        ]

    def mails(self) -> list[Any]:
        """Every mail SES was handed."""
        from moto.sesv2.models import sesv2_backends

        backend = sesv2_backends[DEFAULT_ACCOUNT_ID][REGION]
        return list(backend.core_backend.sent_messages)


class LambdaContext:
    """What Lambda hands to a function."""

    function_name = "test"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:ap-southeast-3:123456789012:function:test"
    aws_request_id = "test"

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


def _route(routes: Any, path: str) -> tuple[str, dict[str, str]]:
    parts = path.split("/")
    for pattern in routes:
        names = pattern.split("/")
        if len(names) == len(parts) and all(
            name == part or name.startswith("{") for name, part in zip(names, parts, strict=True)
        ):
            return pattern, {
                name.strip("{}"): part
                for name, part in zip(names, parts, strict=True)
                if name.startswith("{")
            }
    if parts[1]:
        return "/{rest+}", {"rest": path[1:]}
    raise LookupError(path)
