"""An agency, and the CSV in which administrators keep and import the list of them."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Literal, cast, get_args

from msgspec import Struct

from chalicelib.addresses import is_email_address

from . import categories, regions
from .csv_lists import ImportProblem, named_rows, parse_day, wrong_dates
from .regions import Zone

AgencyType = Literal[
    "ministry",
    "lpnk",
    "state_body",
    "province",
    "regency",
    "city",
    "bumn",
    "bumd",
    "university",
    "unit",
    "oversight",
]

GOVERNMENTS = frozenset({"province", "regency", "city"})


class Agency(Struct, frozen=True, kw_only=True):
    """A body that answers complaints.

    `parent_id` is the body it is part of (a dinas and its city); `supervisor_id` the body that
    supervises it from outside (a city and its province). `regions` are the codes it serves,
    with everything in them; none means the whole country. `sectors` are the affairs it
    handles, most its own first; a government with none handles every affair of its level that
    no unit of it handles. `desks` and `head_desk` are e-mail addresses. `valid_from` and
    `valid_to` are its first and last day. `successor_id` takes up what is open when it ends;
    where it is split, each of `successor_ids` takes up what is its affair in its place.
    """

    id: str
    name: str
    type: AgencyType
    parent_id: str | None = None
    supervisor_id: str | None = None
    regions: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    head_desk: str | None = None
    zone: Zone = "WIB"
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: str | None = None
    successor_ids: tuple[str, ...] = ()

    @property
    def successors(self) -> tuple[str, ...]:
        """Whoever takes up what is open when it ends, be it one or several."""
        return (self.successor_id,) if self.successor_id else self.successor_ids

    def valid(self, on: date) -> bool:
        """Whether the agency exists on that day."""
        return (self.valid_from or on) <= on <= (self.valid_to or on)

    def ended(self, on: date) -> bool:
        """Whether its last day is over."""
        return self.valid_to is not None and self.valid_to < on


COLUMNS = Agency.__struct_fields__
REQUIRED = ("id", "name", "type")
TYPES = frozenset(get_args(AgencyType))
ZONES = frozenset(get_args(Zone))
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def parse_agencies_csv(
    text: str, known: Collection[str] = ()
) -> tuple[tuple[Agency, ...], tuple[ImportProblem, ...]]:
    """Read agencies from CSV and say everything that is wrong, so that it can be a dry run.

    Columns are the fields of `Agency`; lists are separated by spaces, dates are ISO. Comma or
    semicolon (as Indonesian spreadsheets export) separates the columns. `known` are the ids
    that exist already and may be parents or supervisors. The agencies returned are those
    whose own line is right; import them only when there are no problems at all.
    """
    rows, problems = named_rows(text, COLUMNS, REQUIRED)
    if problems:
        return (), tuple(problems)
    agencies: dict[str, Agency] = {}
    lines: dict[str, int] = {}
    for line, row, surplus in rows:
        wrong = [
            ImportProblem(line=line, field=field, reason=reason)
            for field, reason in _wrong(row, surplus)
        ]
        if row["id"] in agencies:
            wrong.append(ImportProblem(line=line, field="id", reason="duplicate"))
        problems += wrong
        if not wrong:
            agencies[row["id"]] = _agency(row)
            lines[row["id"]] = line
    problems += [
        ImportProblem(line=lines[agency.id], field=field, reason=reason)
        for agency in agencies.values()
        for field, reason in _wrong_links(agency, agencies, frozenset(known))
    ]
    return tuple(agencies.values()), tuple(sorted(problems, key=lambda found: found.line))


def read_agencies_csv(text: str) -> tuple[Agency, ...]:
    """The agencies of a list that is known to be right and has every column: what ships was
    parsed when it was made, and a start has no time to look at each address again."""
    rows = csv.reader(io.StringIO(text, newline=""))
    header = next(rows)
    return tuple(_agency(dict(zip(header, values, strict=True))) for values in rows)


def format_agencies_csv(agencies: Iterable[Agency]) -> str:
    """The CSV that `parse_agencies_csv` reads."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for agency in agencies:
        writer.writerow([_written(getattr(agency, column)) for column in COLUMNS])
    return target.getvalue()


def _wrong(row: dict[str, str], surplus: int) -> Iterator[tuple[str, str]]:
    """Every field of one line that is wrong, with the reason."""
    checks = (
        ("", "too_many_columns", surplus > 0),
        *((field, "missing", not row[field]) for field in REQUIRED),
        ("id", "bad_id", bool(row["id"]) and not ID.fullmatch(row["id"])),
        # It stands in subjects of mails and in lists: one line, read in the order it is written in.
        ("name", "not_text", not row["name"].isprintable()),
        ("type", "unknown_type", bool(row["type"]) and row["type"] not in TYPES),
        ("parent_id", "missing", row["type"] == "unit" and not row["parent_id"]),
        ("regions", "missing", row["type"] in GOVERNMENTS and not row["regions"]),
        ("regions", "unknown_region", not all(map(regions.get, row["regions"].split()))),
        ("sectors", "unknown_sector", not all(map(categories.sector, row["sectors"].split()))),
        ("desks", "bad_email", not all(map(is_email_address, row["desks"].split()))),
        (
            "head_desk",
            "bad_email",
            not (row["head_desk"] == "" or is_email_address(row["head_desk"])),
        ),
        ("zone", "unknown_zone", bool(row["zone"]) and row["zone"] not in ZONES),
        ("successor_ids", "also_one", bool(row["successor_id"] and row["successor_ids"])),
    )
    yield from ((field, reason) for field, reason, wrong in checks if wrong)
    yield from wrong_dates(row)


def _wrong_links(
    agency: Agency, agencies: dict[str, Agency], known: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for field, linked in (
        ("parent_id", agency.parent_id),
        ("supervisor_id", agency.supervisor_id),
        ("successor_id", agency.successor_id),
        *(("successor_ids", one) for one in agency.successor_ids),
    ):
        if linked and linked not in agencies and linked not in known:
            yield field, "unknown_agency"
    if agency.id in agency.successors:
        yield ("successor_id" if agency.successor_id else "successor_ids"), "own_successor"
    seen = {agency.id}
    above = agency.parent_id or agency.supervisor_id
    while above and above in agencies and above not in seen:
        seen.add(above)
        above = agencies[above].parent_id or agencies[above].supervisor_id
    if above == agency.id:
        yield ("parent_id" if agency.parent_id else "supervisor_id"), "cycle"


def _agency(row: dict[str, str]) -> Agency:
    served = tuple(row["regions"].split())
    return Agency(
        id=row["id"],
        name=row["name"],
        type=cast("AgencyType", row["type"]),
        parent_id=row["parent_id"] or None,
        supervisor_id=row["supervisor_id"] or None,
        regions=served,
        sectors=tuple(row["sectors"].split()),
        desks=tuple(row["desks"].split()),
        head_desk=row["head_desk"] or None,
        zone=cast("Zone", row["zone"]) if row["zone"] else _zone_of(served),
        valid_from=parse_day(row["valid_from"]),
        valid_to=parse_day(row["valid_to"]),
        successor_id=row["successor_id"] or None,
        successor_ids=tuple(row["successor_ids"].split()),
    )


def _zone_of(served: tuple[str, ...]) -> Zone:
    first = regions.get(served[0]) if served else None
    return first.zone if first else "WIB"


def _written(value: str | date | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    return str(value) if value else ""
