"""What a reporter can do with a number and a secret. No account."""

from chalice.app import Blueprint

from chalicelib.case.authority import is_public
from chalicelib.case.reporter_actions import Message, Rate, Reopen, Tighten, Unprotect, Withdraw
from chalicelib.errors import Invalid, Problem
from chalicelib.events import Visibility
from chalicelib.http import reporter_schemas, responses, schemas
from chalicelib.http.callers import client_address, network
from chalicelib.http.credentials import WAYS_IN, credentials
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import JsonResponse
from chalicelib.http.reporter_steps import (
    MAILED,
    OF_STEP,
    RECEIPT,
    REPEATABLE,
    act_on_case,
    act_on_case_or_by_link,
    secret_of,
    timeline_page,
    view_for_reporter,
)
from chalicelib.http.request import base_url, language, parse_body, parse_query, utcnow
from chalicelib.http.retries import KEY, content_of, idempotency_key, request_under_key
from chalicelib.observability import Metric
from chalicelib.presentation import views
from chalicelib.presentation.labels import labels_of
from chalicelib.protection import challenge, receipts
from chalicelib.protection.network import subscriber_of
from chalicelib.store import agencies, texts
from chalicelib.store.api_keys import Scope
from chalicelib.usecases import rules
from chalicelib.usecases.act import (
    load_for_everybody,
    load_for_reporter,
    open_for_reporter,
)
from chalicelib.usecases.admission import new_challenge
from chalicelib.usecases.file_complaint import Attempt, Receipt, file_complaint, find_problems
from chalicelib.usecases.mailed_steps import asked_by_link
from chalicelib.usecases.other_cases import related_ids, visible_to_everybody
from chalicelib.usecases.support import support
from chalicelib.workdays import iso

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/challenge")
def get_challenge() -> challenge.Challenge:
    """A proof-of-work challenge to solve before filing (ALTCHA). The more a network asks for, the
    more work each is."""
    return new_challenge(network(routes.current_request), utcnow())


@endpoint(
    routes,
    "POST",
    "/v1/complaints",
    body=schemas.ComplaintIn,
    headers=(KEY, *WAYS_IN),
    statuses=(201,),
    failures=Metric.FILINGS_FAILED,
)
def post_complaint() -> JsonResponse[responses.FiledCase]:
    """File a complaint; answers with its number and its secret."""
    request, context = routes.current_request, rules.decision_context(utcnow())
    sent = parse_body(
        request, schemas.ComplaintIn, also=lambda asked: find_problems(asked, context)
    )
    attempt = Attempt(
        credentials=credentials(request),
        idempotency_key=idempotency_key(request),
        content=content_of(sent),
    )
    spoken = language(request)
    filed = file_complaint(
        sent.filing(spoken), sent.identity(spoken), attempt, context, at_risk=bool(sent.at_risk)
    )
    return JsonResponse(body=receipt_answer(filed, base_url(request)), status=201)


def receipt_answer(filed: Receipt, base: str) -> responses.FiledCase:
    """Number and secret of a new complaint, for whoever filed it."""
    case, event = filed.case, filed.event
    here = f"{base}/v1/complaints/{event.case_id}"
    return {
        "id": event.case_id,
        "secret": filed.secret,
        "status": "received",
        "filed_at": iso(event.at, case.zone),
        "deadlines": event.data["deadlines"],
        "anonymous": case.anonymous,
        "confidential": case.confidential,
        "public": is_public(case),
        "protected_for": list(case.protected_for),
        "links": {
            "self": here,
            "timeline": f"{here}/timeline",
            "track": f"{base}/track?id={event.case_id}",
        },
    }


@endpoint(routes, "GET", "/v1/complaints/{case_id}", headers=RECEIPT)
def get_complaint(case_id: str) -> responses.PublicCase | responses.ReportersCase:
    """A complaint: the public view, or the reporter's with X-Receipt."""
    secret = routes.current_request.headers.get("x-receipt")
    if secret:
        file, context = open_for_reporter(case_id, secret), rules.decision_context(utcnow())
        return view_for_reporter(routes.current_request, file, context)
    case, now = load_for_everybody(case_id), utcnow()
    view = views.public_view(
        case,
        texts.get(case.id),
        now=now,
        agency_name=agencies.registry(now).name_of,
        visible_cases=visible_to_everybody(related_ids(case)),
    )
    return {**view, **labels_of(view, language(routes.current_request))}


@endpoint(
    routes,
    "GET",
    "/v1/complaints/{case_id}/timeline",
    query=schemas.TimelineQuery,
    headers=RECEIPT,
)
def get_timeline(case_id: str) -> responses.Timeline:
    """What happened so far, oldest first, as far as the caller may see it."""
    secret = routes.current_request.headers.get("x-receipt")
    if secret:
        case, level = load_for_reporter(case_id, secret), Visibility.REPORTER
    else:
        case, level = load_for_everybody(case_id), Visibility.PUBLIC
    wanted = parse_query(routes.current_request, schemas.TimelineQuery)
    return timeline_page(case, level, wanted.cursor, wanted.limit)


