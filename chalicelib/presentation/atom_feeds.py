"""Atom feeds (RFC 4287) of what everybody may read: cases of a list, and what happens to one."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from msgspec import Struct

from chalicelib.presentation.catalogue import Language, page_words
from chalicelib.presentation.event_names import event_name
from chalicelib.presentation.labels import region_name, status_key
from chalicelib.presentation.view_types import EventView, PublicRow

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_SAID = ("text", "question", "reason")
_CODES = frozenset({"archived", "closed", "triage"})  # whose reason is a code


class AtomFeed(Struct, frozen=True, kw_only=True):
    """Where a feed is, where what it tells of is shown, and what it is called."""

    address: str
    page: str
    title: str
    language: Language


def atom_feed_of_list(
    feed: AtomFeed, rows: Iterable[PublicRow], reports: str, empty_at: str
) -> str:
    """The cases of a list, each with where it stands and the beginning of what was reported.
    `reports` is what the address of a case begins with; a list without any is as old as
    `empty_at`."""
    terms = page_words(feed.language)
    found = list(rows)
    entries = [
        _entry(
            address=f"{reports}/{row['id']}",
            title=row["title"],
            updated=row["updated_at"],
            published=row["filed_at"],
            text=f"{standing_line(row, terms)}\n\n{row['excerpt']}",
        )
        for row in found
    ]
    return _document(feed, max((row["updated_at"] for row in found), default=empty_at), entries)


def atom_feed_of_case(feed: AtomFeed, events: Iterable[EventView], filed_at: str) -> str:
    """What happened to a case, the latest first."""
    terms = page_words(feed.language)
    found = list(events)
    entries = [
        _entry(
            address=f"{feed.page}#{event['number']}",
            title=event_name(event, terms, feed.language),
            updated=event["at"],
            published=event["at"],
            text=_said(event),
        )
        for event in found
    ]
    return _document(feed, found[0]["at"] if found else filed_at, entries)


def standing_line(row: PublicRow, terms: Mapping[str, str]) -> str:
    """Status, holder and place in one line."""
    agency = row["agency"]
    parts = [
        terms[status_key(row)],
        agency["name"] if agency else None,
        region_name(row["region_code"]),
    ]
    return " · ".join(part for part in parts if part)


def _said(event: EventView) -> str:
    data: Mapping[str, Any] = event["data"]
    names = [name for name in _SAID if name != "reason" or event["type"] not in _CODES]
    return "\n\n".join(str(data[name]) for name in names if data.get(name))


def _escaped(text: str) -> str:
    """Text as it stands in XML, with a sign in place of each character that has no place there:
    one in a title, and nobody could read any of the list."""
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def _entry(*, address: str, title: str, updated: str, published: str, text: str) -> str:
    content = f"<content>{_escaped(text)}</content>" if text else ""
    return (
        f"<entry><id>{_escaped(address)}</id><title>{_escaped(title)}</title>"
        f'<link href="{_escaped(address)}"/><published>{published}</published>'
        f"<updated>{updated}</updated>{content}</entry>"
    )


def _document(feed: AtomFeed, updated: str, entries: Iterable[str]) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">'
        f"<id>{_escaped(feed.address)}</id><title>{_escaped(feed.title)}</title>"
        f'<link rel="self" href="{_escaped(feed.address)}"/><link href="{_escaped(feed.page)}"/>'
        f"<updated>{updated}</updated><author><name>LAPOR</name></author>\n"
        + "\n".join(entries)
        + "\n</feed>\n"
    )
