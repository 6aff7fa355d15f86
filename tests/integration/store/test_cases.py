"""What a case item says beside its state, and that no supporter is lost or counted twice."""

import re
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.actions import Merge, merge
from chalicelib.case.model import Actor, Role
from chalicelib.errors import Conflict, NotFound
from chalicelib.store import cases, keys, public_cases
from chalicelib.usecases import rules
from chalicelib.usecases.act import act_as_officer
from tests.integration.people import KEY, MALANG, SURABAYA, acts, filed, reader
from tests.integration.world import World

CITY = Actor(role=Role.AGENCY_ADMIN, agency_id="kota-surabaya", officer_id="city")


def case_row(world: World, case_id: str) -> dict[str, Any]:
    return world.rows(case_id)["CASE"]


def test_the_keys_of_the_indexes_follow_from_the_case(world: World) -> None:
    case_id = filed(world)["id"]
    row, case = case_row(world, case_id), cases.get(case_id)
    assert row["pk"] == f"CASE#{case_id}"
    assert case.id == case_id
    assert row["desk"] == case.agency_id == "kota-surabaya-dinas-pendidikan"
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
    assert re.fullmatch(rf"routed#open#{moment}#{case_id}", row["desk_order"])
    filed_at = keys.stored_moment(case.filed_at)
    assert (row["published_month"], row["published_at"]) == (
        filed_at[:7],
        f"{filed_at}#{case_id}",
    )
    assert case.due is not None
    shard = zlib.crc32(case_id.encode()) % 4
    assert row["due_kind_shard"] == f"{case.due.kind}#{shard}"
    assert row["due_at"] == keys.stored_moment(case.due.at)
    events = cases.events(case_id)
    assert [event.case_id for event in events] == [case_id] * len(events)
    assert cases.event(case_id, 2) == events[1]


def test_moments_in_keys_are_utc_of_one_width() -> None:
    wib = datetime(2026, 3, 2, 6, 30, tzinfo=UTC).astimezone()
    assert keys.stored_moment(wib) == "2026-03-02T06:30:00.000000Z"


def test_index_keys_go_when_the_case_leaves_the_index(world: World) -> None:
    case_id = filed(world)["id"]
    acts(world, case_id, SURABAYA, "archive", reason="spam")
    row = case_row(world, case_id)
    gone = {"published_month", "published_at", "due_kind_shard", "due_at"}
    assert not gone & set(row)
    assert row["desk_order"].startswith("archived#ended#")


def test_a_region_includes_its_parts_and_nothing_beside_it(world: World) -> None:
    here = filed(world, location={"region_code": "35.78.01"})["id"]
    city = filed(world, location={"region_code": "35.78"})["id"]
    there = filed(world, location={"region_code": "35.73"}, agency_id="kota-malang")["id"]

    def found(code: str) -> set[str]:
        soon = datetime.now(UTC) + timedelta(hours=1)
        wanted = public_cases.PublicFilter(region_code=code)
        return {one.id for one in public_cases.every_case(wanted, now=soon)}

    assert found("35.78") == {here, city}
    assert found("35.78.01") == {here}
    assert found("35") == {here, city, there}
    assert found("35.7") == set()


def test_a_person_counts_once_and_every_person_counts(world: World) -> None:
    case_id = filed(world)["id"]
    version = case_row(world, case_id)["version"]
    cases.support(case_id, "one")
    cases.support(case_id, "two")
    with pytest.raises(Conflict):
        cases.support(case_id, "one")
    assert cases.get(case_id).supporters == 2
    assert case_row(world, case_id)["version"] == version
    with pytest.raises(NotFound):
        cases.get("LP-0000-0000-0000-0")


def test_a_supporter_that_comes_during_a_merge_is_not_lost(world: World) -> None:
    source, target = filed(world)["id"], filed(world)["id"]
    cases.support(source, "before")
    context = rules.decision_context(datetime.now(UTC))
    decided = merge(cases.get(source), cases.get(target), CITY, context)
    cases.support(target, "of the target")
    cases.support(source, "in between")
    with pytest.raises(Conflict) as refused:
        cases.save(*decided)
    assert refused.value.code == "stale"
    assert world.events(source)[-1] != "merged"
    cases.save(*merge(cases.get(source), cases.get(target), CITY, context))
    # The reporter of the source, its two supporters, and the target's own.
    assert cases.get(target).supporters == 4


def test_an_officer_is_not_troubled_by_supporters_that_come_in_between(world: World) -> None:
    """Only a change of the case they saw is theirs to look at again."""
    from chalicelib.store import tables

    source, target = filed(world)["id"], filed(world)["id"]
    coming = ["one", "two"]

    def support(**_: Any) -> None:
        if coming:
            cases.support(source, coming.pop())

    # What somebody else does between the decision and the write.
    events = tables.connection().client.meta.events
    events.register("before-call.dynamodb.TransactWriteItems", support)
    version = cases.get(source).version
    context = rules.decision_context(datetime.now(UTC))
    merge = Merge(into=target)
    act_as_officer(source, merge, reader(CITY), seen_version=version, context=context)
    events.unregister("before-call.dynamodb.TransactWriteItems", support)
    assert world.events(source)[-1] == "merged"
    assert cases.get(target).supporters == 3


def test_an_officer_hears_that_somebody_was_faster(world: World) -> None:
    case_id = filed(world)["id"]
    path = f"/v1/officer/complaints/{case_id}"
    _, seen, _ = world.call("GET", path, groups=SURABAYA)
    acts(world, case_id, SURABAYA, "note", text="Sudah dibaca.")
    sent = {"action": "note", "version": seen["version"], "text": "Terlambat."}
    status, body, _ = world.call("POST", f"{path}/actions", sent, groups=SURABAYA)
    assert (status, body["error"]["code"]) == (409, "stale")
    assert world.call("POST", f"{path}/actions", sent, groups=MALANG)[0] == 403


def test_me_too_over_the_counter_is_counted(world: World) -> None:
    case_id = filed(world)["id"]
    status, body, _ = world.call("POST", f"/v1/complaints/{case_id}/support", headers=KEY)
    assert (status, body["supporters"]) == (201, 1)
