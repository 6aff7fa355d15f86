"""An officer's login, with the user pool's answers stubbed: what is asked for, what is refused."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.stub import Stubber

from chalicelib import clients
from tests.integration.hearing import hearing
from tests.integration.world import REGION, World

PATH = "/v1/officer/session"
SENT = {"email": "petugas@contoh.example", "password": "a password of tests"}
POOL, CLIENT = "ap-southeast-3_pool", "a-client-of-the-pool-0000000000"
OURS = {"UserPoolId": POOL, "ClientId": CLIENT}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def token(**claims: Any) -> str:
    """An access token, as far as the service reads those that the pool gave just now."""
    middle = base64.urlsafe_b64encode(json.dumps({"sub": "sub-1", **claims}).encode()).decode()
    return f"head.{middle.rstrip('=')}.signature"


def tokens(*groups: str) -> dict[str, Any]:
    """What the pool gives an officer of these groups."""
    return {
        "AuthenticationResult": {
            "AccessToken": token(**{"cognito:groups": groups}),
            "ExpiresIn": 900,
            "RefreshToken": "a refresh token",
        }
    }


LIAISON = tokens("liaison", "agency.kota-malang")
NEEDING = ("national_admin", "custodian", "monitor")


@pytest.fixture
def pool(shared_world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setenv("USER_POOL_ID", POOL)
    monkeypatch.setenv("USER_POOL_CLIENT_ID", CLIENT)
    with Stubber(clients.client("cognito-idp")) as stub:
        yield stub
        stub.assert_no_pending_responses()
    # Wrong tries are counted over tests.
    claims = boto3.resource("dynamodb", region_name=REGION).Table("test-ClaimsTable")
    for row in claims.scan()["Items"]:
        claims.delete_item(Key={"pk": row["pk"]})


def signs_in(world: World, **more: Any) -> tuple[int, Any]:
    status, body, _ = world.call("POST", PATH, SENT | more)
    return status, body


def gives(pool: Stubber, answer: dict[str, Any]) -> None:
    expected = {
        **OURS,
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": SENT["email"], "PASSWORD": SENT["password"]},
    }
    pool.add_response("admin_initiate_auth", answer, expected)


def asks(pool: Stubber, challenge: str) -> None:
    gives(pool, {"ChallengeName": challenge, "Session": "s" * 20})


def is_told(pool: Stubber, challenge: str, named: str, given: str, answer: dict[str, Any]) -> None:
    expected = {
        **OURS,
        "ChallengeName": challenge,
        "Session": "s" * 20,
        "ChallengeResponses": {"USERNAME": SENT["email"], named: given},
    }
    pool.add_response("admin_respond_to_auth_challenge", answer, expected)


def test_an_account_is_known_by_its_address_alone(shared_world: World, pool: Stubber) -> None:
    """The pool would take its id as well, and wrong tries under it would be counted apart."""
    account_id = "8f14e45f-ceea-467f-a9b5-c0de0b2a1d77"
    status, body = signs_in(shared_world, email=account_id)
    assert (status, body["error"]["fields"][0]["field"]) == (422, "email")


def test_a_password_alone_gives_a_token(shared_world: World, pool: Stubber) -> None:
    gives(pool, LIAISON)
    with hearing("an officer signed in") as heard:
        answer = signs_in(shared_world)
    assert [one["officer_id"] for one in heard] == ["sub-1"]
    assert answer == (
        200,
        {
            "access_token": LIAISON["AuthenticationResult"]["AccessToken"],
            "token_type": "Bearer",
            "expires_in": 900,
            "refresh_token": "a refresh token",
        },
    )


@pytest.mark.parametrize(
    ("challenge", "asked", "given", "named"),
    [
        ("NEW_PASSWORD_REQUIRED", "new_password", "Sebuah-kata-sandi-1", "NEW_PASSWORD"),
        ("SOFTWARE_TOKEN_MFA", "code", "123456", "SOFTWARE_TOKEN_MFA_CODE"),
    ],
)
def test_what_the_pool_asks_for_is_asked_and_passed_on(
    shared_world: World, pool: Stubber, challenge: str, asked: str, given: str, named: str
) -> None:
    asks(pool, challenge)
    assert signs_in(shared_world) == (200, {"challenge": asked})
    asks(pool, challenge)
    is_told(pool, challenge, named, given, LIAISON)
    status, body = signs_in(shared_world, **{asked: given})
    assert (status, body["refresh_token"]) == (200, "a refresh token")


@pytest.mark.parametrize("role", NEEDING)
def test_a_role_that_needs_a_second_factor_gets_no_session_before_it_is_there(
    shared_world: World, pool: Stubber, role: str
) -> None:
    given = tokens(role, "agency.kemenpanrb")
    access = given["AuthenticationResult"]["AccessToken"]
    gives(pool, given)
    pool.add_response("associate_software_token", {"SecretCode": SECRET}, {"AccessToken": access})
    status, offered = signs_in(shared_world)
    assert (status, offered["challenge"], offered["secret"]) == (200, "enrol", SECRET)
    assert set(offered) == {"challenge", "secret", "otpauth"}
    address = urlsplit(offered["otpauth"])
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/LAPOR:petugas%40contoh.example"
    assert parse_qs(address.query) == {"secret": [SECRET], "issuer": ["LAPOR"]}

    gives(pool, given)
    first = {"AccessToken": access, "UserCode": "123456"}
    pool.add_response("verify_software_token", {"Status": "SUCCESS"}, first)
    preferred = {"Enabled": True, "PreferredMfa": True}
    wanted = {"AccessToken": access, "SoftwareTokenMfaSettings": preferred}
    pool.add_response("set_user_mfa_preference", {}, wanted)
    with hearing("an officer enrolled a second factor") as heard:
        status, session = signs_in(shared_world, code="123456")
    assert [one["officer_id"] for one in heard] == ["sub-1"]
    assert (status, session["access_token"]) == (200, access)


@pytest.mark.parametrize("role", NEEDING)
def test_who_has_the_factor_signs_in_with_its_code(
    shared_world: World, pool: Stubber, role: str
) -> None:
    asks(pool, "SOFTWARE_TOKEN_MFA")
    is_told(pool, "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", "123456", tokens(role))
    assert signs_in(shared_world, code="123456")[1]["refresh_token"] == "a refresh token"


def test_who_gave_a_code_and_then_a_new_password_has_a_second_factor(
    shared_world: World, pool: Stubber
) -> None:
    asks(pool, "SOFTWARE_TOKEN_MFA")
    then = {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "s" * 20}
    is_told(pool, "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", "123456", then)
    fresh = "Sebuah-kata-sandi-1"
    is_told(pool, "NEW_PASSWORD_REQUIRED", "NEW_PASSWORD", fresh, tokens("monitor"))
    body = signs_in(shared_world, code="123456", new_password=fresh)[1]
    assert body["refresh_token"] == "a refresh token"


def test_a_new_password_is_no_second_factor(shared_world: World, pool: Stubber) -> None:
    asks(pool, "NEW_PASSWORD_REQUIRED")
    fresh = "Sebuah-kata-sandi-1"
    is_told(pool, "NEW_PASSWORD_REQUIRED", "NEW_PASSWORD", fresh, tokens("monitor"))
    pool.add_response("associate_software_token", {"SecretCode": SECRET})
    assert signs_in(shared_world, new_password=fresh)[1]["challenge"] == "enrol"


def test_others_may_set_one_up(shared_world: World, pool: Stubber) -> None:
    gives(pool, LIAISON)
    pool.add_response("associate_software_token", {"SecretCode": SECRET})
    assert signs_in(shared_world, enrol=True)[1]["challenge"] == "enrol"


def test_who_has_one_and_asks_for_it_is_not_asked_twice(shared_world: World, pool: Stubber) -> None:
    asks(pool, "SOFTWARE_TOKEN_MFA")
    is_told(pool, "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", "123456", LIAISON)
    assert "access_token" in signs_in(shared_world, code="123456", enrol=True)[1]


def test_a_wrong_first_code_enrols_nothing(shared_world: World, pool: Stubber) -> None:
    for wrong in ("EnableSoftwareTokenMFAException", "CodeMismatchException"):
        gives(pool, tokens("monitor"))
        pool.add_client_error("verify_software_token", wrong)
        status, body = signs_in(shared_world, code="000000")
        assert (status, body["error"]["code"]) == (401, "login_failed")


@pytest.mark.parametrize(
    "error",
    [
        "InvalidParameterException",
        "NotAuthorizedException",
        "PasswordResetRequiredException",
        "UserNotConfirmedException",
        "UserNotFoundException",
    ],
)
def test_wrong_unknown_and_unready_answer_alike(
    shared_world: World, pool: Stubber, error: str
) -> None:
    pool.add_client_error("admin_initiate_auth", error)
    status, body = signs_in(shared_world)
    assert (status, body["error"]["code"]) == (401, "login_failed")


def test_a_wrong_code_and_a_weak_password_say_so(shared_world: World, pool: Stubber) -> None:
    for wrong in ("CodeMismatchException", "ExpiredCodeException"):
        asks(pool, "SOFTWARE_TOKEN_MFA")
        pool.add_client_error("admin_respond_to_auth_challenge", wrong)
        status, body = signs_in(shared_world, code="000000")
        assert (status, body["error"]["code"]) == (401, "login_failed")
    asks(pool, "NEW_PASSWORD_REQUIRED")
    pool.add_client_error("admin_respond_to_auth_challenge", "InvalidPasswordException")
    status, body = signs_in(shared_world, new_password="twelve-small")
    assert (status, body["error"]["fields"][0]["problem"]) == (422, "weak_password")


def test_a_short_new_password_is_refused_without_asking_the_pool(
    shared_world: World, pool: Stubber
) -> None:
    asks(pool, "NEW_PASSWORD_REQUIRED")
    status, body = signs_in(shared_world, new_password="Pendek-1234")
    assert (status, body["error"]["fields"][0]["problem"]) == (422, "weak_password")
    asks(pool, "NEW_PASSWORD_REQUIRED")
    fresh = "Pendek-12345"
    is_told(pool, "NEW_PASSWORD_REQUIRED", "NEW_PASSWORD", fresh, tokens("liaison"))
    assert signs_in(shared_world, new_password=fresh)[1]["refresh_token"] == "a refresh token"


def test_a_challenge_the_page_cannot_answer_is_a_refusal(
    shared_world: World, pool: Stubber
) -> None:
    asks(pool, "SMS_MFA")
    status, body = signs_in(shared_world)
    assert (status, body["error"]["code"]) == (401, "login_failed")


def test_too_many_tries_say_when_to_come_back(shared_world: World, pool: Stubber) -> None:
    pool.add_client_error("admin_initiate_auth", "TooManyRequestsException")
    status, body, headers = shared_world.call("POST", PATH, SENT)
    assert (status, body["error"]["code"]) == (503, "unavailable")
    assert int(headers["Retry-After"]) > 0
