"""The agencies in the table; what the rules work on is the `Registry`.

The table keeps one row per agency and period of validity. A period lasts until its own last day or
until the next one begins, whichever comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from pynamodb.transactions import TransactWrite

from chalicelib.errors import Conflict
from chalicelib.routing.registry import Agency, Registry
from chalicelib.store.conditions import attempt
from chalicelib.store.reference_rows import AGENCIES_PK, AgencyItem, ReferenceItem
from chalicelib.store.rows import readable
from chalicelib.store.rulebook import Author, change_of_agency
from chalicelib.store.serialization import as_json, parse
from chalicelib.store.tables import connection
from chalicelib.warm import Fresh
from chalicelib.workdays import ZONES, local_date

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

CHANGES_AT_ONCE = 40  # a transaction takes 100 items; each change is two


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """An agency in one period; `revision` counts officers' changes to the row (0: none)."""

    agency: Agency
    revision: int = 0

    @property
    def key(self) -> str:
        """What tells periods apart: the agency and the first day."""
        return period_key(self.agency)


@dataclass(frozen=True, slots=True)
class _Loaded:
    agencies: tuple[Agency, ...]
    by_days: dict[tuple[date, ...], Registry] = field(default_factory=dict)


def period_key(agency: Agency) -> str:
    """The key of the row an agency's period stands in."""
    return f"{agency.id}#{agency.valid_from}"


def registry(now: datetime | None = None) -> Registry:
    """All agencies as they are at `now` (UTC; None: this moment), each by the clock of its zone.

    A warm function reads them again after a minute.
    """
    known = _register.get(AgencyItem.Meta.table_name)
    moment = now or datetime.now(UTC)
    today = {zone: local_date(moment, zone) for zone in ZONES}
    days = tuple(today.values())
    if days not in known.by_days:
        known.by_days.clear()
        known.by_days[days] = Registry(in_force(known.agencies, today))
    return known.by_days[days]


def _load() -> _Loaded:
    rows = readable(AgencyItem.query(AGENCIES_PK), _period)
    return _Loaded(tuple(period.agency for _, period in rows))


_register = Fresh(_load)


def in_force(agencies: Iterable[Agency], today: Mapping[str, date]) -> list[Agency]:
    """Of each agency the period that counts today (a day by zone): the last that has begun.

    An agency of the future is in its first period already, so that it can be named; whether it
    exists on a day is the agency's own to say. So is an agency whose last period is over: an
    earlier, open-ended one does not come back.
    """
    found: dict[str, Agency] = {}
    for agency in agencies:
        other = found.get(agency.id)
        if other is None or _counts_before(agency, other, today):
            found[agency.id] = agency
    return list(found.values())


def _counts_before(one: Agency, other: Agency, today: Mapping[str, date]) -> bool:
    first, second = (each.valid_from or date.min for each in (one, other))
    begun, other_begun = first <= today[one.zone], second <= today[other.zone]
    if begun != other_begun:
        return begun
    return first > second if begun else first < second


def periods() -> dict[str, Period]:
    """Every row as it is now, by its key."""
    found = AgencyItem.query(AGENCIES_PK, consistent_read=True)
    return {period.key: period for _, period in readable(found, _period)}


def listed(after: str | None, limit: int) -> tuple[list[list[Period]], str | None]:
    """Agencies in order of id with all their periods, and the id to go on after (None: the end)."""
    rows = AgencyItem.query(
        AGENCIES_PK, ReferenceItem.sk > f"{after}#~" if after else None, consistent_read=True
    )
    found: list[list[Period]] = []
    for _, period in readable(rows, _period):
        if found and found[-1][0].agency.id == period.agency.id:
            found[-1].append(period)
        elif len(found) == limit:
            return found, found[-1][0].agency.id
        else:
            found.append([period])
    return found, None


def of_agency(agency_id: str) -> list[Period]:
    """All periods of one agency."""
    rows = AgencyItem.query(
        AGENCIES_PK, ReferenceItem.sk.startswith(f"{agency_id}#"), consistent_read=True
    )
    return [period for _, period in readable(rows, _period)]


def _period(item: AgencyItem) -> Period:
    revision = int(item.revision or 0)
    return Period(agency=parse(Agency, item.agency), revision=revision)


def change(changes: Sequence[tuple[Period | None, Agency]], author: Author) -> None:
    """Write agencies over the periods they were compared with (None: a new period), each together
    with the row that tells of it.

    Raises `Conflict("changed_meanwhile")` when one is not as it was; of a long list, the parts
    before it are written then, and doing it again writes the rest.
    """
    try:
        for start in range(0, len(changes), CHANGES_AT_ONCE):
            part = changes[start : start + CHANGES_AT_ONCE]
            attempt(partial(_write, part, author), lambda _: Conflict("changed_meanwhile"))
    finally:
        _register.forget()


def _write(changes: Sequence[tuple[Period | None, Agency]], author: Author) -> None:
    with TransactWrite(connection=connection()) as transaction:
        for before, agency in changes:
            _add_change(transaction, before, agency, author)


def _add_change(
    transaction: TransactWrite, before: Period | None, agency: Agency, author: Author
) -> None:
    revision = before.revision + 1 if before else 1
    as_it_was: Condition
    if before is None:
        as_it_was = ReferenceItem.pk.does_not_exist()
    elif before.revision:
        as_it_was = AgencyItem.revision == before.revision
    else:
        as_it_was = ReferenceItem.pk.exists() & AgencyItem.revision.does_not_exist()
    old, new = before and written(before.agency), written(agency)
    item = AgencyItem(AGENCIES_PK, period_key(agency), agency=new, revision=revision)
    transaction.save(item, condition=as_it_was)
    transaction.save(
        change_of_agency(period_key(agency), revision, author, old, new),
        condition=ReferenceItem.pk.does_not_exist(),
    )


def written(agency: Agency) -> dict[str, Any]:
    """An agency as JSON has it."""
    return as_json(agency)


def put_agencies(agencies: Iterable[Agency]) -> int:
    """Write a register, each agency in its period, and leave alone what is there already and what
    an officer has changed since. Returns how many rows were written."""
    there = periods()
    new = [
        agency
        for agency in agencies
        if (row := there.get(period_key(agency))) is None
        or (row.revision == 0 and row.agency != agency)
    ]
    with AgencyItem.batch_write() as batch:
        for agency in new:
            batch.save(AgencyItem(AGENCIES_PK, period_key(agency), agency=written(agency)))
    _register.forget()
    return len(new)
