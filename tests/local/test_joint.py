"""Several matters and several agencies in one complaint, on the deployed system: split under one
receipt; contributions asked for, given, withdrawn and overdue."""

import json
import urllib.request
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from chalicelib.workdays import PACKAGED, ZONES, Calendar, local_date
from infra.totp import login_of
from tests.local.client import (
    acts,
    call,
    complaint,
    event_types,
    machine,
    recipients,
    rows,
    run_schedule,
    signed_in,
)
from tests.local.conftest import Deployed

FIRST = "Seragam gratis untuk murid baru belum sampai ke sekolah kami sejak dua bulan."
SECOND = "Selain itu lampu jalan di depan pasar sudah lama padam dan jalannya gelap."
PROVINCE = "provinsi-jawa-timur"
QUESTION = "Berapa seragam yang sudah dikirim provinsi?"


def session(deployed: Deployed, agency_id: str) -> dict[str, str]:
    """An officer of that agency, signed in."""
    user = next(one for one in deployed.outputs["users"] if one["agency_id"] == agency_id)
    answer = call(deployed, "POST", "/v1/officer/session", login_of(user))
    assert answer.status == 200, answer.body
    return {"Authorization": f"Bearer {answer.body['access_token']}"}


def filed(deployed: Deployed, **changes: Any) -> dict[str, Any]:
    answer = call(
        deployed, "POST", "/v1/complaints", complaint(**changes), headers=machine(deployed)
    )
    assert answer.status == 201, answer.body
    deployed.settle()
    return dict(answer.body)


def mails(deployed: Deployed, to: str) -> list[dict[str, Any]]:
    url = f"{deployed.outputs['mailbox_url']}messages.json?to={to}"
    with urllib.request.urlopen(url, timeout=30) as answer:
        found: list[dict[str, Any]] = json.loads(answer.read())
    return found


def asks(deployed: Deployed, holder: dict[str, str], case_id: str, **more: Any) -> None:
    data = {"agency_id": PROVINCE, "question": QUESTION} | more
    assert acts(deployed, holder, case_id, "ask_contribution", **data).status == 200
    deployed.settle()


def asked_of(deployed: Deployed, officer: dict[str, str], **query: str) -> list[dict[str, Any]]:
    path = "/v1/officer/inbox?limit=100&asked=true" + "".join(f"&{k}={v}" for k, v in query.items())
    answer = call(deployed, "GET", path, headers=officer)
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


def test_two_matters_become_two_cases_under_one_receipt(deployed: Deployed) -> None:
    text = f"{FIRST}\n\n{SECOND}"
    address = "dua.hal@contoh.example"
    advice = call(deployed, "POST", "/v1/similar", {"text": text}, headers=machine(deployed))
    assert advice.body["two_matters"] is True
    case = filed(deployed, body=text, reporter={"name": "Dua Hal", "email": address})
    receipt = {"X-Receipt": case["secret"]}
    # Who uses the receipt has read a mail: from now on the address gets more than two.
    assert call(deployed, "GET", f"/v1/complaints/{case['id']}", headers=receipt).status == 200
    desk = signed_in(deployed, "national_admin")
    seen = call(deployed, "GET", f"/v1/officer/complaints/{case['id']}", headers=desk).body
    assert (seen["two_matters"], len(seen["matters"])) == (True, 2)
    assert acts(deployed, desk, case["id"], "split", text=SECOND).status == 200
    deployed.settle()

    first = call(deployed, "GET", f"/v1/complaints/{case['id']}", headers=receipt).body
    (number,) = first["split_into"]
    second = call(deployed, "GET", f"/v1/complaints/{number}", headers=receipt)
    assert (second.status, second.body["split_from"]) == (200, case["id"])
    assert second.body["body"] == SECOND
    assert second.body["agency"] != first["agency"]
    assert second.body["deadlines"]["resolve_by"] >= first["deadlines"]["resolve_by"]
    assert event_types(rows(deployed, case["id"])) == ["filed", "routed", "split"]
    assert event_types(rows(deployed, number))[0] == "filed"
    told = [mail["subject"] for mail in mails(deployed, address)]
    assert any("dipecah menjadi dua" in subject for subject in told)

    gone = call(deployed, "DELETE", f"/v1/complaints/{number}/identity", headers=receipt)
    assert gone.status == 200, gone.body
    for one in (case["id"], number):
        assert event_types(rows(deployed, one))[-1] == "identity_erased"
    again = call(deployed, "DELETE", f"/v1/complaints/{case['id']}/identity", headers=receipt)
    assert (again.status, again.body["error"]["code"]) == (409, "no_identity")


