"""What a reporter can do, with a number and a secret, about what is held of themselves."""

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import StringConstraints

from chalicelib.case.decision import Event
from chalicelib.case.reporter_actions import Erase, Restrict, Unrestrict
from chalicelib.errors import Invalid, Problem
from chalicelib.events import Visibility
from chalicelib.http import identity_responses, responses
from chalicelib.http.credentials import WAYS_IN, credentials
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import JsonResponse
from chalicelib.http.reporter_steps import (
    RECEIPT,
    REPEATABLE,
    act_on_case,
    key_of_reporters_request,
    secret_of,
    show_case_to_reporter,
    timeline_page,
    view_for_reporter,
)
from chalicelib.http.request import language, parse_body, parse_query, utcnow
from chalicelib.http.schemas import QueryModel, ReporterIn, RequestModel
from chalicelib.presentation.catalogue import Language, catalogue
from chalicelib.presentation.export_page import as_page
from chalicelib.protection import receipts
from chalicelib.protection.identity import Identity
from chalicelib.usecases import rules
from chalicelib.usecases.export_identity import IdentityExport, export_identity
from chalicelib.usecases.identities import correct_identity
from chalicelib.usecases.lost_receipt import ask_replacement, replace_receipt
from chalicelib.workdays import iso

routes = Blueprint(__name__)


class IdentityIn(ReporterIn):
    """Who the reporter is, in the place of all that they said before: what is left out is not kept.
    The service cannot read what it holds, so it cannot change a part of it."""


MOST_EVENTS = 50


class ExportQuery(QueryModel):
    """In which form, and where in the history to go on."""

    format: Literal["json", "html"] = "json"
    cursor: Annotated[str, StringConstraints(max_length=300)] | None = None


class LinkIn(RequestModel):
    """The token of a link to a new secret code: what stands behind the `#`."""

    token: Annotated[str, StringConstraints(min_length=20, max_length=60)]


@endpoint(
    routes,
    "PUT",
    "/v1/complaints/{case_id}/identity",
    body=IdentityIn,
    headers=REPEATABLE,
)
def put_identity(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Correct who the reporter is and where to write to; what is left out is not kept.

    What was filed is not changed: a correction of its words is a message. The vault has to hold an
    identity.
    """
    request, known_id = routes.current_request, receipts.parse_case_id(case_id)
    sent = parse_body(request, IdentityIn)
    identity = sent.identity(language(request))
    if identity is None:
        raise Invalid([Problem(field="name", code="name_or_contact_required")])
    context = rules.decision_context(utcnow())
    keyed = key_of_reporters_request(request, known_id, sent, context)
    file = correct_identity(known_id, secret_of(request), identity, context, keyed)
    return show_case_to_reporter(request, file, context)


@endpoint(
    routes,
    "GET",
    "/v1/complaints/{case_id}/identity",
    query=ExportQuery,
    headers=RECEIPT,
    page=True,
)
def get_identity(case_id: str) -> JsonResponse[identity_responses.Export]:
    """Export all that is held of a reporter and their complaint, at once; what is left out is
    named, with the reason.

    With `format=html` it is a page to read, keep or print, in the language asked for.
    """
    request, now = routes.current_request, utcnow()
    wanted, spoken = parse_query(request, ExportQuery), language(request)
    context = rules.decision_context(now)
    held = export_identity(case_id, secret_of(request), context)
    case = held.loaded.case
    export: identity_responses.Export = {
        "id": case.id,
        "exported_at": iso(now, case.zone),
        "identified": case.identified,
        "identity": _identity(held.identity),
        "mails": (held.standing or "limited") if case.contactable else None,
        "kept_until": iso(held.kept_until, case.zone) if held.kept_until else None,
        "consent": _consent(held.consent, case.zone),
        "complaint": view_for_reporter(request, held.loaded, context),
        "timeline": timeline_page(case, Visibility.REPORTER, wanted.cursor, MOST_EVENTS),
        "left_out": _left_out(held, spoken),
    }
    page = as_page(export, spoken) if wanted.format == "html" else None
    return JsonResponse(body=export, page=page)


def _identity(identity: Identity | None) -> identity_responses.ReporterIdentity | None:
    if identity is None:
        return None
    return {
        "name": identity.name,
        "email": identity.email,
        "phone": identity.phone,
        "language": identity.language,
    }


def _consent(event: Event | None, zone: str) -> identity_responses.Consent | None:
    if event is None:
        return None
    return {"version": event.data["consent"], "at": iso(event.at, zone)}


def _left_out(held: IdentityExport, spoken: Language) -> list[identity_responses.LeftOut]:
    words = catalogue(spoken)["export"]
    is_missing = held.loaded.case.identified and held.identity is None
    names = ["identity"] if is_missing else []
    names += ["readings", "notes", "guess", "counters"]
    return [
        {"what": words[f"without_{name}"], "why": words[f"without_{name}_why"]} for name in names
    ]


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/receipt/replacement",
    headers=WAYS_IN,
    statuses=(202,),
)
def post_receipt_replacement(case_id: str) -> identity_responses.ReplacementAsked:
    """Ask for a new secret code, without the one that was lost.

    A link is mailed to the address of the complaint if there is such a complaint and its reporter
    confirmed that address; whether there is, the answer does not say. At most three links a day.
    """
    request = routes.current_request
    asked = ask_replacement(case_id, credentials(request), utcnow())
    return {"id": asked}


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/receipt",
    body=LinkIn,
    statuses=(201,),
    refuses=(410,),
)
def post_receipt(case_id: str) -> identity_responses.NewReceipt:
    """Make a new secret code with the token of a mailed link; the old one ends, and the link."""
    sent = parse_body(routes.current_request, LinkIn)
    made = replace_receipt(case_id, sent.token, rules.decision_context(utcnow()))
    return {"id": made.case_id, "secret": made.secret}


@endpoint(routes, "PUT", "/v1/complaints/{case_id}/restriction", headers=REPEATABLE)
def put_restriction(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Restrict what is done with a complaint to its handling.

    It is not public, in no figure and no list of similar complaints, and no news of it is mailed to
    the reporter but what is about their own data. Everybody who handles it goes on. It holds for
    all matters that were filed as one.
    """
    return act_on_case(routes.current_request, case_id, Restrict())


@endpoint(routes, "DELETE", "/v1/complaints/{case_id}/restriction", headers=REPEATABLE)
def delete_restriction(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Take the restriction of a complaint back, in all matters that were filed as one."""
    return act_on_case(routes.current_request, case_id, Unrestrict())


@endpoint(routes, "DELETE", "/v1/complaints/{case_id}/identity", headers=REPEATABLE)
def delete_identity(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Erase who the reporter is; the complaint stays, without them, and so do all matters that were
    filed with it."""
    return act_on_case(routes.current_request, case_id, Erase())
