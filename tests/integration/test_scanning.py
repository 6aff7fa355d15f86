"""Looking at what was sent, through bucket, queue and function: counted in rows and objects."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

import boto3
import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from PIL import Image

import app
from chalicelib import clients, scan_consumer
from chalicelib.attachments.attachment import FileState
from chalicelib.attachments.malware import MalwareVerdict
from chalicelib.store import attachments, tables
from chalicelib.usecases import attach
from tests import files
from tests.integration.conftest import BUCKET
from tests.integration.people import CONTACT, SCHOOLS, acts, filed, receipt
from tests.integration.privacy import overheard
from tests.integration.roles import acting_as
from tests.integration.world import REGION, LambdaContext, World

PHOTO = {"filename": "foto.jpg", "content_type": "image/jpeg", "size": 1000}
PAPER = {"filename": "surat.pdf", "content_type": "application/pdf", "size": 1000}


def registered(
    world: World, answer: dict[str, Any], what: dict[str, Any] = PHOTO
) -> dict[str, Any]:
    path = f"/v1/complaints/{answer['id']}/attachments"
    status, found, _ = world.call("POST", path, what, headers=receipt(answer))
    assert status == 201, found
    return dict(found)


def sends(form: dict[str, Any], content: bytes) -> str:
    """Put a file where a form of the API leads, as the bucket does it; the key."""
    fields = form["upload"]["fields"]
    meta = {
        name.removeprefix("x-amz-meta-"): value
        for name, value in fields.items()
        if name.startswith("x-amz-meta-")
    }
    s3().put_object(
        Bucket=BUCKET,
        Key=fields["key"],
        Body=content,
        ContentType=fields["Content-Type"],
        Metadata=meta,
    )
    return str(fields["key"]).removeprefix("quarantine/")


def s3() -> Any:
    return boto3.client("s3", region_name=REGION)


def objects() -> dict[str, bytes]:
    """Everything in the bucket."""
    found = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET].keys
    return {name: bytes(found[name].value) for name in found}


def states(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(file.state.value, file.reason) for file in attachments.of_case(answer["id"])]


def test_a_photo_is_kept_as_a_clean_copy_and_what_was_sent_is_deleted(world: World) -> None:
    answer = filed(world)
    before = world.stored(answer["id"]), world.events(answer["id"]), len(world.mails())
    form = registered(world, answer)
    key = sends(form, files.photo_of_a_place())
    world.pump()
    (kept,) = objects().items()
    assert kept[0] == f"clean/{key}"
    image = Image.open(io.BytesIO(kept[1]))
    assert image.size == (64, 48)
    assert not image.getexif()
    assert states(answer) == [("clean", None)]
    (file,) = attachments.of_case(answer["id"])
    assert file.size == len(kept[1])
    assert "expires_at" not in world.rows(answer["id"])["FILE#000001"]
    head = s3().head_object(Bucket=BUCKET, Key=kept[0])
    assert (head["ContentType"], head["Metadata"]) == ("image/jpeg", {})
    # No deadline moved, no event, no mail.
    after = world.stored(answer["id"]), world.events(answer["id"]), len(world.mails())
    assert after == before


@pytest.mark.parametrize(
    ("what", "content", "reason"),
    [
        (PHOTO, b"", "empty"),
        (PHOTO, files.picture("PNG"), "wrong_type"),
        (PHOTO, b"MZ" + b"\0" * 100, "wrong_type"),
        (PHOTO, files.picture()[:300], "unreadable"),
        (PHOTO | {"filename": "a.png", "content_type": "image/png"}, files.bomb(), "too_complex"),
        (PAPER, files.page(OpenAction=files.script()), "active_content"),
        (PAPER, files.with_file_inside(), "active_content"),
        (PAPER, files.with_stream(files.zeros(65)), "too_complex"),
        (PHOTO, files.picture() + files.EICAR, "malware"),
        (PAPER, files.page() + files.EICAR, "malware"),
    ],
)
def test_what_is_not_kept_is_deleted_with_a_reason_its_sender_reads(
    world: World, what: dict[str, Any], content: bytes, reason: str
) -> None:
    answer = filed(world)
    sends(registered(world, answer, what), content)
    world.pump()
    assert objects() == {}
    path = f"/v1/complaints/{answer['id']}/attachments"
    _, seen, _ = world.call("GET", path, headers=receipt(answer))
    (file,) = seen["items"]
    assert (file["state"], file["reason"]) == ("refused", reason)
    assert len(file["problem"]) > 15
    assert "link" not in file
    expires_at = float(world.rows(answer["id"])["FILE#000001"]["expires_at"])
    assert 89 < (expires_at - datetime.now(UTC).timestamp()) / 86_400 <= 90


def test_delivered_twice_and_thrice_is_looked_at_once(world: World) -> None:
    world.times = 3
    answer = filed(world)
    key = sends(registered(world, answer), files.photo_of_a_place())
    sends(registered(world, answer), b"MZ")
    world.pump()
    assert states(answer) == [("clean", None), ("refused", "wrong_type")]
    assert list(objects()) == [f"clean/{key}"]


class Killed(BaseException):
    """The function's process ends."""


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """Ends the process at its call of that number, from 1, to the bucket or the table."""
    calls = count(1)

    def end(**_: Any) -> None:
        if next(calls) == number:
            raise Killed

    used = {"s3": clients.client("s3"), "dynamodb": tables.client()}
    for service, client in used.items():
        client.meta.events.register(f"before-call.{service}", end, unique_id="killed")
    try:
        yield
    except Killed:
        pass
    finally:
        for service, client in used.items():
            client.meta.events.unregister(f"before-call.{service}", unique_id="killed")


