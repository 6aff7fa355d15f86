"""Reading the feeds that are due: each once an interval, and less often while it fails.

A run says first that it reads a feed, and last how far it came. So two runs at once read it once,
and one that is killed between is made up for an interval later. Posts may then be on the queue
twice: a post has one id however often it comes, and who reads the queue knows it.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from msgspec import Struct

from chalicelib.clients import is_outage
from chalicelib.errors import Conflict
from chalicelib.leads.post import as_message
from chalicelib.observability import Metric, count, logger
from chalicelib.store import watched_feeds
from chalicelib.structs import replace
from chalicelib.usecases.queues import PostQueue, Queue
from chalicelib.watched.feed_documents import NotAFeed, read_entries
from chalicelib.watched.fetch import FetchFailed, Internet, Wire, fetch
from chalicelib.watched.watched_feed import FeedKind, FeedProgress, WatchedFeed, failed, succeeded

MOST_PAGES = 5  # of a hashtag at once
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SAY_SO_AFTER = 5
"""Failures in a row: before that a server is restarted, or somebody has a bad day."""


class PollResult(Struct, kw_only=True):
    """What a run came to: feeds that were read and that failed, posts put on the queue."""

    read: int = 0
    failed: int = 0
    posts: int = 0


class Poller(Struct, frozen=True, kw_only=True):
    """What a run goes through: the network, the queue of posts, and chance for waits."""

    wire: Wire
    queue: Queue
    chance: random.Random

    @classmethod
    def default(cls) -> "Poller":
        """The real ones."""
        return cls(wire=Internet(), queue=PostQueue(), chance=random.SystemRandom())

    def run(self, now: datetime, more: Callable[[], bool] = lambda: True) -> PollResult:
        """Read all feeds that are due at `now` (UTC), while there is time for `more`."""
        done = PollResult()
        for listed in watched_feeds.every():
            if not more():
                break
            if not listed.feed.active:
                continue
            try:
                self._poll(listed.feed, now, done, more)
            except Exception as failure:  # one bad feed must not stop the others
                if is_outage(failure):
                    raise
                logger.exception("a feed was passed over", extra={"feed": listed.feed.id})
                count(Metric.FEEDS_FAILING)
                done.failed += 1
        return done

    def _poll(
        self, feed: WatchedFeed, now: datetime, done: PollResult, more: Callable[[], bool]
    ) -> None:
        before = watched_feeds.progress_of(feed.id)
        known = before and before.of(feed)
        if known is not None and known.next_at > now:
            return
        known = known or FeedProgress(next_at=_NEVER, address=feed.address(None))
        begun = replace(
            succeeded(known, feed, now),
            failures=known.failures,
            read_at=known.read_at,
            reason=known.reason,
        )
        try:
            watched_feeds.save_progress(feed.id, begun, before)
        except Conflict:
            return
        progress = begun
        try:
            for step, posts in self._read(feed, progress, now):
                progress = step
                done.posts += posts
                if not more():
                    break
        except Exception as failure:
            if is_outage(failure):
                raise
            # Whatever a server sends, the other feeds are read.
            reason = self._log_failure(feed, failure, progress.failures + 1)
            wait = failure.retry_after if isinstance(failure, FetchFailed) else None
            progress = failed(progress, feed, now, self.chance, reason=reason, retry_after=wait)
            done.failed += 1
        else:
            progress = succeeded(progress, feed, now)
            done.read += 1
        watched_feeds.save_progress(feed.id, progress, begun)

    def _read(
        self, feed: WatchedFeed, progress: FeedProgress, now: datetime
    ) -> Iterator[tuple[FeedProgress, int]]:
        """Page by page, how far it was read then and how many posts were put on the queue."""
        for _ in range(MOST_PAGES if feed.kind is FeedKind.HASHTAG else 1):
            found = fetch(
                feed.address(progress.newest),
                etag=progress.etag,
                last_modified=progress.last_modified,
                now=now,
                wire=self.wire,
            )
            if found.content is None:
                return
            entries = read_entries(feed, found.content, now)
            posts = [entry.post for entry in entries if entry.post is not None]
            new = [post for post in posts if post.id not in progress.told]
            self.queue.send([as_message(post) for post in reversed(new)])
            before = progress.newest
            if feed.kind is FeedKind.DOCUMENT:
                progress = replace(progress, etag=found.etag, last_modified=found.last_modified)
            elif entries:  # also where none of them is a post, or they would come for ever
                progress = replace(progress, newest=entries[0].own_id)
            if posts:
                progress = replace(progress, told=tuple(post.id for post in posts))
            yield progress, len(new)
            if not new and progress.newest == before:
                return

    @staticmethod
    def _log_failure(feed: WatchedFeed, failure: Exception, failures: int) -> str:
        """Write down why a feed was not read; in a word."""
        reason = "not_understood"
        told = {"feed": feed.id, "failures": failures}
        if isinstance(failure, FetchFailed | NotAFeed):
            reason = failure.reason if isinstance(failure, FetchFailed) else "not_a_feed"
            logger.warning("a feed was not read", extra=told | {"reason": reason})
        else:
            logger.exception("a feed was not understood", extra=told)
        if failures >= SAY_SO_AFTER:
            count(Metric.FEEDS_FAILING)
        return reason
