"""The clocks: what is promised at filing, what moves a promise, and what never does."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.case.actions import act, allowed
from chalicelib.case.deadlines import (
    PERMENPANRB_62_2018,
    DeadlinePolicy,
    StricterDeadlines,
    deadline_in_force,
    open_deadlines,
)
from chalicelib.case.model import REPORTER, SYSTEM, Classification, Status
from chalicelib.errors import Conflict
from chalicelib.structs import replace
from tests import do

from .world import CALENDAR, DESK, DINAS, KOTA, MONDAY, Life, context_at, in_status

COMPLAINT = Classification.COMPLAINT
INFORMATION = Classification.INFORMATION_REQUEST
ASPIRATION = Classification.ASPIRATION
END = "T23:59:59+07:00"


# At filing


@pytest.mark.parametrize(
    ("classification", "resolve_by"),
    [(COMPLAINT, "2026-02-24"), (ASPIRATION, "2026-02-09"), (INFORMATION, "2026-02-09")],
)
def test_filing_promises_three_days(classification: Classification, resolve_by: str) -> None:
    assert Life.filed(classification).days_left() == {
        "verify_by": f"2026-02-05{END}",
        "follow_up_by": f"2026-02-09{END}",
        "resolve_by": f"{resolve_by}{END}",
    }


def test_the_promise_is_in_the_first_event() -> None:
    life = Life.filed()
    assert life.events[0].data["deadlines"] == life.days_left()


def test_deadlines_end_with_the_day_of_the_region() -> None:
    assert Life.filed(zone="WIT").days_left()["verify_by"] == "2026-02-05T23:59:59+09:00"


# Versions of the rules


def test_a_case_keeps_the_rules_it_was_filed_under() -> None:
    new = replace(
        PERMENPANRB_62_2018, version="2026", effective_from=date(2026, 2, 3), complaint=7, hold=2
    )
    policy = DeadlinePolicy(calendar=CALENDAR, versions=(new, PERMENPANRB_62_2018))
    before, after = Life.filed(), Life.filed(at=MONDAY + timedelta(days=1))
    assert policy.rules_at(date(2026, 2, 2)) is PERMENPANRB_62_2018
    assert policy.rules_at(date(2026, 2, 3)) is new
    for life in (before, after):
        life.context = replace(life.context, policy=policy)
    supervisory = do.Reclassify(classification=ASPIRATION)
    back = do.Reclassify(classification=COMPLAINT)
    old_promise = before.days_left()
    assert before.does(supervisory, DESK).does(back, DESK).days_left() == old_promise


def test_before_the_first_version_the_first_applies() -> None:
    assert DeadlinePolicy(calendar=CALENDAR).rules_at(date(2001, 1, 1)) is PERMENPANRB_62_2018


def test_versions_are_never_taken_away() -> None:
    with pytest.raises(LookupError):
        DeadlinePolicy(calendar=CALENDAR).rules("forgotten")


# Stricter agencies


def test_an_agency_may_be_stricter() -> None:
    stricter = {"kota": StricterDeadlines(follow_up=2, complaint=7)}
    assert Life.routed(overrides=stricter).days_left() == {
        "verify_by": f"2026-02-05{END}",
        "follow_up_by": f"2026-02-04{END}",
        "resolve_by": f"2026-02-11{END}",
    }


def test_an_agency_cannot_be_laxer() -> None:
    laxer = {"kota": StricterDeadlines(follow_up=9, complaint=90)}
    assert Life.routed(overrides=laxer).days_left() == Life.routed().days_left()


def test_deadlines_of_one_agency_do_not_bind_another() -> None:
    stricter = {"kabupaten": StricterDeadlines(follow_up=1, complaint=1)}
    assert Life.routed(overrides=stricter).days_left() == Life.routed().days_left()


# Disposition


def test_the_first_disposition_starts_the_follow_up_clock() -> None:
    life = Life.filed().at_local("2026-02-04").does(do.SystemRoute(agency_id="kota", by="model"))
    assert life.days_left() == {
        "verify_by": f"2026-02-05{END}",
        "follow_up_by": f"2026-02-11{END}",
        "resolve_by": f"2026-02-24{END}",  # counted from filing
    }
    assert life.case.first_routed_at == life.at


def test_a_late_disposition_still_gives_the_agency_its_days() -> None:
    life = Life.in_triage().at_local("2026-02-12").does(do.Route(agency_id="kota"), DESK)
    assert life.days_left()["follow_up_by"] == f"2026-02-23{END}"
    assert life.days_left()["resolve_by"] == f"2026-02-24{END}"


def test_deadlines_are_counted_in_the_zone_of_the_handling_agency() -> None:
    life = Life.routed(to="papua")
    assert life.case.zone == "WIT"
    assert life.days_left()["resolve_by"] == "2026-02-24T23:59:59+09:00"
    # 15:00 in the west is 17:00 in the east: after hours there
    late = Life.routed(to="papua", at=datetime(2026, 2, 2, 8, 0, tzinfo=UTC))
    assert late.days_left()["follow_up_by"] == "2026-02-10T23:59:59+09:00"


@pytest.mark.parametrize(
    ("action", "actor"),
    [
        (do.Return(reason="Jalan nasional"), KOTA),
        (do.Transfer(agency_id="kabupaten", reason="Di luar wilayah"), KOTA),
        (do.Transfer(agency_id="papua", reason="Salah alamat"), DESK),
        (do.Route(agency_id="dinas-pu"), KOTA),
    ],
)
def test_handing_on_keeps_the_clock(action: do.Action, actor: object) -> None:
    life = Life.routed().at_local("2026-02-04")
    promised = life.days_left()
    assert life.does(action, actor).days_left() == promised


def test_only_the_first_disposition_starts_a_clock() -> None:
    life = Life.routed().at_local("2026-02-05").does(do.Return(reason="Bukan"), KOTA)
    promised = life.days_left()
    life.does(do.SystemRoute(agency_id="kabupaten", by="model"))
    assert life.days_left() == promised
    assert life.case.first_routed_at == MONDAY


# Reclassification


def test_another_class_counts_from_filing() -> None:
    life = Life.routed().at_local("2026-02-04")
    life.does(do.Reclassify(supervisory=True), DESK)
    assert life.days_left()["resolve_by"] == f"2026-05-08{END}"
    life.does(do.Reclassify(classification=ASPIRATION), DESK)
    assert life.days_left()["resolve_by"] == f"2026-02-09{END}"
    assert not life.case.supervisory


def test_to_the_same_class_nothing_moves() -> None:
    corrected = CALENDAR.corrected(added=[date(2026, 2, 10)], version="skb-2")
    life = Life.routed().at_local("2026-02-04")
    life.context = context_at(life.at, calendar=corrected)
    promised = life.days_left()
    life.does(do.Reclassify(classification=COMPLAINT, category="jalan"), KOTA)
    assert life.days_left() == promised
    assert life.case.category == "jalan"


def test_a_missed_promise_cannot_be_classified_away() -> None:
    life = Life.routed(INFORMATION).does(do.Start(), KOTA).at_local("2026-02-10")
    promised = life.days_left()
    life.does(do.Reclassify(classification=COMPLAINT, supervisory=True), DESK)
    assert life.days_left() == promised


# Hold


def test_a_hold_gives_back_the_working_days_that_began_on_hold() -> None:
    life = Life.routed().at_local("2026-02-03").does(do.Hold(question="Di mana?"), KOTA)
    life.at_local("2026-02-05", "15:00").does(do.Message(text="Depan pasar"), REPORTER)
    assert life.days_left() == {
        "verify_by": f"2026-02-05{END}",  # kept long ago
        "follow_up_by": f"2026-02-11{END}",
        "resolve_by": f"2026-02-26{END}",
    }
    assert life.case.paused_workdays == 2
    assert life.events[-1].data["resumed"] is True
    assert life.events[-1].data["deadlines"] == life.days_left()


def test_as_many_days_are_left_after_a_hold_as_before_it() -> None:
    life = Life.routed().at_local("2026-02-12").does(do.Start(), KOTA)
    deadline = life.case.deadlines.resolve_by

    def days_left() -> int:
        return CALENDAR.between(life.at.date(), life.case.deadlines.resolve_by.date())

    before = days_left()
    life.does(do.Hold(question="Kapan?"), KOTA)
    life.at_local("2026-02-20").does(do.Message(text="Kemarin"), REPORTER)
    assert days_left() == before
    assert life.case.deadlines.resolve_by > deadline


def test_hold_and_resume_within_a_day_gains_nothing() -> None:
    life = Life.routed()
    promised = life.days_left()
    for clock in ("14:00", "22:00"):
        life.at_local("2026-02-03", clock).does(do.Hold(question="Ya?"), KOTA)
        life.after(minutes=50).does(do.Message(text="Ya"), REPORTER)
    assert life.days_left() == promised


def test_days_on_hold_never_exceed_the_days_that_passed() -> None:
    life = Life.routed()
    life.at_local("2026-02-05", "15:59").does(do.Hold(question="Ya?"), KOTA)
    life.at_local("2026-02-05", "16:30").does(do.Message(text="Ya"), REPORTER)
    life.at_local("2026-02-05", "17:00").does(do.Hold(question="Lagi?"), KOTA)
    life.at_local("2026-02-07", "07:00").does(do.Message(text="Ya"), REPORTER)
    assert life.case.paused_workdays == 1  # Friday; Saturday is none


def test_weekends_on_hold_give_nothing_back() -> None:
    life = Life.routed().at_local("2026-02-06", "17:00").does(do.Hold(question="Ya?"), KOTA)
    promised = life.days_left()
    life.at_local("2026-02-08").does(do.Message(text="Ya"), REPORTER)
    assert life.days_left() == promised


def test_a_hold_cannot_rescue_a_missed_deadline() -> None:
    life = Life.routed().at_local("2026-02-10").does(do.Hold(question="Ya?"), DESK)
    life.at_local("2026-02-13").does(do.Message(text="Ya"), REPORTER)
    assert life.days_left()["follow_up_by"] == f"2026-02-09{END}"
    assert life.days_left()["resolve_by"] == f"2026-02-27{END}"


def test_nothing_runs_during_a_hold() -> None:
    life = Life.routed().does(do.Hold(question="Ya?"), KOTA)
    assert deadline_in_force(life.case) is None
    life.at_local("2026-02-12")
    assert life.catches_up() == []


def test_a_question_nobody_answers_ends_in_the_archive_and_can_be_reopened() -> None:
    life = Life.routed().does(do.Hold(question="Di mana?"), KOTA)
    assert life.case.hold is not None
    assert life.events[-1].data["expires_at"] == f"2026-02-18{END}"
    life.at_local("2026-02-18", "23:59:59")
    assert life.catches_up() == []
    life.after(seconds=1)
    assert [event.type for event in life.catches_up()] == ["archived"]
    assert (life.case.status, life.case.archive_reason) == (Status.ARCHIVED, "no_reply")
    assert "reopen" in allowed(life.case, REPORTER, life.now)


def test_the_national_desk_can_ask_while_nobody_holds_the_case() -> None:
    life = in_status(Status.TRIAGE).does(do.Hold(question="Kota mana?"), DESK)
    life.at_local("2026-02-04").does(do.Message(text="Surabaya"), REPORTER)
    assert life.case.status is Status.TRIAGE
    assert life.days_left()["verify_by"] == f"2026-02-09{END}"
    # the follow-up clock begins with the disposition: earlier days on hold are not added to it
    life.does(do.Route(agency_id="kota"), DESK)
    assert life.days_left()["follow_up_by"] == f"2026-02-11{END}"
    assert life.days_left()["resolve_by"] == f"2026-02-26{END}"


# What a case was promised, it keeps


STRICTER = {
    "kota": StricterDeadlines(follow_up=1, complaint=3),
    "papua": StricterDeadlines(complaint=2),
}


def with_overrides(life: Life, overrides: dict[str, StricterDeadlines]) -> Life:
    policy = replace(life.context.policy, overrides=overrides)
    life.context = replace(life.context, policy=policy)
    return life


def test_an_agency_that_becomes_stricter_is_so_for_new_cases_only() -> None:
    life = with_overrides(Life.routed().at_local("2026-02-04"), STRICTER)
    promised = life.days_left()
    corrected(life, "2027-03-31", overrides=STRICTER)
    with pytest.raises(Conflict, match="nothing_to_change"):
        life.does(do.RecomputeDeadlines())
    assert life.days_left() == promised
    later = Life.routed(overrides=STRICTER)
    assert later.days_left()["resolve_by"] == f"2026-02-05{END}"


def test_stricter_deadlines_a_case_was_promised_stay_when_they_are_taken_back() -> None:
    life = with_overrides(Life.routed(overrides=STRICTER).at_local("2026-02-03"), {})
    corrected(life, "2026-02-04").does(do.RecomputeDeadlines())
    assert life.days_left()["resolve_by"] == f"2026-02-06{END}"  # three days, one of them off


@pytest.mark.parametrize("status", [Status.ROUTED, Status.IN_PROGRESS, Status.ON_HOLD])
def test_a_correction_never_moves_a_deadline_earlier(status: Status) -> None:
    life = in_status(status).at_local("2026-02-04")
    promised = life.days_left()
    calendar = CALENDAR.corrected(removed=[date(2026, 2, 16), date(2026, 2, 17)], version="less")
    life.context = context_at(life.at, calendar=calendar)
    with pytest.raises(Conflict, match="nothing_to_change"):
        life.does(do.RecomputeDeadlines())
    assert life.days_left() == promised


def test_a_row_stored_before_promises_were_kept_is_counted_by_the_rules_of_today() -> None:
    life = Life.routed().at_local("2026-02-03")
    life.case = replace(life.case, promised_days=None)
    promised = life.days_left()
    corrected(life, "2026-02-20", overrides=STRICTER).does(do.RecomputeDeadlines())
    assert life.days_left() == promised  # stricter would be earlier
    corrected(life, "2026-02-18", "2026-02-20").does(do.RecomputeDeadlines())
    assert life.days_left()["resolve_by"] == f"2026-02-26{END}"


@pytest.mark.parametrize("to", ["papua", "bali", "kabupaten"])
def test_handing_on_moves_no_promise_to_another_zone_or_to_stricter_days(to: str) -> None:
    life = with_overrides(Life.routed().at_local("2026-02-04"), STRICTER | {to: STRICTER["papua"]})
    promised = life.days_left()
    life.does(do.Transfer(agency_id=to, reason="Di luar wilayah"), KOTA)
    assert (life.case.zone, life.days_left()) == ("WIB", promised)
    corrected(life, "2026-02-20", overrides=life.context.policy.overrides)
    life.does(do.RecomputeDeadlines())
    assert life.days_left()["resolve_by"] == f"2026-02-25{END}"


def test_a_case_at_the_highest_level_is_counted_again() -> None:
    life = Life.routed().does(do.Reclassify(supervisory=True), DESK).at_local("2026-03-30")
    life.catches_up()
    assert life.case.escalation_level == 3
    assert life.case.due is not None
    corrected(life, "2026-04-20").does(do.RecomputeDeadlines())
    assert life.days_left()["resolve_by"] == f"2026-05-11{END}"
    assert life.case.due is not None


# A deadline that an event makes


@pytest.mark.parametrize(
    ("day", "clock", "resolve_by"),
    [
        ("2026-02-04", "09:00", "2026-02-09"),  # as counted from filing
        ("2026-02-09", "09:00", "2026-02-10"),  # counted from filing it would end today
        ("2026-02-12", "09:00", "2026-02-13"),
        ("2026-02-12", "17:00", "2026-02-18"),  # after hours: as if it came on the 13th
        ("2026-02-13", "09:00", "2026-02-18"),
        ("2026-02-24", "09:00", "2026-02-24"),  # never later than it was
    ],
)
def test_a_shorter_class_leaves_at_least_the_next_working_day(
    day: str, clock: str, resolve_by: str
) -> None:
    life = in_status(Status.IN_PROGRESS).at_local(day, clock)
    life.does(do.Reclassify(classification=ASPIRATION), KOTA)
    assert life.days_left()["resolve_by"] == f"{resolve_by}{END}"
    assert life.catches_up() == [] or life.case.escalation_level == 0


def test_back_and_forth_between_classes_gains_no_day() -> None:
    life = in_status(Status.IN_PROGRESS).at_local("2026-02-18")
    promised = life.days_left()["resolve_by"]
    for classification in (ASPIRATION, COMPLAINT, INFORMATION, COMPLAINT):
        life.does(do.Reclassify(classification=classification), KOTA).after(hours=1)
        assert life.days_left()["resolve_by"] <= promised


def test_a_strict_agency_named_late_has_the_next_working_day() -> None:
    life = Life.in_triage(overrides=STRICTER).at_local("2026-02-12")
    life.does(do.Route(agency_id="kota"), DESK)
    assert life.days_left()["resolve_by"] == f"2026-02-13{END}"
    assert life.days_left()["follow_up_by"] == f"2026-02-13{END}"


# What never moves a promise


@pytest.mark.parametrize("status", [Status.ROUTED, Status.IN_PROGRESS])
def test_words_move_nothing(status: Status) -> None:
    life = in_status(status)
    promised, due, level = life.days_left(), life.case.due, life.case.escalation_level
    for day in range(3, 6):
        life.at_local(f"2026-02-0{day}")
        life.does(do.Message(text="Halo?"), REPORTER)
        life.does(do.Note(text="Sabar"), KOTA)
        life.does(do.Note(text="Pantau"), DESK)
    assert (life.days_left(), life.case.due, life.case.escalation_level) == (promised, due, level)


def test_an_interim_reply_moves_no_deadline_of_the_answer() -> None:
    life = Life.routed().at_local("2026-02-03")
    promised = life.days_left()
    life.does(do.InterimReply(text="Menunggu suku cadang", expected_by=date(2026, 3, 30)), KOTA)
    assert life.days_left() == promised
    assert life.case.status is Status.IN_PROGRESS


# Which deadline is in force


@pytest.mark.parametrize(
    ("status", "deadline"),
    [
        (Status.RECEIVED, "verify"),
        (Status.TRIAGE, "verify"),
        (Status.RETURNED, "follow_up"),
        (Status.ROUTED, "follow_up"),
        (Status.IN_PROGRESS, "resolve"),
        (Status.ON_HOLD, None),
        (Status.ANSWERED, None),
        (Status.CLOSED, None),
        (Status.ARCHIVED, None),
        (Status.MERGED, None),
    ],
)
def test_the_deadline_in_force(status: Status, deadline: str | None) -> None:
    running = deadline_in_force(in_status(status).case)
    assert (running and running.name) == deadline


def test_the_first_promise_still_to_keep_is_in_force() -> None:
    life = Life.in_triage(INFORMATION).at_local("2026-02-05").does(do.Route(agency_id="kota"), DESK)
    running = deadline_in_force(life.case)
    assert running is not None
    assert running.name == "resolve"  # due on the 9th, the follow-up only on the 12th
    assert [deadline.name for deadline in open_deadlines(life.case)] == ["follow_up", "resolve"]


# A corrected calendar


def corrected(
    life: Life, *off: str, overrides: Mapping[str, StricterDeadlines] | None = None
) -> Life:
    calendar = CALENDAR.corrected(added=map(date.fromisoformat, off), version=f"skb {off}")
    life.context = context_at(life.at, calendar=calendar, overrides=dict(overrides or {}))
    return life


def test_open_deadlines_follow_a_corrected_calendar() -> None:
    life = corrected(Life.routed().at_local("2026-02-04"), "2026-02-05", "2026-02-20")
    life.does(do.RecomputeDeadlines())
    assert life.days_left() == {
        "verify_by": f"2026-02-05{END}",  # kept
        "follow_up_by": f"2026-02-10{END}",
        "resolve_by": f"2026-02-26{END}",
    }
    assert life.case.calendar_version == life.context.policy.calendar.version
    assert life.events[-1].data == {
        "calendar_version": life.case.calendar_version,
        "deadlines": life.days_left(),
    }


def test_days_on_hold_survive_a_correction() -> None:
    life = in_status(Status.TRIAGE).does(do.Hold(question="Kota mana?"), DESK)
    life.at_local("2026-02-04").does(do.Message(text="Surabaya"), REPORTER)
    life.does(do.Route(agency_id="kota"), DESK).does(do.Hold(question="Ya?"), KOTA)
    life.at_local("2026-02-06").does(do.Message(text="Ya"), REPORTER)
    before = life.days_left()
    with pytest.raises(Conflict, match="nothing_to_change"):
        corrected(life, "2026-03-31").does(do.RecomputeDeadlines())
    assert life.days_left() == before
    corrected(life, "2026-02-10").does(do.RecomputeDeadlines())
    assert life.days_left()["follow_up_by"] == f"2026-02-18{END}"  # from the 13th
    assert life.days_left()["resolve_by"] == f"2026-03-03{END}"  # from the 2nd


def test_a_missed_deadline_is_not_recomputed() -> None:
    life = corrected(Life.routed().at_local("2026-02-10"), "2026-02-05")
    life.does(do.RecomputeDeadlines())
    assert life.days_left()["follow_up_by"] == f"2026-02-09{END}"
    assert life.days_left()["resolve_by"] == f"2026-02-25{END}"


def test_a_hold_and_a_silence_follow_too() -> None:
    held = corrected(in_status(Status.ON_HOLD), "2026-02-11").does(do.RecomputeDeadlines())
    assert held.case.hold is not None
    assert held.case.hold.expires_at == datetime(2026, 2, 19, 16, 59, 59, tzinfo=UTC)
    assert held.case.due is not None
    assert held.case.due.at == datetime(2026, 2, 19, 17, 0, tzinfo=UTC)


def test_ended_cases_are_left_alone() -> None:
    life = corrected(in_status(Status.CLOSED), "2026-02-05")
    with pytest.raises(Conflict, match="wrong_status"):
        act(life.case, do.RecomputeDeadlines(), SYSTEM, life.now)


def test_the_unit_does_not_see_the_clock_reset() -> None:
    life = Life.routed().at_local("2026-02-04").does(do.Route(agency_id="dinas-pu"), KOTA)
    promised = life.days_left()
    life.does(do.Start(note="Tim ke lokasi"), DINAS)
    assert life.days_left() == promised


def test_reclassifying_on_hold_counts_from_when_the_hold_began() -> None:
    life = Life.routed(INFORMATION).at_local("2026-02-03").does(do.Hold(question="Ya?"), KOTA)
    life.at_local("2026-02-10").does(do.Reclassify(classification=COMPLAINT), KOTA)
    assert life.days_left()["resolve_by"] == f"2026-02-24{END}"
    life.at_local("2026-02-11").does(do.Message(text="Ya"), REPORTER)
    assert life.days_left()["resolve_by"] == f"2026-03-04{END}"  # six days on hold


def test_earlier_days_on_hold_do_not_lengthen_a_new_clock() -> None:
    life = Life.routed().does(do.Hold(question="Ya?"), KOTA).at_local("2026-02-05")
    life.does(do.Message(text="Ya"), REPORTER).does(do.Answer(text="Sudah."), KOTA)
    for day in ("2026-02-09", "2026-02-13", "2026-03-02"):
        life.at_local(day).catches_up()
    life.does(do.Reopen(reason="Belum"), REPORTER)
    assert life.days_left()["resolve_by"] == f"2026-03-27{END}"


# Dates that may still change


@pytest.mark.parametrize(
    ("filed_on", "days_60", "days_5"),
    [
        ("2026-02-02", False, False),
        ("2027-01-04", True, False),  # reaches over feasts of March 2027, not yet decreed
        ("2027-11-29", True, False),  # reaches into 2028
        ("2027-12-27", True, True),
    ],
)
def test_a_deadline_that_rests_on_days_not_yet_decreed_is_an_estimate(
    filed_on: str, days_60: bool, days_5: bool
) -> None:
    at = datetime.fromisoformat(f"{filed_on}T02:00:00+00:00")
    life = Life.routed(at=at).does(do.Reclassify(supervisory=True), DESK)
    assert life.case.deadlines_estimated is days_60
    life = Life.routed(at=at).does(do.Reclassify(classification=INFORMATION), KOTA)
    assert life.case.deadlines_estimated is days_5


def test_what_was_answered_rests_on_no_estimate() -> None:
    life = Life.routed(at=datetime(2027, 12, 27, 2, 0, tzinfo=UTC))
    assert life.case.deadlines_estimated
    assert not life.answered().case.deadlines_estimated
