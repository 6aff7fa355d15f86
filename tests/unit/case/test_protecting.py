"""What protects a reporter by itself, who looks before everybody may, and whom a case is kept
from."""

from typing import Any

import pytest

from chalicelib.case.actions import merge
from chalicelib.case.authority import (
    Protection,
    is_public,
    may_read,
    may_unprotect,
    protect,
    senior_for,
    waits_for_check,
)
from chalicelib.case.model import REPORTER, SYSTEM, Actor, Appeal, Role
from chalicelib.case.system_actions import Escalate, escalation_recipients, repeat_recipients
from chalicelib.errors import Conflict, Invalid
from chalicelib.structs import replace
from tests import do
from tests.unit.case.world import MONDAY, Life

DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="n-1")
HOLDER = Actor(role=Role.LIAISON, agency_id="kota", officer_id="l-1")
KOTA = Actor(role=Role.AGENCY_ADMIN, agency_id="kota", officer_id="a-1")
JATIM = Actor(role=Role.MONITOR, agency_id="jatim", officer_id="m-1")
BY_WORDS = {"anonymous": True, "confidential": True, "protected_for": ("words",)}


@pytest.mark.parametrize(
    ("before", "reasons"),
    [
        ({}, ("words",)),
        ({"anonymous": True}, ("words",)),
        ({"confidential": True}, ("choice", "words")),
        ({"anonymous": True, "confidential": True}, ()),
        (BY_WORDS | {"protected_for": ("category",)}, ("category", "words")),
    ],
)
def test_why_it_protects_is_kept_where_it_changed_something(
    before: dict[str, object], reasons: tuple[str, ...]
) -> None:
    after = protect(replace(Life.routed().case, **before), Protection.WORDS)
    assert (after.anonymous, after.confidential, after.protected_for) == (True, True, reasons)
    assert may_unprotect(after) == (reasons == ("words",))


def test_the_reporter_opens_what_only_words_closed_and_a_person_looks_first() -> None:
    life = Life.routed(protect_for=(Protection.WORDS,), unchecked=True).does(
        do.Unprotect(), REPORTER
    )
    assert (life.case.anonymous, life.case.confidential) == (True, False)
    assert waits_for_check(life.case)
    assert not is_public(life.case)
    life.does(do.Publish(), HOLDER)
    assert is_public(life.case)


def test_nobody_opens_what_something_else_closed() -> None:
    life = Life.routed(protect_for=(Protection.WORDS, Protection.RISK))
    with pytest.raises(Conflict, match="flags_only_tighten"):
        life.does(do.Unprotect(), REPORTER)


@pytest.mark.parametrize("flags", [{}, {"unchecked": True, "confidential": True}])
def test_there_is_nothing_to_look_at(flags: dict[str, bool]) -> None:
    with pytest.raises(Conflict, match="looked_at"):
        Life.routed(**flags).does(do.Publish(), DESK)


DANGER = {"dangerous": True}
WRITTEN_STEPS = {
    "message": lambda danger: (Life.routed(), do.Message(text="Saya diancam.", **danger)),
    "rating": lambda danger: (
        Life.routed().answered(),
        do.Rate(satisfied=False, comment="Saya diancam.", **danger),
    ),
    "appeal": lambda danger: (
        Life.routed().answered(),
        do.Rate(satisfied=False, comment="Saya diancam.", appeal=True, **danger),
    ),
    "reopening": lambda danger: (
        Life.routed().does(do.Archive(reason="incomplete"), KOTA),
        do.Reopen(reason="Saya diancam.", **danger),
    ),
}


@pytest.mark.parametrize("step", WRITTEN_STEPS)
def test_dangerous_words_protect_in_the_event_that_they_come_with(step: str) -> None:
    for danger, reasons in ((DANGER, ("words",)), ({}, ())):
        life, action = WRITTEN_STEPS[step](danger)
        life.does(action, REPORTER)
        assert life.case.protected_for == reasons
        assert life.events[-1].data.get("protected", False) is bool(reasons)


