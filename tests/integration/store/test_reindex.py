"""Rows of before a release get the index keys that it reads."""

import boto3
import pytest

from chalicelib.case.model import Status
from chalicelib.store import cases, queries
from chalicelib.store.queries import CaseListQuery
from chalicelib.store.tables import CASE_SK, CaseItem, case_pk
from chalicelib.structs import replace
from infra.reindex import reindex
from tests.integration.rows import NOW, case, put
from tests.integration.world import REGION, World


def test_a_row_without_the_new_keys_gets_them_and_nothing_else_changes(world: World) -> None:
    old, right = case(agency_id="dinas-a"), case(agency_id="dinas-a")
    put([old, right])
    item = CaseItem.get(case_pk(old.id), CASE_SK)
    names = ("desk", "desk_order", "stage", "urgency", "regency", "province")
    item.update(actions=[getattr(CaseItem, name).remove() for name in names])
    before = world.rows(old.id)
    assert listed() == [right.id]
    dynamodb = boto3.client("dynamodb", region_name=REGION)
    assert reindex(dynamodb, world.cases_table) == 1
    assert sorted(listed()) == sorted([old.id, right.id])
    after = world.rows(old.id)
    assert {k: v for k, v in after["CASE"].items() if k not in names} == before["CASE"]
    assert after.keys() == before.keys()
    assert reindex(dynamodb, world.cases_table) == 0


def test_keys_of_what_is_hidden_by_now_are_taken_away(world: World) -> None:
    one = case(confidential=True)
    put([one])
    item = CaseItem.get(case_pk(one.id), CASE_SK)
    item.update(actions=[CaseItem.published_month.set("2026-03")])
    assert cases.rewrite_keys(one.id)
    assert "published_month" not in world.rows(one.id)["CASE"]


def listed() -> list[str]:
    page = queries.inbox(("dinas-a",), CaseListQuery(now=NOW, status=Status.ROUTED, limit=9))
    return [one.id for one in page.cases]


@pytest.mark.usefixtures("world")
def test_a_case_that_moves_meanwhile_is_left_alone() -> None:
    one = case(confidential=True)
    put([one])
    CaseItem.get(case_pk(one.id), CASE_SK).update(actions=[CaseItem.regency.set("99.99")])
    events = CaseItem._get_connection().connection.client.meta.events

    def faster(**_: object) -> None:
        put([replace(one, version=2, agency_id="dinas-b")])

    events.register("before-call.dynamodb.UpdateItem", faster)
    try:
        assert not cases.rewrite_keys(one.id)
    finally:
        events.unregister("before-call.dynamodb.UpdateItem", faster)
    item = CaseItem.get(case_pk(one.id), CASE_SK)
    assert (item.version, item.desk) == (2, "dinas-b")