@pytest.mark.parametrize("content", [files.photo_of_a_place(), b"MZ"])
@pytest.mark.parametrize("call", range(1, 9))
def test_killed_anywhere_it_is_done_by_the_next_delivery(
    world: World, content: bytes, call: int
) -> None:
    answer = filed(world)
    key = sends(registered(world, answer), content)
    with killed_at(call):
        looks(f"quarantine/{key}")
    looks(f"quarantine/{key}")
    good = content != b"MZ"
    assert states(answer) == [("clean", None) if good else ("refused", "wrong_type")]
    assert list(objects()) == ([f"clean/{key}"] if good else [])


def message_about(key: str) -> dict[str, Any]:
    """What the bucket says when something was sent."""
    return {"Records": [{"s3": {"object": {"key": key}}}]}


def looks(key: str, **message: Any) -> dict[str, Any]:
    """The function on one message about that object."""
    body = message or message_about(key)
    record = {"messageId": "m1", "body": json.dumps(body)}
    with acting_as("scan_attachments"):
        answer: dict[str, Any] = app.scan_attachments({"Records": [record]}, LambdaContext())
    return answer


FAILED = {"batchItemFailures": [{"itemIdentifier": "m1"}]}
DONE: dict[str, Any] = {"batchItemFailures": []}


def says(key: str, verdict: str, etag: str | None = None) -> dict[str, Any]:
    """GuardDuty's event about an object, as its user guide has it."""
    found = s3().head_object(Bucket=BUCKET, Key=key)["ETag"]
    return {
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Malware Protection Object Scan Result",
        "detail": {
            "scanStatus": "COMPLETED",
            "s3ObjectDetails": {"bucketName": BUCKET, "objectKey": key, "eTag": etag or found},
            "scanResultDetails": {"scanResultStatus": str(verdict), "threats": None},
        },
    }


def test_where_guardduty_scans_its_word_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALWARE_SCANNER", "guardduty")
    answer = filed(world)
    key = f"quarantine/{sends(registered(world, answer), files.picture())}"
    world.pump()
    assert states(answer) == [("waiting", None)]
    assert list(objects()) == [key]
    assert looks(key, **says(key, MalwareVerdict.NO_THREATS_FOUND)) == DONE
    assert states(answer) == [("clean", None)]


