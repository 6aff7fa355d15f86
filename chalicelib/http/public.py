"""What everybody can read: published complaints and reference data."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING

from chalice.app import Blueprint

from chalicelib.case.model import ENDED, Case, Location
from chalicelib.errors import Invalid, Problem
from chalicelib.http import cursors, public_responses, responses, schemas
from chalicelib.http.callers import network
from chalicelib.http.credentials import WAYS_IN, credentials
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import base_url, language, parse_body, parse_query, utcnow
from chalicelib.presentation import views
from chalicelib.presentation.labels import labels_of
from chalicelib.presentation.reasons import explain_suggestion
from chalicelib.routing import categories, outlines, regions
from chalicelib.routing.agency import Agency
from chalicelib.routing.agency_search import search_agencies
from chalicelib.store import agencies, public_cases
from chalicelib.store.masking import mask
from chalicelib.usecases import similar
from chalicelib.usecases.admission import admit_search
from chalicelib.usecases.advise import Advice, advise, may_be_filed_as_two
from chalicelib.usecases.other_cases import visible_to_everybody
from chalicelib.workdays import local_date

if TYPE_CHECKING:
    from chalicelib.routing.suggestions import Candidate

routes = Blueprint(__name__)
A_WHILE = "public, max-age=300"  # of what administrators seldom change


@endpoint(routes, "GET", "/health")
def get_health() -> responses.Health:
    """Whether the service answers."""
    return {"status": "ok"}


@endpoint(routes, "GET", "/v1/complaints", query=schemas.PublicQuery)
def get_complaints() -> responses.PublicList:
    """Published complaints, newest first."""
    wanted, now = parse_query(routes.current_request, schemas.PublicQuery), utcnow()
    place = cursors.decode_cursor(wanted.cursor, "public", wanted.filters())
    page = public_cases.page(
        public_cases.PublicFilter(
            since=wanted.begin(),
            until=wanted.end(),
            status=wanted.status,
            category=wanted.category,
            sector=wanted.sector,
            region_code=wanted.region_code,
            agency_id=wanted.agency,
            words=wanted.q,
        ),
        now=now,
        place=place,
        limit=wanted.limit,
    )
    named = agencies.registry(now).name_of
    known = visible_to_everybody(case.merged_into for case in page.cases if case.merged_into)
    return {
        "items": [_line(case, now, named, known) for case in page.cases],
        "next_cursor": cursors.encode_cursor(page.place, "public", wanted.filters()),
    }


def _line(
    case: Case,
    now: datetime,
    named: Callable[[str], str | None],
    known: Collection[str] = (),
) -> responses.PublicLine:
    row = views.public_row(case, now=now, agency_name=named, visible_cases=known)
    return {**row, **labels_of(row, language(routes.current_request))}


@endpoint(routes, "GET", "/v1/similar", query=schemas.SimilarIn, headers=WAYS_IN, open_to_all=True)
def get_similar() -> responses.Suggestions:
    """Public complaints about the same thing, to join before filing one more. A network that asks
    for many has to bring a solved challenge with each, or a key."""
    return _similar(parse_query(routes.current_request, schemas.SimilarIn))


@endpoint(routes, "POST", "/v1/similar", body=schemas.SimilarIn, headers=WAYS_IN, open_to_all=True)
def post_similar() -> responses.Suggestions:
    """The same for texts too long for an address."""
    return _similar(parse_body(routes.current_request, schemas.SimilarIn))


def _similar(wanted: schemas.SimilarIn) -> responses.Suggestions:
    request, now = routes.current_request, utcnow()
    named = agencies.registry(now).name_of  # with it the regions of today
    if wanted.region_code is not None and regions.get(wanted.region_code) is None:
        raise Invalid([Problem(field="region_code", code="unknown_region")])
    admit_search(credentials(request), network(request), now)
    root = base_url(request)
    found = similar.similar_to_text(mask(wanted.text), wanted.region_code, now)
    return {
        "items": [_suggestion(one, root, now, named) for one in found],
        "two_matters": may_be_filed_as_two(wanted.text),
    }


def _suggestion(
    one: similar.Similar, root: str, now: datetime, named: Callable[[str], str | None]
) -> responses.Suggestion:
    """What everybody sees of a case in short, and where to say "me too" while it is open."""
    view = _line(one.case, now, named)
    here = f"{root}/v1/complaints/{one.case.id}"
    links: responses.SuggestionLinks = {"self": here}
    if one.case.status not in ENDED:
        links["support"] = f"{here}/support"
    return {
        "id": view["id"],
        "title": view["title"],
        "status": view["status"],
        "category": view["category"],
        "category_name": view["category_name"],
        "region_code": view["region_code"],
        "region_name": view["region_name"],
        "filed_at": view["filed_at"],
        "supporters": view["supporters"],
        "similarity": round(one.similarity, 2),
        "links": links,
    }


@endpoint(routes, "POST", "/v1/advice", body=schemas.AdviceIn, headers=WAYS_IN, open_to_all=True)
def post_advice() -> public_responses.Advised:
    """In which region a point lies, and which agencies may be right for a text, before it is filed.
    Nothing is kept. Who asks for much brings a solved challenge or a key, as for `/v1/similar`."""
    request, now = routes.current_request, utcnow()
    wanted = parse_body(request, schemas.AdviceIn)
    named = agencies.registry(now).name_of  # with it the regions of today
    place = Location(**wanted.location.model_dump())
    if place.region_code is not None and regions.get(place.region_code) is None:
        raise Invalid([Problem(field="location.region_code", code="unknown_region")])
    admit_search(credentials(request), network(request), now)
    found = advise(wanted.text, place, now)
    return {
        "region_code": found.region_code,
        "agencies": [_likely(one, named) for one in found.agencies],
        "category": _topic(found),
    }


def _topic(found: Advice) -> public_responses.LikelyCategory | None:
    if found.category is None:
        return None
    line: public_responses.LikelyCategory = {
        "code": found.category.code,
        "name": found.category.name,
    }
    why = explain_suggestion({"words": found.words, "sector": found.category.sector})
    return {**line, "why": why} if why else line


def _likely(one: "Candidate", named: Callable[[str], str | None]) -> public_responses.LikelyAgency:
    told = {"words": one.words, "sector": one.sector, "region_code": one.region_code}
    line: public_responses.LikelyAgency = {
        "id": one.agency_id,
        "name": named(one.agency_id) or one.agency_id,
    }
    why = explain_suggestion(told)
    return {**line, "why": why} if why else line


@endpoint(routes, "GET", "/v1/agencies", query=schemas.AgencyQuery, caching=A_WHILE)
def get_agencies() -> responses.PublicAgencies:
    """Agencies: all, the one of an `id`, one and its units (`within`), those that serve a region,
    or at most 20 that people call by the words of `q`, the likeliest first."""
    wanted = parse_query(routes.current_request, schemas.AgencyQuery)
    known, today = agencies.registry(), local_date(utcnow(), "WIB")
    inside = frozenset(known.government(wanted.within)) if wanted.within else None

    def fits(agency: Agency) -> bool:
        return (
            wanted.id in (None, agency.id)
            and (inside is None or agency.id in inside)
            and (wanted.region_code is None or known.serves(agency, wanted.region_code))
        )

    if wanted.q:
        found = search_agencies(known, wanted.q, near=wanted.region_code, on=today, allowed=fits)
    else:
        found = [agency for agency in known.all(today) if fits(agency)]
    return {
        "items": [
            {
                "id": agency.id,
                "name": agency.name,
                "type": agency.type,
                "parent_id": agency.parent_id,
                "regions": list(agency.regions),
            }
            for agency in found
        ]
    }


@endpoint(routes, "GET", "/v1/categories", caching=A_WHILE)
def get_categories() -> responses.PublicCategories:
    """The tree of topics that may be chosen today."""
    today = local_date(utcnow(), "WIB")
    return {
        "items": [
            {
                "code": category.code,
                "name": category.name,
                "parent": category.parent,
                "sensitive": category.sensitive,
            }
            for category in categories.every(today)
        ]
    }


@endpoint(routes, "GET", "/v1/sectors")
def get_sectors() -> public_responses.PublicSectors:
    """The fields of public affairs that topics belong to."""
    spoken = language(routes.current_request)
    return {
        "items": [
            {"code": sector.code, "name": sector.name_in(spoken), "parent": sector.parent}
            for sector in categories.sectors()
        ]
    }


@endpoint(routes, "GET", "/v1/regions", query=schemas.RegionQuery, caching=A_WHILE)
def get_regions() -> responses.Regions:
    """The regions inside `parent`; without it the provinces."""
    wanted = parse_query(routes.current_request, schemas.RegionQuery)
    agencies.registry()  # with which the regions of today are known
    return {"items": list(regions.children(wanted.parent))}


@endpoint(
    routes,
    "GET",
    "/v1/regions/outlines",
    query=schemas.RegionQuery,
    caching="public, max-age=86400",
)
def get_outlines() -> public_responses.Outlines:
    """The outlines of the regions inside `parent`, for a map; without it those of the provinces."""
    wanted = parse_query(routes.current_request, schemas.RegionQuery)
    agencies.registry()  # with which the regions of today are known
    found = outlines.region_map(wanted.parent)
    if found is None:
        raise Invalid([Problem(field="parent", code="unknown_region")])
    return {
        "view_box": list(found.view_box),
        "items": [{"code": one.code, "name": one.name, "path": one.path} for one in found.outlines],
        "missing": [{"code": one.code, "name": one.name} for one in found.missing],
        "credit": outlines.CREDIT,
    }


@endpoint(routes, "GET", "/openapi.json")
def get_openapi() -> responses.Contract:
    """This contract, as OpenAPI 3.1."""
    # Needed by this one route, and slow to import.
    # Their import registers routes.
    from chalicelib.http import admin, admin_api_keys, admin_readings, admin_replies  # noqa: F401
    from chalicelib.http.openapi import document

    return document(language(routes.current_request))
