"""What every view shares: reading a request safely, one way out for answers and for errors."""

import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from chalice.app import Authorizer, Blueprint, Request, Response
from msgspec import Struct
from msgspec.structs import asdict
from pydantic import BaseModel, ValidationError

from chalicelib import settings
from chalicelib.case.model import Actor
from chalicelib.clients import is_outage
from chalicelib.errors import DomainError, Invalid, NotAllowed, NotFound, Problem, Unavailable
from chalicelib.http import auth, error_response
from chalicelib.http.responses import SavedCase
from chalicelib.observability import Metric, count, logger
from chalicelib.presentation.catalogue import Language
from chalicelib.structs import replace
from chalicelib.usecases.idempotency import SavedStep

MAX_BODY_BYTES = 64 * 1024  # of what was sent as UTF-8, without escapes and blanks
LONGEST_ESCAPE = 6  # bytes that JSON may take to say one, such as \u0061
MAX_DEPTH = 20
Model = TypeVar("Model", bound=BaseModel)
Content = TypeVar("Content")
_SURROGATE = re.compile(r"[\ud800-\udfff]")

Headers = dict[str, str | list[str]]  # as Chalice types them
SECURITY_HEADERS: Headers = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Endpoint(Struct, frozen=True, kw_only=True):
    """One route as the OpenAPI document tells it."""

    method: str
    path: str
    view: Callable[..., Any]
    body: type[BaseModel] | None = None
    body_required: bool = True
    query: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    statuses: tuple[int, ...] = (200,)
    refuses: tuple[int, ...] = ()
    page: bool = False
    officer: bool = False
    open_to_all: bool = False
    caching: str | None = None


ENDPOINTS: list[Endpoint] = []


class JsonResponse(Struct, Generic[Content], frozen=True, kw_only=True):
    """What a view returns: a JSON body, its status and extra headers."""

    body: Content
    status: int = 200
    headers: Mapping[str, str] = {}
    page: str | None = None  # the same as HTML, sent in its place to who asked for that


