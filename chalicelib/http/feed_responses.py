"""What the routes of feeds answer, field by field; see `http.responses`."""

from typing_extensions import TypedDict

from chalicelib.watched.watched_feed import FeedKind
from chalicelib.workdays import Moment


class FeedLine(TypedDict):
    """A feed that is read for public posts every so many minutes, while it is active; who wrote it
    so, and when. `read_at` is when it was asked last, `next_at` when it is asked again; `failures`
    how often it failed in a row, `reason` a word for why it failed last."""

    id: str
    kind: FeedKind
    url: str
    hashtag: str | None
    minutes: int
    active: bool
    changed_at: Moment
    changed_by: str
    read_at: Moment | None
    next_at: Moment | None
    failures: int
    reason: str | None


class FeedList(TypedDict):
    """All feeds."""

    items: list[FeedLine]


class FeedRemoved(TypedDict):
    """The feed that is not on the list any more."""

    id: str
