"""What the service logs while something happens: the fields beside a message."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.observability import logger


class _Ear(logging.Handler):
    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message
        self.heard: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == self.message:
            self.heard.append(dict(record.__dict__))


@contextmanager
def hearing(message: str) -> Iterator[list[dict[str, Any]]]:
    """Each line with this message, as it is logged."""
    ear = _Ear(message)
    logger.addHandler(ear)
    try:
        yield ear.heard
    finally:
        logger.handlers.remove(ear)
