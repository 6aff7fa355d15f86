"""What officers' lists answer with."""

from typing_extensions import TypedDict

from chalicelib.case.model import Status
from chalicelib.presentation.view_types import InboxRow, Labels


class InboxLine(InboxRow, Labels):
    """A line of an officer's inbox."""


class Inbox(TypedDict):
    """A page of an officer's cases."""

    items: list[InboxLine]
    next_cursor: str | None


class CountOfStatus(TypedDict):
    """How many cases are in a status."""

    status: Status
    number: int


class InboxCounts(TypedDict):
    """How many lie on the officer's desk. A number of `most` says: that many, or more."""

    items: list[CountOfStatus]
    overdue: int
    most: int
