"""Cases and their events: one transaction per change, each conditional on the version it was
decided on. The event item is the outbox: what is saved is announced, and nothing else is."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter
from pynamodb.transactions import TransactWrite

from chalicelib.case.complaint_text import ComplaintText
from chalicelib.case.model import ENDED, Actor, Case, Change, Event, Visibility
from chalicelib.errors import Conflict, NotFound
from chalicelib.protection.redaction import mask
from chalicelib.store import keys
from chalicelib.store.claims import Claim, add_claims, refused_claim
from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.rows import read, readable
from chalicelib.store.tables import (
    CASE_SK,
    SCHEMA,
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
_KNOWN = frozenset(field.name for field in fields(Case))
_BESIDE_STATE = {"supporters", "unknown"}  # not in the state under their names


def get(case_id: str) -> Case:
    """The case as it stands, read consistently. Raises `NotFound` and `Unreadable`."""
    try:
        item = CaseItem.get(case_pk(case_id), CASE_SK, consistent_read=True)
    except CaseItem.DoesNotExist:
        raise NotFound("unknown_case") from None
    return read(item, case_from)


def case_from(item: CaseItem) -> Case:
    """The domain's case out of a stored item; see `rows.read` for those that hold none."""
    state = upgraded(item.state)
    known = {name: value for name, value in state.items() if name in _KNOWN}
    unknown = {name: value for name, value in state.items() if name not in _KNOWN}
    return _CASE.validate_python(
        known | {"supporters": int(item.supporters), "unknown": unknown, "version": item.version}
    )


def upgraded(state: dict[str, Any]) -> dict[str, Any]:
    """The state of a case as this release writes it, out of what an earlier one wrote.

    Version 1 had the words in it. They stay there (`texts` reads them), as all that this release
    does not know; what lists show of them is made here.
    """
    if "masked_title" in state:
        return state
    text = ComplaintText.masked_by(mask, state["title"], state["body"])
    return state | {"masked_title": text.masked_title, "excerpt": text.excerpt}


def events(case_id: str) -> list[Event]:
    """All events of a case that can be read, oldest first."""
    items = EventItem.query(
        case_pk(case_id), CasesItem.sk.startswith("EVENT#"), consistent_read=True
    )
    return [event for _, event in readable(items, event_from)]


def event(case_id: str, number: int) -> Event:
    """One event of a case. Raises `NotFound` and `Unreadable`."""
    try:
        item = EventItem.get(case_pk(case_id), event_sk(number), consistent_read=True)
    except EventItem.DoesNotExist:
        raise NotFound("unknown_event") from None
    return read(item, event_from)


def numbers_of(case_id: str, event_type: str, *, after: int, through: int) -> list[int]:
    """The numbers of the events of a type among those after `after` and up to `through`."""
    if after >= through:
        return []
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
    """The domain's event out of a stored item; see `rows.read` for those that hold none."""
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


def save(*changes: Change, claims: Sequence[Claim] = ()) -> None:
    """Save changes to existing cases, all or none, and with them what they use up.

    Raises `Conflict("stale")` when a case is no longer as its change was decided on, and
    `Conflict("claimed", name=...)` with the first claim that was used before.
    """

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            add_claims(transaction, claims, changes[0].case.id)
            for change in changes:
                add_update(transaction, change)

    attempt(write, lambda failed: refused_claim(failed, claims) or Conflict("stale"))


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
        attempt(lambda: item.update(actions=actions, condition=CaseItem.version == item.version))
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
            transaction.save(
                SupporterItem(pk, f"SUPPORT#{person}"), condition=CasesItem.pk.does_not_exist()
            )
            transaction.update(
                CaseItem(pk, CASE_SK),
                actions=[CaseItem.supporters.add(1)],
                condition=CasesItem.pk.exists() & ~CaseItem.status.is_in(*sorted(ENDED)),
            )

    def refused(failed: ConditionFailed) -> Conflict:
        # Puts come before updates: the claims, then the person's row, then the case.
        if (claim := refused_claim(failed, claims)) is not None:
            return claim
        counted = len(claims) in failed.positions
        return Conflict("already_supported") if counted else Conflict("stale")

    attempt(write, refused)


def add_creation(transaction: TransactWrite, change: Change) -> None:
    """Write a new case and its first event, if the id is free."""
    item = CaseItem(case_pk(change.case.id), CASE_SK, **_columns(change.case))
    transaction.save(item, condition=CasesItem.pk.does_not_exist())
    transaction.save(_event_item(change), condition=CasesItem.pk.does_not_exist())


def add_update(transaction: TransactWrite, change: Change) -> None:
    """Write the case over the version before it, and the event after that version's."""
    columns = _columns(change.case) | {"schema": SCHEMA}
    actions = [getattr(CaseItem, name).set(value) for name, value in columns.items()]
    actions += [getattr(CaseItem, name).remove() for name in keys.OPTIONAL if name not in columns]
    if change.supporters_added:
        actions.append(CaseItem.supporters.add(change.supporters_added))
    condition = CaseItem.version == change.event.number - 1
    if change.supporters_seen is not None:
        condition &= CaseItem.supporters == change.supporters_seen
    transaction.update(
        CaseItem(case_pk(change.case.id), CASE_SK), actions=actions, condition=condition
    )
    transaction.save(_event_item(change), condition=CasesItem.pk.does_not_exist())


def _columns(case: Case) -> dict[str, Any]:
    """The attributes of a case item; index keys are missing where the case is not in the index."""
    return {
        "version": case.version,
        "state": {**case.unknown, **_CASE.dump_python(case, mode="json", exclude=_BESIDE_STATE)},
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
