"""A service that is down is 503 with Retry-After, and a filing that failed so is counted."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import clients, warm
from chalicelib.store import tables
from tests.integration.http.counting import counted
from tests.integration.http.faults import OUTAGES, Refusal, client_of, fault
from tests.integration.people import CONTACT, KEY, complaint
from tests.integration.world import World

Request = Callable[[World], tuple[int, Any, dict[str, str]]]


def files(world: World) -> tuple[int, Any, dict[str, str]]:
    return world.call("POST", "/v1/complaints", complaint(reporter=CONTACT), headers=KEY)


def reads(world: World) -> tuple[int, Any, dict[str, str]]:
    return world.call("GET", "/v1/complaints/LP-0000-0000-0000-0")


def lists(world: World) -> tuple[int, Any, dict[str, str]]:
    return world.call("GET", "/v1/complaints")


def asks_for_a_challenge(world: World) -> tuple[int, Any, dict[str, str]]:
    return world.call("GET", "/v1/challenge")


def logs_in(world: World) -> tuple[int, Any, dict[str, str]]:
    sent = {"email": "petugas@contoh.example", "password": "a password of tests"}
    return world.call("POST", "/v1/officer/session", sent)


def asks_for_the_keys(world: World) -> tuple[int, Any, dict[str, str]]:
    return world.call("GET", "/.well-known/jwks.json")


DEPENDENCIES: list[tuple[Request, str, str]] = [
    (reads, "dynamodb", "GetItem"),
    (lists, "dynamodb", "Query"),
    (files, "dynamodb", "TransactWriteItems"),
    (files, "kms", "GenerateDataKey"),
    (asks_for_the_keys, "kms", "GetPublicKey"),
    (asks_for_a_challenge, "secretsmanager", "GetSecretValue"),
    (logs_in, "cognito-idp", "AdminInitiateAuth"),
]


@pytest.mark.parametrize("outage", OUTAGES)
@pytest.mark.parametrize(("request_", "service", "operation"), DEPENDENCIES)
def test_what_is_down_is_503_with_retry_after(
    shared_world: World,
    request_: Request,
    service: str,
    operation: str,
    outage: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("USER_POOL_ID", "ap-southeast-3_pool")
    monkeypatch.setenv("USER_POOL_CLIENT_ID", "a-client-of-the-pool-0000000000")
    warm.reset()  # the pepper is read again
    with fault(service, operation, OUTAGES[outage]) as calls:
        status, answer, headers = request_(shared_world)
    assert calls, "the request does not depend on it"
    assert (status, answer["error"]["code"]) == (503, "unavailable")
    assert int(headers["Retry-After"]) > 0
    assert answer["error"]["message"]


@pytest.mark.parametrize("reason", ["TransactionConflict", "ThrottlingError"])
def test_a_transaction_that_meets_others_again_and_again_is_503(
    shared_world: World, reason: str
) -> None:
    cancelled = Refusal(
        status=400,
        code="TransactionCanceledException",
        more={"CancellationReasons": [{"Code": "None"}, {"Code": reason}]},
    )
    with fault("dynamodb", "TransactWriteItems", cancelled):
        assert files(shared_world)[0] == 503


@pytest.mark.parametrize("code", ["AccessDeniedException", "ValidationException"])
def test_a_mistake_of_ours_is_500_and_asks_nobody_to_try_again(
    shared_world: World, code: str
) -> None:
    with fault("dynamodb", "GetItem", Refusal(status=400, code=code)):
        status, answer, headers = reads(shared_world)
    assert (status, answer["error"]["code"]) == (500, "internal")
    assert "Retry-After" not in headers


def test_a_filing_that_fails_for_us_is_counted(
    shared_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for what in (OUTAGES["throttled"], Refusal(status=400, code="AccessDeniedException")):
        with fault("kms", "GenerateDataKey", what):
            files(shared_world)
        assert counted(capsys, "FilingsFailed") == 1


def test_other_failures_and_refusals_are_not_counted_as_filings(
    shared_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with fault("dynamodb", "GetItem", OUTAGES["failing"]):
        reads(shared_world)
    shared_world.call("POST", "/v1/complaints", complaint(title="a"), headers=KEY)
    assert files(shared_world)[0] == 201
    assert counted(capsys, "FilingsFailed") == 0


@pytest.mark.parametrize("service", ["dynamodb", "kms", "secretsmanager", "sns", "cognito-idp"])
def test_no_service_is_waited_for_until_the_function_is_stopped(
    shared_world: World, service: str
) -> None:
    """20 seconds; between tries botocore waits 1 and 2 seconds at most."""
    config = client_of(service).meta.config
    tries = config.retries["total_max_attempts"]
    waits = sum(2**tried for tried in range(tries - 1))
    assert tries >= 2
    assert tries * (config.connect_timeout + config.read_timeout) + waits < 20


def test_every_table_is_waited_for_as_long(shared_world: World) -> None:
    for model in (tables.VaultItem, tables.VaultKeyItem, tables.ClaimItem, tables.DueKey):
        assert model.Meta.read_timeout_seconds == clients.READ_SECONDS
        assert model.Meta.connect_timeout_seconds == clients.CONNECT_SECONDS


def test_a_mail_is_not_handed_over_twice_in_one_breath(shared_world: World) -> None:
    config = client_of("sesv2").meta.config
    assert (config.retries["total_max_attempts"], config.read_timeout) == (1, 8)
