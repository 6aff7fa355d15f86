"""Escalation: complete, once per level, and out of reach of chatter.

The named tests at the end are the defects of a comparable open-source system, read from its
source: its oldest and its unassigned cases never escalate, the upper levels are unreachable, a
comment resets the clock, and level and status are written apart.
"""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from chalicelib.case.deadlines import PERMENPANRB_62_2018
from chalicelib.case.model import REPORTER, SYSTEM, Classification, DueKind, Status
from chalicelib.case.system_actions import due_action
from chalicelib.errors import Conflict
from chalicelib.structs import replace
from chalicelib.workdays import local_date
from tests import do

from .world import CALENDAR, DESK, JATIM, KOTA, MONDAY, Life, in_status

APPEAL = do.Rate(satisfied=False, comment="Belum selesai", appeal=True)
INFORMATION = Classification.INFORMATION_REQUEST


def told(life: Life) -> list[tuple[str, object, object]]:
    """What the schedules said: type, limit, level."""
    return [
        (event.type, event.data["limit"], event.data.get("level"))
        for event in life.events
        if event.type in ("warned", "escalated")
    ]


def lives_until(life: Life, day: str, *, every_minutes: int = 60) -> Life:
    """Run the schedules every so often until a local day's evening."""
    end = Life(case=life.case, at=life.at, context=life.context).at_local(day, "23:00").at
    while life.at < end:
        life.after(minutes=every_minutes).catches_up()
    return life


# Warnings


@pytest.mark.parametrize(
    ("life", "deadline", "moment"),
    [
        (Life.filed, "verify", ("2026-02-05", "10:54")),
        (Life.routed, "follow_up", ("2026-02-06", "16:00")),
        (lambda: in_status(Status.IN_PROGRESS), "resolve", ("2026-02-20", "09:12")),
    ],
)
def test_a_warning_at_four_fifths_of_the_working_time(life, deadline, moment) -> None:
    case = life()
    case.at_local(*moment).after(seconds=-1)
    assert case.catches_up() == []
    case.after(seconds=1)
    (event,) = case.catches_up()
    assert (event.type, event.data["limit"]) == ("warned", deadline)
    assert event.data["limit_at"] in case.days_left().values()


def test_one_warning_per_deadline() -> None:
    life = lives_until(Life.in_triage(), "2026-02-05")
    life.does(do.Route(agency_id="kota"), DESK)
    lives_until(life, "2026-02-13")
    assert told(life) == [("warned", "verify", None), ("warned", "follow_up", None)]


def test_no_warning_after_the_fact() -> None:
    life = Life.routed().at_local("2026-02-10")
    assert [event.type for event in life.catches_up()] == ["escalated"]


def test_a_warning_moves_with_a_hold() -> None:
    life = Life.routed().does(do.Hold(question="Ya?"), KOTA)
    life.at_local("2026-02-04").does(do.Message(text="Ya"), REPORTER)
    assert life.case.due is not None
    life.at = life.case.due.at
    (event,) = life.catches_up()
    assert event.type == "warned"
    assert life.at_local("2026-02-10", "16:00").at == event.at


# The ladder


def test_three_levels_three_working_days_apart() -> None:
    life = lives_until(Life.routed(), "2026-02-20")
    escalations = [event for event in life.events if event.type == "escalated"]
    assert [(event.data["level"], event.data["notify"]) for event in escalations] == [
        (1, ["kota"]),
        (2, ["jatim"]),
        (3, ["ombudsman", "ksp"]),
    ]
    # Deadline 9 February; each is told in the first hour after its day is over.
    days = [event.at.isoformat()[:10] for event in escalations]
    assert days == ["2026-02-09", "2026-02-12", "2026-02-19"]
    assert all("repeat" not in event.data for event in escalations)


def test_a_deadline_is_kept_until_its_last_second() -> None:
    life = Life.routed().at_local("2026-02-09", "23:59:59")
    assert "escalated" not in [event.type for event in life.catches_up()]
    life.after(seconds=1)
    assert [event.type for event in life.catches_up()] == ["escalated"]


