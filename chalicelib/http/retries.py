"""The header `Idempotency-Key`: which request of ours it makes repeatable."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalice.app import Request
from pydantic import BaseModel

from chalicelib.errors import Invalid, Problem
from chalicelib.store.claims import Claim
from chalicelib.usecases.idempotency import KeyedRequest, keyed_request

KEY = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{8,200}")


def request_under_key(
    request: Request,
    sent: BaseModel | None,
    *,
    scope: str,
    now: datetime,
    used: Sequence[Claim] = (),
) -> KeyedRequest | None:
    """What was asked under the key of the header, or None without one.

    `scope` says who asks and for what; `sent` is the body, None where there is none; `used` is what
    let the request in. Raises `Invalid` for a key that is too short, too long or not visible.
    """
    key = idempotency_key(request)
    if key is None:
        return None
    asked = f"{request.method} {request.context['resourcePath']} {content_of(sent)}"
    return keyed_request(key, scope=scope, content=asked, now=now, used=used)


def idempotency_key(request: Request) -> str | None:
    """The key of the header. Raises `Invalid` as above."""
    key: str | None = request.headers.get(KEY.lower())
    if key is not None and not _KEY.fullmatch(key):
        raise Invalid([Problem(field=KEY, code="bad_header")])
    return key


def content_of(sent: BaseModel | None) -> str:
    """The same text for the same content, however it was spaced or ordered."""
    content: Any = sent.model_dump(mode="json", exclude_unset=True) if sent is not None else None
    return json.dumps(content, sort_keys=True)
