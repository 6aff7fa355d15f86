"""Values of the domain as the JSON that rows keep, and back.

What comes back is checked: a status nobody knows, a missing field or a number in words is refused.
A field that this release does not know is passed over.
"""

from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")


def parse(kind: type[Value], stored: Any) -> Value:
    """A `kind` (a struct) out of what `as_json` made of it. Raises `ValueError`."""
    return msgspec.convert(stored, kind)


def as_json(value: Any) -> dict[str, Any]:
    """A struct as JSON has it: moments and days as ISO 8601, enumerations as their values,
    lists for tuples."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return found
