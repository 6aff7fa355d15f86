"""Which cases wait for the router: what an operator hands over again."""

from typing import Any

from chalicelib.case.model import NATIONAL_DESK


def waiting_for_routing(dynamodb: Any, table: str) -> list[dict[str, Any]]:
    """The stored cases that were filed or returned and have no agency and no triage yet."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        IndexName="by_agency",
        KeyConditionExpression="desk = :desk",
        FilterExpression="#status IN (:received, :returned)",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={
            ":desk": {"S": NATIONAL_DESK},
            ":received": {"S": "received"},
            ":returned": {"S": "returned"},
        },
    )
    return [case for page in pages for case in page["Items"]]
