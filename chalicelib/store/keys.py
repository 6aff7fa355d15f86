"""Under which keys a case stands in the indexes (docs/access-patterns.md).

Text order is the order of each list. Every range key ends in the case's id, so that no two cases
share one and a list can go on after any of them.
"""

import zlib
from datetime import UTC, datetime

from chalicelib.case.deadlines import limit_in_force
from chalicelib.case.derived import assigned_agency, is_public
from chalicelib.case.model import ENDED, Case, Due
from chalicelib.case.schedule import HIGHEST_LEVEL

DUE_SHARDS = 4

# Whose turn it is, as range keys begin: an agency's (by its limit), the reporter's (since when),
# nobody's (since the end). UNASSIGNED stands before the first two while nobody holds the case.
OWED, WAITING, OVER = "open#", "rest#", "ended#"
UNASSIGNED = "unassigned#"
LAST = "~"  # after every character of a key

OPTIONAL = (
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


def stored_moment(moment: datetime) -> str:
    """A moment as it stands in keys: UTC, fixed width, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def index_keys(case: Case) -> dict[str, str]:
    """The key attributes of a case; those of an index it is not in are missing."""
    inbox, turn = assigned_agency(case), _turn(case)
    keys = {
        "desk": inbox,
        "desk_order": turn if case.agency_id or case.status in ENDED else UNASSIGNED + turn,
        "desk_status": desk_status(inbox, case.status),
        "urgency": turn if case.status in ENDED else level_prefix(case.escalation_level) + turn,
        "status": case.status.value,
        "arrived_at": stored_moment(case.first_routed_at or case.filed_at),
    }
    if case.due is not None:
        keys |= due_keys(case.id, case.due)
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
    parts = (region_code or "").split(".")
    return {
        "region_code": region_code,
        "province": parts[0] or None,
        "regency": ".".join(parts[:2]) if len(parts) > 1 else None,
    }


def desk_status(inbox: str, status: str) -> str:
    """The partition of an agency's cases in one status."""
    return f"{inbox}#{status}"


def level_prefix(level: int) -> str:
    """How the urgency of an open case begins: the highest level of escalation comes first."""
    return f"{max(0, HIGHEST_LEVEL - level)}#"


def due_keys(case_id: str, due: Due) -> dict[str, str]:
    """Where a case stands in the `due` index."""
    shard = zlib.crc32(case_id.encode()) % DUE_SHARDS
    return {"due_kind_shard": f"{due.kind}#{shard}", "due_at": stored_moment(due.at)}


def _turn(case: Case) -> str:
    if case.status in ENDED:
        return f"{OVER}{stored_moment(case.ended_at or case.updated_at)}#{case.id}"
    limit = limit_in_force(case)
    if limit is None:
        return f"{WAITING}{stored_moment(case.updated_at)}#{case.id}"
    return f"{OWED}{stored_moment(limit.at)}#{case.id}"
