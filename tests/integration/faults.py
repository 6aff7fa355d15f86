"""AWS refusing on request: a hook of botocore's own, in every client made while it is on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
import botocore.handlers
from botocore.exceptions import ClientError

Parameters = dict[str, Any]


@dataclass
class Faults:
    """Which calls fail. `refuse` adds one kind, `heal` ends all."""

    refusals: list[tuple[str, Callable[[Parameters], bool], str]] = field(default_factory=list)

    def refuse(
        self,
        operation: str,
        when: Callable[[Parameters], bool] = lambda _: True,
        code: str = "InternalServerError",
    ) -> None:
        """Let every call of `operation` whose parameters `when` picks fail with `code`."""
        self.refusals.append((operation, when, code))

    def heal(self) -> None:
        """Let everything through again."""
        self.refusals.clear()

    def __call__(self, params: Parameters, model: Any, **_: Any) -> None:
        for operation, when, code in self.refusals:
            if model.name == operation and when(params):
                raise ClientError({"Error": {"Code": code, "Message": "a fault"}}, model.name)


@contextmanager
def injected() -> Iterator[Faults]:
    """Faults in every client made from here on. Begin it before the system is started."""
    faults = Faults()
    hook = ("provide-client-params", faults)
    botocore.handlers.BUILTIN_HANDLERS.append(hook)
    boto3.setup_default_session()  # a session has the handlers of when it was made
    try:
        yield faults
    finally:
        botocore.handlers.BUILTIN_HANDLERS.remove(hook)
        boto3.setup_default_session()


def naming(value: str) -> Callable[[Parameters], bool]:
    """Calls whose parameters name `value` (a case, an address) anywhere."""
    return lambda params: value in str(params)


@contextmanager
def stumbling_router() -> Iterator[None]:
    """Looking for copies fails, and with it every disposition."""
    from chalicelib.store import tables

    def refuse(params: dict[str, Any], **_: Any) -> None:
        if b"SIMILAR#" in params["body"]:
            raise OSError("the index of similar complaints cannot be read")

    events = tables.client().meta.events
    events.register("before-call.dynamodb.Query", refuse)
    try:
        yield
    finally:
        events.unregister("before-call.dynamodb.Query", refuse)
