"""Where a list goes on, as it is handed out and taken back.

A cursor is sealed with the list it belongs to: whose it is and every filter. One that was made up,
or comes from another list, is refused by name. It is no secret and no right: what may be read is
decided by the caller alone.
"""

import base64
import hmac
import json

from chalicelib.errors import Invalid, Problem
from chalicelib.protection.secrets import key_for

_SEAL_BYTES = 16


def encode_cursor(place: str | int | None, *belongs_to: object) -> str | None:
    """The cursor of a place in the list that `belongs_to` names; None at the end of the list."""
    if place is None:
        return None
    text = str(place)
    return base64.urlsafe_b64encode(_seal(text, belongs_to) + text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, *belongs_to: object) -> str | None:
    """The place in the list. Raises `Invalid` (`not_a_cursor`) for what was not made for
    this very list by `encode_cursor`."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        content = base64.b64decode(padded, altchars=b"-_", validate=True)
        place = content[_SEAL_BYTES:].decode()
    except ValueError:
        place = ""
    if not place or not hmac.compare_digest(content[:_SEAL_BYTES], _seal(place, belongs_to)):
        raise Invalid([Problem(field="cursor", code="not_a_cursor")])
    return place


def _seal(place: str, belongs_to: tuple[object, ...]) -> bytes:
    named = json.dumps([place, *belongs_to], default=str)
    return hmac.digest(key_for("cursor"), named.encode(), "sha256")[:_SEAL_BYTES]
