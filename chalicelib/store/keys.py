"""Under which keys a case stands in the indexes (docs/access-patterns.md).

Text order is the order of each list. Every range key ends in the case's id, so that no two cases
share one and a list can go on after any of them.
"""

import zlib
from datetime import UTC, datetime

from chalicelib.case.authority import is_public
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.due import HIGHEST_LEVEL, newly_missed
from chalicelib.case.model import ENDED, Case, Contribution, Due, Location, Status

DUE_SHARDS = 4
UNROUTED = "unrouted"
"""The kind under which a schedule finds, and escalates, what has not been routed yet."""

OVERDUE = "overdue"
"""The kind of what is late and known to be, whatever is due on it: so that it can be counted."""

OF_ANY_WORK = (UNROUTED, OVERDUE)
"""Kinds that say how a case stands and not what is due on it: it may be escalated or closed."""

NO_HOLDER = "unassigned"
"""The desk of what nobody holds: the national desk's, apart from what KemenPANRB holds itself."""

# Whose turn it is, as keys begin: an agency's (by its deadline), the reporter's (since when),
# nobody's (since the end).
OWED, WAITING, OVER = "open#", "rest#", "ended#"
ASKED = "asked#"
"""How what an agency is asked to contribute to begins on its desk, the nearest day first."""

OPEN = "open"
"""The stage of every case that has not ended; the stage of one that has is its status."""

LAST = "~"  # after every character of a key

ALWAYS = ("status", "stage", "urgency")
"""The attributes that every case has a value for."""

OPTIONAL = (
    "desk",
    "desk_order",
    "open_agency",
    "due_kind_shard",
    "due_at",
    "published_month",
    "published_at",
    "category",
    "region_code",
    "province",
    "regency",
    "agency_id",
)
"""The attributes that a case may have no value for, and then does not have at all."""

FORMER = ("desk_status", "arrived_at")
"""Those of indexes that are no more, taken away with a case's next step."""


def stored_moment(moment: datetime) -> str:
    """A moment as it stands in keys: UTC, fixed width, so that text order is time order."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}Z"


def index_keys(case: Case) -> dict[str, str]:
    """The key attributes of a case; those of an index it is not in are missing.

    A case that was only received lies on no desk: routing takes seconds, and moves it again.
    """
    ended = case.status in ENDED
    keys = {
        "status": case.status.value,
        "stage": case.status.value if ended else OPEN,
        "urgency": _turn(case) if ended else _urgency(case),
    }
    if case.status is not Status.RECEIVED:
        keys["desk"] = case.agency_id or NO_HOLDER
        keys["desk_order"] = status_prefix(case.status) + _turn(case)
    if case.agency_id is not None and not ended:
        keys["open_agency"] = case.agency_id
    if case.due is not None:
        keys |= due_keys(case.id, _due_kind(case, case.due), case.due.at)
    if is_public(case):
        keys["published_month"] = case.filed_at.strftime("%Y-%m")
        keys["published_at"] = f"{stored_moment(case.filed_at)}#{case.id}"
    optional = {
        "category": case.category,
        "agency_id": case.agency_id,
        **region_keys(case.location.region_code),
    }
    return keys | {name: value for name, value in optional.items() if value is not None}


def region_keys(region_code: str | None) -> dict[str, str | None]:
    """The region, and the province and kabupaten or kota it lies in, as far as it is known."""
    place = Location(region_code=region_code)
    return {"region_code": region_code, "province": place.province, "regency": place.regency}


def asked_keys(case_id: str, asked: Contribution) -> dict[str, str]:
    """Where a case stands on the desk of who is asked to contribute; nowhere afterwards."""
    if asked.ended_in is not None:
        return {}
    order = f"{ASKED}{stored_moment(asked.due)}#{case_id}"
    return {"desk": asked.agency_id, "desk_order": order}


def status_prefix(status: str) -> str:
    """How what lies on a desk in one status begins."""
    return f"{status}#"


def level_prefix(level: int) -> str:
    """How the urgency of an open case begins: the highest level of escalation comes first."""
    return f"{max(0, HIGHEST_LEVEL - level)}#"


def _due_kind(case: Case, due: Due) -> str:
    if case.status in (Status.RECEIVED, Status.RETURNED):
        return UNROUTED
    deadline = deadline_in_force(case)
    known_late = deadline is not None and not newly_missed(case, deadline)
    return OVERDUE if known_late else due.kind.value


def due_keys(case_id: str, kind: str, at: datetime) -> dict[str, str]:
    """Where a case stands in the `due` index."""
    shard = zlib.crc32(case_id.encode()) % DUE_SHARDS
    return {"due_kind_shard": f"{kind}#{shard}", "due_at": stored_moment(at)}


def due_partitions(kind: str) -> tuple[str, ...]:
    """The partitions of one kind of work in the `due` index."""
    return tuple(f"{kind}#{shard}" for shard in range(DUE_SHARDS))


def _urgency(case: Case) -> str:
    """The highest level of escalation first, in it the case that should have been over longest
    ago. A step changes neither, so that it costs the overseers' lists nothing."""
    ends = stored_moment(case.deadlines.resolve_by)
    return f"{level_prefix(case.escalation_level)}{ends}#{case.id}"


def _turn(case: Case) -> str:
    if case.status in ENDED:
        return f"{OVER}{stored_moment(case.ended_at or case.updated_at)}#{case.id}"
    deadline = deadline_in_force(case)
    if deadline is None:
        return f"{WAITING}{stored_moment(case.updated_at)}#{case.id}"
    return f"{OWED}{stored_moment(deadline.at)}#{case.id}"
