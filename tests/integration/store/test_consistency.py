"""What decisions are taken on is read as it stands: what comes too early would take a row for
missing, or an old one for the last. Only lists that say so may lag."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.events import EventType, Visibility
from chalicelib.protection import vault
from chalicelib.protection.identity import Identity
from chalicelib.store import (
    agencies,
    api_keys,
    cases,
    claims,
    contacts,
    deliveries,
    filing,
    followers,
    history,
    loaded_cases,
    readings,
    region_changes,
    rulebook,
    tables,
    texts,
)
from tests.integration.people import CONTACT, filed
from tests.integration.world import World

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
EVERYTHING = tuple(Visibility)
FOLLOWER = "one"


def delivery(case_id: str) -> deliveries.Delivery:
    return deliveries.of_event(case_id, 1, "email", "reporter")


READS: dict[str, Callable[[str], object]] = {
    "case": cases.get,
    "cases": lambda case_id: cases.get_several([case_id]),
    "events": cases.events,
    "event": lambda case_id: cases.event(case_id, 1),
    "numbers": lambda case_id: cases.numbers_of(case_id, EventType.FILED, after=0, through=9),
    "keys": cases.rewrite_keys,
    "file": loaded_cases.get,
    "words": texts.get,
    "words of many": lambda case_id: texts.of_cases([case_id, "LP-NOWHERE"]),
    "forwards": lambda case_id: history.forwards(case_id, EVERYTHING, after=None, limit=5),
    "backwards": lambda case_id: history.backwards(case_id, EVERYTHING, before=None, limit=5),
    "claim": lambda _: claims.claimed("CLAIM#none", NOW),
    "delivery": lambda case_id: deliveries.lease(delivery(case_id), NOW),
    "bundle": lambda case_id: deliveries.lease_bundle(
        deliveries.of_messages(case_id, "email", "desk"), 9, 9, NOW
    ),
    "digests": lambda _: deliveries.digests_over(date(2026, 3, 2)),
    "identity": filing.encrypted_identity,
    "contact": contacts.get,
    "follower": lambda case_id: followers.get(case_id, FOLLOWER, NOW),
    "followers": lambda case_id: followers.page(case_id, "", 5),
    "address of a follower": lambda case_id: followers.encrypted_address(case_id, FOLLOWER),
    "readings": lambda case_id: readings.of_case(case_id, readings.PageRange(limit=5)),
    "keys of clients": lambda _: api_keys.every(),
    "periods": lambda _: agencies.periods(),
    "register": lambda _: agencies.listed("kai", 2),
    "agency": lambda _: agencies.of_agency("kai"),
    "regions": lambda _: region_changes.every(),
    "rules": lambda _: rulebook.rulebook(fresh=True),
    "changes": lambda _: rulebook.history(rulebook.AGENCIES),
}


@pytest.fixture(scope="module")
def case_id(shared_world: World) -> str:
    found = str(filed(shared_world, reporter=CONTACT)["id"])
    claim = deliveries.lease(delivery(found), NOW)
    assert claim is not None
    deliveries.mark_sent(claim)
    known = followers.vault_name(found, FOLLOWER)
    address = vault.encrypt(known, Identity(email=CONTACT["email"], language="en"))
    follower = followers.Follower(
        case_id=found,
        name=FOLLOWER,
        following=followers.Following.CONFIRMED,
        reference="one",
        expires_at=NOW + timedelta(days=1),
    )
    assert followers.add(follower, address, NOW)
    return found


@contextmanager
def asked() -> Iterator[list[dict[str, Any]]]:
    """What is asked of the tables meanwhile."""
    sent: list[dict[str, Any]] = []

    def listen(params: Any, **_: Any) -> None:
        body = json.loads(params["body"])
        sent.extend(body.get("RequestItems", {"": body}).values())

    reads = [f"before-call.dynamodb.{name}" for name in ("GetItem", "BatchGetItem", "Query")]
    events = tables.client().meta.events
    for read in reads:
        events.register(read, listen)
    yield sent
    for read in reads:
        events.unregister(read, listen)


@pytest.mark.parametrize("what", READS)
def test_it_is_read_as_it_stands(case_id: str, what: str) -> None:
    with asked() as sent:
        READS[what](case_id)
    assert sent
    assert [one.get("ConsistentRead") for one in sent] == [True] * len(sent)
