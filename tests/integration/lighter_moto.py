"""moto, lighter: what it does for each call that costs more than the call.

Measured on tests/integration/test_life.py with moto 5.2.5. Half of the time went into copies of
whole tables and into looking for every member of values that are in the form of the wire already;
later half of the rest into making the same system anew for each test, sorting tables to find a row,
the size of an item with each of its attributes, and signatures. What moto answers stays the same:
test_emulation.py holds it against a moto as it comes. One thing alone differs: of a cancelled
transaction those who read a stream stay where they were, as with DynamoDB.
"""

import copy
import functools
import string
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Condition
from typing import Any

from botocore import regions, session
from botocore.client import ClientCreator
from botocore.hooks import EventAliaser
from botocore.parsers import BaseJSONParser
from botocore.signers import RequestSigner
from moto.core import models, responses
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.serialize import AttributePicker, AttributePickerContext, BaseJSONSerializer
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, LimitedSizeDict
from moto.dynamodb.models.table import Item, StreamRecord, Table
from moto.dynamodb.parsing.ast_nodes import (
    DepthFirstTraverser,
    Expression,
    Node,
    UpdateExpressionFunction,
)
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.moto_api._internal.moto_random import MotoRandom
from moto.s3.models import FakeKey
from moto.sqs import models as queues

happened = Counter[str]()
"""How many clients were made and calls asked in this process."""
MOST_BYTES = 405_000  # of an item, as moto has it
_PLACE_OF_INDEX = 6  # among the arguments of a query behind the key
_SCALARS = frozenset(("S", "N", "BOOL", "NULL"))
_OF_A_CLASS_OR_NAME = (responses.method_names_from_class, responses.camelcase_to_underscores)
_botocore_sign = RequestSigner.handler
_botocore_alias = EventAliaser._alias_event_name
_botocore_load = ClientCreator._load_service_model
_botocore_create_methods = ClientCreator._create_methods
_botocore_provider = regions.EndpointProvider
_moto_update_item = DynamoDBBackend.update_item
_moto_transact_write_items = DynamoDBBackend.transact_write_items
_moto_cast_value = DynamoType.cast_value
_moto_hash = DynamoType.__hash__
_moto_copy_value = DynamoType.__deepcopy__
_moto_query = Table.query
_moto_urls: Any = BaseBackend.urls
_moto_pick = AttributePicker.__call__
_moto_serialize_structure = BaseJSONSerializer._serialize_type_structure
_botocore_handle_structure = BaseJSONParser._handle_structure


@dataclass(frozen=True)
class Services:
    """What moto's services hold at a moment. Making it anew takes fifty calls, copying it two
    milliseconds."""

    held: tuple[tuple[BackendDict[Any], str, str, Any], ...]

    @classmethod
    def now(cls) -> "Services":
        """Everything that is there now."""
        held = [
            (service, account, region, backend)
            for service in BackendDict._instances
            for account, of_account in service.items()
            for region, backend in of_account.items()
        ]
        return cls(tuple(_copied(held)))

    def restore(self) -> None:
        """Have every service hold that again, in copies of its own."""
        for service, account, region, backend in _copied(self.held):
            service[account][region] = backend


def _copied(held: Sequence[tuple[BackendDict[Any], str, str, Any]]) -> Iterator[Any]:
    """The same with other backends, which may refer to each other."""
    backends = [backend for *_, backend in held]
    locks = [
        queue._messages_lock
        for backend in backends
        if isinstance(backend, queues.SQSBackend)
        for queue in backend.queues.values()
    ]
    copies = copy.deepcopy(backends, {id(lock): Condition() for lock in locks})
    for backend in copies:
        if isinstance(backend, DynamoDBBackend):
            for table in backend.tables.values():
                _give_own_stream(table)
    for (service, account, region, _), backend in zip(held, copies, strict=True):
        yield service, account, region, backend


def _give_own_stream(table: Table) -> None:
    """A copied table shares its stream's records with the one it was copied from."""
    if table.stream_shard:
        table.stream_shard = copy.copy(table.stream_shard)
        table.stream_shard.table = table
        table.stream_shard.items = list(table.stream_shard.items)


