"""Who an officer is: one role and one agency, as the token says in whatever form."""

from typing import Any

import pytest

from tests.integration.people import filed
from tests.integration.world import World

SCHOOLS = "agency.kota-surabaya-dinas-pendidikan"


@pytest.fixture(scope="module")
def case_id(shared_world: World) -> str:
    return str(filed(shared_world)["id"])


@pytest.mark.parametrize(
    "groups",
    [f"[liaison {SCHOOLS}]", f"{SCHOOLS},liaison", ["liaison", SCHOOLS], f"x liaison {SCHOOLS}"],
)
def test_an_officer_is_who_the_token_says(shared_world: World, case_id: str, groups: Any) -> None:
    status, page, _ = shared_world.call("GET", "/v1/officer/inbox", groups=groups)
    assert status == 200
    assert case_id in {item["id"] for item in page["items"]}


@pytest.mark.parametrize(
    "groups",
    [
        "",
        "[liaison]",
        f"[{SCHOOLS}]",
        f"[liaison monitor {SCHOOLS}]",
        f"[liaison {SCHOOLS} agency.bri]",
        f"[system {SCHOOLS}]",
        f"[reporter {SCHOOLS}]",
        "[agency_admin agency.]",
        "[national_admin agency.kota-surabaya]",
    ],
)
def test_without_one_role_and_one_agency_nobody_is_an_officer(
    shared_world: World, groups: str
) -> None:
    status, answer, _ = shared_world.call("GET", "/v1/officer/inbox", groups=groups)
    assert (status, answer["error"]["code"]) == (403, "no_role")


def test_a_monitor_lists_what_was_kept_from_it_and_given_to_it_all_the_same(
    shared_world: World,
) -> None:
    from tests.integration.people import NATIONAL, acts

    province = "provinsi-jawa-timur"
    answer = filed(shared_world, not_to=[province], agency_id=None)
    acts(shared_world, answer["id"], NATIONAL, "transfer", agency_id=province, reason="Milik kita.")
    monitor = f"[monitor agency.{province}]"
    page = shared_world.call("GET", "/v1/officer/inbox", groups=monitor)[1]
    assert answer["id"] in {item["id"] for item in page["items"]}
