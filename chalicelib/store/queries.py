"""Lists: every one a query on an index, none a scan. A cursor is only a place in an order: the
partition is always the caller's own."""

import base64
import binascii
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.case.model import Case, DueKind
from chalicelib.case.views import overdue as is_overdue
from chalicelib.errors import Invalid, Problem
from chalicelib.store.cases import DUE_SHARDS, case_from, stored_moment
from chalicelib.store.rows import readable
from chalicelib.store.tables import CASE_SK, CaseItem, CasesItem, DueKey

MONTHS_BACK = 36
MOST_DESKS = 100
MOST_READ = 500  # cases one page of an overview looks at


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some cases, and where to go on (None at the end)."""

    cases: tuple[Case, ...]
    next_cursor: str | None


def _encode(*parts: str) -> str:
    return base64.urlsafe_b64encode("\n".join(parts).encode()).decode().rstrip("=")


def _decode(cursor: str, count: int) -> list[str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split("\n")
    except (ValueError, binascii.Error, UnicodeDecodeError):
        parts = []
    if len(parts) != count or not all(parts):
        raise Invalid([Problem(field="cursor", code="not_a_cursor")])
    return parts


def inbox(
    desk: str, *, now: datetime, status: str | None, overdue: bool, cursor: str | None, limit: int
) -> Page:
    """The cases on an agency's desk, nearest limit first, then those without one."""
    condition = CasesItem.desk_order < f"open#{stored_moment(now)}" if overdue else None
    last = None
    if cursor:
        order, pk = _decode(cursor, 2)
        last = _key(pk) | {"desk": {"S": desk}, "desk_order": {"S": order}}
    found = CaseItem.by_agency.query(
        desk,
        condition,
        filter_condition=CaseItem.status == status if status else None,
        last_evaluated_key=last,
    )
    found_cases: list[Case] = []
    for item, case in readable(found, case_from):
        found_cases.append(case)
        if len(found_cases) == limit:
            onwards = _encode(str(item.desk_order), item.pk)
            return Page(cases=tuple(found_cases), next_cursor=onwards)
    return Page(cases=tuple(found_cases), next_cursor=None)


def overview(
    desks: tuple[str, ...],
    *,
    now: datetime,
    status: str | None,
    overdue: bool,
    cursor: str | None,
    limit: int,
) -> Page:
    """The cases of many agencies, for a monitor.

    Up to `MOST_DESKS` desks are read one by one and merged, nearest limit first. Who watches more
    (the national overseers) reads the `due` index instead: open cases by their next step.
    """
    after = _decode(cursor, 1)[0] if cursor else None
    if len(desks) <= MOST_DESKS:
        found = _merged(desks, after)
    else:
        found = _by_next_step(frozenset(desks), after)
    found_cases: list[Case] = []
    for read, (order, case) in enumerate(found, start=1):
        if (status is None or case.status == status) and (not overdue or is_overdue(case, now)):
            found_cases.append(case)
        if len(found_cases) == limit or read == MOST_READ:
            return Page(cases=tuple(found_cases), next_cursor=_encode(order))
    return Page(cases=tuple(found_cases), next_cursor=None)


def _merged(desks: tuple[str, ...], after: str | None) -> Iterator[tuple[str, Case]]:
    condition = CasesItem.desk_order > after if after else None
    lists = [CaseItem.by_agency.query(desk, condition) for desk in desks]
    merged = heapq.merge(*lists, key=lambda item: str(item.desk_order))
    return ((str(item.desk_order), case) for item, case in readable(merged, case_from))


def _by_next_step(desks: frozenset[str], after: str | None) -> Iterator[tuple[str, Case]]:
    """In the order of `due_at`; a cursor is that moment and the key."""

    def order(item: DueKey) -> str:
        return f"{item.due_at}#{item.pk}"

    moment = DueKey.due_at >= after.split("#")[0] if after else None
    shards = [
        DueKey.due.query(f"{DueKind.ESCALATE}#{shard}", moment) for shard in range(DUE_SHARDS)
    ]
    for key in heapq.merge(*shards, key=order):
        if after is None or order(key) > after:
            for item, case in readable([CaseItem.get(key.pk, CASE_SK)], case_from):
                if item.desk in desks:
                    yield order(key), case


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicFilter:
    """What the public list is narrowed to; `since` and `until` are moments in UTC."""

    since: datetime | None = None
    until: datetime | None = None
    status: str | None = None
    category: str | None = None
    region_code: str | None = None
    agency_id: str | None = None

    def condition(self) -> Any:
        """The filter expression, or None. A region includes the regions inside it."""
        parts = [
            getattr(CaseItem, name) == value
            for name in ("status", "category", "agency_id")
            if (value := getattr(self, name)) is not None
        ]
        if self.region_code is not None:
            inside = CaseItem.region_code.startswith(f"{self.region_code}.")
            parts.append((CaseItem.region_code == self.region_code) | inside)
        condition = None
        for part in parts:
            condition = part if condition is None else condition & part
        return condition


def published(wanted: PublicFilter, *, now: datetime, cursor: str | None) -> Iterator[CaseItem]:
    """Published cases, newest first, month by month, after `cursor`."""
    newest = wanted.until or now
    last_seen: tuple[str, str] | None = None
    if cursor:
        published_at, pk = _decode(cursor, 2)
        last_seen = published_at, pk
    month = last_seen[0][:7] if last_seen else newest.strftime("%Y-%m")
    for _ in range(MONTHS_BACK):
        if wanted.since and month < wanted.since.strftime("%Y-%m"):
            return
        start = None
        if last_seen and last_seen[0].startswith(month):
            start = _key(last_seen[1]) | {
                "published_month": {"S": month},
                "published_at": {"S": last_seen[0]},
            }
        span = CasesItem.published_at.between(
            stored_moment(wanted.since) if wanted.since else "0",
            stored_moment(newest) + "~",
        )
        yield from CaseItem.published.query(
            month,
            span,
            filter_condition=wanted.condition(),
            scan_index_forward=False,
            last_evaluated_key=start,
        )
        month = _month_before(month)


def public_cursor(item: CaseItem) -> str:
    """Where a public list goes on after `item`."""
    return _encode(str(item.published_at), item.pk)


def due(kind: DueKind, now: datetime, limit_per_shard: int | None = None) -> Iterator[str]:
    """Ids of the cases whose `kind` of work is due by `now`, longest overdue first per shard."""
    for shard in range(DUE_SHARDS):
        found = DueKey.due.query(
            f"{kind}#{shard}", DueKey.due_at <= stored_moment(now), limit=limit_per_shard
        )
        for item in found:
            yield item.pk.removeprefix("CASE#")


def _key(pk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": CASE_SK}}


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"
