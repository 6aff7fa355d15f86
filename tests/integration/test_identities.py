"""What a reporter corrects of themselves: the new is there, of the old nothing is, and an address
that was not confirmed is not made so by who named it."""

from typing import Any

import boto3
import pytest

from chalicelib.events import STATEMENT
from chalicelib.protection import mailbox, own_copy, vault
from chalicelib.protection.identity import Identity
from chalicelib.store import cases, contacts, filing, texts
from chalicelib.store.contacts import Contact, Standing
from chalicelib.usecases.rate_limits import CORRECTIONS
from tests.integration.people import CONTACT, SCHOOLS, acts, complaint, filed, receipt
from tests.integration.roles import acting_as
from tests.integration.test_contacts import LINK, answered, inbox
from tests.integration.world import REGION, World

NEW = {"name": "Sari Wulandari", "email": "wulan@contoh.example"}


def corrected(world: World, case: dict[str, Any], **changes: Any) -> tuple[int, Any]:
    """What the page sends, with the role of the function that answers it."""
    body = {name: value for name, value in (NEW | changes).items() if value is not None}
    with acting_as("api_handler"):
        status, answer, _ = world.call(
            "PUT", f"/v1/complaints/{case['id']}/identity", body, headers=receipt(case)
        )
    world.pump()
    return status, answer


def held(case_id: str) -> Identity | None:
    encrypted = filing.encrypted_identity(case_id)
    return vault.decrypt(encrypted) if encrypted else None


def rows_of_the_vault() -> list[Any]:
    tables = boto3.resource("dynamodb", region_name=REGION)
    names = ("test-VaultTable", "test-VaultKeysTable")
    return [row for name in names for row in tables.Table(name).scan()["Items"]]


