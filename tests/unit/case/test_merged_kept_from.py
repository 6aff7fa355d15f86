"""Whom a report is kept from gets no case that it was merged into, on whatever way."""

from typing import Any

import pytest

from chalicelib.case.actions import act, merge, split
from chalicelib.case.authority import kept_from, may_read, senior_for
from chalicelib.case.model import REPORTER, SYSTEM, Actor, Role, Status
from chalicelib.errors import Conflict, Invalid
from chalicelib.structs import replace
from tests import do

from .world import DESK, JATIM, KOTA, TEXT, Life, Offices, in_status, officer

BARRED = officer(Role.LIAISON, "dinas-air")
KEPT = [{"not_to": ("dinas-air",)}, {"accused": ("dinas-air",)}]


def target_of(target: Life, by: Actor = KOTA, **kept: Any) -> Life:
    """The case, after a report that is kept from somebody was merged into it."""
    source = Life.routed(case_id="LP-SOURCE")
    source.case = replace(source.case, **kept)
    source.at = target.at
    given, taken = merge(source.case, target.case, by, source.now)
    assert given.case.status is Status.MERGED
    return target.takes(taken)


def problem(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in refused.value.problems]


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize(
    "action",
    [
        do.Transfer(agency_id="dinas-air", reason="Urusan air."),
        do.Route(agency_id="dinas-air"),
        do.AskContribution(agency_id="dinas-air", question="Sejak kapan?"),
    ],
)
def test_its_holder_gives_it_to_nobody_a_merged_report_is_kept_from(
    kept: dict[str, Any], action: do.Action
) -> None:
    life = target_of(Life.routed(case_id="LP-TARGET"), **kept)
    with pytest.raises(Invalid) as refused:
        life.change(action, KOTA)
    assert problem(refused) == [("agency_id", "kept_from_it")]


def test_the_desk_gives_it_all_the_same_to_the_office_and_not_to_its_government() -> None:
    life = target_of(Life.routed(case_id="LP-TARGET"), not_to=("kota",), by=DESK)
    life.does(do.Transfer(agency_id="dinas-pu", reason="Jalan."), DESK)
    assert may_read(life.case, officer(Role.LIAISON, "dinas-pu"), life.now)
    assert not may_read(life.case, KOTA, life.now)


def test_no_rule_routes_it_there() -> None:
    life = target_of(Life.routed(case_id="LP-TARGET"), not_to=("dinas-air",))
    life.does(do.Return(reason="Bukan urusan kami."), KOTA)
    with pytest.raises(Conflict, match="kept_from_it"):
        life.change(do.SystemRoute(agency_id="dinas-air", by="model"))


def test_whom_it_was_escalated_to_or_asked_of_before_reads_it_no_more() -> None:
    asked = Life.routed(case_id="LP-TARGET")
    asked.does(do.AskContribution(agency_id="dinas-air", question="Sejak kapan?"), KOTA)
    assert may_read(asked.case, BARRED, asked.now)
    assert not may_read(target_of(asked, not_to=("dinas-air",)).case, BARRED, asked.now)
    told = Life.routed(case_id="LP-TARGET")
    told.case = replace(told.case, escalated_to=("jatim",))
    assert may_read(told.case, JATIM, told.now)
    assert not may_read(target_of(told, not_to=("jatim",)).case, JATIM, told.now)


def test_no_escalation_and_no_appeal_takes_it_there() -> None:
    life = target_of(Life.routed(case_id="LP-TARGET"), not_to=("jatim",))
    assert senior_for(life.case, "kota", life.now) == "kemendagri"
    life.answered().does(do.Rate(satisfied=False, comment="Masih padam.", appeal=True), REPORTER)
    assert life.case.agency_id == "kemendagri"


