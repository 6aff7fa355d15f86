"""What an agency holds open, found by its desk: one query for each status."""

from collections.abc import Iterable, Iterator

from pynamodb.expressions.condition import Condition

from chalicelib.case.model import HANDLED, RESTING, Status
from chalicelib.store.keys import status_prefix
from chalicelib.store.tables import CaseKey

PAGE = 100
HELD_OPEN = tuple(sorted(HANDLED | RESTING))
"""In which an agency holds a case that has not ended."""


def held_by(agency_id: str, statuses: Iterable[Status]) -> Iterator[str]:
    """Ids of the cases an agency holds in these statuses, nearest limit first in each; read a
    page at a time as they are taken. The index may lag."""
    for status in statuses:
        for item in CaseKey.by_desk.query(agency_id, _in(status), page_size=PAGE):
            yield item.pk.removeprefix("CASE#")


def count_held(agency_id: str) -> int:
    """How many open cases an agency holds, counted by the database. The index may lag."""
    return sum(CaseKey.by_desk.count(agency_id, _in(status)) for status in HELD_OPEN)


def _in(status: Status) -> Condition:
    return CaseKey.desk_order.startswith(status_prefix(status))
