"""What anybody may choose from: agencies, topics and regions."""

import re
from typing import Any

from tests.integration.people import NATIONAL
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
    named = items(shared_world, "/v1/agencies", q="dinas PENDIDIKAN surabaya")
    assert named[0] == SCHOOLS | {"name": named[0]["name"]}
    assert all(one in everybody for one in named)
    called = items(shared_world, "/v1/agencies", q="dispendik surabaya")
    assert called[0] == named[0]
    assert len(items(shared_world, "/v1/agencies", q="dinas")) == 20 < len(everybody)
    here = {one["id"] for one in items(shared_world, "/v1/agencies", region_code="35.78")}
    assert {"kota-surabaya", SCHOOLS["id"], "kemenpanrb"} <= here
    assert "kota-malang" not in here
    both = items(shared_world, "/v1/agencies", region_code="35.73", q="kota malang")
    assert "kota-malang" in {one["id"] for one in both}
    assert items(shared_world, "/v1/agencies", region_code="35.78", q="kota malang") == []
    city = {one["id"]: one for one in items(shared_world, "/v1/agencies", within="kota-surabaya")}
    assert {"kota-surabaya", SCHOOLS["id"]} <= city.keys()
    assert {one["parent_id"] for one in city.values()} - city.keys() == {
        city["kota-surabaya"]["parent_id"]
    }
    assert [*items(shared_world, "/v1/agencies", within=SCHOOLS["id"])] == [city[SCHOOLS["id"]]]
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


def test_what_is_known_of_the_register_is_not_sent_again(world: World) -> None:
    for path in ("/v1/agencies", "/v1/categories", "/v1/regions", "/v1/regions/outlines"):
        status, answer, headers = world.call("GET", path)
        assert status == 200
        assert answer["items"]
        assert re.fullmatch(r"public, max-age=\d+", headers["Cache-Control"])
        tag = headers["ETag"]
        for known in (tag, f"W/{tag}", f'"other", W/{tag}'):
            asked = world.call("GET", path, headers={"if-none-match": known})
            assert asked == (304, "", headers)
        for other in ('"other"', "", tag.strip('"')):
            assert world.call("GET", path, headers={"if-none-match": other})[0] == 200

    of_all, of_one = (
        world.call("GET", "/v1/agencies", query=query)[2]["ETag"]
        for query in ({}, {"id": "kota-malang"})
    )
    assert of_all != of_one
    new = {"id": "lembaga-uji", "name": "Lembaga Uji", "type": "lpnk", "desks": ["uji@x.example"]}
    assert world.call("POST", "/v1/admin/agencies", new, groups=NATIONAL)[0] == 201
    asked = {"if-none-match": f"{of_all}, {of_one}"}
    status, answer, _ = world.call("GET", "/v1/agencies", headers=asked)
    assert status == 200
    assert "Lembaga Uji" in [one["name"] for one in answer["items"]]
    unchanged = world.call("GET", "/v1/agencies", query={"id": "kota-malang"}, headers=asked)
    assert unchanged[0] == 304


def test_a_refusal_is_kept_by_nobody(shared_world: World) -> None:
    status, _, headers = shared_world.call("GET", "/v1/agencies", query={"other": "1"})
    assert status == 422
    assert headers["Cache-Control"] == "no-store"
    assert "ETag" not in headers
