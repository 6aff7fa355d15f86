"""The figures counted a second time, by other means: SQL over all events, in DuckDB.

Usage: python -m tests.unit.figures.recount [--cases 100000]
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.figures.cells import COUNTRY
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
        "split_off": "BOOLEAN",
    },
    "events": {
        "id": "VARCHAR", "number": "INTEGER", "type": "VARCHAR", "moment": "TIMESTAMP",
        "expires_at": "TIMESTAMP", "agency_id": "VARCHAR", "by": "VARCHAR", "reason": "VARCHAR",
        "satisfied": "BOOLEAN", "level": "INTEGER", "upheld": "BOOLEAN",
        "closed_reason": "VARCHAR",
    },
}  # fmt: skip
SQL = (Path(__file__).parent / "recount.sql").read_text(encoding="utf-8")
QUANTILES = """
select class, stage, quantile_disc(told(stage, days), 0.5), quantile_disc(told(stage, days), 0.9)
from measured join classed using (id) where done and stage not like 'holding%' group by class, stage
"""
Rows = dict[tuple[str, str, str, str], int]
"""How many, by dimension, value, month and measure."""


def counted(lives: Iterable[tuple[Case, Sequence[Event]]]) -> Rows:
    """As the product counts: what each case adds, added up."""
    policy = Life.filed().context.policy
    found: Counter[tuple[str, str, str, str]] = Counter()
    for case, events in lives:
        for cell, counts in count_case(case, events, policy).cells():
            if cell.scope == COUNTRY and len(cell.period) == len("2026-11"):
                for measure, n in counts.items():
                    found[cell.dimension.value, cell.value, cell.period, measure] += n
    return dict(found)


def recounted(lives: Iterable[tuple[Case, Sequence[Event]]]) -> Rows:
    """As SQL counts, from the same events."""
    with duckdb.connect() as db:
        _fill(db, lives)
        db.execute(SQL)
        rows = db.execute("select dimension, value, month, measure, n from counted").fetchall()
    return {(dimension, value, month, measure): n for dimension, value, month, measure, n in rows}


def quantiles(
    lives: Iterable[tuple[Case, Sequence[Event]]],
) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """Median and 90th percentile of working days by class and stage, as DuckDB finds them."""
    with duckdb.connect() as db:
        _fill(db, lives)
        db.execute(SQL)
        rows = db.execute(QUANTILES).fetchall()
    return {(kind, stage): (median, p90) for kind, stage, median, p90 in rows}


def _fill(db: Any, lives: Iterable[tuple[Case, Sequence[Event]]]) -> None:
    calendar = Life.filed().context.policy.calendar
    days = (date(2025, 12, 1) + timedelta(days=n) for n in range(900))
    worked = [{"day": f"{day}", "worked": calendar.is_workday(day)} for day in days]
    cases: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for case, happened in lives:
        cases.append({
            "id": case.id, "kind": case.classification.value, "supervisory": case.supervisory,
            "category": case.category, "sector": case.sector, "region": case.location.region_code,
            "channel": case.channel, "status": case.status.value,
            "split_off": case.split_from is not None,
        })  # fmt: skip
        events += (_row(event, OFFSETS[case.zone]) for event in happened)
    for table, rows in (("workdays", worked), ("cases", cases), ("events", events)):
        _load(db, table, rows)


def _row(event: Event, hours: int) -> dict[str, Any]:
    """One event by the clock of its case."""
    local = timedelta(hours=hours)
    expires = event.data.get("expires_at")
    said = ("agency_id", "by", "reason", "satisfied", "level", "upheld", "closed_reason")
    return {
        "id": event.case_id,
        "number": event.number,
        "type": event.type.value,
        "moment": f"{_utc(event.at) + local}",
        "expires_at": expires and f"{_utc(datetime.fromisoformat(expires)) + local}",
        **{name: event.data.get(name) for name in said},
    }


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _load(db: Any, table: str, rows: list[dict[str, Any]]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        shape = f"columns={COLUMNS[table]}, format='newline_delimited'"
        db.execute(f"create table {table} as from read_json('{file.name}', {shape})")


def main() -> None:
    """Count a made-up life of the service both ways, and say whether they agree and how long each
    took."""
    parser = argparse.ArgumentParser(prog="python -m tests.unit.figures.recount")
    parser.add_argument("--cases", type=int, default=100_000)
    cases = parser.parse_args().cases
    days = -(-cases // PER_DAY)
    people = everybody(seed=1)
    last = FIRST + timedelta(days=days - 1)
    lives = imagined(reports(days, PER_DAY, 1, FIRST)[:cases], people, last)
    events = sum(len(happened) for _, happened in lives)
    began = time.process_time()
    first = counted(lives)
    between = time.process_time()
    second = recounted(lives)
    ended = time.process_time()
    wrong = {key for key in first.keys() | second.keys() if first.get(key) != second.get(key)}
    print(
        f"{cases} cases, {events} events, {len(first)} numbers, {len(wrong)} differ; "
        f"{between - began:.1f} s and {ended - between:.1f} s of processor time"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
