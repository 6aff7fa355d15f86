"""moto, lighter: what it does for each call that costs more than the call.

Measured on tests/integration/test_life.py with moto 5.2.5: half of the time went into copies of
whole tables and into looking for every member of values that are in the form of the wire already.
What moto answers stays the same, with one exception: a cancelled transaction leaves the readers of
a stream where they were, as DynamoDB does.
"""

import copy
import functools
import string
import time
from typing import Any

from botocore.parsers import BaseJSONParser
from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Item, Table
from moto.moto_api._internal.moto_random import MotoRandom
from moto.sqs import models as queues

_SCALARS = frozenset(("S", "N", "BOOL", "NULL"))
_OF_A_CLASS_OR_NAME = (responses.method_names_from_class, responses.camelcase_to_underscores)
_moto_update_item = DynamoDBBackend.update_item
_moto_transact_write_items = DynamoDBBackend.transact_write_items
_moto_cast_value = DynamoType.cast_value
_moto_serialize_structure = BaseJSONSerializer._serialize_type_structure
_botocore_handle_structure = BaseJSONParser._handle_structure


def lighten() -> None:
    """Put the lighter functions into moto, for this process."""
    replaced: tuple[tuple[Any, str, Any], ...] = (
        (Table, "__deepcopy__", _copy_table),
        (DynamoDBBackend, "update_item", _update_a_copy),
        (DynamoDBBackend, "transact_write_items", _transact_write_items),
        (DynamoType, "cast_value", property(_cast_value)),
        (BaseJSONSerializer, "_serialize_type_structure", _serialize_structure),
        (BaseJSONParser, "_handle_structure", _handle_structure),
        (Table, "all_items", _all_items),
        (MotoRandom, "get_random_string", _random_string),
        (responses, "method_names_from_class", functools.cache(responses.method_names_from_class)),
        (
            responses,
            "camelcase_to_underscores",
            functools.cache(responses.camelcase_to_underscores),
        ),
        (queues, "unix_time_millis", _now),
    )
    for kind, name, function in replaced:
        setattr(kind, name, function)


def _copy_table(self: Table, _: dict[int, Any]) -> Table:
    """A table with the same items in dicts of its own: moto makes one for each write of a
    transaction, to go back to. No item is ever changed in place: see `_update_a_copy`."""
    twin = copy.copy(self)
    twin.items = copy_items(self.items)
    return twin


def copy_items(items: Any) -> Any:
    """The same items in dicts of their own."""
    copied = copy.copy(items)
    for key, rows in items.items():
        copied[key] = copy.copy(rows) if isinstance(rows, dict) else rows
    return copied


def _update_a_copy(self: DynamoDBBackend, table_name: str, key: Any, *args: Any, **kw: Any) -> Item:
    """Update an item that nothing else refers to: moto changes it in place."""
    table = self.get_table(table_name)
    hash_key, range_key = self.get_keys_value(table, key)
    rows, last_key = (table.items, hash_key)
    if range_key is not None:
        rows, last_key = table.items.get(hash_key, {}), range_key
    if last_key in rows:
        rows[last_key] = copy.deepcopy(rows[last_key])
    return _moto_update_item(self, table_name, key, *args, **kw)


def _transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """All or none, the stream's records too."""
    shards = [table.stream_shard for table in self.tables.values() if table.stream_shard]
    lengths = [len(shard.items) for shard in shards]
    try:
        _moto_transact_write_items(self, transact_items)
    except Exception:
        for shard, length in zip(shards, lengths, strict=True):
            del shard.items[length:]
        raise


def _cast_value(self: DynamoType) -> Any:
    """What keys are compared by, for each row of a table at each query: strings as they are."""
    return self.value if self.type == "S" else _moto_cast_value.fget(self)


def _serialize_structure(
    self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str
) -> None:
    """A scalar of DynamoDB is in the form of the wire already."""
    if shape.name == "AttributeValue" and _SCALARS.issuperset(value):
        serialized[key] = value
    else:
        _moto_serialize_structure(self, serialized, value, shape, key)


def _handle_structure(self: BaseJSONParser, shape: Any, value: Any) -> Any:
    """A value of DynamoDB is asked for the one member it has, and not for each it might have."""
    if shape.name != "AttributeValue":
        return _botocore_handle_structure(self, shape, value)
    return {kind: self._parse_shape(shape.members[kind], of) for kind, of in value.items()}


def _all_items(self: Table) -> list[Item]:
    """All items in the order of their keys, which are compared as what they hold."""
    if not self.range_key_attr:
        return sorted(self.items.values(), key=lambda item: item.hash_key.cast_value)
    items = [item for rows in self.items.values() for item in rows.values()]
    return sorted(items, key=lambda item: (item.hash_key.cast_value, item.range_key.cast_value))


def _random_string(
    self: MotoRandom, length: int = 20, include_digits: bool = True, lower_case: bool = False
) -> str:
    """The id of each answer: 52 characters drawn at once."""
    characters = string.ascii_lowercase if lower_case else string.ascii_letters
    return "".join(self.choices(characters + string.digits * include_digits, k=length))


def _now() -> float:
    """Milliseconds since 1970: asked for each message of a queue, at each look into it."""
    return time.time() * 1000
