"""After an answer the reporter has the word: what they say ends silence, and answers nobody asked
for win no time."""

import pytest

from chalicelib.case.actions import allowed
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.model import REPORTER, Role, Status
from chalicelib.errors import Conflict, NotAllowed
from chalicelib.structs import replace
from tests import do

from .world import DESK, KABUPATEN, KOTA, Life, in_status, officer

NOT_DONE = do.Message(text="Belum selesai!")
UNSATISFIED = do.Rate(satisfied=False, score=1)


def written() -> Life:
    """Answered on Monday 2 February; the reporter writes on Thursday of the next week."""
    life = in_status(Status.ANSWERED).at_local("2026-02-12")
    life.catches_up()
    return life.does(NOT_DONE, REPORTER)


def test_a_message_after_an_answer_is_owed_an_answer() -> None:
    life = written()
    assert life.case.status is Status.IN_PROGRESS
    deadline = deadline_in_force(life.case)
    assert deadline is not None
    assert deadline.name == "reply"
    assert life.events[-1].data["reply_by"] == "2026-02-23T23:59:59+07:00"  # 16 and 17 are off
    assert life.events[-1].data["deadlines"]["reply_by"] == "2026-02-23T23:59:59+07:00"


def test_silence_never_closes_on_who_wrote() -> None:
    life = written().at_local("2026-02-21")
    assert "closed" not in [event.type for event in life.catches_up()]
    assert life.case.status is Status.IN_PROGRESS


def test_the_missed_reply_is_warned_of_and_escalated() -> None:
    life = written()
    given = []
    for day in range(13, 28):
        life.at_local(f"2026-02-{day}", "12:00")
        given += [(e.type, e.data["limit"], e.data.get("level")) for e in life.catches_up()]
    assert given[:2] == [("warned", "reply", None), ("escalated", "reply", 1)]


def test_the_level_reached_before_is_untouched() -> None:
    life = Life.routed().at_local("2026-02-10")
    life.catches_up()
    life.answered().at_local("2026-02-11").does(NOT_DONE, REPORTER)
    assert life.case.escalation_level == 1


def test_further_messages_put_nothing_off() -> None:
    life = written()
    promised = life.case.deadlines
    life.at_local("2026-02-18").does(NOT_DONE, REPORTER)
    assert life.case.deadlines == promised


def test_a_hold_in_between_gives_the_days_back() -> None:
    life = written().at_local("2026-02-18").does(do.Hold(question="Tiang mana?"), KOTA)
    life.at_local("2026-02-20").does(do.Message(text="Nomor 4"), REPORTER)
    assert life.events[-1].data["deadlines"]["reply_by"] == "2026-02-25T23:59:59+07:00"


def test_the_new_answer_begins_a_window_of_its_own() -> None:
    life = written().at_local("2026-02-18").answered()
    assert (life.case.status, life.case.owed_reply) == (Status.ANSWERED, None)
    assert life.case.deadlines.reply_by is None
    assert (life.case.answered_at, life.case.reminders) == (life.at, 0)


def test_a_second_word_is_warned_of_again() -> None:
    life = written().at_local("2026-02-23", "12:00")
    assert [event.type for event in life.catches_up()] == ["warned"]
    life.answered().at_local("2026-02-24").does(NOT_DONE, REPORTER)
    assert "reply" not in life.case.warned


@pytest.mark.parametrize(
    ("rate", "status"),
    [
        (do.Rate(satisfied=True), Status.CLOSED),
        (UNSATISFIED, Status.IN_PROGRESS),
        (do.Rate(satisfied=False, comment="Masih padam", appeal=True), Status.IN_PROGRESS),
    ],
)
def test_the_answer_can_still_be_rated(rate: do.Rate, status: Status) -> None:
    life = written().does(rate, REPORTER)
    assert life.case.status is status
    assert life.case.rated_answer == 1


@pytest.mark.parametrize(
    "action",
    [
        do.Return(reason="Bukan kami"),
        do.Transfer(agency_id="bali", reason="Bukan kami"),
        do.Archive(reason="out_of_scope"),
    ],
)
def test_the_holder_cannot_get_rid_of_it_instead(action: do.Action) -> None:
    life = written()
    with pytest.raises(Conflict, match="answer_owed"):
        life.change(action, KOTA)


@pytest.mark.parametrize("actor", [KABUPATEN, officer(Role.MONITOR, "jatim"), DESK])
def test_only_the_holder_answers(actor) -> None:
    with pytest.raises(NotAllowed):
        written().change(do.Answer(text="Sudah."), actor)


def test_an_answer_nobody_asked_for_lengthens_no_window() -> None:
    life, twin = in_status(Status.ANSWERED), in_status(Status.ANSWERED)
    life.at_local("2026-02-11").catches_up()
    twin.at_local("2026-02-11").catches_up()
    life.answered()
    assert (life.case.answered_at, life.case.due) == (twin.case.answered_at, twin.case.due)
    assert life.case.reminders == twin.case.reminders == 1
    with pytest.raises(Conflict, match="answer_stands"):
        life.change(do.Answer(text="Sekali lagi."), KOTA)
    assert "answer" not in allowed(life.case, KOTA, life.now)


def test_one_further_answer_for_each_not_satisfied_and_the_rating_is_kept() -> None:
    life = in_status(Status.ANSWERED)
    for _ in range(3):
        life.does(UNSATISFIED, REPORTER).after(hours=5).answered()
        assert life.case.rating is not None
        assert not life.case.rating.satisfied
    life.answered()
    with pytest.raises(Conflict, match="answer_stands"):
        life.change(do.Answer(text="Lagi."), KOTA)


def test_a_case_stored_before_reads_and_goes_on() -> None:
    life = in_status(Status.ANSWERED)
    life.case = replace(life.case, supplemented=False, owed_reply=None)
    assert life.does(NOT_DONE, REPORTER).case.owed_reply is not None