def lighten() -> None:
    """Put the lighter functions into moto, for this process."""
    replaced: tuple[tuple[Any, str, Any], ...] = (
        *((kind, "__new__", _untracked) for kind in (FakeKey, Table, Item, StreamRecord)),
        (Table, "__deepcopy__", _copy_table),
        (Table, "query", _query),
        (Item, "__init__", _make_item),
        (DynamoDBBackend, "update_item", _update_a_copy),
        (DynamoDBBackend, "transact_write_items", _transact_write_items),
        (DynamoType, "__init__", _make_value),
        (DynamoType, "__hash__", _hash),
        (DynamoType, "__eq__", _equals),
        (DynamoType, "__deepcopy__", _copy_value),
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
        (BaseBackend, "urls", property(_urls)),
        (models, "RESPONSES_METHODS", ()),  # requests, the package, is used by nobody here
        (session, "create_loader", functools.cache(session.create_loader)),
        (RequestSigner, "handler", _sign),
        (EventAliaser, "_alias_event_name", _alias),
        (ClientCreator, "_load_service_model", _load_service),
        (ClientCreator, "_create_methods", _create_methods),
        (regions, "EndpointProvider", _provider_of_endpoints),
        (AttributePicker, "__call__", _pick),
        (UpdateExpressionParser, "make", functools.lru_cache(UpdateExpressionParser.make)),
        (Node, "__deepcopy__", _copy_node),
        (Node, "find_clauses", _find_clauses),
        (DepthFirstTraverser, "traverse_node_recursively", _traverse),
        (queues, "camelcase_to_underscores", functools.cache(queues.camelcase_to_underscores)),
    )
    for kind, name, function in replaced:
        setattr(kind, name, function)


def _untracked(cls: type, *_: Any, **__: Any) -> Any:
    """A model that no list keeps until the end of the test: moto's has a page that shows them, and
    closes all objects of S3 then, those of a copy that is kept too."""
    return object.__new__(cls)


def _copy_table(self: Table, _: dict[int, Any]) -> Table:
    """A table with the same items in dicts of its own: moto makes one for each write of a
    transaction, to go back to. No item is ever changed in place: see `_update_a_copy`."""
    twin = copy.copy(self)
    twin.items = _copy_items(self.items)
    return twin


def _copy_items(items: Any) -> Any:
    """The same items in dicts of their own."""
    copied = copy.copy(items)
    for key, rows in items.items():
        copied[key] = copy.copy(rows) if isinstance(rows, dict) else rows
    return copied


def _query(self: Table, hash_key: Any, *args: Any, **kw: Any) -> Any:
    """Ask a table that has no other rows than those asked for: moto sorts all, and then looks
    through them."""
    asked, index_name = copy.copy(self), args[_PLACE_OF_INDEX]
    if not index_name:
        asked.items = {hash_key: self.items[hash_key]} if hash_key in self.items else {}
    elif self.range_key_attr:
        rows = chain.from_iterable(each.values() for each in self.items.values())
        asked.items = {None: dict(enumerate(_with(rows, kw["hash_key_conditions"])))}
    else:
        asked.items = dict(enumerate(_with(self.items.values(), kw["hash_key_conditions"])))
    return _moto_query(asked, hash_key, *args, **kw)


def _with(items: Iterable[Item], wanted: list[tuple[str, DynamoType]]) -> Iterator[Item]:
    for item in items:
        found = item.attrs.get
        if all((has := found(name)) is not None and has == value for name, value in wanted):
            yield item


def _make_item(self: Item, hash_key: Any, range_key: Any, attrs: dict[str, Any]) -> None:
    """An item whose size is looked at once, and not again with each of its attributes."""
    self.hash_key, self.range_key = hash_key, range_key
    self.attrs = LimitedSizeDict()
    for key, value in attrs.items():
        dict.__setitem__(self.attrs, key, DynamoType(value))
    if self.size() > MOST_BYTES:
        raise ItemSizeTooLarge


def _make_value(self: DynamoType, given: Any) -> None:
    """A value; most are scalars."""
    if type(given) is DynamoType:
        self.type, self.value = given.type, given.value
    else:
        self.type, self.value = next(iter(given.items()))
    if self.type == "M":
        self.value = {key: DynamoType(value) for key, value in self.value.items()}
    elif self.type == "L":
        self.value = [DynamoType(value) for value in self.value]


def _hash(self: DynamoType) -> int:
    return hash(("S", self.value)) if self.type == "S" else _moto_hash(self)


def _equals(self: DynamoType, other: DynamoType) -> bool:
    if self.type != other.type:
        return False
    return bool(
        self.value == other.value if self.type == "S" else self.cast_value == other.cast_value
    )


def _copy_value(self: DynamoType, memo: dict[int, Any]) -> DynamoType:
    """A scalar is never changed, so copies of an item have it in common."""
    return self if self.type in _SCALARS else _moto_copy_value(self, memo)


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


