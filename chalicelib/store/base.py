"""What all items have in common: where their tables are, how JSON is stored, who is watched.

Table names and region are read when a request is made, not when this module is imported.
"""

import json
import re
from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Self

from pynamodb.attributes import (
    DiscriminatorAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import TableConnection
from pynamodb.constants import (
    CONDITION_EXPRESSION,
    EXPRESSION_ATTRIBUTE_NAMES,
    EXPRESSION_ATTRIBUTE_VALUES,
    ITEM,
    RETURN_VALUES_ON_CONDITION_FAILURE,
    TABLE_NAME,
)
from pynamodb.exceptions import AttributeNullError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from chalicelib import clients, settings
from chalicelib.store import conditions
from chalicelib.warm import on_reset

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SIGN = re.compile(r"[#:]\d+")
_EPOCH, _SECOND = datetime.fromtimestamp(0, UTC), timedelta(seconds=1)


class Setting:
    """A class attribute whose value is the setting of that name, now."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, *_: object) -> str:
        value: str = getattr(settings.load(), self.name)
        return value


class JSONText(JSONAttribute):
    """JSON as UTF-8: as an escape sequence a letter outside ASCII takes two to three times the
    bytes, and bytes are what a write costs."""

    def serialize(self, value: Any) -> str | None:
        if value is None:
            return None
        return _COMPACT.encode(value)


class Expiry(TTLAttribute):
    """From when on a row is worth nothing. As pynamodb's own, which takes a moment apart into its
    fields, puts it together and takes it apart again."""

    def serialize(self, value: Any) -> str | None:
        if isinstance(value, datetime) and value.tzinfo is not None:
            return str((value - _EPOCH) // _SECOND)
        theirs: Any = super()  # without types
        found: str | None = theirs.serialize(value)
        return found


class KeptCondition(Condition):
    """A condition that several rows are put under, worded once."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(condition.operator, *condition.values)
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._worded = condition.serialize(self._names, self._values)

    def of(self, *stored: str) -> Self:
        """The same condition of other values of the same types, as rows have them, in the order in
        which it says them."""
        other = copy(self)
        other._values = {
            sign: dict.fromkeys(before, value)
            for (sign, before), value in zip(self._values.items(), stored, strict=True)
        }
        return other

    def serialize(
        self, placeholder_names: dict[str, str], expression_attribute_values: dict[str, Any]
    ) -> str:
        """The words, with other signs where something else has taken the first."""
        if not placeholder_names and not expression_attribute_values:
            placeholder_names |= self._names
            expression_attribute_values |= self._values
            return self._worded
        signs = {
            sign: placeholder_names.setdefault(name, f"#{len(placeholder_names)}")
            for name, sign in self._names.items()
        }
        for sign, value in self._values.items():
            signs[sign] = f":{len(expression_attribute_values)}"
            expression_attribute_values[signs[sign]] = value
        return _SIGN.sub(lambda sign: signs[sign.group()], self._worded)


class CommonMeta:
    """What the tables have in common: where they are, and how long a request waits for them."""

    region = Setting("region")
    connect_timeout_seconds = clients.CONNECT_SECONDS
    read_timeout_seconds = clients.READ_SECONDS
    max_retry_attempts = clients.TRIES - 1


class Item(Model):
    """Base of every item."""

    _client: Any = None

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """The connection. All share one client, watched from its first use on: a client of botocore
        takes longer to build than most requests take."""
        known = cls._connection
        if known is not None and known.table_name == cls.Meta.table_name:
            return known
        table = super()._get_connection()
        if Item._client is None:
            Item._client = table.connection.client
            conditions.watch(Item._client)
        table.connection._client = Item._client
        return table

    def _set_discriminator(self) -> None:
        """Nothing: it is among the defaults."""

    def _set_defaults(self, _user_instantiated: bool = True) -> None:
        """As pynamodb's own, which asks each of the thirty attributes of a case for its default."""
        self.attribute_values |= _defaults(type(self), _user_instantiated)

    def _set_attributes(self, **attributes: Any) -> None:
        """As pynamodb's own, which sets them one by one."""
        unknown = attributes.keys() - self.get_attributes().keys()
        if unknown:
            raise ValueError(f"no attributes: {sorted(unknown)}")
        self.attribute_values |= attributes

    def serialize(self, null_check: bool = True) -> dict[str, dict[str, Any]]:
        """The row as DynamoDB has it. As pynamodb's own, but only what has a value is asked for its
        form: of the thirty attributes of a case most have none.

        Raises `AttributeNullError` where there is none and has to be one, unless `null_check` is
        off.
        """
        forms, held = _forms(type(self)), self.attribute_values
        row = {}
        for name, value in held.items():
            if value is not None:
                stored, kind, form = forms[name]
                row[stored] = {kind: form(value)}
        if null_check:
            for name in _needed(type(self)):
                if held.get(name) is None:
                    raise AttributeNullError(name)
        return row

    def get_save_kwargs_from_instance(
        self,
        condition: Condition | None = None,
        return_values_on_condition_failure: str | None = None,
    ) -> dict[str, Any]:
        """What a transaction says of a row to put. As pynamodb's own, which takes the row apart
        into keys and the rest and guesses the type of each value anew."""
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        put = {TABLE_NAME: self._get_connection().table_name, ITEM: self.serialize()}
        if condition is not None:
            put[CONDITION_EXPRESSION] = condition.serialize(names, values)
            put[EXPRESSION_ATTRIBUTE_NAMES] = {sign: name for name, sign in names.items()}
        if values:
            put[EXPRESSION_ATTRIBUTE_VALUES] = values
        if return_values_on_condition_failure is not None:
            put[RETURN_VALUES_ON_CONDITION_FAILURE] = return_values_on_condition_failure
        return put


@cache
def _defaults(kind: type[Item], is_new: bool) -> Mapping[str, Any]:
    """What the attributes of a row are before it is said; none of ours is computed."""
    found: dict[str, Any] = {}
    for name, attribute in kind.get_attributes().items():
        if isinstance(attribute, DiscriminatorAttribute):
            default: Any = kind if attribute.get_discriminator(kind) is not None else None
        elif is_new and attribute.default_for_new is not None:
            default = attribute.default_for_new
        else:
            default = attribute.default
        if default is not None:
            found[name] = default
    return found


@cache
def _forms(kind: type[Item]) -> Mapping[str, tuple[str, str, Callable[[Any], Any]]]:
    """Of each attribute its name in the row, its type there, and what gives its value's form."""
    return {
        name: (
            attribute.attr_name,
            attribute.attr_type,
            str if type(attribute) is NumberAttribute else attribute.serialize,
        )
        for name, attribute in kind.get_attributes().items()
    }


@cache
def _needed(kind: type[Item]) -> tuple[str, ...]:
    return tuple(name for name, attribute in kind.get_attributes().items() if not attribute.null)


class ListedItem(Item):
    """Base of what is read in lists: an item with an attribute that cannot be read has its keys and
    its place in a list and nothing else, so that it spoils none: who needs the rest finds it
    missing (`rows.Unreadable`)."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        try:
            return super().from_raw_data(data)
        except (ValueError, TypeError, KeyError):
            keys = ("pk", "sk", "desk_order")
            return cls(**{key: data[key]["S"] for key in keys if key in data})


def _forget_connections() -> None:
    Item._client = None
    waiting: list[type[Model]] = [Item]
    while waiting:
        model = waiting.pop()
        model._connection = None
        waiting += model.__subclasses__()


on_reset(_forget_connections)
