"""Who acts in the tests, and what they say. Every text here is made up for the tests."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import altcha

from chalicelib.case.model import Actor
from chalicelib.store import contacts
from chalicelib.usecases.record_readings import Reader
from tests.integration.beginnings import begin
from tests.integration.conftest import API_KEY
from tests.integration.world import World

KEY = {"x-api-key": API_KEY}
NATIONAL = "[national_admin agency.kemenpanrb]"
SURABAYA = "[agency_admin agency.kota-surabaya]"
SCHOOLS = "[liaison agency.kota-surabaya-dinas-pendidikan]"
MALANG = "[agency_admin agency.kota-malang]"
OMBUDSMAN = "[monitor agency.ombudsman]"
EAST_JAVA = "[monitor agency.provinsi-jawa-timur]"
CUSTODIAN = "[custodian agency.kemenpanrb]"
ANOTHER_CUSTODIAN = "[custodian agency.ombudsman]"
ASK_IDENTITY = {
    "reason": "Permintaan LPSK nomor 12",
    "basis": "protection",
    "fields": ["name", "phone"],
}


def complaint(**changes: Any) -> dict[str, Any]:
    """A filing that is routed by category and region to the schools' office of Surabaya."""
    filing: dict[str, Any] = {
        "classification": "complaint",
        "title": "Pembagian seragam di sekolah dasar",
        "body": "Seragam gratis untuk murid baru belum sampai ke sekolah kami, dan "
        "tahun ajaran sudah berjalan dua bulan.",
        "incident_date": "2026-03-02",
        "location": {"region_code": "35.78"},
        "agency_id": "kota-surabaya-dinas-pendidikan",
    }
    return {name: value for name, value in (filing | changes).items() if value is not None}


CONTACT = {"name": "Sari Contoh", "email": "sari@contoh.example", "phone": "081234567890"}


def filed(world: World, **changes: Any) -> dict[str, Any]:
    """File a complaint and let everything that follows from it happen."""
    return begin(world, repr(changes), lambda: _file(world, **changes))


def _file(world: World, **changes: Any) -> dict[str, Any]:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(**changes), headers=KEY)
    assert status == 201, answer
    if "reporter" in changes:
        confirm(answer["id"])
    world.pump()
    return dict(answer)


def confirm(case_id: str) -> None:
    """Let mails about a case go where it was filed from, as a click in one of them does."""
    contacts.save_standing(case_id, contacts.Standing.CONFIRMED)


def breach_agreed(world: World, *case_ids: str, **changes: Any) -> str:
    """The id of a notice of a breach that two custodians agreed on, to the reporters of these."""
    notice = {
        "known_at": "2026-03-04T09:00:00+07:00",
        "text": "Judul laporan Anda dibaca orang yang tidak berhak pada 2 Maret 2026.",
        "text_en": "Somebody without a right to read the title of your report on 2 March 2026.",
        "case_ids": case_ids,
    }
    sent = notice | changes
    status, made, _ = world.call("POST", "/v1/admin/breaches", sent, groups=CUSTODIAN)
    assert status == 201, made
    path = f"/v1/admin/breaches/{made['id']}/approval"
    assert world.call("POST", path, groups=ANOTHER_CUSTODIAN)[0] == 200
    return str(made["id"])


def receipt(answer: dict[str, Any]) -> dict[str, str]:
    """The header that proves a case is yours."""
    return {"x-receipt": answer["secret"]}


def acts(world: World, case_id: str, groups: str, action: str, **data: Any) -> dict[str, Any]:
    """An officer looks at a case and acts on what they saw."""
    status, seen, _ = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=groups)
    assert status == 200, seen
    status, after, _ = world.call(
        "POST",
        f"/v1/officer/complaints/{case_id}/actions",
        {"action": action, "version": seen["version"], **data},
        groups=groups,
    )
    assert status == 200, after
    world.pump()
    return dict(after)


def reader(actor: Actor) -> Reader:
    """An officer who asks for a case, in a request of tests."""
    return Reader(actor=actor, request_id="request-of-tests", purpose="act")


def solution_of(asked: Mapping[str, Any], **changes: Any) -> str:
    """The header that solves a challenge, or with changes something like it."""
    found = altcha.solve_challenge_v1(
        asked["challenge"], asked["salt"], "SHA-256", asked["maxnumber"]
    )
    assert found is not None
    proof = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    solved = proof | {"number": found.number} | changes
    return base64.b64encode(json.dumps(solved).encode()).decode()


def solved(world: World) -> str:
    """The header that solves a challenge just asked for: what a browser shows."""
    return solution_of(world.call("GET", "/v1/challenge")[1])
