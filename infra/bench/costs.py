"""What a run of the schedule costs, and the table full of cases to try it with."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from chalicelib import warm
from chalicelib.case.actions import Filing, act, file_case
from chalicelib.case.decision import Change
from chalicelib.case.model import SYSTEM, Classification, ComplaintText, Location
from chalicelib.case.routing_actions import SystemRoute
from chalicelib.protection.receipts import new_case_id
from chalicelib.protection.redaction import mask_together
from chalicelib.schedules import due_steps
from chalicelib.store import cases, keys
from chalicelib.store.tables import CASE_SK, CasesItem
from chalicelib.structs import replace
from chalicelib.usecases import rules
from infra.bench.meter import Bill
from infra.bench.world import World

NOW = datetime(2026, 2, 11, 2, tzinfo=UTC)  # a Wednesday, 09:00 WIB
HOLDER = "kota-surabaya"
BATCH = 25
PATTERNS = 200
RawItem = dict[str, Any]
COMPLAINT = Filing(
    classification=Classification.COMPLAINT,
    text=ComplaintText.masked_by(
        mask_together,
        "Lampu jalan padam di depan pasar",
        "Lampu di depan pasar padam sejak pekan lalu dan warga sulit melintas di malam hari. " * 8,
    ),
    incident_date=NOW.date(),
    location=Location(region_code="35.78", address="Depan pasar"),
    agency_id=HOLDER,
)


class NoMail:
    """Takes mails, counts them and sends none."""

    def __init__(self) -> None:
        self.taken = 0

    def send_email(self, **_: Any) -> dict[str, str]:
        self.taken += 1
        return {"MessageId": "none"}


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The bill of one piece of work."""

    name: str
    bill: Bill


@dataclass(frozen=True, kw_only=True)
class Runs:
    """One run of `escalate_overdue` in a cold function that finds cases due, and one right after
    it that finds none."""

    busy: Bill
    idle: Bill


def schedule_runs(world: World, open_cases: int, due: int) -> Runs:
    """What runs of the schedule cost with so many cases open and so many of them due.

    Those that are not due are copies of a few real cases under other numbers, without events: a
    run that touched one would be billed for it all the same.
    """
    world.fresh_cases(f"open-{open_cases}-due-{due}")
    overdue = (_items(_disposed(NOW - timedelta(days=8))) for _ in range(due))
    _write(world, (item for items in overdue for item in items))
    fill(world, open_cases - due)
    busy = _run(world, due)
    return Runs(busy=busy, idle=_run(world, 0))


def fill(world: World, count: int) -> None:
    """Put so many open cases of one agency into the table, none of them due."""
    _write(world, _not_due(count))


def _run(world: World, due: int) -> Bill:
    warm.reset()
    with world.meter.running() as bill:
        counts = due_steps.escalate_overdue({"time": NOW.isoformat()})
    if (counts["cases"], counts["steps"]) != (due, due):
        raise ValueError(f"{due} cases were due, but {counts}")
    return bill


def _disposed(filed_at: datetime) -> list[Change]:
    """A complaint that reached its agency at once; nobody has done anything since."""
    context = replace(rules.decision_context(NOW), now=filed_at)
    filed = file_case(
        COMPLAINT,
        case_id=new_case_id(),
        receipt_sha256="0" * 64,
        identified=False,
        contactable=False,
        zone="WIB",
        context=context,
    )
    return [filed, act(filed.case, SystemRoute(agency_id=HOLDER, by="model"), SYSTEM, context)]


def _not_due(count: int) -> Iterator[RawItem]:
    """Cases of the last two days, in all shards of the index."""
    patterns = []
    for number in range(PATTERNS):
        changes = _disposed(NOW - timedelta(minutes=10 * number))
        case, items = changes[-1].case, _items(changes)
        if case.due is None or case.due.at <= NOW:
            raise ValueError("a case is due that should not be")
        (case_item,) = (item for item in items if item["sk"]["S"] == CASE_SK)
        patterns.append((case.id, case.due, json.dumps(case_item)))
    for number in range(count):
        old_id, due, text = patterns[number % PATTERNS]
        case_id = new_case_id()
        item: RawItem = json.loads(text.replace(old_id, case_id))
        yield item | {
            name: {"S": value} for name, value in keys.due_keys(case_id, due.kind, due.at).items()
        }


class _Collected:
    """Takes what the store would write in a transaction."""

    def __init__(self) -> None:
        self.items: dict[str, RawItem] = {}

    def save(self, item: Any, **_: Any) -> None:
        self.items[item.sk] = item.serialize()


def _items(changes: list[Change]) -> list[RawItem]:
    """The items of a case after these changes, as the store writes them."""
    collected: Any = _Collected()
    for change in changes:
        cases.add_creation(collected, change)
    return list(collected.items.values())


def _write(world: World, items: Iterator[RawItem]) -> None:
    database, table = world.aws("dynamodb"), CasesItem.Meta.table_name
    while batch := list(islice(items, BATCH)):
        puts = [{"PutRequest": {"Item": item}} for item in batch]
        database.batch_write_item(RequestItems={table: puts})
