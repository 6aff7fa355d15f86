"""The figures counted a second time, by other means: SQL over all events, in DuckDB.

Usage: python -m tests.unit.figures.recount [--cases 100000]
"""

import argparse
import csv
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from chalicelib.case.decision import Event
from chalicelib.case.model import Case, Role
from chalicelib.figures.measures import count_case
from infra.simulate.__main__ import everybody, imagined
from infra.simulate.reports import reports
from tests.unit.case.world import Life

FIRST = date(2026, 1, 1)
PER_DAY = 395
OFFSETS = {"WIB": 7, "WITA": 8, "WIT": 9}
COLUMNS = {
    "workdays": {"day": "DATE", "worked": "BOOLEAN"},
    "cases": {
        "id": "VARCHAR", "kind": "VARCHAR", "supervisory": "BOOLEAN", "category": "VARCHAR",
        "sector": "VARCHAR", "region": "VARCHAR", "channel": "VARCHAR", "status": "VARCHAR",
        "split_off": "BOOLEAN", "hours": "INTEGER", "confidential": "BOOLEAN",
        "unchecked": "BOOLEAN", "archive_reason": "VARCHAR",
    },
    "told": {
        "id": "VARCHAR", "number": "INTEGER", "type": "VARCHAR", "moment": "TIMESTAMP",
        "expires_at": "TIMESTAMP", "agency_id": "VARCHAR", "by": "VARCHAR", "reason": "VARCHAR",
        "satisfied": "BOOLEAN", "level": "INTEGER", "upheld": "BOOLEAN",
        "closed_reason": "VARCHAR", "by_agency": "BOOLEAN", "by_whom": "VARCHAR",
        "by_reporter": "BOOLEAN",
    },
}  # fmt: skip
SAID = ("agency_id", "by", "reason", "satisfied", "level", "upheld", "closed_reason")
SQL = (Path(__file__).parent / "recount.sql").read_text(encoding="utf-8")
QUANTILES = """
select class, stage, quantile_disc(told(stage, days), 0.5), quantile_disc(told(stage, days), 0.9)
from measured join classed using (id)
where done and not split_off and stage in ('verify', 'follow_up', 'handle', 'resolve')
group by class, stage
"""
Rows = dict[tuple[str, str, str, str, str], int]
"""How many, by scope, dimension, value, period (a month, a year, a day, or the hours of a month)
and measure."""
Cells = defaultdict[tuple[str, str, str, str], defaultdict[str, int]]


@dataclass(frozen=True, kw_only=True)
class Twice:
    """What was counted of the same lives, by the product and by SQL; and, by class and stage, the
    median and the 90th percentile of working days as DuckDB finds them."""

    by_product: Rows
    by_sql: Rows
    quantiles: dict[tuple[str, str], tuple[int | None, int | None]]
    cases: int
    events: int


def count_twice(lives: Iterable[tuple[Case, Sequence[Event]]]) -> Twice:
    """Count lives both ways, as they come: of a hundred thousand none is kept."""
    policy = Life.filed().context.policy
    by_cell: Cells = defaultdict(partial(defaultdict, int))
    cases = events = 0
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as db:
        with _table(folder, "cases") as case_rows, _table(folder, "told") as event_rows:
            for case, happened in lives:
                cases, events = cases + 1, events + len(happened)
                for cell, counts in count_case(case, happened, policy).cells():
                    found = by_cell[cell]
                    for measure, n in counts.items():
                        found[measure] += n
                case_rows.writerow(_of_case(case))
                event_rows.writerows(_of_event(event) for event in happened)
        with _table(folder, "workdays") as rows:
            days = (date(2025, 12, 1) + timedelta(days=n) for n in range(900))
            rows.writerows((day, policy.calendar.is_workday(day)) for day in days)
        for table, columns in COLUMNS.items():
            db.execute(
                f"create table {table} as from read_csv("
                f"'{folder}/{table}.csv', columns={columns}, header=false)"
            )
        db.execute(SQL)
        counted = db.execute("from counted").fetchall()
        quantiles = db.execute(QUANTILES).fetchall()
    return Twice(
        by_product={
            (*cell, name): n for cell, found in by_cell.items() for name, n in found.items()
        },
        by_sql={tuple(row[:5]): row[5] for row in counted},
        quantiles={(kind, stage): (median, p90) for kind, stage, median, p90 in quantiles},
        cases=cases,
        events=events,
    )


@contextmanager
def _table(folder: str, name: str) -> Iterator[Any]:
    with Path(folder, f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        yield csv.writer(file)


def _of_case(case: Case) -> tuple[Any, ...]:
    return (
        case.id, case.classification.value, case.supervisory, case.category, case.sector,
        case.location.region_code, case.channel, case.status.value, case.split_from is not None,
        OFFSETS[case.zone], case.confidential, case.unchecked, case.archive_reason,
    )  # fmt: skip


def _of_event(event: Event) -> tuple[Any, ...]:
    """Its moments in UTC; SQL sets them by the clock of the case."""
    data = event.data
    expires = data.get("expires_at")
    return (
        event.case_id, event.number, event.type.value, _utc(event.at),
        expires and _utc(datetime.fromisoformat(expires)), *map(data.get, SAID),
        event.actor.role is Role.AGENCY_ADMIN, event.actor.agency_id,
        event.actor.role is Role.REPORTER,
    )  # fmt: skip


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def main() -> None:
    """Count a made-up life of the service both ways, and say whether they agree and how long it
    took."""
    parser = argparse.ArgumentParser(prog="python -m tests.unit.figures.recount")
    parser.add_argument("--cases", type=int, default=100_000)
    cases = parser.parse_args().cases
    days = -(-cases // PER_DAY)
    people = everybody(seed=1)
    last = FIRST + timedelta(days=days - 1)
    lives = imagined(reports(days, PER_DAY, 1, FIRST)[:cases], people, last)
    began = time.process_time()
    twice = count_twice(lives)
    ended = time.process_time()
    first, second = twice.by_product, twice.by_sql
    wrong = {key for key in first.keys() | second.keys() if first.get(key) != second.get(key)}
    print(
        f"{cases} cases, {twice.events} events, {len(first)} numbers, {len(wrong)} differ; "
        f"{ended - began:.1f} s of processor time"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