def test_what_was_given_is_in_the_place_of_what_was_held(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    before = filing.encrypted_identity(case["id"])
    assert before is not None
    status, answer = corrected(world, case)
    assert (status, answer["id"]) == (200, case["id"])
    assert held(case["id"]) == Identity(**NEW, language="id")
    after = filing.encrypted_identity(case["id"])
    assert after is not None
    assert after.wrapped_key != before.wrapped_key
    assert set(after.fields) == {"name", "email", "language"}, "the phone was left out, so it went"
    stored = str(rows_of_the_vault())
    assert len(rows_of_the_vault()) == 2
    for value in (*before.fields.values(), before.wrapped_key):
        assert str(value) not in stored
    assert world.events(case["id"])[-1] == "identity_corrected"
    event = cases.events(case["id"])[-1]
    assert dict(event.data) == {"contactable": True, "language": "id", "consent": STATEMENT}


@pytest.mark.parametrize(
    ("given", "contactable", "language"),
    [
        ({"email": None, "phone": "0812 7000 1234"}, False, "id"),
        ({"language": "en"}, True, "en"),
    ],
)
def test_the_case_knows_whether_and_how_to_write(
    world: World, given: dict[str, Any], contactable: bool, language: str
) -> None:
    case = filed(world, reporter=CONTACT)
    corrected(world, case, **given)
    stored = cases.get(case["id"])
    assert (stored.identified, stored.contactable, stored.language) == (True, contactable, language)


def test_the_next_mail_goes_to_the_new_address_without_name_and_title(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    mails = len(inbox(world))
    corrected(world, case)
    acts(world, case["id"], SCHOOLS, "start")
    assert len(inbox(world)) == mails, "nothing more to the old one"
    told, started = inbox(world, NEW["email"])
    assert "Nama atau kontak Anda sudah diganti" in told
    for text in (told, started):
        assert NEW["name"] not in text
        assert complaint()["title"] not in text
    answered(world, told, mine=True)
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    last = inbox(world, NEW["email"])[-1]
    assert NEW["name"] in last
    assert complaint()["title"] in last


def test_who_reads_the_old_address_cannot_confirm_the_new_one(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    old = inbox(world)[0]
    corrected(world, case)
    assert answered(world, old, mine=True)[0] == 200
    assert contacts.get(case["id"]).standing is Standing.OPENED
    assert answered(world, old, mine=False)[0] == 200
    assert contacts.get(case["id"]).standing is Standing.OPENED, "nor stop its mails"
    assert answered(world, inbox(world, NEW["email"])[0], mine=True)[0] == 200
    assert contacts.get(case["id"]).standing is Standing.CONFIRMED


def test_an_address_that_stopped_the_mails_gets_none_when_it_is_named_again(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    answered(world, inbox(world)[0], mine=False)
    corrected(world, case)
    assert contacts.get(case["id"]).standing is Standing.OPENED
    before = len(inbox(world))
    corrected(world, case, email="Sa.ri+lagi@contoh.example")
    assert contacts.get(case["id"]).standing is Standing.STOPPED
    assert len(inbox(world)) == before
    assert inbox(world, "Sa.ri+lagi@contoh.example") == []
    # They say otherwise, with the mail that they had.
    answered(world, inbox(world)[0], mine=True)
    assert contacts.get(case["id"]).standing is Standing.CONFIRMED
    assert contacts.get(case["id"]).stopped == frozenset()


def test_all_matters_of_one_receipt_are_corrected_at_once(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    words = "tahun ajaran sudah berjalan dua bulan."
    admin = "[agency_admin agency.kota-surabaya]"
    acts(world, case["id"], admin, "split", text=words, agency_id="kota-surabaya")
    (second,) = cases.get(case["id"]).split_into
    status, _ = corrected(world, {**case, "id": second}, email=None, phone="081270001234")
    assert status == 200
    for each in (case["id"], second):
        assert world.events(each).count("identity_corrected") == 1
        assert cases.get(each).contactable is False
    found = held(case["id"])
    assert found is not None
    assert found.phone == "081270001234"
    assert held(second) is None, "one identity, under the number on the receipt"


@pytest.mark.parametrize("body", [{}, {"language": "en"}])
def test_nothing_is_no_identity(world: World, body: dict[str, str]) -> None:
    case = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{case['id']}/identity"
    status, answer, _ = world.call("PUT", path, body, headers=receipt(case))
    assert status == 422
    (problem,) = answer["error"]["fields"]
    assert (problem["field"], problem["problem"]) == ("name", "name_or_contact_required")
    assert held(case["id"]) is not None


def test_who_may_not_is_refused_and_nothing_changes(world: World) -> None:
    case, bare = filed(world, reporter=CONTACT), filed(world)
    path = f"/v1/complaints/{case['id']}/identity"
    for headers in ({}, {"x-receipt": "wrong"}, receipt(bare)):
        assert world.call("PUT", path, NEW, headers=headers)[0] == 404
    status, answer = corrected(world, bare)
    assert (status, answer["error"]["code"]) == (409, "no_identity")
    assert held(case["id"]) == Identity(**CONTACT, language="id")
    assert held(bare["id"]) is None


def test_five_corrections_of_a_report_a_day(world: World) -> None:
    case, other = filed(world, reporter=CONTACT), filed(world, reporter=CONTACT)
    for number in range(CORRECTIONS.value):
        assert corrected(world, case, email=f"a{number}@contoh.example")[0] == 200
    assert corrected(world, case)[0] == 429
    assert corrected(world, other)[0] == 200


def test_one_key_corrects_once(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    headers = receipt(case) | {"idempotency-key": "correction-0001"}
    path = f"/v1/complaints/{case['id']}/identity"
    answers = [world.call("PUT", path, NEW, headers=headers)[:2] for _ in range(2)]
    assert [status for status, _ in answers] == [200, 200]
    assert world.events(case["id"]).count("identity_corrected") == 1
    assert texts.copy_of(case["id"]) is not None


def test_two_at_once_leave_one_identity_with_its_key(world: World) -> None:
    """The slower decides again on what the faster left."""
    from chalicelib.usecases import identities
    from chalicelib.usecases.rules import decision_context
    from tests.integration.store.test_claims import NOW

    case = filed(world, reporter=CONTACT)
    open_, second = identities.open_for_reporter, []

    def between(case_id: str, secret: str | None) -> Any:
        file = open_(case_id, secret)
        if not second:
            second.append(case_id)
            corrected(world, case, name="Orang Pertama")
        return file

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identities, "open_for_reporter", between)
        identities.correct_identity(
            case["id"], case["secret"], Identity(name="Orang Kedua"), decision_context(NOW)
        )
    assert held(case["id"]) == Identity(name="Orang Kedua")
    assert world.events(case["id"]).count("identity_corrected") == 2
    assert len(rows_of_the_vault()) == 2


# The copy


def test_the_copy_opens_with_the_code_of_the_case_and_nothing_else(world: World) -> None:
    who = Identity(name="Sari Contoh", email="sari@contoh.example", language="en")
    encrypted = own_copy.encrypt_copy("LP-1", "7K3M9-QXD2V", who)
    assert own_copy.decrypt_copy("LP-1", " 7k3m9qxd2v", encrypted) == who
    assert own_copy.decrypt_copy("LP-1", "7K3M9-QXD2W", encrypted) is None
    assert own_copy.decrypt_copy("LP-2", "7K3M9-QXD2V", encrypted) is None
    assert b"Sari" not in encrypted
    assert own_copy.encrypt_copy("LP-1", "7K3M9-QXD2V", who) != encrypted


def test_the_copy_follows_filing_and_correction(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    first = texts.copy_of(case["id"])
    assert first is not None
    assert own_copy.decrypt_copy(case["id"], case["secret"], first) == held(case["id"])
    corrected(world, case)
    second = texts.copy_of(case["id"])
    assert second is not None
    assert own_copy.decrypt_copy(case["id"], case["secret"], second) == Identity(**NEW)


def test_erasure_takes_the_copy_and_the_names_of_addresses(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    answered(world, inbox(world)[0], mine=False)
    assert contacts.get(case["id"]).stopped
    path = f"/v1/complaints/{case['id']}/identity"
    assert world.call("DELETE", path, headers=receipt(case))[0] == 200
    rows = world.rows(case["id"])
    assert not {"address", "stopped"} & rows["CONTACT"].keys()
    assert "copy" not in rows["CASE#TEXT"]
    assert texts.get(case["id"]).title == complaint()["title"]


def test_what_is_said_in_a_mail_after_an_erasure_keeps_no_name_of_its_address(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{case['id']}/identity"
    assert world.call("DELETE", path, headers=receipt(case))[0] == 200
    before = world.rows(case["id"])["CONTACT"]
    for mine in (False, True):
        answered(world, inbox(world)[0], mine=mine)
        assert world.rows(case["id"])["CONTACT"] == before
    assert contacts.get(case["id"]) == Contact(standing=Standing.ERASED)


def test_the_name_of_an_address_is_of_one_case(world: World) -> None:
    one = mailbox.name_of("LP-1", "sari@contoh.example")
    assert one == mailbox.name_of("LP-1", " S.ari+lapor@Contoh.example")
    assert one != mailbox.name_of("LP-2", "sari@contoh.example")
    assert one != mailbox.name_of("LP-1", "budi@contoh.example")
    token = mailbox.token_of("LP-1", "sari@contoh.example")
    assert mailbox.named_by(token, "LP-1") == one
    assert mailbox.named_by(token, "LP-2") is None
    assert LINK.search(f"https://lapor.test/contact?id=LP-1#{token}")
