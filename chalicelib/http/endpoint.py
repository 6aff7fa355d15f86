"""How a view becomes a route: who is let in, one way out for answers and for errors, and what the
contract tells of it."""

import functools
from collections.abc import Callable
from typing import Any

from chalice.app import Authorizer, Blueprint, Response
from msgspec import Struct
from pydantic import BaseModel

from chalicelib.case.model import Actor
from chalicelib.errors import DomainError, NotAllowed, NotFound, Unavailable
from chalicelib.http import auth
from chalicelib.http.json_response import (
    JsonResponse,
    failure_response,
    refusal_response,
    respond,
    tag_of,
    unless_known,
)
from chalicelib.observability import Metric, count
from chalicelib.structs import replace


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
    """Register a view: it may raise any domain error and returns JSON or a `JsonResponse`. Its
    docstring and its return type are in the contract (`http.openapi`).

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