def test_a_later_missed_deadline_gives_the_next_level() -> None:
    life = lives_until(Life.in_triage(), "2026-02-06")  # verification missed: level 1
    life.does(do.Route(agency_id="kota"), DESK)
    assert life.case.escalation_level == 1
    lives_until(life, "2026-02-13")  # follow-up due on the 18th: routed on a Friday evening
    assert told(life)[-1] == ("warned", "follow_up", None)
    lives_until(life, "2026-02-19")
    assert told(life)[-1] == ("escalated", "follow_up", 2)


def test_starting_late_does_not_jump_a_level() -> None:
    life = lives_until(Life.routed(INFORMATION), "2026-02-10")
    assert told(life)[-1] == ("escalated", "follow_up", 1)
    life.does(do.Start(), KOTA)  # the answer was due at the same moment
    lives_until(life, "2026-02-11")
    assert life.case.escalation_level == 1
    lives_until(life, "2026-02-13")
    assert told(life)[-1] == ("escalated", "resolve", 2)


def test_levels_never_fall_and_each_is_given_once_in_a_round() -> None:
    life = lives_until(Life.routed(), "2026-03-30")
    life.does(do.Start(), KOTA)
    lives_until(life, "2026-05-01")
    levels = [level for _, _, level in told(life) if level]
    assert levels[:3] == [1, 2, 3]
    assert set(levels[3:]) == {3}
    assert [number for _, number in repeats(life)] == list(range(1, len(levels) - 2))


def test_a_shorter_class_calls_nobody_for_a_day_nobody_was_late() -> None:
    life = in_status(Status.IN_PROGRESS).at_local("2026-02-23")
    life.does(do.Reclassify(classification=Classification.ASPIRATION), KOTA)
    assert life.catches_up() == []
    life.at_local("2026-02-25", "00:00")
    assert [event.data["level"] for event in life.catches_up()] == [1]
    lives_until(life, "2026-02-27")
    assert life.case.escalation_level == 1
    lives_until(life, "2026-02-28")
    assert life.case.escalation_level == 2


def test_a_deadline_that_moved_is_warned_of_again() -> None:
    life = lives_until(in_status(Status.IN_PROGRESS), "2026-02-20")
    assert told(life) == [("warned", "resolve", None)]
    life.does(do.Reclassify(supervisory=True), DESK)
    lives_until(life, "2026-05-08")
    assert told(life) == [("warned", "resolve", None)] * 2


def test_a_hold_is_no_reason_to_warn_again() -> None:
    life = lives_until(in_status(Status.IN_PROGRESS), "2026-02-20")
    life.does(do.Hold(question="Ya?"), KOTA)
    life.at_local("2026-02-25").does(do.Message(text="Ya"), REPORTER)
    lives_until(life, "2026-02-27")
    assert told(life) == [("warned", "resolve", None)]


@pytest.mark.parametrize(("declared", "level"), [("23:50", 0), ("23:59:59", 0), (None, 1)])
def test_nobody_is_called_late_by_an_old_calendar(declared: str | None, level: int) -> None:
    """The day of a deadline is declared off in its last minutes, and no walk has come to the case;
    a decree after the fact (None) forgives nothing."""
    life = Life.routed()
    made_at = life.at_local("2026-02-09", declared).at if declared else None
    calendar = replace(
        CALENDAR.corrected(added=[date(2026, 2, 9)], version="skb-2"), in_force_since=made_at
    )
    life.context = replace(life.context, policy=replace(life.context.policy, calendar=calendar))
    life.at_local("2026-02-10", "00:00").catches_up()
    assert life.case.escalation_level == level
    if declared:
        assert life.days_left()["follow_up_by"] == "2026-02-10T23:59:59+07:00"
        lives_until(life, "2026-02-11")
        assert life.case.escalation_level == 1


# After the highest level


