"""The HTML form of a mail: one column, styles inline, nothing loaded from anywhere.

Mail programs drop most of what a browser knows, so the layout is a table and every colour is
written where it is used. The only style sheet turns the colours dark where a program reads it.
Every text is escaped here and nowhere else: no other module writes markup.
"""

from html import escape

from chalicelib.notices.mail_content import Listing, MailContent

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
# The colours of the pages (static/app.css).
_INK = "#1a2325"
_MUTED = "#536066"
_ACCENT = "#0d5f63"
_LINE = "#dfe1dd"
_PAPER = "#faf9f6"
_TINT = "#e6f0ef"

_DARK = (
    "@media (prefers-color-scheme:dark){"
    ".page{background:#11181a!important}"
    ".card{background:#192224!important;border-color:#2e3a3d!important}"
    ".ink{color:#e9eeed!important}.muted{color:#a9b5b8!important}"
    ".link{color:#83cfcc!important}"
    ".button{color:#05292b!important;background:#83cfcc!important}"
    ".quote{background:#1c3133!important;border-color:#83cfcc!important}"
    ".row{border-color:#2e3a3d!important}}"
)


def as_html(content: MailContent) -> str:
    """A whole HTML document with the content's language, readable without images or scripts."""
    language = escape(content.language)
    # The hidden line is what inboxes show beside the subject: what comes next.
    preview = content.coming[0] if content.coming else content.heading
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="supported-color-schemes" content="light dark">\n'
        f"<title>{escape(content.subject)}</title>\n<style>{_DARK}</style>\n</head>\n"
        f'<body class="page" style="margin:0;padding:0;background:{_PAPER}">\n'
        f'<div style="display:none;max-height:0;overflow:hidden">{escape(preview)}</div>\n'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        f'<tr><td class="page" align="center" style="padding:16px 8px;background:{_PAPER}">\n'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'lang="{language}" style="max-width:600px;text-align:left">\n'
        f'<tr><td class="card" style="padding:24px 20px;background:#ffffff;'
        f'border:1px solid {_LINE};border-radius:8px">\n{_card(content)}</td></tr>\n'
        f'<tr><td style="padding:16px 20px">\n{_footer(content)}</td></tr>\n'
        "</table>\n</td></tr></table>\n</body>\n</html>\n"
    )


def _card(content: MailContent) -> str:
    parts = [
        f'<p class="link" style="margin:0 0 8px;{_FONT};font-size:14px;font-weight:bold;'
        f'letter-spacing:1px;color:{_ACCENT}">LAPOR</p>\n',
        f'<h1 class="ink" style="margin:0 0 16px;{_FONT};font-size:22px;line-height:1.3;'
        f'color:{_INK}">{escape(content.heading)}</h1>\n',
        *(_paragraph(text) for text in (content.greeting, *content.happened) if text),
    ]
    if content.quote:
        parts.append(_quote(content.quote_label, content.quote))
    if content.facts:
        parts.append(_facts(content.facts))
    if content.coming:
        parts.append(_heading(content.next_heading))
        parts.extend(_paragraph(text) for text in content.coming)
    parts.extend(map(_listing, content.listings))
    parts.append(_button(content.button, content.url))
    if content.second:
        parts.append(
            f'<p style="margin:18px 0 0;{_FONT};font-size:16px;line-height:1.5">'
            f"{_link(content.second, content.second_url)}</p>\n"
        )
    return "".join(parts)


def _paragraph(text: str) -> str:
    return (
        f'<p class="ink" style="margin:0 0 14px;{_FONT};font-size:16px;line-height:1.5;'
        f'color:{_INK}">{escape(text)}</p>\n'
    )


def _heading(text: str) -> str:
    return (
        f'<h2 class="ink" style="margin:22px 0 10px;{_FONT};font-size:17px;line-height:1.3;'
        f'color:{_INK}">{escape(text)}</h2>\n'
    )


def _part(text: str) -> str:
    return (
        f'<h3 class="muted" style="margin:12px 0 8px;{_FONT};font-size:15px;line-height:1.3;'
        f'color:{_MUTED}">{escape(text)}</h3>\n'
    )


def _quote(label: str, text: str) -> str:
    lines = "<br>\n".join(escape(line) for line in text.split("\n"))
    return (
        f'<p class="muted" style="margin:0 0 6px;{_FONT};font-size:14px;font-weight:bold;'
        f'color:{_MUTED}">{escape(label)}</p>\n'
        f'<blockquote class="quote ink" style="margin:0 0 18px;padding:12px 14px;{_FONT};'
        f"font-size:16px;line-height:1.5;color:{_INK};background:{_TINT};"
        f'border-left:4px solid {_ACCENT};overflow-wrap:anywhere">{lines}</blockquote>\n'
    )


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    # Label above value: two columns do not fit a telephone.
    rows = "".join(
        f'<tr><td class="row" style="padding:8px 0;border-top:1px solid {_LINE};{_FONT}">'
        f'<span class="muted" style="font-size:14px;color:{_MUTED}">{escape(label)}</span><br>'
        f'<strong class="ink" style="font-size:16px;color:{_INK};overflow-wrap:anywhere">'
        f"{escape(value)}</strong></td></tr>\n"
        for label, value in facts
    )
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="margin:4px 0 8px">\n{rows}</table>\n'
    )


def _listing(listing: Listing) -> str:
    items = "".join(
        f'<li style="margin:0 0 10px">{_link(entry.name, entry.url)}<br>{escape(entry.remark)}'
        "</li>\n"
        for entry in listing.entries
    )
    return (
        f"{_heading(listing.within) if listing.within else ''}"
        f"{_part(listing.heading) if listing.heading else ''}"
        f'<ul class="ink" style="margin:0 0 14px;padding-left:20px;{_FONT};font-size:16px;'
        f'line-height:1.5;color:{_INK}">\n{items}</ul>\n'
        f"{_paragraph(listing.more) if listing.more else ''}"
    )


def _link(text: str, url: str) -> str:
    return f'<a class="link" href="{escape(url)}" style="color:{_ACCENT}">{escape(text)}</a>'


def _button(text: str, url: str) -> str:
    # The address is repeated in full for readers who copy it instead of tapping.
    return (
        f'<p style="margin:24px 0 10px"><a class="button" href="{escape(url)}" '
        f'style="display:inline-block;'
        f"padding:13px 22px;{_FONT};font-size:16px;font-weight:bold;color:#ffffff;"
        f'background:{_ACCENT};border-radius:6px;text-decoration:none">{escape(text)}</a></p>\n'
        f'<p style="margin:0;{_FONT};font-size:14px;line-height:1.5;overflow-wrap:anywhere">'
        f"{_link(url, url)}</p>\n"
    )


def _footer(content: MailContent) -> str:
    texts = [escape(text) for text in content.footer]
    if content.aside:
        link = _link(content.aside_url, content.aside_url)
        texts.insert(0, f"{escape(content.aside)}<br>{link}")
    return "".join(
        f'<p class="muted" style="margin:0 0 10px;{_FONT};font-size:14px;line-height:1.5;'
        f'color:{_MUTED};overflow-wrap:anywhere">{text}</p>\n'
        for text in texts
    )
