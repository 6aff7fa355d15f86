"""Files on the deployed system: posted to the bucket with the API's own forms, looked at by the
function under its own role, read back by links. What came of it is counted in table and bucket."""

import io
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any

from PIL import Image

from chalicelib.attachments.attachment import MOST_OF_A_SIDE
from tests import files
from tests.local.client import Answer, acts, call, complaint, event_types, machine, rows, signed_in
from tests.local.conftest import Deployed

LONG_AGO = "2000-01-01T00:00:00.000000+0000"
TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
HOSTILE = {
    "kosong.jpg": (b"", None),  # refused by the form
    "besar.jpg": (b"\xff\xd8\xff" + b"\0" * 5 * 1024 * 1024, None),
    "lain.jpg": (b"MZ" + b"\0" * 100, "wrong_type"),
    "bom.png": (files.bomb(), "too_complex"),
    "program.pdf": (files.page(OpenAction=files.script()), "active_content"),
    "bom.pdf": (files.with_stream(files.zeros(65)), "too_complex"),
    "berkas.pdf": (files.with_file_inside(), "active_content"),
    "tersembunyi.pdf": (
        files.without_catalogue(files.with_link(files.action("Launch"))),
        "active_content",
    ),
    "arsip.jpg": (files.zip_bomb(), "wrong_type"),
    "arsip.pdf": (files.zip_bomb(), "wrong_type"),
    "virus.jpg": (files.picture() + files.EICAR, "malware"),
    "sandi.pdf": (b"%PDF-1.7\n" + b"\0" * 500, "unreadable"),
}


@dataclass(frozen=True)
class Filed:
    """A report and the header of its receipt."""

    id: str
    receipt: dict[str, str]


def filed(deployed: Deployed) -> Filed:
    answer = call(deployed, "POST", "/v1/complaints", complaint(), headers=machine(deployed))
    assert answer.status == 201, answer.body
    return Filed(answer.body["id"], {"X-Receipt": answer.body["secret"]})


def registered(deployed: Deployed, case: Filed, name: str, size: int = 1_000) -> dict[str, Any]:
    what = {"filename": name, "content_type": TYPES[name.rpartition(".")[2]], "size": size}
    path = f"/v1/complaints/{case.id}/attachments"
    answer = call(deployed, "POST", path, what, headers=case.receipt)
    assert answer.status == 201, answer.body
    return dict(answer.body["upload"])


