"""Who took over from an agency that a case is kept from does not get it either: the same people sit
there under another name."""

from datetime import date
from typing import Any

import pytest

from chalicelib.case.authority import is_kept_from, may_read, senior_for
from chalicelib.case.model import Role, Status
from chalicelib.errors import Conflict, Invalid
from chalicelib.structs import replace
from tests import do

from .world import DESK, KOTA, Life, Office, Offices, officer

KEPT = [{"not_to": ("dinas-air",)}, {"accused": ("dinas-air",)}]
NEW = Office(id="dinas-air-baru", name="Dinas Air dan Sungai", parent_id="kota")
LAST = Office(id="dinas-sungai", name="Dinas Sungai", parent_id="kota")


class Reorganised(Offices):
    """The office for water ended; the first that took over, or both of two it was split into."""

    def __init__(self, **of_old: Any) -> None:
        super().__init__()
        old = replace(self._offices["dinas-air"], closed_on=date(2026, 2, 2), **of_old)
        new = replace(NEW, closed_on=date(2026, 2, 2), successor_id="dinas-sungai")
        self._offices |= {"dinas-air": old, "dinas-air-baru": new, "dinas-sungai": LAST}


def kept(life: Life, kept_from: dict[str, Any], **of_old: Any) -> Life:
    life.case = replace(life.case, **kept_from)
    life.context = replace(life.context, agencies=Reorganised(**of_old))
    return life


@pytest.mark.parametrize("kept_from", KEPT)
@pytest.mark.parametrize(
    "of_old",
    [
        {"successor_id": "dinas-air-baru"},  # which ended too: it is with its own
        {"successor_id": "dinas-sungai"},
        {"successor_ids": ("dinas-pu", "dinas-sungai")},
    ],
)
def test_nobody_gives_it_to_who_took_over_from_whom_it_is_kept_from(
    kept_from: dict[str, Any], of_old: dict[str, Any]
) -> None:
    life = kept(Life.routed(), kept_from, **of_old)
    for action in (
        do.Transfer(agency_id="dinas-sungai", reason="Urusan air."),
        do.AskContribution(agency_id="dinas-sungai", question="Sejak kapan?"),
    ):
        with pytest.raises(Invalid) as refused:
            life.change(action, KOTA)
        assert [one.code for one in refused.value.problems] == ["kept_from_it"]
    life.does(do.Return(reason="Bukan urusan kami."), KOTA)
    with pytest.raises(Conflict, match="kept_from_it"):
        life.change(do.SystemRoute(agency_id="dinas-sungai", by="model"))
    life.does(do.Route(agency_id="dinas-sungai"), DESK)  # who decides otherwise by name
    assert may_read(life.case, officer(Role.LIAISON, "dinas-sungai"), life.now)


def test_it_goes_to_the_desk_and_not_to_who_took_over() -> None:
    life = kept(Life.routed(to="dinas-air"), KEPT[0], successor_id="dinas-sungai")
    life.does(do.Reassign())
    assert (life.case.agency_id, life.case.status) == (None, Status.TRIAGE)
    senior = kept(Life.routed(), {"not_to": ("jatim",)})
    offices: Any = senior.context.agencies
    offices._offices["jatim"] = replace(
        offices._offices["jatim"],
        closed_on=date(2026, 2, 2),
        successor_id="kemendagri",
    )
    assert senior_for(senior.case, "kota", senior.now) == "kemenpanrb"


def test_before_its_last_day_nobody_took_over() -> None:
    life = kept(Life.routed(), KEPT[0])
    found: Any = life.context.agencies
    offices = found._offices
    offices["dinas-air"] = replace(
        offices["dinas-air"], closed_on=date(2026, 12, 31), successor_id="dinas-sungai"
    )
    assert not is_kept_from(life.case, "dinas-sungai", life.now)
    assert is_kept_from(life.case, "dinas-air", life.now)
