"""The CSV in which administrators say what changed among the regions."""

import re
from collections.abc import Collection, Iterator
from typing import cast

from . import regions
from .agency import ZONES
from .csv_lists import ImportProblem, named_rows, parse_day, wrong_dates
from .regions import RegionChange, Zone

COLUMNS = ("code", "name", "valid_from", "valid_to", "successors", "zone")
REQUIRED = ("code", "name")
CODE = re.compile(r"[1-9]\d(\.\d\d(\.\d\d)?)?")


def parse_regions_csv(
    text: str, known: Collection[str]
) -> tuple[tuple[RegionChange, ...], tuple[ImportProblem, ...]]:
    """Read changes of regions and say everything that is wrong.

    `successors` are codes parted by spaces, dates are ISO; comma or semicolon separates the
    columns. `known` are the codes that exist already, packaged or changed before. What is returned
    is what stands on lines that are right; import it only when there are no problems at all.
    """
    rows, problems = named_rows(text, COLUMNS, REQUIRED)
    if problems:
        return (), tuple(problems)
    there = {*known, *(row["code"] for _, row, _ in rows)}
    found: dict[str, RegionChange] = {}
    for line, row, surplus in rows:
        wrong = [("", "too_many_columns") for _ in range(surplus > 0)] + list(
            _wrong(row, there, known)
        )
        if row["code"] in found:
            wrong.append(("code", "duplicate"))
        problems += [ImportProblem(line=line, field=each, reason=why) for each, why in wrong]
        if not wrong:
            found[row["code"]] = _change(row)
    return tuple(found.values()), tuple(problems)


def _wrong(
    row: dict[str, str], there: Collection[str], known: Collection[str]
) -> Iterator[tuple[str, str]]:
    code, successors = row["code"], row["successors"].split()
    parent = code.rpartition(".")[0]
    new_province = len(code) == 2 and code not in known
    yield from ((field, "missing") for field in REQUIRED if not row[field])
    checks = (
        ("code", "bad_code", bool(code) and not CODE.fullmatch(code)),
        ("code", "unknown_parent", bool(parent) and parent not in there),
        ("name", "not_text", not row["name"].isprintable()),
        ("successors", "unknown_region", any(each not in there for each in successors)),
        ("successors", "succeeds_itself", code in successors),
        ("successors", "without_last_day", bool(successors) and not row["valid_to"]),
        ("zone", "unknown_zone", bool(row["zone"]) and row["zone"] not in ZONES),
        ("zone", "missing", new_province and not row["zone"]),
    )
    yield from ((field, reason) for field, reason, wrong in checks if wrong)
    yield from wrong_dates(row)


def _change(row: dict[str, str]) -> RegionChange:
    return RegionChange(
        code=row["code"],
        name=row["name"],
        valid_from=parse_day(row["valid_from"]),
        valid_to=parse_day(row["valid_to"]),
        successors=tuple(row["successors"].split()),
        zone=cast("Zone", row["zone"]) if row["zone"] else None,
    )


def known_codes(changes: Collection[RegionChange]) -> frozenset[str]:
    """Every code there is, packaged or among these changes."""
    return frozenset(regions.packaged_names()) | {each.code for each in changes}
