"""Counts the units that a piece of the product consumes, from what it reads and writes.

The emulator reports half a unit for every query, whatever was read, so nothing it says about
reads is used: the meter listens to the product's own clients and applies the rules of `units` to
the items that went over the wire.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chalicelib.store import tables
from infra.bench.units import (
    Index,
    Item,
    index_write_units,
    item_bytes,
    read_units,
    table_write_units,
)

Body = Mapping[str, Any]


@dataclass
class Bill:
    """What was consumed. `parts` is what was written to each table (by its logical name) and each
    index; `reported` is what the database itself says of the writes, which has to be the same."""

    read: float = 0.0
    reported: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def written(self) -> float:
        """Write units of tables and indexes."""
        return sum(self.parts.values())

    def add(self, part: str, units: float) -> None:
        """So many units were written to a table or an index."""
        if units:
            self.parts[part] = self.parts.get(part, 0.0) + units


@dataclass(frozen=True)
class _Write:
    table: str
    key: Item
    before: Item | None
    transaction: bool


class Meter:
    """Listens to the store's clients; `database` is a client of its own, for looking at items
    before and after a write."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._indexes: dict[str, tuple[Index, ...]] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._bill: Bill | None = None

    @contextmanager
    def running(self) -> Iterator[Bill]:
        """Count what the store does inside."""
        events = tables.client().meta.events
        # Named, so that a client we listen to already is not listened to twice.
        events.register("before-call.dynamodb.*", self._before, unique_id="meter-before")
        events.register("after-call.dynamodb.*", self._after, unique_id="meter-after")
        self._bill = bill = Bill()
        try:
            yield bill
        finally:
            self._bill = None
        if bill.written != bill.reported:
            raise ValueError(f"{bill.written} units written, the database says {bill.reported}")

    def _before(self, model: Any, params: Body, context: dict[str, Any], **_: Any) -> None:
        if self._bill is None:
            return
        body = json.loads(params["body"])
        context["metered"] = (
            body,
            [
                _Write(table, key, self._item(table, key), model.name == "TransactWriteItems")
                for table, key in self._writes(model.name, body)
            ],
        )

    def _after(self, model: Any, parsed: Body, context: dict[str, Any], **_: Any) -> None:
        if self._bill is None or "metered" not in context:
            return
        body, writes = context.pop("metered")
        self._bill.calls[model.name] += 1
        self._bill.read += units_read(model.name, body, parsed)
        for write in writes:
            after = self._item(write.table, write.key)
            units = table_write_units(write.before, after, transaction=write.transaction)
            self._bill.add(write.table.rpartition("-")[2], units)
            for index in self._indexes_of(write.table):
                self._bill.add(index.name, index_write_units(index, write.before, after))
        if parsed.get("UnprocessedItems"):
            raise ValueError("part of a batch was not written")
        if writes:
            consumed = parsed.get("ConsumedCapacity", [])
            each = consumed if isinstance(consumed, list) else [consumed]
            self._bill.reported += sum(part["CapacityUnits"] for part in each)

    def _writes(self, operation: str, body: Body) -> Iterator[tuple[str, Item]]:
        match operation:
            case "PutItem" | "UpdateItem" | "DeleteItem":
                yield self._target(body)
            case "TransactWriteItems":
                for part in body["TransactItems"]:
                    ((_, one),) = part.items()
                    yield self._target(one)
            case "BatchWriteItem":
                for table, requests in body["RequestItems"].items():
                    for request in requests:
                        ((_, one),) = request.items()
                        yield self._target({"TableName": table, **one})

    def _target(self, write: Body) -> tuple[str, Item]:
        table: str = write["TableName"]
        if "Key" in write:
            return table, write["Key"]
        self._indexes_of(table)
        return table, {name: write["Item"][name] for name in self._keys[table]}

    def _item(self, table: str, key: Item) -> Item | None:
        found = self._database.get_item(TableName=table, Key=_decoded(key), ConsistentRead=True)
        item: Item | None = found.get("Item")
        return item

    def _indexes_of(self, table: str) -> tuple[Index, ...]:
        if table not in self._indexes:
            described = self._database.describe_table(TableName=table)["Table"]
            own = tuple(part["AttributeName"] for part in described["KeySchema"])
            self._keys[table] = own
            self._indexes[table] = tuple(
                _index(each, own) for each in described.get("GlobalSecondaryIndexes", [])
            )
        return self._indexes[table]


def _decoded(key: Item) -> Item:
    """A key as boto3 takes it (all of ours are text)."""
    return {name: dict(value) for name, value in key.items()}


def _index(described: Body, table_keys: tuple[str, ...]) -> Index:
    keys = tuple(part["AttributeName"] for part in described["KeySchema"])
    projection = described["Projection"]
    kept = None
    if projection["ProjectionType"] != "ALL":
        kept = frozenset((*keys, *table_keys, *projection.get("NonKeyAttributes", [])))
    return Index(name=described["IndexName"], keys=keys, kept=kept)


def units_read(operation: str, body: Body, parsed: Body) -> float:
    """Read units of one call: what it asked and what came back, as DynamoDB's JSON has them. Raises
    `ValueError` where that does not tell them."""
    match operation:
        case "GetItem":
            consistent = bool(body.get("ConsistentRead"))
            return read_units([item_bytes(parsed.get("Item", {}))], consistent=consistent)
        case "Query":
            if parsed["ScannedCount"] != parsed["Count"]:
                raise ValueError("a filter hides what was read")
            consistent = bool(body.get("ConsistentRead"))
            return read_units([item_bytes(i) for i in parsed["Items"]], consistent=consistent)
        case "BatchGetItem":
            units = 0.0
            for table, asked in body["RequestItems"].items():
                consistent = bool(asked.get("ConsistentRead"))
                for item in parsed["Responses"].get(table, []):
                    units += read_units([item_bytes(item)], consistent=consistent)
            return units
        case "TransactGetItems" | "Scan":
            raise ValueError(f"{operation} is not metered")
    return 0.0