@pytest.mark.parametrize(
    ("verdict", "outcome", "answered"),
    [
        (MalwareVerdict.THREATS_FOUND, ("refused", "malware"), DONE),
        (MalwareVerdict.UNSUPPORTED, ("refused", "not_scanned"), DONE),
        ("FAILED", ("waiting", None), FAILED),
        ("ACCESS_DENIED", ("waiting", None), FAILED),
    ],
)
def test_guardduty_decides_before_anybody_looks(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    verdict: str,
    outcome: tuple[str, str | None],
    answered: dict[str, Any],
) -> None:
    monkeypatch.setenv("MALWARE_SCANNER", "guardduty")
    answer = filed(world)
    key = f"quarantine/{sends(registered(world, answer), files.picture())}"
    assert looks(key, **says(key, verdict)) == answered
    assert states(answer) == [outcome]
    assert list(objects()) == ([key] if outcome[0] == "waiting" else [])


def test_a_word_on_an_earlier_version_counts_for_none(world: World) -> None:
    """Sent again since: what was found clean is not what is there now."""
    answer = filed(world)
    key = f"quarantine/{sends(registered(world, answer), files.picture())}"
    assert looks(key, **says(key, MalwareVerdict.NO_THREATS_FOUND, "0" * 32)) == DONE
    assert states(answer) == [("waiting", None)]
    assert list(objects()) == [key]


def test_what_is_sent_again_under_a_decided_key_is_deleted(world: World) -> None:
    answer = filed(world)
    form = registered(world, answer)
    key = sends(form, files.picture())
    world.pump()
    kept = objects()
    sends(form, files.picture("JPEG", (10, 10)))
    world.pump()
    assert objects() == kept
    assert list(kept) == [f"clean/{key}"]


def test_what_nobody_registered_is_deleted(world: World) -> None:
    answer = filed(world)
    form = registered(world, answer)
    for meta in ({}, {"announced": f"{answer['id']}/1"}, {"announced": f"{answer['id']}/x"}):
        s3().put_object(Bucket=BUCKET, Key="quarantine/" + "f" * 32, Body=b"x", Metadata=meta)
        world.pump()
        assert objects() == {}
    assert states(answer) == [("waiting", None)]
    sends(form, files.picture())
    world.pump()
    assert states(answer) == [("clean", None)]


def test_messages_about_nothing_are_passed_over(world: World) -> None:
    assert looks("", Event="s3:TestEvent", Bucket=BUCKET) == DONE
    assert looks("quarantine/" + "0" * 32) == DONE
    assert looks("clean/" + "0" * 32) == DONE


def test_a_key_is_read_as_the_bucket_writes_it(world: World) -> None:
    answer = filed(world)
    key = sends(registered(world, answer), files.picture())
    assert looks(f"quarantine%2F{key}") == DONE
    assert states(answer) == [("clean", None)]


def test_what_is_erased_while_it_is_looked_at_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = filed(world)
    key = sends(registered(world, answer), files.picture())
    whole = scan_consumer.scan.__globals__["clean_copy"]

    def meanwhile(*given: Any) -> bytes:
        attach.erase_files(answer["id"], datetime.now(UTC))
        s3().put_object(Bucket=BUCKET, Key=f"quarantine/{key}", Body=b"")
        copy: bytes = whole(*given)
        return copy

    monkeypatch.setitem(scan_consumer.scan.__globals__, "clean_copy", meanwhile)
    record = {"messageId": "m1", "body": json.dumps(message_about(f"quarantine/{key}"))}
    assert scan_consumer.scan_attachments({"Records": [record]}) == DONE
    assert objects() == {}
    assert [file.state for file in attachments.of_case(answer["id"])] == [FileState.ERASED]


