"""An agency ends: its open cases go to its successor or to the national desk, promises kept."""

from datetime import date

import pytest

from chalicelib.case.actions import allowed
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.model import REPORTER, SYSTEM, Case, Location, OwedReply, Role, Status
from chalicelib.errors import Conflict, NotAllowed
from chalicelib.structs import replace
from tests import do

from .world import DESK, KOTA, OFFICES, Life, Office, Offices, in_status, officer

LAST_DAY = date(2026, 2, 3)  # life begins on Monday 2 February
HELD = (Status.ROUTED, Status.IN_PROGRESS, Status.ON_HOLD, Status.ANSWERED)


def where(life: Life, **changes: dict[str, object]) -> Life:
    """The register with these offices changed."""
    offices = tuple(replace(office, **changes.get(office.id, {})) for office in OFFICES)
    life.context = replace(life.context, agencies=Offices(offices))
    return life


def ended(life: Life, successor_id: str | None = None, **others: dict[str, object]) -> Life:
    """The day after the city's last day."""
    kota = {"closed_on": date(2026, 2, 4), "successor_id": successor_id}
    return where(life, kota=kota, **others).at_local("2026-02-04")


def due_at(case: Case) -> object:
    deadline = deadline_in_force(case)
    return deadline and deadline.at


@pytest.mark.parametrize("status", HELD)
def test_the_successor_takes_up_every_open_case_as_it_stands(status: Status) -> None:
    life = ended(in_status(status), "kabupaten")
    before = life.case
    after = life.does(do.Reassign()).case
    assert (after.agency_id, after.status) == ("kabupaten", status)
    assert (after.deadlines, after.hold, after.zone) == (
        before.deadlines,
        before.hold,
        before.zone,
    )
    event = life.events[-1]
    assert (event.type, event.actor.role) == ("reassigned", Role.SYSTEM)
    assert (event.data["from_agency_id"], event.data["agency_id"]) == ("kota", "kabupaten")


@pytest.mark.parametrize("status", HELD)
def test_an_agency_in_its_last_day_keeps_its_cases(status: Status) -> None:
    life = ended(in_status(status), "kabupaten").at_local("2026-02-03", "23:59")
    with pytest.raises(Conflict, match="holder_exists"):
        life.change(do.Reassign())
    assert "reassign" not in allowed(life.case, SYSTEM, life.now)


def test_the_last_day_is_that_of_the_agencys_own_zone() -> None:
    life = where(Life.routed(to="papua"), papua={"closed_on": date(2026, 2, 4)})
    life.at_local("2026-02-03", "21:30")  # 23:30 in Papua; the case keeps to its holder's zone
    assert life.case.zone == "WIT"
    life.case = replace(life.case, zone="WIB")
    life.at_local("2026-02-03", "21:59")
    with pytest.raises(Conflict, match="holder_exists"):
        life.change(do.Reassign())
    assert life.at_local("2026-02-03", "22:00").does(do.Reassign()).case.agency_id is None


def test_nobody_but_the_system_reassigns() -> None:
    life = ended(Life.routed(), "kabupaten")
    for actor in (DESK, KOTA, REPORTER):
        with pytest.raises(NotAllowed, match="role_may_not"):
            life.change(do.Reassign(), actor)


@pytest.mark.parametrize("status", HELD[:3])
def test_without_a_successor_the_national_desk_has_it(status: Status) -> None:
    life = ended(in_status(status))
    deadline = due_at(life.case)
    after = life.does(do.Reassign()).case
    assert after.agency_id is None
    assert after.status is (Status.ON_HOLD if status is Status.ON_HOLD else Status.TRIAGE)
    assert due_at(after) == deadline
    assert life.events[-1].data["agency_id"] is None
    assert "route" in allowed(after, DESK, life.now) or after.hold is not None


def test_a_question_stays_open_and_its_case_comes_back_to_the_desk() -> None:
    life = ended(in_status(Status.ON_HOLD)).does(do.Reassign())
    assert life.case.hold is not None
    life.does(do.Message(text="Di depan pasar"), REPORTER)
    assert (life.case.status, life.case.agency_id) == (Status.TRIAGE, None)
    assert life.does(do.Route(agency_id="bali"), DESK).case.agency_id == "bali"