def repeats(life: Life) -> list[tuple[str, int]]:
    """When the highest level was repeated (local day) and which time it was."""
    zone = life.case.zone
    return [
        (local_date(event.at, zone).isoformat(), event.data["repeat"])
        for event in life.events
        if event.type == "escalated" and "repeat" in event.data
    ]


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.TRIAGE, Status.RETURNED, Status.ROUTED])
def test_after_the_highest_level_the_same_call_comes_every_five_working_days(
    status: Status,
) -> None:
    life = lives_until(in_status(status), "2026-04-17", every_minutes=180)
    third, *again = [e for e in life.events if e.type == "escalated" and e.data["level"] == 3]
    assert len(again) > 4
    days = [local_date(event.at, "WIB") for event in (third, *again)]
    for earlier, later in pairwise(days):
        assert CALENDAR.between(earlier, later) == 5
    holder = life.case.agency_id or "kemenpanrb"
    for number, event in enumerate(again, start=1):
        assert event.data["repeat"] == number
        assert event.data["notify"] == [holder, "ombudsman", "ksp"]
        assert event.data["limit"] == third.data["limit"]
    assert (life.case.escalation_level, life.case.escalation_repeats) == (3, len(again))


def test_repeats_missed_by_a_schedule_are_not_caught_up() -> None:
    life = lives_until(Life.routed(), "2026-02-27")
    assert len(repeats(life)) == 1
    life.at_local("2026-05-05").catches_up()
    assert len(repeats(life)) == 2
    assert life.case.due is not None
    assert local_date(life.case.due.at, "WIB") == CALENDAR.later(local_date(life.at, "WIB"), 5)


def test_a_case_the_schedules_forgot_gets_three_levels_and_no_repeat_at_once() -> None:
    life = Life.routed().at_local("2026-06-02")
    life.catches_up()
    assert told(life)[-3:] == [("escalated", "follow_up", level) for level in (1, 2, 3)]
    assert repeats(life) == []
    lives_until(life, "2026-06-15")
    assert [number for _, number in repeats(life)] == [1]


def test_an_appeal_nobody_decides_is_repeated_too() -> None:
    life = Life.routed().answered().does(APPEAL, REPORTER)
    lives_until(life, "2026-05-15", every_minutes=180)
    assert len(repeats(life)) > 3
    assert life.events[-1].data["notify"] == ["jatim", "ombudsman", "ksp"]


def test_how_often_it_is_repeated_is_a_rule_of_the_version() -> None:
    daily = replace(PERMENPANRB_62_2018, version="daily", escalation_repeat=1)
    life = Life.routed()
    policy = replace(life.context.policy, versions=(daily,))
    life.context = replace(life.context, policy=policy)
    life.case = replace(life.case, rules_version="daily")
    lives_until(life, "2026-02-27")
    days = [f"2026-02-{day}" for day in (23, 24, 25, 26, 27)]
    assert [day for day, _ in repeats(life)] == days


def test_a_promise_that_still_runs_is_not_called_missed() -> None:
    """The first step came too late; the answer is owed by 11 May: no repeat before that is over."""
    life = lives_until(Life.routed(), "2026-02-20").does(do.Hold(question="Ya?"), DESK)
    life.at_local("2026-02-23").does(do.Message(text="Ya"), REPORTER).does(do.Start(), KOTA)
    life.does(do.Reclassify(supervisory=True), DESK)
    lives_until(life, "2026-05-11")
    assert repeats(life) == []
    lives_until(life, "2026-05-13")
    assert repeats(life) == [("2026-05-12", 1)]


def test_a_further_deadline_that_is_missed_is_called_at_once_and_counts_as_a_repeat() -> None:
    life = Life.in_triage().at_local("2026-02-19", "00:00")
    assert [event.data["level"] for event in life.catches_up()] == [1, 2, 3]
    life.does(do.Route(agency_id="kota"), DESK)
    assert local_date(life.case.deadlines.resolve_by, "WIB").isoformat() == "2026-02-24"
    lives_until(life, "2026-03-05")
    assert repeats(life) == [("2026-02-25", 1), ("2026-03-04", 2)]


