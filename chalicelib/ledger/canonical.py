"""The one form of a value that digests are made of, and commitments to values: docs/ledger.md.

A digest is hex SHA-256 of text in UTF-8. What JSON leaves open is settled here, so that anybody can
write the same text: names in order, no blanks, characters as they are.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any

from msgspec.structs import fields

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> str:
    """JSON values as the one text that stands for them."""
    return _CANONICAL.encode(value)


def sha256(text: str) -> str:
    """Hex SHA-256 of text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(salt: str, value: Any) -> str:
    """A digest that only says something to who has the salt too."""
    return sha256(salt + canonical(value))


def part_salt(salt: str, part: str) -> str:
    """The salt of one part of what has `salt`: who is given it learns nothing of the others."""
    return sha256(f"{salt}:{part}")


def as_plain(value: Any) -> Any:
    """A value of the domain as JSON has it, and as rows keep it: fields of structs that have their
    default are left out, moments are UTC and end in Z."""
    if type(value) in _ALREADY_PLAIN:
        return value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {name: as_plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(one) for one in value]
    return set_fields(value)


def set_fields(value: Any, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """The fields of a struct that do not have their default, as JSON, without some."""
    kind: Any = type(value)
    return {
        name: as_plain(held)
        for name, default in _fields(kind)
        if (held := getattr(value, name)) is not default and held != default
        if name not in leave_out
    }


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


_ALREADY_PLAIN = frozenset({str, int, float, bool, NoneType})
