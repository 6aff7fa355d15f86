"""The life of a case through the real handlers: filed, routed, told, answered, rated."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.people import (
    CONTACT,
    KEY,
    MALANG,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.roles import acting_as
from tests.integration.world import World


def run_schedule(name: str, at: datetime) -> None:
    import app
    from tests.integration.world import LambdaContext

    event = {
        "version": "0",
        "id": "test",
        "account": "1",
        "region": "x",
        "resources": [],
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "detail": {},
        "time": at.isoformat(),
    }
    with acting_as(name):
        getattr(app, name)(event, LambdaContext())


def test_from_filing_to_a_satisfied_reporter(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    case_id = answer["id"]
    assert world.events(case_id) == ["filed", "routed"]
    desk = "kota-surabaya-dinas-pendidikan@agency.example"
    assert sorted(world.sent(case_id)) == [f"000002#{desk}", "000002#reporter"]

    acts(world, case_id, SCHOOLS, "start", note="Kami periksa ke sekolah hari ini.")
    after = acts(world, case_id, SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    assert after["status"] == "answered"
    status, seen, _ = world.call("GET", f"/v1/complaints/{case_id}", headers=receipt(answer))
    assert status == 200
    assert "rate" in seen["actions"]

    status, seen, _ = world.call(
        "POST",
        f"/v1/complaints/{case_id}/rating",
        {"satisfied": True, "score": 5},
        headers=receipt(answer),
    )
    assert status == 201, seen
    assert seen["status"] == "closed"
    assert seen["closed"]["reason"] == "confirmed"
    status, again, _ = world.call(
        "POST", f"/v1/complaints/{case_id}/rating", {"satisfied": False}, headers=receipt(answer)
    )
    assert status in (409, 410), again
    _, timeline, _ = world.call("GET", f"/v1/complaints/{case_id}/timeline")
    told = [event["type"] for event in timeline["items"]]
    assert told == ["filed", "routed", "started", "answered", "rated"]


def test_delivering_everything_twice_changes_nothing(world: World) -> None:
    world.times = 2
    answer = filed(world, reporter=CONTACT)
    case_id = answer["id"]
    acts(world, case_id, SCHOOLS, "answer", text="Sudah kami tindak lanjuti bersama sekolah.")
    assert world.events(case_id) == ["filed", "routed", "answered"]
    sent = world.sent(case_id)
    assert len(sent) == len(set(sent)) == 3
    assert len(world.mails()) == 3


def test_the_loser_of_a_race_between_officers_gets_409(world: World) -> None:
    case_id = filed(world)["id"]
    _, seen, _ = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=SCHOOLS)
    path = f"/v1/officer/complaints/{case_id}/actions"
    outcomes = [
        world.call("POST", path, {"action": "start", "version": seen["version"]}, groups=SCHOOLS)
        for _ in range(2)
    ]
    assert [status for status, _, _ in outcomes] == [200, 409]
    refused = outcomes[1][1]["error"]
    assert refused["code"] == "stale"
    assert (refused["status"], refused["version"]) == ("in_progress", seen["version"] + 1)
    assert "answer" in refused["allowed"]
    assert world.events(case_id).count("started") == 1


def test_the_same_key_files_once_and_another_body_is_refused(world: World) -> None:
    headers = KEY | {"idempotency-key": "retry-after-a-tunnel"}
    first = world.call("POST", "/v1/complaints", complaint(reporter=CONTACT), headers=headers)
    second = world.call("POST", "/v1/complaints", complaint(reporter=CONTACT), headers=headers)
    assert first[0] == second[0] == 201
    assert first[1] == second[1]
    status, seen, _ = world.call(
        "GET", f"/v1/complaints/{first[1]['id']}", headers=receipt(second[1])
    )
    assert status == 200, seen
    other = world.call(
        "POST", "/v1/complaints", complaint(title="Judul yang lain sama sekali"), headers=headers
    )
    assert other[0] == 422
    assert other[1]["error"]["code"] == "idempotency_mismatch"
    world.pump()
    assert world.events(first[1]["id"]) == ["filed", "routed"]


@pytest.mark.parametrize("key", ["short", "x" * 201, "has a space in it", "tab\there-inside"])
def test_a_bad_idempotency_key_is_refused(world: World, key: str) -> None:
    status, answer, _ = world.call(
        "POST", "/v1/complaints", complaint(), headers=KEY | {"idempotency-key": key}
    )
    assert status == 422
    assert answer["error"]["fields"][0]["field"] == "Idempotency-Key"


def test_unknown_hidden_and_wrong_secret_answer_alike(world: World) -> None:
    hidden = filed(world, confidential=True)
    shown = filed(world)
    from chalicelib.protection.receipts import new_case_id

    def asked(case_id: str, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        status, body, _ = world.call("GET", f"/v1/complaints/{case_id}", headers=headers)
        body["error"].pop("request_id")
        return status, body

    answers = [
        asked(new_case_id()),
        asked(hidden["id"]),
        asked(hidden["id"], receipt(shown)),
        asked(shown["id"], receipt(hidden)),
        asked(new_case_id(), receipt(shown)),
    ]
    assert [status for status, _ in answers] == [404] * 5
    assert all(body == answers[0][1] for _, body in answers)
    mistyped = shown["id"][:-1] + ("0" if shown["id"][-1] != "0" else "1")
    assert asked(mistyped)[1]["error"]["code"] == "mistyped_id"
    _, listed, _ = world.call("GET", "/v1/complaints")
    assert [item["id"] for item in listed["items"]] == [shown["id"]]


def test_identity_is_in_the_vault_and_nowhere_else(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    rows = json.dumps(world.rows(answer["id"]), default=repr)
    for value in (CONTACT["email"], CONTACT["name"], CONTACT["phone"], answer["secret"]):
        assert value not in rows
    import boto3

    client = boto3.client("dynamodb", region_name="ap-southeast-3")
    encrypted = client.get_item(
        TableName="test-VaultTable", Key={"pk": {"S": f"CASE#{answer['id']}"}}
    )["Item"]
    stored = [value["B"] for value in encrypted.values() if "B" in value]
    assert len(stored) == 4
    assert all(CONTACT["email"].encode() not in value for value in stored)


def test_without_an_agency_it_can_trust_the_case_goes_to_a_person(world: World) -> None:
    case_id = filed(world, agency_id=None, location={"address": "dekat pasar lama"})["id"]
    assert world.events(case_id) == ["filed", "triage"]
    assert world.sent(case_id) == ["000002#kemenpanrb@agency.example"]
    _, inbox, _ = world.call("GET", "/v1/officer/inbox", groups=NATIONAL)
    assert [row["id"] for row in inbox["items"]] == [case_id]
    acts(world, case_id, NATIONAL, "route", agency_id="kota-malang")
    _, inbox, _ = world.call("GET", "/v1/officer/inbox", groups=MALANG)
    assert [row["id"] for row in inbox["items"]] == [case_id]
    assert world.events(case_id) == ["filed", "triage", "routed"]


def test_an_officer_sees_only_their_own_agencys_cases(world: World) -> None:
    case_id = filed(world)["id"]
    status, body, _ = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=MALANG)
    assert (status, body["error"]["code"]) == (403, "not_yours")
    _, inbox, _ = world.call("GET", "/v1/officer/inbox", groups=MALANG)
    assert inbox["items"] == []
    for groups in ("[]", "[liaison]", "[agency.kota-malang]", "[liaison monitor agency.x]"):
        status, body, _ = world.call("GET", "/v1/officer/inbox", groups=groups)
        assert (status, body["error"]["code"]) == (403, "no_role")


def test_a_hold_is_answered_and_the_question_reaches_the_reporter(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    held = acts(world, answer["id"], SCHOOLS, "hold", question="Sekolah mana yang dimaksud?")
    assert held["status"] == "on_hold"
    assert held["waiting_on"] == "reporter"
    status, after, _ = world.call(
        "POST",
        f"/v1/complaints/{answer['id']}/messages",
        {"text": "Sekolah di dekat balai kota."},
        headers=receipt(answer),
    )
    assert status == 201
    assert after["status"] != "on_hold"
    world.pump()
    assert world.events(answer["id"])[-1] == "messaged"
    assert "000003#reporter" in world.sent(answer["id"])


def test_every_warning_and_level_is_given_once_however_often_the_schedule_runs(
    world: World,
) -> None:
    """The highest level is repeated, told to the holder's head and the overseers, each time."""
    case_id = filed(world)["id"]
    for _ in range(6):
        due = world.stored(case_id)["due"]
        for _ in range(3):
            run_schedule("escalate_overdue", datetime.fromisoformat(due["at"]))
    world.pump()
    assert world.events(case_id)[2:] == ["warned"] + ["escalated"] * 5
    given = [
        json.loads(row["data"])
        for row in world.rows(case_id).values()
        if row.get("type") == "escalated"
    ]
    assert [data["level"] for data in given] == [1, 2, 3, 3, 3]
    assert [data.get("repeat") for data in given] == [None, None, None, 1, 2]
    school_board = "kota-surabaya-dinas-pendidikan"
    assert given[-1]["notify"] == [school_board, "ombudsman", "ksp"]
    told = [to.split("#")[1] for to in world.noted(case_id) if to.startswith("000008#")]
    assert sorted(told) == [
        "kepala.kota-surabaya-dinas-pendidikan@agency.example",
        "kepala.ksp@agency.example",
        "kepala.ombudsman@agency.example",
    ]