def test_days_on_hold_do_not_count_between_repeats() -> None:
    life = lives_until(Life.routed(), "2026-02-20")
    life.does(do.Hold(question="Ya?"), DESK)
    life.at_local("2026-02-24").does(do.Message(text="Ya"), REPORTER)
    lives_until(life, "2026-03-05")
    assert [day for day, _ in repeats(life)] == ["2026-03-03"]


def test_an_answer_and_an_end_stop_the_repeats() -> None:
    for action in (do.Answer(text="Sudah."), do.Archive(reason="out_of_scope")):
        life = lives_until(Life.routed(), "2026-02-27").does(action, KOTA)
        assert lives_until(life, "2026-03-06").events[-1].type != "escalated"
        assert len(repeats(life)) == 1


def test_a_case_stored_before_repeats_were_counted_is_escalated_again_once() -> None:
    """Rows of the version before say when level 3 fell due, and that nothing follows."""
    life = lives_until(Life.routed(), "2026-02-20")
    life.case = replace(life.case, escalated_at=life.case.deadlines.follow_up_by, due=None)
    life.at_local("2026-03-30").does(do.Note(text="Catat"), KOTA)
    assert life.case.due is not None
    life.catches_up()
    assert [number for _, number in repeats(life)] == [1]


def test_with_all_levels_given_a_late_schedule_warns_and_then_repeats() -> None:
    life = lives_until(Life.routed(), "2026-02-20").does(do.Start(), KOTA)
    assert [event.type for event in life.at_local("2026-02-24").catches_up()] == ["warned"]
    life.at_local("2026-03-02")
    assert [event.data.get("repeat") for event in life.catches_up()] == [1]


def test_an_appeal_and_a_reopening_start_at_the_foot_of_the_ladder() -> None:
    life = lives_until(Life.routed(), "2026-02-20").answered().does(APPEAL, REPORTER)
    assert (life.case.escalation_level, life.case.warned) == (0, ())
    lives_until(life, "2026-04-30")
    assert [each for each in told(life) if each[1] == "appeal"][:4] == [
        ("warned", "appeal", None),
        ("escalated", "appeal", 1),
        ("escalated", "appeal", 2),
        ("escalated", "appeal", 3),
    ]
    appealed = [e for e in life.events if e.data.get("limit") == "appeal"]
    (second,) = (event for event in appealed if event.data.get("level") == 2)
    assert second.data["notify"] == ["kemendagri"]
    life.does(do.ResolveAppeal(text="Diputus.", upheld=False), JATIM)
    life.does(do.Reopen(reason="Temuan baru"), DESK)
    assert life.case.escalation_level == 0
    assert life.case.due is not None


def test_the_ladder_stands_still_during_a_hold() -> None:
    life = lives_until(Life.routed(), "2026-02-10")
    life.does(do.Hold(question="Ya?"), DESK)
    life.at_local("2026-02-12").does(do.Message(text="Ya"), REPORTER)
    lives_until(life, "2026-02-18")  # level 2 was due after the 12th; two days later now
    assert life.case.escalation_level == 1
    lives_until(life, "2026-02-19")
    assert life.case.escalation_level == 2


def test_an_answer_ends_the_pressure() -> None:
    life = lives_until(Life.routed(), "2026-02-10").answered()
    assert life.case.due is not None
    assert life.case.due.kind is DueKind.REMIND


# Schedules that come late, twice, or too early


def test_a_missed_schedule_gives_each_level_once_in_order() -> None:
    life = Life.routed().at_local("2026-04-01")
    assert [event.data.get("level") for event in life.catches_up()] == [1, 2, 3]
    assert due_action(life.case, life.now) is None
    assert life.case.due is not None
    assert life.case.due.at > life.at


def test_how_late_a_schedule_ran_shifts_nothing() -> None:
    punctual, late = lives_until(Life.routed(), "2026-02-09"), Life.routed()
    late.at_local("2026-02-11").catches_up()
    punctual.at_local("2026-02-11").catches_up()
    assert late.case.due == punctual.case.due


