"""Files of a case over the API: who may register, list, take along and publish them.

Outcomes are read from rows and objects.
"""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import pytest

from chalicelib.attachments.attachment import EXPIRES_AFTER, FileRefusal, Sender
from chalicelib.protection.receipts import new_case_id
from chalicelib.store import attachments, file_bucket
from chalicelib.store.attachments import AttachmentItem
from chalicelib.store.tables import ClaimItem, case_pk, file_sk
from tests.integration.conftest import BUCKET
from tests.integration.people import (
    CONTACT,
    MALANG,
    NATIONAL,
    OMBUDSMAN,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.world import REGION, World

PHOTO = {"filename": "Sari di depan sekolah.jpg", "content_type": "image/jpeg", "size": 1000}
TEXT = "Lihat surat ini."
PAPER = {"filename": "surat.pdf", "content_type": "application/pdf", "size": 2000}
Answer = tuple[int, Any, dict[str, str]]


def registers(world: World, answer: dict[str, Any], **changes: Any) -> Answer:
    path = f"/v1/complaints/{answer['id']}/attachments"
    headers = receipt(answer) | changes.pop("headers", {})
    return world.call("POST", path, PHOTO | changes, headers=headers)


def officer_registers(world: World, answer: dict[str, Any], groups: str = SCHOOLS) -> Answer:
    path = f"/v1/officer/complaints/{answer['id']}/attachments"
    return world.call("POST", path, PAPER, groups=groups)


def listed(world: World, answer: dict[str, Any], **call: Any) -> list[dict[str, Any]]:
    place = "officer/complaints" if "groups" in call else "complaints"
    status, found, _ = world.call("GET", f"/v1/{place}/{answer['id']}/attachments", **call)
    assert status == 200, found
    return list(found["items"])


def looked_at(answer: dict[str, Any], number: int, content: bytes = b"clean") -> None:
    """What looking at a clean file comes to."""
    file = attachments.get(answer["id"], number)
    assert file is not None
    file_bucket.save_copy(file, content)
    assert attachments.accept(file, len(content))


def refused(answer: dict[str, Any], number: int) -> None:
    file = attachments.get(answer["id"], number)
    assert file is not None
    assert attachments.refuse(file, FileRefusal.WRONG_TYPE, datetime.now(UTC))


def row(world: World, answer: dict[str, Any], number: int) -> dict[str, Any]:
    return world.rows(answer["id"])[f"FILE#{number:06d}"]


def forget_claims() -> None:
    """Let a day go by, for what may be referred to that long."""
    for item in list(ClaimItem.scan()):
        item.update(actions=[ClaimItem.expires_at.set(datetime.now(UTC) - timedelta(hours=1))])


def age(world: World, answer: dict[str, Any], number: int, by: timedelta) -> None:
    """Let a file have been registered that much longer ago."""
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    moved = row(world, answer, number)
    added = datetime.strptime(moved["added_at"], "%Y-%m-%dT%H:%M:%S.%f%z") - by
    table.put_item(Item=moved | {"added_at": added.strftime("%Y-%m-%dT%H:%M:%S.%f%z")})


def test_a_file_is_announced_and_a_form_given_to_send_it_with(world: World) -> None:
    answer = filed(world)
    before = world.stored(answer["id"])
    status, registered, _ = registers(world, answer)
    assert status == 201
    added = registered["attachment"].pop("added_at")
    assert datetime.fromisoformat(added).utcoffset() == timedelta(hours=7)
    assert registered["attachment"] == {
        "number": 1,
        "filename": PHOTO["filename"],
        "content_type": "image/jpeg",
        "size": 1000,
        "state": "waiting",
        "by": "reporter",
        "public": False,
        "event": 1,
    }
    fields = registered["upload"]["fields"]
    stored = row(world, answer, 1)
    assert fields["key"] == f"quarantine/{stored['key']}"
    assert len(stored["key"]) == 32
    assert answer["id"] not in fields["key"]
    # No event, no mail, no clock: what is said of the case is as before.
    assert world.stored(answer["id"]) == before


def test_the_form_lets_through_one_file_of_that_type_and_size(world: World) -> None:
    _, registered, _ = registers(world, filed(world))
    fields = registered["upload"]["fields"]
    policy = json.loads(base64.b64decode(fields["policy"]))
    assert ["content-length-range", 1, 5 * 1024 * 1024] in policy["conditions"]
    exact = {
        k: v for each in policy["conditions"] if isinstance(each, dict) for k, v in each.items()
    }
    assert exact["Content-Type"] == "image/jpeg"
    assert exact["bucket"] == BUCKET
    assert exact["key"] == fields["key"]
    signed_fields = fields.keys() - {"policy", "x-amz-signature"}
    assert signed_fields == exact.keys() - {"bucket"}
    expires = datetime.fromisoformat(policy["expiration"].replace("Z", "+00:00"))
    assert timedelta(minutes=14) < expires - datetime.now(UTC) <= timedelta(minutes=15)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"content_type": "image/gif"}, "content_type", "unsupported_type"),
        (
            {"content_type": "image/svg+xml", "filename": "a.svg"},
            "content_type",
            "unsupported_type",
        ),
        ({"filename": "foto.jpg.exe"}, "filename", "unsupported_type"),
        ({"filename": "foto"}, "filename", "unsupported_type"),
        ({"size": 5 * 1024 * 1024 + 1}, "size", "too_large"),
        ({"size": 0}, "size", "empty"),
        ({"size": -1}, "size", "empty"),
        ({"filename": "a" * 252 + ".jpg"}, "filename", "too_long"),
    ],
)
def test_what_may_not_be_sent_is_refused_by_field(
    world: World, changes: dict[str, Any], field: str, code: str
) -> None:
    answer = filed(world)
    status, refusal, _ = registers(world, answer, **changes)
    assert status == 422
    assert [(f["field"], f["problem"]) for f in refusal["error"]["fields"]] == [(field, code)]
    assert "FILE#000001" not in world.rows(answer["id"])


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 5 * 1024 * 1024},
        {"size": 1},
        {"filename": "FOTO.JPEG"},
        {"filename": "a.png", "content_type": "image/png"},
        {"filename": "a.webp", "content_type": "image/webp"},
        PAPER,
    ],
)
def test_what_may_be_sent_is_taken(world: World, changes: dict[str, Any]) -> None:
    assert registers(world, filed(world), **changes)[0] == 201