@endpoint(routes, "GET", "/v1/complaints/{case_id}/step", headers=(OF_STEP,), refuses=(410,))
def get_step(case_id: str) -> responses.MailedStep:
    """What the mail with this link asks about: its question, or the answer to rate. Nothing else of
    the case, and only as long as the step is waited for."""
    token = routes.current_request.headers.get(OF_STEP.lower()) or ""
    context = rules.decision_context(utcnow())
    asked = asked_by_link(receipts.parse_case_id(case_id), token, context)
    return {
        "id": asked.case.id,
        "action": "rate" if asked.action == "rate" else "message",
        "words": asked.words,
        "until": iso(asked.until, asked.case.zone),
    }


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/messages",
    body=reporter_schemas.MessageIn,
    headers=MAILED,
    statuses=(201,),
)
def post_message(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Reply to the agency; answers a question that put the case on hold.

    With the token of a mailed link it is the answer to that question, without files.
    """
    request = routes.current_request
    sent = parse_body(request, reporter_schemas.MessageIn)
    if sent.attachments and request.headers.get(OF_STEP.lower()) and not secret_of(request):
        raise Invalid([Problem(field="attachments", code="needs_receipt")])
    action = Message(text=sent.text, attachments=sent.attachments)
    return act_on_case_or_by_link(request, case_id, action, sent)


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/rating",
    body=reporter_schemas.RatingIn,
    headers=MAILED,
    statuses=(201,),
)
def post_rating(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Say whether the answer satisfies; "not satisfied" with a reason may appeal. Also with the
    token of a mailed link."""
    sent = parse_body(routes.current_request, reporter_schemas.RatingIn)
    if sent.appeal and not sent.comment:
        raise Invalid([Problem(field="comment", code="required")])
    action = Rate(**sent.model_dump())
    return act_on_case_or_by_link(routes.current_request, case_id, action, sent)


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/reopen",
    body=reporter_schemas.ReopenIn,
    headers=REPEATABLE,
    statuses=(201,),
)
def post_reopen(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Take up again a complaint that ended in silence."""
    sent = parse_body(routes.current_request, reporter_schemas.ReopenIn)
    return act_on_case(routes.current_request, case_id, Reopen(reason=sent.reason), sent)


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/withdrawal",
    headers=REPEATABLE,
    statuses=(201,),
)
def post_withdrawal(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Withdraw a complaint that is not answered: nobody answers it any more. Who may read it, and
    what is held of who filed it, stays as it is."""
    return act_on_case(routes.current_request, case_id, Withdraw())


@endpoint(
    routes,
    "PATCH",
    "/v1/complaints/{case_id}/privacy",
    body=reporter_schemas.PrivacyIn,
    headers=REPEATABLE,
)
def patch_privacy(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Make a complaint anonymous or confidential; never the other way. It holds for all
    matters that were filed as one."""
    sent = parse_body(routes.current_request, reporter_schemas.PrivacyIn)
    return act_on_case(routes.current_request, case_id, Tighten(**sent.model_dump()), sent)


@endpoint(routes, "DELETE", "/v1/complaints/{case_id}/protection", headers=REPEATABLE)
def delete_protection(case_id: str) -> responses.ReportersCase | responses.SavedCase:
    """Open a complaint that the service made confidential because of its words; everybody may read
    it once a person has looked at it."""
    return act_on_case(routes.current_request, case_id, Unprotect())


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/support",
    body=reporter_schemas.SupportIn,
    body_required=False,
    headers=(*WAYS_IN, KEY),
    statuses=(201,),
)
def post_support(case_id: str) -> responses.Support:
    """Say "me too", once per person as far as that can be told: once from an internet address (of
    IPv6 a /56), or for whom a machine client says it speaks."""
    request, now = routes.current_request, utcnow()
    case = load_for_everybody(case_id)
    sent = parse_body(request, reporter_schemas.SupportIn, optional=True)
    admission = credentials(request).admit(Scope.SUPPORT, now)
    if sent.person is not None and admission.client is None:
        raise Invalid([Problem(field="person", code="machine_clients_only")])
    voice = (
        subscriber_of(client_address(request))
        if sent.person is None
        else f"client {admission.client} {sent.person}"
    )
    keyed = request_under_key(
        request,
        sent,
        scope=f"{case.id} {admission.caller}",
        now=now,
        used=admission.claims(now),
    )
    return {"id": case.id, "supporters": support(case.id, voice, admission, keyed, now)}
