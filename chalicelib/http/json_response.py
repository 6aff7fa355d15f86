"""How every view answers: JSON with the headers all answers carry, a tag for what may be kept, and
refusals and failures in one form."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Generic, TypeVar

from chalice.app import Request, Response
from msgspec import Struct
from msgspec.structs import asdict

from chalicelib.clients import is_outage
from chalicelib.errors import DomainError, Unavailable
from chalicelib.http import error_response
from chalicelib.http.request import language, request_id
from chalicelib.http.responses import SavedCase
from chalicelib.observability import Metric, count, logger
from chalicelib.usecases.idempotency import SavedStep

Content = TypeVar("Content")

Headers = dict[str, str | list[str]]  # as Chalice types them
SECURITY_HEADERS: Headers = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class JsonResponse(Struct, Generic[Content], frozen=True, kw_only=True):
    """What a view returns: a JSON body, its status and extra headers."""

    body: Content
    status: int = 200
    headers: Mapping[str, str] = {}
    page: str | None = None  # the same as HTML, sent in its place to who asked for that


def respond(answer: JsonResponse[Any]) -> Response:
    """JSON with the headers every answer carries."""
    headers: Headers = {"Content-Type": "application/json; charset=utf-8"}
    if answer.page is not None:
        headers["Content-Type"] = "text/html; charset=utf-8"
    text = answer.page or json.dumps(
        answer.body, ensure_ascii=False, separators=(",", ":"), default=_to_json
    )
    return Response(
        body=text,
        status_code=answer.status,
        headers=headers | SECURITY_HEADERS | dict(answer.headers),
    )


def _to_json(value: Any) -> Any:
    """Days as ISO 8601 has them, structs as objects."""
    if isinstance(value, date):
        return value.isoformat()
    return asdict(value)


def tag_of(text: str) -> str:
    """The tag by which a caller asks whether what they have is still so."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def unless_known(request: Request, response: Response) -> Response:
    """An answer with a tag; to who has it already, 304 without its text. The comparison is the weak
    one (RFC 9110, section 13.1.2), because what compresses on the way weakens tags."""
    known = request.headers.get("if-none-match", "").split(",")
    if response.headers["ETag"] not in {one.strip().removeprefix("W/") for one in known}:
        return response
    return Response(body="", status_code=304, headers=response.headers)


def refusal_response(refusal: DomainError, request: Request) -> Response:
    """The answer to a refusal, in the form of all errors."""
    status, headers = error_response.status_of(refusal)
    content = error_response.error_object(refusal, language(request), request_id(request))
    return respond(JsonResponse(body={"error": content}, status=status, headers=headers))


def failure_response(request: Request, error: Exception, failures: Metric | None) -> Response:
    """The answer to a failure of ours: to come back later where a service is down, else 500."""
    logger.exception("request failed", extra={"route": request.path})
    if failures is not None:
        count(failures)
    if is_outage(error):
        return refusal_response(Unavailable("unavailable"), request)
    content = error_response.failure(language(request), request_id(request))
    return respond(JsonResponse(body={"error": content}, status=500))


def saved_case(step: SavedStep) -> SavedCase:
    """What can be said of a step whatever else fails, and whoever asks."""
    return {"id": step.case_id, "version": step.version, "status": step.status, "actions": []}


def saved_case_after_failure(step: SavedStep) -> SavedCase:
    """The answer to a step that is saved, where making the whole answer has just failed. What is
    done never answers 5xx: a client would do it again."""
    logger.exception("saved, and the answer failed", extra={"case_id": step.case_id})
    return saved_case(step)
