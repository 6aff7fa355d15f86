"""Complaint histories read from CSV files: one row, one text with where it went."""

import csv
import fnmatch
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
OTHER = "other"
FEWEST_ROWS = {"agency": 20, "category": 5, "sector": 20}
"""A label with fewer training rows than this is learnt as part of `other`."""
LATER_SHARE = 0.2

csv.field_size_limit(sys.maxsize)


class UnusableData(Exception):
    """The file cannot be used; the message says in one sentence what is needed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One complaint with its label. `allowed` lists the labels it may have when only a coarse one
    is known; the first is the one to begin with."""

    text: str
    label: str
    allowed: tuple[str, ...] = ()
    district: str = ""
    village: str = ""
    lateness: float = 0.0
    """Place in its file: 0 for the first row, 1 for the last."""

    @property
    def later(self) -> bool:
        """Among the latest rows, which measure what was fitted on those before."""
        return self.lateness >= 1.0 - LATER_SHARE


def read_examples(path: Path, label: str) -> list[Example]:
    """Rows of a file in time order, labelled by `agency`, `category` or `sector`.

    The file needs the columns `text` and the label's; a `sector` that it does not have is found
    from one of the others through `sectors.csv`. `district`, `village` and `submitted_at` are used
    where they are present. Rows without a label are left out.

    Raises UnusableData when a column is missing, nothing is left, or no label has a known sector.
    """
    rows = read_rows(path)
    named = label != "sector" or "sector" in rows[0]
    column = label if named else label_column(rows[0])
    for needed in ("text", column):
        if needed not in rows[0]:
            raise UnusableData(f"{path} has no column {needed!r}.")
    if "submitted_at" in rows[0]:
        rows.sort(key=lambda row: row["submitted_at"])
    sectors = None if named else SectorTable.read()
    examples = []
    for row in rows:
        name = (row[column] or "").strip()
        if not name:
            continue
        topic = (row.get("topic") or "").strip()
        allowed = sectors.sectors_of(name, topic) if sectors else (name,)
        examples.append(
            Example(
                text=row["text"] or "",
                label=allowed[0],
                allowed=allowed,
                district=row.get("district") or "",
                village=row.get("village") or "",
            )
        )
    if not examples:
        raise UnusableData(f"{path} has no row with a label.")
    if sectors and all(example.allowed == (OTHER,) for example in examples):
        raise UnusableData(
            f"No label of {path} has a sector; name a file to train on with --train."
        )
    last = max(1, len(examples) - 1)
    return [replace(example, lateness=index / last) for index, example in enumerate(examples)]


def read_rows(path: Path) -> list[dict[str, str]]:
    """All rows of a CSV file. Raises UnusableData when there are none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as problem:
        raise UnusableData(f"{path} cannot be read as a CSV file in UTF-8: {problem}.") from problem
    if not rows:
        raise UnusableData(f"{path} has no rows.")
    return rows


def read_spelling() -> dict[str, str]:
    """Slang, abbreviations and Javanese words with the one word they are read as."""
    return {row["written"]: row["read_as"] for row in read_rows(HERE / "spelling.csv")}


def label_column(row: Mapping[str, str]) -> str:
    """The column that says where a complaint went. Raises UnusableData when there is none."""
    for column in ("agency", "category"):
        if column in row:
            return column
    raise UnusableData("The file needs a column 'agency' or 'category'.")


def learnable(examples: Sequence[Example], label: str) -> dict[int, Example]:
    """Place and example of what can be learnt from: with a text, rare labels gathered in `other`.

    A label that is too rare even for the folds (`other` included) is left out.
    Raises UnusableData when fewer than two labels are left.
    """
    written = {place: example for place, example in enumerate(examples) if example.text.strip()}
    counts = Counter(example.label for example in written.values())
    kept = {name for name, count in counts.items() if count >= FEWEST_ROWS[label]}
    gathered = {
        place: example if example.label in kept else replace(example, label=OTHER)
        for place, example in written.items()
    }
    counts = Counter(example.label for example in gathered.values())
    usable = {
        place: example
        for place, example in gathered.items()
        if counts[example.label] >= FEWEST_ROWS["category"]
    }
    if len({example.label for example in usable.values()}) < 2:
        raise UnusableData(
            f"At least two labels with {FEWEST_ROWS[label]} rows each are needed to learn from."
        )
    return usable


@dataclass(frozen=True, kw_only=True, slots=True)
class SectorTable:
    """Which sector, or which of several sectors, a label of a known history means."""

    rows: tuple[Mapping[str, str], ...]

    @classmethod
    def read(cls) -> "SectorTable":
        return cls(rows=tuple(read_rows(HERE / "sectors.csv")))

    def sectors_of(self, label: str, topic: str) -> tuple[str, ...]:
        """Sectors of a label; a row naming the topic goes before one that does not."""
        found = (OTHER,)
        for row in self.rows:
            if not fnmatch.fnmatchcase(label, row["label"]):
                continue
            if row["topic"] == topic and topic:
                return tuple(row["sectors"].split("|"))
            if not row["topic"]:
                found = tuple(row["sectors"].split("|"))
        return found
