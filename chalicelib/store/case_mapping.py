"""How a case, its events and what it asks of agencies stand in rows of the `cases` table, and how
they are read from them."""

from datetime import UTC, datetime
from typing import Any

from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chalicelib.case.authority import is_public
from chalicelib.case.decision import Change, Event
from chalicelib.case.model import Actor, Case, Contribution
from chalicelib.events import WRITTEN, EventType, Visibility
from chalicelib.ledger.canonical import set_fields
from chalicelib.store import keys
from chalicelib.store.former_rows import upgraded, with_request
from chalicelib.store.masking import mask_together, masked_by
from chalicelib.store.serialization import as_json, parse
from chalicelib.store.tables import (
    SCHEMA,
    AskedItem,
    CaseItem,
    EventItem,
    asked_sk,
    case_pk,
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


def _masked(event: Event) -> Event:
    """The event as it was masked beside what was said before it, else by itself."""
    return masked_by(mask_together, event) if event.masked is None else event


def columns_of(case: Case) -> dict[str, Any]:
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


def update_actions(columns: dict[str, Any]) -> list[Action]:
    """What writes these attributes over a row, whichever release wrote it."""
    absent = [name for name in keys.OPTIONAL if name not in columns]
    written = columns | {"schema": SCHEMA}
    return [
        *(getattr(CaseItem, name).set(value) for name, value in written.items()),
        *(Path(name).remove() for name in (*absent, *keys.FORMER)),
    ]


def event_item(change: Change) -> EventItem:
    """The row of an event; `about` says of its case what subscribers of the topic filter by."""
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
            "confidential": not is_public(case),
        },
    )


def asked_item(case_id: str, asked: Contribution) -> AskedItem:
    """The row under which an agency finds what it is asked to contribute."""
    item = AskedItem(case_pk(case_id), asked_sk(asked.agency_id))
    for name, value in keys.asked_keys(case_id, asked).items():
        setattr(item, name, value)
    return item
