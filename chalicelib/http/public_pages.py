"""Pages and feeds of what everybody may read, and the page for what is not there.

A case that is hidden, held back or unknown, and a number that nobody could have been given, get one
page, and no feed. What is shown of a case is kept by no cache without asking again.
"""

import functools
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from chalice.app import Blueprint, Request, Response

from chalicelib.case.model import Case
from chalicelib.errors import DomainError, NotFound
from chalicelib.events import Visibility
from chalicelib.http import pages, schemas
from chalicelib.http.json_response import (
    SECURITY_HEADERS,
    Headers,
    failure_response,
    refusal_response,
    tag_of,
    unless_known,
)
from chalicelib.http.request import base_url, language, parse_query, utcnow
from chalicelib.presentation import atom_feeds, views
from chalicelib.presentation.atom_feeds import AtomFeed
from chalicelib.presentation.case_page import with_preview
from chalicelib.presentation.catalogue import page_words
from chalicelib.presentation.labels import category_name, region_name
from chalicelib.presentation.timeline import other_cases, timeline, visible_to
from chalicelib.presentation.view_types import PublicRow
from chalicelib.routing import categories
from chalicelib.store import agencies, history, public_cases
from chalicelib.usecases.act import load_for_everybody
from chalicelib.usecases.other_cases import visible_to_everybody

routes = Blueprint(__name__)
PAGES = ("", "track", "reports", "map", "figures", "guide")  # that are worth finding
FOR_FEW = ("officer", "contact", "follow", "replacement", "respond")
NEWEST = 30  # entries of a feed
View = Callable[..., Response]


def _refused_as_a_page(view: View) -> View:
    """A view of a page that reads from the store: what is not there is a page too."""

    @functools.wraps(view)
    def wrapper(**parameters: str) -> Response:
        request = routes.current_request
        try:
            return view(**parameters)
        except NotFound:
            return _not_found(request)
        except DomainError as refusal:
            return refusal_response(refusal, request)
        except Exception as error:
            return failure_response(request, error, None)

    return wrapper


@routes.route("/reports", content_types=[])
def get_reports_page() -> Response:
    """Reports that everybody may read, to look through."""
    return pages.page("reports.html")


@routes.route("/map", content_types=[])
def get_map_page() -> Response:
    """Where reports come from, and where promises are kept."""
    return pages.page("map.html")


@routes.route("/guide", content_types=[])
def get_guide_page() -> Response:
    """How it works, and one's rights."""
    return pages.page("guide.html")


@routes.route("/reports/{case_id}", content_types=[])
@_refused_as_a_page
def get_report_page(case_id: str) -> Response:
    """A case that everybody may read."""
    case = load_for_everybody(case_id)
    address = f"{base_url(routes.current_request)}/reports/{case.id}"
    return pages.page_below(with_preview(pages.text_of("report.html"), _row(case), address))


@routes.route("/reports/{case_id}/feed", content_types=[])
@_refused_as_a_page
def get_report_atom_feed(case_id: str) -> Response:
    """What happened to a case that everybody may read, as an Atom feed."""
    case, request = load_for_everybody(case_id), routes.current_request
    found = history.backwards(
        case.id, visible_to(Visibility.PUBLIC), before=None, limit=NEWEST
    ).events
    lines = timeline(
        found,
        Visibility.PUBLIC,
        zone=case.zone,
        agency_name=agencies.registry(utcnow()).name_of,
        visible_cases=visible_to_everybody(other_cases(found)),
    )
    page = f"{base_url(request)}/reports/{case.id}"
    row = _row(case)
    feed = AtomFeed(
        address=f"{page}/feed", page=page, title=row["title"], language=language(request)
    )
    return _feed(request, atom_feeds.atom_feed_of_case(feed, lines, row["filed_at"]))


