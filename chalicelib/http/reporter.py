"""What a reporter can do with a number and a secret. No account."""

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from chalice.app import Blueprint

from chalicelib.case import views
from chalicelib.case.commands import Erase, Message, Rate, Reopen, Tighten
from chalicelib.case.model import Case, Visibility
from chalicelib.case.timeline import as_written
from chalicelib.case.workdays import iso
from chalicelib.errors import Invalid, NotAllowed, NotFound, Problem
from chalicelib.http import cursors, schemas
from chalicelib.http.edge import Answer, base_url, endpoint, language, moment, parsed, queried
from chalicelib.http.labels import labelled
from chalicelib.protection import challenge, receipts
from chalicelib.protection.redaction import mask
from chalicelib.store import agencies, cases, history, texts
from chalicelib.usecases import handle, rules
from chalicelib.usecases.file_complaint import Attempt, Filed, file_complaint, repeated
from chalicelib.usecases.notify import names
from chalicelib.usecases.support import support

routes = Blueprint(__name__)
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{8,200}")
RECEIPT = ("X-Receipt",)


@endpoint(routes, "GET", "/v1/challenge", response="Challenge")
def get_challenge() -> dict[str, object]:
    """A proof-of-work challenge to solve before filing (ALTCHA)."""
    return challenge.new_challenge(moment())


@endpoint(
    routes,
    "POST",
    "/v1/complaints",
    body=schemas.ComplaintIn,
    headers=("Idempotency-Key", "X-Challenge", "X-Api-Key"),
    status=201,
    response="Filed",
)
def post_complaint() -> Answer:
    """File a complaint; answers with its number and its secret."""
    request = routes.current_request
    sent = parsed(request, schemas.ComplaintIn)
    if sent.classification == "complaint" and sent.incident_date is None:
        raise Invalid([Problem(field="incident_date", code="required")])
    spoken = language(request)
    client = _machine_client()
    attempt = Attempt(
        client=client,
        idempotency_key=_idempotency_key(),
        body_sha256=_body_sha256(sent),
        challenge=None,
    )
    filed = repeated(attempt, moment())
    if filed is None:
        attempt = replace(attempt, challenge=_admission(client))
        identity = sent.reporter.identity(spoken) if sent.reporter else None
        told_in = sent.reporter.language if sent.reporter and sent.reporter.language else spoken
        filed = file_complaint(sent.filing(told_in), identity, attempt, moment())
    return Answer(body=_receipt(filed, base_url(request)), status=201)


def _machine_client() -> str | None:
    """The machine client whose key came with the request; None without a key. Raises
    `NotAllowed("unknown_api_key")`."""
    key = routes.current_request.headers.get("x-api-key")
    if not key:
        return None
    client = agencies.client_of(hashlib.sha256(key.encode()).hexdigest())
    if client is None:
        raise NotAllowed("unknown_api_key")
    return client


def _admission(client: str | None) -> str | None:
    """What lets this request in: None for a machine client, else a solved challenge."""
    if client is not None:
        return None
    return challenge.solved(routes.current_request.headers.get("x-challenge"))


def _idempotency_key() -> str | None:
    key: str | None = routes.current_request.headers.get("idempotency-key")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise Invalid([Problem(field="Idempotency-Key", code="bad_header")])
    return key