def test_three_with_the_filing_and_three_for_a_message(world: World) -> None:
    answer = filed(world)
    found = [registers(world, answer) for _ in range(7)]
    assert [status for status, _, _ in found] == [201] * 6 + [409]
    assert [a["attachment"].get("event") for _, a, _ in found[:6]] == [1, 1, 1, None, None, None]
    refusal = found[6][1]["error"]
    assert (refusal["code"], refusal["max"]) == ("too_many_attachments", 3)
    # What waits for a message is the reporter's alone.
    assert len(listed(world, answer, headers=receipt(answer))) == 6
    assert [f["number"] for f in listed(world, answer, groups=SCHOOLS)] == [1, 2, 3]


def test_what_was_refused_or_never_came_stands_in_nobodys_way(world: World) -> None:
    answer = filed(world)
    for _ in range(6):
        registers(world, answer)
    refused(answer, 1)
    assert registers(world, answer)[0] == 201
    assert registers(world, answer)[0] == 409
    age(world, answer, 2, EXPIRES_AFTER - timedelta(minutes=1))
    assert registers(world, answer)[0] == 409
    age(world, answer, 2, timedelta(minutes=1))
    assert registers(world, answer)[0] == 201
    states = [f["state"] for f in listed(world, answer, headers=receipt(answer))]
    assert states == ["refused", "expired", *["waiting"] * 6]


def test_a_side_has_48_files_of_a_case_at_most(world: World) -> None:
    answer = filed(world)
    for number in range(1, 48):
        assert registers(world, answer)[0] == 201
        refused(answer, number)
    assert registers(world, answer)[0] == 201
    assert registers(world, answer)[0] == 409
    assert officer_registers(world, answer)[0] == 201  # the room of the agency is its own


def test_one_request_sent_again_is_one_file(world: World) -> None:
    answer, once = filed(world), {"idempotency-key": "the-same-photo-1"}
    first, again = (registers(world, answer, headers=once) for _ in range(2))
    assert (first[0], again[0]) == (201, 201)
    assert again[1]["attachment"] == first[1]["attachment"]
    assert again[1]["upload"]["fields"]["key"] == first[1]["upload"]["fields"]["key"]
    assert len(listed(world, answer, headers=receipt(answer))) == 1
    status, other, _ = registers(world, answer, headers=once, size=7)
    assert (status, other["error"]["code"]) == (422, "idempotency_mismatch")


def test_a_key_used_again_after_its_day_is_another_file_in_another_place(world: World) -> None:
    answer, once = filed(world), {"idempotency-key": "the-same-photo-1"}
    first = registers(world, answer, headers=once)[1]
    looked_at(answer, 1)
    forget_claims()
    second, again = (registers(world, answer, headers=once)[1] for _ in range(2))
    assert [each["attachment"]["number"] for each in (first, second, again)] == [1, 2, 2]
    keys = [each["upload"]["fields"]["key"] for each in (first, second, again)]
    assert (keys[0] != keys[1], keys[1] == keys[2]) == (True, True)


