"""Files of a case: registered, listed, and shown by links that are good for a minute."""

from collections.abc import Iterable

from chalice.app import Blueprint

from chalicelib.attachments.attachment import Attachment, FileState, Sender, seen_by
from chalicelib.case.model import Case
from chalicelib.http import upload_responses
from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import JsonResponse
from chalicelib.http.reporter_schemas import AttachmentIn
from chalicelib.http.request import language, parse_body, request_id, utcnow
from chalicelib.http.retries import KEY, request_under_key
from chalicelib.presentation.attachment_views import attachment_view, plain_name
from chalicelib.protection import receipts
from chalicelib.store import attachments, file_bucket
from chalicelib.usecases import attach, rules
from chalicelib.usecases.act import load_for_everybody, load_for_reporter
from chalicelib.usecases.record_readings import Reader, load_for_officer

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/attachments",
    body=AttachmentIn,
    headers=("X-Receipt", KEY),
    statuses=(201,),
    refuses=(409,),
)
def post_attachment(case_id: str) -> JsonResponse[upload_responses.RegisteredFile]:
    """Register a photo or PDF; answers with the form to post it with. It belongs to the filing
    until a message takes it along: three with the filing, three with each message."""
    secret = routes.current_request.headers.get("x-receipt")
    case = load_for_reporter(case_id, secret)
    scope = f"{case.id} {receipts.secret_sha256(secret or '')}"
    return _registered(case, Sender.REPORTER, scope)


@endpoint(
    routes,
    "GET",
    "/v1/complaints/{case_id}/attachments",
    headers=("X-Receipt",),
    open_to_all=True,
)
def get_attachments(case_id: str) -> upload_responses.Files:
    """The files of a complaint: all of them for its reporter; without X-Receipt those of a public
    case that an officer has looked at and published."""
    secret = routes.current_request.headers.get("x-receipt")
    if secret:
        case = load_for_reporter(case_id, secret)
        return _listed(
            case, seen_by(attachments.of_case(case.id), Sender.REPORTER), Sender.REPORTER
        )
    case = load_for_everybody(case_id)
    known = attachments.of_case(case.id) if case.published_files else []
    shown = [
        each
        for each in known
        if each.number in case.published_files and each.state is FileState.CLEAN
    ]
    return _listed(case, shown, None)


@endpoint(
    routes,
    "POST",
    "/v1/officer/complaints/{case_id}/attachments",
    authorizer=officers,
    body=AttachmentIn,
    headers=(KEY,),
    statuses=(201,),
    refuses=(409,),
)
def post_officer_attachment(case_id: str) -> JsonResponse[upload_responses.RegisteredFile]:
    """Register a photo or PDF to go with the agency's answer, three with each. The reporter sees it
    once an answer has taken it along."""
    reader, context = _reader("attach"), rules.decision_context(utcnow())
    case = load_for_officer(case_id, reader, context)
    attach.check_may_send(case, reader.actor, context)
    scope = f"{case.id} {reader.actor.officer_id}"
    return _registered(case, Sender.AGENCY, scope, reader.actor.agency_id)


@endpoint(routes, "GET", "/v1/officer/complaints/{case_id}/attachments", authorizer=officers)
def get_officer_attachments(case_id: str) -> upload_responses.Files:
    """The files of a complaint as the handling agency sees them."""
    reader, context = _reader("attachments"), rules.decision_context(utcnow())
    case = load_for_officer(case_id, reader, context)
    seen = seen_by(attachments.of_case(case.id), Sender.AGENCY, reader.actor.agency_id)
    return _listed(case, seen, Sender.AGENCY)


def _registered(
    case: Case, by: Sender, scope: str, agency_id: str | None = None
) -> JsonResponse[upload_responses.RegisteredFile]:
    now = utcnow()
    sent = parse_body(routes.current_request, AttachmentIn)
    file = attach.register_upload(
        case,
        by,
        agency_id=agency_id,
        filename=sent.filename,
        content_type=sent.content_type,
        size=sent.size,
        now=now,
        request=request_under_key(routes.current_request, sent, scope=scope, now=now),
    )
    spoken = language(routes.current_request)
    form = file_bucket.upload_form(file)
    return JsonResponse(
        body={
            "attachment": attachment_view(file, case, now=now, language=spoken, own=True),
            "upload": {"url": form.url, "fields": dict(form.fields)},
        },
        status=201,
    )


def _listed(case: Case, shown: Iterable[Attachment], side: Sender | None) -> upload_responses.Files:
    now, spoken = utcnow(), language(routes.current_request)
    items: list[upload_responses.ShownFile] = []
    for each in shown:
        view = attachment_view(each, case, now=now, language=spoken, own=each.by is side)
        if each.state is FileState.CLEAN:
            link = file_bucket.link(each, plain_name(each, spoken))
            items.append({**view, "link": link})
        else:
            items.append({**view})  # type: ignore[typeddict-item]  # without a link, which may be
    return {"items": items}


def _reader(purpose: str) -> Reader:
    request = routes.current_request
    return Reader(actor=current_officer(request), request_id=request_id(request), purpose=purpose)
