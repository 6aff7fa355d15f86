"""One case and one event of every type, as the timeline would have them."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import Event
from chalicelib.case.model import (
    REPORTER,
    SYSTEM,
    Actor,
    Appeal,
    Case,
    Classification,
    Closure,
    Contribution,
    Deadlines,
    Location,
    Role,
    Status,
)
from chalicelib.events import EventType, Visibility
from chalicelib.notices.messages import MailContext
from chalicelib.protection.redaction import mask_together
from chalicelib.store.masking import masked_by
from chalicelib.structs import replace
from chalicelib.workdays import PACKAGED, Calendar

POLICY = DeadlinePolicy(calendar=Calendar.parse(PACKAGED.read_text(encoding="utf-8")))
URL = "https://lapor.example/api"
CONTACT = f"{URL}/contact?id=LP-7K3M-9QXT-2B4V-H#{'0' * 32}"
CASE_ID = "LP-7K3M-9QXT-2B4V-H"
SECRET_HASH = "5ec2e7" * 10 + "abcd"
BODY = "Lampu di depan rumah saya padam sejak pekan lalu dan jalan menjadi rawan."
NAMES = {
    "dishub-surabaya": "Dinas Perhubungan Kota Surabaya",
    "pln": "PLN UID Jawa Timur",
    "pemkot-surabaya": "Pemerintah Kota Surabaya",
    "kemenpanrb": "Kementerian PANRB",
}
LIAISON = Actor(role=Role.LIAISON, agency_id="dishub-surabaya", officer_id="o-1")
SENIOR = Actor(role=Role.AGENCY_ADMIN, agency_id="pemkot-surabaya", officer_id="o-2")
NATIONAL = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="o-3")

AT = datetime(2026, 3, 25, 2, 0, tzinfo=UTC)
FOLLOW_UP_BY = datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC)  # 23:59:59 WIB
RESOLVE_BY = datetime(2026, 4, 14, 16, 59, 59, tzinfo=UTC)
FRESH = {
    "verify_by": "2026-03-27T23:59:59+07:00",
    "follow_up_by": "2026-03-31T23:59:59+07:00",
    "resolve_by": "2026-04-14T23:59:59+07:00",
}
SHOWN = {
    "fields": ["name", "phone"],
    "basis": "investigation",
    "shown_to": "kemenpanrb",
    "approved_by": "pemkot-surabaya",
}

CASE = Case(
    id=CASE_ID,
    version=9,
    digest="d" * 64,
    status=Status.ROUTED,
    classification=Classification.COMPLAINT,
    title="Lampu jalan padam di Jalan Kenanga",
    masked_title="Lampu jalan padam di Jalan Kenanga",
    excerpt=BODY,
    location=Location(region_code="35.78"),
    receipt_sha256=SECRET_HASH,
    filed_at=datetime(2026, 3, 17, 2, 0, tzinfo=UTC),
    updated_at=datetime(2026, 3, 25, 2, 0, tzinfo=UTC),
    agency_id="dishub-surabaya",
    rules_version="permenpanrb-62-2018",
    calendar_version="2026",
    clock_started_at=datetime(2026, 3, 17, 2, 0, tzinfo=UTC),
    deadlines=Deadlines(
        verify_by=datetime(2026, 3, 27, 16, 59, 59, tzinfo=UTC),
        follow_up_by=FOLLOW_UP_BY,
        resolve_by=RESOLVE_BY,
    ),
)

# type -> (who, visibility, data)
EVENTS: dict[str, tuple[Actor, Visibility, dict[str, Any]]] = {
    "filed": (REPORTER, Visibility.PUBLIC, {"classification": "complaint", "deadlines": FRESH}),
    "routed": (
        SYSTEM,
        Visibility.PUBLIC,
        {"agency_id": "dishub-surabaya", "by": "model", "words": ["lampu"], "deadlines": FRESH},
    ),
    "triage": (SYSTEM, Visibility.PUBLIC, {"reason": "low_confidence", "candidates": []}),
    "started": (LIAISON, Visibility.PUBLIC, {"note": "Tim berangkat besok pagi."}),
    "held": (
        LIAISON,
        Visibility.REPORTER,
        {"question": "Nomor tiang lampunya berapa?", "expires_at": "2026-04-08T23:59:59+07:00"},
    ),
    "messaged": (REPORTER, Visibility.REPORTER, {"text": "Tiang nomor 14.", "resumed": True}),
    "returned": (
        LIAISON,
        Visibility.PUBLIC,
        {"agency_id": "dishub-surabaya", "reason": "Lampu ini milik PLN."},
    ),
    "transferred": (
        LIAISON,
        Visibility.PUBLIC,
        {"from_agency_id": "dishub-surabaya", "agency_id": "pln", "reason": "Milik PLN."},
    ),
    "interim_replied": (
        LIAISON,
        Visibility.PUBLIC,
        {"text": "Suku cadang sedang dipesan.", "expected_by": "2026-04-02"},
    ),
    "answered": (
        LIAISON,
        Visibility.PUBLIC,
        {"text": "Lampu sudah diganti.\nTerima kasih.", "answer": 1},
    ),
    "rated": (
        REPORTER,
        Visibility.PUBLIC,
        {"satisfied": False, "score": 2, "comment": "Masih padam.", "answer": 1},
    ),
    "appealed": (
        REPORTER,
        Visibility.PUBLIC,
        {
            "satisfied": False,
            "comment": "Masih padam.",
            "answer": 1,
            "agency_id": "pemkot-surabaya",
            "from_agency_id": "dishub-surabaya",
            "deadlines": FRESH,
        },
    ),
    "appeal_decided": (
        SENIOR,
        Visibility.PUBLIC,
        {
            "text": "Lampu diganti ulang pekan ini.",
            "upheld": True,
            "order_to": "dishub-surabaya",
            "deadlines": FRESH,
        },
    ),
    "reopened": (NATIONAL, Visibility.PUBLIC, {"reason": "Padam lagi.", "deadlines": FRESH}),
    "archived": (LIAISON, Visibility.PUBLIC, {"reason": "incomplete", "note": "Tanpa alamat."}),
    "split": (NATIONAL, Visibility.PUBLIC, {"split_into": "LP-1111-2222-3333-A"}),
    "merged": (LIAISON, Visibility.PUBLIC, {"into": "LP-1111-2222-3333-A"}),
    "kept_from": (SYSTEM, Visibility.AGENCY, {}),
    "absorbed": (SYSTEM, Visibility.PUBLIC, {"from": "LP-1111-2222-3333-A", "supporters": 2}),
    "reclassified": (LIAISON, Visibility.PUBLIC, {"classification": "aspiration"}),
    "unprotected": (REPORTER, Visibility.REPORTER, {}),
    "published": (LIAISON, Visibility.REPORTER, {}),
    "restored": (SYSTEM, Visibility.REPORTER, {}),
    "attachment_published": (LIAISON, Visibility.REPORTER, {"attachment": 1, "public": True}),
    "tightened": (REPORTER, Visibility.REPORTER, {"anonymous": True, "confidential": True}),
    "assigned": (LIAISON, Visibility.AGENCY, {"to_officer_id": "sub-of-a-colleague"}),
    "noted": (LIAISON, Visibility.AGENCY, {"text": "Catatan internal."}),
    "contribution_asked": (
        LIAISON,
        Visibility.AGENCY,
        {
            "asked_agency_id": "pln",
            "question": "Kapan jaringannya diperiksa?",
            "due": "2026-04-01T23:59:59+07:00",
        },
    ),
    "contributed": (
        Actor(role=Role.LIAISON, agency_id="pln", officer_id="o-6"),
        Visibility.AGENCY,
        {"asked_agency_id": "pln", "text": "Jaringan diperiksa Kamis."},
    ),
    "contribution_withdrawn": (LIAISON, Visibility.AGENCY, {"asked_agency_id": "pln"}),
    "warned": (
        SYSTEM,
        Visibility.AGENCY,
        {"limit": "follow_up", "limit_at": "2026-03-31T23:59:59+07:00"},
    ),
    "escalated": (
        SYSTEM,
        Visibility.PUBLIC,
        {
            "level": 1,
            "limit": "follow_up",
            "limit_at": "2026-03-24T23:59:59+07:00",
            "notify": ["dishub-surabaya", "pemkot-surabaya", "dishub-surabaya"],
        },
    ),
    "reminded": (SYSTEM, Visibility.REPORTER, {"reminder": 1, "answer": 1}),
    "closed": (SYSTEM, Visibility.PUBLIC, {"reason": "timeout"}),
    "deadlines_recomputed": (
        SYSTEM,
        Visibility.PUBLIC,
        {"calendar_version": "2026-2", "deadlines": FRESH},
    ),
    "breach_told": (SYSTEM, Visibility.REPORTER, {"text": "Judul terbaca orang lain."}),
    "identity_requested": (
        Actor(role=Role.CUSTODIAN, agency_id="kemenpanrb", officer_id="o-4"),
        Visibility.AGENCY,
        {"reason": "Permintaan penyidik."},
    ),
    "identity_corrected": (
        REPORTER,
        Visibility.REPORTER,
        {"contactable": True, "language": "id"},
    ),
    "identity_disclosed": (
        Actor(role=Role.CUSTODIAN, agency_id="kemenpanrb", officer_id="o-4"),
        Visibility.REPORTER,
        SHOWN,
    ),
    "disclosure_told": (
        SYSTEM,
        Visibility.REPORTER,
        SHOWN | {"disclosed_at": "2026-02-20T10:00:00+07:00"},
    ),
    "identity_erased": (REPORTER, Visibility.REPORTER, {}),
    "restricted": (REPORTER, Visibility.REPORTER, {}),
    "unrestricted": (REPORTER, Visibility.REPORTER, {}),
    "receipt_replaced": (SYSTEM, Visibility.REPORTER, {}),
    "identity_outlived": (SYSTEM, Visibility.REPORTER, {}),
    "identity_refused": (
        Actor(role=Role.CUSTODIAN, agency_id="kemenpanrb", officer_id="o-5"),
        Visibility.AGENCY,
        {"reason": "Tidak diperlukan."},
    ),
    "identity_withdrawn": (
        Actor(role=Role.CUSTODIAN, agency_id="kemenpanrb", officer_id="o-4"),
        Visibility.AGENCY,
        {},
    ),
    "identity_expired": (SYSTEM, Visibility.AGENCY, {}),
    "hold_expired": (SYSTEM, Visibility.REPORTER, {"deadlines": FRESH}),
    "question_withdrawn": (
        SENIOR,
        Visibility.REPORTER,
        {"note": "Nomor tiangnya sudah ditemukan.", "deadlines": FRESH},
    ),
    "unmerged": (
        SYSTEM,
        Visibility.PUBLIC,
        {"from": "LP-1111-2222-3333-A", "deadlines": FRESH},
    ),
    "reassigned": (
        SYSTEM,
        Visibility.PUBLIC,
        {"from_agency_id": "dishub-surabaya", "agency_id": "pln", "deadlines": FRESH},
    ),
    "identity_approved": (
        Actor(role=Role.CUSTODIAN, agency_id="kemenpanrb", officer_id="o-5"),
        Visibility.AGENCY,
        {},
    ),
}

# How the case stands after the event, where the notice depends on it.
AFTER: dict[str, dict[str, Any]] = {
    "triage": {"status": Status.TRIAGE, "agency_id": None},
    "returned": {
        "status": Status.RETURNED,
        "agency_id": None,
        "returned_by": ("dishub-surabaya",),
        "first_routed_at": AT,
    },
    "transferred": {"agency_id": "pln"},
    "reassigned": {"agency_id": "pln"},
    "started": {"status": Status.IN_PROGRESS},
    "interim_replied": {"status": Status.IN_PROGRESS, "interim_replies": 1},
    "answered": {"status": Status.ANSWERED, "answers": 1, "answered_at": AT},
    "rated": {"status": Status.ANSWERED, "answers": 1, "answered_at": AT},
    "reminded": {"status": Status.ANSWERED, "answers": 1, "answered_at": AT},
    "appealed": {
        "status": Status.IN_PROGRESS,
        "agency_id": "pemkot-surabaya",
        "appeal": Appeal(opened_at=AT, from_agency_id="dishub-surabaya"),
    },
    "appeal_decided": {
        "status": Status.IN_PROGRESS,
        "appeal": Appeal(
            opened_at=AT,
            from_agency_id="dishub-surabaya",
            decided_at=AT,
            upheld=True,
            decided_by="pemkot-surabaya",
        ),
    },
    "escalated": {"escalated_to": ("pemkot-surabaya",)},
    "contribution_asked": {
        "contributions": (Contribution(agency_id="pln", asked_in=9, due=AT),),
    },
    "unmerged": {"status": Status.TRIAGE, "agency_id": None, "first_routed_at": AT},
    "archived": {"status": Status.ARCHIVED, "archive_reason": "incomplete", "ended_at": AT},
    "merged": {"status": Status.MERGED, "merged_into": "LP-1111-2222-3333-A", "ended_at": AT},
    "closed": {
        "status": Status.CLOSED,
        "closed": Closure(reason="timeout", at=AT),
        "ended_at": AT,
    },
}


def name_of(agency_id: str) -> str:
    return NAMES[agency_id]


def event(type_: str, *, number: int = 9, **data: Any) -> Event:
    """The sample of `type_`, with `data` on top; on 25 March 2026, 09:00 WIB."""
    actor, visibility, given = EVENTS[type_]
    told = Event(
        case_id=CASE_ID,
        number=number,
        type=EventType(type_),
        at=AT,
        actor=actor,
        visibility=visibility,
        data={**given, **data},
    )
    return masked_by(mask_together, told)


def after(type_: str, **changes: Any) -> Case:
    """The sample case as it stands after the sample event of `type_`, with `changes`."""
    return replace(CASE, **{**AFTER.get(type_, {}), **changes})


TO_REPORTER = MailContext(
    language="id",
    agency_name=name_of,
    public_url=URL,
    name=None,
    confirmed=True,
    limited=False,
    contact_url=CONTACT,
)
"""A confirmed address, without a name."""