def test_a_retry_after_the_file_was_erased_is_refused(world: World) -> None:
    answer, once = filed(world, reporter=CONTACT), {"idempotency-key": "the-same-photo-1"}
    registers(world, answer, headers=once)
    path = f"/v1/complaints/{answer['id']}/identity"
    assert world.call("DELETE", path, headers=receipt(answer))[0] == 200
    status, refusal, _ = registers(world, answer, headers=once)
    assert (status, refusal["error"]["code"]) == (409, "changed_meanwhile")


def test_who_does_not_know_the_secret_gets_the_answer_of_an_unknown_number(world: World) -> None:
    answer = filed(world, confidential=True)
    registers(world, answer)
    path = f"/v1/complaints/{answer['id']}/attachments"
    unknown = world.call("GET", f"/v1/complaints/{new_case_id()}/attachments")
    for headers in ({}, {"x-receipt": "wrong"}):
        for method, body in (("GET", None), ("POST", PHOTO)):
            status, refusal, _ = world.call(method, path, body, headers=headers)
            assert (status, refusal["error"]["code"]) == (404, "unknown_case")
            assert refusal["error"]["message"] == unknown[1]["error"]["message"]


def test_only_the_sender_reads_the_name_of_a_file(world: World) -> None:
    answer = filed(world)
    registers(world, answer)
    registers(world, answer, **PAPER)
    own = listed(world, answer, headers=receipt(answer))
    assert [f["filename"] for f in own] == ["Sari di depan sekolah.jpg", "surat.pdf"]
    seen = listed(world, answer, groups=SCHOOLS)
    assert [f["filename"] for f in seen] == ["foto 1.jpg", "dokumen 2.pdf"]
    english = listed(world, answer, groups=SCHOOLS, headers={"accept-language": "en"})
    assert [f["filename"] for f in english] == ["photo 1.jpg", "document 2.pdf"]
    _, file, _ = world.call("GET", f"/v1/officer/complaints/{answer['id']}", groups=SCHOOLS)
    assert [f["filename"] for f in file["attachments"]] == ["foto 1.jpg", "dokumen 2.pdf"]
    _, mine, _ = world.call("GET", f"/v1/complaints/{answer['id']}", headers=receipt(answer))
    assert [f["filename"] for f in mine["attachments"]] == [f["filename"] for f in own]


def test_a_clean_file_has_a_link_for_a_minute_and_no_other_has(world: World) -> None:
    answer = filed(world)
    for _ in range(3):
        registers(world, answer)
    looked_at(answer, 1)
    refused(answer, 2)
    one, two, three = listed(world, answer, headers=receipt(answer))
    assert (one["state"], one["size"]) == ("clean", 5)
    link = urlsplit(one["link"])
    asked = parse_qs(link.query)
    assert asked["X-Amz-Expires"] == ["60"]
    assert asked["response-content-disposition"] == ['inline; filename="foto 1.jpg"']
    assert link.path == f"/clean/{row(world, answer, 1)['key']}"
    assert (two["state"], two["reason"]) == ("refused", "wrong_type")
    assert two["problem"] == "Isi berkas ini bukan jenis yang disebut namanya."
    assert three["state"] == "waiting"
    assert all("link" not in each for each in (two, three))


def test_a_pdf_is_saved_and_not_opened_at_the_buckets_address(world: World) -> None:
    answer = filed(world)
    registers(world, answer, **PAPER)
    looked_at(answer, 1)
    (paper,) = listed(world, answer, headers=receipt(answer))
    assert 'attachment; filename="dokumen 1.pdf"' in unquote(paper["link"])


def test_a_message_takes_files_along(world: World) -> None:
    answer = filed(world)
    for _ in range(4):
        registers(world, answer)
    path = f"/v1/complaints/{answer['id']}/messages"
    body = {"text": "Ini fotonya.", "attachments": [4, 1]}
    status, view, _ = world.call("POST", path, body, headers=receipt(answer))
    assert status == 201
    number = view["version"]
    events = {f["number"]: f.get("event") for f in view["attachments"]}
    assert events == {1: number, 2: 1, 3: 1, 4: number}
    seen = listed(world, answer, groups=SCHOOLS)
    assert {f["number"]: f["event"] for f in seen} == events
    # The filing has room again, and so has the next message.
    assert registers(world, answer)[1]["attachment"]["event"] == 1


