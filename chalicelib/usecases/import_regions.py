"""Keeping the regions: a list of what changed, which can be tried out first."""

from msgspec import Struct

from chalicelib.errors import Invalid
from chalicelib.routing.csv_lists import ImportProblem
from chalicelib.routing.region_lists import known_codes, parse_regions_csv
from chalicelib.routing.regions import RegionChange
from chalicelib.store import agencies, region_changes
from chalicelib.store.region_changes import ChangedRegion
from chalicelib.store.rulebook import Author
from chalicelib.usecases.import_agencies import to_field_problem


class RegionReport(Struct, frozen=True, kw_only=True):
    """A list held against the changes there are: what is wrong with it, what it would add (codes
    nothing was said of) and change, and how many lines say nothing new."""

    problems: tuple[ImportProblem, ...]
    added: tuple[RegionChange, ...]
    changed: tuple[RegionChange, ...]
    unchanged: int
    lines: int


def import_regions(text: str, by: Author, *, dry_run: bool) -> RegionReport:
    """Import a list in CSV (`parse_regions_csv`). A dry run tells and writes nothing; a real run
    writes nothing when anything is wrong. It counts everywhere within a minute.

    Raises `Invalid` with `csv.<line>.<column>` of every problem (not in a dry run) and
    `Conflict("changed_meanwhile")`.
    """
    there = region_changes.every()
    found, problems = parse_regions_csv(text, known_codes([each.change for each in there.values()]))
    added = tuple(each for each in found if each.code not in there)
    changed = tuple(
        each for each in found if each.code in there and there[each.code].change != each
    )
    report = RegionReport(
        problems=problems,
        added=added,
        changed=changed,
        unchanged=len(found) - len(added) - len(changed),
        lines=len(found) + len({problem.line for problem in problems if problem.line > 1}),
    )
    if dry_run:
        return report
    if problems:
        raise Invalid([to_field_problem(each, f"csv.{each.line}.") for each in problems])
    try:
        region_changes.write([(there.get(each.code), each) for each in (*added, *changed)], by)
    finally:
        agencies.forget_register()
    return report


def changed_regions() -> list[ChangedRegion]:
    """What was changed, in order of code."""
    return list(region_changes.every().values())
