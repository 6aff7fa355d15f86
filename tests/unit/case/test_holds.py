"""A question stops the clocks; it neither hides a missed deadline nor ends a case unheard."""

import pytest

from chalicelib.case.actions import allowed
from chalicelib.case.model import REPORTER, DueKind, Role, Status
from chalicelib.errors import Conflict, NotAllowed
from chalicelib.events import Visibility
from chalicelib.structs import replace
from tests import do

from .world import DESK, DINAS, JATIM, KABUPATEN, KOTA, KOTA_LIAISON, Life, in_status, officer

ASK = do.Hold(question="Di mana tepatnya?")
REPLY = do.Message(text="Depan pasar")
WITHDRAW = do.WithdrawQuestion(note="Sudah ditemukan.")


def late(to: str = "kota") -> Life:
    """The follow-up was due on 9 February; both levels that call others in are given."""
    life = Life.routed(to=to).at_local("2026-02-13")
    life.catches_up()
    return life


def unreachable() -> Life:
    life = Life.routed()
    life.case = replace(life.case, contactable=False)
    return life


@pytest.mark.parametrize("actor", [KOTA, KOTA_LIAISON])
def test_the_holder_cannot_put_off_what_it_missed(actor) -> None:
    life = late()
    assert "hold" not in allowed(life.case, actor, life.now)
    with pytest.raises(Conflict, match="limit_missed"):
        life.change(ASK, actor)


@pytest.mark.parametrize("above", [DESK, JATIM])
def test_the_agency_above_can(above) -> None:
    life = late().does(ASK, above)
    assert (life.case.status, life.case.agency_id) == (Status.ON_HOLD, "kota")
    assert life.does(REPLY, REPORTER).case.status is Status.ROUTED


def test_a_government_can_for_its_unit_and_the_unit_cannot() -> None:
    life = late("dinas-pu")
    with pytest.raises(Conflict, match="limit_missed"):
        life.change(ASK, DINAS)
    assert life.does(ASK, KOTA).case.status is Status.ON_HOLD


@pytest.mark.parametrize(
    "actor",
    [
        KABUPATEN,
        officer(Role.LIAISON, "jatim"),
        officer(Role.AGENCY_ADMIN, "kemendagri"),
        officer(Role.MONITOR, "ombudsman"),
        officer(Role.CUSTODIAN, "jatim"),
    ],
)
def test_nobody_else_can(actor) -> None:
    with pytest.raises(NotAllowed):
        late().change(ASK, actor)


def test_the_desk_is_not_above_itself() -> None:
    life = late("kemenpanrb")
    with pytest.raises(Conflict, match="limit_missed"):
        life.change(ASK, DESK)


@pytest.mark.parametrize("above", [DESK, JATIM])
def test_while_nothing_is_missed_the_holder_asks(above) -> None:
    with pytest.raises(NotAllowed, match="holder_asks"):
        Life.routed().change(ASK, above)


def test_the_last_second_of_a_deadline_is_not_late() -> None:
    life = Life.routed().at_local("2026-02-09", "23:59:59")
    assert "hold" in allowed(life.case, KOTA, life.now)
    assert "hold" not in allowed(life.case, KOTA, life.after(seconds=1).now)


def test_twice_in_the_life_of_a_case_whoever_asks() -> None:
    life = in_status(Status.TRIAGE).does(ASK, DESK).does(REPLY, REPORTER)
    life.does(do.Route(agency_id="kota"), DESK).does(ASK, KOTA).does(REPLY, REPORTER)
    with pytest.raises(Conflict, match="held_twice"):
        life.change(ASK, KOTA)
    life.at_local("2026-02-10")
    with pytest.raises(Conflict, match="held_twice"):
        life.change(ASK, DESK)


def test_silence_of_a_reporter_who_was_told_ends_the_case() -> None:
    life = Life.routed().does(ASK, KOTA).at_local("2026-02-19")
    assert [event.type for event in life.catches_up()] == ["archived"]


def test_silence_of_a_reporter_nobody_could_tell_ends_nothing() -> None:
    life = unreachable().at_local("2026-02-03").does(ASK, KOTA)
    follow_up = life.case.deadlines.follow_up_by
    life.at_local("2026-02-19", "23:59:59")
    assert life.catches_up() == []
    life.after(seconds=1)
    (expired,) = life.catches_up()
    assert (expired.type, expired.visibility) == ("hold_expired", Visibility.REPORTER)
    assert (life.case.status, life.case.hold) == (Status.ROUTED, None)
    assert life.case.deadlines.follow_up_by > follow_up
    assert life.case.due is not None
    assert life.case.due.kind is DueKind.ESCALATE
    assert expired.data["deadlines"] == life.days_left()


APPEAL = do.Rate(satisfied=False, comment="Belum diperbaiki", appeal=True)


def appealed() -> Life:
    return in_status(Status.ANSWERED).does(APPEAL, REPORTER)


def upheld() -> Life:
    return appealed().does(do.ResolveAppeal(text="Perbaiki sekarang.", upheld=True), JATIM)


def objected() -> Life:
    return in_status(Status.ANSWERED).does(do.Message(text="Masih rusak"), REPORTER)


@pytest.mark.parametrize(("owed", "by"), [(appealed, JATIM), (upheld, KOTA), (objected, KOTA)])
def test_nobody_gets_rid_of_an_answer_or_a_decision_they_owe_by_asking(owed, by) -> None:
    """Archiving it is refused to whoever has it; their question left open does not do it."""
    life = owed()
    life.case = replace(life.case, contactable=True)
    assert "archive" not in allowed(life.case, by, life.now)
    before = life.case
    life.does(ASK, by).after(days=60)
    first = life.catches_up()[0]
    assert first.type == "hold_expired"
    assert (life.case.status, life.case.hold) == (Status.IN_PROGRESS, None)
    assert (life.case.appeal, life.case.owed_reply) == (before.appeal, before.owed_reply)
    assert life.case.escalation_level > 0


