"""Words beside codes: what regions, categories and agencies are called."""

from typing import Any

import pytest

from tests.integration.people import KEY, SCHOOLS, acts, filed, receipt
from tests.integration.world import World

PLACE = "Kota Surabaya"
AGENCY = "kota-surabaya-dinas-pendidikan"
LABELS = ("region_code", "region_name", "category", "category_name")


def shown(world: World, path: str, **request: Any) -> Any:
    status, answer, _ = world.call("GET", path, **request)
    assert status == 200, answer
    return answer


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_line_of_a_list_says_what_the_case_says(world: World, language: str) -> None:
    category = shown(world, "/v1/categories")["items"][-1]["code"]
    case = filed(world, category=category)
    spoken = {"accept-language": language}
    whole = shown(world, f"/v1/complaints/{case['id']}", headers=receipt(case) | spoken)
    assert whole["region_name"] == PLACE
    assert whole["category_name"]
    inbox = shown(world, "/v1/officer/inbox", groups=SCHOOLS, headers=spoken)
    everybody = shown(world, "/v1/complaints", headers=spoken)
    text = f"{whole['title']} {whole['body']}"
    alike = shown(world, "/v1/similar", query={"text": text}, headers=spoken)
    for answer in (inbox, everybody, alike):
        line = next(one for one in answer["items"] if one["id"] == case["id"])
        assert [line[name] for name in LABELS] == [whole[name] for name in LABELS]


def test_agencies_have_their_names_in_the_history_and_the_conversation(world: World) -> None:
    case = filed(world)
    acts(world, case["id"], SCHOOLS, "answer", text="Sudah kami periksa.")
    name = shown(world, "/v1/agencies")["items"]
    name = next(one["name"] for one in name if one["id"] == AGENCY)

    whole = shown(world, f"/v1/complaints/{case['id']}", headers=receipt(case))
    assert [(one["agency_id"], one["agency_name"]) for one in whole["messages"]] == [(AGENCY, name)]
    seen = shown(world, f"/v1/officer/complaints/{case['id']}", groups=SCHOOLS)
    public = shown(world, f"/v1/complaints/{case['id']}/timeline", headers=KEY)
    for events in (seen["timeline"], public["items"]):
        routed = next(one for one in events if one["type"] == "routed")
        assert routed["agencies"] == {AGENCY: name}
