"""A mailbox for everything the local stack sends: SMTP in, a page and JSON out.

Mails are kept as .eml files, so they are there after a restart and open in any mail program.
"""

import functools
import html
import json
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class ReceivedMail:
    """One mail as the page and the JSON endpoint show it."""

    id: str
    at: str
    sender: str
    to: list[str]
    subject: str
    text: str
    html: str


class Mailbox:
    """The mails in a folder, newest first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._taken = 0
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes, recipients: list[str]) -> None:
        """Store a mail. The envelope's recipients go on top, as a mail server writes them."""
        with self._lock:
            self._taken += 1
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{self._taken:04d}.eml"
            header = f"X-Envelope-To: {', '.join(recipients)}\r\n".encode()
            waiting = self._folder / f".{name}"
            waiting.write_bytes(header + content)
            waiting.rename(self._folder / name)

    def mails(self, to: str | None = None) -> list[ReceivedMail]:
        """Every mail, or those to one address."""
        found = [_read(path) for path in sorted(self._folder.glob("[!.]*.eml"), reverse=True)]
        return [mail for mail in found if to is None or to in mail.to]

    def mail(self, mail_id: str) -> ReceivedMail | None:
        """One mail by its id."""
        path = self._folder / f"{mail_id}.eml"
        return _read(path) if re.fullmatch(r"[0-9T.-]+", mail_id) and path.exists() else None


class Running:
    """The two servers of a started mailbox."""

    def __init__(self, smtp: Controller, web: ThreadingHTTPServer) -> None:
        self._smtp = smtp
        self._web = web

    def stop(self) -> None:
        """Close both ports."""
        self._smtp.stop()
        self._web.shutdown()


class _Receiver:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self._mailbox.keep(envelope.content, envelope.rcpt_tos)
        return "250 kept"


def start(
    *, folder: Path, smtp_port: int, web_port: int, pending: Callable[[], dict[str, int]]
) -> Running:
    """Listen for mail and for readers, on this machine only.

    `pending.json` beside the mails answers what the emulator has still to do.
    """
    mailbox = Mailbox(folder)
    smtp = Controller(_Receiver(mailbox), hostname=LOOPBACK, port=smtp_port)
    smtp.start()
    handler = type("Handler", (_Pages,), {"mailbox": mailbox, "pending": staticmethod(pending)})
    web = ThreadingHTTPServer((LOOPBACK, web_port), handler)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    return Running(smtp, web)


@functools.lru_cache(maxsize=10_000)
def _read(path: Path) -> ReceivedMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return ReceivedMail(
        id=path.stem,
        at=datetime.strptime(path.stem[:22], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC).isoformat(),
        sender=str(message["From"] or ""),
        to=[a.strip() for a in str(message["X-Envelope-To"] or "").split(",") if a.strip()],
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


class _Pages(BaseHTTPRequestHandler):
    mailbox: Mailbox
    pending: Callable[[], dict[str, int]]

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        to = parse_qs(url.query).get("to", [None])[0]
        if url.path == "/":
            self._answer("text/html", _list_page(self.mailbox.mails(to)))
        elif url.path == "/messages.json":
            self._answer(
                "application/json", json.dumps([asdict(m) for m in self.mailbox.mails(to)])
            )
        elif url.path == "/pending.json":
            self._answer("application/json", json.dumps(self.pending()))
        elif mail := self.mailbox.mail(url.path.rsplit("/", 1)[-1]):
            if url.path.startswith("/html/"):
                # Its links open beside the mailbox, not in the frame.
                self._answer("text/html", mail.html.replace("<head>", f"<head>{_BESIDE}", 1))
            else:
                self._answer("text/html", _mail_page(mail))
        else:
            self._answer("text/plain", "No such mail.", status=404)

    def _answer(self, kind: str, body: str, status: int = 200) -> None:
        content = body.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        # A mail's own HTML may show itself here and open its links, and do nothing else.
        self.send_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'",
        )
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log of the stack is for the stack."""


_BESIDE = '<base target="_blank">'
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)]")

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Mailbox</title>
<style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;
overflow-wrap:anywhere}}
ul{{list-style:none;padding:0}} li{{border-top:1px solid #ccc}}
li a{{display:block;padding:.6rem .2rem;color:inherit;text-decoration:none}}
li a:hover,li a:focus{{background:#f2f5fa}} small{{color:#555;display:block}}
pre{{white-space:pre-wrap;background:#f6f6f6;padding:1rem;border-radius:.4rem}}
iframe{{width:100%;height:34rem;border:1px solid #ccc;border-radius:.4rem}}
</style><body>{body}</body></html>"""


def _list_page(mails: list[ReceivedMail]) -> str:
    rows = "".join(
        f'<li><a href="/mail/{mail.id}"><strong>{html.escape(mail.subject)}</strong>'
        f"<small>{html.escape(', '.join(mail.to))} &middot; {mail.at[:19]} UTC</small></a></li>"
        for mail in mails
    )
    heading = f"<h1>Mailbox</h1><p>{len(mails)} sent by the local stack, newest first.</p>"
    return _PAGE.format(body=heading + (f"<ul>{rows}</ul>" if rows else "<p>Nothing yet.</p>"))


def _mail_page(mail: ReceivedMail) -> str:
    body = (
        f'<p><a href="/">&larr; Mailbox</a></p><h1>{html.escape(mail.subject)}</h1>'
        f"<p>From {html.escape(mail.sender)}<br>To {html.escape(', '.join(mail.to))}<br>"
        f"{mail.at[:19]} UTC</p><h2>Text</h2><pre>{_linked(mail.text)}</pre>"
    )
    if mail.html:
        body += (
            f'<h2>HTML</h2><iframe sandbox="{_SANDBOX}" src="/html/{mail.id}" '
            'title="HTML of the mail"></iframe>'
        )
    return _PAGE.format(body=body)


def _linked(text: str) -> str:
    """A text as HTML in which addresses are links."""
    parts, done = [], 0
    for found in _ADDRESS.finditer(text):
        address = html.escape(found[0])
        parts += [html.escape(text[done : found.start()]), f'<a href="{address}">{address}</a>']
        done = found.end()
    return "".join([*parts, html.escape(text[done:])])
