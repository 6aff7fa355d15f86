"""Faults of AWS, put between our clients and moto: nothing of ours is patched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from chalicelib import clients
from chalicelib.notices.channels import sending_client
from chalicelib.store import tables

URL = "https://service.test"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What a service answers instead: its status and code, and what else is in the answer."""

    status: int
    code: str
    message: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def answer(self) -> tuple[Any, dict[str, Any]]:
        """As botocore has it after parsing."""
        told = {
            "Error": {"Code": self.code, "Message": self.message},
            "ResponseMetadata": {"HTTPStatusCode": self.status, "HTTPHeaders": {}},
            **self.more,
        }
        return _Http(self.status), told


@dataclass(frozen=True)
class _Http:
    status_code: int


THROTTLED = Refusal(status=400, code="ThrottlingException")
FAILING = Refusal(status=500, code="InternalServerError")
REFUSED = EndpointConnectionError(endpoint_url=URL)
SLOW = ReadTimeoutError(endpoint_url=URL)
UNREACHABLE = ConnectTimeoutError(endpoint_url=URL)
OUTAGES: dict[str, Refusal | Exception] = {
    "throttled": THROTTLED,
    "failing": FAILING,
    "refused": REFUSED,
    "slow": SLOW,
    "unreachable": UNREACHABLE,
}


def client_of(service: str) -> Any:
    """The client our code uses for `service`."""
    if service == "dynamodb":
        return tables.connection().client
    return sending_client(service) if service == "sesv2" else clients.client(service)


@contextmanager
def fault(
    service: str, operation: str, what: Refusal | Exception, *, after: int = 0, times: int = 1_000
) -> Iterator[list[Any]]:
    """Make `operation` of `service` fail `times` times, letting the first `after` calls through.

    The list given has the parameters of every call that failed.
    """
    events = client_of(service).meta.events
    calls: list[Any] = []
    seen = 0

    def handle(params: Any, **_: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen <= after or len(calls) >= times:
            return None
        calls.append(params)
        if isinstance(what, Exception):
            raise what
        return what.answer()

    name = f"before-call.*.{operation}"
    events.register_first(name, handle)
    try:
        yield calls
    finally:
        events.unregister(name, handle)


@contextmanager
def answer_lost(service: str, operation: str, *, times: int = 1) -> Iterator[list[Any]]:
    """Let `operation` happen and lose its answer, as a connection does that is cut."""
    events = client_of(service).meta.events
    lost: list[Any] = []

    def handle(parsed: Any, **_: Any) -> None:
        if len(lost) < times and parsed.get("ResponseMetadata", {}).get("HTTPStatusCode") == 200:
            lost.append(parsed)
            raise ReadTimeoutError(endpoint_url=URL)

    name = f"after-call.*.{operation}"
    events.register_first(name, handle)
    try:
        yield lost
    finally:
        events.unregister(name, handle)