def _pick(self: AttributePicker, context: AttributePickerContext) -> Any:
    """What an answer has under a name, or under another that moto would look for: those are made
    out once."""
    obj, key, shape = context.obj, context.key, context.shape
    if type(obj) is not dict or self.response_transformers or shape is None:
        return _moto_pick(self, context)
    if key in obj:
        return obj[key]
    others = _other_names(type(self), shape, getattr(shape, "parent", None), key)
    return next((obj[name] for name in others if name in obj), None)


@functools.cache
def _other_names(kind: type, shape: Any, _: Any, key: str) -> tuple[str, ...]:
    return tuple(kind().get_possible_keys(AttributePickerContext({}, key, shape)))


def _copy_node(self: Node, memo: dict[int, Any]) -> Node:
    """A part of an update's expression: parsed once, and copied for each update."""
    twin = object.__new__(type(self))
    memo[id(self)] = twin
    twin.__dict__.update(self.__dict__)
    twin.parent = memo.get(id(self.parent))
    if self.children is not None:
        twin.children = [copy.deepcopy(child, memo) for child in self.children]
    return twin


def _find_clauses(self: Node, kinds: Any) -> list[Node]:
    """The parts of these kinds, depth first; their classes are asked once for what they are."""
    found: list[Node] = []
    for child in self.children or ():
        if type(child) in kinds:
            found.append(child)
        elif _has_clauses(type(child)):
            found += child.find_clauses(kinds)
    return found


@functools.cache
def _has_clauses(kind: type) -> bool:
    return issubclass(kind, Expression | UpdateExpressionFunction)


def _traverse(self: DepthFirstTraverser, node: Any, child_id: int = -1) -> Any:
    """An update's expression, gone through by each of moto's validators: whether one has to do with
    a part is asked once for the classes of both."""
    is_node, is_processed = _concerns(type(self), type(node))
    if is_node:
        parent = node.parent
        for number, child in enumerate(node.children or ()):
            self.pre_processing_of_child(node, number)
            self.traverse_node_recursively(child, number)
        if is_processed:
            node = self.process(node)
            node.parent = parent
            if parent:
                parent.children[child_id] = node
    return node


@functools.cache
def _concerns(validator: Any, kind: type) -> tuple[bool, bool]:
    """Whether something of this class is part of an expression, and processed by the validator."""
    processed = validator.nodes_to_be_processed(object.__new__(validator))
    return issubclass(kind, Node), issubclass(kind, processed)


def _urls(self: BaseBackend) -> dict[str, Any]:
    """The addresses of a service: each call would make them out anew, S3 by importing its own."""
    return _urls_of(type(self))


@functools.cache
def _urls_of(kind: type) -> dict[str, Any]:
    urls: dict[str, Any] = _moto_urls.fget(object.__new__(kind))
    return urls


def _sign(self: RequestSigner, operation_name: str = "", request: Any = None, **_: Any) -> Any:
    """Say for which region a call is, as a signature does. Nobody looks at the signature itself,
    but that of S3 says how the body is sent."""
    if self.signing_name == "s3":
        return _botocore_sign(self, operation_name, request)
    scope = f"testing/20260101/{self.region_name}/{self.signing_name}/aws4_request"
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    )
    return None


_aliases: dict[str, str] = {}
_services: dict[tuple[str, str | None], Any] = {}
_methods: dict[int, dict[str, Any]] = {}
_providers: dict[int, Any] = {}


def _alias(self: EventAliaser, event_name: str) -> str:
    """The name that an event has today: every client would look through all the former ones."""
    if event_name not in _aliases:
        _aliases[event_name] = _botocore_alias(self, event_name)
    return _aliases[event_name]


def _load_service(self: ClientCreator, name: str, api_version: str | None = None) -> Any:
    """What a service is, and what is found out of it on the way, for all its clients."""
    happened["clients"] += 1
    if (name, api_version) not in _services:
        _services[name, api_version] = _botocore_load(self, name, api_version)
    return _services[name, api_version]


def _create_methods(self: ClientCreator, service_model: Any) -> dict[str, Any]:
    """The methods of a service's clients, one for each of its operations."""
    if id(service_model) not in _methods:
        _methods[id(service_model)] = _botocore_create_methods(self, service_model)
    return dict(_methods[id(service_model)])


def _provider_of_endpoints(ruleset_data: Any, **others: Any) -> Any:
    """Where a service is, by its rules, which the loader keeps."""
    if id(ruleset_data) not in _providers:
        _providers[id(ruleset_data)] = _botocore_provider(ruleset_data, **others)
    return _providers[id(ruleset_data)]


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
