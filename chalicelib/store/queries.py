"""Lists: every one a query on an index, none a scan, each bounded by what it shows.

A place in a list says only where to go on: the partitions are always the caller's own.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.case.derived import assigned_agency
from chalicelib.case.model import ENDED, NATIONAL_DESK, Case, DueKind, Status
from chalicelib.case.schedule import HIGHEST_LEVEL
from chalicelib.store.keys import (
    DUE_SHARDS,
    LAST,
    OVER,
    OWED,
    UNASSIGNED,
    WAITING,
    desk_status,
    level_prefix,
    stored_moment,
)
from chalicelib.store.paging import Page, Span, Walk, read_page
from chalicelib.store.tables import CaseItem, CaseKey, DueKey

OPEN = tuple(status for status in Status if status not in ENDED)
MOST_PARTITIONS = 100
DUE_PAGE = 250
ROUTING_TIME = timedelta(minutes=2)
"""A case that was filed within this time is on its way through the rules, not yet on a desk."""


def inbox(
    agency_ids: tuple[str, ...],
    *,
    now: datetime,
    status: Status | None,
    overdue: bool,
    place: str | None,
    limit: int,
) -> Page:
    """What agencies hold: nearest limit first, then what waits for the reporter.

    Ended cases are listed by their status only, the latest end first.
    """

    def held(case: Case) -> bool:
        return case.agency_id in agency_ids and case.status is status

    low, high = _owed(now) if overdue else (OWED, WAITING + LAST)
    if status is None:
        spans = tuple(Span(partition=one, low=low, high=high) for one in agency_ids)
        walk = Walk(model=CaseItem, index="by_agency", order="desk_order", groups=[spans])
        return read_page(walk, place=place, limit=limit)
    if status in ENDED:
        if overdue:
            return Page(cases=(), place=None)
        low, high = OVER, OVER + LAST
    walk = Walk(
        model=CaseKey,
        index="by_agency_status",
        order="desk_order",
        groups=[
            tuple(
                Span(partition=desk_status(one, status), low=low, high=high) for one in agency_ids
            )
        ],
        backwards=status in ENDED,
        shown=held,
    )
    return read_page(walk, place=place, limit=limit)


def national_desk(
    *, now: datetime, status: Status | None, overdue: bool, place: str | None, limit: int
) -> Page:
    """What lies on the national desk: without a status all that has no agency, nearest limit
    first, but what is being routed at this moment; with one also what the ministry holds."""

    def waits(case: Case) -> bool:
        return case.status is not Status.RECEIVED or case.filed_at < now - ROUTING_TIME

    def on_the_desk(case: Case) -> bool:
        return assigned_agency(case) == NATIONAL_DESK and case.status is status

    low, high = (UNASSIGNED + end for end in (_owed(now) if overdue else ("", LAST)))
    if status is None:
        unassigned = Span(partition=NATIONAL_DESK, low=low, high=high)
        walk = Walk(
            model=CaseItem,
            index="by_agency",
            order="desk_order",
            groups=[(unassigned,)],
            shown=waits,
        )
        return read_page(walk, place=place, limit=limit)
    partition = desk_status(NATIONAL_DESK, status)
    groups = [(Span(partition=partition),)]
    if overdue:
        own_low, own_high = _owed(now)
        groups = [
            (Span(partition=partition, low=own_low, high=own_high),),
            (Span(partition=partition, low=low, high=high),),
        ]
    walk = Walk(
        model=CaseKey,
        index="by_agency_status",
        order="desk_order",
        groups=groups,
        backwards=status in ENDED,
        shown=on_the_desk,
    )
    return read_page(walk, place=place, limit=limit)


def overseen(
    agency_ids: frozenset[str] | None,
    *,
    now: datetime,
    status: Status | None,
    overdue: bool,
    place: str | None,
    limit: int,
) -> Page:
    """The open cases of the agencies somebody oversees (None: of the country, with those that have
    no agency), worst first: highest level of escalation, then the limit longest passed, then
    those that wait for the reporter. Ended ones by their status only, the latest end first.

    Up to `MOST_PARTITIONS` agencies are read one by one and merged. Who oversees more reads the
    country's lists of each status and leaves out the rest.
    """
    ended = status in ENDED
    if ended and overdue:
        return Page(cases=(), place=None)
    few = agency_ids is not None and len(agency_ids) <= MOST_PARTITIONS
    if few and ended:
        index, order = "by_agency_status", "desk_order"
        partitions = tuple(desk_status(one, str(status)) for one in sorted(agency_ids or ()))
    elif few:
        index, order, partitions = "by_agency_urgency", "urgency", tuple(sorted(agency_ids or ()))
    else:
        index, order, partitions = "by_status", "urgency", (status,) if status else OPEN

    def chosen(key: CaseKey) -> bool:
        if index == "by_status":
            return agency_ids is None or key.desk in agency_ids
        return status is None or index == "by_agency_status" or key.status == status

    def shown(case: Case) -> bool:
        """Asked of the case as it is now: an index may lag."""
        in_list = case.status is status if status else case.status not in ENDED
        return in_list and (agency_ids is None or assigned_agency(case) in agency_ids)

    stretches = [("", "9" + LAST)]
    if ended:
        stretches = [(OVER, OVER + LAST)]
    elif overdue:
        low, high = _owed(now)
        levels = [level_prefix(level) for level in range(HIGHEST_LEVEL, -1, -1)]
        stretches = [(level + low, level + high) for level in levels]
    walk = Walk(
        model=CaseKey,
        index=index,
        order=order,
        groups=[
            tuple(Span(partition=partition, low=low, high=high) for partition in partitions)
            for low, high in stretches
        ],
        backwards=ended,
        chosen=chosen,
        shown=shown,
    )
    return read_page(walk, place=place, limit=limit)


def with_status(*statuses: Status) -> Iterator[str]:
    """Ids of the cases in these statuses, worst first in each; the index may lag."""
    for status in statuses:
        for item in CaseKey.by_status.query(status.value, page_size=DUE_PAGE):
            yield item.pk.removeprefix("CASE#")


def due(kind: DueKind, now: datetime, limit_per_shard: int | None = None) -> Iterator[str]:
    """Ids of the cases whose `kind` of work is due by `now`, longest overdue first per shard."""
    for shard in range(DUE_SHARDS):
        found = DueKey.due.query(
            f"{kind}#{shard}",
            DueKey.due_at <= stored_moment(now),
            limit=limit_per_shard,
            page_size=DUE_PAGE,
        )
        for item in found:
            yield item.pk.removeprefix("CASE#")


def _owed(now: datetime) -> tuple[str, str]:
    """The stretch of cases whose limit has passed."""
    return OWED, OWED + stored_moment(now)