def test_after_a_long_outage_no_call_is_repeated_in_the_same_run(world: World) -> None:
    case_id = filed(world)["id"]
    limit = cases_due(world, case_id) + timedelta(days=90)
    for _ in range(2):
        run_schedule("escalate_overdue", limit)
    assert world.events(case_id)[2:] == ["escalated"] * 3
    run_schedule("escalate_overdue", limit + timedelta(days=60))
    assert world.events(case_id)[2:] == ["escalated"] * 4


def cases_due(world: World, case_id: str) -> datetime:
    """When a schedule has to look at the case."""
    return datetime.fromisoformat(world.stored(case_id)["due"]["at"])


def test_silence_after_an_answer_is_reminded_then_closed_and_never_satisfied(
    world: World,
) -> None:
    answer = filed(world, reporter=CONTACT)
    acts(world, answer["id"], SCHOOLS, "answer", text="Sudah kami tindak lanjuti bersama sekolah.")
    now = datetime.now(UTC)
    for days in (4, 8, 30, 31):
        run_schedule("send_rating_reminders", now + timedelta(days=days))
        run_schedule("close_quiet_cases", now + timedelta(days=days))
    world.pump()
    told = world.events(answer["id"])
    assert told[3:] == ["reminded", "reminded", "closed"]
    _, seen, _ = world.call("GET", f"/v1/complaints/{answer['id']}")
    assert seen["closed"]["reason"] == "timeout"
    assert not seen.get("rating")