@pytest.mark.parametrize("call", range(1, 9))
def test_killed_while_it_is_erased_it_is_gone_with_the_next_delivery(
    world: World, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    """Who looks had read the file already, saves its copy once the erasure is over, and dies."""
    answer = filed(world)
    key = sends(registered(world, answer), files.picture())
    whole = scan_consumer.scan.__globals__["clean_copy"]

    def meanwhile(*given: Any) -> bytes:
        monkeypatch.undo()
        with acting_as("api_handler"):
            attach.erase_files(answer["id"], datetime.now(UTC))
        looking.enter_context(killed_at(call))
        copy: bytes = whole(*given)
        return copy

    monkeypatch.setitem(scan_consumer.scan.__globals__, "clean_copy", meanwhile)
    with ExitStack() as looking:
        looks(f"quarantine/{key}")
    looks(f"quarantine/{key}")
    assert objects() == {}
    assert [file.key for file in attachments.of_case(answer["id"])] == ["-"]


def test_what_is_found_clean_while_it_is_erased_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = filed(world)
    key = sends(registered(world, answer), files.picture())
    drop, deliveries = attach.file_bucket.drop_copy, count()

    def meanwhile(dropped: str) -> None:
        drop(dropped)
        if next(deliveries) == 0:
            looks(f"quarantine/{key}")

    monkeypatch.setattr(attach.file_bucket, "drop_copy", meanwhile)
    attach.erase_files(answer["id"], datetime.now(UTC))
    assert objects() == {}
    assert [file.state for file in attachments.of_case(answer["id"])] == [FileState.ERASED]


@pytest.mark.parametrize("call", range(1, 8))
def test_killed_anywhere_an_erasure_is_done_by_the_next(world: World, call: int) -> None:
    answer = filed(world)
    for _ in range(2):
        key = sends(registered(world, answer), files.picture())
        looks(f"quarantine/{key}")
    with killed_at(call):
        attach.erase_files(answer["id"], datetime.now(UTC))
    attach.erase_files(answer["id"], datetime.now(UTC))
    assert objects() == {}
    assert [file.key for file in attachments.of_case(answer["id"])] == ["-", "-"]


def test_erasing_who_filed_erases_their_files_and_no_others(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    acts(world, answer["id"], SCHOOLS, "start")
    for _ in range(2):
        sends(registered(world, answer), files.picture())
    registered(world, answer)  # and never sent
    path = f"/v1/officer/complaints/{answer['id']}/attachments"
    of_agency = world.call("POST", path, PAPER, groups=SCHOOLS)[1]
    key = sends(of_agency, files.page())
    world.pump()
    assert len(objects()) == 3
    acts(world, answer["id"], SCHOOLS, "answer", text="Lihat surat ini.", attachments=[4])
    status, view, _ = world.call(
        "DELETE", f"/v1/complaints/{answer['id']}/identity", headers=receipt(answer)
    )
    assert status == 200
    assert [f["number"] for f in view["attachments"]] == [4]
    assert list(objects()) == [f"clean/{key}"]
    _, seen, _ = world.call(
        "GET", f"/v1/complaints/{answer['id']}/attachments", headers=receipt(answer)
    )
    assert [f["number"] for f in seen["items"]] == [4]


def test_no_word_of_a_file_is_in_a_log(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    answer = filed(world)
    what = PAPER | {"filename": "Sari Contoh.pdf"}
    sends(registered(world, answer, what), files.page("Sari Contoh")[:300] + b"/Sari Contoh" * 20)
    sends(registered(world, answer), files.photo_of_a_place()[:500])
    with overheard() as heard:
        world.pump()
    assert states(answer) == [("refused", "unreadable")] * 2
    assert heard.getvalue().count('"outcome":"unreadable"') == 2
    printed = capsys.readouterr()
    assert "Sari" not in heard.getvalue() + printed.out + printed.err + caplog.text
