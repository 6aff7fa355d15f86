"""What is kept from a government is in no list and no count of its administrator, also where the
national desk gave it to a unit of that government."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.model import Case, Status
from chalicelib.protection.receipts import new_case_id
from chalicelib.store import cases
from tests.integration.http.asked import ask, nothing_changes, requests
from tests.integration.people import NATIONAL, SCHOOLS, SURABAYA, acts, filed
from tests.integration.rows import case, put
from tests.integration.world import World

CITY, UNIT, OTHER_UNIT = (
    "kota-surabaya",
    "kota-surabaya-dinas-pendidikan",
    "kota-surabaya-dinas-kesehatan",
)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def of(agency_id: str, **changes: Any) -> Case:
    return case(
        agency_id=agency_id, **({"filed_at": NOW - 2 * DAY, "limit": NOW + 3 * DAY} | changes)
    )


def listed(world: World, groups: str, **query: str) -> set[str]:
    status, page, _ = world.call("GET", "/v1/officer/inbox", query=query, groups=groups)
    assert status == 200, page
    return {item["id"] for item in page["items"]}


def counted(world: World, groups: str, **query: str) -> tuple[dict[str, int], int]:
    status, told, _ = world.call("GET", "/v1/officer/inbox/counts", query=query, groups=groups)
    assert status == 200, told
    return {one["status"]: one["number"] for one in told["items"]}, told["overdue"]


def test_the_national_desk_gives_it_to_a_unit_and_the_government_hears_nothing(
    world: World,
) -> None:
    case_id = filed(world, not_to=[CITY], confidential=True, anonymous=True)["id"]
    acts(world, case_id, NATIONAL, "route", agency_id=UNIT)
    nothing = {"routed": 0, "in_progress": 0, "on_hold": 0, "answered": 0}
    assert listed(world, SURABAYA) == set()
    assert counted(world, SURABAYA) == (nothing, 0)
    assert listed(world, SCHOOLS) == {case_id}
    assert counted(world, SCHOOLS) == (nothing | {"routed": 1}, 0)


def test_at_the_national_desks_agency_who_decides_reads_it_and_nobody_else(world: World) -> None:
    case_id = filed(world, not_to=["kemenpanrb"], confidential=True, anonymous=True)["id"]
    path, desk = f"/v1/officer/complaints/{case_id}", "agency.kemenpanrb"
    assert world.call("GET", path, groups=NATIONAL)[0] == 200
    for role in ("monitor", "custodian", "agency_admin", "liaison"):
        status, refused, _ = world.call("GET", path, groups=f"[{role} {desk}]")
        assert (status, refused["error"]["code"]) == (404, "unknown_case"), role
        assert listed(world, f"[{role} {desk}]") == set(), role
    assert listed(world, "[monitor agency.ksp]") == {case_id}


@pytest.mark.parametrize("role", ["agency_admin", "liaison", "monitor", "custodian"])
def test_nobody_of_whom_it_is_kept_from_finds_it_on_any_route(world: World, role: str) -> None:
    """Also where a unit of theirs has it, which they would read otherwise."""
    kept = {"not_to": [CITY], "confidential": True, "anonymous": True}
    case_id, other_id = (filed(world, **more)["id"] for more in (kept, {"confidential": True}))
    acts(world, case_id, NATIONAL, "route", agency_id=UNIT)
    groups = f"[{role} agency.{CITY}]"
    version = cases.get(case_id).version
    with nothing_changes() as readings:
        for asked in requests():
            unknown = ask(world, asked, new_case_id(), groups)
            assert unknown[1]["code"] == "unknown_case"
            assert ask(world, asked, case_id, groups, version) == unknown, asked
    assert readings
    assert all(row["refused"]["BOOL"] for row in readings)
    reads_the_other = role != "liaison"
    assert listed(world, groups, q=case_id) == set()
    assert listed(world, groups, q=other_id) == ({other_id} if reads_the_other else set())
    query = {"case_id": case_id}
    status, body, _ = world.call("GET", "/v1/admin/readings", query=query, groups=groups)
    audits = role in ("monitor", "custodian")
    assert (status, body["error"]["code"]) == (
        (404, "unknown_case") if audits else (403, "role_may_not")
    )


def test_a_government_lists_and_counts_what_it_may_read_alone(world: World) -> None:
    barred = of(UNIT, not_to=(CITY,), limit=NOW - DAY)
    accusing = of(UNIT, accused=(CITY,), status=Status.IN_PROGRESS)
    closed = of(UNIT, not_to=(CITY,), status=Status.CLOSED, ended_at=NOW - DAY)
    given = of(CITY, not_to=(CITY,), limit=NOW - DAY)  # by the national desk all the same
    from_another = of(UNIT, not_to=(OTHER_UNIT,))
    put([barred, accusing, closed, given, from_another])
    assert listed(world, SURABAYA) == {given.id, from_another.id}
    assert listed(world, SURABAYA, overdue="true") == {given.id}
    assert listed(world, SURABAYA, agency=UNIT) == {from_another.id}
    assert listed(world, SURABAYA, status="closed") == set()
    few = {"routed": 2, "in_progress": 0, "on_hold": 0, "answered": 0}
    assert counted(world, SURABAYA) == (few, 1)
    assert counted(world, SURABAYA, agency=UNIT) == (few | {"routed": 1}, 0)
    assert listed(world, SCHOOLS) == {barred.id, accusing.id, from_another.id}
    assert listed(world, NATIONAL, agency=UNIT) == listed(world, SCHOOLS)
    all_of_it = (few | {"in_progress": 1}, 1)
    assert counted(world, SCHOOLS) == counted(world, NATIONAL, agency=UNIT) == all_of_it
