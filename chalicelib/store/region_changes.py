"""What administrators changed among the packaged regions: a few rows beside the agencies'."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from pynamodb.transactions import TransactWrite

from chalicelib.errors import Conflict
from chalicelib.routing.regions import RegionChange
from chalicelib.store.conditions import attempt
from chalicelib.store.reference_rows import AGENCIES_PK, REGION_PREFIX, ReferenceItem, RegionItem
from chalicelib.store.rows import readable
from chalicelib.store.rulebook import Author, change_of_region
from chalicelib.store.serialization import as_json, parse
from chalicelib.store.tables import connection

CHANGES_AT_ONCE = 40  # a transaction takes 100 items; each change is two


class ChangedRegion(Struct, frozen=True, kw_only=True):
    """A change as it is stored; `revision` counts how often it was changed itself."""

    change: RegionChange
    revision: int


def is_region(item: ReferenceItem) -> bool:
    """Whether a row of the register's partition is of a region."""
    return item.sk.startswith(REGION_PREFIX)


def among(items: Iterable[ReferenceItem]) -> Iterator[RegionChange]:
    """The regions among the rows of the register, without those that cannot be read."""
    for _, found in readable(filter(is_region, items), _changed_region):
        yield found.change


def every() -> Mapping[str, ChangedRegion]:
    """All changes as they are now, by code, in its order."""
    rows = RegionItem.query(
        AGENCIES_PK, ReferenceItem.sk.startswith(REGION_PREFIX), consistent_read=True
    )
    return {found.change.code: found for _, found in readable(rows, _changed_region)}


def write(changes: Sequence[tuple[ChangedRegion | None, RegionChange]], author: Author) -> None:
    """Write changes over those they were compared with (None: the first of this region), each
    together with the row that tells of it.

    Raises `Conflict("changed_meanwhile")` when one is not as it was; of a long list, the parts
    before it are written then, and doing it again writes the rest.
    """
    for start in range(0, len(changes), CHANGES_AT_ONCE):
        part = changes[start : start + CHANGES_AT_ONCE]
        attempt(partial(_write, part, author), lambda _: Conflict("changed_meanwhile"))


def _write(changes: Sequence[tuple[ChangedRegion | None, RegionChange]], author: Author) -> None:
    with TransactWrite(connection=connection()) as transaction:
        for before, change in changes:
            revision = before.revision + 1 if before else 1
            old, new = before and as_json(before.change), as_json(change)
            item = RegionItem(
                AGENCIES_PK, f"{REGION_PREFIX}{change.code}", region=new, revision=revision
            )
            as_it_was = (
                RegionItem.revision == before.revision
                if before
                else ReferenceItem.pk.does_not_exist()
            )
            transaction.save(item, condition=as_it_was)
            transaction.save(
                change_of_region(change.code, revision, author, old, new),
                condition=ReferenceItem.pk.does_not_exist(),
            )


def _changed_region(item: Any) -> ChangedRegion:  # one that cannot be read is no RegionItem
    return ChangedRegion(change=parse(RegionChange, item.region), revision=int(item.revision))
