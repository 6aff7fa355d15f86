"""What a mail says, in one column, before it has a form."""

from msgspec import Struct


class ListingLine(Struct, frozen=True, kw_only=True):
    """One case in a list: what it is called, where it leads, and a word about it."""

    name: str
    url: str
    remark: str


class Listing(Struct, frozen=True, kw_only=True):
    """Cases under one heading, and a closing line when not all of them fit. `within` is the heading
    of the list that this and what follows are parts of; a part may have no heading of its own."""

    heading: str
    entries: tuple[ListingLine, ...]
    more: str = ""
    within: str = ""


class MailContent(Struct, frozen=True, kw_only=True):
    """What a mail says, from top to bottom; empty parts are left out.

    `quote_label` and `quote` set apart the words of others, so that no answer can pass for
    ours. `second` is a quiet link below the button, `aside` stands small below both, with a link of
    its own.
    `reference` ends the subject, whatever is left out of it. `language` is the BCP 47 tag of the
    text; `unsubscribe_url` as in `Mail`.
    """

    language: str
    subject: str
    reference: str = ""
    heading: str
    greeting: str = ""
    happened: tuple[str, ...] = ()
    quote_label: str = ""
    quote: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    next_heading: str = ""
    coming: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    button: str
    url: str
    second: str = ""
    second_url: str = ""
    aside: str = ""
    aside_url: str = ""
    footer: tuple[str, ...] = ()
    unsubscribe_url: str = ""
