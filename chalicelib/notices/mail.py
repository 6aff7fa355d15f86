"""A mail ready to be sent: its plain-text form, and what keeps texts on their line.

Everything that came from people (titles, names, answers) passes through `one_line` or `printable`
here, so that neither a header nor a reader's screen can be bent by what somebody typed.
"""

import unicodedata

from msgspec import Struct

from chalicelib.notices.html import as_html
from chalicelib.notices.mail_content import Listing, MailContent

_SUBJECT_LIMIT = 150
# Marks that turn the reading direction around can make a sentence say its opposite.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_NOT_IN_A_HEADER = frozenset({"Cc", "Cs", "Zl", "Zp"})


class Mail(Struct, frozen=True, kw_only=True):
    """A mail ready to be sent, the same content twice: as plain text and as HTML. A POST to
    `unsubscribe_url`, whatever it says, ends mails of its kind (RFC 8058); empty where none does.

    Raises ValueError for a subject that could start another header.
    """

    subject: str
    text: str
    html: str
    unsubscribe_url: str = ""

    def __post_init__(self) -> None:
        if any(unicodedata.category(each) in _NOT_IN_A_HEADER for each in self.subject):
            raise ValueError("a subject is one line without control characters")


def compose(content: MailContent) -> Mail:
    """The mail of `content`, in both forms."""
    end = f" · {content.reference}" if content.reference else ""
    return Mail(
        subject=one_line(content.subject, _SUBJECT_LIMIT - len(end)) + end,
        text=as_text(content),
        html=as_html(content),
        unsubscribe_url=content.unsubscribe_url,
    )


def as_text(content: MailContent) -> str:
    """Plain text. Lines are not broken: a telephone and a desk each wrap them to their own width.
    Other people's words are marked line by line, links stand on lines of their own."""
    parts = [content.heading, content.greeting, *content.happened]
    if content.quote:
        quoted = (f"> {line}".rstrip() for line in content.quote.split("\n"))
        parts.append("\n".join([f"{content.quote_label}:", *quoted]))
    parts.append("\n".join(f"{label}: {value}" for label, value in content.facts))
    if content.coming:
        items = (f"- {line}" for line in content.coming)
        parts.append("\n".join([content.next_heading.upper(), *items]))
    parts.extend(map(_listing, content.listings))
    parts.append(f"{content.button}:\n{content.url}")
    if content.second:
        parts.append(f"{content.second}:\n{content.second_url}")
    parts.append("--")
    if content.aside:
        parts.append(f"{content.aside}\n{content.aside_url}")
    parts.extend(content.footer)
    return "\n\n".join(part for part in parts if part) + "\n"


def _listing(listing: Listing) -> str:
    lines = [listing.within.upper()] if listing.within else []
    if listing.heading:
        lines.append(listing.heading)
    lines += [f"- {entry.name}: {entry.remark}\n  {entry.url}" for entry in listing.entries]
    return "\n".join([*lines, listing.more] if listing.more else lines)


def one_line(text: str, limit: int = 300) -> str:
    """`text` on a single line of at most `limit` characters: safe in a header or a table cell."""
    line = " ".join(printable(" ".join(text.split())).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def printable(text: str) -> str:
    """`text` with its lines kept, without control characters, direction marks and lone
    surrogates (which no encoding can carry)."""
    lines = ("".join(filter(_allowed, line)).rstrip() for line in text.splitlines())
    return "\n".join(lines).strip()


def _allowed(character: str) -> bool:
    return character not in _DIRECTION_MARKS and (
        character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
    )
