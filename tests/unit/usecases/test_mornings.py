"""The morning that a digest stands for, and how much of a list it keeps."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.case.model import Status
from chalicelib.schedules.run import moment, time_left
from chalicelib.store.paging import Page
from chalicelib.structs import replace
from chalicelib.usecases.rules import packaged_calendar
from chalicelib.usecases.send_digests import Morning, _arrived_at, _Tally, _until_none_owed
from tests.unit.case.world import in_status

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "hour"), [("WIB", 0), ("WITA", 23), ("WIT", 22)])
def test_a_morning_is_from_the_last_working_days_opening_to_this_ones(zone: str, hour: int) -> None:
    monday = date(2026, 3, 2)
    morning = Morning.of(monday, zone, packaged_calendar())
    day = 2 if hour == 0 else 1
    assert morning.day == monday
    assert morning.until == datetime(2026, 3, day, hour, tzinfo=UTC)
    last = datetime(2026, 2, 27 if hour == 0 else 26, hour, tzinfo=UTC)
    assert morning.since == last


def test_a_list_counts_all_and_keeps_what_a_mail_shows() -> None:
    tally = _Tally()
    cases: list[Any] = list(range(51))
    for case in cases:
        tally.add(case)
    assert tally.counted().count == 51
    assert tally.counted().first == cases[:50]


def test_a_desk_is_read_page_by_page_up_to_what_waits_for_others() -> None:
    owed, waiting = in_status(Status.ROUTED).case, in_status(Status.ANSWERED).case
    pages = {
        None: Page(cases=(owed, owed), place="a"),
        "a": Page(cases=(), place="b"),
        "b": Page(cases=(owed, waiting, owed), place="c"),
    }
    assert list(_until_none_owed(pages.__getitem__)) == [owed] * 3
    last = {None: Page(cases=(owed,), place=None)}
    assert list(_until_none_owed(last.__getitem__)) == [owed]


def test_a_case_came_to_its_agency_when_it_was_routed_or_else_when_it_was_filed() -> None:
    routed = in_status(Status.ROUTED).case
    assert routed.first_routed_at is not None
    assert _arrived_at(routed) == routed.first_routed_at
    moved = replace(routed, first_routed_at=NOW)
    assert _arrived_at(moved) == NOW
    assert _arrived_at(in_status(Status.TRIAGE).case) == routed.filed_at


@pytest.mark.parametrize(("left", "is_enough"), [(20_000, False), (20_001, True)])
def test_a_run_keeps_twenty_seconds(left: int, is_enough: bool) -> None:
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: left)
    assert time_left(context)() is is_enough
    assert time_left(None)() is True


def test_the_moment_of_a_run_is_that_of_its_event() -> None:
    asked = {"time": "2026-03-02T10:00:00+07:00"}
    assert moment(asked) == datetime(2026, 3, 2, 3, tzinfo=UTC)
    assert moment(asked).tzinfo is UTC