def endpoint(
    routes: Blueprint,
    method: str,
    path: str,
    *,
    authorizer: Authorizer | None = None,
    let_in: Callable[[Actor], None] | None = None,
    body: type[BaseModel] | None = None,
    body_required: bool = True,
    query: type[BaseModel] | None = None,
    headers: tuple[str, ...] = (),
    statuses: tuple[int, ...] = (200,),
    refuses: tuple[int, ...] = (),
    page: bool = False,
    open_to_all: bool = False,
    caching: str | None = None,
    failures: Metric | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Register a view: it may raise any domain error and returns JSON or an `Answer`. Its docstring
    and its return type are in the contract (`http.openapi`).

    A route with an `authorizer` is for officers: for those whom `let_in` does not refuse. Others
    have one answer, whatever they send, because nothing of it is read before.

    `statuses` are those of what is done, the usual one first; `refuses` are those of refusals that
    do not follow from the rest. A route that is `open_to_all` may be asked without what its headers
    bring, and changes nothing; one with a `page` answers in HTML too. `caching` is how long an
    answer may be kept, which then has a tag to ask by whether it is still so. `failures` counts the
    requests that fail for a reason of ours.
    """

    def register(view: Callable[..., Any]) -> Callable[..., Response]:
        ENDPOINTS.append(
            Endpoint(
                method=method,
                path=path,
                view=view,
                body=body,
                body_required=body_required,
                query=query,
                headers=headers,
                statuses=statuses,
                refuses=refuses,
                page=page,
                officer=authorizer is not None,
                open_to_all=open_to_all,
                caching=caching,
            )
        )

        @functools.wraps(view)
        def wrapper(**parameters: str) -> Response:
            request = routes.current_request
            try:
                if authorizer is not None:
                    officer = auth.current_officer(request)
                    if let_in is not None:
                        let_in(officer)
                outcome = view(**parameters)
            except DomainError as refusal:
                if isinstance(refusal, Unavailable) and failures is not None:
                    count(failures)
                if authorizer is not None and isinstance(refusal, NotAllowed | NotFound):
                    auth.log_refusal(request, refusal, parameters.get("case_id"))
                return refusal_response(refusal, request)
            except Exception as error:
                return failure_response(request, error, failures)
            answer = (
                outcome
                if isinstance(outcome, JsonResponse)
                else JsonResponse(body=outcome, status=statuses[0])
            )
            if caching is None:
                return respond(answer)
            kept = respond(_with_caching(answer, caching))
            kept.headers["ETag"] = tag_of(kept.body)
            return unless_known(request, kept)

        register_route = routes.route(
            path, methods=[method], authorizer=authorizer, content_types=[]
        )
        registered: Callable[..., Response] = register_route(wrapper)
        return registered

    return register


def _with_caching(answer: JsonResponse[Any], caching: str) -> JsonResponse[Any]:
    return replace(answer, headers={**answer.headers, "Cache-Control": caching})


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


def saved_case(step: SavedStep) -> SavedCase:
    """What can be said of a step whatever else fails, and whoever asks."""
    return {"id": step.case_id, "version": step.version, "status": step.status, "actions": []}


def saved_case_after_failure(step: SavedStep) -> SavedCase:
    """The answer to a step that is saved, where making the whole answer has just failed. What is
    done never answers 5xx: a client would do it again."""
    logger.exception("saved, and the answer failed", extra={"case_id": step.case_id})
    return saved_case(step)


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


def language(request: Request) -> Language:
    """`id` or `en`, from Accept-Language; Indonesian unless English is asked for first."""
    return error_response.preferred_language(request.headers.get("accept-language", ""))


def utcnow() -> datetime:
    """Now, in UTC: the one place where the edge reads the clock."""
    return datetime.now(UTC)


def base_url(request: Request) -> str:
    """The root of this stage, without a trailing slash."""
    told = settings.load().public_url
    return told or f"https://{request.context['domainName']}/{request.context['stage']}"


def parse_body(
    request: Request,
    model: type[Model],
    *,
    also: Callable[[dict[str, Any]], Sequence[Problem]] | None = None,
    optional: bool = False,
) -> Model:
    """The JSON body as `model`; where it is `optional` and there is none, the model's defaults.

    Raises `Invalid` naming every problem at once: those of the shape, and those `also` finds in
    the object as it was sent, at fields whose shape is right.
    """
    if optional and not request.raw_body:
        return model()
    text, value = _json_object(request)
    problems: list[Problem] = []
    try:
        made = model.model_validate_json(text)
    except ValidationError as error:
        problems = error_response.to_problems(error)
    if also is not None:
        named = {problem.field for problem in problems}
        problems += [problem for problem in also(value) if problem.field not in named]
    if problems:
        raise Invalid(problems)
    return made


def parse_query(request: Request, model: type[Model]) -> Model:
    """The query string as `model` (the last value of a repeated name). Raises `Invalid`."""
    given = request.query_params
    values = {name: given[name] for name in given} if given else {}
    try:
        return model.model_validate(values, strict=False)
    except ValidationError as error:
        raise Invalid(error_response.to_problems(error)) from None


def _json_object(request: Request) -> tuple[str, dict[str, Any]]:
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != "application/json":
        raise Invalid([], code="not_json")
    raw = request.raw_body
    if len(raw) > LONGEST_ESCAPE * MAX_BODY_BYTES:
        raise Invalid([], code="too_large")
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        value = json.loads(
            text, parse_constant=_reject_constant, object_pairs_hook=_reject_duplicate_keys
        )
        _check(value)
    except (ValueError, RecursionError):
        raise Invalid([], code="malformed_json") from None
    # What json.dumps adds is a blank after a comma or a colon.
    may_be_larger = 2 * len(raw) > MAX_BODY_BYTES
    if may_be_larger and len(json.dumps(value, ensure_ascii=False).encode()) > MAX_BODY_BYTES:
        raise Invalid([], code="too_large")
    if not isinstance(value, dict):
        raise Invalid([Problem(field="", code="not_an_object")])
    return text, value


def _reject_constant(name: str) -> None:
    raise ValueError(name)


def _reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name given twice: readers would disagree on which one counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("name given twice")
    return found


def _check(value: object, depth: int = 1) -> None:
    """Raises `ValueError` for what is too deep or has characters that are no text."""
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    if isinstance(value, str):
        if "\0" in value or _SURROGATE.search(value):
            raise ValueError("not text")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name, depth)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)


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


def request_id(request: Request) -> str:
    """The id under which the logs know this request."""
    found: str = request.context.get("requestId", "")
    return found