@routes.route("/feed", content_types=[])
@_refused_as_a_page
def get_atom_feed() -> Response:
    """The newest of the cases that everybody may read, or of some of them, as an Atom feed."""
    request, now = routes.current_request, utcnow()
    wanted = parse_query(request, schemas.AtomFeedQuery)
    found = public_cases.page(
        public_cases.PublicFilter(
            status=wanted.status,
            category=wanted.category,
            sector=wanted.sector,
            region_code=wanted.region_code,
            agency_id=wanted.agency,
        ),
        now=now,
        place=None,
        limit=NEWEST,
    )
    base, filters = base_url(request), urlencode(wanted.filters())
    feed = AtomFeed(
        address=f"{base}/feed" + (f"?{filters}" if filters else ""),
        page=f"{base}/reports" + (f"?{filters}" if filters else ""),
        title=_title(wanted, request),
        language=language(request),
    )
    rows = [_row(case) for case in found.cases]
    begun = f"{now:%Y-%m-%d}T00:00:00+00:00"
    return _feed(request, atom_feeds.atom_feed_of_list(feed, rows, f"{base}/reports", begun))


@routes.route("/robots.txt", content_types=[])
def get_robots() -> Response:
    """What search engines are asked not to look at."""
    base = base_url(routes.current_request)
    path = urlsplit(base).path
    hidden = "".join(f"Disallow: {path}/{one}\n" for one in (*FOR_FEW, "v1/"))
    text = f"User-agent: *\n{hidden}Sitemap: {base}/sitemap.xml\n"
    return _text(text, "text/plain; charset=utf-8")


@routes.route("/sitemap.xml", content_types=[])
def get_sitemap() -> Response:
    """The pages that are worth finding. Cases are not among them: what stops being public has to
    be gone, and lists of others are slow to forget."""
    base = base_url(routes.current_request)
    places = "".join(f"<url><loc>{base}/{page}</loc></url>" for page in PAGES)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>\n'
    )
    return _text(text, "application/xml; charset=utf-8")


@routes.route("/{rest+}", content_types=[])
def get_unknown() -> Response:
    """Any other address, however deep: for a browser a page that says so, its links from the root,
    for others the error of the API. The gateway brings here what no other path takes (`rest+`)."""
    request = routes.current_request
    if "text/html" in request.headers.get("accept", ""):
        return pages.page("notfound.html", status=404, root=pages.root_of(request))
    return refusal_response(NotFound("not_found"), request)


def _not_found(request: Request) -> Response:
    """The page for a case that is not there, or not for everybody, one level down."""
    if "json" in request.headers.get("accept", ""):
        return refusal_response(NotFound("not_found"), request)
    return pages.page_below(pages.text_of("notfound.html"), status=404)


def _row(case: Case) -> PublicRow:
    now = utcnow()
    named = agencies.registry(now).name_of
    return views.public_row(case, now=now, agency_name=named, visible_cases=())


def _title(wanted: schemas.AtomFeedQuery, request: Request) -> str:
    """What a feed is called: the list, and what it is narrowed to."""
    spoken = language(request)
    terms = page_words(spoken)
    sector = categories.sector(wanted.sector) if wanted.sector else None
    agency = agencies.registry(utcnow()).name_of(wanted.agency) if wanted.agency else None
    named = (
        region_name(wanted.region_code),
        agency,
        category_name(wanted.category, spoken),
        sector.name_in(spoken) if sector else None,
        terms[f"status.{wanted.status}"] if wanted.status else None,
    )
    return " · ".join([terms["reports.feed"], *(one for one in named if one)])


def _feed(request: Request, text: str) -> Response:
    """A feed, which a reader keeps and asks each time whether it is still so: what is not public
    any more is gone with the next look."""
    headers: Headers = SECURITY_HEADERS | {
        "Content-Type": "application/atom+xml; charset=utf-8",
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language",
        "ETag": tag_of(text),
    }
    return unless_known(request, Response(body=text, headers=headers))


def _text(text: str, kind: str) -> Response:
    kept: Headers = {"Content-Type": kind, "Cache-Control": "max-age=86400"}
    return Response(body=text, headers=SECURITY_HEADERS | kept)
