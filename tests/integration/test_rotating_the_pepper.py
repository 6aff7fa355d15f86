"""The service's secret is replaced: what proves is made anew, what was named is found."""

import json
from typing import Any

import boto3
import pytest

from chalicelib import warm
from chalicelib.ledger.tree import CaseHead
from chalicelib.protection import mailbox
from chalicelib.protection.network import network_of
from chalicelib.protection.secrets import key_for
from chalicelib.store import cases, contacts, ledger_bucket
from chalicelib.store.ledger_bucket import JournalEntry
from chalicelib.usecases import verify_ledger
from infra.pepper import rotate_pepper
from tests.integration.people import CONTACT, SCHOOLS, acts, filed, receipt
from tests.integration.test_ledger import A_DAY, at, run_for, seal, today
from tests.integration.world import REGION, World


def aws(service: str) -> Any:
    return boto3.client(service, region_name=REGION)


def rotate() -> None:
    """An operator's command, and the deployment after it."""
    rotate_pepper(aws, "pepper")
    warm.reset()


def kept() -> list[str]:
    found: list[str] = json.loads(stored())
    return found


def stored() -> str:
    return str(aws("secretsmanager").get_secret_value(SecretId="pepper")["SecretString"])


def test_the_ledger_names_its_cases_as_before(world: World) -> None:
    """Else no receipt that was given would fit, and every part of the tree be called wrong."""
    case = filed(world)
    world.pump()
    assert seal(today()) == 1
    path = f"/v1/complaints/{case['id']}/proof"
    before = world.call("GET", path)[1]["sealed"]
    rotate()
    assert world.call("GET", path)[1]["sealed"] == before
    acts(world, case["id"], SCHOOLS, "start")
    known = cases.get(case["id"])
    entry = JournalEntry(case["id"], CaseHead(known.version, known.digest))
    ledger_bucket.write_journal([entry], at=at(today() + A_DAY), name="next")
    assert seal(today() + A_DAY) == 1
    after = world.call("GET", path)[1]["sealed"]
    assert (after["number"], after["pseudonym"]) == (before["number"] + 1, before["pseudonym"])
    for day in (today() + A_DAY, today() + 2 * A_DAY):
        found = verify_ledger.verify_run(run_for(case["id"], day), lambda: True)
        assert (found.broken, found.breaks) == ({}, [])
    assert verify_ledger.verify_days(at(today() + 2 * A_DAY)) == []


def test_a_corrected_address_can_still_be_confirmed_and_stopped(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    other = {"name": "Sari Contoh", "email": "sari.baru@contoh.example"}
    path = f"/v1/complaints/{case['id']}/identity"
    assert world.call("PUT", path, other, headers=receipt(case))[0] == 200
    before = mailbox.token_of(case["id"], other["email"])
    rotate()
    after = mailbox.token_of(case["id"], other["email"])
    assert before != after
    contact = f"/v1/complaints/{case['id']}/contact"
    assert answers(world, contact, before, mine=True) == 404, "what proved it proves nothing now"
    assert answers(world, contact, after, mine=True) == 200
    assert contacts.get(case["id"]).standing == "confirmed"
    assert answers(world, contact, after, mine=False) == 200
    assert contacts.get(case["id"]).standing == "stopped"


def answers(world: World, path: str, token: str, *, mine: bool) -> int:
    return world.call("POST", path, {"token": token, "mine": mine})[0]


def test_who_follows_keeps_their_name(shared_world: World) -> None:
    before = mailbox.follower_name("LP-1", "warga@contoh.example")
    rotate()
    assert mailbox.follower_name("LP-1", "warga@contoh.example") == before
    assert mailbox.follower_name("LP-2", "warga@contoh.example") != before


NEW: dict[str, Any] = {
    "what proves an address": lambda: mailbox.follower_token("LP-1", "0" * 32),
    "a link to a new code": lambda: mailbox.link_name("LP-1", "0" * 26),
    "what a counter names": lambda: network_of("203.0.113.9"),
    "of whom mails are counted": lambda: mailbox.mailbox_of("warga@contoh.example"),
    "what signs": lambda: key_for("keys that sign"),
}


@pytest.mark.parametrize("made", NEW)
def test_what_proves_something_is_made_anew(world: World, made: str) -> None:
    before = NEW[made]()
    rotate()
    assert NEW[made]() != before


def test_of_several_the_first_is_kept_and_the_last_counts(world: World) -> None:
    first = stored()
    rotate()
    second, was = kept()
    rotate()
    third, still = kept()
    assert was == still == first
    assert len({first, second, third}) == 3
    assert all(len(one) == 64 for one in (second, third))