def test_a_reporter_can_take_their_identity_back_and_the_case_goes_on(world: World) -> None:
    import boto3

    answer = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{answer['id']}/identity"
    status, _, _ = world.call("DELETE", path, headers=receipt(filed(world)))
    assert status == 404
    status, after, _ = world.call("DELETE", path, headers=receipt(answer))
    assert status == 200, after
    assert "erase" not in after["actions"]
    client = boto3.client("dynamodb", region_name="ap-southeast-3")
    for table in ("test-VaultTable", "test-VaultKeysTable"):
        held = client.get_item(TableName=table, Key={"pk": {"S": f"CASE#{answer['id']}"}})
        assert "Item" not in held
    acts(world, answer["id"], SCHOOLS, "answer", text="Sudah kami tindak lanjuti bersama sekolah.")
    assert [to for to in world.sent(answer["id"]) if to.endswith("#reporter")] == [
        "000002#reporter"
    ]
    assert world.call("DELETE", path, headers=receipt(answer))[0] == 409


def test_the_stored_chain_of_events_verifies_and_tampering_shows(world: World) -> None:
    from chalicelib.ledger.digests import event_digest
    from chalicelib.store import cases
    from chalicelib.structs import replace

    case_id = filed(world, agency_id=None)["id"]
    acts(world, case_id, NATIONAL, "note", text="Diperiksa bersama meja daerah.")
    previous = ""
    for event in cases.events(case_id):
        assert event_digest(previous, event) == event.digest
        tampered = replace(event, data={**event.data, "text": "lain"})
        assert event_digest(previous, tampered) != event.digest
        previous = event.digest
    assert cases.get(case_id).digest == previous


def test_one_answer_tells_everybody_whose_complaint_was_merged(world: World) -> None:
    world.times = 2
    target = filed(world, reporter=CONTACT)
    source = filed(world, reporter={"name": "Tetangga", "email": "tetangga@contoh.example"})
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    _, seen, _ = world.call("GET", f"/v1/complaints/{target['id']}")
    assert seen["supporters"] == 1
    acts(world, target["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    told = [to for to in world.sent(target["id"]) if "reporter" in to]
    merged = f"000004#reporter of {source['id']}"
    assert sorted(told) == ["000002#reporter", "000004#reporter", merged]
    assert len(world.mails()) == len(world.sent(target["id"])) + len(world.sent(source["id"]))


def test_the_morning_digest_goes_out_once_and_only_where_it_is_seven(world: World) -> None:
    from chalicelib.store import cases

    case_id = filed(world)["id"]
    limit = cases.get(case_id).deadlines.follow_up_by  # 23:59:59 WIB of a working day
    seven = limit - timedelta(hours=16, minutes=59, seconds=59)
    before = len(world.mails())
    for at in (seven - timedelta(hours=1), seven, seven, seven + timedelta(hours=1)):
        run_schedule("send_agency_digests", at)
    sent = [
        address for mail in world.mails()[before:] for address in mail.destinations["ToAddresses"]
    ]
    overseers = (
        "kemendagri",
        "kemenpanrb",
        "kota-surabaya",
        "ksp",
        "ombudsman",
        "provinsi-jawa-timur",
    )
    told = ["kota-surabaya-dinas-pendidikan", *overseers]
    assert sorted(sent) == sorted(f"{one}@agency.example" for one in told)
