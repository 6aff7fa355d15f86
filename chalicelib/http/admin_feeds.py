"""The feeds that are read for public posts, for the national administrator."""

from chalice.app import Blueprint

from chalicelib.http import admin_answers as answers
from chalicelib.http import social_schemas as schemas
from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint, parsed, utcnow
from chalicelib.http.rule_history import ZONE
from chalicelib.store import watched_feeds
from chalicelib.store.rulebook import Author
from chalicelib.store.watched_feeds import ListedFeed
from chalicelib.usecases import administer
from chalicelib.workdays import iso

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/admin/feeds", authorizer=officers)
def get_admin_feeds() -> answers.FeedList:
    """The feeds that are read for public posts, those that are not read any more too. For the
    national administrator."""
    _author()
    return {"items": [_feed(listed) for listed in watched_feeds.every()]}


@endpoint(routes, "PUT", "/v1/admin/feeds", authorizer=officers, body=schemas.FeedIn)
def put_admin_feed() -> answers.FeedLine:
    """Have a feed read, or change the one of that id; `active: false` ends it. Posts that were
    found stay."""
    by = _author()
    return _feed(watched_feeds.write(parsed(routes.current_request, schemas.FeedIn).feed(), by))


def _author() -> Author:
    return administer.author(current_officer(routes.current_request), utcnow())


def _feed(listed: ListedFeed) -> answers.FeedLine:
    feed = listed.feed
    return {
        "id": feed.id,
        "kind": feed.kind,
        "url": feed.url,
        "hashtag": feed.hashtag,
        "minutes": feed.minutes,
        "active": feed.active,
        "changed_at": iso(listed.changed_at, ZONE),
        "changed_by": listed.changed_by,
    }
