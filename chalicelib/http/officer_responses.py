"""What officers' lists answer with."""

from typing_extensions import TypedDict

from chalicelib.case.model import Status
from chalicelib.presentation.labels import region_name
from chalicelib.presentation.view_types import InboxRow, Labels
from chalicelib.routing.agency import Agency


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
    """How many the officer's list has. A number of `most` says: that many, or more; a larger one is
    exact. No status, or null: that is not counted for who oversees so many agencies."""

    items: list[CountOfStatus]
    overdue: int | None
    most: int


class VersionOfCase(TypedDict):
    """How many events a case has."""

    version: int


class AgencyChoice(TypedDict):
    """An agency that may be named, and where it is; null for one of the whole country."""

    id: str
    name: str
    region_name: str | None


class AgencyChoices(TypedDict):
    """Up to twenty, what fits best first."""

    items: list[AgencyChoice]


class ReplyView(TypedDict):
    """A text that is sent often, and what it is chosen by."""

    title: str
    text: str


class Replies(TypedDict):
    """What an officer may choose from."""

    items: list[ReplyView]


def agency_choice(agency: Agency) -> AgencyChoice:
    """An agency to choose."""
    place = next(iter(agency.regions), None)
    return {"id": agency.id, "name": agency.name, "region_name": region_name(place)}
