"""An identity that was erased is nowhere: not in a row of a table or of a stream, a key, a message
or a log line, as it was given, in another form, or as a digest that somebody could try."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from chalicelib.store import contacts
from tests import files
from tests.integration.conftest import started
from tests.integration.http.faults import Refusal, fault
from tests.integration.people import KEY as KEY_OF_MACHINE
from tests.integration.people import SCHOOLS, acts, complaint, confirm, receipt, solved
from tests.integration.privacy import overheard, received, subscribed
from tests.integration.test_scanning import objects, sends
from tests.integration.traces import needles, readable, traces
from tests.integration.world import REGION, World

PERSON = {
    "name": "Ratna Sekarwangi",
    "email": "Ratna.Sekarwangi@surat.example",
    "phone": "+62 812-7734-5521",
}
VAULT = "test-VaultTable"
KEY = "draft-5f1c9a-0001"  # one that can be guessed
LINK = re.compile(r"replacement\?id=LP-[0-9A-Z-]+#([0-9A-Z-]+)")


@dataclass
class Remains:
    """All that the system wrote down, in places by name."""

    case_id: str
    sent: dict[str, Any]
    texts: dict[str, list[str]]
    told: int
    copy: dict[str, Any]  # of the row of the vault, from before


@pytest.fixture(scope="module")
def remains() -> Iterator[Remains]:
    """One life as the page begins it, with mails, one that was refused, and an erased identity."""
    with started() as world, overheard() as heard:
        partner, sent = subscribed(), complaint(reporter=PERSON, anonymous=True)
        headers = {"x-challenge": solved(world), "idempotency-key": KEY}
        status, case, _ = world.call("POST", "/v1/complaints", sent, headers=headers)
        assert status == 201, case
        confirm(case["id"])
        world.pump()
        live(world, case)
        case = renewed(world, case)
        (copy,) = scanned(VAULT)
        path, mine = f"/v1/complaints/{case['id']}/identity", receipt(case)
        once = mine | {"idempotency-key": KEY}
        for _ in range(2):
            assert world.call("DELETE", path, headers=once)[0] == 200
        headers["x-challenge"] = solved(world)
        again = world.call("POST", "/v1/complaints", sent, headers=headers)
        assert (again[0], again[1]["id"]) == (201, case["id"]), "the page may ask once more"
        world.pump()
        acts(world, case["id"], SCHOOLS, "note", text="Selesai.")
        texts = {f"table {name}": list(map(readable, scanned(name))) for name in tables()}
        texts["ledger"] = list(sealed_objects())
        texts["stream"] = [readable(record) for record in world.delivered]
        texts["queues"] = world.handed
        texts["topic"] = list(received(partner))
        texts["bucket"] = [f"{key} {content!r}" for key, content in objects().items()]
        texts["logs"] = heard.getvalue().splitlines()
        yield Remains(case["id"], sent, texts, len(world.mails()), copy)


def live(world: World, case: dict[str, Any]) -> None:
    """Steps that write to the reporter and that the reporter takes; a mail that SES refuses with
    the address in its words."""
    mine, path = receipt(case), f"/v1/complaints/{case['id']}"
    acts(world, case["id"], SCHOOLS, "start")
    refusal = Refusal(status=400, code="MessageRejected", message=f"{PERSON['email']} bounced")
    with fault("sesv2", "SendEmail", refusal, times=1) as refused:
        acts(world, case["id"], SCHOOLS, "hold", question="Di kelas berapa?")
    assert refused
    text = {"text": "Di kelas empat."}
    assert world.call("POST", f"{path}/messages", text, headers=mine)[0] == 201
    acts(world, case["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan.")
    rating = {"satisfied": False, "comment": "Masih ada."}
    assert world.call("POST", f"{path}/rating", rating, headers=mine)[0] == 201
    world.pump()


def renewed(world: World, case: dict[str, Any]) -> dict[str, Any]:
    """The same person corrected, in other letters; a photo that bears their name; a lost code, and
    the receipt with the new one."""
    path = f"/v1/complaints/{case['id']}"
    again = {**PERSON, "name": PERSON["name"].upper()}
    assert world.call("PUT", f"{path}/identity", again, headers=receipt(case))[0] == 200
    photo = {"filename": "foto.jpg", "content_type": "image/jpeg", "size": 900}
    status, form, _ = world.call("POST", f"{path}/attachments", photo, headers=receipt(case))
    assert status == 201
    sends(form, files.picture() + PERSON["name"].encode())
    confirm(case["id"])
    assert world.call("POST", f"{path}/receipt/replacement", headers=KEY_OF_MACHINE)[0] == 202
    world.pump()
    link = contacts.get(case["id"]).link
    assert link is not None
    token = next(found[1] for mail in world.mails() if (found := LINK.search(str(mail.body))))
    status, made, _ = world.call("POST", f"{path}/receipt", {"token": token})
    assert status == 201
    assert world.call("POST", f"{path}/receipt/replacement", headers=KEY_OF_MACHINE)[0] == 202
    world.pump()  # a link that is still open when the identity is erased
    assert world.call("GET", f"{path}/identity", headers=receipt(made))[1]["identity"] == {
        **again,
        "phone": "+6281277345521",
        "language": "id",
    }
    return {**case, "secret": made["secret"]}


def tables() -> list[str]:
    return list(boto3.client("dynamodb", region_name=REGION).list_tables()["TableNames"])


def scanned(table: str) -> list[dict[str, Any]]:
    found = boto3.resource("dynamodb", region_name=REGION).Table(table).scan()["Items"]
    return [dict(row) for row in found]


def sealed_objects() -> Iterator[str]:
    """What lies in the bucket of the ledger, each with its name."""
    s3 = boto3.client("s3", region_name=REGION)
    for each in s3.list_objects_v2(Bucket="ledger")["Contents"]:
        content = s3.get_object(Bucket="ledger", Key=each["Key"])["Body"].read()
        yield f"{each['Key']} {content.decode()}"


PLACES = (
    "table test-CasesTable",
    "table test-VaultTable",
    "table test-VaultKeysTable",
    "table test-ClaimsTable",
    "table test-ReadingsTable",
    "table test-ReferenceTable",
    "table test-SimilarTable",
    "table test-FiguresTable",
    "table test-LeadsTable",
    "bucket",
    "ledger",
    "stream",
    "queues",
    "topic",
    "logs",
)


def test_every_place_is_looked_at(remains: Remains) -> None:
    assert set(remains.texts) == set(PLACES)
    empty = {place for place, texts in remains.texts.items() if not texts}
    assert empty == {"table test-VaultTable", "table test-VaultKeysTable", "bucket"}
    assert remains.told > 2
    everything = "\n".join(text for texts in remains.texts.values() for text in texts)
    for kind in ("REFUSED#", "SENT#", "IDEMPOTENCY#", "CHALLENGE#", "identity_erased", "refused"):
        assert kind in everything, kind


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_the_person_is_left(remains: Remains, place: str) -> None:
    known = (KEY, remains.case_id, "idempotency", "receipt", "IDEMPOTENCY#", f"web\0{KEY}")
    wanted = needles(remains.sent, [one.encode() for one in known])
    for text in remains.texts[place]:
        assert not traces(text, wanted, [PERSON["phone"]]), text[:300]


EMAIL = PERSON["email"].lower()


@pytest.mark.parametrize(
    "planted",
    [
        "mail to ratna.sekarwangi@surat.example",
        "Sekarwangi, R.",
        "telp. 0812 7734 5521",
        "62812773455",
        hashlib.sha256(EMAIL.encode()).hexdigest(),
        hashlib.md5(EMAIL.encode(), usedforsecurity=False).hexdigest().upper(),
        hmac.digest(KEY.encode(), b"6281277345521", "sha256").hex(),
        readable(
            {"address": hashlib.sha1(PERSON["name"].encode(), usedforsecurity=False).digest()}
        ),
        readable([b"\x01" + EMAIL.encode()]),
    ],
)
def test_the_search_finds_what_it_is_for(planted: str) -> None:
    wanted = needles(complaint(reporter=PERSON), [KEY.encode()])
    assert traces(planted, wanted, [PERSON["phone"]])


def test_a_copy_of_the_vaults_row_opens_nothing_after_erasure(remains: Remains) -> None:
    """A backup of the vault holds it; the wrapped key is in the one table without backups."""
    from chalicelib.store import filing

    boto3.resource("dynamodb", region_name=REGION).Table(VAULT).put_item(Item=remains.copy)
    assert filing.encrypted_identity(remains.case_id) is None
    wanted = needles(remains.sent, [remains.case_id.encode()])
    assert not traces(readable(remains.copy), wanted, [PERSON["phone"]])
