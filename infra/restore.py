"""Bring cases back into the live table, from one that point-in-time recovery made.

What was sent is put back first, then the rest of a case, its events, and the case itself last: so
an event that is published again finds that everybody has heard of it. Rows that are there are left
alone, so a run that died is simply run again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.store.tables import CASE_SK, case_pk
from infra.deploy import Clients

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore came to: cases looked at, cases of which something was missing, rows put."""

    cases: int
    mended: int
    rows: int


def restore(
    aws: Clients, *, source: str, target: str, case_ids: Iterable[str] | None = None
) -> Restored:
    """Put the rows of cases that `target` lacks and `source` has into `target`.

    Mappings and rules should be off meanwhile (`sources.all_off`).

    Args:
        source, target: names of the restored and of the live table.
        case_ids: None for every case of the restored table.
    """
    dynamodb = aws("dynamodb")
    cases = mended = rows = 0
    for pk in _all_cases(dynamodb, source) if case_ids is None else map(case_pk, case_ids):
        there = {row["sk"]["S"] for row in _rows(dynamodb, target, pk)}
        missing = [row for row in _rows(dynamodb, source, pk) if row["sk"]["S"] not in there]
        for row in sorted(missing, key=_order):
            _put(dynamodb, target, row)
        cases, mended, rows = cases + 1, mended + bool(missing), rows + len(missing)
    return Restored(cases=cases, mended=mended, rows=rows)


def _order(row: Mapping[str, Any]) -> tuple[int, str]:
    key: str = row["sk"]["S"]
    if key.startswith("SENT#"):
        return 0, key
    if key == CASE_SK:
        return 3, key
    return (2 if key.startswith("EVENT#") else 1), key


def _all_cases(dynamodb: Any, table: str) -> Iterator[str]:
    """The partition keys of all cases: the one time that a whole table is read."""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="sk = :case",
        ExpressionAttributeValues={":case": {"S": CASE_SK}},
        ProjectionExpression="pk",
    )
    for page in pages:
        yield from (row["pk"]["S"] for row in page["Items"])


def _rows(dynamodb: Any, table: str, pk: str) -> list[Row]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ConsistentRead=True,
    )
    return [row for page in pages for row in page["Items"]]


def _put(dynamodb: Any, table: str, row: Row) -> None:
    try:
        dynamodb.put_item(TableName=table, Item=row, ConditionExpression="attribute_not_exists(pk)")
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return  # somebody was faster: what is there counts
