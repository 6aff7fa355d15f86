"""What may be used once: until when, by whom, and together with what."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from pynamodb.transactions import TransactWrite

from chalicelib.errors import Conflict
from chalicelib.store import api_keys, cases, claims, filing
from chalicelib.store.conditions import attempt
from chalicelib.store.tables import connection
from chalicelib.usecases.idempotency import RETRY_FOR
from infra.load import local_grant
from tests.integration.people import CONTACT, KEY, complaint, filed
from tests.integration.world import REGION, World

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def claim(made_at: datetime = NOW, name: str = "CLAIM#1") -> claims.Claim:
    return claims.Claim(name=name, made_at=made_at, expires_at=made_at + HOUR, digest="b")


def use_up(wanted: claims.Claim) -> None:
    """Claim something with nothing else."""

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            claims.add_claims(transaction, [wanted], "LP-0000-0000-0000-0")

    attempt(write, lambda failed: claims.refused_claim(failed, [wanted]) or failed)


def rows(table: str) -> list[dict[str, Any]]:
    """A whole table; only a test may look at one."""
    found = boto3.resource("dynamodb", region_name=REGION).Table(table).scan()["Items"]
    return [dict(row) for row in found]


def claimed_rows() -> list[dict[str, Any]]:
    """What was claimed, without what was counted."""
    return [row for row in rows("test-ClaimsTable") if "times" not in row]


def test_it_counts_until_it_expires_and_not_a_second_longer(world: World) -> None:
    use_up(claim())
    for later in (timedelta(), SECOND, HOUR - SECOND):
        with pytest.raises(Conflict):
            use_up(claim(NOW + later))
        assert claims.claimed("CLAIM#1", NOW + later) is not None
    # The row is still there: DynamoDB takes it away within days.
    assert claims.claimed("CLAIM#1", NOW + HOUR) is None
    use_up(claim(NOW + HOUR))
    assert claims.claimed("CLAIM#1", NOW + HOUR) is not None
    assert claims.claimed("CLAIM#2", NOW) is None


def test_it_is_made_in_the_transaction_of_the_step_or_not_at_all(world: World) -> None:
    case_id = filed(world)["id"]
    now = datetime.now(UTC)
    cases.support(case_id, "sari", [claim(now)])
    made = claims.claimed("CLAIM#1", now)
    assert made is not None
    assert (made.case_id, made.digest) == (case_id, "b")
    with pytest.raises(Conflict) as refused:
        cases.support(case_id, "budi", [claim(now)])
    assert (refused.value.code, refused.value.params) == ("claimed", {"name": "CLAIM#1"})
    assert cases.get(case_id).supporters == 1
    with pytest.raises(Conflict) as refused:
        cases.support(case_id, "sari", [claim(now, "CLAIM#2")])
    assert refused.value.code == "already_supported"
    assert claims.claimed("CLAIM#2", now) is None


def test_a_key_may_be_used_again_after_a_day(world: World) -> None:
    headers = KEY | {"idempotency-key": "kiosk-key-0001"}
    first = world.call("POST", "/v1/complaints", complaint(), headers=headers)
    assert world.call("POST", "/v1/complaints", complaint(), headers=headers)[1] == first[1]
    other = complaint(title="Judul lain sama sekali")
    assert world.call("POST", "/v1/complaints", other, headers=headers)[0] == 422
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-ClaimsTable")
    (row,) = claimed_rows()
    ends = datetime.fromtimestamp(int(row["expires_at"]), UTC)
    assert abs(ends - datetime.now(UTC) - RETRY_FOR) < timedelta(minutes=1)
    table.put_item(Item=row | {"expires_at": int(datetime.now(UTC).timestamp()) - 1})
    status, again, _ = world.call("POST", "/v1/complaints", other, headers=headers)
    assert status == 201
    assert again["id"] != first[1]["id"]


def test_two_clients_that_number_their_messages_do_not_meet(world: World) -> None:
    api_keys.add("another gateway", local_grant("gateway-2"))
    number = {"idempotency-key": "message-0001"}
    first = world.call("POST", "/v1/complaints", complaint(), headers=KEY | number)
    gateway = {"x-api-key": "another gateway"} | number
    second = world.call("POST", "/v1/complaints", complaint(), headers=gateway)
    assert (first[0], second[0]) == (201, 201)
    assert first[1]["id"] != second[1]["id"]


def test_the_table_tells_nobody_the_key(world: World) -> None:
    import hashlib

    world.call("POST", "/v1/complaints", complaint(), headers=KEY | {"idempotency-key": "kunci-01"})
    (row,) = claimed_rows()
    assert "kunci-01" not in str(row)
    for text in ("kunci-01", "client tests\nkunci-01"):
        assert hashlib.sha256(text.encode()).hexdigest() not in row["pk"]


def test_the_vault_keeps_every_part_of_who_filed(world: World) -> None:
    from chalicelib.protection import vault
    from chalicelib.protection.identity import Identity

    answer = filed(world, reporter=CONTACT | {"language": "en"})
    encrypted = filing.encrypted_identity(answer["id"])
    assert encrypted is not None
    assert vault.decrypt(encrypted) == Identity(**CONTACT, language="en")
    assert filing.encrypted_identity(filed(world)["id"]) is None


def test_the_vault_is_read_consistently(world: World) -> None:
    """A reader that came too early would take the reporter for erased and never write to them."""
    from chalicelib.store import tables

    case_id = filed(world, reporter=CONTACT)["id"]
    asked: list[Any] = []

    def listen(params: Any, **_: Any) -> None:
        asked.append(params["body"])

    tables.client().meta.events.register("before-call.dynamodb.GetItem", listen)
    filing.encrypted_identity(case_id)
    assert len(asked) == 2
    assert all(b'"ConsistentRead": true' in body for body in asked)
