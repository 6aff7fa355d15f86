"""What two custodians agree on, on the deployed system with roles enforced: an identity is opened
by the one function whose role may, shown once, and told to the reporter; a breach is told once."""

import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.local.aws import STAGE
from infra.seed import run_on
from infra.totp import login_of
from tests.local.client import acts, call, complaint, event_types, machine, rows
from tests.local.conftest import Deployed
from tests.local.test_joint import mails

PERSON = {"name": "Tari Contoh", "email": "tari.contoh@warga.example", "phone": "081234567890"}
ASKED = {"reason": "Permintaan LPSK nomor 12", "basis": "protection", "fields": ["name", "phone"]}


def custodian(deployed: Deployed, agency_id: str) -> dict[str, str]:
    """A custodian of that agency, signed in."""
    user = next(
        one
        for one in deployed.outputs["users"]
        if (one["role"], one["agency_id"]) == ("custodian", agency_id)
    )
    answer = call(deployed, "POST", "/v1/officer/session", login_of(user))
    assert answer.status == 200, answer.body
    return {"Authorization": f"Bearer {answer.body['access_token']}"}


def test_two_custodians_release_an_identity_and_it_is_shown_once(deployed: Deployed) -> None:
    first, second = custodian(deployed, "kemenpanrb"), custodian(deployed, "ombudsman")
    filed = call(
        deployed, "POST", "/v1/complaints", complaint(reporter=PERSON), headers=machine(deployed)
    )
    assert filed.status == 201, filed.body
    deployed.settle()
    case_id: Any = filed.body["id"]
    path = f"/v1/officer/complaints/{case_id}/identity/disclosure"
    assert acts(deployed, first, case_id, "request_identity", **ASKED).status == 200
    assert call(deployed, "POST", path, headers=first).body["error"]["code"] == (
        "identity_not_approved"
    )
    assert acts(deployed, second, case_id, "approve_identity").status == 200
    assert call(deployed, "POST", path, headers=second).status == 403
    shown = call(deployed, "POST", path, headers=first)
    assert shown.status == 200, shown.body
    assert shown.body["identity"] == {"name": PERSON["name"], "phone": PERSON["phone"]}
    again = call(deployed, "POST", path, headers=first)
    assert (again.status, again.body["error"]["code"]) == (410, "identity_disclosed")
    deployed.settle()
    assert event_types(rows(deployed, case_id)).count("identity_disclosed") == 1
    listed = call(deployed, "GET", "/v1/admin/disclosures?agency_id=kemenpanrb", headers=second)
    assert case_id in [one["case_id"] for one in listed.body["items"]]
    subjects = [mail["subject"] for mail in mails(deployed, PERSON["email"])]
    assert any("Data diri Anda diperlihatkan" in subject for subject in subjects), subjects


def test_a_breach_is_told_once_and_not_before_both_agreed(deployed: Deployed) -> None:
    first, second = custodian(deployed, "kemenpanrb"), custodian(deployed, "ombudsman")
    person = {"name": "Wati Contoh", "email": "wati.contoh@warga.example"}
    filed = call(
        deployed, "POST", "/v1/complaints", complaint(reporter=person), headers=machine(deployed)
    )
    assert filed.status == 201, filed.body
    notice = {
        "known_at": datetime.now(UTC).isoformat(),
        "text": "Judul laporan Anda dibaca orang yang tidak berhak.",
        "text_en": "Somebody without a right to it read the title of your report.",
        "case_ids": [filed.body["id"]],
    }
    made = call(deployed, "POST", "/v1/admin/breaches", notice, headers=first)
    assert made.status == 201, made.body
    command = ("--stage", STAGE, "tell-breach", made.body["id"])
    with pytest.raises(subprocess.CalledProcessError):
        run_on(deployed.outputs, "infra.operate", *command)
    approval = f"/v1/admin/breaches/{made.body['id']}/approval"
    assert call(deployed, "POST", approval, headers=first).status == 403
    assert call(deployed, "POST", approval, headers=second).status == 200
    for _ in range(2):
        run_on(deployed.outputs, "infra.operate", *command)
        deployed.settle()
    assert event_types(rows(deployed, filed.body["id"])).count("breach_told") == 1
    told = [mail["subject"] for mail in mails(deployed, person["email"])]
    assert sum("Tentang data laporan Anda" in subject for subject in told) == 1, told
