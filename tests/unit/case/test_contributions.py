"""One agency answers; others may be asked to contribute, and read the case while they are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.case.actions import allowed, merge
from chalicelib.case.authority import asked_of, is_public, may_read, waiting_contributions
from chalicelib.case.guards import MOST_CONTRIBUTIONS
from chalicelib.case.model import REPORTER, Actor, Case, Contribution, Role, Status
from chalicelib.errors import Conflict, Invalid, NotAllowed
from chalicelib.events import Visibility
from chalicelib.structs import replace
from chalicelib.workdays import iso, last_moment, local_date
from tests import do

from .world import (
    CALENDAR,
    DESK,
    DINAS,
    JATIM,
    KABUPATEN,
    KOTA,
    KOTA_LIAISON,
    Life,
    in_status,
    officer,
)

ASK = do.AskContribution(agency_id="kabupaten", question="Jalan ini milik siapa?")
KABUPATEN_LIAISON = officer(Role.LIAISON, "kabupaten", "kabupaten-2")
GIVE = do.Contribute(text="Jalan ini milik kota.")


def asked(action: do.AskContribution = ASK, **more: object) -> Life:
    return Life.routed(**more).does(action, KOTA)


def problem(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in error.value.problems]


# Asking


def test_the_holder_asks_and_stays_the_holder_with_its_clocks() -> None:
    before = Life.routed().case
    life = asked()
    (contribution,) = life.case.contributions
    due = CALENDAR.add(life.at, 5, "WIB")
    assert contribution == Contribution(agency_id="kabupaten", asked_in=3, due=due)
    assert due == last_moment(local_date(due, "WIB"), "WIB")
    event = life.events[-1]
    assert (event.type, event.number) == ("contribution_asked", contribution.asked_in)
    assert event.visibility is Visibility.AGENCY
    assert event.data == {
        "asked_agency_id": "kabupaten",
        "question": ASK.question,
        "due": iso(due, "WIB"),
    }
    for name in set(Case.__struct_fields__) - {"version", "digest", "contributions"}:
        assert getattr(life.case, name) == getattr(before, name), name


def test_the_holder_names_a_day_that_has_not_passed() -> None:
    life = asked(replace(ASK, due=date(2026, 2, 2)))
    assert life.case.contributions[0].due == last_moment(date(2026, 2, 2), "WIB")
    with pytest.raises(Invalid) as refused:
        asked(replace(ASK, due=date(2026, 2, 1)))
    assert problem(refused) == [("due", "in_the_past")]
    assert asked(replace(ASK, due=date(2028, 2, 3))).case.contributions
    with pytest.raises(Invalid) as refused:
        asked(replace(ASK, due=date(2028, 2, 4)))
    assert problem(refused) == [("due", "too_far_ahead")]


def test_blank_questions_are_none() -> None:
    with pytest.raises(Invalid) as refused:
        asked(replace(ASK, question="  "))
    assert problem(refused) == [("question", "required")]


def test_only_an_agency_that_is_another_and_is_not_asked_yet() -> None:
    life = asked()
    for agency_id, code in (
        ("kota", "already_there"),
        ("kabupaten", "already_asked"),
        ("lain", "unknown_agency"),
    ):
        with pytest.raises(Invalid) as refused:
            life.change(replace(ASK, agency_id=agency_id), KOTA)
        assert problem(refused) == [("agency_id", code)]
    life.does(replace(ASK, agency_id="dinas-pu"), KOTA)
    assert [one.agency_id for one in waiting_contributions(life.case)] == ["kabupaten", "dinas-pu"]


@pytest.mark.parametrize("kept", [{"not_to": ("kota",)}, {"accused": ("kota",)}])
@pytest.mark.parametrize("agency_id", ["kota", "dinas-pu"])
@pytest.mark.parametrize("actor", [DESK, JATIM])
def test_nobody_asks_an_agency_the_case_is_kept_from(
    kept: dict[str, tuple[str, ...]], agency_id: str, actor: Actor
) -> None:
    life = Life.routed(to="jatim")
    life.case = replace(life.case, **kept)
    with pytest.raises(Invalid) as refused:
        life.change(replace(ASK, agency_id=agency_id), actor)
    assert problem(refused) == [("agency_id", "kept_from_it")]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("actor", [DESK, KOTA, KOTA_LIAISON])
def test_while_an_agency_handles_it(actor: Actor, status: Status) -> None:
    life = in_status(status)
    handled = status in {Status.ROUTED, Status.IN_PROGRESS, Status.ON_HOLD}
    assert ("ask_contribution" in allowed(life.case, actor, life.now)) is handled


@pytest.mark.parametrize("actor", [KABUPATEN, JATIM, DINAS, REPORTER])
def test_not_by_others(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        Life.routed().change(ASK, actor)
    with pytest.raises(NotAllowed):
        asked().change(do.WithdrawContribution(agency_id="kabupaten"), actor)


def test_not_without_end() -> None:
    life = Life.routed()
    for _ in range(MOST_CONTRIBUTIONS):
        assert "ask_contribution" in allowed(life.case, KOTA, life.now)
        life.does(ASK, KOTA).does(do.WithdrawContribution(agency_id="kabupaten"), KOTA)
    with pytest.raises(Conflict, match="asked_often"):
        life.change(ASK, KOTA)


# Contributing


def test_who_is_asked_gives_it_to_the_holder_alone() -> None:
    life = asked().does(GIVE, KABUPATEN_LIAISON)
    event = life.events[-1]
    assert (event.type, event.visibility) == ("contributed", Visibility.AGENCY)
    assert event.data == {"asked_agency_id": "kabupaten", "text": GIVE.text}
    assert event.actor == KABUPATEN_LIAISON
    assert life.case.contributions[0].ended_in == event.number
    assert waiting_contributions(life.case) == ()
    assert (life.case.agency_id, life.case.status) == ("kota", Status.ROUTED)
    with pytest.raises(NotAllowed):
        life.change(GIVE, KABUPATEN_LIAISON)


def test_they_may_do_that_and_nothing_else() -> None:
    life = asked()
    assert allowed(life.case, KABUPATEN, life.now) == ("contribute",)
    assert allowed(life.case, KABUPATEN_LIAISON, life.now) == ("contribute",)
    assert "contribute" not in allowed(life.case, KOTA, life.now)
    assert "contribute" not in allowed(life.case, DESK, life.now)
    for role in (Role.MONITOR, Role.CUSTODIAN):
        assert allowed(life.case, officer(role, "kabupaten"), life.now) == ()


def test_they_read_the_case_while_they_are_asked() -> None:
    life = Life.routed(confidential=True)
    readers = (KABUPATEN, KABUPATEN_LIAISON)
    assert not is_public(life.case)
    assert not any(may_read(life.case, one, life.now) for one in readers)
    life.does(ASK, KOTA)
    assert all(may_read(life.case, one, life.now) for one in readers)
    for role in (Role.MONITOR, Role.CUSTODIAN):
        assert not may_read(life.case, officer(role, "kabupaten"), life.now)
    given = replace(life).does(GIVE, KABUPATEN)
    assert not any(may_read(given.case, one, life.now) for one in readers)
    assert may_read(life.case, DESK, life.now)
    assert may_read(life.case, KOTA, life.now)


def test_an_accusation_that_comes_later_ends_it() -> None:
    life = asked()
    life.case = replace(life.case, accused=("kabupaten",))
    assert asked_of(life.case, KABUPATEN, life.now) is None
    assert not may_read(life.case, KABUPATEN, life.now)
    assert allowed(life.case, KABUPATEN, life.now) == ()


def test_the_admin_of_a_government_contributes_for_a_unit_and_first_for_the_own_office() -> None:
    life = Life.routed(to="kabupaten")
    life.does(replace(ASK, agency_id="dinas-pu"), KABUPATEN)
    assert asked_of(life.case, KOTA, life.now) == life.case.contributions[0]
    assert asked_of(life.case, KOTA_LIAISON, life.now) is None
    life.does(replace(ASK, agency_id="kota"), KABUPATEN)
    assert asked_of(life.case, KOTA, life.now) == life.case.contributions[1]
    assert asked_of(life.case, DINAS, life.now) == life.case.contributions[0]
    life.does(GIVE, KOTA)
    assert [one.agency_id for one in waiting_contributions(life.case)] == ["dinas-pu"]
    life.does(GIVE, KOTA)
    assert life.events[-1].data["asked_agency_id"] == "dinas-pu"


# Withdrawing, and what ends it


@pytest.mark.parametrize("actor", [DESK, KOTA, KOTA_LIAISON])
def test_what_is_not_needed_any_more_is_withdrawn(actor: Actor) -> None:
    life = asked()
    with pytest.raises(Invalid) as refused:
        life.change(do.WithdrawContribution(agency_id="jatim"), actor)
    assert problem(refused) == [("agency_id", "not_asked")]
    life.does(do.WithdrawContribution(agency_id="kabupaten"), actor)
    event = life.events[-1]
    assert (event.type, event.visibility) == ("contribution_withdrawn", Visibility.AGENCY)
    assert event.data == {"asked_agency_id": "kabupaten"}
    assert life.case.contributions[0].ended_in == event.number
    assert not may_read(life.case, KABUPATEN, life.now)
    with pytest.raises(Conflict, match="nobody_asked"):
        life.change(do.WithdrawContribution(agency_id="kabupaten"), actor)


def test_of_two_the_one_that_is_named_is_withdrawn() -> None:
    life = asked().does(replace(ASK, agency_id="jatim"), KOTA)
    life.does(do.WithdrawContribution(agency_id="jatim"), KOTA)
    assert [one.agency_id for one in waiting_contributions(life.case)] == ["kabupaten"]


def test_the_same_agency_can_be_asked_again() -> None:
    life = asked().does(GIVE, KABUPATEN).does(ASK, KOTA)
    assert [one.asked_in for one in waiting_contributions(life.case)] == [life.case.version]
    assert [one.ended_in for one in life.case.contributions] == [4, None]


def test_it_is_over_with_the_case() -> None:
    archived = asked().does(do.Archive(reason="incomplete"), KOTA)
    closed = asked().answered().does(do.Rate(satisfied=True), REPORTER)
    life, target = asked(), Life.routed(case_id="LP-OTHER")
    merged = life.takes(merge(life.case, target.case, KOTA, life.now)[0])
    for ended in (archived, closed, merged):
        assert waiting_contributions(ended.case) == ()
        assert ended.case.contributions[0].ended_in == ended.case.version
        assert not may_read(ended.case, KABUPATEN, ended.now)
    assert allowed(archived.case, KABUPATEN, archived.now) == ()
    given = asked().does(GIVE, KABUPATEN).does(do.Archive(reason="incomplete"), KOTA)
    assert given.case.contributions[0].ended_in == given.case.version - 1


def test_it_waits_on_when_the_holder_has_answered_or_hands_the_case_on() -> None:
    assert waiting_contributions(asked().answered().case)
    returned = asked().does(do.Return(reason="Bukan kami"), KOTA)
    assert waiting_contributions(returned.case)
    returned.does(GIVE, KABUPATEN)


@pytest.mark.parametrize("to", ["kabupaten", "jatim"])
def test_nobody_contributes_to_their_own_case(to: str) -> None:
    life = asked().does(do.Transfer(agency_id=to, reason="Milik kabupaten"), KOTA)
    assert bool(waiting_contributions(life.case)) is (to == "jatim")
    assert "contribute" not in allowed(life.case, officer(Role.LIAISON, to), life.now)


@given(st.integers(0, 60), st.booleans())
def test_no_clock_of_the_case_moves_for_it(days: int, given_too: bool) -> None:
    plain, life = Life.routed(), asked()
    plain.at = life.at = life.at + timedelta(days=days)
    if given_too:
        life.does(GIVE, KABUPATEN)
    assert life.case.deadlines == plain.case.deadlines
    assert life.case.due == plain.case.due
    told = [one.type for one in life.catches_up()]
    assert told == [one.type for one in plain.catches_up()]