def _body_sha256(sent: schemas.ComplaintIn) -> str:
    """The same for the same content, however it was spaced or ordered."""
    content = json.dumps(sent.model_dump(mode="json", exclude_unset=True), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _receipt(filed: Filed, base: str) -> dict[str, Any]:
    event = filed.event
    here = f"{base}/v1/complaints/{event.case_id}"
    return {
        "id": event.case_id,
        "secret": filed.secret,
        "status": "received",
        "filed_at": iso(event.at, filed.zone),
        "deadlines": event.data["deadlines"],
        "links": {
            "self": here,
            "timeline": f"{here}/timeline",
            "track": f"{base}/track?id={event.case_id}",
        },
    }


@endpoint(routes, "GET", "/v1/complaints/{case_id}", headers=RECEIPT, response="Case")
def get_complaint(case_id: str) -> dict[str, Any]:
    """A complaint: the public view, or the reporter's with X-Receipt."""
    secret = routes.current_request.headers.get("x-receipt")
    if secret:
        return _reporters_view(handle.owned(case_id, secret))
    case = _public(case_id)
    view = views.public_view(
        case, texts.get(case.id), now=moment(), agency_name=names(agencies.registry())
    )
    return labelled(view, language(routes.current_request))


@endpoint(
    routes,
    "GET",
    "/v1/complaints/{case_id}/timeline",
    query=schemas.TimelineQuery,
    headers=RECEIPT,
    response="Timeline",
)
def get_timeline(case_id: str) -> dict[str, Any]:
    """What happened so far, oldest first, as far as the caller may see it."""
    secret = routes.current_request.headers.get("x-receipt")
    if secret:
        case, level, shown = handle.owned(case_id, secret), Visibility.REPORTER, as_written
    else:
        case, level, shown = _public(case_id), Visibility.PUBLIC, mask
    wanted = queried(routes.current_request, schemas.TimelineQuery)
    belongs_to = "timeline", case.id, level
    place = cursors.unseal(wanted.cursor, *belongs_to)
    page = history.forwards(
        case.id,
        views.visible_to(level),
        after=int(place) if place else None,
        limit=wanted.limit,
    )
    return {
        "items": views.timeline(page.events, level, mask=shown, zone=case.zone),
        "next_cursor": cursors.seal(page.place, *belongs_to),
    }


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/messages",
    body=schemas.MessageIn,
    headers=RECEIPT,
    status=201,
    response="Case",
)
def post_message(case_id: str) -> dict[str, Any]:
    """Reply to the agency; answers a question that put the case on hold."""
    sent = parsed(routes.current_request, schemas.MessageIn)
    return _acted(case_id, Message(text=sent.text))


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/rating",
    body=schemas.RatingIn,
    headers=RECEIPT,
    status=201,
    response="Case",
)
def post_rating(case_id: str) -> dict[str, Any]:
    """Say whether the answer satisfies; "not satisfied" with a reason may appeal."""
    sent = parsed(routes.current_request, schemas.RatingIn)
    if sent.appeal and not sent.comment:
        raise Invalid([Problem(field="comment", code="required")])
    return _acted(case_id, Rate(**sent.model_dump()))


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/reopen",
    body=schemas.ReopenIn,
    headers=RECEIPT,
    status=201,
    response="Case",
)
def post_reopen(case_id: str) -> dict[str, Any]:
    """Take up again a complaint that ended in silence."""
    sent = parsed(routes.current_request, schemas.ReopenIn)
    return _acted(case_id, Reopen(reason=sent.reason))


@endpoint(
    routes,
    "PATCH",
    "/v1/complaints/{case_id}/privacy",
    body=schemas.PrivacyIn,
    headers=RECEIPT,
    response="Case",
)
def patch_privacy(case_id: str) -> dict[str, Any]:
    """Make a complaint anonymous or confidential; never the other way."""
    sent = parsed(routes.current_request, schemas.PrivacyIn)
    return _acted(case_id, Tighten(**sent.model_dump()))


@endpoint(routes, "DELETE", "/v1/complaints/{case_id}/identity", headers=RECEIPT, response="Case")
def delete_identity(case_id: str) -> dict[str, Any]:
    """Erase who the reporter is; the complaint stays, without them."""
    return _acted(case_id, Erase())


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/support",
    headers=("X-Challenge", "X-Api-Key"),
    status=201,
    response="Support",
)
def post_support(case_id: str) -> dict[str, Any]:
    """Say "me too", once per person."""
    case, request = _public(case_id), routes.current_request
    traces = f"{request.context['identity']['sourceIp']} {request.headers.get('user-agent', '')}"
    return {
        "id": case.id,
        "supporters": support(case.id, traces, _admission(_machine_client()), moment()),
    }


def _acted(case_id: str, action: Any) -> dict[str, Any]:
    secret = routes.current_request.headers.get("x-receipt")
    return _reporters_view(handle.by_reporter(case_id, secret, action, moment()))


def _reporters_view(case: Case) -> dict[str, Any]:
    view = views.reporter_view(
        case,
        texts.get(case.id),
        history.latest(case.id),
        context=replace(rules.at(moment()), target=handle.goes_on_in(case)),
        agency_name=names(agencies.registry()),
    )
    return labelled(view, language(routes.current_request))


def _public(case_id: str) -> Case:
    """Raises the same `NotFound` for a hidden case and for an unknown id."""
    case = cases.get(receipts.parse_case_id(case_id))
    if not views.is_public(case):
        raise NotFound("unknown_case")
    return case
