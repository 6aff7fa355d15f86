"""Which cases wait for the router: what an operator hands over again."""

from typing import Any

from chalicelib.store.keys import UNROUTED, due_partitions


def waiting_for_routing(dynamodb: Any, table: str) -> list[dict[str, Any]]:
    """The stored cases that were received or returned and not routed since; the index may lag."""
    keys = [
        {name: item[name] for name in ("pk", "sk")}
        for partition in due_partitions(UNROUTED)
        for page in dynamodb.get_paginator("query").paginate(
            TableName=table,
            IndexName="due",
            KeyConditionExpression="due_kind_shard = :partition",
            ExpressionAttributeValues={":partition": {"S": partition}},
        )
        for item in page["Items"]
    ]
    return [dynamodb.get_item(TableName=table, Key=key)["Item"] for key in keys]
