"""The schedules over 5,000 open cases: two schedulers at once, six hours missed, records that fail.

At the end every overdue case was escalated exactly once per level, and no other: compared one by
one with `simulation.Ladder`, which knows nothing of the code under test.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import boto3
import pytest

from chalicelib import warm
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.ledger.digests import event_digest
from chalicelib.store import cases, queries
from chalicelib.store.base import CommonMeta
from chalicelib.store.case_mapping import case_from, event_from
from chalicelib.store.tables import CaseItem, CasesItem, EventItem
from infra.local.aws import CREDENTIALS
from infra.local.emulator import REGION, Emulator
from tests.integration.world import create_tables
from tests.local.schedulers import PATIENCE_SECONDS, WRITTEN, Faults, Scheduler
from tests.local.simulation import (
    CASES,
    END,
    KINDS,
    MIX,
    OPEN,
    SCHEDULED,
    START,
    Life,
    lives,
    works,
)

# It takes about a minute on two free cores; the limit is for a machine with other things to do.
pytestmark = pytest.mark.timeout(1_800)

SEED = 20_260_211
FAILING = CASES // 20
TICK = timedelta(hours=2)
TICK_ON_DAYS_OFF = timedelta(hours=6)
APART = timedelta(minutes=2)
# Over midnight in all three zones, when limits end.
MISSED = datetime.fromisoformat("2026-02-12T13:30Z"), datetime.fromisoformat("2026-02-12T19:30Z")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the simulation left behind."""

    lives: dict[str, Life]
    cases: dict[str, Case]
    events: dict[str, list[Event]]
    failing: frozenset[str]
    failed: dict[str, str]
    counts: list[dict[str, int]]

    def of_type(self, case_id: str, *types: str) -> list[Event]:
        return [event for event in self.events[case_id] if event.type in types]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    emulator = Emulator(home=tmp_path_factory.mktemp("simulation"), autosave=False)
    emulator.start()
    environment = CREDENTIALS | {
        "AWS_ENDPOINT_URL": emulator.endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }
    with pytest.MonkeyPatch.context() as patch:
        try:
            for name, value in environment.items():
                patch.setenv(name, value)
            tables = create_tables()
            named = {
                "CASES_TABLE": tables["CasesTable"],
                "REFERENCE_TABLE": tables["ReferenceTable"],
            }
            environment |= named
            for name, value in named.items():
                patch.setenv(name, value)
            patch.setattr(CommonMeta, "read_timeout_seconds", PATIENCE_SECONDS)
            warm.reset()
            yield _simulated(environment, tmp_path_factory.mktemp("failed"))
        finally:
            warm.reset()
            emulator.stop()


def _simulated(environment: dict[str, str], failed: Path) -> Outcome:
    everybody = {life.case.id: life for life in lives(SEED)}
    _write(everybody.values())
    failing = frozenset(Random(SEED).sample(sorted(everybody), FAILING))
    faults = Faults(case_ids=failing, folder=failed)
    schedulers = [Scheduler.started(environment, faults) for _ in range(2)]
    try:
        counts = [each for now in ticks() for each in _tick(schedulers, now)]
    finally:
        for scheduler in schedulers:
            scheduler.stop()
    found_cases, found_events = _read()
    return Outcome(
        lives=everybody,
        cases=found_cases,
        events=found_events,
        failing=failing,
        failed={path.name: path.read_text() for path in failed.iterdir()},
        counts=counts,
    )


def ticks() -> Iterator[datetime]:
    """When the schedules run."""
    now = START
    while now < END:
        if not MISSED[0] < now < MISSED[1]:
            yield now
        now += TICK if works(now.date()) else TICK_ON_DAYS_OFF
    yield END


def _tick(schedulers: list[Scheduler], now: datetime) -> Iterator[dict[str, int]]:
    """Every schedule once, by all schedulers at the same time, each with its own idea of what the
    time is: two that agree would write the same event twice, and nobody could tell."""
    for schedule in ("escalate_overdue", "send_rating_reminders", "close_quiet_cases"):
        for number, scheduler in enumerate(schedulers):
            scheduler.begin(schedule, now + number * APART)
        for scheduler in schedulers:
            yield scheduler.finish() | {schedule: 1}


class _Collected:
    """Takes what the store writes in a transaction; a case is written once, as it is at last."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], CasesItem] = {}

    def save(self, item: Any, **_: Any) -> None:
        self.items[item.pk, item.sk] = item


def _write(everybody: Any) -> None:
    collected: Any = _Collected()
    for life in everybody:
        for change in life.changes:
            cases.add_creation(collected, change)
    with CasesItem.batch_write() as batch:
        for item in collected.items.values():
            batch.save(item)


def _read() -> tuple[dict[str, Case], dict[str, list[Event]]]:
    """Everything in the table, without any of the store's own queries."""
    pages = (
        boto3.client("dynamodb")
        .get_paginator("scan")
        .paginate(TableName=CasesItem.Meta.table_name, ConsistentRead=True)
    )
    found_cases: dict[str, Case] = {}
    found_events: dict[str, list[Event]] = defaultdict(list)
    for page in pages:
        for raw in page["Items"]:
            if raw["kind"]["S"] == "case":
                case = case_from(CaseItem.from_raw_data(raw))
                found_cases[case.id] = case
            elif raw["kind"]["S"] == "event":
                event = event_from(EventItem.from_raw_data(raw))
                found_events[event.case_id].append(event)
    for events in found_events.values():
        events.sort(key=lambda event: event.number)
    return found_cases, found_events


