"""A lost secret code: replaced by who reads the confirmed address, and by nobody else; who asks
learns nothing."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.errors import Expired, NotFound, Unavailable
from chalicelib.notices.channels import EmailChannel, email_channel
from chalicelib.protection import own_copy, receipts, vault
from chalicelib.protection.identity import EncryptedIdentity, Identity
from chalicelib.store import cases, contacts, texts
from chalicelib.store.contacts import Link, Standing
from chalicelib.usecases import lost_receipt, send_replacement
from chalicelib.usecases.rate_limits import LINKS_OF_CASE, LOST_RECEIPTS
from chalicelib.usecases.rules import decision_context
from chalicelib.usecases.send_replacement import VALID_FOR
from tests.integration.http.faults import Refusal, fault
from tests.integration.http.test_calls import calls
from tests.integration.people import CONTACT, KEY, SURABAYA, acts, complaint, filed, receipt, solved
from tests.integration.roles import acting_as
from tests.integration.test_contacts import inbox
from tests.integration.world import World

LINK = re.compile(r"https://lapor\.test/replacement\?id=(LP-[0-9A-Z-]+)#([0-9A-Z-]+)")
NOBODYS = "LP-0000-0000-0000-0"


def ask(world: World, case_id: str, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    path = f"/v1/complaints/{case_id}/receipt/replacement"
    with acting_as("api_handler"):
        status, answer, _ = world.call("POST", path, headers=KEY if headers is None else headers)
    world.pump()
    return status, answer


def links(world: World, email: str = CONTACT["email"]) -> list[tuple[str, str]]:
    """Number and token of every link that went to an address."""
    return [found.group(1, 2) for text in inbox(world, email) if (found := LINK.search(text))]


def use(world: World, case_id: str, token: str) -> tuple[int, Any]:
    path = f"/v1/complaints/{case_id}/receipt"
    with acting_as("api_handler"):
        status, answer, _ = world.call("POST", path, {"token": token})
    world.pump()
    return status, answer


def opens(world: World, case_id: str, secret: str) -> bool:
    path = f"/v1/complaints/{case_id}"
    return bool(world.call("GET", path, headers={"x-receipt": secret})[0] == 200)


def test_a_new_code_takes_the_place_of_the_old_one(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    assert ask(world, case["id"].lower().replace("-", "")) == (202, {"id": case["id"]})
    ((number, token),) = links(world)
    assert number == case["id"]
    assert opens(world, case["id"], case["secret"]), "asking ends nothing"
    status, answer = use(world, number, token)
    assert (status, set(answer), answer["id"]) == (201, {"id", "secret"}, case["id"])
    assert answer["secret"] != case["secret"]
    assert not opens(world, case["id"], case["secret"])
    assert opens(world, case["id"], answer["secret"])
    assert world.events(case["id"])[-1] == "receipt_replaced"
    copy = texts.copy_of(case["id"])
    assert copy is not None
    found = own_copy.decrypt_copy(case["id"], answer["secret"], copy)
    assert found == Identity(**CONTACT)
    assert own_copy.decrypt_copy(case["id"], case["secret"], copy) is None
    assert "sudah diganti" in inbox(world)[-1]
    for text in inbox(world)[-2:]:
        assert answer["secret"] not in text
    assert complaint()["title"] not in inbox(world)[-2]


def test_a_link_is_used_once(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    ask(world, case["id"])
    ((number, token),) = links(world)
    first = use(world, number, token)[1]
    status, answer = use(world, number, token)
    assert (status, answer["error"]["code"]) == (404, "unknown_case")
    assert opens(world, number, first["secret"])
    row = world.rows(case["id"])["CONTACT"]
    assert not {"link", "link_ends_at", "link_copy"} & row.keys()


def test_of_two_at_once_one_gets_the_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = filed(world, reporter=CONTACT)
    ask(world, case["id"])
    ((number, token),) = links(world)
    save, first = lost_receipt.filing.replace_receipt, []

    def slower(*changes: Any, **more: Any) -> None:
        if not first:
            first.append("")
            first.append(use(world, number, token)[1]["secret"])
        save(*changes, **more)

    monkeypatch.setattr(lost_receipt.filing, "replace_receipt", slower)
    assert use(world, number, token)[0] == 404
    assert opens(world, number, first[1])
    assert world.events(number).count("receipt_replaced") == 1


def test_a_link_works_for_half_an_hour(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    ask(world, case["id"])
    ((number, token),) = links(world)
    link = contacts.get(number).link
    assert link is not None
    assert timedelta() < link.ends_at - datetime.now(UTC) <= VALID_FOR
    with pytest.raises(Expired, match="link_over"):
        lost_receipt.replace_receipt(number, token, decision_context(link.ends_at))
    with pytest.raises(NotFound, match="unknown_case"):
        lost_receipt.replace_receipt(number, "0" * 26, decision_context(link.ends_at))
    in_time = decision_context(link.ends_at - timedelta(microseconds=1))
    assert lost_receipt.replace_receipt(number, token, in_time).case_id == number


def test_the_latest_link_counts(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    for _ in range(2):
        ask(world, case["id"])
    (_, first), (_, second) = links(world)
    assert use(world, case["id"], first)[0] == 404
    assert use(world, case["id"], second)[0] == 201


@pytest.mark.parametrize("standing", [None, Standing.OPENED, Standing.STOPPED])
def test_an_address_that_is_not_confirmed_gets_no_link(
    world: World, standing: Standing | None
) -> None:
    sent = complaint(reporter=CONTACT)
    _, case, _ = world.call("POST", "/v1/complaints", sent, headers=KEY)
    world.pump()
    if standing is not None:
        contacts.save_standing(case["id"], standing)
    before = len(inbox(world))
    assert ask(world, case["id"]) == (202, {"id": case["id"]})
    assert len(inbox(world)) == before
    assert contacts.get(case["id"]).link is None


def test_the_answer_and_its_calls_are_the_same_for_every_number(world: World) -> None:
    with_contact, bare = filed(world, reporter=CONTACT)["id"], filed(world)["id"]
    erased = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{erased['id']}/identity"
    assert world.call("DELETE", path, headers=receipt(erased))[0] == 200
    seen = []
    for case_id in (NOBODYS, with_contact, bare, erased["id"]):
        with calls() as made:
            path = f"/v1/complaints/{case_id}/receipt/replacement"
            status, answer, headers = world.call("POST", path, headers=KEY)
        seen.append((status, set(answer), answer["id"] == case_id, sorted(headers), dict(made)))
    assert seen[0][:3] == (202, {"id"}, True)
    assert all(each == seen[0] for each in seen)
    world.pump()
    assert [number for number, _ in links(world)] == [with_contact]


def test_a_number_that_is_none_is_said_so(world: World) -> None:
    status, answer = ask(world, "LP-AAAA-AAAA-AAAA-B")
    assert (status, answer["error"]["code"]) == (404, "mistyped_id")


def test_it_costs_a_challenge_each_time_and_a_client_asks_ten_an_hour(world: World) -> None:
    assert ask(world, NOBODYS, {})[0] == 401
    once = {"x-challenge": solved(world)}
    assert ask(world, NOBODYS, once)[0] == 202
    status, answer = ask(world, NOBODYS, once)
    assert (status, answer["error"]["code"]) == (410, "challenge_used")
    for _ in range(LOST_RECEIPTS.value):
        assert ask(world, NOBODYS)[0] == 202
    assert ask(world, NOBODYS)[0] == 429
    assert ask(world, NOBODYS, {"x-challenge": solved(world)})[0] == 202


def test_three_links_a_day_and_whoever_asked_is_told_the_same(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    for _ in range(LINKS_OF_CASE.value + 2):
        assert ask(world, case["id"])[0] == 202
    assert len(links(world)) == LINKS_OF_CASE.value


def test_a_mail_service_that_fails_costs_no_link(world: World) -> None:
    case, now = filed(world, reporter=CONTACT), datetime.now(UTC)
    refusal = Refusal(status=500, code="InternalFailure", message="down")
    for number in range(LINKS_OF_CASE.value + 1):
        with fault("sesv2", "SendEmail", refusal), pytest.raises(Unavailable):
            send_replacement.send_replacement(case["id"], str(number), email_channel(), now)
    for _ in range(2):  # the message comes twice
        send_replacement.send_replacement(case["id"], "0", email_channel(), now)
    assert len(links(world)) == 1


def test_a_message_that_comes_again_costs_no_further_link(world: World) -> None:
    case, now = filed(world, reporter=CONTACT), datetime.now(UTC)
    with acting_as("notify_reporter"):
        for number in range(LINKS_OF_CASE.value):
            for _ in range(LINKS_OF_CASE.value + 1):
                send_replacement.send_replacement(case["id"], str(number), email_channel(), now)
            assert len(links(world)) == number + 1


def test_correction_and_erasure_close_the_link(world: World) -> None:
    for method, body in (("PUT", {"name": "Orang Lain"}), ("DELETE", None)):
        case = filed(world, reporter=CONTACT)
        ask(world, case["id"])
        number, token = links(world)[-1]
        path = f"/v1/complaints/{number}/identity"
        assert world.call(method, path, body, headers=receipt(case))[0] == 200
        assert use(world, number, token)[0] == 404
        assert opens(world, number, case["secret"])


def test_who_stops_the_mails_gets_no_code(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    ask(world, case["id"])
    ((number, token),) = links(world)
    contacts.save_standing(number, Standing.STOPPED)
    assert use(world, number, token)[0] == 410
    assert opens(world, number, case["secret"])


def test_the_code_of_all_matters_is_replaced(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    words = "tahun ajaran sudah berjalan dua bulan."
    acts(world, case["id"], SURABAYA, "split", text=words, agency_id="kota-surabaya")
    (second,) = cases.get(case["id"]).split_into
    ask(world, second)
    ((number, token),) = links(world)
    assert number == case["id"], "the number on the receipt"
    made = use(world, number, token)[1]
    for each in (number, second):
        assert opens(world, each, made["secret"])
        assert not opens(world, each, case["secret"])
        assert world.events(each).count("receipt_replaced") == 1


def test_who_writes_the_table_makes_no_link_and_moves_none(world: World) -> None:
    case, other = filed(world, reporter=CONTACT), filed(world, reporter=CONTACT)
    ask(world, other["id"])
    ((_, moved),) = links(world)
    there, own = contacts.get(other["id"]).link, receipts.new_secret()
    assert there is not None
    for name, token in (
        (there.name, moved),
        (receipts.secret_sha256(own), own),
        (receipts.secret_sha256(own)[: len(there.name)], own),
    ):
        copy = own_copy.encrypt_copy(case["id"], token, Identity(**CONTACT))
        link = Link(name=name, ends_at=there.ends_at, copy=copy)
        assert contacts.offer_link(case["id"], link, corrections=0)
        assert contacts.get(case["id"]).standing is Standing.CONFIRMED
        assert use(world, case["id"], token)[0] == 404
    assert opens(world, case["id"], case["secret"])
    assert use(world, other["id"], moved)[0] == 201


NEW = {"name": "Sari Contoh", "email": "baru@contoh.example"}


@pytest.mark.parametrize(("method", "body"), [("DELETE", None), ("PUT", NEW)])
def test_what_is_erased_or_corrected_while_a_link_is_made_is_not_kept_in_its_copy(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str, body: dict[str, str] | None
) -> None:
    """Nor does the former address get a link, which would open the case once the new one is
    confirmed."""
    case, decrypt = filed(world, reporter=CONTACT), vault.decrypt

    def decrypt_late(encrypted: EncryptedIdentity) -> Identity:
        found = decrypt(encrypted)
        path = f"/v1/complaints/{case['id']}/identity"
        assert world.call(method, path, body, headers=receipt(case))[0] == 200
        monkeypatch.undo()
        return found

    monkeypatch.setattr(vault, "decrypt", decrypt_late)
    ask(world, case["id"])
    assert links(world) == []
    assert not {"link", "link_copy", "link_ends_at"} & world.rows(case["id"])["CONTACT"].keys()
    asked_again = ask(world, case["id"])[0]
    assert (asked_again, links(world)) == (202, []), "there is no confirmed one"


def test_nothing_of_the_code_or_the_token_is_stored(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    ask(world, case["id"])
    ((number, token),) = links(world)
    assert token not in str(world.rows(number)) + str(world.handed)
    made = use(world, number, token)[1]
    assert made["secret"] not in str(world.rows(number)) + str(world.handed)
    assert isinstance(email_channel(), EmailChannel)
