"""A public post, as whoever receives it puts it on the queue of posts and as it is read there."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

LONGEST_TEXT = 10_000
LONGEST_ID = 300
MOST_REACH = 10_000_000_000
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing that is read was posted before. A moment of the year 900 is a slip, or meant to break the
order of what is counted by day."""


class Post(Struct, frozen=True, kw_only=True):
    """Something said in public. Nothing of its author is kept: not here, not on the queue.

    Attributes:
        id: The same for the same post however often it is received, and of no other: the name of
            the source, a colon, and the post's own id there. At most `LONGEST_ID` characters: it is
            part of keys.
        source: The registered source it came from.
        url: Where everybody can read it (https).
        text: What it says, at most `LONGEST_TEXT` characters, without markup.
        posted_at: When it was posted (UTC), not before `EARLIEST`.
        reach: How many people it has reached, as far as the source tells: 0 where it does not, at
            most `MOST_REACH`.
    """

    id: str
    source: str
    url: str
    text: str
    posted_at: datetime
    reach: int = 0


def as_message(post: Post) -> dict[str, Any]:
    """The post as it is put on the queue, as JSON."""
    return {
        "id": post.id,
        "source": post.source,
        "url": post.url,
        "text": post.text,
        "posted_at": post.posted_at.astimezone(UTC).isoformat(),
        "reach": post.reach,
    }


def from_message(message: Mapping[str, Any]) -> Post:
    """The post of a message; raises `KeyError` or `ValueError` for what is none."""
    if len(message["id"]) > LONGEST_ID:
        raise ValueError("an id that fits into no key")
    posted_at = datetime.fromisoformat(message["posted_at"])
    if posted_at < EARLIEST:
        raise ValueError("posted at no moment of ours")
    return Post(
        id=message["id"],
        source=message["source"],
        url=message["url"],
        text=message["text"],
        posted_at=posted_at.astimezone(UTC),
        reach=message["reach"],
    )
