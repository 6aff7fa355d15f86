"""How much a reporter may write: one person must not be able to fill an officer's view until it
cannot be opened, nor a mailbox.

The numbers are ours, from no law: far above what people write (the median is one message a case),
and such that all of a case fits into one answer of the API: 200,000 characters are 0.8 MB, shown
twice, of the 6 MB that Lambda can give.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chalicelib.case.decision import Event
from chalicelib.case.model import OpenQuestion, Role
from chalicelib.errors import Conflict, TooMany
from chalicelib.events import EventType
from chalicelib.store.rate_counters import RateLimit

CHARACTERS = 200_000


def check_message(
    question: OpenQuestion | None,
    events: Sequence[Event],
    text: str,
    now: datetime,
    allowed: Iterable[RateLimit],
) -> None:
    """Let one more message of the reporter through where none of `allowed` is against it, or say
    when.

    An answer to an open `question` always goes through. Raises `TooMany` with the seconds to wait,
    and `Conflict("conversation_full")` when waiting does not help.
    """
    if question is not None:
        return
    sent = [e for e in events if e.type == EventType.MESSAGED and e.actor.role is Role.REPORTER]
    if sum(len(e.data["text"]) for e in sent) + len(text) > CHARACTERS:
        raise Conflict("conversation_full", max=CHARACTERS)
    waits = [wait for limit in allowed if (wait := _wait(sent, limit.value, limit.window, now))]
    if waits:
        raise TooMany("too_many_messages", retry_after=math.ceil(max(waits).total_seconds()))


def _wait(sent: Sequence[Event], most: int, period: timedelta, now: datetime) -> timedelta | None:
    """How long until fewer than `most` of `sent` lie within `period`; None when it is so now."""
    recent = sorted(e.at for e in sent if e.at > now - period)
    return recent[-most] + period - now if len(recent) >= most else None