def test_no_successor_that_it_is_kept_from_takes_it_up() -> None:
    life = target_of(Life.routed(case_id="LP-TARGET", to="lama"), not_to=("bali",), by=DESK)
    offices = Offices()
    offices._offices["lama"] = replace(offices._offices["lama"], successor_id="bali")
    life.context = replace(life.context, agencies=offices)
    life.at_local("2026-02-23").does(do.Reassign())
    assert (life.case.agency_id, life.case.status) == (None, Status.TRIAGE)


@pytest.mark.parametrize("kept", KEPT)
def test_nobody_but_the_desk_merges_into_a_case_that_an_appeal_may_give_back_to_them(
    kept: dict[str, Any],
) -> None:
    target = Life.routed(case_id="LP-TARGET", to="dinas-air")
    answer = do.Answer(text="Sudah kami perbaiki.")
    target.does(answer, BARRED)
    target.does(do.Rate(satisfied=False, comment="Belum.", appeal=True), REPORTER)
    assert target.case.agency_id == "kota"
    with pytest.raises(Invalid) as refused:
        target_of(target, **kept)
    assert problem(refused) == [("into", "kept_from_it")]
    target_of(target, by=DESK, **kept)
    target.does(do.ResolveAppeal(text="Perbaiki.", upheld=True), KOTA)
    assert target.case.agency_id == "dinas-air"


def test_it_goes_along_with_a_second_merge_and_with_a_split() -> None:
    first = target_of(Life.routed(case_id="LP-FIRST"), not_to=("dinas-air",))
    last = Life.routed(case_id="LP-LAST")
    _, taken = merge(first.case, last.case, KOTA, last.now)
    assert kept_from(taken.case) == ("dinas-air",)
    _, second = split(
        first.case,
        do.Split(text=TEXT.body),
        KOTA,
        first.now,
        case_id="LP-SECOND",
        text=TEXT,
        zone="WIB",
    )
    assert kept_from(second.case) == ("dinas-air",)


def test_each_merged_report_keeps_it_from_its_own() -> None:
    life = target_of(Life.routed(case_id="LP-TARGET"), not_to=("dinas-air",))
    assert kept_from(target_of(life, accused=("bali",)).case) == ("dinas-air", "bali")


def test_it_stays_when_the_report_is_given_back_for_its_words_do() -> None:
    source, target = Life.routed(case_id="LP-SOURCE"), Life.routed(case_id="LP-TARGET")
    source.case = replace(source.case, not_to=("dinas-air",))
    given, taken = merge(source.case, target.case, KOTA, source.now)
    source.takes(given)
    target.takes(taken).does(do.Archive(reason="incomplete"), KOTA)
    unmerge = do.Unmerge(target_id="LP-TARGET")
    act(source.case, unmerge, SYSTEM, replace(source.now, target=target.case))
    target.does(do.Reopen(reason="Masih padam."), REPORTER)
    with pytest.raises(Invalid) as refused:
        target.change(do.Transfer(agency_id="dinas-air", reason="Urusan air."), KOTA)
    assert problem(refused) == [("agency_id", "kept_from_it")]


@pytest.mark.parametrize(
    ("barred", "accuses"),
    [
        ({"not_to": ("dinas-pu",)}, True),
        ({"merged_kept_from": ("dinas-pu",)}, True),
        ({"accused": ("dinas-pu",)}, False),
        ({"accused": ("dinas-pu",), "not_to": ("dinas-pu",)}, False),
        ({"accused": ("kabupaten",), "not_to": ("dinas-pu",)}, True),
    ],
)
def test_an_accusation_counts_until_the_desk_gives_it_to_whom_it_accuses(
    barred: dict[str, tuple[str, ...]], accuses: bool
) -> None:
    life = in_status(Status.TRIAGE)
    life.case = replace(life.case, accuses_later=True, accusal_shown=True, **barred)
    case = life.does(do.Route(agency_id="dinas-pu"), DESK).case
    assert (case.agency_id, case.accuses_later, case.accusal_shown) == (
        "dinas-pu", accuses, accuses
    )  # fmt: skip
