"""Administrators say what changed among the regions; everybody goes by it without a release."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib import warm
from chalicelib.routing import regions
from chalicelib.routing.regions import RegionChange
from chalicelib.workdays import local_date
from tests.integration.people import KEY, NATIONAL, SCHOOLS, filed
from tests.integration.store.test_rows import counted, reference
from tests.integration.world import World

HEADER = "code,name,valid_from,valid_to,successors,zone\n"
YESTERDAY = (local_date(datetime.now(UTC), "WIB") - timedelta(days=1)).isoformat()
TODAY = local_date(datetime.now(UTC), "WIB").isoformat()
# Surabaya is split; Genteng (35.78.07) is in the new one.
SPLIT = (
    f"35.78,Kota Surabaya,,{YESTERDAY},35.90 35.91,\n"
    f"35.78.07,Genteng,,{YESTERDAY},35.90.01,\n"
    f"35.90,Kabupaten Surabaya Tengah,{TODAY},,,\n"
    f"35.90.01,Genteng,{TODAY},,,\n"
    f"35.91,Kabupaten Surabaya Luar,{TODAY},,,\n"
)
CENTRE = "pemerintah-tengah,Pemerintah Tengah,regency,provinsi-jawa-timur,35.90,tengah@x.example\n"
AGENCIES = "id,name,type,supervisor_id,regions,desks\n"


@pytest.fixture(autouse=True)
def _as_it_ships() -> Iterator[None]:
    yield
    regions.overlay((), date.max)


def imports(world: World, what: str, text: str, groups: Any = NATIONAL, **given: Any) -> Any:
    sent = {"csv": text, "dry_run": False} | given
    return world.call("POST", f"/v1/admin/{what}/import", sent, groups=groups)[:2]


def listed(world: World, parent: str) -> list[str]:
    status, answer, _ = world.call("GET", "/v1/regions", query={"parent": parent})
    assert status == 200, answer
    return [item["code"] for item in answer["items"]]


def changes(world: World) -> list[dict[str, Any]]:
    status, answer, _ = world.call("GET", "/v1/admin/regions", groups=SCHOOLS)
    assert status == 200, answer
    found: list[dict[str, Any]] = answer["items"]
    return found


def test_a_dry_run_tells_and_writes_nothing(world: World) -> None:
    before = reference(world).scan()["Items"]
    status, answer = imports(world, "regions", HEADER + SPLIT, dry_run=True)
    assert status == 200, answer
    assert answer == {
        "dry_run": True,
        "lines": 5,
        "problems": [],
        "added": ["35.78", "35.78.07", "35.90", "35.90.01", "35.91"],
        "changed": [],
        "unchanged": 0,
    }
    assert reference(world).scan()["Items"] == before
    assert "dry_run" in imports(world, "regions", HEADER + SPLIT, dry_run=True)[1]


def test_problems_are_told_by_line_and_nothing_is_written(world: World) -> None:
    wrong = HEADER + SPLIT + "35.92,,,,,\n99.01,X,,,,\n"
    before = reference(world).scan()["Count"]
    status, answer = imports(world, "regions", wrong, dry_run=True)
    assert status == 200
    assert [(each["line"], each["field"], each["reason"]) for each in answer["problems"]] == [
        (7, "name", "missing"),
        (8, "code", "unknown_parent"),
    ]
    assert all(each["message"] for each in answer["problems"])
    assert (answer["lines"], len(answer["added"])) == (7, 5)
    status, answer = imports(world, "regions", wrong)
    assert (status, answer["error"]["code"]) == (422, "invalid")
    assert [each["field"] for each in answer["error"]["fields"]] == ["csv.7.name", "csv.8.code"]
    assert reference(world).scan()["Count"] == before


def test_a_header_is_no_line(world: World) -> None:
    status, answer = imports(world, "regions", "code,colour\n", dry_run=True)
    assert (status, answer["lines"], len(answer["problems"])) == (200, 0, 2)


def test_whoever_has_no_role_sees_nothing(world: World) -> None:
    status, answer, _ = world.call("GET", "/v1/admin/regions", groups="agency.kota-surabaya")
    assert (status, answer["error"]["code"]) == (403, "no_role")


def test_only_the_national_administrator_imports(world: World) -> None:
    status, answer = imports(world, "regions", HEADER + SPLIT, groups=SCHOOLS)
    assert (status, answer["error"]["code"]) == (403, "role_may_not")
    assert changes(world) == []


def test_a_split_needs_no_release(world: World) -> None:
    assert "35.78" in listed(world, "35")
    status, answer = imports(world, "regions", HEADER + SPLIT, note="UU 1/2026")
    assert (status, answer["dry_run"], len(answer["added"])) == (200, False, 5)
    assert {"35.90", "35.91"} <= set(listed(world, "35"))
    assert "35.78" not in listed(world, "35")
    assert listed(world, "35.90") == ["35.90.01"]
    # Who answers there is said next, and at once.
    status, answer = imports(world, "agencies", AGENCIES + CENTRE)
    assert status == 200, answer
    assert filed(world, location={"region_code": "35.90.01"})["status"] == "received"
    old = filed(world, location={"region_code": "35.78.07"})
    open_ = filed(world, location={"region_code": "35.78"})
    from chalicelib.store import cases

    assert cases.get(old["id"]).agency_id == "pemerintah-tengah"
    assert (cases.get(open_["id"]).agency_id, cases.get(open_["id"]).status) == (None, "triage")
    status, answer, _ = world.call("GET", f"/v1/complaints/{old['id']}")
    assert answer["region_code"] == "35.78.07"  # as it was filed


def test_the_changes_are_shown_and_counted_again(world: World) -> None:
    assert imports(world, "regions", HEADER + SPLIT)[0] == 200
    first = changes(world)[0]
    assert first == {
        "code": "35.78",
        "name": "Kota Surabaya",
        "valid_from": None,
        "valid_to": YESTERDAY,
        "successors": ["35.90", "35.91"],
        "zone": None,
    }
    again = SPLIT.replace("Surabaya Luar", "Surabaya Raya")
    status, answer = imports(world, "regions", HEADER + again)
    assert (status, answer["added"], answer["changed"]) == (200, [], ["35.91"])
    assert (answer["unchanged"], answer["lines"]) == (4, 5)
    assert changes(world)[-1]["name"] == "Kabupaten Surabaya Raya"
    from chalicelib.store import region_changes, rulebook

    assert [each.revision for each in region_changes.every().values()] == [1, 1, 1, 1, 2]
    told = rulebook.history(rulebook.REGIONS)
    assert len(told) == 6
    assert told[-1].before is not None
    assert told[-1].before["name"] == "Kabupaten Surabaya Luar"
    assert told[-1].after["name"] == "Kabupaten Surabaya Raya"
    rows = reference(world).scan()["Count"]
    assert imports(world, "regions", HEADER + again)[1]["unchanged"] == 5
    assert reference(world).scan()["Count"] == rows


def test_of_two_at_once_one_looks_again(world: World) -> None:
    from chalicelib.errors import Conflict
    from chalicelib.store import region_changes
    from tests.integration.register import AUTHOR

    change = RegionChange(code="35.78", name="Kota Pahlawan")
    region_changes.write([(None, change)], AUTHOR)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        region_changes.write([(None, change)], AUTHOR)
    seen = region_changes.every()["35.78"]
    region_changes.write([(seen, change)], AUTHOR)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        region_changes.write([(seen, change)], AUTHOR)


def test_a_row_that_cannot_be_read_takes_nothing_with_it(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    from chalicelib.store import agencies

    row = {"pk": "AGENCIES", "kind": "region", "revision": 1}
    reference(world).put_item(Item=row | {"sk": "@35.78", "region": '{"code'})
    good = '{"code": "35.90", "name": "Kota Baik"}'
    reference(world).put_item(Item=row | {"sk": "@35.90", "region": good})
    warm.reset()
    assert agencies.registry().get("ombudsman") is not None
    assert "35.90" in listed(world, "35")
    assert [each["code"] for each in changes(world)] == ["35.90"]
    counted(capfd)
    assert not [key for key in agencies.periods() if key.startswith("@")]
    assert counted(capfd)[0] == 0  # a region is no agency that cannot be read


def test_regions_come_with_the_register_in_one_query(world: World) -> None:
    from chalicelib.store import agencies
    from chalicelib.store.reference_rows import AgencyItem

    assert imports(world, "regions", HEADER + SPLIT)[0] == 200
    warm.reset()
    read: list[int] = []
    events = AgencyItem._get_connection().connection.client.meta.events
    events.register("after-call.dynamodb.Query", lambda parsed, **_: read.append(parsed["Count"]))
    agencies.registry()
    assert read == [5]
    found = regions.get("35.90")
    assert found is not None
    assert found.name == "Kabupaten Surabaya Tengah"


def written_elsewhere(world: World, code: str, name: str, **days: str) -> None:
    """Another process changes a region: nothing of ours is told."""
    text = json.dumps({"code": code, "name": name} | days)
    row = {"pk": "AGENCIES", "sk": f"@{code}", "kind": "region", "revision": 1, "region": text}
    reference(world).put_item(Item=row)


def test_a_cold_function_lists_what_was_changed(world: World) -> None:
    written_elsewhere(world, "35.90", "Kabupaten Baru")
    warm.reset()
    assert "35.90" in listed(world, "35")
    warm.reset()
    assert regions.get("35.90") is None  # as cold as a new one


def test_a_cold_function_takes_a_new_code(world: World) -> None:
    written_elsewhere(world, "35.90", "Kabupaten Baru")
    for sent in ({"region_code": "35.90"}, {"region_code": "35.90", "address": "Jalan Melati 4"}):
        warm.reset()
        assert filed(world, location=sent)["status"] == "received"
    warm.reset()
    wanted = {"text": "Jalan berlubang di depan pasar", "region_code": "35.90"}
    assert world.call("POST", "/v1/similar", wanted, headers=KEY)[0] == 200
    warm.reset()
    unknown = wanted | {"region_code": "35.97"}
    assert world.call("POST", "/v1/similar", unknown, headers=KEY)[0] == 422


def test_an_agency_may_serve_what_another_process_changed_just_now(world: World) -> None:
    assert listed(world, "35")
    written_elsewhere(world, "35.90", "Kabupaten Baru")
    assert imports(world, "agencies", AGENCIES + CENTRE)[0] == 200


def test_a_region_of_tomorrow_is_listed_from_tomorrow_on(world: World) -> None:
    from chalicelib.store import agencies

    now = datetime.now(UTC)
    tomorrow = local_date(now, "WIB") + timedelta(days=1)
    written_elsewhere(world, "35.90", "Kabupaten Baru", valid_from=tomorrow.isoformat())
    agencies.registry(now)
    assert "35.90" not in [one.code for one in regions.children("35")]
    agencies.registry(now + timedelta(days=1))
    assert "35.90" in [one.code for one in regions.children("35")]


def test_a_list_longer_than_a_transaction_is_written_whole(world: World) -> None:
    rows = "".join(f"35.78.{number},Kecamatan {number},,,,\n" for number in range(50, 99))
    status, answer = imports(world, "regions", HEADER + rows)
    assert (status, len(answer["added"])) == (200, 49)
    assert [each["code"] for each in changes(world)] == [f"35.78.{n}" for n in range(50, 99)]
