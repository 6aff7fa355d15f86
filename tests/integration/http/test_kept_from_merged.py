"""Whom a report is kept from does not read it in the case that it was merged into, wherever that
case goes."""

import json
from typing import Any

import boto3
import pytest

from chalicelib.store import cases
from chalicelib.usecases.verify_ledger import verify_case
from infra.keep_from_merged import Kept, keep_from_merged
from tests.integration.people import (
    CONTACT,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.world import REGION, World

BARRED = "kota-surabaya-dinas-kesehatan"
HEALTH = f"[liaison agency.{BARRED}]"
WORDS = "Yang datang waktu itu dokter dari dinas kesehatan."
NAMES = ("not_to", "accused", "merged_kept_from")


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


def named(world: World, case: dict[str, Any], groups: str) -> list[list[str]]:
    status, shown = read(world, case, groups)
    assert status == 200, shown
    return [[one["id"] for one in shown[name]] for name in NAMES]


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
    assert named(world, target, NATIONAL) == [[], [], ["kota-surabaya"]]
    assert named(world, target, SCHOOLS) == [[], [], []]


def test_whom_the_desk_gives_it_to_all_the_same_does_not_read_that_they_are_feared(
    world: World,
) -> None:
    """Neither in the case of a report that was merged, of which they know nothing, nor in theirs;
    their government, from which it is not kept, does, and the desk."""
    schools = "kota-surabaya-dinas-pendidikan"
    target, own = filed(world), filed(world, not_to=[schools])
    source = filed(world, not_to=[schools], confidential=True, anonymous=True)
    acts(world, source["id"], NATIONAL, "merge", into=target["id"])
    acts(world, own["id"], NATIONAL, "transfer", agency_id=schools, reason="Urusan dinas.")
    for case, known in ((target, [[], [], [schools]]), (own, [[schools], [], []])):
        assert named(world, case, SCHOOLS) == [[], [], []]
        assert named(world, case, SURABAYA) == named(world, case, NATIONAL) == known


# Merged before a merge said so


def forget(world: World, case_id: str) -> None:
    """What a row looks like that an earlier release wrote."""
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    key = {"pk": f"CASE#{case_id}", "sk": "CASE"}
    state = json.loads(table.get_item(Key=key)["Item"]["state"])
    del state["merged_kept_from"]
    table.update_item(
        Key=key,
        UpdateExpression="SET #s = :s",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": json.dumps(state)},
    )


def test_what_was_merged_long_ago_is_kept_from_them_by_a_command(
    world: World, target: dict[str, Any]
) -> None:
    other = filed(world)["id"]
    forget(world, target["id"])
    handed = {"agency_id": BARRED, "reason": "Urusan kesehatan."}
    every = [target["id"], *cases.get(target["id"]).merged_from, other]
    for changed in (1, 0):
        came_to = keep_from_merged(every)
        assert came_to == Kept(cases=3, changed=changed, held=(), failed={})
        world.pump()
    assert asks(world, target, SURABAYA, "transfer", **handed) == (422, ["kept_from_it"])
    assert world.events(target["id"]).count("kept_from") == 1
    assert verify_case(target["id"], ()) == []


def test_who_holds_it_already_is_said_and_keeps_it_until_the_desk_decides(
    world: World, target: dict[str, Any]
) -> None:
    forget(world, target["id"])
    handed = {"agency_id": BARRED, "reason": "Urusan kesehatan."}
    assert asks(world, target, SURABAYA, "transfer", **handed)[0] == 200
    came_to = keep_from_merged([target["id"], "LP-0000-0000-0000-0"])
    assert came_to.held == (target["id"],)
    assert came_to.failed == {"LP-0000-0000-0000-0": "NotFound"}
    assert read(world, target, HEALTH)[0] == 200


def test_what_was_split_from_it_is_kept_from_them_as_well(
    world: World, target: dict[str, Any]
) -> None:
    forget(world, target["id"])
    text = "Tahun ajaran sudah berjalan dua bulan."
    acts(world, target["id"], SURABAYA, "split", text=text)
    (second,) = cases.get(target["id"]).split_into
    assert cases.get(second).merged_kept_from == ()
    assert keep_from_merged([second]).changed == 1
    assert cases.get(second).merged_kept_from == (BARRED,)
