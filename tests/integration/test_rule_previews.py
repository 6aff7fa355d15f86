"""What a change of the rules would do, told before it is made, and nothing written."""

from datetime import date, timedelta
from typing import Any

from tests.integration.people import NATIONAL
from tests.integration.test_admin import (
    DINAS,
    NUMBERS,
    ROLES,
    TODAY,
    admin_rows,
    clocks,
    limits,
    put,
    refused,
    sent,
)
from tests.integration.world import World

MONDAY = TODAY + timedelta(days=37 - TODAY.weekday())  # of a week that is not near
NEXT_DAYS = [TODAY + timedelta(days=days) for days in (1, 2, 3)]


def preview(world: World, what: str, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    before = admin_rows(world)
    status, answer = sent(world, "POST", f"{what}/preview", body)
    assert status == 200, answer
    assert admin_rows(world) == before
    return answer["filed_on"], {one.pop("clock"): one for one in answer["examples"]}


def workdays(first: str, last: str) -> int:
    """Those after the first day up to and with the last, where only weekends are off."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 for day in days)


def test_a_version_of_the_clocks_is_counted_on_its_first_day(world: World) -> None:
    put(world, "calendar", {"version": "none", "removed": _holidays()})
    begins = MONDAY.isoformat()
    filed_on, examples = preview(world, "deadlines", clocks(begins=begins, reopen=1))
    assert filed_on == begins
    assert list(examples) == ["information_request", "aspiration", "complaint", "supervisory"]
    for clock, days in (("complaint", (14, 10)), ("supervisory", (60, 50)), ("aspiration", (5, 4))):
        before, after = examples[clock]["before"], examples[clock]["after"]
        assert workdays(begins, before["resolve_by"]) == days[0]
        assert workdays(begins, after["resolve_by"]) == days[1] == NUMBERS[clock]
        assert workdays(begins, before["verify_by"]) == 3
        assert workdays(begins, after["verify_by"]) == 2
        assert workdays(begins, before["follow_up_by"]) == 5
        assert workdays(begins, after["follow_up_by"]) == 4


def test_an_agencys_limits_count_where_they_are_stricter(world: World) -> None:
    put(world, "calendar", {"version": "none", "removed": _holidays()})
    begins = MONDAY.isoformat()
    _, examples = preview(world, "deadlines", limits(begins=begins, complaint=7, follow_up=5))
    after = examples["complaint"]["after"]
    assert workdays(begins, after["resolve_by"]) == 7
    assert workdays(begins, after["follow_up_by"]) == 5
    assert examples["aspiration"]["after"] == examples["aspiration"]["before"]


def test_a_holiday_moves_what_lies_behind_it_and_nothing_else(world: World) -> None:
    put(world, "calendar", {"version": "none", "removed": _holidays()})
    soon = next(day for day in NEXT_DAYS if day.weekday() < 5)
    body = {"version": "more", "removed": _holidays(), "added": [soon.isoformat()]}
    filed_on, examples = preview(world, "calendar", body)
    assert filed_on == TODAY.isoformat()
    assert examples
    for one in examples.values():
        for limit in ("verify_by", "follow_up_by", "resolve_by"):
            assert one["after"][limit] > one["before"][limit] >= soon.isoformat()
    far = {"version": "more", "removed": _holidays(), "added": ["2031-01-06"]}
    _, examples = preview(world, "calendar", far)
    assert examples
    assert all(one["after"] == one["before"] for one in examples.values())


def test_what_is_wrong_is_said_and_only_the_national_admin_looks(world: World) -> None:
    status, answer = sent(world, "POST", "deadlines/preview", clocks(verify=0))
    assert (status, refused(answer)) == (422, {"clocks.verify": "too_small"})
    status, answer = sent(world, "POST", "calendar/preview", {"added": ["2027-04-01"]})
    assert (status, refused(answer)) == (422, {"version": "required"})
    for groups in ROLES.values():
        for what, body in (("calendar", {"version": "a"}), ("deadlines", clocks())):
            status, _ = sent(world, "POST", f"{what}/preview", body, groups=groups)
            assert status == (200 if groups == ROLES["national_admin"] else 403)
    assert sent(world, "POST", "deadlines/preview", limits(DINAS), groups=NATIONAL)[0] == 200


def _holidays() -> list[str]:
    """Those of the packaged calendar: without them only weekends are off."""
    from chalicelib.usecases import rules

    return sorted(day.isoformat() for day in rules.packaged_calendar().holidays)