def test_no_promise_that_was_kept_is_missed_by_the_move() -> None:
    life = in_status(Status.IN_PROGRESS)  # the first follow-up was given on the first day
    life = ended(life).at_local("2026-02-12")  # and would have been due before this day
    assert life.case.deadlines.follow_up_by < life.at
    life.does(do.Reassign())
    assert life.catches_up() == []
    assert life.case.deadlines.resolve_by == deadline_in_force(life.case).at
    life.does(do.Route(agency_id="kabupaten"), DESK)
    assert life.catches_up() == []


def test_a_promise_that_was_missed_stays_missed() -> None:
    life = ended(Life.routed()).at_local("2026-02-11")
    missed = life.case.deadlines.follow_up_by
    assert missed < life.at
    life.does(do.Reassign())
    assert life.case.deadlines.follow_up_by == missed
    assert [event.data["notify"] for event in life.catches_up()] == [["kemenpanrb"]]


def test_a_reply_that_is_owed_keeps_its_day_on_the_desk() -> None:
    life = in_status(Status.ANSWERED).does(do.Message(text="Masih padam"), REPORTER)
    deadline = due_at(life.case)
    assert isinstance(life.case.owed_reply, OwedReply)
    life = ended(life).does(do.Reassign())
    assert due_at(life.case) == deadline


def test_an_answer_waits_for_its_rating_where_there_is_no_successor() -> None:
    life = ended(in_status(Status.ANSWERED))
    with pytest.raises(Conflict, match="holder_exists"):
        life.change(do.Reassign())
    life.does(do.Message(text="Masih padam"), REPORTER)
    assert life.does(do.Reassign()).case.status is Status.TRIAGE


@pytest.mark.parametrize("status", sorted(set(Status) - set(HELD)))
def test_what_nobody_holds_or_has_ended_stays(status: Status) -> None:
    life = in_status(status)
    life = ended(life, "kabupaten").at_local("2026-04-01")
    with pytest.raises(Conflict, match="wrong_status"):
        life.change(do.Reassign())


def test_the_successor_of_a_successor_is_asked() -> None:
    gone = {"closed_on": LAST_DAY, "successor_id": "bali"}
    assert ended(Life.routed(), "lama", lama=gone).does(do.Reassign()).case.agency_id == "bali"


@pytest.mark.parametrize("successor_id", ["kota", "nowhere", "lama"])
def test_a_successor_that_does_not_exist_gets_nothing(successor_id: str) -> None:
    """Itself, an unknown one, and two that name each other."""
    gone = {"closed_on": LAST_DAY, "successor_id": "kota"}
    assert ended(Life.routed(), successor_id, lama=gone).does(do.Reassign()).case.agency_id is None


def split(life: Life, *successors: str, sector: str | None = "roads", **others: object) -> Life:
    """The city ended and was split; the district has roads, the province water."""
    life.case = replace(life.case, sector=sector, **others)
    life = where(
        life,
        kota={"closed_on": date(2026, 2, 4), "successor_ids": successors},
        kabupaten={"sectors": ("roads",)},
        jatim={"sectors": ("water",)},
    )
    return life.at_local("2026-02-04")


@pytest.mark.parametrize(
    ("sector", "holder"),
    [("roads", "kabupaten"), ("water", "jatim"), ("schools", None), (None, None)],
)
def test_of_several_successors_each_takes_up_its_own(
    sector: str | None, holder: str | None
) -> None:
    life = split(Life.routed(), "kabupaten", "jatim", sector=sector)
    after = life.does(do.Reassign()).case
    assert (after.agency_id, after.status) == (holder, "routed" if holder else "triage")
    assert life.events[-1].data["agency_id"] == holder


def test_the_place_counts_for_whose_it_is() -> None:
    life = split(Life.routed(), "kabupaten", location=Location(region_code="99"))
    assert life.does(do.Reassign()).case.agency_id is None


def test_an_answer_moves_to_the_one_of_several_whose_it_is() -> None:
    life = split(in_status(Status.ANSWERED), "kabupaten", "jatim")
    assert life.does(do.Reassign()).case.agency_id == "kabupaten"
    life = split(in_status(Status.ANSWERED), "kabupaten", "jatim", sector="schools")
    with pytest.raises(Conflict, match="holder_exists"):
        life.change(do.Reassign())


def test_one_of_several_that_ended_too_is_asked_for_its_own() -> None:
    life = split(Life.routed(), "kabupaten", "jatim")
    gone = {"closed_on": LAST_DAY, "successor_id": "bali", "sectors": ("roads",)}
    kota = {"closed_on": date(2026, 2, 4), "successor_ids": ("kabupaten", "jatim")}
    assert where(life, kota=kota, kabupaten=gone).does(do.Reassign()).case.agency_id == "bali"


