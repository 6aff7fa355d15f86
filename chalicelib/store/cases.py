"""Cases and their events: one transaction per change, each conditional on the version it was
decided on. The event item is the outbox: what is saved is announced, and nothing else is."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.case.authority import waits_for_check
from chalicelib.case.decision import Change, Event
from chalicelib.case.model import ENDED, Actor, Case, Contribution, Status
from chalicelib.errors import Conflict, NotFound
from chalicelib.events import WRITTEN, EventType, Visibility
from chalicelib.ledger.canonical import set_fields
from chalicelib.store import keys
from chalicelib.store.attachments import Taken, add_taking
from chalicelib.store.claims import Claim, add_claims, refused_claim
from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.former_rows import upgraded, with_request
from chalicelib.store.masking import mask_together, masked_by
from chalicelib.store.rows import read, readable
from chalicelib.store.serialization import as_json, parse
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
from chalicelib.structs import replace

_KNOWN = frozenset(Case.__struct_fields__)
# fmt: off
_LISTED = {
    "id", "version", "status", "classification", "supervisory", "title", "masked_title",
    "category", "anonymous", "confidential", "unchecked", "not_to", "accused",
    "merged_kept_from", "filed_at", "updated_at", "agency_id", "zone", "assigned",
    "deadlines", "deadlines_estimated", "first_routed_at", "escalation_level", "answers",
    "owed_reply", "replied", "contributions", "two_matters", "rating", "rated_answer", "appeal",
    "closed", "archive_reason", "merged_into",
}
# fmt: on
"""What officers' lists show of a case: the `state` that the index of desks carries. All else is in
`details`, so that a step writes one small row to that index."""
_NOT_LISTED: dict[str, Any] = {
    "digest": "",
    "excerpt": "",
    "receipt_sha256": "",
    "rules_version": "",
    "calendar_version": "",
    "clock_started_at": datetime.fromtimestamp(0, UTC),
}
"""In place of what every case has and no list shows."""


def get(case_id: str) -> Case:
    """The case as it stands, read consistently. Raises `NotFound` and `Unreadable`."""
    try:
        item = CaseItem.get(case_pk(case_id), CASE_SK, consistent_read=True)
    except CaseItem.DoesNotExist:
        raise NotFound("unknown_case") from None
    return read(item, case_from)


def get_several(case_ids: Iterable[str]) -> list[Case]:
    """The cases as they stand now, in no order, without those that cannot be read: one consistent
    read for up to a hundred."""
    wanted = [(case_pk(case_id), CASE_SK) for case_id in case_ids]
    rows = CaseItem.batch_get(wanted, consistent_read=True)
    return [case for _, case in readable(rows, case_from)]


def case_from(item: CaseItem) -> Case:
    """The domain's case out of a stored item; see `rows.read` for those that hold none."""
    return _case(item, with_request(upgraded(item.state) | (item.details or {})))


def listed_from(item: CaseItem) -> Case:
    """The case as the index of desks carries it, with nothing but what officers' lists show. Only
    for showing: it proves no receipt, and nothing can be decided on it."""
    place = {"location": {"region_code": item.region_code}}
    return _case(item, _NOT_LISTED | place | upgraded(item.state))


def _case(item: CaseItem, stored: dict[str, Any]) -> Case:
    known = {name: value for name, value in stored.items() if name in _KNOWN}
    unknown = {name: value for name, value in stored.items() if name not in _KNOWN}
    counted = {"supporters": int(item.supporters), "version": item.version}
    return parse(Case, known | counted | {"unknown": unknown})


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
    return read(_item_of(case_id, number), event_from)


def status_after(case_id: str, number: int) -> Status:
    """The status that one event left a case in. Raises `NotFound`."""
    return Status(_item_of(case_id, number).about["status"])


def _item_of(case_id: str, number: int) -> EventItem:
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


