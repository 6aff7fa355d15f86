"""DynamoDB refusing: answers put in place of its own, at the clients of botocore."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from chalicelib.store import tables

Answer = tuple[Any, dict[str, Any]]


def error(code: str, status: int = 400) -> Answer:
    """An error of its own."""
    parsed = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {}}
    return SimpleNamespace(status_code=status, headers={}), parsed


def cancelled(*reasons: str | None) -> Answer:
    """A cancelled transaction, with the reason for each write (None: nothing against it)."""
    http, parsed = error("TransactionCanceledException")
    listed = [{"Code": reason or "None"} for reason in reasons]
    return http, parsed | {"CancellationReasons": listed}


@contextmanager
def answering(operation: str, *answers: Answer | None) -> Iterator[list[str]]:
    """Answer the next calls of `operation` so, one after the other; None and whatever comes after
    the last go through. Yields the calls that were made, as they are made."""
    calls: list[str] = []
    left = list(answers)

    def answer(model: Any, **_: Any) -> Answer | None:
        calls.append(model.name)
        return left.pop(0) if left else None

    listening = f"before-call.dynamodb.{operation}"
    events = tables.client().meta.events
    events.register(listening, answer)
    try:
        yield calls
    finally:
        events.unregister(listening, answer)
