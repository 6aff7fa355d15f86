"""An officer's login, with the user pool's answers stubbed: what is asked for, what is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from chalicelib import clients
from tests.integration.world import World

PATH = "/v1/officer/session"
SENT = {"email": "petugas@contoh.example", "password": "a password of tests"}
TOKENS = {
    "AuthenticationResult": {
        "AccessToken": "an access token",
        "ExpiresIn": 3600,
        "RefreshToken": "a refresh token",
    }
}


@pytest.fixture
def pool(shared_world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setenv("USER_POOL_CLIENT_ID", "a-client-of-the-pool-0000000000")
    with Stubber(clients.client("cognito-idp")) as stub:
        yield stub
        stub.assert_no_pending_responses()


def signs_in(world: World, **more: str) -> tuple[int, Any]:
    status, body, _ = world.call("POST", PATH, SENT | more)
    return status, body


def asks(pool: Stubber, challenge: str) -> None:
    answer = {"ChallengeName": challenge, "Session": "s" * 20}
    pool.add_response("initiate_auth", answer)


def test_a_password_alone_gives_a_token(shared_world: World, pool: Stubber) -> None:
    pool.add_response("initiate_auth", TOKENS)
    status, body = signs_in(shared_world)
    assert (status, body["access_token"], body["expires_in"]) == (200, "an access token", 3600)
    assert body["refresh_token"] == "a refresh token"


def test_a_session_is_renewed_by_its_refresh_token(shared_world: World, pool: Stubber) -> None:
    renewed = {"AuthenticationResult": {"AccessToken": "a fresh token", "ExpiresIn": 3600}}
    expected = {
        "ClientId": ANY,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": "a refresh token"},
    }
    pool.add_response("initiate_auth", renewed, expected)
    body = {"refresh_token": "a refresh token"}
    status, answer, _ = shared_world.call("POST", f"{PATH}/renewal", body)
    assert (status, answer["access_token"]) == (200, "a fresh token")


def test_a_session_that_is_over_is_not_renewed(shared_world: World, pool: Stubber) -> None:
    pool.add_client_error("initiate_auth", "NotAuthorizedException")
    body = {"refresh_token": "an ended token"}
    status, answer, _ = shared_world.call("POST", f"{PATH}/renewal", body)
    assert (status, answer["error"]["code"]) == (401, "login_failed")


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
    expected = {
        "ClientId": ANY,
        "ChallengeName": challenge,
        "Session": "s" * 20,
        "ChallengeResponses": {"USERNAME": SENT["email"], named: given},
    }
    pool.add_response("respond_to_auth_challenge", TOKENS, expected)
    status, body = signs_in(shared_world, **{asked: given})
    assert (status, body["access_token"]) == (200, "an access token")


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
    pool.add_client_error("initiate_auth", error)
    status, body = signs_in(shared_world)
    assert (status, body["error"]["code"]) == (401, "login_failed")


def test_a_wrong_code_and_a_weak_password_say_so(shared_world: World, pool: Stubber) -> None:
    for wrong in ("CodeMismatchException", "ExpiredCodeException"):
        asks(pool, "SOFTWARE_TOKEN_MFA")
        pool.add_client_error("respond_to_auth_challenge", wrong)
        status, body = signs_in(shared_world, code="000000")
        assert (status, body["error"]["code"]) == (401, "login_failed")
    asks(pool, "NEW_PASSWORD_REQUIRED")
    pool.add_client_error("respond_to_auth_challenge", "InvalidPasswordException")
    status, body = signs_in(shared_world, new_password="short")
    assert (status, body["error"]["fields"][0]["problem"]) == (422, "weak_password")


def test_a_challenge_the_page_cannot_answer_is_a_refusal(
    shared_world: World, pool: Stubber
) -> None:
    asks(pool, "SMS_MFA")
    status, body = signs_in(shared_world)
    assert (status, body["error"]["code"]) == (401, "login_failed")


def test_too_many_tries_say_when_to_come_back(shared_world: World, pool: Stubber) -> None:
    pool.add_client_error("initiate_auth", "TooManyRequestsException")
    status, body, headers = shared_world.call("POST", PATH, SENT)
    assert (status, body["error"]["code"]) == (503, "unavailable")
    assert int(headers["Retry-After"]) > 0