@pytest.mark.parametrize(
    ("numbers", "fields"),
    [
        ([9], [("attachments.0", "unknown_attachment")]),
        ([1, 2], [("attachments.0", "attachment_refused")]),
        ([2, 3], [("attachments.1", "already_attached")]),
        ([4], [("attachments.0", "unknown_attachment")]),  # the agency's
        ([2, 2, 2, 2], [("attachments", "too_long")]),
        ([0], [("attachments.0", "too_small")]),
        (["1"], [("attachments.0", "wrong_type")]),
    ],
)
def test_a_message_takes_only_what_it_may(
    world: World, numbers: list[Any], fields: list[tuple[str, str]]
) -> None:
    answer = filed(world)
    for _ in range(3):
        registers(world, answer)
    assert officer_registers(world, answer)[0] == 201
    refused(answer, 1)
    path = f"/v1/complaints/{answer['id']}/messages"
    sent = {"text": "Ini fotonya.", "attachments": [3]}
    assert world.call("POST", path, sent, headers=receipt(answer))[0] == 201
    before = world.events(answer["id"])
    status, refusal, _ = world.call(
        "POST", path, {"text": "Ini lagi.", "attachments": numbers}, headers=receipt(answer)
    )
    assert status == 422
    assert [(f["field"], f["problem"]) for f in refusal["error"]["fields"]] == fields
    assert world.events(answer["id"]) == before
    assert row(world, answer, 2)["event"] == 1


def test_an_answer_takes_the_agencys_files_along(world: World) -> None:
    answer = filed(world)
    acts(world, answer["id"], SCHOOLS, "start")
    status, registered, _ = officer_registers(world, answer)
    assert status == 201
    assert registered["attachment"]["by"] == "agency"
    assert "event" not in registered["attachment"]
    looked_at(answer, 1)
    assert listed(world, answer, headers=receipt(answer)) == []
    assert [f["filename"] for f in listed(world, answer, groups=SCHOOLS)] == ["surat.pdf"]
    text = "Seragam sudah dibagikan, lihat surat."
    after = acts(world, answer["id"], SCHOOLS, "answer", text=text, attachments=[1])
    assert after["attachments"][0]["event"] == after["version"]
    (seen,) = listed(world, answer, headers=receipt(answer))
    assert (seen["filename"], seen["by"], seen["event"]) == (
        "dokumen 1.pdf",
        "agency",
        after["version"],
    )
    assert "link" in seen


def test_an_officer_reads_what_became_of_the_agencys_file(world: World) -> None:
    answer = filed(world)
    acts(world, answer["id"], SCHOOLS, "start")
    officer_registers(world, answer)
    acts(world, answer["id"], SCHOOLS, "answer", text="Lihat surat ini.", attachments=[1])
    refused(answer, 1)
    (seen,) = listed(world, answer, groups=SCHOOLS)
    assert (seen["state"], seen["reason"]) == ("refused", "wrong_type")


def test_what_an_agency_has_not_sent_is_no_other_agencys(world: World) -> None:
    answer = filed(world)
    officer_registers(world, answer)
    looked_at(answer, 1)
    assert [f["number"] for f in listed(world, answer, groups=SCHOOLS)] == [1]
    for others in (SURABAYA, OMBUDSMAN, NATIONAL):
        assert listed(world, answer, groups=others) == []
    path = f"/v1/officer/complaints/{answer['id']}"
    seen = world.call("GET", path, groups=SURABAYA)[1]
    assert seen["attachments"] == []
    body = {"action": "answer", "version": seen["version"], "text": TEXT, "attachments": [1]}
    status, refusal, _ = world.call("POST", f"{path}/actions", body, groups=SURABAYA)
    assert (status, refusal["error"]["fields"][0]["problem"]) == (422, "unknown_attachment")
    acts(world, answer["id"], SCHOOLS, "answer", text="Lihat surat ini.", attachments=[1])
    for others in (SURABAYA, OMBUDSMAN, NATIONAL):
        assert [f["number"] for f in listed(world, answer, groups=others)] == [1]


def test_officers_send_three_at_once(world: World) -> None:
    answer = filed(world)
    assert [officer_registers(world, answer)[0] for _ in range(4)] == [201, 201, 201, 409]
    # The reporter's are counted apart.
    assert registers(world, answer)[0] == 201


@pytest.mark.parametrize(
    ("groups", "status", "code"),
    [(MALANG, 403, "not_yours"), (OMBUDSMAN, 403, "role_may_not")],
)
def test_who_does_not_take_part_registers_nothing(
    world: World, groups: str, status: int, code: str
) -> None:
    answer = filed(world)
    found, refusal, _ = officer_registers(world, answer, groups)
    assert (found, refusal["error"]["code"]) == (status, code)
    assert "FILE#000001" not in world.rows(answer["id"])


