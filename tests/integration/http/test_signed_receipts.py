"""The signed receipt: what it says, to whom, and that nobody else can make one."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from jwt.api_jwk import PyJWKSet

from chalicelib.protection.pseudonyms import pseudonym_of
from tests.integration.people import CONTACT, SCHOOLS, acts, complaint, filed, receipt
from tests.integration.world import World

UNKNOWN = "LP-0000-0000-0000-0"


def issued(world: World, answer: dict[str, Any], **headers: str) -> dict[str, Any]:
    status, body, _ = world.call(
        "GET", f"/v1/complaints/{answer['id']}/receipt", headers=headers or receipt(answer)
    )
    assert status == 200, body
    return dict(body)


def claims_of(world: World, token: str) -> dict[str, Any]:
    """As a public library reads it with the keys that are published for receipts."""
    keys = world.call("GET", "/.well-known/jwks.json")[1]["keys"]
    of_receipts = PyJWKSet.from_dict({"keys": [k for k in keys if k["signs"] == "receipts"]})
    key = of_receipts[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["ES256"])
    return claims


def timeline_of(world: World, answer: dict[str, Any]) -> list[dict[str, Any]]:
    path = f"/v1/complaints/{answer['id']}/timeline"
    items: list[dict[str, Any]] = world.call("GET", path, headers=receipt(answer))[1]["items"]
    return items


def proof_of(world: World, answer: dict[str, Any]) -> dict[str, Any]:
    path = f"/v1/complaints/{answer['id']}/proof"
    return dict(world.call("GET", path, headers=receipt(answer))[1])


def digest_of(sent: dict[str, Any], salt: str) -> str:
    """What a reporter computes from their own copy, as docs/ledger.md says."""
    filed = {
        "title": sent["title"],
        "body": sent["body"],
        "incident_date": sent["incident_date"],
        "region_code": sent["location"]["region_code"],
        "address": None,
        "latitude_millionths": None,
        "longitude_millionths": None,
    }
    text = json.dumps(filed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def test_it_says_what_was_filed_and_promised_and_where_the_history_stands(world: World) -> None:
    answer = filed(world)
    before = int(datetime.now(UTC).timestamp())
    claims = claims_of(world, issued(world, answer)["receipt"])
    items, proof = timeline_of(world, answer), proof_of(world, answer)
    assert before <= claims.pop("iat") <= int(datetime.now(UTC).timestamp())
    assert claims == {
        "iss": "https://lapor.test",
        "sub": answer["id"],
        "filed_at": answer["filed_at"],
        "filed_digest": digest_of(complaint(), proof["filed_salt"]),
        "deadlines": answer["deadlines"],
        "head": {"number": len(items), "digest": items[-1]["digest"]},
        "pseudonym": pseudonym_of(answer["id"]),
    }
    assert proof["digests"] == [item["digest"] for item in items]


def test_a_later_one_has_the_same_promise_and_the_head_of_then(world: World) -> None:
    answer = filed(world)
    first = claims_of(world, issued(world, answer)["receipt"])
    acts(world, answer["id"], SCHOOLS, "note", text="Catatan untuk petugas.")
    acts(world, answer["id"], SCHOOLS, "start", note="Kami mulai memeriksa.")
    later = claims_of(world, issued(world, answer)["receipt"])
    assert later["head"] == {
        "number": first["head"]["number"] + 2,
        "digest": timeline_of(world, answer)[-1]["digest"],
    }
    assert {name: later[name] for name in ("sub", "filed_at", "deadlines")} == {
        name: first[name] for name in ("sub", "filed_at", "deadlines")
    }


def test_it_names_nobody(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    body = issued(world, answer)
    said = json.dumps([body, claims_of(world, body["receipt"])])
    salt = proof_of(world, answer)["filed_salt"]
    for value in (*CONTACT.values(), salt, answer["secret"], *complaint()["body"].split()[:6]):
        assert value not in said


@pytest.mark.parametrize("secret", [None, "", "0" * 26])
def test_without_the_secret_it_is_as_for_a_number_nobody_was_given(
    world: World, secret: str | None
) -> None:
    answer = filed(world)
    headers = {} if secret is None else {"x-receipt": secret}
    refused = []
    for number in (answer["id"], UNKNOWN):
        status, body, _ = world.call("GET", f"/v1/complaints/{number}/receipt", headers=headers)
        refused.append((status, body["error"]["code"]))
    assert refused == [(404, "unknown_case")] * 2


def test_a_merged_or_split_report_has_a_receipt_of_its_own_history(world: World) -> None:
    one, two = filed(world), filed(world, title="Seragam belum dibagikan di sekolah kami")
    acts(world, one["id"], "[agency_admin agency.kota-surabaya]", "merge", into=two["id"])
    claims = claims_of(world, issued(world, one)["receipt"])
    assert claims["head"]["number"] == len(timeline_of(world, one))
    assert claims["sub"] == one["id"]


def test_it_is_not_kept_and_fits_a_code_that_phones_read(world: World) -> None:
    answer = filed(world)
    path = f"/v1/complaints/{answer['id']}/receipt"
    _, body, headers = world.call("GET", path, headers=receipt(answer))
    assert headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", body["receipt"])
    assert len(body["receipt"]) < 1_100  # characters of a QR code of version 25
