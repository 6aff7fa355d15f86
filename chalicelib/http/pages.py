"""The pages and the files they need, with a content security policy that allows nothing foreign but
the bucket of attachments."""

import functools
import hashlib
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from chalice.app import Blueprint, Request, Response

from chalicelib.http import practice
from chalicelib.http.json_response import SECURITY_HEADERS, Headers, tag_of, unless_known
from chalicelib.http.request import base_url
from chalicelib.observability import Metric, count, logger
from chalicelib.presentation.catalogue import Language, page_words
from chalicelib.routing import secrecy
from chalicelib.routing.danger import SECRECY
from chalicelib.routing.danger_words import phrases_of
from chalicelib.store import file_bucket

routes = Blueprint(__name__)
WEB = Path(__file__).parent.parent / "web"
PARTS = {
    "exit": {"exit"},
    "file": {"filing", "privacy", "similar"},
    "officer": {"officer", "action", "put_back", "role"},
    "contact": {"contact"},
    "case": {
        "archive_reason",
        "closed",
        "event",
        "fact",
        "limit",
        "next",
        "rated",
        "step",
        "triage_reason",
    },
    "figures": {"figures"},
    "follow": {"follow"},
    "keep": {"keep"},
    "replacement": {"replacement"},
    "respond": {"respond"},
    "rights": {"rights"},
    "check": {"check"},
    "coach": {"coach"},
    "attachments": {"attachment"},
    "administration": {"administration"},
    "brief": {"brief"},
    "guide": {"guide"},
    "leads": {"leads"},
    "map": {"map"},
    "notfound": {"notfound"},
    "report": {"report"},
    "reports": {"reports"},
    "withdraw": {"withdraw"},
    "work": {"work"},
}
"""The kinds of words (the first part of their keys) that not every page says, by part."""
PAGES = {
    "contact": {"contact"},
    "figures": {"figures"},
    "file": {"exit", "file"},
    "follow": {"follow"},
    "guide": {"guide"},
    "map": {"figures", "map"},
    "notfound": {"notfound"},
    "officer": {"officer"},
    "replacement": {"replacement"},
    "report": {"case", "file", "report"},
    "reports": {"reports"},
    "respond": {"respond"},
    "track": {"case", "exit"},
}
"""The parts that a page says, by the name it has in `data-words`; the other parts are loaded when
they are wanted."""
ALONG = {"administration": {"case"}, "work": {"case"}}
"""Of parts that are loaded when they are wanted, the parts that each brings along."""
WORDS: dict[str, tuple[Language, str]] = {
    f"static/{language}.{name}.js": (language, name)
    for language in get_args(Language)
    for name in (*PAGES, *(PARTS.keys() - set().union(*PAGES.values())))
}
"""Modules with what a page or a part says, made from the catalogues."""
REQUESTS = "static/requests.js"
"""A module with how people ask for secrecy, made from what the service reads them by."""
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
WORKER = "worker.js"
"""What keeps pages on the device: at the stage's root, so that it may stand in for all of them. It
names their version, so that a browser which asks for it sees at once that another is kept."""
FOR_GOOD = "public, max-age=31536000, immutable"
LONGEST_REPORT = 16_384  # bytes
_DIRECTIVE = re.compile(r"[a-z][a-z-]{2,39}")
_HOST = re.compile(r"[a-z0-9.-]{1,100}")
_MARK = re.compile(r"<!--(\w+)-->\n")
_RELATIVE = re.compile(r"""(\b(?:href|src)=")(?![a-z]+:|[#/])""")


@routes.route("/", content_types=[])
def get_portal() -> Response:
    """File a complaint. Its links are from the root of the host: people leave out the slash at the
    end, and from there no other link would lead to a stage that has a path."""
    return page("index.html", root=root_of(routes.current_request))


@routes.route("/track", content_types=[])
def get_track() -> Response:
    """Follow a complaint."""
    return page("track.html")


@routes.route("/follow", content_types=[])
def get_follow() -> Response:
    """Confirm or stop the news of a complaint."""
    return page("follow.html")


