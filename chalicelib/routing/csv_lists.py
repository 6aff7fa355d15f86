"""Lists that administrators import as CSV: their rows by name, and what is wrong with them."""

import csv
import io
from collections.abc import Collection, Iterator
from datetime import date

from msgspec import Struct


class ImportProblem(Struct, frozen=True, kw_only=True):
    """One thing wrong with an imported file; `line` counts from 1 and includes the header."""

    line: int
    field: str
    reason: str


def named_rows(
    text: str, columns: Collection[str], required: Collection[str]
) -> tuple[list[tuple[int, dict[str, str], int]], list[ImportProblem]]:
    """The rows of a CSV by the names in its first, and what is wrong with those.

    Each row has the line it begins on, a value for every one of `columns` (an empty one where the
    file has no such column), and by how many values it is too long (below nought: too short). A
    file that lacks a `required` column, or has one that is not of `columns`, gives no rows.
    """
    rows = _rows(text.removeprefix("\ufeff"))
    _, header = next(rows, (1, []))
    problems = [
        ImportProblem(line=1, field=name, reason="missing_column")
        for name in required
        if name not in header
    ]
    problems += [
        ImportProblem(line=1, field=name, reason="unknown_column")
        for name in header
        if name not in columns
    ]
    if problems:
        return [], problems
    empty = dict.fromkeys(columns, "")
    return [
        (line, empty | dict(zip(header, values, strict=False)), len(values) - len(header))
        for line, values in rows
    ], []


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV that are not empty, each with the line it begins on."""
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for values in reader:
        if any(value.strip() for value in values):
            yield line, [value.strip() for value in values]
        line = reader.line_num + 1


def wrong_dates(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the first and the last day of a row, by field."""
    days = {}
    for field in ("valid_from", "valid_to"):
        try:
            days[field] = parse_day(row[field])
        except ValueError:
            yield field, "bad_date"
    first, last = days.get("valid_from"), days.get("valid_to")
    if first and last and last < first:
        yield "valid_to", "before_valid_from"


def parse_day(written: str) -> date | None:
    """An ISO date; None where nothing is written. Raises `ValueError`."""
    return date.fromisoformat(written) if written else None
