"""What sources of public posts send, and which feeds administrators have read."""

import re
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.http.request import utcnow
from chalicelib.http.schemas import Readable, RequestModel, Visible, sized
from chalicelib.leads.post import EARLIEST, LONGEST_TEXT, MOST_REACH, Post
from chalicelib.protection.webhooks import SIGNED_FOR
from chalicelib.watched.watched_feed import FeedKind, WatchedFeed

MOST_POSTS = 100  # of one request
# A host's name with a dot in it, no port, nobody's name and password.
_LINK = re.compile(r"https://(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+(?:[/?#][!-~]*)?", re.IGNORECASE)
_SERVER = re.compile(r"https://[^/?#]+/?")
_FEED_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_HASHTAG = re.compile(r"\w*[^\W\d]\w*")
_ID = re.compile(r"[!-~]+")


def is_link(value: str) -> str:
    """A link by https to a host with a name; raises for what is none."""
    if not _LINK.fullmatch(value):
        raise PydanticCustomError("not_a_link", "not a link")
    return value


def _is_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise PydanticCustomError("not_an_id", "not an id")
    return value


def _is_feed_id(value: str) -> str:
    if not _FEED_ID.fullmatch(value):
        raise PydanticCustomError("bad_short_name", "not a name for a feed")
    return value


def _is_hashtag(value: str) -> str:
    """One word without its sign; a server refuses one of digits alone."""
    if not _HASHTAG.fullmatch(value):
        raise PydanticCustomError("not_a_hashtag", "not a hashtag")
    return value


def _is_past(value: datetime) -> datetime:
    """No later than clocks differ, and not before there was anything to read."""
    now = utcnow()
    if value > now + SIGNED_FOR:
        raise PydanticCustomError("moment_in_future", "in the future")
    if value < EARLIEST:
        within = {"ge": f"{EARLIEST:%Y-%m-%d}", "le": f"{now:%Y-%m-%d}"}
        raise PydanticCustomError("date_out_of_range", "out of range", within)
    return value


class PostIn(RequestModel):
    """A public post. `id` is its id at the source: the same for the same post, however often it is
    sent. `text` is without markup. `reach` is how many people it has reached, where that is known.
    There is no field for who wrote it."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_is_id)]
    url: Annotated[str, StringConstraints(max_length=1_000), AfterValidator(is_link)]
    text: Annotated[str, sized(1, LONGEST_TEXT), Readable, Visible]
    posted_at: Annotated[AwareDatetime, Field(strict=False), AfterValidator(_is_past)]
    reach: Annotated[int, Field(ge=0, le=MOST_REACH)] = 0

    def post(self, source: str) -> Post:
        """The post as it is told to `collect_posts`."""
        return Post(
            id=f"{source}:{self.id}",
            source=source,
            url=self.url,
            text=self.text,
            posted_at=self.posted_at.astimezone(UTC),
            reach=self.reach,
        )


class PostsIn(RequestModel):
    """Public posts that a source found, at most 100 at once."""

    posts: Annotated[list[PostIn], Field(min_length=1, max_length=MOST_POSTS)]


Hashtag = Annotated[str, StringConstraints(max_length=100), AfterValidator(_is_hashtag)]


class FeedIn(RequestModel):
    """A feed that is read for public posts: `document` is the address of an RSS or Atom document,
    `hashtag` a Mastodon server with one of its hashtags. It is read every so many `minutes`."""

    id: Annotated[str, AfterValidator(_is_feed_id)]
    kind: Annotated[FeedKind, Field(strict=False)]
    url: Annotated[str, StringConstraints(max_length=1_000), AfterValidator(is_link)]
    hashtag: Hashtag | None = None
    minutes: Annotated[int, Field(ge=5, le=1_440)] = 15
    active: bool = True

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        of_hashtag = self.kind is FeedKind.HASHTAG
        if of_hashtag is (self.hashtag is None) or (of_hashtag and not _SERVER.fullmatch(self.url)):
            raise PydanticCustomError("not_of_its_kind", "not of its kind")
        return self

    def feed(self) -> WatchedFeed:
        """The feed as it is read."""
        return WatchedFeed(
            id=self.id,
            kind=self.kind,
            url=self.url,
            minutes=self.minutes,
            active=self.active,
            hashtag=self.hashtag,
        )
