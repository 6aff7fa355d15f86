"""What is owed on a case by when, and what comes of itself, as an officer of it is told."""

import pytest

from chalicelib.protection import receipts
from tests.integration.people import MALANG, SCHOOLS, acts, filed
from tests.integration.world import World


def test_an_officer_is_told_what_is_owed_and_what_comes(world: World) -> None:
    case_id = filed(world)["id"]
    path = f"/v1/officer/complaints/{case_id}"
    status, told, _ = world.call("GET", f"{path}/outlook", groups=SCHOOLS)
    assert status == 200
    seen = world.call("GET", path, groups=SCHOOLS)[1]
    assert told["limits"] == [
        {
            "limit": "follow_up",
            "at": seen["deadlines"]["follow_up_by"],
            "days": 5,
            "overdue": False,
        },
        {"limit": "resolve", "at": seen["deadlines"]["resolve_by"], "days": 14, "overdue": False},
    ]
    warned, first, second, third = told["ahead"]
    assert (warned["type"], warned["limit"], warned["level"]) == ("warned", "follow_up", None)
    assert warned["told"] == []
    assert warned["at"] < told["limits"][0]["at"] < first["at"]
    assert [one["level"] for one in (first, second, third)] == [1, 2, 3]
    assert {"id": "kota-surabaya", "name": "Pemerintah Kota Surabaya"} in second["told"]
    acts(world, case_id, SCHOOLS, "answer", text="Seragam dibagikan pekan ini.")
    answered = world.call("GET", f"{path}/outlook", groups=SCHOOLS)[1]
    assert answered["limits"] == []
    assert [one["type"] for one in answered["ahead"]][-1] == "closed"
    # Nothing was done to the case by asking.
    assert world.call("GET", path, groups=SCHOOLS)[1]["version"] == seen["version"] + 1


@pytest.mark.parametrize("known", [True, False])
def test_nobody_elses_officer_is_told_anything(world: World, known: bool) -> None:
    case_id = filed(world, confidential=True)["id"] if known else receipts.new_case_id()
    path = f"/v1/officer/complaints/{case_id}/outlook"
    status, answer, _ = world.call("GET", path, groups=MALANG)
    assert (status, answer["error"]["code"]) == (404, "unknown_case")
