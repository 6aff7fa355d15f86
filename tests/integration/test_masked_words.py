"""What is masked in a complaint stays masked in whatever is said of it after, by whom ever."""

from typing import Any

import pytest

from chalicelib.store import cases, texts
from tests.integration.people import (
    CONTACT,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.world import World

pytestmark = pytest.mark.usefixtures("histories_hold")

SAID = "Seragam belum sampai. Nama saya Budi Santoso, rekening BCA 12345678."
NAMING = "Ibu Santoso dan Budi, rekening 12345678."
SECRETS = ("Santoso", "Budi", "12345678")


def shown_to_everybody(world: World, case_id: str) -> str:
    """The page and the history of a public case, and the list."""
    path = f"/v1/complaints/{case_id}"
    answers = [world.call("GET", one) for one in (path, f"{path}/timeline", "/v1/complaints")]
    assert [status for status, _, _ in answers] == [200] * 3
    return "".join(str(answer) for _, answer, _ in answers)


def names_nobody(text: str) -> bool:
    return not any(secret in text for secret in SECRETS)


def test_a_title_does_not_name_whom_the_text_announces(world: World) -> None:
    case = filed(world, title="Santoso menunggu seragam", body=f"{SAID} Budi menunggu.")
    words = texts.get(case["id"])
    assert words.masked_title == "[nama] menunggu seragam"
    assert words.masked_body.endswith("[nama] menunggu.")
    assert names_nobody(shown_to_everybody(world, case["id"]))


@pytest.mark.parametrize(
    ("groups", "action", "field", "more"),
    [
        (SCHOOLS, "start", "note", {}),
        (SCHOOLS, "interim_reply", "text", {"expected_by": "2027-01-01"}),
        (SCHOOLS, "answer", "text", {}),
        (SCHOOLS, "return", "reason", {}),
        (SURABAYA, "transfer", "reason", {"agency_id": "kota-surabaya"}),
        (NATIONAL, "archive", "note", {"reason": "out_of_scope"}),
    ],
)
def test_what_officers_write_for_everybody_names_nobody_whom_the_complaint_names(
    world: World, groups: str, action: str, field: str, more: dict[str, Any]
) -> None:
    case = filed(world, body=SAID)
    acts(world, case["id"], groups, action, **{field: NAMING}, **more)
    said = cases.events(case["id"])
    (event,) = (one for one in said if one.data.get(field) == NAMING)
    assert event.masked_data[field] == "Ibu [nama] dan [nama], rekening [nomor]."
    assert names_nobody(shown_to_everybody(world, case["id"]))


def test_nor_whom_a_message_names(world: World) -> None:
    case = filed(world)
    path = f"/v1/complaints/{case['id']}/messages"
    assert world.call("POST", path, {"text": SAID}, headers=receipt(case))[0] == 201
    acts(world, case["id"], SCHOOLS, "answer", text=NAMING)
    assert names_nobody(shown_to_everybody(world, case["id"]))
    seen = world.call("GET", f"/v1/complaints/{case['id']}", headers=receipt(case))[1]
    assert [one["text"] for one in seen["messages"]] == [SAID, NAMING]


def test_who_is_anonymous_is_not_named_by_what_they_write_later(world: World) -> None:
    case = filed(world, body=SAID, anonymous=True)
    path = f"/v1/complaints/{case['id']}/messages"
    sent = {"text": "Budi lagi, apakah sudah ada kabar?"}
    assert world.call("POST", path, sent, headers=receipt(case))[0] == 201
    path = f"/v1/officer/complaints/{case['id']}"
    assert names_nobody(str(world.call("GET", path, groups=SCHOOLS)[1]))


def test_nor_by_where_it_happened(world: World) -> None:
    place = {"region_code": "35.78", "address": "Rumah Bu Santoso, Jalan Melati, telp. 12345678"}
    case = filed(world, body=SAID, location=place, anonymous=True)
    path = f"/v1/officer/complaints/{case['id']}"
    seen = world.call("GET", path, groups=SCHOOLS)[1]
    assert seen["location"]["address"] == "Rumah Bu [nama], Jalan Melati, telp. [telepon]"
    assert names_nobody(str(seen))


def test_a_question_names_nobody_to_reporters_of_what_was_merged(world: World) -> None:
    target, source = filed(world, body=SAID), filed(world, reporter=CONTACT)
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SCHOOLS, "hold", question=NAMING)
    seen = world.call("GET", f"/v1/complaints/{source['id']}", headers=receipt(source))[1]
    assert seen["question"]["text"] == "Ibu [nama] dan [nama], rekening [nomor]."


def test_nor_what_officers_write_whom_a_report_names_that_was_merged_into_it(world: World) -> None:
    """Whose reporters read it, and everybody else; also what was merged with it before that."""
    target, source, first = filed(world), filed(world), filed(world, body=SAID)
    acts(world, first["id"], SURABAYA, "merge", into=source["id"])
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SCHOOLS, "start", note=NAMING)
    acts(world, target["id"], SCHOOLS, "answer", text=NAMING)
    assert names_nobody(shown_to_everybody(world, target["id"]))
    for event in cases.events(target["id"])[-2:]:
        assert "Ibu [nama] dan [nama], rekening [nomor]." in event.masked_data.values()
