"""Cases and their events: one transaction per change, each conditional on the version it was
decided on. The event item is the outbox: what is saved is announced, and nothing else is."""

import random
import time
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from pynamodb.exceptions import TransactWriteError, UpdateError
from pynamodb.transactions import TransactWrite

from chalicelib.case.model import ENDED, Actor, Case, Change, Event, Visibility
from chalicelib.errors import Conflict, NotFound
from chalicelib.store import keys
from chalicelib.store.tables import (
    CASE_SK,
    CaseItem,
    CasesItem,
    EventItem,
    SupporterItem,
    case_pk,
    connection,
    event_sk,
)

_CASE = TypeAdapter(Case)
_ACTOR = TypeAdapter(Actor)
_CONFLICT_TRIES = 5


def get(case_id: str) -> Case:
    """The case as it stands, read consistently. Raises `NotFound`."""
    try:
        return case_from(CaseItem.get(case_pk(case_id), CASE_SK, consistent_read=True))
    except CaseItem.DoesNotExist:
        raise NotFound("unknown_case") from None


def case_from(item: CaseItem) -> Case:
    """The domain's case out of a stored item."""
    return _CASE.validate_python(item.state | {"supporters": int(item.supporters)})


def events(case_id: str) -> list[Event]:
    """All events of a case, oldest first."""
    items = EventItem.query(
        case_pk(case_id), CasesItem.sk.startswith("EVENT#"), consistent_read=True
    )
    return [event_from(item) for item in items]


def event(case_id: str, number: int) -> Event:
    """One event of a case. Raises `NotFound`."""
    try:
        return event_from(EventItem.get(case_pk(case_id), event_sk(number), consistent_read=True))
    except EventItem.DoesNotExist:
        raise NotFound("unknown_event") from None


def event_from(item: EventItem) -> Event:
    """The domain's event out of a stored item."""
    return Event(
        case_id=item.pk.removeprefix("CASE#"),
        number=int(item.number),
        type=item.type,
        at=item.at,
        actor=_ACTOR.validate_python(item.actor),
        visibility=Visibility(item.visibility),
        data=item.data,
        digest=item.digest,
    )


def save(*changes: Change) -> None:
    """Save changes to existing cases, all or none.

    Raises `Conflict("stale")` when a case is no longer at the version its change was decided on.
    """
    with_retries(lambda: _write(changes))


def _write(changes: Sequence[Change]) -> None:
    try:
        with TransactWrite(connection=connection()) as transaction:
            for change in changes:
                add_update(transaction, change)
    except TransactWriteError as error:
        if "ConditionalCheckFailed" in reasons(error):
            raise Conflict("stale") from error
        raise


def rewrite_keys(case_id: str) -> bool:
    """Write the index keys of a case as they follow from its state; False where they were right,
    or somebody changed the case meanwhile and wrote them."""
    item = CaseItem.get(case_pk(case_id), CASE_SK, consistent_read=True)
    wanted = keys.index_keys(case_from(item))
    names = [*wanted, *(name for name in keys.OPTIONAL if name not in wanted)]
    if all(getattr(item, name) == wanted.get(name) for name in names):
        return False
    actions = [
        getattr(CaseItem, name).set(wanted[name])
        if name in wanted
        else getattr(CaseItem, name).remove()
        for name in names
    ]
    try:
        item.update(actions=actions, condition=CaseItem.version == item.version)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def support(case_id: str, person: str) -> None:
    """Count a "me too", one voice each; `person` is a keyed hash of who it is.

    Touches the counter only: no version, no clock. Raises `Conflict("already_supported")`, and
    `Conflict("stale")` when the case has ended: nobody would look at the voice there.
    """
    with_retries(lambda: _support(case_id, person))


def _support(case_id: str, person: str) -> None:
    pk = case_pk(case_id)
    try:
        with TransactWrite(connection=connection()) as transaction:
            transaction.save(
                SupporterItem(pk, f"SUPPORT#{person}"), condition=CasesItem.pk.does_not_exist()
            )
            transaction.update(
                CaseItem(pk, CASE_SK),
                actions=[CaseItem.supporters.add(1)],
                condition=CasesItem.pk.exists() & ~CaseItem.status.is_in(*sorted(ENDED)),
            )
    except TransactWriteError as error:
        person_refused, case_refused = (why == "ConditionalCheckFailed" for why in reasons(error))
        if person_refused:
            raise Conflict("already_supported") from error
        if case_refused:
            raise Conflict("stale") from error
        raise


def add_creation(transaction: TransactWrite, change: Change) -> None:
    """Write a new case and its first event, if the id is free."""
    item = CaseItem(case_pk(change.case.id), CASE_SK, **_columns(change.case))
    transaction.save(item, condition=CasesItem.pk.does_not_exist())
    transaction.save(_event_item(change), condition=CasesItem.pk.does_not_exist())


def add_update(transaction: TransactWrite, change: Change) -> None:
    """Write the case over the version before it, and the event after that version's."""
    columns = _columns(change.case)
    actions = [getattr(CaseItem, name).set(value) for name, value in columns.items()]
    actions += [getattr(CaseItem, name).remove() for name in keys.OPTIONAL if name not in columns]
    if change.event.type == "absorbed":
        actions.append(CaseItem.supporters.add(change.event.data["supporters"]))
    transaction.update(
        CaseItem(case_pk(change.case.id), CASE_SK),
        actions=actions,
        condition=CaseItem.version == change.event.number - 1,
    )
    transaction.save(_event_item(change), condition=CasesItem.pk.does_not_exist())


def with_retries(write: Any) -> None:
    """Run a transaction again while DynamoDB says it met another one half-way
    (`TransactionConflict`): nothing was written then, and the conditions decide anew."""
    for attempt in range(1, _CONFLICT_TRIES + 1):
        try:
            write()
            return
        except TransactWriteError as error:
            if attempt == _CONFLICT_TRIES or "TransactionConflict" not in reasons(error):
                raise
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 (spreads retries only)


def reasons(error: TransactWriteError) -> list[str | None]:
    """Why each item of a cancelled transaction was refused, in the order they were added."""
    return [reason.code if reason else None for reason in error.cancellation_reasons]


def _columns(case: Case) -> dict[str, Any]:
    """The attributes of a case item; index keys are missing where the case is not in the index."""
    return {
        "version": case.version,
        "state": _CASE.dump_python(case, mode="json", exclude={"supporters"}),
        **keys.index_keys(case),
    }


def _event_item(change: Change) -> EventItem:
    case, happened = change.case, change.event
    return EventItem(
        case_pk(case.id),
        event_sk(happened.number),
        number=happened.number,
        type=happened.type,
        at=happened.at,
        actor=_ACTOR.dump_python(happened.actor, mode="json"),
        visibility=happened.visibility.value,
        data=dict(happened.data),
        digest=happened.digest,
        about={
            "status": case.status.value,
            "agency_id": case.agency_id,
            "region_code": case.location.region_code,
            "classification": case.classification.value,
            "confidential": case.confidential,
        },
    )