def test_nothing_is_merged_into_what_nobody_has_looked_at() -> None:
    life = Life.routed()
    with pytest.raises(Conflict, match="target_unchecked"):
        merge(replace(life.case, id="other"), Life.routed(unchecked=True).case, DESK, life.now)


def test_only_the_desk_gives_it_to_a_unit_of_whom_it_is_kept_from() -> None:
    life = Life.routed(not_to=("dinas-air",))
    for step in (do.Route(agency_id="dinas-air"), do.Transfer(agency_id="dinas-air", reason="x")):
        with pytest.raises(Invalid):
            life.does(step, KOTA)
    life.does(do.Transfer(agency_id="dinas-air", reason="Sudah dibahas."), DESK)
    assert life.case.agency_id == "dinas-air"


def test_an_escalation_passes_over_whom_it_is_kept_from() -> None:
    life = Life.routed(not_to=("jatim",))
    case = replace(life.case, agency_id="kota")
    assert escalation_recipients(case, 2, life.now) == ("kemendagri",)
    assert senior_for(case, "kota", life.now) == "kemendagri"
    everybody = replace(case, not_to=("jatim", "kemendagri", "kemenpanrb"))
    assert senior_for(everybody, "kota", life.now) in ("ombudsman", "kemenpanrb")


def test_an_overseer_it_is_kept_from_does_not_read_it() -> None:
    life = Life.routed()
    assert may_read(life.case, JATIM, life.now)
    assert not may_read(replace(life.case, not_to=("jatim",)), JATIM, life.now)


def reached(level: int, **changes: Any) -> tuple[str, ...]:
    life = Life.routed()
    return escalation_recipients(replace(life.case, **changes), level, life.now)


@pytest.mark.parametrize("kept", ["not_to", "accused"])
def test_an_overseer_it_is_kept_from_is_not_told_that_it_is_late(kept: str) -> None:
    barred: dict[str, Any] = {kept: ("ombudsman",)}
    assert reached(3, **barred) == ("ksp",)
    assert reached(3, **{kept: ("ksp", "ombudsman")}) == ("kemenpanrb",)
    assert reached(3, **barred, agency_id="ombudsman") == ("ombudsman", "ksp")
    life = Life.routed()
    again = repeat_recipients(replace(life.case, **barred), life.now)
    assert again == (life.case.agency_id, "ksp")


def test_nor_is_who_upheld_an_appeal_and_was_barred_meanwhile() -> None:
    appeal = Appeal(
        opened_at=MONDAY,
        from_agency_id="dinas-pu",
        decided_at=MONDAY,
        upheld=True,
        decided_by="kota",
    )
    assert reached(1, agency_id="dinas-pu", appeal=appeal) == ("dinas-pu", "kota")
    barred = reached(1, agency_id="dinas-pu", appeal=appeal, accused=("kota",))
    assert barred == ("dinas-pu",)


def test_an_overseer_it_is_kept_from_no_more_reads_what_it_is_told_is_late_again() -> None:
    life = Life.routed()
    late = replace(
        life.case, escalation_level=3, escalated_at=life.now.now, escalated_to=("kota", "ksp")
    )
    again = Escalate().decide(late, SYSTEM, life.now)
    assert again.case.escalated_to == ("kota", "ksp", "ombudsman")


@pytest.mark.parametrize(
    "read_again",
    [
        do.SystemRoute(agency_id="jatim", by="category", accused=("bali",)),
        do.SendToTriage(reason="accused", accused=("bali",)),
    ],
)
def test_whom_its_words_accused_before_they_accuse_still_when_they_are_read_again(
    read_again: do.Action,
) -> None:
    life = Life.routed()
    life.case = replace(life.case, accused=("dinas-air",))
    life.does(do.Return(reason="Bukan urusan kami."), KOTA).does(read_again, SYSTEM)
    assert life.case.accused == ("dinas-air", "bali")
    assert not may_read(life.case, Actor(role=Role.LIAISON, agency_id="dinas-air"), life.now)
