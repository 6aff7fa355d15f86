"""What people say after filing is masked when it is written, and kept beside the words as written.
Whoever may not read it as written gets the stored form, and what was never stored masked now."""

import json
from typing import Any

import boto3

from tests.integration.people import CONTACT, SCHOOLS, SURABAYA, acts, filed, receipt
from tests.integration.world import REGION, World

PHONE = "081234567890"
ANSWER = f"Yth. Ibu Sari Contoh, seragam tidak wajib. Hubungi {PHONE}."
MASKED = "Yth. Ibu [nama], seragam tidak wajib. Hubungi [telepon]."


def answered(world: World, **changes: Any) -> dict[str, Any]:
    """A complaint that was answered with a name and a telephone number."""
    case = filed(world, **changes)
    acts(world, case["id"], SCHOOLS, "start")
    acts(world, case["id"], SCHOOLS, "answer", text=ANSWER)
    return case


def event_row(world: World, case_id: str, type_: str) -> dict[str, Any]:
    (row,) = (row for row in world.rows(case_id).values() if row.get("type") == type_)
    return row


def rewrite(world: World, row: dict[str, Any]) -> None:
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    table.put_item(Item=row)


def everybodys_answer(world: World, case_id: str) -> str:
    status, page, _ = world.call("GET", f"/v1/complaints/{case_id}/timeline")
    assert status == 200, page
    (event,) = (one for one in page["items"] if one["type"] == "answered")
    return str(event["data"]["text"])


def mails_to_contact(world: World, after: int) -> list[str]:
    """The words of the mails to the merged reporter, after so many mails."""
    return [
        str(mail.body)
        for mail in world.mails()[after:]
        if mail.destinations["ToAddresses"] == [CONTACT["email"]]
    ]


def test_the_masked_form_stands_beside_the_words_where_it_differs(world: World) -> None:
    case_id = answered(world)["id"]
    row = event_row(world, case_id, "answered")
    assert json.loads(row["data"])["text"] == ANSWER
    assert json.loads(row["masked"]) == {"text": MASKED}
    assert "masked" not in event_row(world, case_id, "filed")
    status, page, _ = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=SCHOOLS)
    assert status == 200, page
    acts(world, case_id, SCHOOLS, "note", text="Sudah dikirim.")
    assert json.loads(event_row(world, case_id, "noted")["masked"]) == {}


def test_others_get_the_form_that_is_stored(world: World) -> None:
    case_id = answered(world)["id"]
    assert everybodys_answer(world, case_id) == MASKED
    row = event_row(world, case_id, "answered")
    rewrite(world, row | {"masked": json.dumps({"text": "as it was masked then"})})
    assert everybodys_answer(world, case_id) == "as it was masked then"


def test_what_an_earlier_release_wrote_is_masked_when_it_is_read(world: World) -> None:
    case_id = answered(world)["id"]
    row = event_row(world, case_id, "answered")
    del row["masked"]
    rewrite(world, row)
    assert everybodys_answer(world, case_id) == MASKED


def test_the_reporter_of_a_merged_complaint_gets_no_word_once_the_other_is_hidden(
    world: World,
) -> None:
    first, second = filed(world), filed(world, reporter=CONTACT)
    acts(world, second["id"], SURABAYA, "merge", into=first["id"])
    privacy = {"anonymous": True, "confidential": True}
    path = f"/v1/complaints/{first['id']}/privacy"
    status, answer, _ = world.call("PATCH", path, privacy, headers=receipt(first))
    assert status == 200, answer
    world.pump()
    before = len(world.mails())
    acts(world, first["id"], SCHOOLS, "start")
    acts(world, first["id"], SCHOOLS, "answer", text=ANSWER)
    told = mails_to_contact(world, before)
    assert told
    for word in ("seragam tidak wajib", "Sari Contoh, seragam", PHONE):
        assert not any(word in mail for mail in told)


def test_the_reporter_of_a_merged_complaint_gets_the_answer_masked(world: World) -> None:
    first, second = filed(world), filed(world, reporter=CONTACT)
    acts(world, second["id"], SURABAYA, "merge", into=first["id"])
    before = len(world.mails())
    acts(world, first["id"], SCHOOLS, "start")
    acts(world, first["id"], SCHOOLS, "answer", text=ANSWER)
    told = mails_to_contact(world, before)
    assert any("Ibu [nama], seragam tidak wajib" in mail for mail in told)
    assert not any(PHONE in mail for mail in told)