def posts(form: dict[str, Any], content: bytes, **changes: str | None) -> int:
    """Send a file as a browser does; the bucket's status."""
    edge, body = uuid.uuid4().hex, io.BytesIO()
    fields = {k: v for k, v in (form["fields"] | changes).items() if v is not None}
    for name, value in fields.items():
        body.write(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    head = 'Content-Disposition: form-data; name="file"; filename="blob"\r\n'
    body.write(f"--{edge}\r\n{head}Content-Type: x/y\r\n\r\n".encode())
    body.write(content + f"\r\n--{edge}--\r\n".encode())
    request = urllib.request.Request(
        form["url"],
        method="POST",
        data=body.getvalue(),
        headers={"Content-Type": f"multipart/form-data; boundary={edge}"},
    )
    return status_of(request)[0]


def status_of(request: urllib.request.Request | str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def listed(deployed: Deployed, case: Filed, headers: dict[str, str] | None = None) -> Answer:
    place = "officer/complaints" if headers and "Authorization" in headers else "complaints"
    return call(deployed, "GET", f"/v1/{place}/{case.id}/attachments", headers=headers)


def in_bucket(deployed: Deployed) -> set[str]:
    found = deployed.aws("s3").list_objects_v2(Bucket=deployed.outputs["attachments_bucket"])
    return {each["Key"] for each in found.get("Contents", ())}


def test_files_from_the_form_to_the_clean_copy_and_what_means_harm(deployed: Deployed) -> None:
    good, bad = filed(deployed), [filed(deployed) for _ in range(2)]
    deployed.settle()
    before = in_bucket(deployed)
    events = event_types(rows(deployed, good.id))

    # A form lets through what it was made for, and nothing else.
    form = registered(deployed, good, "Sari di sekolah.jpg")
    photo = files.with_archive(files.photo_of_a_place())  # a picture and an archive
    for change in (
        {"key": "clean/" + "0" * 32},
        {"key": "quarantine/" + "0" * 32},
        {"Content-Type": "text/html"},
        {"x-amz-meta-announced": f"{bad[0].id}/1"},
        {"x-amz-tagging": "=".join(("GuardDutyMalwareScanStatus", "NO_THREATS_FOUND"))},
        {"acl": "public-read"},
        {"x-amz-signature": "0" * 64},
    ):
        assert posts(form, photo, **change) == 403, change
    assert posts(form, photo) == 201
    registered(deployed, good, "tak terkirim.jpg")

    # Whatever means harm is refused by the form, or looked at and deleted.
    for place, (name, (content, reason)) in enumerate(HOSTILE.items()):
        upload = registered(deployed, bad[place % 2], name, max(1, min(len(content), 5_000_000)))
        assert posts(upload, content) == (400 if reason is None else 201), name
    deployed.settle()
    outcomes = {
        row["filename"]["S"]: (row["state"]["S"], row.get("reason", {}).get("S"))
        for case in bad
        for sk, row in rows(deployed, case.id).items()
        if sk.startswith("FILE#")
    }
    assert outcomes == {
        name: ("waiting", None) if reason is None else ("refused", reason)
        for name, (_, reason) in HOSTILE.items()
    }

    # The good one is kept as its pixels alone; nothing else is in the bucket.
    (key,) = in_bucket(deployed) - before
    assert key == form["fields"]["key"].replace("quarantine/", "clean/")
    one, two = listed(deployed, good, good.receipt).body["items"]
    assert (one["state"], one["event"], two["state"]) == ("clean", 1, "waiting")
    status, kept = status_of(one["link"])
    assert status == 200
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"jalankan" in photo
    assert b"jalankan" not in kept
    # The same address without its signature, for another object, or longer: nothing.
    assert status_of(one["link"].partition("?")[0])[0] == 403
    assert status_of(one["link"].replace("clean/", "quarantine/"))[0] == 403
    assert status_of(one["link"].replace("X-Amz-Expires=60", "X-Amz-Expires=3600"))[0] == 403
    # Sent again under the same form, it is deleted.
    assert posts(form, files.picture()) == 201
    deployed.settle()
    assert in_bucket(deployed) - before == {key}

    # What was registered and never sent is over when its time is, and the row goes by itself.
    stored = rows(deployed, good.id)
    unsent = stored[sorted(name for name in stored if name.startswith("FILE#"))[1]]
    assert int(unsent["expires_at"]["N"]) > time.time()
    deployed.aws("dynamodb").update_item(
        TableName=deployed.outputs["tables"]["cases"],
        Key={name: unsent[name] for name in ("pk", "sk")},
        UpdateExpression="SET added_at = :long_ago",
        ExpressionAttributeValues={":long_ago": {"S": LONG_AGO}},
    )
    assert listed(deployed, good, good.receipt).body["items"][1]["state"] == "expired"

    # The officer sees it by another name, publishes it, and answers with a file of their own.
    officer = signed_in(deployed, "liaison")
    (seen, _) = listed(deployed, good, officer).body["items"]
    assert seen["filename"] == "foto 1.jpg"
    assert listed(deployed, good).body["items"] == []
    published = acts(deployed, officer, good.id, "publish_attachment", number=1)
    assert published.status == 200, published.body
    (shown,) = listed(deployed, good).body["items"]
    assert status_of(shown["link"]) == (200, kept)
    path = f"/v1/officer/complaints/{good.id}/attachments"
    paper = {"filename": "surat.pdf", "content_type": "application/pdf", "size": 1_000}
    upload = call(deployed, "POST", path, paper, headers=officer).body["upload"]
    assert posts(upload, files.page("Surat tanggapan")) == 201
    assert acts(deployed, officer, good.id, "start").status == 200
    text = "Sudah dibagikan, lihat surat."
    answered = acts(deployed, officer, good.id, "answer", text=text, attachments=[3])
    assert answered.status == 200, answered.body
    deployed.settle()
    of_agency = listed(deployed, good, good.receipt).body["items"][2]
    assert (of_agency["state"], of_agency["filename"]) == ("clean", "dokumen 3.pdf")
    assert status_of(of_agency["link"])[1].startswith(b"%PDF-")
    after = event_types(rows(deployed, good.id))
    assert after == [*events, "attachment_published", "started", "answered"]
    # Uploads never completed, as many as a case has room for: the other side has its own.
    flooded = rows(deployed, bad[0].id)
    for number in range(1 + MOST_OF_A_SIDE):
        name = f"FILE#{number:06d}"
        if number and name not in flooded:
            item = unsent | {"pk": {"S": f"CASE#{bad[0].id}"}, "sk": {"S": name}}
            old = {"added_at": {"S": LONG_AGO}}
            deployed.aws("dynamodb").put_item(
                TableName=deployed.outputs["tables"]["cases"], Item=item | old
            )
    path = f"/complaints/{bad[0].id}/attachments"
    refused = call(deployed, "POST", f"/v1{path}", paper, headers=bad[0].receipt)
    assert (refused.status, refused.body["error"]["code"]) == (409, "too_many_attachments")
    assert call(deployed, "POST", f"/v1/officer{path}", paper, headers=officer).status == 201
    assert {each["state"] for each in listed(deployed, bad[0], bad[0].receipt).body["items"]} == {
        "expired", "refused", "waiting",
    }  # fmt: skip
    logged = json.dumps(deployed.logs())
    assert "Sari di sekolah" not in logged
    assert one["link"].partition("X-Amz-Signature=")[2] not in logged
