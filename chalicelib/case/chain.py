"""The chain of digests: each follows from the one before and from all that the event says."""

import hashlib
import json
from typing import Any

from .model import Event


def event_digest(previous: str, event: Event) -> str:
    """Hex SHA-256 of `previous` (hex, empty for event 1) followed by the event's canonical JSON,
    with the salt in it where there is one."""
    content: dict[str, Any] = {
        "case_id": event.case_id,
        "number": event.number,
        "type": event.type,
        "at": event.at.isoformat(),
        "actor": [event.actor.role, event.actor.agency_id, event.actor.officer_id],
        "visibility": event.visibility,
        "data": dict(event.data),
    }
    if event.salt is not None:
        content["salt"] = event.salt
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(previous.encode() + text.encode()).hexdigest()
