"""What an agency holds open, found by its desk: one query for each status; and who holds any."""

from collections.abc import Iterable, Iterator

from pynamodb.expressions.condition import Condition

from chalicelib.case.authority import waiting_contributions
from chalicelib.case.due import acting_agency
from chalicelib.case.model import HANDLED, RESTING, Status
from chalicelib.store.keys import OPEN, status_prefix
from chalicelib.store.paging import Span, Walk, every
from chalicelib.store.tables import CaseKey

PAGE = 100
HELD_OPEN = tuple(sorted(HANDLED | RESTING))
"""In which an agency holds a case that has not ended."""


def held_by(agency_id: str, statuses: Iterable[Status]) -> Iterator[str]:
    """Ids of the cases an agency holds in these statuses, nearest deadline first in each; read a
    page at a time as they are taken. The index may lag."""
    for status in statuses:
        for item in CaseKey.by_desk.query(agency_id, _in(status), page_size=PAGE):
            yield item.pk.removeprefix("CASE#")


def count_held(agency_id: str) -> int:
    """How many open cases an agency holds, counted by the database. The index may lag."""
    return sum(CaseKey.by_desk.count(agency_id, _in(status)) for status in HELD_OPEN)


def agencies_with_work() -> frozenset[str]:
    """The agencies that have to act on an open case or are asked to contribute to one, the national
    desk for what nobody holds. Every open case is read once, a hundred together; the index may
    lag."""
    country = Walk(
        model=CaseKey, index="nationwide", order="urgency", groups=[(Span(partition=OPEN),)]
    )
    found: set[str] = set()
    for case in every(country, page_size=PAGE):
        found.add(acting_agency(case))
        found.update(one.agency_id for one in waiting_contributions(case))
    return frozenset(found)


def _in(status: Status) -> Condition:
    return CaseKey.desk_order.startswith(status_prefix(status))
