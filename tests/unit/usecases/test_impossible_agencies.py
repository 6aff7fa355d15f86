"""What is wrong with agencies only together with those that are there already."""

from datetime import date
from typing import Any

from chalicelib.routing.registry import Agency, packaged
from chalicelib.structs import replace
from chalicelib.usecases.import_agencies import _impossible

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def agency(agency_id: str, **changes: Any) -> Agency:
    base = packaged().get("ombudsman")
    assert base is not None
    plain: dict[str, Any] = {"parent_id": None, "supervisor_id": None, "valid_from": None}
    return replace(base, id=agency_id, **plain | changes)


def wrong(*found: Agency, there: tuple[Agency, ...] = ()) -> list[tuple[str, str]]:
    problems = _impossible(found, {one.id: one for one in there})
    assert {problem.line for problem in problems} <= {1}
    return [(problem.field, problem.reason) for problem in problems]


def test_nobody_stands_above_itself_by_whatever_way() -> None:
    two = agency("a", supervisor_id="b"), agency("b", parent_id="a")
    assert wrong(*two) == [("supervisor_id", "cycle"), ("parent_id", "cycle")]
    assert wrong(two[0], there=two[1:]) == [("supervisor_id", "cycle")]
    assert wrong(agency("a", parent_id="a")) == [("parent_id", "cycle")]
    below = agency("c", parent_id="a", supervisor_id="d")
    assert wrong(below, there=(agency("a", supervisor_id="d"), agency("d"))) == []
    assert wrong(below, there=two) == []  # the others turn in a circle
    assert wrong(agency("a", supervisor_id="nowhere")) == []


def test_nobody_ends_before_the_period_begins() -> None:
    assert wrong(agency("a", valid_from=LAST, valid_to=FIRST)) == [
        ("valid_to", "before_valid_from")
    ]
    assert wrong(agency("a", valid_from=FIRST, valid_to=FIRST)) == []
    assert wrong(agency("a", valid_from=FIRST), agency("b", valid_to=FIRST)) == []
