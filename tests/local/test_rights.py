"""A reporter's rights over their data on the deployed system, where each function has its role:
corrected, exported, restricted, a lost code, the end of keeping, erasure; then everything is
searched."""

import json
import re
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import files
from tests.local.client import (
    acts,
    call,
    complaint,
    event_types,
    machine,
    rows,
    run_schedule,
    signed_in,
)
from tests.local.conftest import Deployed
from tests.local.test_attachments import Filed, in_bucket, posts, registered

FIRST = {"name": "Kenanga Pertama", "email": "kenanga.satu@contoh.example"}
SECOND = {"name": "Kenanga Kedua", "email": "kenanga.dua@contoh.example"}
CONTACT = re.compile(r"contact\?id=LP-[0-9A-Z-]+#([0-9a-f]{64})")
LINK = re.compile(r"replacement\?id=LP-[0-9A-Z-]+#([0-9A-Z-]+)")


def found_in_mails(deployed: Deployed, address: str, what: re.Pattern[str]) -> str:
    """What the mails to an address say, by what is looked for."""
    deployed.settle()
    url = f"{deployed.outputs['mailbox_url']}messages.json?to={address}"
    with urllib.request.urlopen(url) as answer:
        told = "\n".join(mail["text"] for mail in json.load(answer))
    match = what.search(told)
    assert match is not None, told
    return match[1]


def scanned(deployed: Deployed) -> str:
    """All rows of all tables, as text."""
    dynamodb = deployed.aws("dynamodb")
    return "\n".join(
        str(page["Items"])
        for table in deployed.outputs["tables"].values()
        for page in dynamodb.get_paginator("scan").paginate(TableName=table)
    )


def test_rights_from_filing_to_the_end_and_nothing_is_left(deployed: Deployed) -> None:
    wish = complaint(classification="aspiration", reporter=FIRST)
    wish.pop("incident_date", None)
    filed = call(deployed, "POST", "/v1/complaints", wish, headers=machine(deployed)).body
    path, receipt = f"/v1/complaints/{filed['id']}", {"X-Receipt": filed["secret"]}

    def mine(method: str, what: str, body: Any = None) -> Any:
        answer = call(deployed, method, f"{path}{what}", body, headers=receipt)
        assert answer.status in (200, 201), answer.body
        return answer.body

    mine("PUT", "/identity", SECOND)
    token = found_in_mails(deployed, SECOND["email"], CONTACT)
    confirmed = call(deployed, "POST", f"{path}/contact", {"token": token, "mine": True})
    assert confirmed.body["mails"] == "confirmed"
    export = mine("GET", "/identity")
    assert (export["identity"]["name"], export["mails"]) == (SECOND["name"], "confirmed")

    mine("PUT", "/restriction")
    assert call(deployed, "GET", path).status == 404
    mine("DELETE", "/restriction")
    assert call(deployed, "GET", path).status == 200

    asked = call(deployed, "POST", f"{path}/receipt/replacement", headers=machine(deployed))
    assert asked.status == 202, asked.body
    link = found_in_mails(deployed, SECOND["email"], LINK)
    made = call(deployed, "POST", f"{path}/receipt", {"token": link})
    assert made.status == 201, made.body
    assert call(deployed, "GET", f"{path}/identity", headers=receipt).status == 404
    receipt["X-Receipt"] = made.body["secret"]
    assert mine("GET", "/identity")["identity"]["email"] == SECOND["email"]

    admin = signed_in(deployed, "agency_admin")
    archived = acts(deployed, admin, filed["id"], "archive", reason="withdrawn")
    assert archived.status == 200, archived.body
    until = datetime.fromisoformat(mine("GET", "/identity")["kept_until"]).astimezone(UTC)
    run_schedule(deployed, "expire_identities", until - timedelta(seconds=1))
    assert mine("GET", "/identity")["identified"]
    run_schedule(deployed, "expire_identities", until + timedelta(seconds=1))
    assert mine("GET", "/identity")["identity"] is None

    other = call(deployed, "POST", "/v1/complaints", wish, headers=machine(deployed)).body
    own = {"X-Receipt": other["secret"]}
    path = f"/v1/complaints/{other['id']}"
    without = in_bucket(deployed)
    form = registered(deployed, Filed(other["id"], own), f"{SECOND['name']}.jpg")
    assert posts(form, files.photo_of_a_place()) == 201
    deployed.settle()
    assert len(in_bucket(deployed) - without) == 1
    assert call(deployed, "DELETE", f"{path}/identity", headers=own).status == 200
    deployed.settle()
    assert "identity_erased" in event_types(rows(deployed, other["id"]))
    assert in_bucket(deployed) == without
    assert event_types(rows(deployed, filed["id"]))[-5:] == [
        "restricted", "unrestricted", "receipt_replaced", "archived", "identity_outlived",
    ]  # fmt: skip
    everything = scanned(deployed) + deployed.logs()
    secrets = (link, filed["secret"], made.body["secret"], other["secret"])
    for value in (*FIRST.values(), *SECOND.values(), *secrets):
        assert value not in everything, value
