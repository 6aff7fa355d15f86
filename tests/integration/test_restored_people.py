"""What a restore brings back of who reported: what was released or said of their address after the
moment of the backup is not undone by it, and nobody misses a mail for one that was lost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.store import cases, contacts
from chalicelib.usecases.verify_ledger import verify_case
from infra import hidden_since
from infra.hidden_since import hide, known_since
from tests.integration.people import (
    CONTACT,
    KEY,
    SCHOOLS,
    acts,
    filed,
    receipt,
)
from tests.integration.test_disclosure import ORDER, approved, listed, refused, sees, told
from tests.integration.test_life import run_schedule
from tests.integration.test_restore import (
    BACKUP,
    aws,
    back_up,
    brought_back,
    lose,
    table,
)
from tests.integration.world import World

ANOTHER = {"name": "Sari Contoh", "email": "tetangga@contoh.example"}


def single(world: World, case_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The case was lost and comes back by itself."""
    lose(world, case_id)
    brought_back(world, case_id)


def whole(world: World, case_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The restored table takes the place of the live one."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("CASES_TABLE", BACKUP)
        for _ in range(2):
            assert hide([case_id], known_since(datetime.now(UTC).date())).failed == {}
    lose(world, case_id)
    for row in aws("dynamodb").scan(TableName=BACKUP)["Items"]:
        aws("dynamodb").put_item(TableName=world.cases_table, Item=row)


WAYS = [single, whole]


def advance(world: World) -> None:
    """The schedule that looks after requests for identities runs now."""
    run_schedule("close_quiet_cases", datetime.now(UTC))
    world.pump()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("confidential", [False, True])
def test_what_was_approved_and_used_is_not_looked_at_again_and_the_reporter_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, way: Any, confidential: bool
) -> None:
    case = approved(world)
    if confidential:
        path = f"/v1/complaints/{case['id']}/privacy"
        assert world.call("PATCH", path, {"confidential": True}, headers=receipt(case))[0] == 200
        world.pump()
    back_up(world)
    assert sees(world, case["id"])[0] == 200
    world.pump()
    (shown,) = listed(world)
    way(world, case["id"], monkeypatch)
    assert refused(world, case["id"]) == (410, "identity_request_over")
    assert told(world, case) == []
    mails = len(world.mails())
    for _ in range(2):
        advance(world)
    (one,) = told(world, case)
    assert one["type"] == "disclosure_told"
    assert one["data"]["disclosed_at"] == shown["at"]
    assert one["data"]["fields"] == ["name", "phone"]
    assert (one["data"]["shown_to"], one["data"]["approved_by"]) == ("kemenpanrb", "ombudsman")
    assert len(world.mails()) == mails + 1
    assert verify_case(case["id"], ()) == []


def test_of_a_look_that_a_court_keeps_silent_the_reporter_hears_after_that_day(
    world: World,
) -> None:
    silent = datetime.now(UTC).date().isoformat()
    case = approved(world, **ORDER, silent_until=silent)
    back_up(world)
    assert sees(world, case["id"])[0] == 200
    world.pump()
    lose(world, case["id"])
    brought_back(world, case["id"])
    advance(world)
    assert told(world, case) == []
    (untold,) = cases.get(case["id"]).untold_disclosures
    assert untold.silent_day == silent


def test_what_was_approved_and_nothing_else_happened_since_can_be_looked_at(world: World) -> None:
    case = approved(world)
    back_up(world)
    lose(world, case["id"])
    brought_back(world, case["id"])
    assert sees(world, case["id"])[0] == 200


@pytest.mark.parametrize("way", WAYS)
def test_an_address_that_was_corrected_since_is_confirmed_by_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch, way: Any
) -> None:
    case = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{case['id']}"
    assert world.call("POST", f"{path}/receipt/replacement", headers=KEY)[0] == 202
    world.pump()
    assert contacts.get(case["id"]).link is not None
    back_up(world)
    assert world.call("PUT", f"{path}/identity", ANOTHER, headers=receipt(case))[0] == 200
    world.pump()
    way(world, case["id"], monkeypatch)
    contact = contacts.get(case["id"])
    assert (contact.standing, contact.link, contact.corrections) == ("opened", None, 1)
    mails = len(world.mails())
    assert world.call("POST", f"{path}/receipt/replacement", headers=KEY)[0] == 202
    world.pump()
    assert len(world.mails()) == mails, "no link to an address that nobody confirmed"


