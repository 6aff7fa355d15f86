"""Cases and their events: one transaction per change, each conditional on the version it was
decided on. The event item is the outbox: what is saved is announced, and nothing else is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pynamodb.transactions import TransactWrite

from chalicelib.case.decision import Change, Event
from chalicelib.case.model import ENDED, Case, Contribution, Status
from chalicelib.errors import Conflict, NotFound
from chalicelib.events import EventType
from chalicelib.store import keys
from chalicelib.store.attachments import Taken, add_taking
from chalicelib.store.case_mapping import (
    asked_item,
    case_from,
    columns_of,
    event_from,
    event_item,
    update_actions,
)
from chalicelib.store.claims import Claim, add_claims, refused_claim
from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.rows import read, readable
from chalicelib.store.tables import (
    CASE_SK,
    NOT_THERE,
    SCHEMA,
    AskedItem,
    CaseItem,
    CasesItem,
    EventItem,
    SupporterItem,
    asked_sk,
    case_pk,
    connection,
    event_sk,
)


def get(case_id: str) -> Case:
    """The case as it stands, read consistently. Raises `NotFound` and `Unreadable`."""
    return read(_item(case_id), case_from)


def _item(case_id: str) -> CaseItem:
    try:
        return CaseItem.get(case_pk(case_id), CASE_SK, consistent_read=True)
    except CaseItem.DoesNotExist:
        raise NotFound("unknown_case") from None


def get_with_place(case_id: str) -> tuple[Case, bool]:
    """The same, and whether it stands in the indexes where its state says, also for whom it asks
    to contribute: so whether lists and schedules find it there and nowhere else."""
    item = _item(case_id)
    case = read(item, case_from)
    asked = {one.agency_id: one for one in case.contributions}
    in_place = _keys_of(item) == keys.index_keys(case) and all(
        _asked_keys_of(case_id, one) == keys.asked_keys(case_id, one) for one in asked.values()
    )
    return case, in_place


def _keys_of(item: CaseItem) -> dict[str, str]:
    found = {name: getattr(item, name) for name in (*keys.ALWAYS, *keys.OPTIONAL)}
    return {name: value for name, value in found.items() if value is not None}


def _asked_keys_of(case_id: str, asked: Contribution) -> dict[str, str]:
    try:
        row = AskedItem.get(case_pk(case_id), asked_sk(asked.agency_id), consistent_read=True)
    except AskedItem.DoesNotExist:
        return {}
    return {"desk": row.desk, "desk_order": row.desk_order} if row.desk else {}


def get_several(case_ids: Iterable[str]) -> list[Case]:
    """The cases as they stand now, in no order, without those that cannot be read: one consistent
    read for up to a hundred."""
    wanted = [(case_pk(case_id), CASE_SK) for case_id in case_ids]
    rows = CaseItem.batch_get(wanted, consistent_read=True)
    return [case for _, case in readable(rows, case_from)]


def events(case_id: str) -> list[Event]:
    """All events of a case that can be read, oldest first."""
    return [event for _, event in readable(_event_items(case_id), event_from)]


def every_event(case_id: str) -> list[Event]:
    """All events of a case, oldest first, for what must not rest on a part of them. Raises
    `Unreadable` where one cannot be read."""
    return [read(item, event_from) for item in _event_items(case_id)]


def _event_items(case_id: str) -> Iterable[EventItem]:
    return EventItem.query(
        case_pk(case_id), CasesItem.sk.startswith("EVENT#"), consistent_read=True
    )


def event(case_id: str, number: int) -> Event:
    """One event of a case. Raises `NotFound` and `Unreadable`."""
    return read(_event_item(case_id, number), event_from)


def status_after(case_id: str, number: int) -> Status:
    """The status that one event left a case in. Raises `NotFound`."""
    return Status(_event_item(case_id, number).about["status"])


def facts_now(case_id: str) -> Mapping[str, Any]:
    """What subscribers are told of a case (`EventItem.about`), as its last event left it. Reads
    nothing else of it. Raises `NotFound`."""
    rows = EventItem.query(
        case_pk(case_id),
        CasesItem.sk.startswith("EVENT#"),
        consistent_read=True,
        scan_index_forward=False,
        limit=1,
        page_size=1,
        attributes_to_get=["kind", "about"],
    )
    for row in rows:
        facts: Mapping[str, Any] = row.about
        return facts
    raise NotFound("unknown_case")


def _event_item(case_id: str, number: int) -> EventItem:
    try:
        return EventItem.get(case_pk(case_id), event_sk(number), consistent_read=True)
    except EventItem.DoesNotExist:
        raise NotFound("unknown_event") from None


def several_events(numbers: Iterable[tuple[str, int]]) -> list[Event]:
    """The events of these cases with these numbers, in no order, without those that cannot be read:
    one consistent read for up to a hundred."""
    wanted = [(case_pk(case_id), event_sk(number)) for case_id, number in numbers]
    rows = EventItem.batch_get(wanted, consistent_read=True)
    return [event for _, event in readable(rows, event_from)]


def numbers_of(case_id: str, event_type: EventType, *, after: int, through: int) -> list[int]:
    """The numbers of the events of a type among those after `after` and up to `through`, a later
    one."""
    items = EventItem.query(
        case_pk(case_id),
        CasesItem.sk.between(event_sk(after + 1), event_sk(through)),
        EventItem.type == event_type,
        consistent_read=True,
        attributes_to_get=["kind", "number"],
        page_size=100,
    )
    return [int(item.number) for item in items]


def save(*changes: Change, taken: Taken | None = None) -> None:
    """Save changes to existing cases, all or none, and with them that the files `taken` along
    belong to the first of them.

    Raises `Conflict("stale")` when a case, or a file, is no longer as was decided on.
    """

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            for change in changes:
                add_update(transaction, change)
            if taken is not None:
                add_taking(transaction, changes[0].case.id, taken, changes[0].event.number)

    attempt(write, lambda _: Conflict("stale"))


def give_back(change: Change, path: Iterable[Case]) -> None:
    """Save that a merged case is one of its own again, and that its voices, its reporter's among
    them, count no more in the cases of the `path` that it went on in: so they are not counted twice
    when it is merged again.

    Raises `Conflict("stale")` when one of all these is no longer as was decided on.
    """
    voices = change.case.supporters + 1

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_update(transaction, change)
            for case in path:
                transaction.update(
                    CaseItem(case_pk(case.id), CASE_SK),
                    actions=[CaseItem.supporters.add(-voices)],
                    condition=CaseItem.version == case.version,
                )

    attempt(write, lambda _: Conflict("stale"))


def rewrite_keys(case_id: str) -> bool:
    """Write a case as this release does, with the index keys that follow from its state; False
    where it was so written, or somebody changed the case meanwhile."""
    item = CaseItem.get(case_pk(case_id), CASE_SK, consistent_read=True)
    columns = columns_of(case_from(item))
    absent = [name for name in keys.OPTIONAL if name not in columns]
    right = all(getattr(item, name) == value for name, value in columns.items())
    if right and item.schema == SCHEMA and all(getattr(item, name) is None for name in absent):
        return False
    condition = CaseItem.version == item.version
    try:
        attempt(lambda: item.update(actions=update_actions(columns), condition=condition))
    except ConditionFailed:
        return False
    return True


def support(case_id: str, person: str, claims: Sequence[Claim] = ()) -> None:
    """Count a "me too", one voice each; `person` is a keyed hash of who it is.

    Touches the counter only: no version, no clock. Raises `Conflict("already_supported")`;
    `Conflict("claimed", name=...)` with the first claim that was used before; `Conflict("stale")`
    when the case has ended: nobody would look at the voice there.
    """
    pk = case_pk(case_id)

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_claims(transaction, claims, case_id)
            transaction.save(SupporterItem(pk, f"SUPPORT#{person}"), condition=NOT_THERE)
            transaction.update(
                CaseItem(pk, CASE_SK),
                actions=[CaseItem.supporters.add(1)],
                condition=CasesItem.pk.exists() & ~CaseItem.status.is_in(*ENDED),
            )

    def refused(failed: ConditionFailed) -> Conflict:
        # Puts come before updates: the claims, then the person's row, then the case.
        if (claim := refused_claim(failed, claims)) is not None:
            return claim
        counted = len(claims) in failed.positions
        return Conflict("already_supported") if counted else Conflict("stale")

    attempt(write, refused)


def bring_back(change: Change) -> None:
    """Save a case that is not there, as a change to what a backup has of it left it, with the event
    of that change. Raises `Conflict("stale")` when it is there, or when its events go on beyond
    what the backup has."""

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_creation(transaction, change)

    attempt(write, lambda _: Conflict("stale"))


def add_creation(transaction: TransactWrite, change: Change) -> None:
    """Write a case and the event that made it, if the id and the event's number are free."""
    voices = change.case.supporters
    item = CaseItem(case_pk(change.case.id), CASE_SK, supporters=voices, **columns_of(change.case))
    transaction.save(item, condition=NOT_THERE)
    transaction.save(event_item(change), condition=NOT_THERE)


def add_update(transaction: TransactWrite, change: Change) -> None:
    """Write the case over the version before it, and the event after that version's."""
    actions = update_actions(columns_of(change.case))
    if change.supporters_added:
        actions.append(CaseItem.supporters.add(change.supporters_added))
    condition = CaseItem.version == change.event.number - 1
    if change.supporters_seen is not None:
        condition &= CaseItem.supporters == change.supporters_seen
    transaction.update(
        CaseItem(case_pk(change.case.id), CASE_SK), actions=actions, condition=condition
    )
    transaction.save(event_item(change), condition=NOT_THERE)
    for asked in change.case.contributions:
        if change.event.number in (asked.asked_in, asked.ended_in):
            transaction.save(asked_item(change.case.id, asked))
