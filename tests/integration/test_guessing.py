"""Guessing passwords and codes: slowed per account and per network, and for nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from chalicelib import clients
from chalicelib.errors import Invalid, NotAllowed, TooMany
from chalicelib.usecases import guessing
from chalicelib.usecases.login import log_in
from tests.integration.hearing import hearing
from tests.integration.test_login import CLIENT, LIAISON, POOL
from tests.integration.world import REGION, World

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # where a window begins
MINUTE = timedelta(minutes=1)
SARI, BUDI = "sari@contoh.example", "budi@contoh.example"
OFFICE, AWAY = "0" * 64, "1" * 64


@pytest.fixture
def pool(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setenv("USER_POOL_ID", POOL)
    monkeypatch.setenv("USER_POOL_CLIENT_ID", CLIENT)
    with Stubber(clients.client("cognito-idp")) as stub:
        yield stub
        stub.assert_no_pending_responses()


def guesses(
    pool: Stubber, times: int, *, email: str = SARI, network: str = AWAY, now: datetime = NOW
) -> None:
    """So many wrong passwords, each of which the pool is asked about."""
    for _ in range(times):
        pool.add_client_error("admin_initiate_auth", "NotAuthorizedException")
        with pytest.raises(NotAllowed):
            log_in(email, "wrong", network=network, now=now)


def signs_in(
    pool: Stubber, *, email: str = SARI, network: str = AWAY, now: datetime = NOW
) -> dict[str, Any]:
    pool.add_response("admin_initiate_auth", LIAISON)
    return dict(log_in(email, "right", network=network, now=now))


def waits(*, email: str = SARI, network: str = AWAY, now: datetime = NOW) -> Any:
    """How long somebody is told to wait; the pool is not asked."""
    with pytest.raises(TooMany) as refused:
        log_in(email, "right", network=network, now=now)
    assert refused.value.code == "too_many_requests"
    return refused.value.params["retry_after"]


def test_ten_wrong_passwords_of_an_account_and_the_right_one_after_the_wait(pool: Stubber) -> None:
    guesses(pool, 10)
    assert waits() == 15 * 60
    assert waits(now=NOW + 14 * MINUTE) == 60
    assert waits(email=" Sari@Contoh.example"), "in other letters it is the same account"
    assert "access_token" in signs_in(pool, now=NOW + 15 * MINUTE)


def test_nine_wrong_ones_and_a_right_one(pool: Stubber) -> None:
    guesses(pool, 9)
    for _ in range(3):
        assert "access_token" in signs_in(pool)


def test_signing_in_often_is_no_guessing(pool: Stubber) -> None:
    for _ in range(12):
        signs_in(pool)
        pool.add_response("admin_initiate_auth", {"ChallengeName": "SOFTWARE_TOKEN_MFA"})
        assert log_in(SARI, "right", network=AWAY, now=NOW) == {"challenge": "code"}


def test_who_guesses_elsewhere_keeps_nobody_out_of_their_office(pool: Stubber) -> None:
    signs_in(pool, network=OFFICE)
    guesses(pool, 10, network=AWAY)
    assert waits(network="2" * 64), "wherever else it comes from"
    later = NOW + 5 * MINUTE
    assert "access_token" in signs_in(pool, network=OFFICE, now=later)
    guesses(pool, 10, network=OFFICE, now=later)
    assert waits(network=OFFICE, now=later)


def test_an_office_is_known_for_thirty_days_since_the_last_time(pool: Stubber) -> None:
    signs_in(pool, network=OFFICE, now=NOW - timedelta(days=20))
    signs_in(pool, network=OFFICE, now=NOW)
    for days, known in ((29, True), (31, False)):
        now = NOW + timedelta(days=days)
        guesses(pool, 10, now=now)
        if known:
            guesses(pool, 1, network=OFFICE, now=now)
        else:
            assert waits(network=OFFICE, now=now)


def test_an_office_is_known_for_those_who_signed_in_there(pool: Stubber) -> None:
    signs_in(pool, network=OFFICE)
    guesses(pool, 10, email=BUDI)
    assert waits(email=BUDI, network=OFFICE)


def test_a_hundred_wrong_ones_from_one_network(pool: Stubber) -> None:
    for number in range(10):
        guesses(pool, 10, email=f"{number}@contoh.example")
    assert waits(email=BUDI) == 15 * 60
    assert "access_token" in signs_in(pool, email=BUDI, network=OFFICE)
    assert "access_token" in signs_in(pool, email=BUDI, now=NOW + 15 * MINUTE)


def test_who_has_to_wait_and_asks_on_keeps_nobody_else_of_the_network_out(pool: Stubber) -> None:
    guesses(pool, 10)
    for _ in range(95):
        assert waits()
    assert "access_token" in signs_in(pool, email=BUDI)


def test_one_less_from_one_network(pool: Stubber) -> None:
    for number in range(9):
        guesses(pool, 10, email=f"{number}@contoh.example")
    guesses(pool, 9, email="9@contoh.example")
    for _ in range(2):
        assert "access_token" in signs_in(pool, email=BUDI)


def test_wrong_codes_count_and_weak_passwords_and_outages_do_not(pool: Stubber) -> None:
    def answered(challenge: str, error: str, raised: type[Exception], **given: str) -> None:
        asked = {"ChallengeName": challenge, "Session": "s" * 20}
        pool.add_response("admin_initiate_auth", asked)
        pool.add_client_error("admin_respond_to_auth_challenge", error)
        with pytest.raises(raised):
            log_in(SARI, "right", network=AWAY, now=NOW, **given)  # type: ignore[arg-type]

    for _ in range(10):
        answered(
            "NEW_PASSWORD_REQUIRED", "InvalidPasswordException", Invalid, new_password="x" * 12
        )
        pool.add_client_error("admin_initiate_auth", "InternalErrorException")
        with pytest.raises(Exception, match="InternalErrorException"):
            log_in(SARI, "right", network=AWAY, now=NOW)
    for _ in range(10):
        answered("SOFTWARE_TOKEN_MFA", "CodeMismatchException", NotAllowed, code="000000")
    assert waits()


def test_the_edge_says_when_to_come_back(world: World, pool: Stubber) -> None:
    login = {"email": SARI, "password": "wrong"}
    for _ in range(20):  # around the turn of a window there may be two
        pool.add_client_error("admin_initiate_auth", "NotAuthorizedException")
        status, body, headers = world.call("POST", "/v1/officer/session", login)
        if status == 429:
            break
    assert (status, body["error"]["code"]) == (429, "too_many_requests")
    assert 0 < int(headers["Retry-After"]) <= 15 * 60
    pool._queue.clear()  # what was not asked for


def test_what_failed_is_in_the_log_and_names_nobody(pool: Stubber) -> None:
    with hearing("a login failed") as failed:
        guesses(pool, 2)
        guesses(pool, 1, email=BUDI, network=OFFICE)
        signs_in(pool)
    first, second, other = ((one["account"], one["network"]) for one in failed)
    assert first == second
    assert first[0] != other[0]
    assert (first[1], other[1]) == (AWAY[:16], OFFICE[:16])
    assert len(first[0]) == 16
    assert not any("contoh" in str(one) for one in failed)


def test_what_is_kept_names_nobody(world: World, pool: Stubber) -> None:
    signs_in(pool, network=OFFICE)
    guesses(pool, 1)
    rows = boto3.resource("dynamodb", region_name=REGION).Table("test-ClaimsTable").scan()["Items"]
    assert {str(row["pk"]).partition("#")[0] for row in rows} == {"COUNT", "SIGNED_IN_FROM"}
    assert not any(named in str(rows) for named in ("contoh", "sari", OFFICE, AWAY))
    (known,) = (row for row in rows if str(row["pk"]).startswith("SIGNED_IN_FROM"))
    until = NOW + guessing.REMEMBERED_FOR
    assert int(str(known["expires_at"])) == int(until.timestamp())
