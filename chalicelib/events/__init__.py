"""What can happen to a case, and what each event says: the contract that streams, notices, views
and figures read, listed in docs/events.md.

Version 1. Fields are only ever added, with a default; what changes its meaning is a new event.
Moments are ISO 8601 with the offset of the case's zone; days are ISO 8601 dates in that zone.
A field without a default is always there, as null where there is nothing; one whose value is None
by default is left out then.
"""

from collections.abc import Mapping

# Each module has the events of a part of a case's life; all are known by the name of this one.
from .deadline_events import *
from .handover import *
from .identity_events import *
from .outcomes import *
from .payload import *
from .payload import EventType as EventType
from .payload import Payload as Payload
from .work import *

VERSION = 1

PAYLOADS: Mapping[EventType, type[Payload]] = {
    payload.type: payload for payload in Payload.__subclasses__()
}
