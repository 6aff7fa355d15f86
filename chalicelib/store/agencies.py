"""The register: what ships, and over it what administrators changed; what the rules work on is the
`Registry`.

The table keeps one row for each period of validity that an officer wrote, so a start reads a few
rows and not the country. A row stands for the packaged period of the same agency and first day. A
period lasts until its own last day or until the next one begins, whichever comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from pynamodb.transactions import TransactWrite

from chalicelib.errors import Conflict
from chalicelib.routing import regions
from chalicelib.routing.regions import RegionChange
from chalicelib.routing.registry import Agency, Registry, packaged_agencies
from chalicelib.store import region_changes
from chalicelib.store.conditions import attempt
from chalicelib.store.reference_rows import AGENCIES_PK, AgencyItem, ReferenceItem
from chalicelib.store.rows import readable
from chalicelib.store.rulebook import Author, change_of_agency
from chalicelib.store.serialization import as_json, parse
from chalicelib.store.tables import connection
from chalicelib.warm import TimedCache, cache_until_reset, on_reset
from chalicelib.workdays import ZONES, local_date

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

CHANGES_AT_ONCE = 40  # a transaction takes 100 items; each change is two


class Period(Struct, frozen=True, kw_only=True):
    """An agency in one period; `revision` counts officers' changes to it (0: none, as it ships)."""

    agency: Agency
    revision: int = 0

    @property
    def key(self) -> str:
        """What tells periods apart: the agency and the first day."""
        return period_key(self.agency)


class _Loaded(Struct, frozen=True):
    agencies: tuple[Agency, ...]
    regions: tuple[RegionChange, ...]
    by_days: dict[tuple[date, ...], Registry] = {}


def period_key(agency: Agency) -> str:
    """The key of the row an agency's period stands in."""
    return f"{agency.id}#{agency.valid_from}"


def registry(now: datetime | None = None) -> Registry:
    """All agencies as they are at `now` (UTC; None: this moment), each by the clock of its zone;
    from here on the regions are in this process as they are that day (WIB).

    A warm function reads both again after a minute.
    """
    known = _register.get(AgencyItem.Meta.table_name)
    moment = now or datetime.now(UTC)
    today = {zone: local_date(moment, zone) for zone in ZONES}
    days = tuple(today.values())
    if days not in known.by_days:
        known.by_days.clear()
        regions.overlay(known.regions, today["WIB"])
        known.by_days[days] = Registry(in_force(known.agencies, today))
    return known.by_days[days]


def _load() -> _Loaded:
    items = list(ReferenceItem.query(AGENCIES_PK))
    found = _over_packaged(item for item in items if not region_changes.is_region(item))
    return _Loaded(
        agencies=tuple(period.agency for period in found.values()),
        regions=tuple(region_changes.among(items)),
    )


_register = TimedCache(_load)
on_reset(lambda: regions.overlay((), date.max))


def forget_register() -> None:
    """Read agencies and regions anew the next time."""
    _register.forget()


@cache_until_reset
def _packaged() -> Mapping[str, Period]:
    return {period_key(agency): Period(agency=agency) for agency in packaged_agencies()}


def _over_packaged(
    items: Iterable[ReferenceItem], agency_id: str | None = None
) -> dict[str, Period]:
    """The packaged periods (of one agency) with these rows over them, by key. In place of a row
    that cannot be read nothing stands: what ships may be what an officer put an end to. A row that
    no officer wrote is a copy of what shipped once, and counts no more."""
    rows = [item for item in items if not _is_copy(item)]
    written_over = {item.sk for item in rows}
    found = {
        key: period
        for key, period in _packaged().items()
        if key not in written_over and agency_id in (None, period.agency.id)
    }
    found.update((period.key, period) for _, period in readable(rows, _period))
    return found


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


def _is_copy(item: ReferenceItem) -> bool:
    return isinstance(item, AgencyItem) and item.agency is not None and not item.revision


def periods() -> dict[str, Period]:
    """Every period as it is now, by its key."""
    items = ReferenceItem.query(AGENCIES_PK, consistent_read=True)
    return _over_packaged(item for item in items if not region_changes.is_region(item))


def listed(after: str | None, limit: int) -> tuple[list[list[Period]], str | None]:
    """Agencies in order of id with all their periods, and the id to go on after (None: the end)."""
    by_agency: dict[str, list[Period]] = {}
    for _, period in sorted(periods().items()):
        by_agency.setdefault(period.agency.id, []).append(period)
    wanted = sorted(agency_id for agency_id in by_agency if after is None or agency_id > after)
    shown = wanted[:limit]
    onwards = shown[-1] if len(wanted) > limit else None
    return [by_agency[agency_id] for agency_id in shown], onwards


def of_agency(agency_id: str) -> list[Period]:
    """All periods of one agency."""
    rows = AgencyItem.query(
        AGENCIES_PK, ReferenceItem.sk.startswith(f"{agency_id}#"), consistent_read=True
    )
    return list(_over_packaged(rows, agency_id).values())


def _period(item: Any) -> Period:  # one that cannot be read is no AgencyItem
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
    if before is None and period_key(agency) in _packaged():
        raise Conflict("changed_meanwhile")  # by a release
    revision = before.revision + 1 if before else 1
    as_it_was: Condition = AgencyItem.revision.does_not_exist()
    if before and before.revision:
        as_it_was = AgencyItem.revision == before.revision
    old, new = before and as_json(before.agency), as_json(agency)
    item = AgencyItem(AGENCIES_PK, period_key(agency), agency=new, revision=revision)
    transaction.save(item, condition=as_it_was)
    transaction.save(
        change_of_agency(period_key(agency), revision, author, old, new),
        condition=ReferenceItem.pk.does_not_exist(),
    )
