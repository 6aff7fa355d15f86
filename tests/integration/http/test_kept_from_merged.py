"""Whom a report is kept from does not read it in the case that it was merged into, wherever that
case goes."""

import json
from typing import Any

import pytest

from tests.integration.people import (
    CONTACT,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.world import World

BARRED = "kota-surabaya-dinas-kesehatan"
HEALTH = f"[liaison agency.{BARRED}]"
WORDS = "Yang meminta uang itu dokter di dinas kesehatan."


@pytest.fixture
def target(world: World) -> dict[str, Any]:
    """A case whose question the reporter of a merged report answered, which is kept from an office
    of the same city."""
    target, source = filed(world, reporter=CONTACT), filed(world, not_to=[BARRED])
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SCHOOLS, "hold", question="Siapa yang meminta uang?")
    path = f"/v1/complaints/{source['id']}/messages"
    status, answer, _ = world.call("POST", path, {"text": WORDS}, headers=receipt(source))
    assert status == 201, answer
    world.pump()
    assert WORDS in json.dumps(read(world, target, SCHOOLS))
    return target


def read(world: World, case: dict[str, Any], groups: str) -> tuple[int, Any]:
    status, answer, _ = world.call("GET", f"/v1/officer/complaints/{case['id']}", groups=groups)
    return status, answer


def listed(world: World, groups: str) -> set[str]:
    status, page, _ = world.call("GET", "/v1/officer/inbox", groups=groups)
    assert status == 200, page
    return {item["id"] for item in page["items"]}


def asks(world: World, case: dict[str, Any], groups: str, action: str, **said: Any) -> Any:
    """What comes of an action, which may be refused."""
    sent = {"action": action, "version": read(world, case, groups)[1]["version"], **said}
    path = f"/v1/officer/complaints/{case['id']}/actions"
    status, answer, _ = world.call("POST", path, sent, groups=groups)
    world.pump()
    return status, [one["problem"] for one in answer.get("error", {}).get("fields", [])]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("transfer", {"agency_id": BARRED, "reason": "Urusan kesehatan."}),
        ("route", {"agency_id": BARRED}),
        ("ask_contribution", {"agency_id": BARRED, "question": "Siapa yang bertugas?"}),
        ("split", {"agency_id": BARRED, "text": "Seragam belum sampai ke sekolah kami."}),
    ],
)
def test_nobody_hands_it_to_whom_a_merged_report_is_kept_from(
    world: World, target: dict[str, Any], action: str, said: dict[str, Any]
) -> None:
    assert asks(world, target, SURABAYA, action, **said) == (422, ["kept_from_it"])
    assert read(world, target, HEALTH)[0] == 403


def test_a_government_that_a_merged_report_is_kept_from_lists_and_reads_it_no_more(
    world: World,
) -> None:
    target, source = filed(world), filed(world, not_to=["kota-surabaya"])
    acts(world, source["id"], NATIONAL, "route", agency_id="kota-surabaya-dinas-pendidikan")
    assert listed(world, SURABAYA) == {target["id"]}
    acts(world, source["id"], NATIONAL, "merge", into=target["id"])
    assert listed(world, SURABAYA) == set()
    assert listed(world, SCHOOLS) == {target["id"]}
    assert read(world, target, SURABAYA)[0] == 403
    shown = read(world, target, SCHOOLS)[1]["merged_kept_from"]
    assert [one["id"] for one in shown] == ["kota-surabaya"]
