"""What is held of a reporter, given to who brings the secret code: all of it, at once, in two
forms, and nothing of it to anybody else."""

import json
from typing import Any

import pytest

from chalicelib.events import STATEMENT
from chalicelib.store import contacts
from chalicelib.store.contacts import Standing
from tests.integration.people import (
    CONTACT,
    KEY,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.roles import acting_as
from tests.integration.world import World

NEW = {"name": "Sari <b>Wulandari</b>", "phone": "081270001234"}


def exported(
    world: World, case: dict[str, Any], query: dict[str, str] | None = None, language: str = "id"
) -> tuple[int, Any, Any]:
    headers = receipt(case) | {"accept-language": language}
    path = f"/v1/complaints/{case['id']}/identity"
    with acting_as("api_handler"):
        return world.call("GET", path, headers=headers, query=query)


def test_all_that_is_held_is_given_at_once(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    acts(world, case["id"], SCHOOLS, "note", text="Catatan petugas.")
    status, export, headers = exported(world, case)
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert export["identity"] == CONTACT | {"language": "id"}
    assert (export["identified"], export["mails"]) == (True, "confirmed")
    filed_at = export["complaint"]["filed_at"]
    assert export["consent"] == {"version": STATEMENT, "at": filed_at}
    assert export["kept_until"] is None
    assert export["complaint"]["body"] == complaint()["body"]
    assert [one["type"] for one in export["timeline"]["items"]] == ["filed", "routed"]
    assert export["timeline"]["next_cursor"] is None
    assert len(export["left_out"]) == 4
    assert "Catatan petugas" not in json.dumps(export)


@pytest.mark.parametrize(
    ("standing", "said"),
    [(None, "limited"), (Standing.OPENED, "opened"), (Standing.STOPPED, "stopped")],
)
def test_how_the_address_stands_is_said(world: World, standing: Standing | None, said: str) -> None:
    _, case, _ = world.call("POST", "/v1/complaints", complaint(reporter=CONTACT), headers=KEY)
    if standing is not None:
        contacts.save_standing(case["id"], standing)
    # Looking is the first use of the code, which is noted after what is shown was read.
    assert exported(world, case)[1]["mails"] == said


def test_after_the_end_it_says_until_when(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    acts(world, case["id"], SURABAYA, "archive", reason="withdrawn")
    from chalicelib.store import cases

    stored = cases.get(case["id"])
    assert stored.due is not None
    assert exported(world, case)[1]["kept_until"][:10] == stored.due.at.isoformat()[:10]


def test_it_follows_what_the_reporter_does(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{case['id']}/identity"
    assert world.call("PUT", path, NEW, headers=receipt(case))[0] == 200
    export = exported(world, case)[1]
    assert export["identity"] == {**NEW, "email": None, "language": "id"}
    assert export["mails"] is None, "there is no address"
    last = export["timeline"]["items"][-1]
    assert export["consent"] == {"version": STATEMENT, "at": last["at"]}
    assert last["type"] == "identity_corrected"
    assert world.call("DELETE", path, headers=receipt(case))[0] == 200
    export = exported(world, case)[1]
    assert (export["identified"], export["identity"], export["mails"]) == (False, None, None)
    assert export["consent"] is None
    assert len(export["left_out"]) == 4


def test_who_has_no_code_gets_nothing(world: World) -> None:
    case, other = filed(world, reporter=CONTACT), filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{case['id']}/identity"
    for headers in ({}, {"x-receipt": "wrong"}, receipt(other), KEY):
        status, answer, _ = world.call("GET", path, headers=headers)
        assert (status, answer["error"]["code"]) == (404, "unknown_case")


def test_all_matters_of_one_receipt_give_the_same_person(world: World) -> None:
    from chalicelib.store import cases

    case = filed(world, reporter=CONTACT)
    words = "tahun ajaran sudah berjalan dua bulan."
    acts(world, case["id"], SURABAYA, "split", text=words, agency_id="kota-surabaya")
    (second,) = cases.get(case["id"]).split_into
    export = exported(world, {**case, "id": second})[1]
    assert export["identity"]["name"] == CONTACT["name"]
    assert export["id"] == second
    assert export["consent"]["version"] == STATEMENT
    assert "consent" not in cases.event(second, 1).data


def test_a_case_without_a_copy_says_so(world: World) -> None:
    """As one that an earlier release filed."""
    from chalicelib.store.tables import TEXT_SK, TextItem, case_pk

    case = filed(world, reporter=CONTACT)
    item = TextItem.get(case_pk(case["id"]), TEXT_SK)
    item.update(actions=[TextItem.copy.remove()])
    export = exported(world, case)[1]
    assert (export["identified"], export["identity"]) == (True, None)
    assert export["left_out"][0]["what"] == "Nama dan kontak"
    assert len(export["left_out"]) == 5


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "id",
            [
                "Data saya di LAPOR",
                "Nomor telepon",
                "Siapa yang membaca laporan",
                "Diteruskan ke Dinas Pendidikan Kota Surabaya",
            ],
        ),
        (
            "en",
            [
                "My data in LAPOR",
                "Phone number",
                "Who read the report",
                "Passed to Dinas Pendidikan Kota Surabaya",
            ],
        ),
    ],
)
def test_as_a_page_it_says_the_same_in_words(world: World, language: str, words: list[str]) -> None:
    case = filed(world, reporter=CONTACT | NEW)
    question = "Sekolah <mana>?"
    acts(world, case["id"], SCHOOLS, "hold", question=question)
    status, page, headers = exported(world, case, {"format": "html"}, language)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    for said in (*words, CONTACT["email"], complaint()["body"], case["id"], f'lang="{language}"'):
        assert said in page, said
    assert "Sari &lt;b&gt;Wulandari&lt;/b&gt;" in page
    assert "Sekolah &lt;mana&gt;?" in page
    assert "<b>" not in page
    assert "<mana>" not in page


def test_a_page_calls_the_status_what_the_pages_call_it(world: World) -> None:
    case = filed(world, reporter=CONTACT)

    def says(words: str) -> bool:
        return f"<dd>{words}</dd>" in exported(world, case, {"format": "html"})[1]

    acts(world, case["id"], SCHOOLS, "start")
    assert says("Sedang ditangani")
    acts(world, case["id"], SCHOOLS, "hold", question="Sekolah mana?")
    assert says("Menunggu Anda")
    path = f"/v1/complaints/{case['id']}"
    assert (
        world.call("POST", f"{path}/messages", {"text": "SD 1."}, headers=receipt(case))[0] == 201
    )
    acts(world, case["id"], SCHOOLS, "answer", text="Atap sudah diperbaiki kemarin.")
    appeal = {"satisfied": False, "comment": "Masih bocor.", "appeal": True}
    assert world.call("POST", f"{path}/rating", appeal, headers=receipt(case))[0] in (200, 201)
    assert says("Keberatan diperiksa")
    assert not says("Sedang ditangani")


def test_a_long_history_goes_on_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.http import reporter_identity

    case = filed(world, reporter=CONTACT)
    acts(world, case["id"], SCHOOLS, "start")
    monkeypatch.setattr(reporter_identity, "MOST_EVENTS", 2)
    first = exported(world, case)[1]["timeline"]
    assert [one["type"] for one in first["items"]] == ["filed", "routed"]
    second = exported(world, case, {"cursor": first["next_cursor"]})[1]["timeline"]
    assert [one["type"] for one in second["items"]] == ["started"]
    assert "halaman berikutnya" in exported(world, case, {"format": "html"})[1]
    assert exported(world, case, {"format": "xml"})[0] == 422
