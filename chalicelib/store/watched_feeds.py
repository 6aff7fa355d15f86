"""The feeds that are read, in the reference table, and how far each was read, among the claims."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.errors import Conflict
from chalicelib.store.conditions import attempt
from chalicelib.store.reference_rows import FEEDS_PK, FeedItem
from chalicelib.store.rows import readable
from chalicelib.store.rulebook import Author
from chalicelib.store.serialization import as_json, parse
from chalicelib.store.tables import FeedProgressItem
from chalicelib.watched.watched_feed import FeedProgress, WatchedFeed

MOST_FEEDS = 100
KEPT_FOR = timedelta(days=30)
"""So long a server's word on what has changed is remembered after it was last read."""


class ListedFeed(Struct, frozen=True, kw_only=True):
    """A feed with who wrote it so, and when (UTC)."""

    feed: WatchedFeed
    changed_at: datetime
    changed_by: str


def every() -> list[ListedFeed]:
    """All feeds, those that are not read any more too, by id."""
    rows = FeedItem.query(FEEDS_PK, consistent_read=True)
    return [listed for _, listed in readable(rows, _listed)]


def write(feed: WatchedFeed, by: Author) -> ListedFeed:
    """Add a feed, or put it in place of the one of that id. Raises `Conflict("too_many_feeds")`."""
    known = {listed.feed.id for listed in every()}
    if feed.id not in known and len(known) >= MOST_FEEDS:
        raise Conflict("too_many_feeds")
    item = FeedItem(
        FEEDS_PK, feed.id, feed=as_json(feed), changed_at=by.at, changed_by=by.officer_id
    )
    attempt(item.save)
    return _listed(item)


def progress_of(feed_id: str) -> FeedProgress | None:
    """How far a feed was read, or None for one that was not."""
    try:
        item = FeedProgressItem.get(_pk(feed_id), consistent_read=True)
    except FeedProgressItem.DoesNotExist:
        return None
    return _progress(item)


def progress_of_all(feed_ids: Iterable[str]) -> dict[str, FeedProgress]:
    """How far each of these feeds was read, without those that were not."""
    rows = FeedProgressItem.batch_get([_pk(feed_id) for feed_id in feed_ids])
    return {row.pk.removeprefix(_pk("")): _progress(row) for row in rows}


def remove(feed_id: str) -> None:
    """Take a feed off the list; once more changes nothing. Posts that were found stay, and how far
    it was read is forgotten after `KEPT_FOR`."""
    attempt(FeedItem(FEEDS_PK, feed_id).delete)


def save_progress(feed_id: str, progress: FeedProgress, before: FeedProgress | None) -> None:
    """Write how far a feed was read, where it is still due when it was `before`.
    Raises `Conflict("changed_meanwhile")` where another run was faster."""
    item = FeedProgressItem(
        _pk(feed_id),
        next_at=progress.next_at,
        progress=as_json(progress),
        expires_at=progress.next_at + KEPT_FOR,
    )
    same = (
        FeedProgressItem.pk.does_not_exist()
        if before is None
        else FeedProgressItem.next_at == before.next_at
    )
    attempt(lambda: item.save(condition=same), lambda _: Conflict("changed_meanwhile"))


def _listed(item: FeedItem) -> ListedFeed:
    return ListedFeed(
        feed=parse(WatchedFeed, item.feed), changed_at=item.changed_at, changed_by=item.changed_by
    )


def _progress(item: FeedProgressItem) -> FeedProgress:
    """What a row says; of one that this release cannot read, nothing, and the feed is read anew."""
    try:
        return parse(FeedProgress, item.progress)
    except ValueError:
        return FeedProgress(next_at=item.next_at)


def _pk(feed_id: str) -> str:
    return f"FEED#{feed_id}"
