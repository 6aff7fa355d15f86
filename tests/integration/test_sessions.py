"""An officer's session after the login: renewed, signed out, ended by somebody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from chalicelib import clients, warm
from chalicelib.store import sign_outs
from chalicelib.usecases.sessions import claims_of
from tests.integration.hearing import hearing
from tests.integration.people import NATIONAL, SCHOOLS, SURABAYA
from tests.integration.test_login import CLIENT, POOL, token
from tests.integration.world import REGION, World

SESSION, INBOX = "/v1/officer/session", "/v1/officer/inbox"
NOW = datetime.now(UTC)


@pytest.fixture
def pool(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setenv("USER_POOL_ID", POOL)
    monkeypatch.setenv("USER_POOL_CLIENT_ID", CLIENT)
    with Stubber(clients.client("cognito-idp")) as stub:
        yield stub
        stub.assert_no_pending_responses()


def began(at: datetime, session: str = "session-1") -> dict[str, str]:
    """Claims as API Gateway hands them over: all as text."""
    return {"origin_jti": session, "auth_time": str(int(at.timestamp()))}


def asks(world: World, claims: dict[str, str], groups: str = SCHOOLS) -> tuple[int, str]:
    status, body, _ = world.call("GET", INBOX, groups=groups, claims=claims)
    return status, body.get("error", {}).get("code", "")


def renews(world: World) -> tuple[int, Any]:
    status, body, _ = world.call("POST", f"{SESSION}/renewal", {"refresh_token": "the old one"})
    return status, body


def renewed(pool: Stubber, access: str, **more: str) -> None:
    answer = {"AuthenticationResult": {"AccessToken": access, "ExpiresIn": 900, **more}}
    expected = {"ClientId": CLIENT, "RefreshToken": "the old one"}
    pool.add_response("get_tokens_from_refresh_token", answer, expected)


def test_a_session_is_renewed_with_a_new_refresh_token(world: World, pool: Stubber) -> None:
    access = token(**began(NOW))
    renewed(pool, access, RefreshToken="a new one")
    assert renews(world) == (
        200,
        {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 900,
            "refresh_token": "a new one",
        },
    )
    renewed(pool, access)
    assert renews(world)[1]["refresh_token"] == "the old one", "of a pool that gives no other"


@pytest.mark.parametrize(
    "error", ["NotAuthorizedException", "RefreshTokenReuseException", "UserNotFoundException"]
)
def test_a_session_that_is_over_is_not_renewed(world: World, pool: Stubber, error: str) -> None:
    pool.add_client_error("get_tokens_from_refresh_token", error)
    status, answer = renews(world)
    assert (status, answer["error"]["code"]) == (401, "login_failed")


def test_signing_out_ends_the_session_and_no_other(world: World, pool: Stubber) -> None:
    mine, other = began(NOW), began(NOW, "session-2")
    assert asks(world, mine) == asks(world, other) == (200, "")
    with hearing("an officer signed out") as heard:
        status, body, _ = world.call("DELETE", SESSION, groups=SCHOOLS, claims=mine)
    assert [one["officer_id"] for one in heard] == [f"sub-{SCHOOLS}"]
    assert (status, set(body)) == (200, {"ended_at"})
    assert datetime.fromisoformat(body["ended_at"]) >= NOW.replace(microsecond=0)
    assert asks(world, mine) == (401, "session_over")
    assert asks(world, other) == (200, "")
    later = began(NOW + timedelta(hours=1))
    assert asks(world, later) == (401, "session_over"), "whatever its next token says"
    renewed(pool, token(**later))
    assert renews(world)[1]["error"]["code"] == "login_failed"


def test_without_the_name_of_a_session_all_of_the_officer_end(world: World) -> None:
    assert world.call("DELETE", SESSION, groups=SCHOOLS)[0] == 200
    assert asks(world, {}) == (401, "session_over")
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert asks(world, began(later, "session-2")) == (200, "")


def test_other_functions_know_within_a_minute(world: World) -> None:
    clock = [0.0]
    warm.use_clock(lambda: clock[0])
    assert asks(world, began(NOW)) == (200, "")
    row = sign_outs.SignOutItem(
        sign_outs.SIGN_OUTS_PK, "session-1", since=NOW, expires_at=NOW + sign_outs.COUNTS_FOR
    )
    row.save()  # as another function does
    clock[0] = 60.0
    assert asks(world, began(NOW)) == (200, "")
    clock[0] = 60.1
    assert asks(world, began(NOW)) == (401, "session_over")


def test_an_officers_sessions_until_then_end_and_a_new_one_does_not(world: World) -> None:
    sub, until = f"sub-{SCHOOLS}", datetime(2026, 3, 2, 3, 0, 0, 999, tzinfo=UTC)
    sign_outs.record(sub, until)
    second = timedelta(seconds=1)
    assert asks(world, began(until - second)) == (401, "session_over")
    assert asks(world, began(until)) == (401, "session_over")
    assert asks(world, began(until + second)) == (200, "")
    assert asks(world, began(until - second), SURABAYA) == (200, ""), "somebody else's"
    assert sign_outs.ended_at(sub) == until
    assert sign_outs.ended_at("nobody") is None


@pytest.mark.parametrize("letters", range(4))
def test_a_token_is_read_whatever_its_length(letters: int) -> None:
    assert claims_of(token(more="x" * letters)) == {"sub": "sub-1", "more": "x" * letters}


def test_one_that_is_written_late_takes_the_place_of_no_later_one(world: World) -> None:
    """As where somebody is invited again and shut out at the same time, and the first is slower."""
    now = datetime.now(UTC)
    sign_outs.record("an officer", now)
    sign_outs.record("an officer", now - timedelta(seconds=5))
    assert sign_outs.ended_at("an officer") == now
    sign_outs.record("an officer", now + timedelta(seconds=5))
    assert sign_outs.ended_at("an officer") == now + timedelta(seconds=5)


def test_a_row_counts_as_long_as_a_session_can_be_renewed(world: World) -> None:
    sign_outs.record("session-1", NOW)
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    row = table.get_item(Key={"pk": "SIGN_OUTS", "sk": "session-1"})["Item"]
    assert int(row["expires_at"]) == int((NOW + timedelta(hours=13)).timestamp())


def test_the_national_administrator_ends_somebodys_access(world: World, pool: Stubber) -> None:
    sub = f"sub-{SCHOOLS}"
    account = {"UserPoolId": POOL, "Username": sub}
    attributes = [{"Name": "sub", "Value": sub}, {"Name": "email", "Value": "a@contoh.example"}]
    known = {"Username": sub, "UserAttributes": attributes, "Enabled": True}
    pool.add_response("admin_get_user", known | {"UserStatus": "CONFIRMED"}, account)
    pool.add_response("admin_list_groups_for_user", {"Groups": []}, account)
    pool.add_response("admin_disable_user", {}, account)
    pool.add_response("admin_user_global_sign_out", {}, account)
    assert asks(world, began(NOW)) == (200, "")
    with hearing("access of an officer was ended") as heard:
        status, body, _ = world.call("DELETE", f"/v1/admin/users/{sub}", groups=NATIONAL)
    assert [(one["officer_id"], one["by"]) for one in heard] == [(sub, f"sub-{NATIONAL}")]
    assert (status, body) == (200, {"officer_id": sub})
    assert asks(world, began(NOW)) == (401, "session_over")


def test_nobody_else_ends_access(world: World, pool: Stubber) -> None:
    for groups in (
        SCHOOLS,
        "[monitor agency.ombudsman]",
        "[custodian agency.kemenpanrb]",
    ):
        status, body, _ = world.call("DELETE", "/v1/admin/users/sub", groups=groups)
        assert (status, body["error"]["code"]) == (403, "role_may_not")


def test_an_account_that_is_none(world: World, pool: Stubber) -> None:
    pool.add_client_error("admin_get_user", "UserNotFoundException")
    status, body, _ = world.call("DELETE", "/v1/admin/users/nobody", groups=NATIONAL)
    assert (status, body["error"]["code"]) == (404, "unknown_officer")
    assert sign_outs.ended_at("nobody") is None
