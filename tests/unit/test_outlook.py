"""What an officer is told of what is to come: exactly what the schedules then do."""

from datetime import timedelta

import pytest

from chalicelib.case.deadlines import open_deadlines
from chalicelib.case.due import HIGHEST_LEVEL
from chalicelib.case.model import Status
from chalicelib.events import EventType
from chalicelib.usecases.outlook import MOST_AHEAD, outlook
from tests import do
from tests.unit.case.world import KOTA, Life, in_status

OPEN = (Status.RECEIVED, Status.TRIAGE, Status.ROUTED, Status.IN_PROGRESS, Status.RETURNED)


def _led(life: Life, moments: int) -> list[tuple[EventType, str, object]]:
    """What the schedules did, run just when each step fell due."""
    for _ in range(moments):
        if life.case.due is None:
            break
        life.at = max(life.at, life.case.due.at)
        life.catches_up()
    return [(one.type, one.at.isoformat(), one.data.get("level")) for one in life.events]


@pytest.mark.parametrize("status", [*OPEN, Status.ON_HOLD, Status.ANSWERED])
def test_what_is_foretold_is_what_comes(status: Status) -> None:
    life = in_status(status)
    before = len(life.events)
    told = outlook(life.case, life.now).ahead
    assert 0 < len(told) <= MOST_AHEAD
    foretold = [(one.type, one.at.isoformat(), one.data.get("level")) for one in told]
    assert _led(life, MOST_AHEAD)[before : before + len(told)] == foretold


@pytest.mark.parametrize("status", OPEN)
def test_it_ends_with_the_highest_level(status: Status) -> None:
    life = in_status(status)
    found = outlook(life.case, life.now)
    assert [one.data["level"] for one in found.ahead if one.type is EventType.ESCALATED] == [
        *range(1, HIGHEST_LEVEL + 1)
    ]
    assert found.ahead[-1].data["level"] == HIGHEST_LEVEL
    days = {deadline.name: days for deadline, days in found.deadlines}
    assert [deadline for deadline, _ in found.deadlines] == [*open_deadlines(life.case)]
    assert days["resolve"] == 14


def test_an_answer_ends_in_silence() -> None:
    life = in_status(Status.ANSWERED)
    found = outlook(life.case, life.now)
    assert [one.type for one in found.ahead] == [
        EventType.REMINDED,
        EventType.REMINDED,
        EventType.CLOSED,
    ]
    assert found.deadlines == ()


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED, Status.MERGED])
def test_what_has_ended_has_nothing_ahead(status: Status) -> None:
    life = in_status(status)
    assert outlook(life.case, life.now).ahead == outlook(life.case, life.now).deadlines == ()


def test_while_a_question_waits_no_deadline_runs() -> None:
    life = in_status(Status.ON_HOLD)
    found = outlook(life.case, life.now)
    assert found.deadlines == ()
    assert [(one.type, one.data["reason"]) for one in found.ahead] == [
        (EventType.ARCHIVED, "no_reply")
    ]


def test_what_was_missed_comes_at_once() -> None:
    """A schedule that has not run yet does what is due when it does."""
    life = Life.routed().does(do.Start(), KOTA)
    life.at = life.case.deadlines.resolve_by + timedelta(days=1)
    found = outlook(life.case, life.now)
    assert (found.ahead[0].type, found.ahead[0].at) == (EventType.ESCALATED, life.at)


def test_at_the_highest_level_the_next_call_is_the_last_that_is_foretold() -> None:
    life = Life.routed()
    _led(life, 4)
    assert life.case.escalation_level == HIGHEST_LEVEL
    (only,) = outlook(life.case, life.now).ahead
    assert (only.type, only.data["repeat"]) == (EventType.ESCALATED, 1)
