"""Notices of a breach, for the custodians of the whole country: proposed by one, approved by one of
another agency, told by an operator."""

from datetime import UTC, datetime
from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field

from chalicelib.case.decision import Context
from chalicelib.case.model import Actor
from chalicelib.http import admin_responses as responses
from chalicelib.http.admin_schemas import Day
from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import parse_body, utcnow
from chalicelib.http.schemas import Code, DaysQuery, RequestModel, Text
from chalicelib.store import breaches
from chalicelib.store.breaches import BreachNotice, Proposal, SignOff
from chalicelib.store.readings import PageRange
from chalicelib.usecases import agree_breach, rules
from chalicelib.workdays import iso

routes = Blueprint(__name__)
ZONE = "WIB"  # what administration writes its moments in


class BreachIn(RequestModel):
    """What reporters are to be told: `text` in Indonesian, `text_en` in English; which data, when
    and how it happened, what is being done, and nobody's name. `known_at` is when the breach became
    known. To whom: the reporters of `case_ids`, and of what the officer `read_by` (the pool's
    `sub`) read from the day `read_from` to the day `read_to`, as far as readings are kept."""

    known_at: AwareDatetime
    text: Text
    text_en: Text
    case_ids: Annotated[list[Code], Field(max_length=agree_breach.MOST_CASES)] = []
    read_by: Code | None = None
    read_from: Day | None = None
    read_to: Day | None = None

    def page_range(self) -> PageRange:
        """When the officer read; asked for page by page."""
        days = DaysQuery.model_construct(since=self.read_from, until=self.read_to)
        return PageRange(since=days.begin(), until=days.end(), limit=100)


@endpoint(
    routes, "GET", "/v1/admin/breaches", authorizer=officers, let_in=agree_breach.check_custodian
)
def get_admin_breaches() -> responses.BreachNotices:
    """All notices of a breach, the latest first, each with until when reporters have to hear of
    it."""
    actor, context = current_officer(routes.current_request), rules.decision_context(utcnow())
    found = agree_breach.for_reader(breaches.every(), actor, context)
    return {"items": [_entry(notice) for notice in found]}


@endpoint(
    routes,
    "POST",
    "/v1/admin/breaches",
    authorizer=officers,
    let_in=agree_breach.check_custodian,
    body=BreachIn,
    statuses=(201,),
)
def post_admin_breach() -> responses.WholeBreachNotice:
    """Propose what reporters are told of a breach, and to whom."""
    actor, context = current_officer(routes.current_request), rules.decision_context(utcnow())
    sent = parse_body(routes.current_request, BreachIn)
    wanted = Proposal(
        known_at=sent.known_at.astimezone(UTC),
        text=sent.text,
        text_en=sent.text_en,
        case_ids=tuple(sent.case_ids),
    )
    made = agree_breach.propose(
        wanted, actor, context, read_by=sent.read_by, page_range=sent.page_range()
    )
    return _whole(made, actor, context)


@endpoint(
    routes,
    "GET",
    "/v1/admin/breaches/{breach_id}",
    authorizer=officers,
    let_in=agree_breach.check_custodian,
)
def get_admin_breach(breach_id: str) -> responses.WholeBreachNotice:
    """A notice of a breach with the cases whose reporters it is for, as far as the custodian may
    read them."""
    actor, context = current_officer(routes.current_request), rules.decision_context(utcnow())
    return _whole(breaches.get(breach_id), actor, context)


@endpoint(
    routes,
    "POST",
    "/v1/admin/breaches/{breach_id}/approval",
    authorizer=officers,
    let_in=agree_breach.check_custodian,
)
def post_admin_breach_approval(breach_id: str) -> responses.WholeBreachNotice:
    """Agree, as a second custodian of another agency: an operator can tell the reporters now."""
    actor, context = current_officer(routes.current_request), rules.decision_context(utcnow())
    return _whole(agree_breach.approve(breach_id, actor, context), actor, context)


@endpoint(
    routes,
    "DELETE",
    "/v1/admin/breaches/{breach_id}",
    authorizer=officers,
    let_in=agree_breach.check_custodian,
)
def delete_admin_breach(breach_id: str) -> responses.WholeBreachNotice:
    """Refuse, withdraw or stop it: nobody else is told. Who was told was told."""
    actor, context = current_officer(routes.current_request), rules.decision_context(utcnow())
    return _whole(agree_breach.end(breach_id, actor, context), actor, context)


def _whole(notice: BreachNotice, actor: Actor, context: Context) -> responses.WholeBreachNotice:
    (shown,) = agree_breach.for_reader([notice], actor, context)
    return {**_entry(shown), "case_ids": list(shown.proposal.case_ids)}


def _entry(notice: BreachNotice) -> responses.BreachNoticeEntry:
    return {
        "id": notice.id,
        "known_at": _moment(notice.proposal.known_at),
        "tell_by": _moment(notice.tell_by),
        "text": notice.proposal.text,
        "text_en": notice.proposal.text_en,
        "cases": len(notice.proposal.case_ids),
        "proposed": _sign_off(notice.proposed),
        "approved": _sign_off(notice.approved) if notice.approved else None,
        "ended": _sign_off(notice.ended) if notice.ended else None,
        "runs": [_sign_off(run) for run in notice.runs],
    }


def _sign_off(sign_off: SignOff) -> responses.WordOfOfficer:
    return {"by": sign_off.by, "agency_id": sign_off.agency_id, "at": _moment(sign_off.at)}


def _moment(at: datetime) -> str:
    return iso(at, ZONE)