def test_the_simulation_is_the_one_that_was_promised(outcome: Outcome) -> None:
    assert len(outcome.lives) == len(outcome.cases) == len(outcome.events) == CASES == 5_000
    begun = Counter(life.case.status for life in outcome.lives.values())
    assert set(begun) == OPEN
    assert min(begun.values()) >= 200
    assert min(MIX.values()) >= 200
    assert MISSED[1] - MISSED[0] == timedelta(hours=6)
    assert len(outcome.failing) == CASES * 5 // 100


def test_every_overdue_case_is_escalated_once_per_level_and_no_other(outcome: Outcome) -> None:
    wanted = {
        case_id: [(rung.level, rung.limit, rung.repeat) for rung in life.ladder.rungs]
        for case_id, life in outcome.lives.items()
    }
    found = {
        case_id: [
            (event.data["level"], event.data["limit"], event.data.get("repeat"))
            for event in outcome.of_type(case_id, "escalated")
        ]
        for case_id in outcome.cases
    }
    wrong = {id: (found[id], wanted[id]) for id in wanted if found[id] != wanted[id]}
    assert wrong == {}
    # Exactly so many, over all levels; and there was something to do.
    total = sum(map(len, wanted.values()))
    given_before = sum(
        change.event.type == "escalated"
        for life in outcome.lives.values()
        for change in life.changes
    )
    assert sum(map(len, found.values())) == total
    assert total - given_before > 1_000
    assert sum(not levels for levels in wanted.values()) > 500
    assert {level for levels in found.values() for level, *_ in levels} == {1, 2, 3}
    assert sum(repeat is not None for levels in found.values() for *_, repeat in levels) > 100
    for case_id, case in outcome.cases.items():
        assert case.escalation_level == (wanted[case_id][-1][0] if wanted[case_id] else 0)


def test_no_level_is_early_and_none_waits_longer_than_the_outage(outcome: Outcome) -> None:
    for case_id, life in outcome.lives.items():
        given = outcome.of_type(case_id, "escalated")
        for rung, event in zip(life.ladder.rungs, given, strict=True):
            assert event.at > rung.after, case_id
            waited = event.at - max(rung.after, START)
            # One run missed by a failure comes on top of a tick, or of the outage.
            assert not life.watched or waited <= timedelta(hours=6) + 2 * TICK, (case_id, waited)


def test_nobody_is_warned_twice_or_after_the_fact(outcome: Outcome) -> None:
    warned = 0
    for case_id in outcome.cases:
        rounds: Counter[Any] = Counter()
        escalated: set[Any] = set()
        for event in outcome.events[case_id]:
            if event.type in ("appealed", "reopened"):
                rounds.clear()
                escalated.clear()
            elif event.type == "escalated":
                escalated.add(event.data["limit"])
            elif event.type == "warned":
                warned += 1
                rounds[event.data["limit"]] += 1
                assert event.data["limit"] not in escalated, case_id
        assert max(rounds.values(), default=0) <= 1, case_id
    assert warned > 500


def test_numbers_have_no_gap_and_seals_hold(outcome: Outcome) -> None:
    for case_id, case in outcome.cases.items():
        events = outcome.events[case_id]
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        seal = ""
        for event in events:
            seal = event_digest(seal, event)
            assert event.digest == seal, (case_id, event.number)
        assert (case.version, case.digest) == (len(events), seal)


def test_what_was_there_before_is_still_there_and_only_schedules_came_after(
    outcome: Outcome,
) -> None:
    for case_id, life in outcome.lives.items():
        before = [change.event.digest for change in life.changes]
        events = outcome.events[case_id]
        assert [event.digest for event in events[: len(before)]] == before
        assert {event.type for event in events[len(before) :]} <= SCHEDULED


def test_the_chosen_records_failed_once_and_were_mended(outcome: Outcome) -> None:
    moved = {
        case_id
        for case_id, life in outcome.lives.items()
        if len(outcome.events[case_id]) > len(life.changes)
    }
    assert outcome.failed.keys() == outcome.failing & moved
    assert len(outcome.failed) > 50
    assert sum(counts["failed"] for counts in outcome.counts) == len(outcome.failed)


def test_every_step_was_taken_by_one_scheduler_alone(outcome: Outcome) -> None:
    before = sum(len(life.changes) for life in outcome.lives.values())
    after = sum(map(len, outcome.events.values()))
    taken = sum(counts["steps"] for counts in outcome.counts)
    unknown = sum(what == WRITTEN for what in outcome.failed.values())
    assert taken + unknown == after - before
    assert unknown > 20


def test_nothing_stays_due(outcome: Outcome) -> None:
    assert [case_id for kind in KINDS for case_id in queries.due(kind, END)] == []
