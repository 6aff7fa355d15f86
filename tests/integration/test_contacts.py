"""An address that anybody may have named: how little is written there, and who ends that."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.notices.channels import email_channel
from chalicelib.protection import mailbox
from chalicelib.store import contacts
from chalicelib.store.contacts import Contact, Standing
from chalicelib.usecases import notify
from chalicelib.usecases.confirm_address import may_write
from chalicelib.usecases.rate_limits import CASES_OF_ADDRESS
from infra.tell_breach import tell_breach
from tests.integration.people import (
    CONTACT,
    KEY,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    breach_agreed,
    complaint,
    receipt,
)
from tests.integration.store.test_claims import rows
from tests.integration.world import World

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
CASE = "LP-0000-0000-0000-0"
LINK = re.compile(r"https://lapor\.test/contact\?id=(LP-[0-9A-Z-]+)#([0-9a-f]{64})")


def filed(world: World, email: str = "sari@contoh.example", **changes: Any) -> dict[str, Any]:
    """As anybody files, with an address that nobody has confirmed."""
    sent = complaint(reporter=CONTACT | {"email": email}, **changes)
    status, answer, _ = world.call("POST", "/v1/complaints", sent, headers=KEY)
    assert status == 201, answer
    world.pump()
    return dict(answer)


def inbox(world: World, email: str = "sari@contoh.example") -> list[str]:
    """The mails that went to an address, as text, oldest first."""
    return [str(mail.body) for mail in world.mails() if mail.destinations["ToAddresses"] == [email]]


def answered(world: World, text: str, *, mine: bool) -> tuple[int, Any]:
    """Press a button on the page that a mail leads to."""
    found = LINK.search(text)
    assert found is not None
    path, body = f"/v1/complaints/{found[1]}/contact", {"token": found[2], "mine": mine}
    status, answer, _ = world.call("POST", path, body)
    return status, answer


def lives_on(world: World, case_id: str) -> None:
    """Two steps that its reporter is told of."""
    acts(world, case_id, SCHOOLS, "start")
    acts(world, case_id, SCHOOLS, "answer", text="Seragam dikirim pekan ini.")


# What a stranger gets


def test_a_stranger_gets_two_mails_about_a_case_without_a_word_of_who_filed(world: World) -> None:
    case = filed(world, title="Hadiah: klik evil.example")
    lives_on(world, case["id"])
    found = inbox(world)
    assert len(found) == 2
    for text in found:
        assert "Hadiah" not in text
        assert "evil" not in text
        assert CONTACT["name"] not in text
        assert LINK.search(text)
    assert contacts.get(case["id"]).standing is None


def test_a_stranger_is_written_to_about_five_cases_a_day(world: World) -> None:
    for number in range(CASES_OF_ADDRESS.value + 2):
        filed(world, title=f"Seragam belum sampai {number}")
    filed(world, email="budi@contoh.example")
    assert len({LINK.search(text)[1] for text in inbox(world)}) == CASES_OF_ADDRESS.value  # type: ignore[index]
    assert len(inbox(world, "budi@contoh.example")) == 1


def test_looking_at_the_page_changes_nothing(world: World) -> None:
    case = filed(world)
    status, page, _ = world.call("GET", "/contact")
    assert status == 200
    assert "contact.js" in str(page)
    contact = contacts.get(case["id"])
    assert contact == Contact(mails=contact.mails)
    assert len(contact.mails) == 1


def test_this_was_not_me_ends_the_mails_about_this_case_only(world: World) -> None:
    case, other = filed(world), filed(world)
    status, answer = answered(world, inbox(world)[0], mine=False)
    assert (status, answer) == (200, {"id": case["id"], "mails": "stopped"})
    acts(world, case["id"], SCHOOLS, "start")
    assert len(inbox(world)) == 2
    acts(world, other["id"], SCHOOLS, "start")
    assert len(inbox(world)) == 3


def test_what_is_stopped_is_not_even_leased(world: World) -> None:
    case = filed(world)
    answered(world, inbox(world)[0], mine=False)
    acts(world, case["id"], SCHOOLS, "start")
    leased = [key for key in world.rows(case["id"]) if key.startswith("SENT#000003#email#reporter")]
    assert leased == []


def test_what_was_withheld_goes_when_it_is_told_again_after_a_click(world: World) -> None:
    case = filed(world)
    lives_on(world, case["id"])
    (addressee,) = notify.reporter_addressees(case["id"], 4, (email_channel(),))
    now = datetime.now(UTC)
    for _ in range(2):  # the lease was given back, so nobody has to wait for it
        notify.tell_reporter(case["id"], 4, addressee, email_channel(), now)
    assert len(inbox(world)) == 2
    answered(world, inbox(world)[0], mine=True)
    for _ in range(2):
        notify.tell_reporter(case["id"], 4, addressee, email_channel(), now)
    assert len(inbox(world)) == 3


def test_a_stop_outlives_that_the_case_is_opened_with_its_code(world: World) -> None:
    case = filed(world)
    answered(world, inbox(world)[0], mine=False)
    assert world.call("GET", f"/v1/complaints/{case['id']}", headers=receipt(case))[0] == 200
    lives_on(world, case["id"])
    assert len(inbox(world)) == 1
    assert contacts.get(case["id"]).standing is Standing.STOPPED


@pytest.mark.parametrize("mine", [None, True, False])
def test_of_a_breach_everybody_hears_whatever_they_said_of_mails(
    world: World, mine: bool | None
) -> None:
    case = filed(world)
    lives_on(world, case["id"])
    before = len(inbox(world))
    assert before == 2
    if mine is not None:
        answered(world, inbox(world)[0], mine=mine)
    tell_breach(breach_agreed(world, case["id"]), by="operator")
    world.pump()
    (told,) = inbox(world)[before:]
    assert "dibaca orang yang tidak berhak" in told
    assert (CONTACT["name"] in told) is (mine is True)


# Who confirms it


def test_a_click_lets_everything_through(world: World) -> None:
    case = filed(world)
    status, answer = answered(world, inbox(world)[0], mine=True)
    assert (status, answer) == (200, {"id": case["id"], "mails": "confirmed"})
    lives_on(world, case["id"])
    found = inbox(world)
    assert len(found) == 3
    assert "Halo Sari Contoh," in found[2]
    assert "Pembagian seragam" in found[2]
    assert "Seragam dikirim pekan ini." in found[2]
    assert answered(world, found[2], mine=False)[1]["mails"] == "stopped"


def test_the_first_use_of_the_code_lets_mails_go_on_without_the_senders_words(world: World) -> None:
    case = filed(world)
    assert world.call("GET", f"/v1/complaints/{case['id']}", headers=receipt(case))[0] == 200
    assert contacts.get(case["id"]).standing is Standing.OPENED
    lives_on(world, case["id"])
    found = inbox(world)
    assert len(found) == 3
    assert CONTACT["name"] not in found[2]
    assert "Pembagian seragam" not in found[2]
    assert "Seragam dikirim pekan ini." in found[2]
    assert "paling banyak dua" not in found[2]


@pytest.mark.parametrize("mine", [False, True])
def test_who_has_the_code_writes_to_nobody_by_what_they_do_themselves(
    world: World, mine: bool
) -> None:
    """They withdraw and reopen as often as they like, and need not be told: the address may be that
    of somebody they want to be told, again and again. Who confirmed it hears of these as well, for
    somebody else may have the code."""
    case = filed(world)
    path = f"/v1/complaints/{case['id']}"
    world.call("GET", path, headers=receipt(case))
    if mine:
        assert answered(world, inbox(world)[0], mine=True)[0] == 200
    for _ in range(2):
        assert world.call("POST", f"{path}/withdrawal", headers=receipt(case))[0] == 201
        again = {"reason": "Belum selesai."}
        assert world.call("POST", f"{path}/reopen", again, headers=receipt(case))[0] == 201
        world.pump()
    assert len(inbox(world)) == (5 if mine else 1)
    acts(world, case["id"], SURABAYA, "archive", reason="duplicate")
    acts(world, case["id"], NATIONAL, "reopen", reason="Belum selesai.")
    assert len(inbox(world)) == (7 if mine else 3)


def test_a_step_with_the_code_is_a_use_of_it(world: World) -> None:
    case = filed(world)
    path = f"/v1/complaints/{case['id']}/messages"
    status, _, _ = world.call("POST", path, {"text": "Masih belum."}, headers=receipt(case))
    assert status == 201
    assert contacts.get(case["id"]).standing is Standing.OPENED


@pytest.mark.parametrize("headers", [{}, {"x-receipt": "wrong"}])
def test_who_looks_without_the_code_confirms_nothing(world: World, headers: dict[str, str]) -> None:
    case = filed(world)
    world.call("GET", f"/v1/complaints/{case['id']}", headers=headers)
    assert contacts.get(case["id"]).standing is None


def test_who_left_no_contact_has_none_to_confirm(world: World) -> None:
    _, case, _ = world.call("POST", "/v1/complaints", complaint(), headers=KEY)
    world.call("GET", f"/v1/complaints/{case['id']}", headers=receipt(case))
    assert contacts.get(case["id"]) == Contact()


def test_the_first_use_is_written_down_once(world: World) -> None:
    from tests.integration.http.test_calls import calls

    case = filed(world)
    for written in (1, 0):
        with calls() as made:
            world.call("GET", f"/v1/complaints/{case['id']}", headers=receipt(case))
        assert made["UpdateItem"] == written, made
        reads = {"GetItem": 1, "Query": 1}  # the case by itself, then the rest of it
        others = {name: n for name, n in made.items() if name not in {"BatchGetItem", "UpdateItem"}}
        assert others == reads, made


def test_a_token_is_for_its_case(world: World) -> None:
    case, other = filed(world), filed(world)
    token = mailbox.token_of(case["id"], CONTACT["email"])

    def said(case_id: str, told: str) -> int:
        path = f"/v1/complaints/{case_id}/contact"
        return world.call("POST", path, {"token": told, "mine": True})[0]

    assert said(other["id"], token) == 404
    assert said(case["id"], "0" * 64) == 404
    assert said(case["id"], token[:-1] + ("0" if token[-1] != "0" else "1")) == 404
    assert said("LP-0000-0000-0000-0", token) == 404
    assert said(case["id"], token[:63]) == 422
    assert contacts.get(other["id"]).standing is None
    assert said(case["id"].lower(), token) == 200
    assert contacts.get(case["id"]).standing is Standing.CONFIRMED


# Counting


def test_two_notices_and_each_any_number_of_times(world: World) -> None:
    assert [contacts.admit_mail(CASE, name) for name in ("a", "b", "c", "a", "b")] == [
        True,
        True,
        False,
        True,
        True,
    ]
    assert contacts.get(CASE) == Contact(mails=frozenset({"a", "b"}))
    assert contacts.admit_mail("LP-1", "c")


def test_a_case_counts_once_for_its_address_on_a_day(world: World) -> None:
    def asked(case_id: str, address: str = "a@contoh.example", day: int = 0) -> bool:
        now = NOW + timedelta(days=day)
        return may_write(contacts.get(case_id), case_id, address, "1", now)

    assert all(asked(f"LP-{number}") for number in range(5))
    assert not asked("LP-5")
    assert asked("LP-0"), "a notice that may go may be tried again"
    assert not asked("LP-5", " A@Contoh.example ")
    assert asked("LP-6", "b@contoh.example")
    assert contacts.get("LP-5") == Contact()
    assert asked("LP-5", day=1)


@pytest.mark.parametrize(
    ("standing", "goes"),
    [(Standing.OPENED, True), (Standing.CONFIRMED, True), (Standing.STOPPED, False)],
)
def test_an_address_of_some_standing_is_counted_no_more(
    world: World, standing: Standing, goes: bool
) -> None:
    for number in range(4):
        assert may_write(Contact(standing=standing), CASE, "a@x.example", str(number), NOW) is goes
    assert rows("test-ClaimsTable") == []
    assert contacts.get(CASE) == Contact()


def test_the_last_word_counts_and_opening_is_none(world: World) -> None:
    contacts.note_opened(CASE)
    assert contacts.get(CASE).standing is Standing.OPENED
    contacts.save_standing(CASE, Standing.STOPPED)
    contacts.note_opened(CASE)
    assert contacts.get(CASE).standing is Standing.STOPPED
    contacts.save_standing(CASE, Standing.CONFIRMED)
    assert contacts.get(CASE).standing is Standing.CONFIRMED


def test_no_row_has_an_address(world: World) -> None:
    filed(world)
    for table in ("test-ClaimsTable", "test-CasesTable"):
        assert "sari@" not in str(rows(table))
    assert len(mailbox.mailbox_of("a@x.example")) == 64


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("Sari@Contoh.example ", True),
        ("sari+1@contoh.example", True),
        ("sari+lapor+2@contoh.example", True),
        ("s.a.r.i@contoh.example", True),
        ("S.ari+x.y@contoh.example", True),
        ("sari@con.toh.example", False),
        ("sari@contohexample", False),
        ("sari-1@contoh.example", False),
        ("sari_@contoh.example", False),
        ("budi@contoh.example", False),
    ],
)
def test_ways_to_write_one_address_are_counted_as_one(
    world: World, address: str, same: bool
) -> None:
    found = mailbox.mailbox_of(address) == mailbox.mailbox_of("sari@contoh.example")
    assert found is same


def test_who_adds_dots_and_marks_to_an_address_gets_no_more_mails_to_it(world: World) -> None:
    for mark in ("", "+1", "+2", "+3"):
        filed(world, f"sari{mark}@contoh.example")
    filed(world, "s.ari@contoh.example")
    filed(world, "sa.ri+4@contoh.example")
    assert len(inbox(world, "s.ari@contoh.example")) == 1
    assert inbox(world, "sa.ri+4@contoh.example") == []
    filed(world, "budi@contoh.example")
    assert len(inbox(world, "budi@contoh.example")) == 1
