"""What a reporter can do, with a number and a secret, about what is held of themselves."""

from chalice.app import Blueprint

from chalicelib.case.reporter_actions import Erase
from chalicelib.errors import Invalid, Problem
from chalicelib.http import answers
from chalicelib.http.endpoint import endpoint, language, parsed, utcnow
from chalicelib.http.reporter_steps import (
    REPEATABLE,
    acted,
    keyed_by_reporter,
    secret_of,
    shown,
)
from chalicelib.http.schemas import ReporterIn
from chalicelib.protection import receipts
from chalicelib.usecases import rules
from chalicelib.usecases.identities import correct_identity

routes = Blueprint(__name__)


class IdentityIn(ReporterIn):
    """Who the reporter is, in the place of all that they said before: what is left out is not kept.
    The service cannot read what it holds, so it cannot change a part of it."""


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


@endpoint(routes, "DELETE", "/v1/complaints/{case_id}/identity", headers=REPEATABLE)
def delete_identity(case_id: str) -> answers.ReportersCase | answers.SavedCase:
    """Erase who the reporter is; the complaint stays, without them."""
    return acted(routes.current_request, case_id, Erase())
