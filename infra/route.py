"""`make route`: where rows of a CSV would go. Nothing is written, and no stack has to run.

The rules, the model and the register are those of the package, asked by the code that routes a
filed complaint. Copies of the same text are not counted: there is nothing filed to count.

Usage: python -m infra.route --data file.csv > routed.jsonl
"""

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from chalicelib.presentation.reasons import explain_suggestion
from chalicelib.routing.assess import Assessment, RoutingRequest, assess
from chalicelib.routing.registry import packaged
from chalicelib.usecases.sector_models import classifier
from chalicelib.workdays import local_date
from infra.console import CommandError, plainly

NEEDED = ("title", "body")
EVERY = 200
LONGEST_FIELD = 10_000_000
LONGEST_NUMBER = 15
"""Digits that every reader of JSON keeps."""


def main() -> None:
    """One JSON line a row on standard output, progress on standard error."""
    parser = argparse.ArgumentParser(prog="python -m infra.route", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="CSV with title and body")
    data = parser.parse_args().data
    today = local_date(datetime.now(UTC), "WIB")
    number = 0
    for number, row in enumerate(read(data), start=1):
        sys.stdout.write(json.dumps(routed(row, number, today)) + "\n")
        if number % EVERY == 0:
            sys.stderr.write(f"{number} rows\n")
    sys.stdout.flush()
    sys.stderr.write(f"{number} rows, done.\n")


def read(path: Path) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV in UTF-8, parted by commas or semicolons. Raises CommandError when it is
    none, or has no title and body."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path} cannot be read: {problem}") from None
    first = text.split("\n", 1)[0]
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
    )
    try:
        header = [name.strip() for name in next(reader, [])]
        if missing := [name for name in NEEDED if name not in header]:
            raise CommandError(f"{path} has no column {' and no column '.join(missing)}.")
        for values in reader:
            if values:
                yield dict.fromkeys(header, "") | dict(zip(header, values, strict=False))
    except csv.Error as problem:
        raise CommandError(f"{path}, line {reader.line_num}: {problem}") from None


def routed(row: Mapping[str, str], number: int, today: date) -> dict[str, Any]:
    """What would become of a row that is complaint `number` of its file."""

    def given(column: str) -> str | None:
        return row.get(column, "").strip() or None

    made = assess(
        RoutingRequest(
            title=row["title"].strip(),
            body=row["body"].strip(),
            category=given("category"),
            region_code=given("region_code"),
            address=given("address"),
            point=_point(given("latitude"), given("longitude")),
            suggested_agency_id=given("agency_id"),
        ),
        registry=packaged(),
        classifier=classifier(),
        on=today,
    )
    return {"n": _number(given("n"), number), **_shown(made)}


def _point(latitude: str | None, longitude: str | None) -> tuple[float, float] | None:
    """A point on the map, where both are numbers of degrees."""
    try:
        point = float(latitude or ""), float(longitude or "")
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def _number(written: str | None, number: int) -> int | str:
    """The row's own number as written, as a number where it is one."""
    if written is None:
        return number
    whole = written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER
    return int(written) if whole else written


def _shown(made: Assessment) -> dict[str, Any]:
    found = made.found
    return {
        "agency_id": made.agency_id,
        "reason": made.reason,
        "sector": found.sector,
        "confidence": round(found.confidence, 4),
        "candidates": [
            {
                "agency_id": one.agency_id,
                "share": one.probability,
                "why": (explain_suggestion(asdict(one)) or {"id": ""})["id"],
            }
            for one in made.candidates
        ],
        "signals": list(made.signals),
        "sensitive": made.sensitive,
        "region_code": found.region_code,
    }


if __name__ == "__main__":
    with plainly():
        main()
