"""Clients of AWS: made once per warm function, with times that a request can afford, and one
reading of which of their errors mean that a service is down.

A function is stopped after 20 seconds, without an answer and without a log. So a service that does
not answer is given up before: three tries of at most 1 + 4 seconds, and then 503 with Retry-After.
"""

from collections.abc import Iterator
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    HTTPClientError,
    IncompleteReadError,
)
from botocore.exceptions import (
    ConnectionError as NoConnection,
)

from chalicelib import settings
from chalicelib.errors import Unavailable
from chalicelib.warm import cache_until_reset

CONNECT_SECONDS = 1
READ_SECONDS = 4
TRIES = 3

# What a service says when it takes no more now, as an error or as a cancelled transaction's reason.
OVERLOADED = frozenset(
    {
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflict",
        "TransactionInProgressException",
    }
)


def client(service: str, *, tries: int = TRIES, read_seconds: int = READ_SECONDS) -> Any:
    """The client of `service` in the region of this function: how often one call is tried, and how
    many seconds each waits for an answer."""
    return _client(service, settings.load().region, tries, read_seconds)


@cache_until_reset
def _client(service: str, region: str, tries: int, read_seconds: int) -> Any:
    # What is signed for a browser is signed as every region takes it, and for the region's own
    # address: the pages' policy names that one.
    signing: dict[str, Any] = (
        {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}}
        if service == "s3"
        else {}
    )
    config = Config(
        **signing,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        retries={"total_max_attempts": tries, "mode": "standard"},
    )
    make: Any = boto3.client  # typed for each service by name
    return make(service, region_name=region, config=config)


def is_outage(error: BaseException) -> bool:
    """Whether `error`, or what it came from, says that a service is down or overloaded: what may
    pass if it is tried again later."""
    return any(_is_outage(cause) for cause in _causes(error))


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, Unavailable | NoConnection | HTTPClientError | IncompleteReadError):
        return True
    if not isinstance(error, ClientError):
        return False
    answer: Any = error.response
    reasons = (reason.get("Code") for reason in answer.get("CancellationReasons", ()))
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or not OVERLOADED.isdisjoint({answer["Error"].get("Code"), *reasons})


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
