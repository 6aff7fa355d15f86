"""A stage that kept register and rules among its cases gets them where they are read."""

from typing import Any

import boto3

from chalicelib.routing.registry import packaged
from chalicelib.structs import replace
from infra.move_reference import move_reference
from tests.integration.people import filed
from tests.integration.register import put
from tests.integration.world import REGION, World

CORRECTION = '{"version": "a", "added": ["2026-12-01"], "removed": []}'
RULE = {
    "pk": "RULES#CALENDAR",
    "sk": "000001",
    "kind": "rule",
    "schema": 4,
    "made_at": "2026-01-01T00:00:00.000000+0000",
    "officer_id": "o",
    "after": CORRECTION,
}


def table(name: str) -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table(name)


def move(world: World) -> int:
    return move_reference(
        lambda service: boto3.client(service, region_name=REGION),  # type: ignore[call-overload]
        cases=world.cases_table,
        reference=world.reference_table,
    )


def in_force() -> str | None:
    from chalicelib.store import rulebook

    correction = rulebook.rulebook(fresh=True).correction
    return correction.version if correction else None


def test_rules_and_register_are_found_where_they_are_read_and_cases_stay(world: World) -> None:
    filed(world)
    malang = packaged().get("kota-malang")
    assert malang is not None
    put(replace(malang, name="Kota Malang Baru"))
    known = table(world.reference_table).scan()["Items"]
    agency = next(row for row in known if row["kind"] == "agency")
    table(world.reference_table).delete_item(Key={"pk": agency["pk"], "sk": agency["sk"]})
    for row in (RULE, agency | {"schema": 4}):
        table(world.cases_table).put_item(Item=row)
    assert move(world) == 2
    assert in_force() == "a"
    rows = table(world.reference_table).scan()["Items"]
    assert agency in rows
    assert {row["kind"] for row in rows} == {"agency", "rule", "api_key"}
    assert not [row for row in rows if "schema" in row]


def test_what_is_there_already_counts(world: World) -> None:
    table(world.reference_table).put_item(Item=RULE | {"after": CORRECTION.replace('"a"', '"b"')})
    table(world.cases_table).put_item(Item=RULE)
    assert move(world) == 0
    assert in_force() == "b"
