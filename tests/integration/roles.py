"""What each function's role says of tables, held against what it asks of DynamoDB.

The local AWS enforces roles but for the leading keys of a table, and moto enforces none. So while a
test runs something as a function, each of its calls is looked up in that function's policy here.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.store import tables

POLICIES = Path(__file__).parents[2] / ".chalice"
_TRANSACTED = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}


class Asked(NamedTuple):
    """One thing a call asks for: `keys` are the partition keys it names, none for an index."""

    action: str
    resource: str
    keys: tuple[str, ...]


class _Acting(NamedTuple):
    """Who acts, and what they were refused."""

    function: str
    refused: list[Asked]


_acting: list[_Acting] = []  # the innermost last: a test may let something happen within a request


@contextmanager
def acting_as(function: str) -> Iterator[None]:
    """Let nothing through that the role of `function` does not allow, and fail at the end when
    something was asked. Within it another function may act."""
    # Registered once a client: a hook that comes and goes makes all others be looked up anew.
    tables.client().meta.events.register("before-call.dynamodb", _check, unique_id="roles")
    acting = _Acting(function, [])
    _acting.append(acting)
    try:
        yield
    finally:
        _acting.pop()
    assert not acting.refused, f"{function} may not {acting.refused}"


def _check(model: Any, params: Mapping[str, Any], **_: Any) -> None:
    """Hold a call against the role of who acts now."""
    if not _acting:
        return
    function, refused = _acting[-1]
    wanted = _asked(model.name, json.loads(params["body"]))
    more = [asked for asked in wanted if not allows(function, asked)]
    refused.extend(more)
    if more:
        raise PermissionError(f"{function} may not {more}")


def allows(function: str, asked: Asked) -> bool:
    """Whether one statement of its policy allows that."""
    return any(
        f"dynamodb:{asked.action}" in statement["Action"]
        and asked.resource in _resources(statement["Resource"])
        and all(any(fnmatchcase(key, one) for one in _leading(statement)) for key in asked.keys)
        for statement in _statements(function)
    )


@cache
def _statements(function: str) -> list[dict[str, Any]]:
    policy = json.loads((POLICIES / f"policy-{function}.json").read_text())
    found: list[dict[str, Any]] = policy["Statement"]
    return found


def _resources(named: Any) -> list[str]:
    """Tables as moto's are named, indexes behind them."""
    if isinstance(named, list):
        return [one for each in named for one in _resources(each)]
    (value,) = named.values()
    name = value[0] if isinstance(value, list) else value
    return [f"test-{name.replace('${', '').replace('.Arn}', '')}"]


def _leading(statement: Mapping[str, Any]) -> list[str]:
    condition = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
    keys: list[str] = condition.get("dynamodb:LeadingKeys", ["*"])
    return keys


def _asked(operation: str, body: Mapping[str, Any]) -> Iterator[Asked]:
    match operation:
        case "TransactWriteItems":
            for item in body["TransactItems"]:
                ((kind, write),) = item.items()
                action = _TRANSACTED.get(kind, "ConditionCheckItem")
                yield Asked(action, write["TableName"], _keys(write))
        case "BatchWriteItem" | "BatchGetItem":
            for table, rows in body["RequestItems"].items():
                yield from (Asked(operation, table, _keys(row)) for row in _rows(rows))
        case "Query" if "IndexName" in body:
            yield Asked(operation, f"{body['TableName']}/index/{body['IndexName']}", ())
        case "Query":
            yield Asked(operation, body["TableName"], (_queried(body),))
        case _:
            yield Asked(operation, body["TableName"], _keys(body))


def _rows(batch: Any) -> list[Mapping[str, Any]]:
    """What a batch reads, or puts and deletes, each with its `Item` or `Key`."""
    if isinstance(batch, list):
        return [row for request in batch for row in request.values()]
    return [{"Key": key} for key in batch["Keys"]]


def _keys(row: Mapping[str, Any]) -> tuple[str, ...]:
    return ((row.get("Item") or row["Key"])["pk"]["S"],)


def _queried(body: Mapping[str, Any]) -> str:
    """The partition key of a query: pynamodb puts its condition first."""
    first = body["KeyConditionExpression"].removeprefix("(").split(" = ")[1].split(" ")[0]
    found: str = body["ExpressionAttributeValues"][first.rstrip(")")]["S"]
    return found
