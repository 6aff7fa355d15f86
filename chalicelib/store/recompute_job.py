"""How far open cases have been counted again after the calendar changed, and where they are found.

One item per table says it all. It is saved on the turn it was read at, so of two runs at once one
goes on and the other stops.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.case.model import DueKind
from chalicelib.errors import Conflict
from chalicelib.store.conditions import attempt
from chalicelib.store.keys import UNROUTED, due_partitions
from chalicelib.store.tables import CASE_SK, RECOUNT_KEY, CasesItem, DueKey, RecountItem, case_pk

PARTITIONS = tuple(one for kind in (*DueKind, UNROUTED) for one in due_partitions(kind))


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """Where a walk through the `due` index goes on: in which partition, after which case (None:
    from its beginning)."""

    partition: int = 0
    due_at: str | None = None
    case_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecomputeJob:
    """The walk for one calendar: when it was seen first, where the walk goes on (None: it is
    over), and how many cases it changed."""

    calendar_version: str
    opened_at: datetime
    place: Cursor | None
    changed: int = 0
    turn: int = 0

    @property
    def finished(self) -> bool:
        """Whether all open cases were looked at."""
        return self.place is None


def last() -> RecomputeJob | None:
    """The last walk, finished or not; None when there never was one."""
    try:
        item = RecountItem.get(*RECOUNT_KEY, consistent_read=True)
    except RecountItem.DoesNotExist:
        return None
    return RecomputeJob(
        calendar_version=item.calendar_version,
        opened_at=item.opened_at,
        place=Cursor(**item.place) if item.place else None,
        changed=int(item.changed),
        turn=int(item.turn),
    )


def save(job: RecomputeJob) -> None:
    """Save as the turn after `job.turn`. Raises `Conflict("changed_meanwhile")` when another
    run took it."""
    place = job.place
    item = RecountItem(
        *RECOUNT_KEY,
        calendar_version=job.calendar_version,
        opened_at=job.opened_at,
        place=place
        and {"partition": place.partition, "due_at": place.due_at, "case_id": place.case_id},
        changed=job.changed,
        turn=job.turn + 1,
    )
    as_read = RecountItem.turn == job.turn
    condition = as_read if job.turn else CasesItem.pk.does_not_exist()
    attempt(lambda: item.save(condition=condition), lambda _: Conflict("changed_meanwhile"))


def cases_from(place: Cursor, limit: int) -> tuple[list[str], Cursor | None]:
    """Ids of up to `limit` cases from `place` on, and where to go on (None: that was all)."""
    partition = PARTITIONS[place.partition]
    last_seen = None
    if place.due_at is not None and place.case_id is not None:
        last_seen = {
            "pk": {"S": case_pk(place.case_id)},
            "sk": {"S": CASE_SK},
            "due_kind_shard": {"S": partition},
            "due_at": {"S": place.due_at},
        }
    rows = list(DueKey.due.query(partition, limit=limit, last_evaluated_key=last_seen))
    ids = [row.pk.removeprefix("CASE#") for row in rows]
    if len(rows) == limit:
        return ids, Cursor(partition=place.partition, due_at=rows[-1].due_at, case_id=ids[-1])
    following = place.partition + 1
    return ids, Cursor(partition=following) if following < len(PARTITIONS) else None
