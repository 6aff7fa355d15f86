"""Cases written straight into the table, many at a time, and what a list reads of them."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from chalicelib.case.decision import Change, Event
from chalicelib.case.model import (
    SYSTEM,
    Case,
    Classification,
    ComplaintText,
    Deadlines,
    Location,
    Status,
)
from chalicelib.events import EventType, Visibility
from chalicelib.protection.redaction import mask_together
from chalicelib.store import cases, public_cases, texts
from chalicelib.store.public_cases import PublicFilter
from chalicelib.store.tables import CasesItem, EventItem, client
from chalicelib.structs import replace
from infra.bench.meter import units_read
from infra.bench.units import item_bytes, read_units

NOW = datetime(2026, 3, 11, 2, tzinfo=UTC)  # a Wednesday, 09:00 WIB
DAY = timedelta(days=1)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret
_numbers = count(1)
_texts: dict[str, ComplaintText] = {}  # the words of the cases made here, by id


def case(**changes: Any) -> Case:
    """A case with an agency, in time; each call has the next number."""
    number = next(_numbers)
    limit = changes.pop("limit", NOW + 5 * DAY)
    filed_at = changes.pop("filed_at", NOW - 3 * DAY)
    body = changes.pop("body", "Lampu di depan pasar padam sejak pekan lalu.")
    text = ComplaintText.masked_by(mask_together, "Lampu jalan padam", body)
    base = Case(
        id=f"LP-{_text(number // 32**4)}-{_text(number)}-{_text(zlib.crc32(b'%d' % number))}-0",
        version=1,
        digest="0" * 64,
        status=Status.ROUTED,
        classification=Classification.COMPLAINT,
        title=text.title,
        masked_title=text.masked_title,
        excerpt=text.excerpt,
        location=Location(region_code="35.78"),
        receipt_sha256="0" * 64,
        filed_at=filed_at,
        updated_at=filed_at,
        agency_id="kota-contoh",
        first_routed_at=filed_at,
        rules_version="permenpanrb-62-2018",
        calendar_version="packaged",
        clock_started_at=filed_at,
        deadlines=Deadlines(verify_by=limit, follow_up_by=limit, resolve_by=limit),
    )
    if "region_code" in changes:
        changes["location"] = Location(region_code=changes.pop("region_code"), address="Jalan")
    made = replace(base, **changes)
    _texts[made.id] = text
    return made


def text_of(one: Case) -> ComplaintText:
    """The words of a case that was made here."""
    return _texts[one.id]


def _text(number: int) -> str:
    return "".join(ALPHABET[number // 32**place % 32] for place in (3, 2, 1, 0))


class _Batch:
    """Takes what the store would write in a transaction, and writes it without one."""

    def __init__(self, batch: Any, only: type[CasesItem] = CasesItem) -> None:
        self._batch, self._only = batch, only

    def save(self, item: Any, **_: Any) -> None:
        if isinstance(item, self._only):
            self._batch.save(item)


def put(several: Iterable[Case]) -> None:
    """Write cases with their words and their first event, over what is there under their ids."""
    with CasesItem.batch_write() as batch:
        transaction: Any = _Batch(batch)
        for one in several:
            cases.add_creation(transaction, Change(case=one, event=event(one)))
            texts.add(transaction, one.id, text_of(one))


def put_events(one: Case, several: Iterable[Event]) -> None:
    """Write events of a case that is there."""
    with CasesItem.batch_write() as batch:
        transaction: Any = _Batch(batch, only=EventItem)
        for each in several:
            cases.add_creation(transaction, Change(case=one, event=each))


def event(one: Case, number: int = 1, type: str = "filed", **data: Any) -> Event:
    """An event of a case, as the table holds it."""
    return Event(
        case_id=one.id,
        number=number,
        type=EventType(type),
        at=one.filed_at,
        actor=SYSTEM,
        visibility=Visibility.PUBLIC,
        data=data,
        digest="0" * 64,
    )


@dataclass
class Reads:
    """What was asked of the database: calls by name, rows looked at in queries, rows fetched by
    key, whether consistently, and read units by the documented rules."""

    calls: Counter[str] = field(default_factory=Counter)
    evaluated: int = 0
    fetched: int = 0
    consistent: bool = False
    units: float = 0.0


@contextmanager
def reads() -> Iterator[Reads]:
    """Listen to the store's client."""
    seen = Reads()
    consistent: set[str] = set()

    def before(params: Any, model: Any, **_: Any) -> None:
        asked = params.get("RequestItems", {}).values()
        consistent.clear()
        if any(keys.get("ConsistentRead") for keys in asked):
            consistent.add(model.name)

    def after(model: Any, parsed: Any, **_: Any) -> None:
        seen.calls[model.name] += 1
        if model.name == "Query":
            seen.evaluated += parsed["ScannedCount"]
            sizes = [item_bytes(item) for item in parsed.get("Items", [])]
            seen.units += read_units(sizes, consistent=False)
        if model.name == "BatchGetItem":
            for items in parsed["Responses"].values():
                seen.fetched += len(items)
                seen.units += sum(
                    read_units([item_bytes(i)], consistent=bool(consistent)) for i in items
                )
                seen.consistent = bool(consistent)

    events = client().meta.events
    events.register("before-parameter-build.dynamodb.BatchGetItem", before)
    events.register("after-call.dynamodb", after)
    try:
        yield seen
    finally:
        events.unregister("before-parameter-build.dynamodb.BatchGetItem", before)
        events.unregister("after-call.dynamodb", after)


@dataclass
class Spent:
    """What was read of the database: how many rows, whether by key, in a query or in a batch, and
    read units by the documented rules."""

    rows: int = 0
    units: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """Listen to the store's client, as `reads` does, to calls of all kinds."""
    spent = Spent()

    def before(params: Any, context: dict[str, Any], **_: Any) -> None:
        context["asked"] = json.loads(params["body"])

    def after(model: Any, parsed: Any, context: dict[str, Any], **_: Any) -> None:
        batches = parsed.get("Responses", {}).values() if model.name == "BatchGetItem" else ()
        spent.rows += parsed.get("ScannedCount", 0) + ("Item" in parsed) + sum(map(len, batches))
        spent.units += units_read(model.name, context.pop("asked"), parsed)

    events = client().meta.events
    events.register("before-call.dynamodb", before)
    events.register("after-call.dynamodb", after)
    try:
        yield spent
    finally:
        events.unregister("before-call.dynamodb", before)
        events.unregister("after-call.dynamodb", after)


def walked(wanted: PublicFilter, limit: int) -> list[str]:
    """The ids of a whole public list, page by page."""
    found: list[str] = []
    place = None
    while True:
        page = public_cases.page(wanted, now=NOW, place=place, limit=limit)
        found += [one.id for one in page.cases]
        if page.place is None:
            return found
        assert page.place != place
        place = page.place
