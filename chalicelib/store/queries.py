"""Lists: every one a query on an index, none a scan, each bounded by what it shows.

A place in a list says only where to go on: the partitions are always the caller's own.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import chain, islice
from typing import Any

from msgspec import Struct

from chalicelib.case.authority import waiting_contributions
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.due import acting_agency, is_overdue
from chalicelib.case.model import ENDED, HANDLED, RESTING, WITHOUT_HOLDER, Case, DueKind, Status
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.store import cases
from chalicelib.store.keys import (
    ASKED,
    LAST,
    NO_HOLDER,
    OF_ANY_WORK,
    OPEN,
    OVERDUE,
    OWED,
    UNROUTED,
    due_partitions,
    level_prefix,
    status_prefix,
    stored_moment,
)
from chalicelib.store.paging import MOST_EVALUATED, Page, Span, Walk, every, read_page
from chalicelib.store.tables import CaseItem, CaseKey, DueKey
from chalicelib.structs import replace

ON_DESK = WITHOUT_HOLDER - {Status.RECEIVED}
"""Of what nobody holds, all that lies on the national desk: see `national_desk`."""

MOST_PARTITIONS = 100
MOST_COUNTED = 100
MOST_LOOKED_AT = 1_000
DUE_PAGE = 250
WITHOUT_HOLDER_PAGE = 250

Wanted = Callable[[Case], bool]
"""Whether a list that no key narrows so far shows a case: see `paging`."""


def everything(_: Case) -> bool:
    """What a list that is not narrowed shows."""
    return True


def nothing(_: Case) -> bool:
    """What is hidden from who may know of every case."""
    return False


class CaseListQuery(Struct, frozen=True, kw_only=True):
    """A page of an officers' list: up to `limit` cases from a `place` on, as it is at `now` (UTC).

    `status`: in it alone; without one all that have not ended. `overdue`: those whose deadline has
    passed; `due_by`: those whose deadline passes by then. `wanted` is what no key narrows, `hidden`
    what who asks may not know of.
    """

    now: datetime
    limit: int
    status: Status | None = None
    overdue: bool = False
    place: str | None = None
    due_by: datetime | None = None
    wanted: Wanted = everything
    hidden: Wanted = nothing

    @property
    def until(self) -> datetime | None:
        """The moment by which the deadlines pass that are asked for."""
        return self.now if self.overdue else self.due_by


def inbox(agency_ids: tuple[str, ...], query: CaseListQuery) -> Page:
    """What agencies hold: nearest deadline first, then what waits for the reporter.

    Ended cases are listed by their status only, the latest end first.
    """
    statuses = (HANDLED, RESTING) if query.status is None else ({query.status},)
    walk = _on_desks(agency_ids, statuses, due_by=query.until)
    return _page_of(walk, query, query.wanted)


def count_on_desks(
    agency_ids: tuple[str, ...], status: Status, *, hidden: Wanted | None = None
) -> int:
    """How many cases in a status lie on these desks, without those that are `hidden`, counted no
    further than `MOST_COUNTED`. The index may lag."""
    return _counted(_on_desks(agency_ids, ({status},), due_by=None), hidden)


def count_overdue(
    agency_ids: tuple[str, ...],
    statuses: AbstractSet[Status],
    now: datetime,
    *,
    hidden: Wanted | None = None,
) -> int:
    """The same of those whose deadline has passed."""
    return _counted(_on_desks(agency_ids, (statuses,), due_by=now), hidden)


def count_all_overdue(now: datetime) -> int:
    """How many cases of the country are overdue. Those whose miss was escalated are counted by
    their keys; what is late and not escalated yet is looked at. The index may lag."""
    known = sum(DueKey.due.count(partition) for partition in due_partitions(OVERDUE))
    return known + len(_newly_late(now))


def _newly_late(now: datetime) -> tuple[Case, ...]:
    """The cases whose deadline has passed without an escalation of it yet, of the country, up to
    `MOST_LOOKED_AT`: it is a few, for schedules see to them every five minutes."""
    ids = chain(_of_kind(DueKind.ESCALATE, DueKey.due_at <= stored_moment(now)), unrouted())
    found = cases.get_several(islice(ids, MOST_LOOKED_AT))
    return tuple(case for case in found if is_overdue(case, now))


def _counted(walk: Walk, hidden: Wanted | None = None) -> int:
    spans = [span for group in walk.groups for span in group]
    if hidden is not None:  # which the keys do not tell
        one_by_one = replace(
            walk, groups=[(span,) for span in spans], shown=lambda case: not hidden(case)
        )
        return sum(1 for _ in islice(every(one_by_one, page_size=MOST_COUNTED), MOST_COUNTED))
    found = 0
    for span in spans:
        low, high = span.prefix + (span.low or " "), span.prefix + span.high
        rows = CaseKey.by_desk.query(
            span.partition,
            CaseKey.desk_order.between(low, high),
            limit=MOST_COUNTED - found,
            attributes_to_get=["pk", "sk"],
        )
        found += sum(1 for _ in rows)
        if found >= MOST_COUNTED:
            break
    return found


def without_holder() -> Iterator[Case]:
    """Every case that lies on the national desk and nobody holds, as a list shows it: nearest
    deadline first, then what waits for its reporter. The index may lag."""
    return every(
        _on_desks((NO_HOLDER,), (ON_DESK, RESTING), due_by=None), page_size=WITHOUT_HOLDER_PAGE
    )


def national_desk(query: CaseListQuery) -> Page:
    """What lies on the national desk: without a status all that has no agency, nearest deadline
    first; with one also what the ministry holds.

    What was only received is with the rules, and comes here within minutes where they fail. It is
    listed by its status only, up to `MOST_EVALUATED` cases and nearest deadline first.
    """
    if query.status is Status.RECEIVED:
        return _received(query)
    if query.status is None:
        walk = _on_desks((NO_HOLDER,), (ON_DESK, RESTING), due_by=query.until)
    else:
        walk = _on_desks((NO_HOLDER, NATIONAL_DESK), ({query.status},), due_by=query.until)
    return _page_of(walk, query, query.wanted)


def _on_desks(
    desks: tuple[str, ...],
    statuses: tuple[AbstractSet[Status], ...],
    *,
    due_by: datetime | None,
) -> Walk:
    """The list of some desks: one group of statuses after the other."""
    low, high = _owed(due_by) if due_by else ("", LAST)
    if due_by:
        statuses = statuses[:1]  # nothing is owed in those that follow
    return Walk(
        model=CaseItem,
        index="by_desk",
        order="desk_order",
        groups=[
            tuple(
                Span(partition=one, prefix=status_prefix(status), low=low, high=high)
                for one in desks
                for status in group
            )
            for group in statuses
        ],
        backwards=statuses[0] <= ENDED,
    )


def _received(query: CaseListQuery) -> Page:
    found = [
        case
        for case in cases.get_several(islice(unrouted(), MOST_EVALUATED))
        if case.status is Status.RECEIVED
        and (not query.overdue or is_overdue(case, query.now))
        and is_due(case, query.due_by)
        and query.wanted(case)
    ]
    found.sort(key=lambda case: (case.deadlines.verify_by, case.id))
    return Page(cases=tuple(found), place=None)


def overseen(agency_ids: frozenset[str] | None, query: CaseListQuery) -> Page:
    """The open cases of the agencies somebody oversees (None: of the country, with those that have
    no agency), worst first: the highest level of escalation, in it those that should have been over
    longest ago. Ended ones by their status only, the latest end first.

    Up to `MOST_PARTITIONS` agencies are read one by one and merged. Who oversees more reads the
    country's list and leaves out the rest. Of what is overdue, the few cases that are not escalated
    yet come last, and on the last page beyond its limit: no index has them in their place.
    """
    status = query.status
    if query.overdue and status in ENDED:
        return Page(cases=(), place=None)
    few = agency_ids is not None and len(agency_ids) <= MOST_PARTITIONS
    agencies = tuple(agency_ids or ())

    def shown(case: Case) -> bool:
        """Asked of the case as it is now: an index may lag."""
        in_list = case.status is status if status else case.status not in ENDED
        late = not query.overdue or is_overdue(case, query.now)
        theirs = agency_ids is None or acting_agency(case) in agency_ids
        return in_list and late and theirs and is_due(case, query.due_by) and query.wanted(case)

    if status in ENDED and few:
        walk = _on_desks(agencies, ({status},), due_by=query.due_by)
        return _page_of(walk, query, query.wanted)
    if few:
        index, partitions = "open_by_agency", agencies
    else:
        index, partitions = "nationwide", (str(status) if status in ENDED else OPEN,)
    high = level_prefix(0) if query.overdue else LAST
    walk = Walk(
        model=CaseKey,
        index=index,
        order="urgency",
        groups=[tuple(Span(partition=partition, high=high) for partition in partitions)],
        backwards=status in ENDED,
    )
    page = _page_of(walk, query, shown)
    if not query.overdue or page.place is not None:
        return page
    anew = [
        case
        for case in _newly_late(query.now)
        if case.escalation_level == 0 and shown(case) and not query.hidden(case)
    ]
    anew.sort(key=lambda case: (case.deadlines.resolve_by, case.id))
    return replace(page, cases=(*page.cases, *anew))


def asked_to_contribute(agency_ids: tuple[str, ...], query: CaseListQuery) -> Page:
    """The cases of others that these agencies are asked to contribute to, the nearest day first;
    overdue are those whose day has passed. None are asked of nobody."""
    if not agency_ids:
        return Page(cases=(), place=None)
    high = stored_moment(query.until) if query.until else LAST

    def shown(case: Case) -> bool:
        """Asked of the case as it is now: an index may lag."""
        waits = any(one.agency_id in agency_ids for one in waiting_contributions(case))
        return waits and query.status in (None, case.status) and query.wanted(case)

    walk = Walk(
        model=CaseKey,
        index="by_desk",
        order="desk_order",
        groups=[tuple(Span(partition=one, prefix=ASKED, high=high) for one in agency_ids)],
    )
    return _page_of(walk, query, shown)


def _page_of(walk: Walk, query: CaseListQuery, shown: Wanted) -> Page:
    shows = replace(walk, shown=shown, hidden=query.hidden)
    return read_page(shows, place=query.place, limit=query.limit)


def is_due(case: Case, by: datetime | None) -> bool:
    """Whether the deadline in force of a case passes by then; any case without such a moment."""
    if by is None:
        return True
    deadline = deadline_in_force(case)
    return deadline is not None and deadline.at <= by


def open_cases() -> Iterator[str]:
    """Ids of the cases that have a next moment but to forget who reported: every open one, and one
    that ended while an identity is asked for; the index may lag."""
    for kind in (DueKind.ESCALATE, DueKind.REMIND, DueKind.CLOSE, *OF_ANY_WORK):
        yield from _of_kind(kind)


def unrouted() -> Iterator[str]:
    """Ids of the cases that were received or returned and not routed since; the index may lag."""
    return _of_kind(UNROUTED)


def due(kind: DueKind, now: datetime) -> Iterator[str]:
    """Ids of the cases whose `kind` of work is due by `now`, longest overdue first per shard."""
    others = OF_ANY_WORK if kind in (DueKind.ESCALATE, DueKind.CLOSE) else ()
    for each in (kind, *others):
        yield from _of_kind(each, DueKey.due_at <= stored_moment(now))


def _of_kind(kind: str, span: Any = None) -> Iterator[str]:
    for partition in due_partitions(kind):
        for item in DueKey.due.query(partition, span, page_size=DUE_PAGE):
            yield item.pk.removeprefix("CASE#")


def _owed(now: datetime) -> tuple[str, str]:
    """The stretch of cases whose deadline has passed."""
    return OWED, OWED + stored_moment(now)
