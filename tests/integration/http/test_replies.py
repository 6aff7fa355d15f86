"""The replies that agencies keep: who writes them, who uses them, and what is refused."""

from typing import Any

import pytest

from tests.integration.world import World

ADMIN_OF_CITY = "[agency_admin agency.kota-surabaya]"
ADMIN_OF_UNIT = "[agency_admin agency.kota-surabaya-dinas-pendidikan]"
UNIT = "[liaison agency.kota-surabaya-dinas-pendidikan]"
OTHER_UNIT = "[liaison agency.kota-surabaya-dinas-kesehatan]"
THANKS = {
    "title": "Terima kasih",
    "text": "Laporan {nomor} tentang {judul} kami terima {hari_ini}.",
}
LATER = {"title": "Menunggu", "text": "Kami menjawab paling lambat {batas_waktu}."}


def put(world: World, groups: str, version: int, *items: dict[str, str]) -> tuple[int, Any]:
    body = {"version": version, "items": list(items)}
    return world.call("PUT", "/v1/admin/replies", body, groups=groups)[:2]


def usable(world: World, groups: str) -> list[dict[str, str]]:
    return list(world.call("GET", "/v1/officer/replies", groups=groups)[1]["items"])


def test_an_agencys_replies_are_its_officers_and_those_of_its_units(world: World) -> None:
    assert world.call("GET", "/v1/admin/replies", groups=ADMIN_OF_CITY)[1] == {
        "version": 0,
        "items": [],
    }
    assert put(world, ADMIN_OF_CITY, 0, THANKS) == (200, {"version": 1, "items": [THANKS]})
    assert put(world, ADMIN_OF_UNIT, 0, LATER)[0] == 200
    assert usable(world, UNIT) == [LATER, THANKS]
    assert usable(world, OTHER_UNIT) == [THANKS]
    assert usable(world, ADMIN_OF_CITY) == [THANKS]
    assert usable(world, "[liaison agency.kota-malang]") == []
    assert put(world, ADMIN_OF_CITY, 1, LATER, THANKS)[1] == {
        "version": 2,
        "items": [LATER, THANKS],
    }
    assert put(world, ADMIN_OF_CITY, 2)[1] == {"version": 3, "items": []}
    assert usable(world, OTHER_UNIT) == []


def test_two_admins_do_not_write_over_one_another(world: World) -> None:
    assert put(world, ADMIN_OF_CITY, 0, THANKS)[0] == 200
    for seen in (0, 2):
        status, answer = put(world, ADMIN_OF_CITY, seen, LATER)
        assert (status, answer["error"]["code"]) == (409, "changed_meanwhile")
    assert usable(world, OTHER_UNIT) == [THANKS]


@pytest.mark.parametrize("groups", [UNIT, "[monitor agency.ombudsman]", "[custodian agency.ksp]"])
def test_who_is_no_admin_writes_none(world: World, groups: str) -> None:
    status, answer = put(world, groups, 0, THANKS)
    assert (status, answer["error"]["code"]) == (403, "role_may_not")


def test_the_national_desk_keeps_its_own(world: World) -> None:
    desk = "[national_admin agency.kemenpanrb]"
    assert put(world, desk, 0, THANKS)[0] == 200
    assert usable(world, desk) == [THANKS]
    assert usable(world, UNIT) == []


def test_what_nobody_fills_in_is_refused(world: World) -> None:
    status, answer = put(world, ADMIN_OF_CITY, 0, THANKS, LATER | {"text": "Yth. {nama}, {}"})
    assert status == 422
    fields = answer["error"]["fields"]
    assert {(one["field"], one["problem"]) for one in fields} == {
        ("items.1.text", "unknown_placeholder")
    }
    assert put(world, ADMIN_OF_CITY, 0, *[THANKS] * 51)[0] == 422
    assert put(world, ADMIN_OF_CITY, 0, *[THANKS] * 50)[0] == 200
