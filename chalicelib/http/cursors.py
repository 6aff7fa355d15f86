"""Where a list goes on, as it is handed out and taken back.

A cursor is encrypted with the list it belongs to: whose it is and every filter. One that was made
up, or comes from another list, is refused by name. It cannot be read: a page may end at a case that
its reader may not know of, and the place has the number. It is no right: what may be read is
decided by the caller alone.
"""

import base64
import json

from chalicelib.errors import Invalid, Problem
from chalicelib.protection import encryption


def encode_cursor(place: str | int | None, *belongs_to: object) -> str | None:
    """The cursor of a place in the list that `belongs_to` names; None at the end of the list."""
    if place is None:
        return None
    encrypted = encryption.encrypt(str(place), purpose="cursor", context=_named(belongs_to))
    return base64.urlsafe_b64encode(encrypted).decode().rstrip("=")


def decode_cursor(cursor: str | None, *belongs_to: object) -> str | None:
    """The place in the list. Raises `Invalid` (`not_a_cursor`) for what was not made for
    this very list by `encode_cursor`."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        encrypted = base64.b64decode(padded, altchars=b"-_", validate=True)
        return encryption.decrypt(encrypted, purpose="cursor", context=_named(belongs_to))
    except ValueError:
        raise Invalid([Problem(field="cursor", code="not_a_cursor")]) from None


def _named(belongs_to: tuple[object, ...]) -> str:
    return json.dumps(belongs_to, default=str)