def test_looking_at_files_is_written_down_as_other_looks_are(world: World) -> None:
    answer = filed(world, anonymous=True)
    registers(world, answer)
    listed(world, answer, groups=SCHOOLS)
    path = f"/v1/admin/readings?case_id={answer['id']}"
    _, found, _ = world.call(
        "GET", path.partition("?")[0], query={"case_id": answer["id"]}, groups=OMBUDSMAN
    )
    assert [one["purpose"] for one in found["items"]] == ["attachments"]


def test_everybody_sees_what_an_officer_looked_at_and_published(world: World) -> None:
    answer = filed(world)
    mailed = len(world.mails())
    for _ in range(3):
        registers(world, answer)
    looked_at(answer, 1)
    looked_at(answer, 2)
    assert listed(world, answer) == []
    acts(world, answer["id"], SCHOOLS, "publish_attachment", number=2)
    (shown,) = listed(world, answer)
    assert (shown["number"], shown["filename"], shown["public"]) == (2, "foto 2.jpg", True)
    assert "link" in shown
    path = f"/v1/complaints/{answer['id']}"
    assert world.call("GET", path)[1]["published_files"] == [2]
    acts(world, answer["id"], NATIONAL, "publish_attachment", number=2, public=False)
    assert listed(world, answer) == []
    assert world.call("GET", path)[1]["published_files"] == []
    happened = world.events(answer["id"])
    assert happened[-2:] == ["attachment_published", "attachment_published"]
    assert len(world.mails()) == mailed


@pytest.mark.parametrize(
    ("number", "status", "code"), [(1, 200, None), (2, 422, "invalid"), (3, 422, "invalid")]
)
def test_only_a_clean_file_of_the_case_is_published(
    world: World, number: int, status: int, code: str | None
) -> None:
    answer = filed(world)
    for _ in range(2):
        registers(world, answer)
    looked_at(answer, 1)
    officer_registers(world, answer)
    looked_at(answer, 3)  # clean, and no answer has taken it along
    path = f"/v1/officer/complaints/{answer['id']}"
    version = world.call("GET", path, groups=SCHOOLS)[1]["version"]
    body = {"action": "publish_attachment", "version": version, "number": number}
    found, after, _ = world.call("POST", f"{path}/actions", body, groups=SCHOOLS)
    assert (found, after.get("error", {}).get("code")) == (status, code)
    if code:
        (problem,) = after["error"]["fields"]
        assert (problem["field"], problem["problem"]) == ("number", "unknown_attachment")


def test_files_of_a_case_that_is_not_public_any_more_are_not_either(world: World) -> None:
    answer = filed(world)
    registers(world, answer)
    looked_at(answer, 1)
    acts(world, answer["id"], SCHOOLS, "publish_attachment", number=1)
    acts(world, answer["id"], SCHOOLS, "tighten", confidential=True)
    status, refusal, _ = world.call("GET", f"/v1/complaints/{answer['id']}/attachments")
    assert (status, refusal["error"]["code"]) == (404, "unknown_case")


def test_nothing_is_public_in_the_place_of_a_file_that_was_erased(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    registers(world, answer)
    looked_at(answer, 1)
    acts(world, answer["id"], SCHOOLS, "publish_attachment", number=1)
    path = f"/v1/complaints/{answer['id']}/identity"
    assert world.call("DELETE", path, headers=receipt(answer))[0] == 200
    AttachmentItem(case_pk(answer["id"]), file_sk(1)).delete()  # as the TTL does
    number = registers(world, answer)[1]["attachment"]["number"]
    looked_at(answer, number)
    assert listed(world, answer) == []


def test_files_of_a_case_that_is_forgotten_are_gone_for_everybody(world: World) -> None:
    answer = filed(world)
    for _ in range(2):
        registers(world, answer)
    looked_at(answer, 1)
    key = row(world, answer, 1)["key"]
    attachments.forget(attachments.of_case(answer["id"]), datetime.now(UTC))
    assert listed(world, answer, headers=receipt(answer)) == []
    assert listed(world, answer, groups=SCHOOLS) == []
    left = json.dumps(world.rows(answer["id"]), default=str)
    assert "Sari di depan" not in left
    assert key not in left
    assert registers(world, answer)[1]["attachment"]["number"] == 3
    assert Sender.REPORTER.value == row(world, answer, 3)["by"]
