"""Signatures that anybody can check: by PyJWT, which shares no code with what signs."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import boto3
import jwt
import pytest
from jwt.api_jwk import PyJWKSet

from chalicelib import warm
from chalicelib.protection import signing
from chalicelib.protection.signing import Signed
from chalicelib.store import signing_keys
from infra.signing_keys import rotate
from tests.integration.world import REGION, World

NOW = datetime(2026, 11, 27, tzinfo=UTC)
OUTPUTS = {"ReceiptsKeyAlias": "alias/receipts", "LedgerKeyAlias": "alias/ledger"}
CLAIMS = {"sub": "LP-0000", "words": "Lampu “padam”"}


def aws(service: str) -> Any:
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


def published(world: World) -> list[dict[str, str]]:
    status, body, _ = world.call("GET", "/.well-known/jwks.json")
    assert status == 200
    keys: list[dict[str, str]] = body["keys"]
    return keys


def checked(token: str, keys: list[dict[str, str]]) -> dict[str, Any]:
    """The claims, as a library reads them that is given the published keys."""
    key = PyJWKSet.from_dict({"keys": keys})[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["ES256"])
    return claims


@pytest.mark.parametrize("signed", Signed)
def test_a_public_library_checks_a_signature_with_the_published_keys(
    world: World, signed: Signed
) -> None:
    token = signing.sign(CLAIMS, signed)
    keys = published(world)
    assert checked(token, keys) == CLAIMS
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("ES256", f"lapor-{signed}+jwt")
    (own,) = (key for key in keys if key["kid"] == header["kid"])
    assert own["signs"] == signed


def test_there_is_one_key_for_each_and_it_is_named_by_its_thumbprint(world: World) -> None:
    keys = published(world)
    assert [key["signs"] for key in keys] == ["receipts", "ledger"]
    for key in keys:
        members = json.dumps(
            {name: key[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":")
        )
        digest = hashlib.sha256(members.encode()).digest()
        assert key["kid"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert (key["kty"], key["crv"], key["use"], key["alg"]) == ("EC", "P-256", "sig", "ES256")
        assert not key.keys() & {"d", "p", "q"}


def test_claims_that_were_changed_do_not_pass(world: World) -> None:
    header, claims, signature = signing.sign(CLAIMS, Signed.RECEIPTS).split(".")
    other = base64.urlsafe_b64encode(json.dumps({**CLAIMS, "sub": "LP-1111"}).encode()).decode()
    for token in (f"{header}.{other.rstrip('=')}.{signature}", f"{header}.{claims}.{'A' * 86}"):
        with pytest.raises(jwt.InvalidSignatureError):
            checked(token, published(world))


@pytest.mark.parametrize("signed", Signed)
def test_what_was_signed_before_a_rotation_is_checked_after_it(
    world: World, signed: Signed
) -> None:
    before = signing.sign(CLAIMS, signed)
    known = published(world)
    made = rotate(aws, OUTPUTS, signed, NOW)
    warm.reset()  # a minute later
    after = signing.sign(CLAIMS, signed)
    assert jwt.get_unverified_header(after)["kid"] == made["kid"]
    assert made["kid"] not in {key["kid"] for key in known}
    keys = published(world)
    assert len(keys) == 3
    assert checked(before, keys) == checked(after, keys) == CLAIMS
    with pytest.raises(KeyError):  # whom nobody told of the new key
        checked(after, known)


def test_a_warm_function_signs_with_the_new_key_after_a_minute(world: World) -> None:
    now = 0.0
    warm.use_clock(lambda: now)
    former = jwt.get_unverified_header(signing.sign(CLAIMS, Signed.RECEIPTS))["kid"]
    made = rotate(aws, OUTPUTS, Signed.RECEIPTS, NOW)
    kids = []
    for now in (60.0, 60.5):  # noqa: B007 (the clock reads it)
        token = signing.sign(CLAIMS, Signed.RECEIPTS)
        kids.append(jwt.get_unverified_header(token)["kid"])
        assert checked(token, published(world)) == CLAIMS
    assert kids == [former, made["kid"]]


def test_the_new_key_has_the_policy_of_the_former(world: World) -> None:
    kms = aws("kms")
    kms.put_key_policy(
        KeyId=kms.describe_key(KeyId="alias/ledger")["KeyMetadata"]["KeyId"],
        PolicyName="default",
        Policy='{"Version": "2012-10-17", "Statement": []}',
    )
    rotate(aws, OUTPUTS, Signed.LEDGER, NOW)
    key_id = kms.describe_key(KeyId="alias/ledger")["KeyMetadata"]["KeyId"]
    policy = kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    assert json.loads(policy)["Statement"] == []
    described = kms.describe_key(KeyId=key_id)["KeyMetadata"]
    assert described["Description"] == "signs alias/ledger"


def test_a_key_is_kept_once_with_the_moment_of_the_first_time(world: World) -> None:
    (key, _) = signing.public_keys()
    signing_keys.save(key, NOW)
    signing_keys.save(key, NOW.replace(year=2027))
    (item,) = signing_keys.SigningKeyItem.query(signing_keys.SIGNING_KEYS_PK)
    assert item.kept_at == NOW
    assert signing_keys.every() == [key]
