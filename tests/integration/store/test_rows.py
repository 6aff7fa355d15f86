"""A row that cannot be read spoils nothing but itself; what a later release wrote is kept."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.errors import Unavailable
from tests.integration.people import NATIONAL, OMBUDSMAN, SCHOOLS, acts, filed, receipt
from tests.integration.test_life import run_schedule
from tests.integration.world import REGION, World

SECRET = "seragam-olahraga-hijau-lumut"
Row = dict[str, Any]


def _state(**changes: Any) -> Callable[[Row], Row]:
    """Some of the state is different; None takes a field out."""

    def damage(row: Row) -> Row:
        state = json.loads(row["state"]) | changes
        kept = {name: value for name, value in state.items() if value is not None}
        return row | {"state": json.dumps(kept)}

    return damage


DAMAGES: dict[str, Callable[[Row], Row]] = {
    "a status of a later release": _state(status="sub_case"),
    "damaged JSON": lambda row: row | {"state": row["state"][: len(row["state"]) // 2]},
    "JSON of another kind": lambda row: row | {"state": "[]"},
    "a missing field": _state(filed_at=None),
    "no state": lambda row: {name: value for name, value in row.items() if name != "state"},
    "no version": lambda row: {name: value for name, value in row.items() if name != "version"},
    "a version in words": lambda row: row | {"version": "three"},
}
# No list asks for this one.
ALONE = DAMAGES | {"another kind": lambda row: row | {"kind": "sub_case"}}


def table(world: World) -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)


def reference(world: World) -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table(world.reference_table)


def rewrite(world: World, case_id: str, sk: str, change: Callable[[Row], Row]) -> None:
    table(world).put_item(Item=change(world.rows(case_id)[sk]))


def counted(capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """How often an unreadable row was counted since the last look, and all that was written."""
    out, err = capfd.readouterr()
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return sum(int(sum(line.get("UnreadableRows", [0]))) for line in lines), out + err


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_others_are_listed_and_the_row_is_counted(
    world: World,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    damage: str,
) -> None:
    good = filed(world)["id"]
    bad = filed(world, title=f"Seragam {SECRET}")["id"]
    rewrite(world, bad, "CASE", DAMAGES[damage])
    counted(capfd)
    for path, groups in (
        ("/v1/complaints", None),
        ("/v1/officer/inbox", SCHOOLS),
        ("/v1/officer/inbox", OMBUDSMAN),
    ):
        status, body, _ = world.call("GET", path, groups=groups)
        assert status == 200, body
        assert [item["id"] for item in body["items"]] == [good], (path, groups)
        times, written = counted(capfd)
        logged = str([record.__dict__ for record in caplog.records])
        caplog.clear()
        assert times == 1, (path, groups)
        assert f"CASE#{bad}" in logged
        assert SECRET not in written + logged


@pytest.mark.parametrize("damage", ALONE)
def test_who_asks_for_it_is_told_to_come_back(
    world: World,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    damage: str,
) -> None:
    answer = filed(world, title=f"Seragam {SECRET}")
    rewrite(world, answer["id"], "CASE", ALONE[damage])
    counted(capfd)
    path = f"/v1/complaints/{answer['id']}"
    for headers in (None, receipt(answer)):
        status, body, sent = world.call("GET", path, headers=headers)
        assert (status, body["error"]["code"]) == (503, "unreadable")
        assert "Retry-After" in sent
    times, written = counted(capfd)
    assert times == 2
    assert SECRET not in written + caplog.text + str([one.__dict__ for one in caplog.records])


def test_it_is_not_among_complaints_like_another(world: World) -> None:
    good, bad = filed(world)["id"], filed(world)["id"]
    rewrite(world, bad, "CASE", DAMAGES["a status of a later release"])
    text = "Seragam gratis untuk murid baru belum sampai ke sekolah kami, dan tahun ajaran sudah "
    sent = {"text": text + "berjalan dua bulan.", "region_code": "35.78"}
    status, found, _ = world.call("POST", "/v1/similar", sent)
    assert status == 200, found
    assert [item["id"] for item in found["items"]] == [good]
    path = f"/v1/officer/complaints/{good}/similar"
    status, found, _ = world.call("GET", path, groups=SCHOOLS)
    assert (status, found) == (200, {"items": []})


def test_a_schedule_passes_over_it_and_does_not_fail(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    good, bad = filed(world)["id"], filed(world)["id"]
    rewrite(world, bad, "CASE", DAMAGES["a status of a later release"])
    counted(capfd)
    run_schedule("escalate_overdue", datetime.fromisoformat(due(world, good)) + timedelta(days=1))
    assert "escalated" in world.events(good) or "warned" in world.events(good)
    assert counted(capfd)[0] >= 1


def due(world: World, case_id: str) -> str:
    return str(world.rows(case_id)["CASE"]["due_at"])


def test_an_event_that_cannot_be_read_leaves_the_rest_of_the_timeline(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = filed(world)
    rewrite(world, answer["id"], "EVENT#000002", lambda row: row | {"visibility": "desk"})
    counted(capfd)
    path = f"/v1/complaints/{answer['id']}/timeline"
    status, body, _ = world.call("GET", path, headers=receipt(answer))
    assert status == 200
    assert [item["number"] for item in body["items"]] == [1]
    assert counted(capfd)[0] == 1


def test_words_that_cannot_be_read_are_told_as_the_case_is(world: World) -> None:
    answer = filed(world)

    def without_a_body(row: Row) -> Row:
        return {name: value for name, value in row.items() if name != "body"}

    rewrite(world, answer["id"], "CASE#TEXT", without_a_body)
    status, body, _ = world.call("GET", f"/v1/complaints/{answer['id']}")
    assert (status, body["error"]["code"]) == (503, "unreadable")
    status, body, _ = world.call("GET", "/v1/complaints")
    assert [item["id"] for item in body["items"]] == [answer["id"]]


def test_one_agency_that_cannot_be_read_does_not_take_the_register_with_it(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    from chalicelib import warm
    from chalicelib.store import agencies

    known = {agency.id for agency in agencies.registry().all()}
    key = {"pk": "AGENCIES", "sk": "kota-malang#None"}
    row = key | {"kind": "agency", "agency": '{"id": "kota', "revision": 1}
    reference(world).put_item(Item=row)
    warm.reset()
    counted(capfd)
    assert known - {agency.id for agency in agencies.registry().all()} == {"kota-malang"}
    assert counted(capfd)[0] == 1
    assert "kota-malang#None" not in agencies.periods()
    assert agencies.of_agency("kota-malang") == []


def test_without_one_of_its_rules_nothing_is_decided(world: World) -> None:
    """A wrong deadline would be worse than a late answer."""
    from chalicelib.store import rulebook

    row = {"kind": "rule", "made_at": "2026-01-01T00:00:00.000000+0000", "officer_id": "o"}
    key = {"pk": "RULES#CLOCKS", "sk": "000001"}
    reference(world).put_item(Item=row | key | {"after": "{"})
    with pytest.raises(Unavailable):
        rulebook.rulebook(fresh=True)


def test_what_a_later_release_stored_survives_the_steps_of_this_one(world: World) -> None:
    answer = filed(world)
    handlers = ["kota-malang", {"agency_id": "kota-surabaya", "part": "lampu"}]
    rewrite(world, answer["id"], "CASE", _state(co_handlers=handlers))
    acts(world, answer["id"], SCHOOLS, "start")
    acts(world, answer["id"], NATIONAL, "note", text="Sudah dibaca di meja nasional.")
    run_schedule(
        "escalate_overdue", datetime.fromisoformat(due(world, answer["id"])) + timedelta(days=1)
    )
    row = world.rows(answer["id"])["CASE"]
    state = json.loads(row["state"])
    assert state["co_handlers"] == handlers
    assert (state["status"], state["version"]) == ("in_progress", row["version"])
    assert state["version"] >= 4
    assert "unknown" not in state
    _, view, _ = world.call("GET", f"/v1/complaints/{answer['id']}", headers=receipt(answer))
    assert "kota-malang" not in str(view)


@pytest.mark.parametrize("problem", [ValueError, TypeError, KeyError, AttributeError])
def test_whatever_is_wrong_with_a_row_its_reader_hears_that_it_cannot_be_read(
    problem: type[Exception],
) -> None:
    from chalicelib.store.rows import Unreadable, read, readable
    from chalicelib.store.tables import CaseItem

    rows = [CaseItem(f"CASE#{number}", "CASE") for number in range(3)]

    def reading(row: Any) -> str:
        if row.pk == "CASE#1":
            raise problem(SECRET)
        return str(row.pk)

    with pytest.raises(Unreadable):
        read(rows[1], reading)
    assert [found for _, found in readable(rows, reading)] == ["CASE#0", "CASE#2"]


def test_a_fault_of_ours_is_not_taken_for_a_bad_row() -> None:
    from chalicelib.store.rows import read
    from chalicelib.store.tables import CaseItem

    def reading(row: Any) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read(CaseItem("CASE#1", "CASE"), reading)
