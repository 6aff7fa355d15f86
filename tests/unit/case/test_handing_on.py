"""Bukan wewenang: "not ours", and the end of ping-pong."""

import pytest

from chalicelib.case.actions import allowed
from chalicelib.case.model import SYSTEM, Role, Status
from chalicelib.case.routing_actions import desk_must_decide
from chalicelib.errors import Conflict, Invalid, NotAllowed
from tests import do

from .world import DESK, KABUPATEN, KOTA, KOTA_LIAISON, Life, officer

NOT_OURS = do.Return(reason="Jalan nasional")


def twice_returned() -> Life:
    life = Life.routed().does(NOT_OURS, KOTA)
    life.does(do.SystemRoute(agency_id="kabupaten", by="model"))
    return life.does(NOT_OURS, KABUPATEN)


def test_a_returned_case_is_held_by_nobody() -> None:
    life = Life.routed().does(NOT_OURS, KOTA_LIAISON)
    assert (life.case.status, life.case.agency_id) == (Status.RETURNED, None)
    assert life.case.returned_by == ("kota",)
    assert life.events[-1].data == {"agency_id": "kota", "reason": "Jalan nasional"}


def test_the_rules_never_send_it_back_to_who_returned_it() -> None:
    life = Life.routed().does(NOT_OURS, KOTA)
    with pytest.raises(Conflict, match="returned_it"):
        life.change(do.SystemRoute(agency_id="kota", by="model"))
    assert life.does(do.SystemRoute(agency_id="bali", by="model")).case.agency_id == "bali"


def test_only_the_holder_returns() -> None:
    with pytest.raises(NotAllowed, match="not_your_case"):
        Life.routed().change(NOT_OURS, KABUPATEN)
    with pytest.raises(NotAllowed):
        Life.routed().change(NOT_OURS, DESK)


def test_after_two_returns_only_the_national_desk_decides() -> None:
    life = twice_returned()
    assert desk_must_decide(life.case, life.now)
    with pytest.raises(Conflict, match="national_desk_decides"):
        life.change(do.SystemRoute(agency_id="bali", by="model"))
    life.does(do.SendToTriage(reason="disputed"))
    with pytest.raises(Conflict, match="national_desk_decides"):
        life.change(do.SystemRoute(agency_id="bali", by="model"))
    assert "route" not in allowed(life.case, SYSTEM, life.now)
    assert "route" in allowed(life.case, DESK, life.now)


@pytest.mark.parametrize("named", ["kota", "bali"])
def test_whom_the_desk_names_then_has_to_keep_it(named: str) -> None:
    life = twice_returned().does(do.Route(agency_id=named), DESK)
    holder = officer(Role.AGENCY_ADMIN, named)
    assert life.case.must_keep
    assert {"return", "transfer"}.isdisjoint(allowed(life.case, holder, life.now))
    for action in (NOT_OURS, do.Transfer(agency_id="jatim", reason="Bukan kami")):
        with pytest.raises(Conflict, match="must_keep"):
            life.change(action, holder)
    assert {"start", "answer", "hold"} <= set(allowed(life.case, holder, life.now))


def test_a_unit_keeps_it_as_its_government_does() -> None:
    life = twice_returned().does(do.Route(agency_id="kota"), DESK)
    life.does(do.Route(agency_id="dinas-pu"), KOTA)
    with pytest.raises(Conflict, match="must_keep"):
        life.change(NOT_OURS, officer(Role.LIAISON, "dinas-pu"))


def test_the_desk_can_correct_itself() -> None:
    life = twice_returned().does(do.Route(agency_id="kota"), DESK)
    life.does(do.Transfer(agency_id="bali", reason="Salah alamat"), DESK)
    assert (life.case.agency_id, life.case.must_keep) == ("bali", True)


def test_the_first_return_leaves_the_next_agency_free() -> None:
    life = Life.routed().does(NOT_OURS, KOTA).does(do.Route(agency_id="kabupaten"), DESK)
    assert not life.case.must_keep
    assert "return" in allowed(life.case, KABUPATEN, life.now)


def test_a_transfer_is_a_not_ours_too() -> None:
    life = Life.routed().does(do.Transfer(agency_id="kabupaten", reason="Wilayahnya"), KOTA)
    assert (life.case.agency_id, life.case.status) == ("kabupaten", Status.ROUTED)
    assert life.case.returned_by == ("kota",)
    with pytest.raises(Invalid):
        life.change(do.Transfer(agency_id="kota", reason="Kembali"), KABUPATEN)
    life.does(do.Transfer(agency_id="bali", reason="Bukan"), KABUPATEN)
    bali = officer(Role.AGENCY_ADMIN, "bali")
    for again in (do.Transfer(agency_id="papua", reason="Bukan"), NOT_OURS):
        with pytest.raises(Conflict, match="national_desk_decides"):
            life.change(again, bali)
    assert desk_must_decide(life.case, life.now)
    assert life.does(do.Transfer(agency_id="papua", reason="Benar"), DESK).case.must_keep is False


def test_a_transfer_by_the_desk_is_no_not_ours() -> None:
    life = Life.routed().does(do.Transfer(agency_id="kabupaten", reason="Wilayahnya"), DESK)
    assert life.case.returned_by == ()
    assert life.events[-1].data == {
        "from_agency_id": "kota",
        "agency_id": "kabupaten",
        "reason": "Wilayahnya",
    }


@pytest.mark.parametrize("agency_id", ["kota", "nowhere"])
def test_a_transfer_goes_somewhere_else_that_exists(agency_id: str) -> None:
    with pytest.raises(Invalid):
        Life.routed().change(do.Transfer(agency_id=agency_id, reason="Pindah"), KOTA)


def test_work_that_began_goes_on_elsewhere() -> None:
    life = Life.routed().does(do.Start(), KOTA)
    life.does(do.Transfer(agency_id="kabupaten", reason="Wilayahnya"), KOTA)
    assert life.case.status is Status.IN_PROGRESS
