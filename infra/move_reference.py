"""Brings the register and the rules into the table of their own, for stages that kept them among
the cases. Keys of machine clients are given anew.

What is in the new table already counts and is left alone, so it may be run again. The old rows
stay where they are: nobody reads them.
"""

from infra.deploy import Clients

KINDS = ("agency", "rule")


def move_reference(aws: Clients, *, cases: str, reference: str) -> int:
    """Copy what `reference` lacks from the table `cases` (names of both); how many rows."""
    dynamodb = aws("dynamodb")
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=cases,
        FilterExpression="#kind IN (:agency, :rule)",
        ExpressionAttributeNames={"#kind": "kind"},
        ExpressionAttributeValues={f":{kind}": {"S": kind} for kind in KINDS},
    )
    copied = 0
    for row in (row for page in pages for row in page["Items"]):
        row.pop("schema", None)  # of the rows of cases
        try:
            dynamodb.put_item(
                TableName=reference, Item=row, ConditionExpression="attribute_not_exists(pk)"
            )
        except dynamodb.exceptions.ConditionalCheckFailedException:
            continue
        copied += 1
    return copied