def test_a_run_that_is_behind_a_case_does_what_is_due_at_its_last_event() -> None:
    """Its moment is when it was started; an officer was faster, and a deadline passed meanwhile."""
    life = Life.routed().at_local("2026-02-10", "00:00").does(do.Note(text="Catat"), KOTA)
    life.after(minutes=-1)
    (event,) = life.catches_up()
    assert (event.type, event.data["level"]) == ("escalated", 1)
    assert event.at == life.case.updated_at > life.at


def test_what_is_not_due_is_refused() -> None:
    for status, action in (
        (Status.ROUTED, do.Warn()),
        (Status.ROUTED, do.Escalate()),
        (Status.ANSWERED, do.Remind()),
        (Status.ANSWERED, do.CloseQuiet()),
        (Status.ON_HOLD, do.ExpireHold()),
    ):
        with pytest.raises(Conflict, match="not_due"):
            in_status(status).change(action, SYSTEM)


def test_the_second_of_two_schedulers_finds_nothing_to_do() -> None:
    life = Life.routed().at_local("2026-02-10")
    first = due_action(life.case, life.now)
    assert first is not None
    life.does(first)
    assert due_action(life.case, life.now) is None
    with pytest.raises(Conflict, match="not_due"):
        life.change(first)


def test_the_due_moment_says_when_to_look_again() -> None:
    life = Life.filed()
    for _ in range(12):
        assert life.case.due is not None
        kind = life.case.due.kind
        life.at = life.case.due.at
        life.after(seconds=-1)
        assert due_action(life.case, life.now) is None
        life.after(seconds=1)
        action = due_action(life.case, life.now)
        assert action is not None
        assert kind is DueKind.ESCALATE
        life.does(action)
    assert life.case.escalation_level == 3
    assert life.case.escalation_repeats > 2


# Defects of a comparable system


def test_defect_1_every_open_case_is_due_and_the_oldest_first() -> None:
    lives = [Life.filed(at=MONDAY + timedelta(hours=hours)) for hours in range(0, 300, 2)]
    moments = [life.case.due.at for life in lives if life.case.due]
    assert len(moments) == len(lives) == 150
    assert moments == sorted(moments)
    for life in lives:
        life.at_local("2026-04-01").catches_up()
        assert life.case.escalation_level == 3


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.TRIAGE, Status.RETURNED])
def test_defect_2_cases_without_a_holder_escalate_to_the_national_desk(status: Status) -> None:
    life = lives_until(in_status(status), "2026-02-20")
    assert [event.data["notify"] for event in life.events if event.type == "escalated"] == [
        ["kemenpanrb"],
        ["ombudsman"],
        ["ombudsman", "ksp"],
    ]


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.ROUTED, Status.IN_PROGRESS])
def test_defect_3_all_three_levels_are_reached_and_the_status_stays(status: Status) -> None:
    life = lives_until(in_status(status), "2026-04-30")
    assert life.case.escalation_level == 3
    assert life.case.status is status


@pytest.mark.parametrize("status", [Status.ROUTED, Status.IN_PROGRESS])
def test_defect_4_a_comment_cannot_put_off_escalation(status: Status) -> None:
    quiet, chatty = in_status(status), in_status(status)
    lives_until(quiet, "2026-04-30", every_minutes=360)
    while chatty.at < quiet.at:
        chatty.after(minutes=360).catches_up()
        chatty.does(do.Message(text="Halo?"), REPORTER).does(do.Note(text="Catat"), KOTA)
    assert told(chatty) == told(quiet)
    assert chatty.case.escalated_at == quiet.case.escalated_at


def test_defect_5_level_and_event_are_one_change() -> None:
    life = Life.routed().at_local("2026-02-10")
    change = life.change(do.Escalate())
    assert change.case.escalation_level == change.event.data["level"] == 1
    assert change.case.version == change.event.number == life.case.version + 1
