"""Keeping the register of agencies: one at a time or as a list, which can be tried out first."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.errors import Conflict, Invalid, Problem
from chalicelib.routing.agency import COLUMNS, Agency, parse_agencies_csv
from chalicelib.routing.csv_lists import ImportProblem
from chalicelib.store import agencies
from chalicelib.store.agencies import Period
from chalicelib.store.holdings import count_held
from chalicelib.store.rulebook import Author
from chalicelib.structs import replace
from chalicelib.workdays import ZONES, local_date


class AgencyChange(Struct, frozen=True, kw_only=True):
    """What one line comes to. `before` is the period it corrects (None: a new one); `fields` are
    those that differ from that period or, for a new one, from what is in force."""

    agency: Agency
    before: Period | None
    known: bool  # whether the agency was in the register at all
    fields: tuple[str, ...]


class ImportReport(Struct, frozen=True, kw_only=True):
    """A list held against the register: what is wrong with it, and what it would change."""

    problems: tuple[ImportProblem, ...]
    differences: tuple[AgencyChange, ...]
    unchanged: int
    lines: int


def put_agency(row: Mapping[str, str], by: Author, *, confirmed: bool = False) -> ImportReport:
    """Put one agency, given as the columns of a list's line.

    Without a first day it corrects the period in force; with a new one it begins a new period,
    and the earlier ones stay. Raises `Invalid`, `Conflict("changed_meanwhile")` and, unless
    `confirmed`, `Conflict("agency_has_open_cases")` (see `_check_succession`).
    """
    review = _reviewed(_as_list(row), by.at)
    if review.problems:
        raise Invalid([to_field_problem(problem) for problem in review.problems])
    _write(review.differences, by, confirmed=confirmed)
    return review


def import_agencies(
    text: str, by: Author, *, dry_run: bool, confirmed: bool = False
) -> ImportReport:
    """Import a list in CSV (`parse_agencies_csv`). A dry run tells and writes nothing; a real run
    writes nothing when anything is wrong.

    Raises `Invalid` with `csv.<line>.<column>` of every problem (not in a dry run),
    `Conflict("changed_meanwhile")` and, unless `confirmed`, `Conflict("agency_has_open_cases")`
    (see `_check_succession`).
    """
    review = _reviewed(text, by.at)
    if dry_run:
        return review
    if review.problems:
        raise Invalid(
            [to_field_problem(problem, f"csv.{problem.line}.") for problem in review.problems]
        )
    _write(review.differences, by, confirmed=confirmed)
    return review


def to_field_problem(problem: ImportProblem, where: str = "") -> Problem:
    """A list's problem in the words of all other refusals; `where` goes before the column."""
    code = "required" if problem.reason == "missing" else problem.reason
    return Problem(field=f"{where}{problem.field}".rstrip("."), code=code)


def _write(differences: Sequence[AgencyChange], by: Author, *, confirmed: bool) -> None:
    if not confirmed:
        _check_succession(differences)
    agencies.change([(each.before, each.agency) for each in differences], by)


def _check_succession(differences: Sequence[AgencyChange]) -> None:
    """Whoever gives an agency a last day knows what it holds open: without a successor all of it
    goes to the national desk.

    Raises `Conflict("agency_has_open_cases")`, with how many there are and whose.
    """
    held = {
        each.agency.id: count_held(each.agency.id)
        for each in differences
        if each.agency.valid_to is not None
        and not each.agency.successors
        and not {"valid_to", "successor_id", "successor_ids"}.isdisjoint(each.fields)
    }
    if open_cases := sum(held.values()):
        holders = tuple(agency_id for agency_id, count in held.items() if count)
        raise Conflict("agency_has_open_cases", open_cases=open_cases, agencies=holders)


def _as_list(row: Mapping[str, str]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow([row.get(column, "") for column in COLUMNS])
    return target.getvalue()


def _reviewed(text: str, now: datetime) -> ImportReport:
    agencies.forget_register()
    agencies.registry(now)  # with it the regions of this moment, which an agency may serve
    rows = agencies.periods()
    today = {zone: local_date(now, zone) for zone in ZONES}
    register = {a.id: a for a in agencies.in_force((row.agency for row in rows.values()), today)}
    found, problems = parse_agencies_csv(text, known=register.keys())
    found = tuple(_in_its_period(agency, register) for agency in found)
    if not problems:
        problems = _impossible(found, register)
    differences = []
    for agency in found:
        before, current = rows.get(agencies.period_key(agency)), register.get(agency.id)
        compared = before.agency if before else current
        differing = tuple(
            name
            for name in Agency.__struct_fields__
            if compared is None or getattr(compared, name) != getattr(agency, name)
        )
        if differing:
            differences.append(
                AgencyChange(
                    agency=agency, before=before, known=current is not None, fields=differing
                )
            )
    return ImportReport(
        problems=problems,
        differences=tuple(differences),
        unchanged=len(found) - len(differences),
        lines=len(found) + len({problem.line for problem in problems if problem.line > 1}),
    )


def _in_its_period(agency: Agency, register: Mapping[str, Agency]) -> Agency:
    """A line without a first day means the period in force."""
    current = register.get(agency.id)
    if agency.valid_from is None and current is not None:
        return replace(agency, valid_from=current.valid_from)
    return agency


def _impossible(
    found: Sequence[Agency], register: Mapping[str, Agency]
) -> tuple[ImportProblem, ...]:
    """What is wrong only together with the register: agencies that would stand above themselves,
    or end before the period they are in begins. Without a line of its own it counts as line 1."""
    together = dict(register) | {agency.id: agency for agency in found}
    problems = []
    for agency in found:
        if _is_above_itself(agency, together):
            field = "parent_id" if agency.parent_id else "supervisor_id"
            problems.append(ImportProblem(line=1, field=field, reason="cycle"))
        if agency.valid_from and agency.valid_to and agency.valid_to < agency.valid_from:
            problems.append(ImportProblem(line=1, field="valid_to", reason="before_valid_from"))
    return tuple(problems)


def _is_above_itself(agency: Agency, together: Mapping[str, Agency]) -> bool:
    seen: set[str] = set()
    above = together.get(agency.parent_id or agency.supervisor_id or "")
    while above is not None and above.id != agency.id and above.id not in seen:
        seen.add(above.id)
        above = together.get(above.parent_id or above.supervisor_id or "")
    return above is not None and above.id == agency.id
