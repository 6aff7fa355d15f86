"""A feed as administrators name it, how far it was read, and when it is read next."""

import random
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from msgspec import Struct

from chalicelib.structs import replace

FEED_SOURCE = "feed-"
"""How the names of the sources begin that are feeds."""

LONGEST_WAIT = timedelta(days=1)
_JITTER = 0.25  # of a wait after a failure, at most


class FeedKind(StrEnum):
    """What is read: an RSS or Atom document, or a hashtag on a Mastodon server."""

    DOCUMENT = "document"
    HASHTAG = "hashtag"


class WatchedFeed(Struct, frozen=True, kw_only=True):
    """A feed. `url` is that of the document, or of the server that is asked for `hashtag`. It is
    read every so many `minutes` while it is `active`."""

    id: str
    kind: FeedKind
    url: str
    minutes: int
    active: bool = True
    hashtag: str | None = None

    @property
    def source(self) -> str:
        """What its posts are said to come from."""
        return f"{FEED_SOURCE}{self.id}"

    def address(self, newer_than: str | None) -> str:
        """What is fetched. Of a hashtag the posts just after the one of that id, or the latest."""
        if self.kind is FeedKind.DOCUMENT:
            return self.url
        after = f"&min_id={quote(newer_than, safe='')}" if newer_than else ""
        tag = quote(self.hashtag or "", safe="")
        return f"{self.url.rstrip('/')}/api/v1/timelines/tag/{tag}?limit=40{after}"


class FeedProgress(Struct, frozen=True, kw_only=True):
    """How far a feed was read. `next_at` (UTC) is when it is read again; `etag` and
    `last_modified` are the server's of the document, `newest` the id of the newest post, `told`
    the ids of the document's posts that were put on the queue, `failures` how many there were in a
    row. `read_at` (UTC) is when it was asked last; `reason` is a word for why that failed."""

    next_at: datetime
    address: str = ""
    etag: str | None = None
    last_modified: str | None = None
    newest: str | None = None
    told: tuple[str, ...] = ()
    failures: int = 0
    read_at: datetime | None = None
    reason: str | None = None

    def of(self, feed: WatchedFeed) -> "FeedProgress | None":
        """This, or None where the feed is of another address now: nothing is read of that."""
        return self if self.address == feed.address(None) else None


def succeeded(progress: FeedProgress, feed: WatchedFeed, at: datetime) -> FeedProgress:
    """The progress after a reading at `at` (UTC) that went well."""
    next_at = at + timedelta(minutes=feed.minutes)
    return replace(progress, next_at=next_at, failures=0, read_at=at, reason=None)


def failed(
    progress: FeedProgress,
    feed: WatchedFeed,
    at: datetime,
    chance: random.Random,
    *,
    reason: str,
    retry_after: timedelta | None = None,
) -> FeedProgress:
    """The progress after a reading at `at` (UTC) that failed for a `reason`: twice the wait for
    each failure in a row and a little more by chance, so that many do not come back at one moment;
    no earlier than the server asks for, and after `LONGEST_WAIT` at the latest."""
    failures = progress.failures + 1
    wait = min(timedelta(minutes=feed.minutes) * 2 ** min(failures, 12), LONGEST_WAIT)
    wait = max(wait * (1 + chance.random() * _JITTER), retry_after or timedelta())
    next_at = at + min(wait, LONGEST_WAIT)
    return replace(progress, next_at=next_at, failures=failures, read_at=at, reason=reason)
