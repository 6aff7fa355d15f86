"""Leads: what many people say in public at once, for officers to decide on."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.case.model import Classification
from chalicelib.http import cursors
from chalicelib.http import lead_responses as responses
from chalicelib.http.auth import current_officer, officers, only
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import language, parse_body, parse_query, request_id, utcnow
from chalicelib.http.schemas import Body, Code, QueryModel, Reason, RequestModel, Title
from chalicelib.leads.lead import Lead, LeadStatus, LeadStep
from chalicelib.presentation.catalogue import Language
from chalicelib.presentation.labels import region_name
from chalicelib.routing import categories
from chalicelib.routing.registry import Registry
from chalicelib.usecases import decide_lead, rules
from chalicelib.usecases.decide_lead import Promotion
from chalicelib.usecases.other_cases import visible_to_officer
from chalicelib.usecases.record_readings import Reader
from chalicelib.usecases.rules import DecisionContext
from chalicelib.workdays import iso

routes = Blueprint(__name__)


class LeadsQuery(QueryModel):
    """Leads of a status: open ones where none is named."""

    status: LeadStatus = LeadStatus.OPEN
    cursor: Annotated[str, Field(max_length=300)] | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class PromotionIn(RequestModel):
    """The case that a lead becomes; what is left out follows from the lead. A `body` is followed by
    links to the posts."""

    title: Title | None = None
    body: Body | None = None
    classification: Annotated[Classification, Field(strict=False)] = Classification.COMPLAINT
    category: Code | None = None
    agency_id: Code | None = None
    region_code: Code | None = None


class AttachmentOfLeadIn(RequestModel):
    """The case that a lead is about."""

    case_id: Code


class DismissalIn(RequestModel):
    """Why nothing comes of a lead."""

    reason: Reason


@endpoint(
    routes,
    "GET",
    "/v1/officer/leads",
    authorizer=officers,
    let_in=only(*decide_lead.READERS),
    query=LeadsQuery,
)
def get_leads() -> responses.Leads:
    """Leads that the officer may see, the first to look at first: of the whole country for the
    national desk and those who oversee all, of their agencies for an agency's admin and a
    monitor."""
    actor, context = current_officer(routes.current_request), _context()
    wanted = parse_query(routes.current_request, LeadsQuery)
    belongs_to = "leads", actor.role, actor.agency_id, wanted.status
    page = decide_lead.list_leads(
        wanted.status,
        actor,
        context,
        place=cursors.decode_cursor(wanted.cursor, *belongs_to),
        limit=wanted.limit,
    )
    return {
        "items": _views(page.leads, context),
        "next_cursor": cursors.encode_cursor(page.place, *belongs_to),
    }


@endpoint(
    routes,
    "GET",
    "/v1/officer/leads/{lead_id}",
    authorizer=officers,
    let_in=only(*decide_lead.READERS),
)
def get_lead(lead_id: str) -> responses.LeadView:
    """A lead that the officer may see."""
    context = _context()
    lead = decide_lead.read_lead(lead_id, current_officer(routes.current_request), context)
    return _answer(lead, context)


@endpoint(
    routes,
    "POST",
    "/v1/officer/leads/{lead_id}/promote",
    authorizer=officers,
    let_in=only(*decide_lead.DECIDERS),
    body=PromotionIn,
    body_required=False,
)
def post_promote(lead_id: str) -> responses.LeadView:
    """Make a case of a lead, without a reporter: public where its words are harmless without a
    doubt, as a complaint is. Asked twice it makes one."""
    sent = parse_body(routes.current_request, PromotionIn, optional=True)
    actor, context = current_officer(routes.current_request), _context()
    wanted = Promotion(**sent.model_dump())
    return _answer(decide_lead.promote(lead_id, wanted, actor, context), context)


@endpoint(
    routes,
    "POST",
    "/v1/officer/leads/{lead_id}/attach",
    authorizer=officers,
    let_in=only(*decide_lead.DECIDERS),
    body=AttachmentOfLeadIn,
)
def post_attach(lead_id: str) -> responses.LeadView:
    """Add a lead to a case that is about the same, as a note among its officers."""
    request = routes.current_request
    sent, context = parse_body(request, AttachmentOfLeadIn), _context()
    reader = Reader(
        actor=current_officer(request), request_id=request_id(request), purpose="attach_lead"
    )
    return _answer(decide_lead.link_lead(lead_id, sent.case_id, reader, context), context)


@endpoint(
    routes,
    "POST",
    "/v1/officer/leads/{lead_id}/dismiss",
    authorizer=officers,
    let_in=only(*decide_lead.DECIDERS),
    body=DismissalIn,
)
def post_dismiss(lead_id: str) -> responses.LeadView:
    """Set a lead aside, with a reason. The extracts of its posts are deleted."""
    sent, context = parse_body(routes.current_request, DismissalIn), _context()
    actor = current_officer(routes.current_request)
    return _answer(decide_lead.dismiss(lead_id, sent.reason, actor, context), context)


def _context() -> DecisionContext:
    return rules.decision_context(utcnow())


def _answer(lead: Lead, context: DecisionContext) -> responses.LeadView:
    (view,) = _views([lead], context)
    return view


def _views(leads: Iterable[Lead], context: DecisionContext) -> list[responses.LeadView]:
    """Leads as the officer of the request sees them, with the numbers of the cases that they may
    know of."""
    request = routes.current_request
    actor, leads = current_officer(request), tuple(leads)
    named = {case_id for lead in leads for case_id in _cases_of(lead)}
    known = visible_to_officer(actor, named, context)
    decides = decide_lead.may_decide(actor)
    return [
        _view(
            lead,
            context.agencies,
            language(request),
            decides=decides,
            known=known,
        )
        for lead in leads
    ]


def _cases_of(lead: Lead) -> Iterator[str]:
    """The cases that a lead names. One that was public when it counted may be hidden since."""
    yield from (one.case_id for one in lead.extracts if one.case_id is not None)
    if lead.case_id is not None:
        yield lead.case_id


def _view(
    lead: Lead, registry: Registry, spoken: Language, *, decides: bool, known: frozenset[str]
) -> responses.LeadView:
    is_open = decides and lead.status is LeadStatus.OPEN
    sector = categories.sector(lead.sector) if lead.sector else None
    agency = lead.agency_id
    return {
        "id": lead.id,
        "version": lead.version,
        "status": lead.status,
        "regions": [{"code": code, "name": region_name(code) or code} for code in lead.regions],
        "sector": {"code": sector.code, "name": sector.name_in(spoken)} if sector else None,
        "agency": {"id": agency, "name": registry.name_of(agency)} if agency else None,
        "raised_at": iso(lead.raised_at, "WIB"),
        "first_at": iso(lead.first_at, "WIB"),
        "last_at": iso(lead.last_at, "WIB"),
        "size": lead.size,
        "filings": lead.filings,
        "reach": lead.reach,
        "urgent": lead.urgent,
        "rank": round(lead.rank, 1),
        "expected": lead.expected,
        "surprise": lead.surprise,
        "curve": [
            {"hour": iso(datetime.fromisoformat(hour), "WIB"), "posts": count}
            for hour, count in lead.by_hour.items()
        ],
        "extracts": [
            {
                "source": one.source,
                "url": one.url,
                "text": one.text,
                "posted_at": iso(one.posted_at, "WIB"),
                "reach": one.reach,
            }
            for one in lead.extracts
            if one.case_id is None or one.case_id in known
        ],
        "history": [_step(step, registry) for step in lead.history],
        "case_id": lead.case_id if lead.case_id in known else None,
        "actions": ["promote", "attach", "dismiss"] if is_open else [],
    }


def _step(step: LeadStep, registry: Registry) -> responses.LeadHistory:
    agency = step.agency_id
    return {
        "type": step.type,
        "at": iso(step.at, "WIB"),
        "agency": {"id": agency, "name": registry.name_of(agency)} if agency else None,
        "reason": step.reason,
    }
