"""How much a reporter may write in a case."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.case.decision import Event
from chalicelib.case.model import REPORTER, Actor, Role, Status
from chalicelib.errors import Conflict, TooMany
from chalicelib.events import Visibility
from chalicelib.structs import replace
from chalicelib.usecases.message_limits import CHARACTERS, check_message
from chalicelib.usecases.rate_limits import MESSAGES_A_DAY, MESSAGES_AN_HOUR
from tests.unit.case.world import in_status

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
ALLOWED = (MESSAGES_AN_HOUR, MESSAGES_A_DAY)
OFFICER = Actor(role=Role.LIAISON, agency_id="a", officer_id="o")


def message(ago: timedelta, text: str = "Halo.", actor: Actor = REPORTER) -> Event:
    return Event(
        case_id="LP-1",
        number=2,
        type="messaged",
        at=NOW - ago,
        actor=actor,
        visibility=Visibility.REPORTER,
        data={"text": text},
    )


def wait(events: list[Event]) -> int:
    with pytest.raises(TooMany) as caught:
        check_message(None, events, "Halo.", NOW, ALLOWED)
    seconds = caught.value.params["retry_after"]
    assert isinstance(seconds, int)
    return seconds


def test_ten_an_hour_and_then_when_the_first_of_them_is_an_hour_old() -> None:
    minutes = [timedelta(minutes=5 * n) for n in range(1, 11)]
    check_message(None, [message(ago) for ago in minutes[1:]], "Halo.", NOW, ALLOWED)
    assert wait([message(ago) for ago in minutes]) == 10 * 60


def test_an_hour_is_over_at_its_last_second() -> None:
    check_message(None, [message(timedelta(hours=1)) for _ in range(10)], "Halo.", NOW, ALLOWED)
    assert wait([message(timedelta(minutes=59, seconds=59)) for _ in range(10)]) == 1


def test_thirty_a_day() -> None:
    hours = [timedelta(minutes=60 + 20 * n) for n in range(30)]
    check_message(None, [message(ago) for ago in hours[1:]], "Halo.", NOW, ALLOWED)
    assert wait([message(ago) for ago in hours]) == 24 * 3600 - 640 * 60


def test_only_the_reporters_own_messages_count() -> None:
    others = [message(timedelta(minutes=1), actor=OFFICER) for _ in range(50)]
    others += [replace(message(timedelta(minutes=1)), type="rated") for _ in range(50)]
    check_message(None, others, "Halo.", NOW, ALLOWED)


def test_a_full_conversation_says_so_and_not_when() -> None:
    sent = [message(timedelta(days=n), "a" * 5_000) for n in range(2, 41)]
    check_message(None, sent, "a" * 5_000, NOW, ALLOWED)
    with pytest.raises(Conflict) as caught:
        check_message(None, sent, "a" * 5_001, NOW, ALLOWED)
    assert caught.value.code == "conversation_full"
    assert caught.value.params["max"] == CHARACTERS


def test_an_open_question_can_always_be_answered() -> None:
    held = in_status(Status.ON_HOLD).case
    check_message(
        held.hold, [message(timedelta(minutes=1)) for _ in range(50)], "Halo.", NOW, ALLOWED
    )