def test_a_contribution_is_asked_for_given_and_for_the_holder_alone(deployed: Deployed) -> None:
    case = filed(deployed, confidential=True)
    holder, province = signed_in(deployed, "liaison"), session(deployed, PROVINCE)
    path = f"/v1/officer/complaints/{case['id']}"
    assert call(deployed, "GET", path, headers=province).status == 404
    asks(deployed, holder, case["id"])
    seen = call(deployed, "GET", path, headers=province)
    assert (seen.status, seen.body["actions"]) == (200, ["contribute"])
    assert case["id"] in [row["id"] for row in asked_of(deployed, province)]
    given = acts(deployed, province, case["id"], "contribute", text="Dua ratus, pekan lalu.")
    assert given.status == 200, given.body
    deployed.settle()
    assert call(deployed, "GET", path, headers=province).status == 404
    assert case["id"] not in [row["id"] for row in asked_of(deployed, province)]
    found = rows(deployed, case["id"])
    assert event_types(found)[-2:] == ["contribution_asked", "contributed"]
    assert recipients(found)[f"{PROVINCE}@agency.example"] == 1
    timeline = call(
        deployed,
        "GET",
        f"/v1/complaints/{case['id']}/timeline",
        headers={"X-Receipt": case["secret"]},
    )
    assert "contribut" not in json.dumps(timeline.body)
    answered = acts(deployed, holder, case["id"], "answer", text="Seragam dibagikan Senin.")
    assert answered.status == 200, answered.body


def test_a_contribution_is_withdrawn(deployed: Deployed) -> None:
    case = filed(deployed)
    holder, province = signed_in(deployed, "liaison"), session(deployed, PROVINCE)
    asks(deployed, holder, case["id"])
    withdrawn = acts(deployed, holder, case["id"], "withdraw_contribution", agency_id=PROVINCE)
    assert (withdrawn.status, withdrawn.body["contributions"]) == (200, [])
    deployed.settle()
    assert case["id"] not in [row["id"] for row in asked_of(deployed, province)]
    refused = call(deployed, "GET", f"/v1/officer/complaints/{case['id']}", headers=province)
    assert refused.status == 403
    assert recipients(rows(deployed, case["id"]))[f"{PROVINCE}@agency.example"] == 2


def next_workday(day: date) -> date:
    return Calendar.parse(PACKAGED.read_text(encoding="utf-8")).later(day, 1)


@pytest.mark.usefixtures("within_a_day")
def test_what_is_overdue_stands_in_both_morning_mails(deployed: Deployed) -> None:
    case = filed(deployed)
    holder = signed_in(deployed, "liaison")
    today = local_date(datetime.now(UTC), "WIB")
    asks(deployed, holder, case["id"], due=today.isoformat())
    morning = datetime.combine(next_workday(today), time(7, 5), ZONES["WIB"])
    run_schedule(deployed, "send_agency_digests", morning.astimezone(UTC))
    deployed.settle()
    for agency, heading in (
        (PROVINCE, "MASUKAN YANG DIMINTA DARI ANDA"),
        ("kota-surabaya-dinas-pendidikan", "MASUKAN INSTANSI LAIN YANG TERLAMBAT"),
    ):
        newest = mails(deployed, f"{agency}@agency.example")
        digests = [mail["text"] for mail in newest if "Ringkasan" in mail["subject"]]
        assert any(heading in text and case["id"] in text for text in digests), agency
