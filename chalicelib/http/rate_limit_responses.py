"""What the routes of limits answer, field by field; see `http.responses`."""

from typing import NotRequired

from typing_extensions import TypedDict

from chalicelib.http.admin_responses import HistoryEntry


class RateLimitInForce(TypedDict):
    """So much of something in a window of so many seconds, null where it is not by time: what is in
    force, what comes with the software, and from where to where it may be moved."""

    name: str
    window: int | None
    most: int
    packaged: int
    least: int
    greatest: int


class RateLimitsInForce(TypedDict):
    """All of them."""

    items: list[RateLimitInForce]
    history: NotRequired[list[HistoryEntry]]