def event_from(item: EventItem) -> Event:
    """The domain's event out of a stored item; see `rows.read` for those that hold none. What an
    earlier release wrote is masked now."""
    event = Event(
        case_id=item.pk.removeprefix("CASE#"),
        number=int(item.number),
        type=EventType(item.type),
        at=item.at,
        actor=parse(Actor, item.actor),
        visibility=Visibility(item.visibility),
        data=item.data,
        digest=item.digest,
        salt=item.salt,
        state=item.state,
        request=item.request,
    )
    return _masked(event) if item.masked is None else replace(event, masked=item.masked)


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
    columns = _columns(case_from(item))
    absent = [name for name in keys.OPTIONAL if name not in columns]
    right = all(getattr(item, name) == value for name, value in columns.items())
    if right and item.schema == SCHEMA and all(getattr(item, name) is None for name in absent):
        return False
    condition = CaseItem.version == item.version
    try:
        attempt(lambda: item.update(actions=_actions(columns), condition=condition))
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
    item = CaseItem(case_pk(change.case.id), CASE_SK, supporters=voices, **_columns(change.case))
    transaction.save(item, condition=NOT_THERE)
    transaction.save(_event_item(change), condition=NOT_THERE)


def add_update(transaction: TransactWrite, change: Change) -> None:
    """Write the case over the version before it, and the event after that version's."""
    actions = _actions(_columns(change.case))
    if change.supporters_added:
        actions.append(CaseItem.supporters.add(change.supporters_added))
    condition = CaseItem.version == change.event.number - 1
    if change.supporters_seen is not None:
        condition &= CaseItem.supporters == change.supporters_seen
    transaction.update(
        CaseItem(case_pk(change.case.id), CASE_SK), actions=actions, condition=condition
    )
    transaction.save(_event_item(change), condition=NOT_THERE)
    for asked in change.case.contributions:
        if change.event.number in (asked.asked_in, asked.ended_in):
            transaction.save(_asked_item(change.case.id, asked))


def _actions(columns: dict[str, Any]) -> list[Action]:
    """What writes these attributes over a row, whichever release wrote it."""
    absent = [name for name in keys.OPTIONAL if name not in columns]
    written = columns | {"schema": SCHEMA}
    return [
        *(getattr(CaseItem, name).set(value) for name, value in written.items()),
        *(Path(name).remove() for name in (*absent, *keys.FORMER)),
    ]


def _columns(case: Case) -> dict[str, Any]:
    """The attributes of a case item; index keys are missing where the case is not in the index.

    A field with its default value is not written: most of a case has it, and every kilobyte is
    paid with each step. So a default must never come to mean something else.
    """
    stored = set_fields(case, leave_out=("supporters", "unknown"))
    if stored["masked_title"] == stored["title"]:
        del stored["masked_title"]
    state = {name: value for name, value in stored.items() if name in _LISTED}
    return {
        "version": case.version,
        "state": {**case.unknown, **state},
        "details": {name: value for name, value in stored.items() if name not in _LISTED},
        **keys.index_keys(case),
    }


def _asked_item(case_id: str, asked: Contribution) -> AskedItem:
    item = AskedItem(case_pk(case_id), asked_sk(asked.agency_id))
    for name, value in keys.asked_keys(case_id, asked).items():
        setattr(item, name, value)
    return item


def _masked(event: Event) -> Event:
    """The event as it was masked beside what was said before it, else by itself."""
    return masked_by(mask_together, event) if event.masked is None else event


def _event_item(change: Change) -> EventItem:
    case, happened = change.case, change.event
    return EventItem(
        case_pk(case.id),
        event_sk(happened.number),
        number=happened.number,
        type=happened.type,
        at=happened.at,
        actor=as_json(happened.actor),
        visibility=happened.visibility.value,
        data=dict(happened.data),
        masked=_masked(happened).masked if WRITTEN & happened.data.keys() else None,
        digest=happened.digest,
        salt=happened.salt,
        state=happened.state,
        request=happened.request,
        about={
            "status": case.status.value,
            "agency_id": case.agency_id,
            "region_code": case.location.region_code,
            "classification": case.classification.value,
            "confidential": case.confidential or case.restricted or waits_for_check(case),
        },
    )
