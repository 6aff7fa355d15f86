"""Two matters in one complaint: the second becomes a case of its own, under the same receipt."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.case.actions import act, allowed, split
from chalicelib.case.authority import Protection
from chalicelib.case.decision import Change
from chalicelib.case.guards import MOST_SPLITS
from chalicelib.case.model import ENDED, REPORTER, Actor, Case, ComplaintText, Status
from chalicelib.errors import Conflict, Invalid, NotAllowed
from chalicelib.events import Visibility
from chalicelib.structs import replace
from tests import do

from .world import (
    DESK,
    DINAS,
    KABUPATEN,
    KOTA,
    KOTA_LIAISON,
    MONDAY,
    Life,
    in_status,
    mask_together,
)

SECOND = ComplaintText.masked_by(
    mask_together, "Sampah menumpuk", "Sampah di pasar tidak diangkut."
)
ACTION = do.Split(text=SECOND.body)


def parted(
    life: Life, actor: Actor = DESK, action: do.Split = ACTION, **more: Any
) -> tuple[Change, Change]:
    named = {"case_id": "LP-SECOND", "text": SECOND, "zone": "WIT"} | more
    return split(life.case, action, actor, life.now, **named)


def test_the_second_matter_is_a_case_of_its_own_with_its_own_clocks() -> None:
    life = Life.routed(incident_date_precision="approximate").at_local("2026-02-05")
    given, taken = parted(life)
    second = taken.case
    assert second.incident_date_precision == "approximate"
    assert (second.id, second.status, second.agency_id) == ("LP-SECOND", Status.RECEIVED, None)
    assert (second.version, second.filed_at, second.clock_started_at) == (1, life.at, life.at)
    assert (second.zone, second.category, second.supporters) == ("WIT", None, 0)
    assert second.deadlines.resolve_by > life.case.deadlines.resolve_by
    assert (second.title, second.location) == ("Sampah menumpuk", life.case.location)
    assert second.incident_date == life.case.incident_date
    assert second.classification is life.case.classification
    assert (second.channel, second.language) == (life.case.channel, life.case.language)
    assert second.suggested_agency_id is None
    assert taken.event.type == "filed"
    assert (taken.event.number, taken.event.actor) == (1, DESK)
    assert taken.event.data["split_from"] == life.case.id
    assert given.case.deadlines == life.case.deadlines


def test_the_first_goes_on_as_it_was_and_names_the_second() -> None:
    life = Life.routed()
    given, _ = parted(life)
    assert given.case.split_into == ("LP-SECOND",)
    assert (given.event.type, given.event.data) == ("split", {"split_into": "LP-SECOND"})
    assert given.event.visibility is Visibility.PUBLIC
    untouched = {"version", "digest", "split_into", "updated_at"}
    for name in set(Case.__struct_fields__) - untouched:
        assert getattr(given.case, name) == getattr(life.case, name), name


def test_one_receipt_opens_both_and_one_identity_is_behind_both() -> None:
    life = Life.routed()
    given, taken = parted(life)
    assert taken.case.receipt_sha256 == life.case.receipt_sha256
    assert (taken.case.identified, taken.case.contactable) == (True, True)
    assert taken.case.split_from == life.case.id
    assert (given.case.filed_as, taken.case.filed_as) == (life.case.id, life.case.id)


@given(
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([(), ("kabupaten",), ("kabupaten", "jatim")]),
    st.sampled_from([(), ("dinas-air",)]),
    st.booleans(),
    st.integers(0, 2),
)
def test_whatever_protects_the_reporter_of_the_one_does_so_in_the_other(
    anonymous: bool,
    confidential: bool,
    unchecked: bool,
    identified: bool,
    contactable: bool,
    not_to: tuple[str, ...],
    accused: tuple[str, ...],
    accuses_later: bool,
    holds: int,
) -> None:
    protects = {
        "anonymous": anonymous,
        "confidential": confidential,
        "unchecked": unchecked,
        "identified": identified,
        "contactable": contactable,
        "not_to": not_to,
        "accused": accused,
        "accuses_later": accuses_later,
        "holds": holds,
        "protected_for": (Protection.RISK,) if anonymous and confidential else (),
    }
    life = Life.routed()
    life.case = replace(life.case, **protects)
    second = parted(life)[1].case
    assert {name: getattr(second, name) for name in protects} == protects


def test_its_own_words_add_protection_and_take_none_away() -> None:
    life = Life.routed()
    second = parted(life, protect_for=(Protection.WORDS,), unchecked=True)[1].case
    assert (second.anonymous, second.confidential, second.unchecked) == (True, True, True)
    assert second.protected_for == (Protection.WORDS,)
    life.case = replace(
        life.case, anonymous=True, confidential=True, protected_for=(Protection.CATEGORY,)
    )
    second = parted(life, protect_for=(Protection.WORDS,))[1].case
    assert second.protected_for == (Protection.CATEGORY, Protection.WORDS)


def test_the_desk_may_name_whose_business_it_is_but_nobody_it_is_kept_from() -> None:
    life = Life.routed()
    named = replace(ACTION, agency_id="kabupaten")
    assert parted(life, action=named)[1].case.suggested_agency_id == "kabupaten"
    with pytest.raises(Invalid) as unknown:
        parted(life, action=replace(ACTION, agency_id="lain"))
    assert [(p.field, p.code) for p in unknown.value.problems] == [("agency_id", "unknown_agency")]
    for kept in ({"not_to": ("kabupaten",)}, {"accused": ("kabupaten",)}):
        life.case = replace(life.case, not_to=(), accused=())
        life.case = replace(life.case, **kept)
        with pytest.raises(Invalid) as barred:
            parted(life, action=named)
        assert [p.code for p in barred.value.problems] == ["kept_from_it"]


@pytest.mark.parametrize("status", Status)
def test_only_what_waits_for_its_answer_can_be_split(status: Status) -> None:
    life = in_status(status)
    # And what the rules have read: before that nobody knows whom its words accuse.
    waits = status not in {Status.RECEIVED, Status.ANSWERED, *ENDED}
    assert ("split" in allowed(life.case, DESK, life.now)) is waits
    if not waits:
        with pytest.raises(Conflict, match="wrong_status") as refused:
            parted(life)
        assert refused.value.params["allowed"] == list(allowed(life.case, DESK, life.now))


@pytest.mark.parametrize("actor", [KOTA_LIAISON, DINAS, KABUPATEN, REPORTER])
def test_not_by_who_decides_nothing_about_agencies(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        parted(Life.routed(), actor)


def test_an_agencys_admin_splits_what_the_agency_holds() -> None:
    assert parted(Life.routed(), KOTA)[1].event.actor == KOTA
    assert "split" not in allowed(in_status(Status.ON_HOLD).case, KOTA, Life.routed().now)


def test_not_while_an_appeal_waits() -> None:
    life = Life.routed().answered()
    life.does(do.Rate(satisfied=False, comment="Belum", appeal=True), REPORTER)
    with pytest.raises(Conflict, match="appeal_open"):
        parted(life)


def test_a_complaint_is_split_so_often_and_its_parts_never() -> None:
    life = Life.routed()
    for number in range(MOST_SPLITS):
        given, taken = parted(life, case_id=f"LP-{number}")
        life.takes(given)
    assert life.case.split_into == tuple(f"LP-{number}" for number in range(MOST_SPLITS))
    with pytest.raises(Conflict, match="split_already"):
        parted(life)
    part = replace(life, case=taken.case).does(do.SendToTriage(reason="unsure"))
    with pytest.raises(Conflict, match="split_already"):
        parted(part)


def test_blank_words_are_no_matter() -> None:
    with pytest.raises(Invalid) as refused:
        parted(Life.routed(), action=do.Split(text="  "))
    assert [(p.field, p.code) for p in refused.value.problems] == [("text", "required")]


def test_an_event_is_never_earlier_than_the_one_before() -> None:
    life = Life.routed().after(hours=3)
    life.does(do.Note(text="Catat"), KOTA).at = MONDAY
    given, taken = parted(life)
    assert given.event.at == taken.event.at == life.case.updated_at


def test_it_changes_two_cases_so_it_is_not_done_as_a_step_of_one() -> None:
    life = Life.routed()
    with pytest.raises(TypeError, match="split"):
        act(life.case, ACTION, DESK, life.now)