def test_who_said_not_ours_does_not_get_it_by_succession() -> None:
    life = Life.routed(to="kabupaten")
    life.does(do.Return(reason="Bukan kami"), officer(Role.AGENCY_ADMIN, "kabupaten"))
    life.does(do.SystemRoute(agency_id="kota", by="model"))
    assert ended(life, "kabupaten").does(do.Reassign()).case.agency_id is None


def test_what_must_be_kept_binds_the_successor_and_not_whom_the_desk_names_next() -> None:
    kept = replace(Life.routed().case, must_keep=True)
    life = Life.routed()
    life.case = kept
    assert ended(life, "kabupaten").does(do.Reassign()).case.must_keep
    life.case = kept
    assert not ended(life).does(do.Reassign()).case.must_keep


# Appeals

APPEAL = do.Rate(satisfied=False, comment="Masih padam", appeal=True)


def appealed() -> Life:
    """Against the city, with the province."""
    life = in_status(Status.ANSWERED).does(APPEAL, REPORTER)
    assert life.case.agency_id == "jatim"
    return life


@pytest.mark.parametrize("successor_id", [None, "kota", "dinas-pu"])
def test_an_appeal_goes_to_the_national_desk_by_name(successor_id: str | None) -> None:
    """Never to whom it is against, not even as the successor of the one that had it."""
    gone = {"closed_on": LAST_DAY, "successor_id": successor_id, "supervisor_id": None}
    life = where(appealed(), jatim=gone).at_local("2026-02-04")
    before = life.case
    after = life.does(do.Reassign()).case
    assert (after.agency_id, after.status) == ("kemenpanrb", Status.IN_PROGRESS)
    assert (after.deadlines, after.appeal) == (before.deadlines, before.appeal)
    assert life.events[-1].data["agency_id"] == "kemenpanrb"
    with pytest.raises(Conflict, match="holder_exists"):
        life.change(do.Reassign())


def test_an_appeal_goes_to_the_next_above_that_exists_as_a_new_one_does() -> None:
    gone = {"closed_on": LAST_DAY, "successor_id": "bali"}
    life = where(appealed(), jatim=gone).at_local("2026-02-04")
    assert life.does(do.Reassign()).case.agency_id == "kemendagri"


def test_an_order_to_repair_goes_to_the_successor() -> None:
    life = ended(appealed(), "kabupaten")
    upheld = do.ResolveAppeal(text="Pasang lampunya.", upheld=True)
    life.does(upheld, officer(Role.AGENCY_ADMIN, "jatim"))
    assert (life.case.agency_id, life.case.status) == ("kabupaten", Status.IN_PROGRESS)
    assert life.events[-1].data["order_to"] == "kabupaten"


def test_a_reopened_case_goes_to_the_successor() -> None:
    life = ended(in_status(Status.ARCHIVED), "kabupaten")
    life.does(do.Reopen(reason="Belum beres"), REPORTER)
    assert (life.case.agency_id, life.case.status) == ("kabupaten", Status.IN_PROGRESS)


# Escalation


def levels(life: Life) -> dict[int, list[str]]:
    events = life.at_local("2026-03-02").catches_up()
    return {
        event.data["level"]: event.data["notify"] for event in events if event.type == "escalated"
    }


def test_escalation_skips_a_senior_agency_that_ended() -> None:
    life = where(Life.routed(), jatim={"closed_on": LAST_DAY, "successor_id": "bali"})
    assert levels(life)[2] == ["kemendagri"]


def test_escalation_skips_a_holder_that_ended() -> None:
    assert levels(ended(Life.routed()))[1] == ["jatim"]


def test_an_agency_ends_above_by_its_own_clock() -> None:
    """At 23:00 WIB of the last day in Jakarta it is the next day already in Papua."""
    dinas = Office(id="dinas-papua", name="Dinas", zone="WIB", parent_id="papua")
    offices = tuple(
        replace(each, closed_on=date(2026, 2, 4)) if each.id == "papua" else each
        for each in OFFICES
    )
    life = Life.routed()
    life.context = replace(life.context, agencies=Offices((*offices, dinas)))
    life.does(do.Transfer(agency_id="dinas-papua", reason="Wilayahnya"), DESK)
    life.does(do.Answer(text="Sudah."), officer(Role.LIAISON, "dinas-papua"))
    life.at_local("2026-02-03", "23:00").does(APPEAL, REPORTER)
    assert life.case.agency_id == "kemendagri"