def test_a_late_schedule_gives_the_agency_no_more_time() -> None:
    in_time, late_run = unreachable().does(ASK, KOTA), unreachable().does(ASK, KOTA)
    in_time.at_local("2026-02-19").does(do.ExpireHold())
    late_run.at_local("2026-03-12").does(do.ExpireHold())
    assert late_run.case.deadlines == in_time.case.deadlines


def test_an_erased_contact_cannot_be_told() -> None:
    life = Life.routed().does(ASK, KOTA).does(do.Erase(), REPORTER).at_local("2026-02-19")
    assert [event.type for event in life.catches_up()] == ["hold_expired"]


def test_a_reply_is_marked_until_an_officer_acts() -> None:
    life = Life.routed().does(ASK, KOTA)
    assert not life.case.replied
    assert life.does(REPLY, REPORTER).case.replied
    assert life.does(do.Tighten(anonymous=True), REPORTER).case.replied
    assert not life.does(do.Note(text="Sudah dibaca."), KOTA).case.replied


def test_no_schedule_takes_the_mark_of_a_reply_away() -> None:
    life = Life.routed().does(ASK, KOTA).does(REPLY, REPORTER).after(days=60)
    life.catches_up()
    assert life.case.escalation_level > 0
    assert life.case.replied


def test_a_question_taken_back_gives_the_days_on_hold_back_as_a_reply_does() -> None:
    """Asked on Tuesday the 3rd; the 12th is the seventh working day after it."""
    replied, withdrawn = (Life.routed().at_local("2026-02-03").does(ASK, KOTA) for _ in range(2))
    replied.at_local("2026-02-12").does(REPLY, REPORTER)
    withdrawn.at_local("2026-02-12").does(WITHDRAW, KOTA_LIAISON)
    assert withdrawn.case.deadlines == replied.case.deadlines
    assert withdrawn.case.paused_workdays == replied.case.paused_workdays > 0
    assert (withdrawn.case.status, withdrawn.case.hold) == (Status.ROUTED, None)
    assert withdrawn.case.due is not None
    assert withdrawn.case.due.kind is DueKind.ESCALATE
    event = withdrawn.events[-1]
    assert (event.type, event.visibility) == ("question_withdrawn", Visibility.REPORTER)
    assert event.data == {"note": "Sudah ditemukan.", "deadlines": withdrawn.days_left()}


def test_asked_and_taken_back_within_a_day_gains_nothing() -> None:
    life = Life.routed().at_local("2026-02-03", "09:00:00")
    deadlines = life.case.deadlines
    life.does(ASK, KOTA).at_local("2026-02-03", "23:00:00").does(do.WithdrawQuestion(), KOTA)
    assert life.case.deadlines == deadlines
    assert "note" not in life.events[-1].data


def test_a_question_taken_back_late_gives_no_days_after_it_expired() -> None:
    late_run, withdrawn = unreachable().does(ASK, KOTA), unreachable().does(ASK, KOTA)
    late_run.at_local("2026-02-19").does(do.ExpireHold())
    withdrawn.at_local("2026-03-12").does(WITHDRAW, KOTA)
    assert withdrawn.case.deadlines == late_run.case.deadlines


def test_a_question_taken_back_was_asked() -> None:
    """Else asking and taking back in turn would stop the clocks for ever."""
    life = Life.routed().does(ASK, KOTA).does(WITHDRAW, KOTA)
    life.does(ASK, KOTA).does(WITHDRAW, KOTA)
    with pytest.raises(Conflict, match="held_twice"):
        life.change(ASK, KOTA)


def test_nothing_is_taken_back_that_is_not_asked_or_answered() -> None:
    life = Life.routed()
    with pytest.raises(Conflict, match="wrong_status"):
        life.change(WITHDRAW, KOTA)
    life.does(ASK, KOTA).does(REPLY, REPORTER)
    with pytest.raises(Conflict, match="wrong_status"):
        life.change(WITHDRAW, KOTA)


@pytest.mark.parametrize("actor", [KOTA, KOTA_LIAISON, DESK, JATIM])
def test_the_holder_takes_back_what_an_agency_above_asked_and_so_does_that(actor) -> None:
    life = late().does(ASK, JATIM)
    assert life.does(WITHDRAW, actor).case.status is Status.ROUTED


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (JATIM, "not_your_question"),
        (KABUPATEN, "not_your_case"),
        (officer(Role.LIAISON, "jatim"), "not_your_case"),
        (officer(Role.MONITOR, "kota"), "role_may_not"),
        (officer(Role.CUSTODIAN, "kota"), "role_may_not"),
        (REPORTER, "role_may_not"),
    ],
)
def test_nobody_else_takes_a_question_back(actor, code) -> None:
    life = Life.routed().does(ASK, KOTA)
    with pytest.raises(NotAllowed, match=code):
        life.change(WITHDRAW, actor)


def test_what_the_desk_asked_in_triage_goes_back_there() -> None:
    life = in_status(Status.TRIAGE).does(ASK, DESK)
    assert life.does(WITHDRAW, DESK).case.status is Status.TRIAGE


def test_who_wrote_after_a_question_was_taken_back_has_sent_a_message() -> None:
    life = Life.routed().does(ASK, KOTA).does(WITHDRAW, KOTA)
    deadlines = life.case.deadlines
    life.does(REPLY, REPORTER)
    assert life.events[-1].data == {"text": REPLY.text, "resumed": False}
    assert life.case.deadlines == deadlines