@routes.route("/follow/{case_id}/{token}", content_types=[])
def get_unfollow(case_id: str, token: str) -> Response:
    """The same, at the address that mail programs stop the news by; the page reads it there."""
    return page("follow.html", root="../../")


@routes.route("/contact", content_types=[])
def get_contact() -> Response:
    """Say whether a report is one's own, from a mail about it."""
    return page("contact.html")


@routes.route("/replacement", content_types=[])
def get_replacement() -> Response:
    """Ask for a new secret code, or make it with the link of a mail."""
    return page("replacement.html")


@routes.route("/respond", content_types=[])
def get_respond() -> Response:
    """Take the one step that a mail asks for, with its link."""
    return page("respond.html")


@routes.route("/figures", content_types=[])
def get_figures_page() -> Response:
    """How many reports there are, and whether promises are kept."""
    return page("figures.html")


@routes.route("/officer", content_types=[])
def get_console() -> Response:
    """An officer's desk."""
    return page("officer.html")


@routes.route("/static/{version}/{name}", content_types=[])
def get_static(version: str, name: str) -> Response:
    """A stylesheet, module or image of the pages, which name the version of all files: what has one
    address never changes, so it is asked for once. A page from before a deployment gets the files
    there are now, and keeps none."""
    if name not in static_names():
        return Response(body="", status_code=404, headers=dict(SECURITY_HEADERS))
    return _file(f"static/{name}", FOR_GOOD if version == static_version() else "no-store")


@routes.route(f"/{WORKER}", content_types=[])
def get_worker() -> Response:
    """What keeps pages on the device, so that they open without a network."""
    return _file(WORKER, "no-cache")


@routes.route(
    "/csp-reports", methods=["POST"], content_types=["application/csp-report", "application/json"]
)
def post_csp_report() -> Response:
    """What a browser says of a page that did what its policy does not allow. Anybody can send
    anything here, and a report quotes addresses with fragments: the log has the directive and the
    host, and nothing else of it."""
    if violation := _violation(routes.current_request.raw_body):
        logger.warning("a page broke its policy", extra=violation)
        count(Metric.CSP_VIOLATIONS)
    return Response(body="", status_code=204, headers=dict(SECURITY_HEADERS))


def _violation(raw: str | bytes) -> dict[str, str] | None:
    """The directive, and the host of what was blocked or a word such as `inline`; None for what is
    no report (W3C Content Security Policy Level 3, section 5.3)."""
    try:
        report = json.loads(raw)["csp-report"] if len(raw) <= LONGEST_REPORT else {}
        directive = report.get("effective-directive") or report.get("violated-directive")
        blocked = urlsplit(report.get("blocked-uri") or "")
        host = blocked.hostname or blocked.path
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not (isinstance(directive, str) and _DIRECTIVE.fullmatch(directive)):
        return None
    return {"directive": directive, "blocked": host if _HOST.fullmatch(host) else "?"}


def root_of(request: Request) -> str:
    """What leads to the pages from wherever the request was sent to."""
    return urlsplit(base_url(request)).path + "/"


def page(name: str, status: int = 200, root: str = "") -> Response:
    """A page as it lies in `web/`, its links beginning with `root`."""
    return _file(name, "no-cache", status, root)


def page_below(text: str, status: int = 200) -> Response:
    """A page that was made for this answer, at an address one level down; kept nowhere."""
    headers = SECURITY_HEADERS | _of_page(".html", "../") | {"Cache-Control": "no-store"}
    return Response(body=_rooted(text, "../"), status_code=status, headers=headers)


def _rooted(text: str, root: str) -> str:
    """A page whose own links begin with `root`."""
    return _RELATIVE.sub(lambda found: found[1] + escape(root), text)


def _file(name: str, caching: str, status: int = 200, root: str = "") -> Response:
    text, tag = _content(name, root, marked=practice.is_practice())
    headers: Headers = SECURITY_HEADERS | _of_page(Path(name).suffix, root)
    headers |= {"Cache-Control": caching, "ETag": tag}
    response = Response(body=text, status_code=status, headers=headers)
    return unless_known(routes.current_request, response)


