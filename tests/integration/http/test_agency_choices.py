"""Which agencies an officer is offered for an action on a complaint."""

import pytest

from tests.integration.people import NATIONAL, SCHOOLS, acts, filed
from tests.integration.world import World

HOLDER = "kota-surabaya-dinas-pendidikan"
CITY = "[agency_admin agency.kota-surabaya]"


@pytest.fixture(scope="module")
def case_id(shared_world: World) -> str:
    return str(filed(shared_world)["id"])


def offered(world: World, case_id: str, groups: str, action: str, q: str = "") -> list[str]:
    path = f"/v1/officer/complaints/{case_id}/agencies"
    status, answer, _ = world.call("GET", path, query={"action": action, "q": q}, groups=groups)
    assert status == 200, answer
    return [one["id"] for one in answer["items"]]


def test_a_citys_admin_passes_a_case_on_within_the_city(shared_world: World, case_id: str) -> None:
    found = offered(shared_world, case_id, CITY, "route")
    assert found
    assert all(one.startswith("kota-surabaya") for one in found)
    assert HOLDER not in found
    assert offered(shared_world, case_id, CITY, "route", "dukcapil malang") == []
    assert offered(shared_world, case_id, CITY, "transfer", "dukcapil malang") != []


def test_what_would_be_refused_is_not_offered(shared_world: World) -> None:
    case_id = str(filed(shared_world, not_to=["kota-surabaya-dinas-kesehatan"])["id"])
    asked = "provinsi-jawa-timur-dinas-pendidikan"
    assert asked in offered(shared_world, case_id, SCHOOLS, "ask_contribution", "dinas pendidikan")
    acts(shared_world, case_id, SCHOOLS, "ask_contribution", agency_id=asked, question="Kapan?")
    found = offered(shared_world, case_id, SCHOOLS, "ask_contribution", "dinas")
    assert asked not in found
    assert "kota-surabaya-dinas-kesehatan" not in found
    for action in ("route", "transfer", "split"):
        assert "kota-surabaya-dinas-kesehatan" not in offered(
            shared_world, case_id, CITY, action, "kesehatan"
        )
    assert "kota-surabaya-dinas-kesehatan" not in offered(
        shared_world, case_id, NATIONAL, "split", "kesehatan"
    )
    assert "kota-surabaya-dinas-kesehatan" in offered(
        shared_world, case_id, NATIONAL, "transfer", "kesehatan"
    )


def test_who_called_it_not_theirs_is_offered_by_the_desk_alone(shared_world: World) -> None:
    case_id = str(filed(shared_world)["id"])
    health = "kota-surabaya-dinas-kesehatan"
    acts(shared_world, case_id, CITY, "transfer", agency_id=health, reason="Urusan kesehatan.")
    assert HOLDER not in offered(shared_world, case_id, CITY, "transfer", "pendidikan")
    assert HOLDER in offered(shared_world, case_id, NATIONAL, "transfer", "pendidikan")
    assert health not in offered(shared_world, case_id, NATIONAL, "transfer", "kesehatan")


def test_another_action_names_no_agency(shared_world: World, case_id: str) -> None:
    path = f"/v1/officer/complaints/{case_id}/agencies"
    assert shared_world.call("GET", path, query={"action": "answer"}, groups=CITY)[0] == 422
    stranger = "[liaison agency.kota-malang]"
    assert shared_world.call("GET", path, query={"action": "route"}, groups=stranger)[0] in (
        403,
        404,
    )