def test_who_stopped_the_mails_before_stays_stopped(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    contacts.save_standing(case["id"], contacts.Standing.STOPPED)
    back_up(world)
    acts(world, case["id"], SCHOOLS, "start")
    lose(world, case["id"])
    brought_back(world, case["id"])
    assert contacts.get(case["id"]).standing == "stopped"


def test_a_restore_that_died_leaves_no_address_confirmed(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    back_up(world)
    path = f"/v1/complaints/{case['id']}/identity"
    assert world.call("PUT", path, ANOTHER, headers=receipt(case))[0] == 200
    world.pump()
    lose(world, case["id"])
    client, puts = aws("dynamodb"), list[str]()

    def die(params: dict[str, Any], **_: Any) -> None:
        puts.append(params["Item"]["sk"]["S"])
        if puts[-1] == "EVENT#000001":
            raise KeyboardInterrupt

    client.meta.events.register("provide-client-params.dynamodb.PutItem", die)
    with pytest.raises(KeyboardInterrupt):
        brought_back(world, case["id"], clients=lambda _: client)
    assert "CONTACT" in puts
    assert contacts.get(case["id"]).standing == "opened"
    brought_back(world, case["id"])
    assert contacts.get(case["id"]).standing == "opened"


def test_mails_about_events_that_were_lost_do_not_stand_for_those_to_come(world: World) -> None:
    """As after step 2 of the runbook: the case and its last events, which somebody wrote, are taken
    away, and it comes back from a moment before them."""
    case = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{case['id']}/messages"
    words = {"text": "Seragam belum juga dibagikan."}
    assert world.call("POST", path, words, headers=receipt(case))[0] == 201
    world.pump()
    back_up(world)
    before = {sk: row for sk, row in world.rows(case["id"]).items() if sk.startswith("SENT#")}
    assert "SENT#messages#email#kota-surabaya-dinas-pendidikan@agency.example" in before
    acts(world, case["id"], SCHOOLS, "start")
    acts(world, case["id"], SCHOOLS, "answer", text="Semua seragam sudah dibayar orang tua.")
    assert "SENT#000005#email#reporter" in world.rows(case["id"])
    for sk in ("CASE", "EVENT#000004", "EVENT#000005"):
        table(world.cases_table).delete_item(Key={"pk": f"CASE#{case['id']}", "sk": sk})
    brought_back(world, case["id"])
    world.pump()
    after = {sk: row for sk, row in world.rows(case["id"]).items() if sk.startswith("SENT#")}
    assert after == before
    mails = len(world.mails())
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dibagikan hari Senin.")
    assert [CONTACT["email"] in str(mail.destinations) for mail in world.mails()[mails:]] == [True]


def test_a_hidden_case_is_not_put_below_its_later_events_either(world: World) -> None:
    """It could take no step any more, and whom it was taken from would have it again."""
    case_id = filed(world, confidential=True)["id"]
    back_up(world)
    acts(world, case_id, SCHOOLS, "start")
    acts(world, case_id, SCHOOLS, "note", text="Sekolah dihubungi.")
    for sk in ("CASE", "EVENT#000003"):
        table(world.cases_table).delete_item(Key={"pk": f"CASE#{case_id}", "sk": sk})
    came_to = brought_back(world, case_id)
    assert (came_to.left, came_to.rows) == ((case_id,), 0)
    assert "CASE" not in world.rows(case_id)


def test_every_look_is_known_however_many_there_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_ids = [approved(world)["id"] for _ in range(3)]
    for case_id in case_ids:
        assert sees(world, case_id)[0] == 200
    monkeypatch.setattr(hidden_since, "PAGE", 1)
    known = known_since(datetime.now(UTC).date()).disclosures
    assert {case_id: len(looks) for case_id, looks in known.items()} == dict.fromkeys(case_ids, 1)
