"""What DynamoDB refuses, in our own terms: the one place that reads its error codes.

A write is refused by its condition (`ConditionFailed`: somebody was faster, or it was done before),
it meets another transaction half-way (done again here), or the database does not answer
(`Unavailable`, for reads too). Anything else is a fault of ours and stays what it is.
"""

import random
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ConnectionError as NotReached
from botocore.exceptions import HTTPClientError
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from chalicelib.clients import OVERLOADED
from chalicelib.errors import Unavailable
from chalicelib.observability import logger

TRIES = 5
FIRST_PAUSE_SECONDS = 0.04
_MEETS_ANOTHER = frozenset({"TransactionConflict", "TransactionConflictException"})
_FAILED = frozenset({"ConditionalCheckFailed", "ConditionalCheckFailedException"})
# Beside what any service says when it is overloaded: limits, failures, and a table being restored.
# A transaction in conflict is none of them: it is tried again here.
_DOWN = OVERLOADED - _MEETS_ANOTHER | {
    "InternalServerError",
    "LimitExceededException",
    "ResourceNotFoundException",
    "ServiceUnavailable",
}


class ConditionFailed(Exception):
    """A write was refused by a condition, and nothing was written. `positions` are the writes of
    the transaction whose conditions failed, counted from 0 in the order pynamodb sends them:
    deletes, then puts, then updates, each in the order they were added."""

    def __init__(self, *positions: int) -> None:
        super().__init__(*positions)
        self.positions = positions


def attempt(
    write: Callable[[], object],
    refused: Callable[[ConditionFailed], Exception] = lambda failed: failed,
    *,
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Write, and write again while another transaction is met half-way: nothing was written then,
    and the conditions decide anew.

    Raises what `refused` makes of a failed condition, and `Unavailable` when the other
    transactions do not end within `TRIES` or the database cannot take the write now. `pause` waits
    so many seconds between two tries; they are random, so that two writers part.
    """
    for tries in range(1, TRIES + 1):
        try:
            write()
            return
        except PynamoDBException as error:
            codes = _codes(error)
            failed = [number for number, code in enumerate(codes) if code in _FAILED]
            if failed:
                raise refused(ConditionFailed(*failed)) from error
            is_down = not _DOWN.isdisjoint(codes)
            if not is_down and _MEETS_ANOTHER.isdisjoint(codes):
                raise
            if is_down or tries == TRIES:
                raise _unavailable(" ".join(filter(None, codes))) from error
        pause(random.uniform(0, FIRST_PAUSE_SECONDS * 2 ** (tries - 1)))  # noqa: S311 (spreads only)


def _codes(error: PynamoDBException) -> list[str | None]:
    """Why each write was refused, in order; one code where it was only one."""
    if isinstance(error, TransactWriteError) and (reasons := list(error.cancellation_reasons)):
        return [reason.code if reason else None for reason in reasons]
    return [error.cause_response_code]


def watch(client: Any) -> None:
    """Let every call of this client of botocore, reads too, raise `Unavailable` when the service
    refuses for now, fails, or is not reached in time (after botocore's own, bounded retries)."""
    events = client.meta.events
    events.register("after-call.*.*", _answered, unique_id="store-answered")
    events.register("after-call-error.*.*", _not_answered, unique_id="store-not-answered")


def _answered(http_response: Any, parsed: Any, **_: Any) -> None:
    code = parsed.get("Error", {}).get("Code")
    if http_response.status_code >= 500 or code in _DOWN:
        raise _unavailable(str(code or http_response.status_code))


def _not_answered(exception: Exception, **_: Any) -> None:
    if isinstance(exception, HTTPClientError | NotReached):
        raise _unavailable(type(exception).__name__) from exception


def _unavailable(code: str) -> Unavailable:
    logger.warning("the database refused", extra={"code": code})
    return Unavailable("unavailable")
