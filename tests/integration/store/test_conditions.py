"""What the database refuses comes out as what the caller can act on, for every kind of write."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from pynamodb.exceptions import CancellationReason, TransactWriteError, VerboseClientError

from chalicelib.case.actions import act
from chalicelib.case.decision import Change
from chalicelib.case.model import Actor, Role
from chalicelib.case.officer_actions import Note
from chalicelib.errors import Conflict, DomainError, Unavailable
from chalicelib.store import (
    agencies,
    cases,
    claims,
    conditions,
    deliveries,
    filing,
    rulebook,
    texts,
)
from chalicelib.usecases import rules
from tests.integration.people import KEY, complaint, filed
from tests.integration.store.faults import Answer, answering, cancelled, error
from tests.integration.world import World

NOW = datetime.now(UTC)
AUTHOR = rulebook.Author(officer_id="officer", at=NOW)
DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="desk")
CLAIM = claims.Claim(name="CLAIM#1", made_at=NOW, expires_at=NOW + timedelta(hours=1))


def noted(case_id: str) -> Change:
    """A change that is decided on the case as it is now."""
    return act(cases.get(case_id), Note(text="Dicatat."), DESK, rules.decision_context(NOW))


def refiled(case_id: str) -> Callable[[], None]:
    """The same filing under a number that is taken."""
    change, text = noted(case_id), texts.get(case_id)
    return lambda: filing.create(change, text, claims=[CLAIM], identity=None)


def rechanged(_: str) -> Callable[[], None]:
    """A change of an agency that was read just now."""
    row = next(iter(agencies.periods().values()))
    return lambda: agencies.change([(row, row.agency)], AUTHOR)


@pytest.fixture(scope="module")
def case_id(shared_world: World) -> str:
    """A case on somebody's desk."""
    return str(filed(shared_world)["id"])


TRANSACTIONS: dict[str, tuple[Callable[[str], Callable[[], Any]], type[DomainError], str]] = {
    "save": (lambda one: partial(cases.save, noted(one)), Conflict, "stale"),
    "erase": (lambda one: partial(filing.erase, noted(one), has_copy=False), Conflict, "stale"),
    "support": (lambda one: partial(cases.support, one, "p"), Conflict, "already_supported"),
    "create": (refiled, Conflict, "claimed"),
    "agencies": (rechanged, Conflict, "changed_meanwhile"),
}  # fmt: skip
PUTS: dict[str, tuple[Callable[[], Any], type[DomainError], str]] = {
    "rule": (
        lambda: rulebook.add_correction(
            rulebook.Correction(version="v", added=(date(2026, 12, 1),), removed=()),
            AUTHOR,
            rulebook.Rulebook(),
        ),
        Conflict,
        "changed_meanwhile",
    ),
}


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_a_transaction_whose_condition_failed_is_a_conflict_and_is_not_tried_again(
    case_id: str, name: str
) -> None:
    make, kind, code = TRANSACTIONS[name]
    write = make(case_id)
    for reasons in (
        ("ConditionalCheckFailed", None),
        ("ConditionalCheckFailed", "TransactionConflict"),
    ):
        refusing = answering("TransactWriteItems", cancelled(*reasons))
        with refusing as calls, pytest.raises(kind) as refused:
            write()
        assert refused.value.code == code
        assert len(calls) == 1


@pytest.mark.parametrize("name", TRANSACTIONS)
@pytest.mark.parametrize(
    "answer",
    [
        cancelled("ThrottlingError", None),
        cancelled(None, "ProvisionedThroughputExceeded"),
        error("ProvisionedThroughputExceededException"),
        error("ThrottlingException"),
        error("RequestLimitExceeded"),
        error("InternalServerError", 500),
        error("Unknown", 503),
        error("ResourceNotFoundException"),
    ],
    ids=lambda answer: str(answer[1].get("CancellationReasons") or answer[1]["Error"]["Code"]),
)
def test_a_database_that_cannot_take_it_now_is_unavailable(
    case_id: str, name: str, answer: Answer
) -> None:
    write = TRANSACTIONS[name][0](case_id)
    with answering("TransactWriteItems", answer) as calls, pytest.raises(Unavailable):
        write()
    assert len(calls) == 1


def test_two_transactions_that_meet_are_tried_again_until_one_is_through(case_id: str) -> None:
    change = noted(case_id)
    meets = cancelled("TransactionConflict", None)
    with answering("TransactWriteItems", meets, meets) as calls:
        cases.save(change)
    assert len(calls) == 3
    assert cases.get(case_id).version == change.case.version


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_they_are_not_tried_for_ever(case_id: str, name: str) -> None:
    write = TRANSACTIONS[name][0](case_id)
    meets = [cancelled(None, "TransactionConflict")] * 10
    with answering("TransactWriteItems", *meets) as calls, pytest.raises(Unavailable):
        write()
    assert len(calls) == conditions.TRIES


