"""Filing for somebody who came to the counter."""

from chalice.app import Blueprint

from chalicelib.case.model import Role
from chalicelib.http import responses, schemas
from chalicelib.http.auth import current_officer, officers, only
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import JsonResponse
from chalicelib.http.reporter import receipt_answer
from chalicelib.http.request import base_url, language, parse_body, utcnow
from chalicelib.http.retries import KEY, content_of, idempotency_key
from chalicelib.observability import Metric
from chalicelib.structs import replace
from chalicelib.usecases import rules
from chalicelib.usecases.admission import Credentials
from chalicelib.usecases.file_complaint import Attempt, file_complaint, find_problems

routes = Blueprint(__name__)
AT_THE_COUNTER = frozenset({Role.LIAISON, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})


@endpoint(
    routes,
    "POST",
    "/v1/officer/complaints",
    authorizer=officers,
    let_in=only(*AT_THE_COUNTER),
    body=schemas.ComplaintIn,
    headers=(KEY,),
    statuses=(201,),
    failures=Metric.FILINGS_FAILED,
)
def post_officer_complaint() -> JsonResponse[responses.FiledCase]:
    """File a complaint for somebody at the counter (channel `counter`), and hand over number and
    secret, which nobody is shown again. It finds its agency as any other."""
    request, context = routes.current_request, rules.decision_context(utcnow())
    actor = current_officer(request)
    sent = parse_body(
        request, schemas.ComplaintIn, also=lambda asked: find_problems(asked, context)
    )
    attempt = Attempt(
        credentials=Credentials(officer_id=actor.officer_id),
        idempotency_key=idempotency_key(request),
        content=content_of(sent),
    )
    spoken = language(request)
    wanted = replace(sent.filing(spoken), channel=schemas.IntakeChannel.COUNTER.value)
    filed = file_complaint(
        wanted, sent.identity(spoken), attempt, context, at_risk=bool(sent.at_risk)
    )
    return JsonResponse(body=receipt_answer(filed, base_url(request)), status=201)
