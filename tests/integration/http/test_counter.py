"""An officer files for somebody who came to the counter."""

from typing import Any

import pytest

from tests.integration.people import complaint
from tests.integration.world import World

PATH = "/v1/officer/complaints"
OFFICER = "[liaison agency.kota-surabaya-dinas-pendidikan]"


def file(world: World, groups: str | None = OFFICER, **changes: Any) -> tuple[int, Any]:
    headers = {"idempotency-key": changes.pop("key", None) or "loket-nomor-1"}
    return world.call("POST", PATH, complaint(**changes), headers=headers, groups=groups)[:2]


def test_the_reporter_gets_a_receipt_that_opens_the_report(world: World) -> None:
    status, receipt = file(world)
    assert status == 201, receipt
    path = f"/v1/complaints/{receipt['id']}"
    status, mine, _ = world.call("GET", path, headers={"x-receipt": receipt["secret"]})
    assert (status, mine["title"]) == (200, complaint()["title"])
    groups = "[national_admin agency.kemenpanrb]"
    view = world.call("GET", f"/v1/officer/complaints/{receipt['id']}", groups=groups)[1]
    assert view["channel"] == "counter"


def test_whatever_channel_is_named_it_came_in_at_the_counter(world: World) -> None:
    receipt = file(world, channel="sms")[1]
    groups = "[national_admin agency.kemenpanrb]"
    view = world.call("GET", f"/v1/officer/complaints/{receipt['id']}", groups=groups)[1]
    assert view["channel"] == "counter"


def test_the_same_sent_again_is_filed_once_and_for_each_officer(world: World) -> None:
    first = file(world)[1]
    assert file(world)[1]["id"] == first["id"]
    other = file(world, "[liaison agency.kota-malang]")[1]
    assert other["id"] != first["id"]


@pytest.mark.parametrize("groups", ["[monitor agency.ombudsman]", "[custodian agency.ksp]"])
def test_who_handles_no_reports_files_none(world: World, groups: str) -> None:
    status, answer = file(world, groups)
    assert (status, answer["error"]["code"]) == (403, "role_may_not")


def test_what_is_missing_is_said_at_its_field(world: World) -> None:
    status, answer = file(world, title="a")
    assert (status, answer["error"]["fields"][0]["field"]) == (422, "title")


def test_an_officer_files_sixty_an_hour(world: World) -> None:
    for number in range(60):
        assert file(world, key=f"loket-nomor-{number}")[0] == 201
    assert file(world, key="loket-nomor-60")[0] == 429
    assert file(world, "[liaison agency.kota-malang]", key="loket-nomor-60")[0] == 201
