"""What anybody may choose from: agencies, topics and regions."""

from typing import Any

from tests.integration.world import World

SCHOOLS = {
    "id": "kota-surabaya-dinas-pendidikan",
    "type": "unit",
    "parent_id": "kota-surabaya",
    "regions": ["35.78"],
}


def items(world: World, path: str, **query: str) -> list[dict[str, Any]]:
    status, answer, _ = world.call("GET", path, query=query)
    assert status == 200, answer
    found: list[dict[str, Any]] = answer["items"]
    return found


def test_agencies_are_found_by_name_and_by_the_region_they_serve(shared_world: World) -> None:
    everybody = items(shared_world, "/v1/agencies")
    named = items(shared_world, "/v1/agencies", q="PENDIDIKAN")
    assert named == [one for one in everybody if "pendidikan" in one["name"].lower()]
    (schools,) = (one for one in named if one["id"] == SCHOOLS["id"])
    assert schools == SCHOOLS | {"name": schools["name"]}
    assert len(named) < len(everybody)
    here = {one["id"] for one in items(shared_world, "/v1/agencies", region_code="35.78")}
    assert {"kota-surabaya", SCHOOLS["id"], "kemenpanrb"} <= here
    assert "kota-malang" not in here
    both = items(shared_world, "/v1/agencies", region_code="35.73", q="kota malang")
    assert "kota-malang" in {one["id"] for one in both}
    assert items(shared_world, "/v1/agencies", region_code="35.78", q="kota malang") == []
    (one,) = items(shared_world, "/v1/agencies", id="kota-malang")
    assert one["name"] == "Pemerintah Kota Malang"
    assert items(shared_world, "/v1/agencies", id="kota") == []


def test_topics_and_regions_are_trees(shared_world: World) -> None:
    topics = items(shared_world, "/v1/categories")
    codes = [one["code"] for one in topics]
    assert all(one["parent"] in (None, *codes[:place]) for place, one in enumerate(topics))
    assert {one["sensitive"] for one in topics} == {True, False}
    assert topics[0] == {"code": "agama", "name": "Agama", "parent": None, "sensitive": False}
    provinces = items(shared_world, "/v1/regions")
    assert {one["level"] for one in provinces} == {"province"}
    districts = items(shared_world, "/v1/regions", parent="35.78")
    assert {one["parent"] for one in districts} == {"35.78"}
