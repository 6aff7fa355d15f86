"""The page of a public case as it leaves the server: what programs read that make previews of links
or have no scripts, put into the page that the script then fills."""

import re
from html import escape

from chalicelib.presentation.atom_feeds import standing_line
from chalicelib.presentation.catalogue import page_words
from chalicelib.presentation.view_types import PublicRow
from chalicelib.shortening import shorten

LONGEST_DESCRIPTION = 200  # characters; programs that show previews cut about there
_TITLE = re.compile(r"(<title [^>]*>)[^<]*(</title>)")
_DESCRIPTION = re.compile(r'<meta name="description" [^>]*>\n')
_CASE = re.compile(r'(<div id="case">).*?(</div>)', re.DOTALL)


def with_preview(page: str, row: PublicRow, address: str) -> str:
    """The page with the masked title and beginning of a case, and links to it and its feed. In
    Indonesian, whatever the reader's language: previews are made once for all who see the link."""
    title = escape(row["title"])
    standing = escape(standing_line(row, page_words("id")))
    about = escape(
        shorten(f"{standing_line(row, page_words('id'))}. {row['excerpt']}", LONGEST_DESCRIPTION)
    )
    head = (
        f'<meta name="description" content="{about}">\n'
        '<meta name="robots" content="noarchive">\n'
        f'<link rel="canonical" href="{escape(address)}">\n'
        f'<link rel="alternate" type="application/atom+xml" href="{escape(address)}/feed">\n'
        '<meta property="og:type" content="article">\n'
        '<meta property="og:site_name" content="LAPOR">\n'
        '<meta property="og:locale" content="id_ID">\n'
        f'<meta property="og:title" content="{title}">\n'
        f'<meta property="og:description" content="{about}">\n'
        f'<meta property="og:url" content="{escape(address)}">\n'
    )
    shown = (
        f'\n<h1>{title}</h1>\n<p>{standing}</p>\n<p class="words">{escape(row["excerpt"])}</p>\n'
    )
    page = _TITLE.sub(lambda found: f"{found[1]}{title} · LAPOR{found[2]}", page, count=1)
    page = _DESCRIPTION.sub(lambda _: head, page, count=1)
    return _CASE.sub(lambda found: f"{found[1]}{shown}{found[2]}", page, count=1)
