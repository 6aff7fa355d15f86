"""Calls of DynamoDB with all that ours use, and what comes of each: run as a program on plain moto,
imported on the one the tests run on."""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

TABLE, REGION = "emulated", "ap-southeast-3"
KEYS = {"TableName": TABLE, "Key": {"pk": {"S": "A"}, "sk": {"S": "1"}}}
NAMED = "SET #n = if_not_exists(#n, :zero) + :one, nested.#n = :one"
VALUES = {":zero": {"N": "0"}, ":one": {"N": "1"}}


def item(pk: str, sk: str, **more: Any) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}} | more


def put(pk: str, sk: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "put_item", {"TableName": TABLE, "Item": item(pk, sk, **more)}


def update(expression: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "update_item", {**KEYS, "UpdateExpression": expression, "ReturnValues": "ALL_NEW"} | more


def query(condition: str, **more: Any) -> tuple[str, dict[str, Any]]:
    asked = {"TableName": TABLE, "KeyConditionExpression": condition}
    return "query", asked | {"ExpressionAttributeValues": {":pk": {"S": "A"}}} | more


def transaction(*writes: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "transact_write_items", {"TransactItems": list(writes)}


def written(kind: str, pk: str, **more: Any) -> dict[str, Any]:
    key = "Item" if kind == "Put" else "Key"
    return {kind: {"TableName": TABLE, key: item(pk, "1")} | more}


CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    put("A", "1", n={"N": "1"}, group={"S": "g"}, worth={"N": "2.0"}, nested={"M": {}}),
    put("A", "2", group={"S": "g"}, worth={"N": "10"}, raw={"B": b"\x00\xff"}),
    put("A", "10", group={"S": "g"}, worth={"N": "2"}, tags={"SS": ["b", "a"]}),
    put("B", "1", group={"S": "h"}, worth={"N": "-1"}, yes={"BOOL": True}, no={"NULL": True}),
    put(
        "B", "2", group={"S": "g"}, words={"L": [{"S": "é"}, {"N": "1"}, {"M": {"a": {"S": "b"}}}]}
    ),
    put("C", "1", long={"S": "é" * 202_000}),
    put("C", "2", long={"S": "é" * 203_000}),
    put("D", "1", group={"S": ""}),
    put("D", "1", group={"N": "1"}),
    (
        "put_item",
        {
            "TableName": TABLE,
            "Item": item("A", "1"),
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
    ),
    ("put_item", {"TableName": TABLE, "Item": {"pk": {"S": "A"}}}),
    ("put_item", {"TableName": "elsewhere", "Item": item("A", "1")}),
    update(NAMED, ExpressionAttributeNames={"#n": "n"}, ExpressionAttributeValues=VALUES),
    update(NAMED, ExpressionAttributeNames={"#n": "n"}, ExpressionAttributeValues=VALUES),
    update(
        "SET words = :w, nested.#a = :w REMOVE #r ADD #t :t",
        ExpressionAttributeNames={"#a": "a", "#r": "worth", "#t": "tags"},
        ExpressionAttributeValues={":w": {"L": [{"S": "x"}]}, ":t": {"SS": ["q"]}},
    ),
    update(
        "SET words = list_append(words, :w) DELETE tags :t",
        ExpressionAttributeValues={":w": {"L": [{"S": "y"}]}, ":t": {"SS": ["q"]}},
    ),
    update("SET pk = :one", ExpressionAttributeValues={":one": {"S": "Z"}}),
    update("SET n = :one, n = :one", ExpressionAttributeValues={":one": {"S": "Z"}}),
    update("ADD words :one", ExpressionAttributeValues={":one": {"N": "1"}}),
    update(
        "SET n = :one",
        ExpressionAttributeValues={":one": {"N": "5"}, ":at": {"N": "9"}},
        ConditionExpression="n > :at",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    ),
    update(
        "SET fresh = :one",
        Key=item("E", "1"),
        ExpressionAttributeValues={":one": {"N": "1"}},
        ConditionExpression="attribute_not_exists(pk) OR fresh BETWEEN :one AND :one",
    ),
    ("get_item", KEYS | {"ConsistentRead": True}),
    ("get_item", KEYS | {"ProjectionExpression": "pk, nested.n"}),
    ("get_item", {"TableName": TABLE, "Key": {"pk": {"S": "A"}}}),
    ("get_item", {"TableName": TABLE, "Key": item("nobody", "1")}),
    query("pk = :pk"),
    query("pk = :pk", ScanIndexForward=False, Limit=2),
    query("pk = :pk", Limit=1, ExclusiveStartKey=item("A", "1")),
    query(
        "pk = :pk AND begins_with(sk, :p)",
        ExpressionAttributeValues={":pk": {"S": "A"}, ":p": {"S": "1"}},
    ),
    query(
        "pk = :pk",
        FilterExpression="#g = :g AND NOT contains(tags, :t)",
        ExpressionAttributeNames={"#g": "group"},
        ExpressionAttributeValues={":pk": {"S": "A"}, ":g": {"S": "g"}, ":t": {"S": "a"}},
    ),
    query("pk = :pk", ExpressionAttributeValues={":pk": {"S": "nobody"}}),
    query("pk = :pk", Select="COUNT", ReturnConsumedCapacity="TOTAL"),
    query("#g = :pk", IndexName="by_group", ExpressionAttributeNames={"#g": "group"}),
    *(
        query(
            f"#g = :pk{more}",
            IndexName="by_group",
            ExpressionAttributeNames={"#g": "group"} | ({"#r": "worth"} if more else {}),
            ExpressionAttributeValues={":pk": {"S": "g"}} | ({":r": {"N": "2"}} if more else {}),
            Limit=limit,
        )
        for more, limit in (("", 1), ("", 2), ("", 9), (" AND #r = :r", 9), (" AND #r >= :r", 9))
    ),
    query("pk = :pk", IndexName="nowhere"),
    query("pk = :pk", ExpressionAttributeNames={"#unused": "x"}),
    ("scan", {"TableName": TABLE, "Limit": 3}),
    ("scan", {"TableName": TABLE, "ProjectionExpression": "pk, sk"}),
    (
        "scan",
        {
            "TableName": TABLE,
            "FilterExpression": "attribute_exists(worth) AND worth < :r",
            "ExpressionAttributeValues": {":r": {"N": "10"}},
        },
    ),
    ("batch_get_item", {"RequestItems": {TABLE: {"Keys": [item("A", "1"), item("nobody", "1")]}}}),
    (
        "batch_write_item",
        {
            "RequestItems": {
                TABLE: [
                    {"PutRequest": {"Item": item("F", "1", worth={"N": "1"})}},
                    {"DeleteRequest": {"Key": item("B", "1")}},
                ]
            }
        },
    ),
    transaction(
        written("Put", "G", ConditionExpression="attribute_not_exists(pk)"),
        written("ConditionCheck", "A", ConditionExpression="attribute_exists(pk)"),
        written(
            "Update",
            "F",
            UpdateExpression="SET worth = worth + :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        ),
        written("Delete", "E"),
    ),
    transaction(
        written(
            "Update",
            "F",
            UpdateExpression="SET worth = :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        ),
        written(
            "Put",
            "G",
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        ),
    ),
    transaction(written("Put", "H"), written("Delete", "H")),
    ("get_item", {"TableName": TABLE, "Key": item("F", "1")}),
    ("delete_item", KEYS | {"ReturnValues": "ALL_OLD"}),
    ("delete_item", KEYS | {"ConditionExpression": "attribute_exists(pk)"}),
    ("scan", {"TableName": TABLE, "ProjectionExpression": "pk, sk"}),
)


def answers() -> Iterator[Any]:
    """What comes of each call, and at the end what the stream has of it all."""
    client = boto3.client("dynamodb", region_name=REGION)
    names = (("pk", "S"), ("sk", "S"), ("group", "S"), ("worth", "N"))

    def keys(of: str, within: str) -> Any:
        return [
            {"AttributeName": of, "KeyType": "HASH"},
            {"AttributeName": within, "KeyType": "RANGE"},
        ]

    index: Any = {"IndexName": "by_group", "Projection": {"ProjectionType": "ALL"}}
    index["KeySchema"] = keys("group", "worth")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in names],
        KeySchema=keys("pk", "sk"),
        GlobalSecondaryIndexes=[index],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    for name, asked in CALLS:
        yield _answer(getattr(client, name), asked)
    yield from _streamed(client.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"])


def _answer(call: Callable[..., Any], asked: dict[str, Any]) -> Any:
    try:
        answer = call(**asked)
    except ClientError as error:
        answer = dict(error.response)
    meta = answer.pop("ResponseMetadata")
    return answer | {"status": meta["HTTPStatusCode"], "tries": meta["RetryAttempts"]}


def _streamed(arn: str) -> Iterator[Any]:
    client = boto3.client("dynamodbstreams", region_name=REGION)
    (shard,) = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    at = client.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    for record in client.get_records(ShardIterator=at)["Records"]:
        change = record["dynamodb"]
        yield record["eventName"], change.get("OldImage"), change.get("NewImage")


def told() -> list[str]:
    """All answers on moto as it is in this process, each as text."""
    with mock_aws(), patch.dict(os.environ, {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled"}):
        return [json.dumps(one, sort_keys=True, default=repr) for one in answers()]


if __name__ == "__main__":
    print(json.dumps(told()))
