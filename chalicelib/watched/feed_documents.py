"""From what a server answered to posts: RSS 2.0, RSS 1.0, Atom, and Mastodon's lists of statuses.

Nothing of an author is read. What cannot be understood of one entry costs that entry alone.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder  # they build; expat parses below
from xml.parsers import expat

from msgspec import Struct

from chalicelib.leads.post import EARLIEST, LONGEST_ID, LONGEST_TEXT, MOST_REACH, Post
from chalicelib.watched.watched_feed import FeedKind, WatchedFeed

MOST_ENTRIES = 200
LONGEST_LINK = 1_000
_DEEPEST = 50
_ID_LENGTH = 32
_OWN_ID = re.compile(f"[!-~]{{1,{LONGEST_ID}}}")
LONGEST_MARKUP = 20 * LONGEST_TEXT
_COMMENT = re.compile(r"<!--"), re.compile(r"-->")
_HIDDEN = (
    re.compile(r"<(?:script|style|template)\b[^<>]*>", re.IGNORECASE),
    re.compile(r"</(?:script|style|template)\b[^<>]*>", re.IGNORECASE),
)
# Up to the next "<" at the furthest, so that no two of them look at the same.
_TAG = re.compile(r"""<(?:[!?]|/?([a-zA-Z][^\s/<>]*+))(?:[^<>"']|"[^"<]*+"|'[^'<]*+'|["'])*+>""")
_NO_CHARACTER = re.compile(r"&#(?:x[0-9a-f]{7,}|[0-9]{8,});?", re.IGNORECASE)
_WITHIN_WORDS = frozenset({"a", "b", "em", "i", "span", "strong"})
# Control characters, halves of characters, and what turns the direction of text.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class NotAFeed(Exception):
    """What a server answered is none of the kinds that are known, or has a document type."""


class FeedEntry(Struct, frozen=True, kw_only=True):
    """A post with its id at the server. A status that says nothing, or that not everybody can
    read, has none: it tells how far a hashtag was read."""

    own_id: str
    post: Post | None


def read_entries(feed: WatchedFeed, content: bytes, at: datetime) -> list[FeedEntry]:
    """The entries of an answer that came at `at` (UTC), newest first as the server has them; at
    most `MOST_ENTRIES`. Raises `NotAFeed`."""
    found = (
        _statuses(feed, content, at)
        if feed.kind is FeedKind.HASHTAG
        else _document(feed, content, at)
    )
    return [entry for entry, _ in zip(found, range(MOST_ENTRIES), strict=False)]


def plain_text(markup: str) -> str:
    """What is seen of HTML, blanks made one. The time it takes grows with the length of the markup
    and no faster, whatever that is: `html.parser` needs hours for two megabytes of tags that never
    end, and raises for `<![`."""
    seen = _without(markup[:LONGEST_MARKUP], *_COMMENT, instead="")
    seen = _without(seen, *_HIDDEN, instead=" ")
    seen = _TAG.sub(lambda tag: "" if (tag[1] or "").lower() in _WITHIN_WORDS else " ", seen)
    seen = html.unescape(_NO_CHARACTER.sub(" ", seen))
    return " ".join(_UNSEEN.sub(" ", seen).split())


def _without(markup: str, begin: re.Pattern[str], end: re.Pattern[str], *, instead: str) -> str:
    """Markup without what stands between a beginning and the next end, or its own end."""
    first, *others = begin.split(markup)
    after = (found and piece[found.end() :] for piece in others if (found := end.search(piece)))
    return instead.join([first, *filter(None, after)])


# ---- Mastodon ----


def _statuses(feed: WatchedFeed, content: bytes, at: datetime) -> Iterator[FeedEntry]:
    try:
        statuses = json.loads(content)
    except (ValueError, RecursionError):
        raise NotAFeed from None
    if not isinstance(statuses, list):
        raise NotAFeed
    for status in statuses:
        own_id = status.get("id") if isinstance(status, dict) else None
        if isinstance(own_id, str) and _OWN_ID.fullmatch(own_id):
            text = status.get("content")
            post = _post(
                feed,
                own_id=own_id,
                link=status.get("url") or status.get("uri"),
                text=text if isinstance(text, str) else "",
                said_at=status.get("created_at"),
                at=at,
                reach=sum(_count(status.get(n)) for n in ("reblogs_count", "favourites_count")),
            )
            is_public = status.get("visibility", "public") == "public"
            yield FeedEntry(own_id=own_id, post=post if is_public else None)


def _count(value: Any) -> int:
    return min(value, MOST_REACH // 2) if isinstance(value, int) and value > 0 else 0


# ---- RSS and Atom ----


def _document(feed: WatchedFeed, content: bytes, at: datetime) -> Iterator[FeedEntry]:
    root = _parse(content)
    if _name(root) not in ("rss", "rdf", "feed"):
        raise NotAFeed
    for item in root.iter():
        if _name(item) not in ("item", "entry"):
            continue
        texts = {_name(child): _inner(child) for child in reversed(item)}
        body = texts.get("description") or texts.get("summary") or texts.get("content") or ""
        link = _link(item)
        own_id = texts.get("guid") or texts.get("id") or link or ""
        post = _post(
            feed,
            own_id=own_id,
            link=link,
            text=f"{texts.get('title', '')}. {body}" if body else texts.get("title", ""),
            said_at=next(
                (texts[n] for n in ("pubdate", "published", "date", "updated") if texts.get(n)),
                None,
            ),
            at=at,
        )
        if post is not None:
            yield FeedEntry(own_id=own_id, post=post)


def _parse(content: bytes) -> Element:
    """The elements of a document. One with a document type is refused: entities could make a small
    document large, or reach for other files, and feeds need none."""
    parser, builder, depth = expat.ParserCreate(namespace_separator=" "), TreeBuilder(), 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise NotAFeed
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def refuse(*_: object) -> None:
        raise NotAFeed

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, LookupError, ValueError, AssertionError):
        raise NotAFeed from None


def _name(element: Element) -> str:
    """Without its namespace, in small letters."""
    return str(element.tag).rpartition(" ")[2].lower()


def _inner(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _link(item: Element) -> str | None:
    """The page of an entry: RSS writes it as text, Atom as an attribute."""
    for child in item:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip() or None
    return None


# ---- Both ----


def _post(
    feed: WatchedFeed,
    *,
    own_id: str,
    link: object,
    text: str,
    said_at: object,
    at: datetime,
    reach: int = 0,
) -> Post | None:
    """A post, unless it says nothing or nobody can read it."""
    url, words = _secure(link, feed.url), plain_text(text)[:LONGEST_TEXT].strip()
    if not url or not own_id or not words:
        return None
    digest = hashlib.sha256(own_id.encode(errors="replace")).hexdigest()[:_ID_LENGTH]
    return Post(
        id=f"{feed.source}:{digest}",
        source=feed.source,
        url=url,
        text=words,
        posted_at=_moment(said_at, at),
        reach=reach,
    )


def _secure(link: object, base: str) -> str | None:
    """A whole link to a page, by https: what a server has by http alone cannot be read safely."""
    if not isinstance(link, str) or not link.isprintable():
        return None
    try:
        parts = urlsplit(urljoin(base, link))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        return None
    url = parts._replace(scheme="https").geturl()
    return url if len(url) <= LONGEST_LINK else None


def _moment(said_at: object, at: datetime) -> datetime:
    """When it was posted (UTC); when it was found, where that is not said, cannot be, or is yet to
    come."""
    if not isinstance(said_at, str):
        return at
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(said_at)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return min(moment.astimezone(UTC), at) if moment >= EARLIEST else at
        except (ValueError, TypeError, OverflowError):
            continue
    return at