def test_pauses_grow_and_are_random() -> None:
    pauses: list[float] = []
    meeting = VerboseClientError(
        {"Error": {"Code": "TransactionCanceledException", "Message": ""}},
        "TransactWriteItems",
        cancellation_reasons=[CancellationReason(code="TransactionConflict")],
    )

    def write() -> None:
        raise TransactWriteError("cancelled", meeting)

    with pytest.raises(Unavailable):
        conditions.attempt(write, pause=pauses.append)
    assert len(pauses) == conditions.TRIES - 1
    assert all(0 <= each <= 0.04 * 2**n for n, each in enumerate(pauses))
    assert len(set(pauses)) == len(pauses)


def test_a_fault_of_ours_stays_what_it_is(case_id: str) -> None:
    change = noted(case_id)
    with (
        answering("TransactWriteItems", cancelled("ValidationError", None)) as calls,
        pytest.raises(TransactWriteError),
    ):
        cases.save(change)
    assert len(calls) == 1


@pytest.mark.parametrize("name", PUTS)
def test_a_single_write_is_refused_in_the_same_words(shared_world: World, name: str) -> None:
    write, kind, code = PUTS[name]
    refusing = answering("PutItem", error("ConditionalCheckFailedException"))
    with refusing as calls, pytest.raises(kind) as refused:
        write()
    assert refused.value.code == code
    assert len(calls) == 1
    with answering("PutItem", error("ThrottlingException")), pytest.raises(Unavailable):
        write()
    # A put meets a transaction on the same item: nothing was written, so it is put again.
    meets = error("TransactionConflictException")
    down = error("InternalServerError", 500)
    with answering("PutItem", meets, meets, down) as calls, pytest.raises(Unavailable):
        write()
    assert len(calls) == 3


def test_the_first_claim_that_was_used_is_the_one_named(case_id: str) -> None:
    change, text = noted(case_id), texts.get(case_id)
    other = claims.Claim(name="CLAIM#2", made_at=NOW, expires_at=NOW)
    for position, name in ((0, "CLAIM#1"), (1, "CLAIM#2")):
        for write in (
            lambda: filing.create(change, text, claims=[CLAIM, other], identity=None),
            lambda: cases.support(case_id, "sari", [CLAIM, other]),
        ):
            reasons: list[str | None] = [None] * 6
            reasons[position] = "ConditionalCheckFailed"
            used = answering("TransactWriteItems", cancelled(*reasons))
            with used, pytest.raises(Conflict) as refused:
                write()
            assert (refused.value.code, refused.value.params) == ("claimed", {"name": name})
    # A number that is taken is nobody's fault: the next attempt draws another.
    taken = answering("TransactWriteItems", cancelled(None, None, "ConditionalCheckFailed"))
    with taken, pytest.raises(Unavailable):
        filing.create(change, text, claims=[CLAIM, other], identity=None)


def test_a_delivery_under_way_is_busy_and_a_sent_one_is_done(case_id: str) -> None:
    delivery = deliveries.of_event(case_id, 1, "email", "somebody")
    claim = deliveries.lease(delivery, NOW)
    assert claim is not None
    with pytest.raises(deliveries.Busy):
        deliveries.lease(delivery, NOW)
    deliveries.mark_sent(claim)
    assert deliveries.lease(delivery, NOW + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("operation", "path"),
    [("GetItem", "/v1/complaints/{id}"), ("Query", "/v1/complaints")],
)
@pytest.mark.parametrize("answer", [error("ThrottlingException"), error("Unknown", 500)])
def test_a_read_that_is_refused_is_503_and_says_when_to_come_back(
    shared_world: World, case_id: str, operation: str, path: str, answer: Answer
) -> None:
    with answering(operation, answer):
        status, body, headers = shared_world.call("GET", path.format(id=case_id))
    assert (status, body["error"]["code"]) == (503, "unavailable")
    assert int(headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("answer", "named"),
    [(error("ThrottlingException"), "ThrottlingException"), (error("", 502), "502")],
)
def test_why_the_database_refused_is_in_the_log(
    case_id: str, caplog: pytest.LogCaptureFixture, answer: Answer, named: str
) -> None:
    with answering("GetItem", answer), pytest.raises(Unavailable):
        cases.get(case_id)
    (record,) = (one for one in caplog.records if one.message == "the database refused")
    assert record.__dict__["code"] == named


def test_a_filing_that_is_refused_is_503_and_can_be_repeated(shared_world: World) -> None:
    headers = KEY | {"idempotency-key": "a-filing-that-was-refused"}
    with answering("TransactWriteItems", cancelled("ThrottlingError")):
        status, _, _ = shared_world.call("POST", "/v1/complaints", complaint(), headers=headers)
    assert status == 503
    status, _, _ = shared_world.call("POST", "/v1/complaints", complaint(), headers=headers)
    assert status == 201


def test_a_database_that_is_not_reached_is_unavailable(shared_world: World) -> None:
    once = Config(retries={"total_max_attempts": 1}, connect_timeout=1)
    client = botocore.session.get_session().create_client(
        "dynamodb", endpoint_url="http://127.0.0.1:9", config=once
    )
    conditions.watch(client)
    with pytest.raises(Unavailable):
        client.list_tables()
