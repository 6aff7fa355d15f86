"""What a reporter can do, with a number and a secret, about what is held of themselves."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import StringConstraints

from chalicelib.case.reporter_actions import Erase
from chalicelib.errors import Invalid, Problem
from chalicelib.http import answers, identity_answers
from chalicelib.http.credentials import WAYS_IN, credentials
from chalicelib.http.endpoint import endpoint, language, network, parsed, utcnow
from chalicelib.http.reporter_steps import (
    REPEATABLE,
    acted,
    keyed_by_reporter,
    secret_of,
    shown,
)
from chalicelib.http.schemas import ReporterIn, RequestModel
from chalicelib.protection import receipts
from chalicelib.usecases import rules
from chalicelib.usecases.identities import correct_identity
from chalicelib.usecases.lost_receipt import ask_replacement, replace_receipt

routes = Blueprint(__name__)


class IdentityIn(ReporterIn):
    """Who the reporter is, in the place of all that they said before: what is left out is not kept.
    The service cannot read what it holds, so it cannot change a part of it."""


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
def put_identity(case_id: str) -> answers.ReportersCase | answers.SavedCase:
    """Correct who the reporter is and where to write to; what is left out is not kept.

    What was filed is not changed: a correction of its words is a message. The vault has to hold an
    identity.
    """
    request, known_id = routes.current_request, receipts.parse_case_id(case_id)
    sent = parsed(request, IdentityIn)
    identity = sent.identity(language(request))
    if identity is None:
        raise Invalid([Problem(field="name", code="name_or_contact_required")])
    context = rules.decision_context(utcnow())
    keyed = keyed_by_reporter(request, known_id, sent, context)
    file = correct_identity(known_id, secret_of(request), identity, context, keyed)
    return shown(request, file, context)


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/receipt/replacement",
    headers=WAYS_IN,
    statuses=(202,),
)
def post_receipt_replacement(case_id: str) -> identity_answers.ReplacementAsked:
    """Ask for a new secret code, without the one that was lost.

    A link is mailed to the address of the complaint if there is such a complaint and its reporter
    confirmed that address; whether there is, the answer does not say. At most three links a day.
    """
    request = routes.current_request
    asked = ask_replacement(case_id, credentials(request), network(request), utcnow())
    return {"id": asked}


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/receipt",
    body=LinkIn,
    statuses=(201,),
    refuses=(410,),
)
def post_receipt(case_id: str) -> identity_answers.NewReceipt:
    """Make a new secret code with the token of a mailed link; the old one ends, and the link."""
    sent = parsed(routes.current_request, LinkIn)
    made = replace_receipt(case_id, sent.token, rules.decision_context(utcnow()))
    return {"id": made.case_id, "secret": made.secret}


@endpoint(routes, "DELETE", "/v1/complaints/{case_id}/identity", headers=REPEATABLE)
def delete_identity(case_id: str) -> answers.ReportersCase | answers.SavedCase:
    """Erase who the reporter is; the complaint stays, without them."""
    return acted(routes.current_request, case_id, Erase())
