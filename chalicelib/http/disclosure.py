"""Seeing who reported: the one route of the one function that may decrypt an identity for an
officer."""

from chalice.app import Blueprint

from chalicelib.http import responses
from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import request_id, utcnow
from chalicelib.usecases import rules
from chalicelib.usecases.disclose import disclose
from chalicelib.usecases.record_readings import Reader
from chalicelib.workdays import iso

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST",
    "/v1/officer/complaints/{case_id}/identity/disclosure",
    authorizer=officers,
)
def post_disclosure(case_id: str) -> responses.ShownFields:
    """Who reported, as far as it was asked for and approved: for the custodian who asked, within 24
    hours, and this once. A lost answer is used up too."""
    request = routes.current_request
    reader = Reader(
        actor=current_officer(request),
        request_id=request_id(request),
        purpose="disclose_identity",
    )
    shown = disclose(case_id, reader, rules.decision_context(utcnow()))
    case, event = shown.change.case, shown.change.event
    return {
        "id": case.id,
        "version": case.version,
        "disclosed_at": iso(event.at, case.zone),
        "basis": event.data["basis"],
        "identity": dict(shown.values),
    }
