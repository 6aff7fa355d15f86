"""An appeal is decided by somebody, never by whom it is against; upheld, it is an order."""

from datetime import date

import pytest

from chalicelib.case.actions import allowed
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.decision import NO_REPLY, archive
from chalicelib.case.model import REPORTER, SYSTEM, Actor, Appeal, Role, Status
from chalicelib.errors import Conflict, Invalid, NotAllowed
from chalicelib.structs import replace
from tests import do

from .world import DESK, DINAS, JATIM, KABUPATEN, KOTA, OFFICES, Life, Offices, in_status, officer

APPEAL = do.Rate(satisfied=False, comment="Lampunya masih padam", appeal=True)
UPHOLD = do.ResolveAppeal(text="Pelapor benar: pasang lampunya.", upheld=True)


def appealed() -> Life:
    return in_status(Status.ANSWERED).does(APPEAL, REPORTER)


def upheld() -> Life:
    return appealed().after(days=1).does(UPHOLD, JATIM)


def without(life: Life, *gone: str) -> Life:
    known = tuple(office for office in OFFICES if office.id not in gone)
    life.context = replace(life.context, agencies=Offices(known))
    return life


# Whose it is


@pytest.mark.parametrize(
    ("gone", "decides"),
    [
        ((), "jatim"),
        (("jatim", "kemendagri"), "kemenpanrb"),
        (("jatim", "kemenpanrb"), "kemenpanrb"),
    ],
)
def test_somebody_decides_by_name(gone: tuple[str, ...], decides: str) -> None:
    life = without(in_status(Status.ANSWERED), *gone).does(APPEAL, REPORTER)
    assert (life.case.status, life.case.agency_id) == (Status.IN_PROGRESS, decides)
    assert life.events[-1].data["agency_id"] == decides


KOTA_ANSWERS = do.Answer(text="Lampu sudah diganti.")
KEMENDAGRI = officer(Role.AGENCY_ADMIN, "kemendagri")


def answered_for_its_unit(*answers: Actor, agency_id: str = "dinas-pu") -> Life:
    life = Life.routed(to=agency_id).does(do.Start(), KOTA)
    for one in answers:
        life.does(KOTA_ANSWERS, one)
    return life


@pytest.mark.parametrize(
    ("answers", "decides"),
    [
        ((DINAS,), "kota"),
        ((KOTA,), "jatim"),
        ((KOTA, DINAS), "jatim"),  # what was added to the answer is part of it
        ((DINAS, KOTA), "jatim"),
    ],
)
def test_an_appeal_goes_above_whoever_answered(answers: tuple[Actor, ...], decides: str) -> None:
    life = answered_for_its_unit(*answers).does(APPEAL, REPORTER)
    assert life.case.agency_id == decides
    assert life.case.appeal is not None
    assert life.case.appeal.from_agency_id == "dinas-pu"  # whose figures it counts in
    decider = officer(Role.AGENCY_ADMIN, decides)
    for other in (KOTA, JATIM, KEMENDAGRI):
        if other.agency_id != decides:
            with pytest.raises(NotAllowed):
                life.change(UPHOLD, other)
    assert life.does(UPHOLD, decider).case.agency_id == "dinas-pu"


def test_only_the_answer_that_stands_counts() -> None:
    life = answered_for_its_unit(KOTA).does(do.Rate(satisfied=False), REPORTER)
    assert life.case.answered_by == ("kota",)
    life.does(KOTA_ANSWERS, DINAS)
    assert life.case.answered_by == ("dinas-pu",)
    assert life.does(APPEAL, REPORTER).case.agency_id == "kota"


def test_a_unit_between_is_passed_over_with_its_government() -> None:
    below = replace(next(o for o in OFFICES if o.id == "dinas-pu"), id="uptd", parent_id="dinas-pu")
    life = answered_for_its_unit()
    life.context = replace(life.context, agencies=Offices((*OFFICES, below)))
    life.case = replace(life.case, agency_id="uptd")
    assert life.does(KOTA_ANSWERS, KOTA).does(APPEAL, REPORTER).case.agency_id == "jatim"


def test_a_government_that_answered_does_not_decide_however_the_appeal_came_to_it() -> None:
    life = answered_for_its_unit(KOTA).does(APPEAL, REPORTER)
    for holder in ("kota", "dinas-pu", "dinas-air"):
        life.case = replace(life.case, agency_id=holder)
        with pytest.raises(NotAllowed, match="appeal_against_it"):
            life.change(UPHOLD, KOTA)


def test_nor_does_it_when_the_desk_has_to_name_somebody() -> None:
    life = stored_in_triage()
    appeal = Appeal(opened_at=life.at, from_agency_id="dinas-pu")
    life.case = replace(life.case, appeal=appeal, answered_by=("kota",))
    for agency_id in ("kota", "dinas-air"):
        with pytest.raises(Invalid) as refused:
            life.change(do.Route(agency_id=agency_id), DESK)
        assert refused.value.problems[0].code == "appeal_against_it"
    assert life.does(do.Route(agency_id="jatim"), DESK).case.agency_id == "jatim"


def test_an_appeal_whose_senior_ends_goes_above_whoever_answered() -> None:
    life = answered_for_its_unit(KOTA).does(APPEAL, REPORTER)
    offices = tuple(
        replace(o, closed_on=date(2026, 2, 1)) if o.id == "jatim" else o for o in OFFICES
    )
    life.context = replace(life.context, agencies=Offices(offices))
    assert life.does(do.Reassign()).case.agency_id == "kemendagri"


