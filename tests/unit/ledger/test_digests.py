"""What digests cover, and that they are made as docs/ledger.md says."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import fields

from chalicelib.case.decision import Event
from chalicelib.case.model import (
    SYSTEM,
    Case,
    Classification,
    ComplaintText,
    Deadlines,
    Location,
    Status,
)
from chalicelib.events import NOT_FOR_EVERY_READER, PAYLOADS, WRITTEN, EventType, Visibility
from chalicelib.ledger.canonical import canonical, commitment, part_salt
from chalicelib.ledger.digests import EventParts, event_digest, filed_digest, state_commitment
from chalicelib.presentation import timeline
from chalicelib.structs import replace

NOON = datetime(2026, 2, 11, 5, tzinfo=UTC)
CASE = Case(
    id="LP-1",
    version=1,
    digest="d",
    status=Status.RECEIVED,
    classification=Classification.COMPLAINT,
    title="Lampu padam",
    masked_title="Lampu padam",
    excerpt="Lampu di pasar",
    location=Location(region_code="35.78"),
    receipt_sha256="0",
    filed_at=NOON,
    updated_at=NOON.replace(microsecond=1200),
    rules_version="c",
    calendar_version="k",
    clock_started_at=NOON,
    deadlines=Deadlines(verify_by=NOON, follow_up_by=NOON, resolve_by=NOON),
)
EVENT = Event(
    case_id="LP-1",
    number=2,
    type=EventType.ROUTED,
    at=NOON,
    actor=SYSTEM,
    visibility=Visibility.PUBLIC,
    data={"agency_id": "kota", "by": "officer", "text": "Diteruskan.", "words": ["lampu"]},
    salt="garam",
    state="0" * 64,
)


def test_the_canonical_form_leaves_nothing_open() -> None:
    value = {"b": [1, None, True], "a": {"é\u2028": 'kata "dan" \\ \n\u0001/'}}
    assert canonical(value) == (
        '{"a":{"é\u2028":"kata \\"dan\\" \\\\ \\n\\u0001/"},"b":[1,null,true]}'
    )


def test_a_commitment_is_of_the_salt_and_then_the_value() -> None:
    assert commitment("s", {"a": 1}) == hashlib.sha256(b's{"a":1}').hexdigest()
    assert part_salt("s", "words") == hashlib.sha256(b"s:words").hexdigest()


def test_the_state_covers_every_field_but_the_seal_and_the_voices() -> None:
    seal = state_commitment(CASE, "garam")
    covered = set()
    for field in fields(Case):
        one: Any = {"unknown": {"later": 1}}.get(field.name, "lain")
        if state_commitment(replace(CASE, **{field.name: one}), "garam") != seal:
            covered.add(field.name)
    assert {field.name for field in fields(Case)} - covered == {"digest", "supporters"}
    assert state_commitment(CASE, "lada") != seal


def test_a_digest_is_made_as_the_document_says() -> None:
    words = commitment(part_salt("garam", "words"), {"text": "Diteruskan."})
    kept = commitment(part_salt("garam", "kept"), {"officer_id": None, "words": ["lampu"]})
    content = {
        "agency_id": None,
        "at": "2026-02-11T05:00:00+00:00",
        "case_id": "LP-1",
        "kept": kept,
        "number": 2,
        "plain": {"agency_id": "kota", "by": "officer"},
        "role": "system",
        "state": "0" * 64,
        "type": "routed",
        "visibility": "public",
        "words": words,
    }
    text = json.dumps(content, separators=(",", ":"))
    assert event_digest("ff", EVENT) == hashlib.sha256(f"ff{text}".encode()).hexdigest()


def test_a_digest_covers_all_of_an_event_and_the_one_before() -> None:
    before = event_digest("ff", EVENT)
    assert event_digest("fe", EVENT) != before
    changed: dict[str, Any] = {
        "case_id": "LP-2",
        "number": 3,
        "type": EventType.CLOSED,
        "at": NOON.replace(microsecond=1),
        "actor": replace(SYSTEM, officer_id="sub"),
        "visibility": Visibility.AGENCY,
        "data": {**EVENT.data, "words": []},
        "salt": "lada",
        "state": "1" * 64,
    }
    for name, value in changed.items():
        assert event_digest("ff", replace(EVENT, **{name: value})) != before, name
    for actor in (replace(SYSTEM, agency_id="kota"), replace(SYSTEM, role="reporter")):
        assert event_digest("ff", replace(EVENT, actor=actor)) != before
    for name in EVENT.data:
        data = {**EVENT.data, name: "lain"}
        assert event_digest("ff", replace(EVENT, data=data)) != before, name


def test_what_a_view_hides_or_masks_is_never_among_what_stands_plain() -> None:
    hidden = {"reason", *(name for names in timeline.HIDDEN.values() for name in names)}
    assert hidden | set(timeline.OTHER_CASES) | WRITTEN <= NOT_FOR_EVERY_READER | WRITTEN
    data: dict[str, Any] = dict.fromkeys([*NOT_FOR_EVERY_READER, *WRITTEN, "level"], 1)
    parts = EventParts.of(replace(EVENT, data=data))
    assert parts.plain == {"level": 1}
    assert parts.words == dict.fromkeys(WRITTEN - {"words"}, 1)
    assert parts.kept == {"officer_id": None, **dict.fromkeys(NOT_FOR_EVERY_READER, 1)}


def test_what_stands_plain_has_no_numbers_that_languages_write_differently() -> None:
    for payload in PAYLOADS.values():
        for name, kind in payload.__annotations__.items():
            if "float" in str(kind) or "Mapping" in str(kind):
                assert name in NOT_FOR_EVERY_READER, (payload, name)


FILED = {
    "title": "Lampu",
    "body": "Padam.",
    "incident_date": "2026-02-10",
    "region_code": "35.78",
    "address": "Jalan Mawar",
    "latitude_millionths": -7250445,
    "longitude_millionths": 112768845,
}
TEXT = ComplaintText(title="Lampu", body="Padam.", masked_title="", masked_body="", salt="garam")
PLACE = Location(
    region_code="35.78", address="Jalan Mawar", latitude=-7.2504451, longitude=112.7688447
)


def test_what_was_filed_has_a_digest_with_the_salt_of_the_words() -> None:
    day = date(2026, 2, 10)
    assert filed_digest(TEXT, day, PLACE) == commitment("garam", FILED)
    nothing = dict.fromkeys(FILED) | {"title": "Lampu", "body": "Padam."}
    assert filed_digest(TEXT, None, Location()) == commitment("garam", nothing)
    assert filed_digest(replace(TEXT, salt=None), day, PLACE) is None


@pytest.mark.parametrize(
    "text", [replace(TEXT, masked_title="x"), replace(TEXT, masked_body="x")], ids=str
)
def test_masking_may_learn_without_touching_it(text: ComplaintText) -> None:
    assert filed_digest(text, None, PLACE) == filed_digest(TEXT, None, PLACE)


def test_what_a_later_release_knew_of_a_case_is_the_same_state_to_this_one() -> None:
    known = replace(CASE, sector="air", holds=2)
    later = replace(CASE, unknown={"sector": "air", "holds": 2})
    assert state_commitment(known, "garam") == state_commitment(later, "garam")