def _of_page(suffix: str, root: str) -> Headers:
    return {
        "Content-Type": TYPES[suffix],
        "Content-Security-Policy": _policy(root),
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def _policy(root: str) -> str:
    """What a page may load and talk to: the service, and for pictures and uploads the bucket.
    `root` leads from the page to the service."""
    files = file_bucket.origin()
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {files}; "
        f"connect-src 'self' {files}; worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; "
        f"frame-ancestors 'none'; report-uri {root}csp-reports"
    )


def text_of(name: str) -> str:
    """A page as it lies in `web/`, to be filled."""
    return _content(name, marked=practice.is_practice())[0]


@functools.cache
def _content(name: str, root: str = "", *, marked: bool = False) -> tuple[str, str]:
    text = _source(name)
    if name == WORKER:
        text = text.replace('VERSION = ""', f'VERSION = "{static_version()}"')
    if name.endswith(".html"):
        text = practice.mark_as_practice(text) if marked else text
        text = text.replace('"static/', f'"static/{static_version()}/')
    text = _rooted(text, root) if root else text
    return text, tag_of(text)


@functools.cache
def _source(name: str) -> str:
    """A file of the pages before it is told where the others are."""
    if name in WORDS:
        return _words(*WORDS[name])
    if name == REQUESTS:
        return _module(secrecy_requests())
    text = (WEB / name).read_text(encoding="utf-8")
    return _framed(text, Path(name).stem) if name.endswith(".html") else text


def _framed(page: str, name: str) -> str:
    """A page with what every page has in the place of its marks, `<!--header-->` and the like, and
    the link to the page itself marked as where one is."""
    here = f'<a href="{"./" if name == "index" else name}"'

    def piece(mark: re.Match[str]) -> str:
        text = (WEB / "frame" / f"{mark[1]}.html").read_text(encoding="utf-8")
        return text.replace(here, f'{here} aria-current="page"')

    return _MARK.sub(piece, page)


@functools.cache
def static_version() -> str:
    """Of all that the pages consist of; another where a byte of it is another."""
    names = [path.name for path in WEB.glob("*.html")]
    names += [f"static/{name}" for name in static_names()]
    text = "".join(f"{name}\n{_source(name)}" for name in sorted(names))
    marked = f"{practice.is_practice()}\n{text}"
    return hashlib.sha256(marked.encode()).hexdigest()[:16]


@functools.cache
def static_names() -> frozenset[str]:
    """The names of the files that pages load."""
    found = {path.name for path in (WEB / "static").iterdir() if path.suffix in TYPES}
    return frozenset(found | {Path(name).name for name in (*WORDS, REQUESTS)})


def static_files() -> Iterator[tuple[str, str, str]]:
    """What a bucket needs in order to answer for the service: path, text and content type of each
    file, the one that keeps pages on the device last."""
    for name in sorted(static_names()):
        text, _ = _content(f"static/{name}")
        yield f"static/{static_version()}/{name}", text, TYPES[Path(name).suffix]
    yield WORKER, _content(WORKER)[0], TYPES[".js"]


def _words(language: Language, name: str) -> str:
    """Of a page what every page says and what its parts say; of a part its own, and what comes
    along."""
    part_of = {kind: part for part, kinds in PARTS.items() for kind in kinds}
    parts = {"", *PAGES[name]} if name in PAGES else {name, *ALONG.get(name, ())}
    words = {
        key: text
        for key, text in page_words(language).items()
        if part_of.get(key.partition(".")[0], "") in parts
    }
    return _module(words)


def secrecy_requests() -> dict[str, Any]:
    """How people ask for secrecy, for the form to hear before anything leaves the device: the ways
    of `routing.secrecy`, and the phrases that mean it to `routing.danger`."""
    ways = [
        {
            "word": way.word,
            "near": [sorted(words) for words in way.near],
            "named": sorted(way.named),
            "unless": [sorted(words) for words in way.unless],
        }
        for way in secrecy.REQUESTS
    ]
    return {"near": secrecy.NEAR, "ways": ways, "phrases": phrases_of(SECRECY)}


def _module(value: Any) -> str:
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"export default {packed};\n"
