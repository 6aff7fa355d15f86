"""The feeds that are read for public posts, for the national administrator."""

from chalice.app import Blueprint

from chalicelib.http import feed_responses as responses
from chalicelib.http import social_schemas as schemas
from chalicelib.http.auth import current_officer, national_admins, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import parse_body, utcnow
from chalicelib.http.rule_history import ZONE
from chalicelib.observability import logger
from chalicelib.store import watched_feeds
from chalicelib.store.rulebook import Author
from chalicelib.store.watched_feeds import ListedFeed
from chalicelib.usecases import administer
from chalicelib.watched.watched_feed import FeedProgress
from chalicelib.workdays import iso

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/admin/feeds", authorizer=officers, let_in=national_admins)
def get_admin_feeds() -> responses.FeedList:
    """The feeds that are read for public posts, those that are not read any more too, and how it
    went with each. For the national administrator."""
    feeds = watched_feeds.every()
    progress = watched_feeds.progress_of_all(listed.feed.id for listed in feeds)
    return {"items": [_feed(listed, progress.get(listed.feed.id)) for listed in feeds]}


@endpoint(
    routes,
    "PUT",
    "/v1/admin/feeds",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.FeedIn,
)
def put_admin_feed() -> responses.FeedLine:
    """Have a feed read, or change the one of that id; `active: false` ends it. Posts that were
    found stay."""
    by = _author()
    listed = watched_feeds.write(parse_body(routes.current_request, schemas.FeedIn).feed(), by)
    return _feed(listed, watched_feeds.progress_of_all([listed.feed.id]).get(listed.feed.id))


@endpoint(
    routes, "DELETE", "/v1/admin/feeds/{feed_id}", authorizer=officers, let_in=national_admins
)
def delete_admin_feed(feed_id: str) -> responses.FeedRemoved:
    """Take a feed off the list; once more changes nothing. Posts that were found stay."""
    by = _author()
    watched_feeds.remove(feed_id)
    logger.info("an officer removed a feed", extra={"feed": feed_id, "officer_id": by.officer_id})
    return {"id": feed_id}


def _author() -> Author:
    return administer.author(current_officer(routes.current_request), utcnow())


def _feed(listed: ListedFeed, progress: FeedProgress | None) -> responses.FeedLine:
    feed = listed.feed
    progress = progress and progress.of(feed)
    read_at = progress.read_at if progress else None
    return {
        "id": feed.id,
        "kind": feed.kind,
        "url": feed.url,
        "hashtag": feed.hashtag,
        "minutes": feed.minutes,
        "active": feed.active,
        "changed_at": iso(listed.changed_at, ZONE),
        "changed_by": listed.changed_by,
        "read_at": iso(read_at, ZONE) if read_at else None,
        "next_at": iso(progress.next_at, ZONE) if progress and feed.active else None,
        "failures": progress.failures if progress else 0,
        "reason": progress.reason if progress else None,
    }
