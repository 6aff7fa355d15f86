"""Counters that share numbers: none disturbs another, and all are of one size."""

from collections import Counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.case.decision import ARCHIVE_REASONS, NEVER_PUBLISHED, NO_REPLY
from chalicelib.case.due import HIGHEST_LEVEL
from chalicelib.case.model import Status
from chalicelib.figures.cells import (
    BIN_OF,
    BY_OFFICER,
    COUNTRY,
    HIDDEN,
    HIDDEN_MEASURES,
    HOURS,
    RULES,
    YEAR,
    Dimension,
    for_everybody,
    scope_of,
)
from chalicelib.figures.packing import EMPTY, LONGEST, MONTH, OPEN_AGENCIES, layout_of
from chalicelib.routing.dispose import Reason
from chalicelib.routing.registry import packaged
from infra.bench.units import item_bytes

FULL = 999_999
COUNTS = st.dictionaries(st.sampled_from(MONTH._measures), st.integers(1, FULL))


def added(*moves: dict[str, int]) -> dict[str, int]:
    """A row that counted nothing, after these moves."""
    row = MONTH.new_row({})
    for counts in moves:
        for name, n in MONTH.pack(counts).items():
            row[name] += n
    return row


@given(before=COUNTS, after=COUNTS)
def test_counters_move_by_themselves(before: dict[str, int], after: dict[str, int]) -> None:
    change = Counter(after)
    change.subtract(before)
    row = added(before, dict(change))
    assert MONTH.unpack(row) == after
    assert {len(str(n)) for n in row.values()} == {26}
    assert all(str(n).endswith("1") for n in row.values())


def test_the_fullest_counter_carries_into_no_other() -> None:
    full = dict.fromkeys(MONTH._measures, FULL)
    assert MONTH.unpack(added(full)) == full
    row = added(full, dict.fromkeys(MONTH._measures, -FULL))
    assert MONTH.unpack(row) == {}
    assert set(row.values()) == {EMPTY}


def test_what_does_not_move_is_not_written() -> None:
    assert MONTH.pack({"filed": 0}) == {}
    assert list(MONTH.pack({"filed": 1, "split_off": 2, "r75": 1})) == [
        MONTH.names[0],
        MONTH.names[list(MONTH._measures).index("r75") // 4],
    ]
    with pytest.raises(KeyError):
        MONTH.pack({"unheard_of": 1})


def test_a_number_that_is_not_there_counts_nothing() -> None:
    assert MONTH.unpack({}) == MONTH.unpack({"filed": 7, "v3": 1}) == {}


def test_everything_that_can_be_counted_has_a_place() -> None:
    wanted = {f"status:{status.value}" for status in Status}
    wanted |= {f"archived:{reason}" for reason in (*ARCHIVE_REASONS, NO_REPLY)}
    wanted |= {f"escalated:{level}" for level in range(1, HIGHEST_LEVEL + 1)}
    wanted |= {f"{BIN_OF[stage]}{most}" for stage, most in LONGEST.items()}
    wanted |= {f"routed:{by}" for by in (*RULES, BY_OFFICER)} | {f"misrouted:{by}" for by in RULES}
    assert wanted <= set(MONTH._measures)
    assert len(set(MONTH._measures)) == len(MONTH._measures)
    assert len(set(MONTH.names)) == -(-len(MONTH._measures) // 4)
    assert not {"B", "L", "M", "N", "S"} & set(MONTH.names)  # types in the JSON of DynamoDB


def test_what_can_be_public_and_what_is_told_of_the_hidden_have_places() -> None:
    """What is archived as spam or abuse is not public; outcomes are of the country's agencies."""
    never = {f"archived:{reason}" for reason in NEVER_PUBLISHED}
    hidden = {HIDDEN + measure for measure in HIDDEN_MEASURES}
    inside = for_everybody(scope_of(Dimension.AGENCY, "kota"))
    for period in ("2026-11", YEAR + "2026"):
        agencies = layout_of(period, for_everybody(COUNTRY), Dimension.AGENCY)
        assert agencies is OPEN_AGENCIES
        found = set(layout_of(period, inside, Dimension.CLASS)._measures)
        assert found == set(MONTH._measures) - never | hidden - {"hidden:good", "hidden:bad"}
    assert set(agencies._measures) == found | hidden


def test_whatever_routing_chooses_by_is_told_apart() -> None:
    """All reasons that are not one of leaving the choice to a person."""
    declining = {
        "contradicted", "unknown_region", "unsure", "implausible_suggestion", "no_agency",
        "returned", "accused",
    }  # fmt: skip
    assert set(RULES) == set(get_args(Reason)) - declining


def test_a_row_of_any_agency_is_within_a_kilobyte() -> None:
    """So it is one unit to write, also the one with the longest id."""
    longest = max((agency.id for agency in packaged().all()), key=len)
    key = {"pk": {"S": "1000#country#agency"}, "sk": {"S": f"2026-11#{longest}"}}
    full = dict.fromkeys(MONTH._measures, FULL)
    numbers = {name: {"N": str(n)} for name, n in MONTH.new_row(full).items()}
    assert item_bytes(key | numbers) <= 1024
    # Where everybody reads too.
    key["pk"] = {"S": f"1000#{for_everybody(COUNTRY)}#agency"}
    full = dict.fromkeys(OPEN_AGENCIES._measures, FULL)
    told = {name: {"N": str(n)} for name, n in OPEN_AGENCIES.new_row(full).items()}
    assert item_bytes(key | told) <= 1024
    key["pk"] = {"S": "1000#country#agency"}
    # From the first case on.
    empty = {name: {"N": str(n)} for name, n in MONTH.new_row({}).items()}
    assert item_bytes(key | empty) == item_bytes(key | numbers)


def test_days_and_hours_have_layouts_of_their_own() -> None:
    assert layout_of("2026-11") is layout_of(YEAR + "2026") is MONTH
    assert layout_of("2026-11-27").new_row({"filed": 1}) == {"a": EMPTY + 10}
    assert layout_of("2026-11-27", for_everybody(COUNTRY)).pack({"hidden:filed": 1})
    hours = layout_of("2026-11" + HOURS)
    assert hours.unpack(hours.pack({"00": 1, "23": 2})) == {"00": 1, "23": 2}
    assert len(hours.names) == 6