def test_an_appeal_stored_before_it_was_known_who_answered_stays_with_its_senior() -> None:
    life = answered_for_its_unit(DINAS).does(APPEAL, REPORTER)
    life.case = replace(life.case, answered_by=())
    assert "resolve_appeal" in allowed(life.case, KOTA, life.now)
    assert life.does(UPHOLD, KOTA).case.agency_id == "dinas-pu"


def test_a_senior_that_ended_is_passed_over() -> None:
    offices = tuple(replace(o, supervisor_id="lama") if o.id == "kota" else o for o in OFFICES)
    offices = tuple(replace(o, supervisor_id="jatim") if o.id == "lama" else o for o in offices)
    life = Life.routed().at_local("2026-02-23").answered()
    life.context = replace(life.context, agencies=Offices(offices))
    assert life.does(APPEAL, REPORTER).case.agency_id == "jatim"


def test_the_desk_decides_what_it_holds_by_name() -> None:
    life = without(in_status(Status.ANSWERED), "jatim", "kemendagri").does(APPEAL, REPORTER)
    assert "resolve_appeal" in allowed(life.case, DESK, life.now)
    assert life.does(UPHOLD, DESK).case.agency_id == "kota"


def test_an_appeal_whose_senior_ends_before_a_reopening_stays_somebodys() -> None:
    """Before 282 the silence after a question could archive it."""
    life = appealed().at_local("2026-02-25")
    life.case = archive(life.case, NO_REPLY, life.now)
    without(life, "jatim", "kemendagri").does(do.Reopen(reason="Saya baru pulang"), REPORTER)
    assert (life.case.status, life.case.agency_id) == (Status.IN_PROGRESS, "kemenpanrb")


def stored_in_triage() -> Life:
    """As a version before this one left an appeal that had no senior."""
    life = in_status(Status.TRIAGE)
    life.case = replace(life.case, appeal=Appeal(opened_at=life.at, from_agency_id="kota"))
    return life


@pytest.mark.parametrize("agency_id", ["kota", "dinas-pu"])
def test_nobody_routes_it_to_whom_it_is_against_or_a_unit_of_it(agency_id: str) -> None:
    life = stored_in_triage()
    with pytest.raises(Invalid) as refused:
        life.change(do.Route(agency_id=agency_id), DESK)
    assert refused.value.problems[0].code == "appeal_against_it"
    with pytest.raises(Conflict, match="appeal_open"):
        life.change(do.SystemRoute(agency_id=agency_id, by="model"), SYSTEM)
    assert life.does(do.Route(agency_id="bali"), DESK).case.agency_id == "bali"


@pytest.mark.parametrize("holder", ["kota", "dinas-pu"])
def test_whom_it_is_against_never_decides(holder: str) -> None:
    life = appealed()
    life.case = replace(life.case, agency_id=holder)  # however it came there
    with pytest.raises(NotAllowed, match="appeal_against_it"):
        life.change(UPHOLD, KOTA)


@pytest.mark.parametrize(
    "actor", [KOTA, KABUPATEN, DESK, officer(Role.MONITOR, "jatim"), officer(Role.LIAISON, "jatim")]
)
def test_nor_does_anybody_but_the_senior(actor) -> None:
    with pytest.raises(NotAllowed):
        appealed().change(UPHOLD, actor)


# Upheld


def test_an_upheld_appeal_orders_the_repair_with_a_clock() -> None:
    life = upheld()
    case = life.case
    assert (case.status, case.agency_id, case.closed) == (Status.IN_PROGRESS, "kota", None)
    assert case.appeal is not None
    assert (case.appeal.upheld, case.appeal.decided_by) == (True, "jatim")
    deadline = deadline_in_force(case)
    assert deadline is not None
    assert deadline.name == "resolve"
    assert life.days_left()["resolve_by"] == "2026-02-25T23:59:59+07:00"  # 14 from the 3rd
    assert dict(life.events[-1].data) == {
        "text": UPHOLD.text,
        "upheld": True,
        "order_to": "kota",
        "deadlines": life.days_left(),
    }


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (do.Return(reason="Bukan kami"), "must_keep"),
        (do.Transfer(agency_id="bali", reason="Bukan kami"), "must_keep"),
        (do.Archive(reason="out_of_scope"), "answer_owed"),
    ],
)
def test_the_order_is_carried_out_not_evaded(action: do.Action, code: str) -> None:
    with pytest.raises(Conflict, match=code):
        upheld().change(action, KOTA)


def test_the_repair_is_answered_rated_and_closed() -> None:
    life = upheld().answered().does(do.Rate(satisfied=True), REPORTER)
    assert life.case.closed is not None
    assert life.case.closed.reason == "confirmed"


def test_the_new_answer_can_be_appealed_too() -> None:
    life = upheld().answered().does(APPEAL, REPORTER)
    assert life.case.agency_id == "jatim"
    assert life.case.appeal is not None
    assert life.case.appeal.decided_at is None


def test_who_decided_hears_first_that_the_repair_is_late() -> None:
    life = upheld().at_local("2026-02-26")
    life.catches_up()
    assert life.events[-1].data["notify"] == ["kota", "jatim"]
    life.at_local("2026-03-03").catches_up()
    assert life.events[-1].data["notify"] == ["kemendagri"]


def test_an_agency_that_ended_meanwhile_leaves_the_repair_with_the_desk() -> None:
    life = without(appealed(), "kota").does(UPHOLD, JATIM)
    assert (life.case.status, life.case.agency_id) == (Status.TRIAGE, None)
    assert deadline_in_force(life.case) is not None
    assert "order_to" not in life.events[-1].data
