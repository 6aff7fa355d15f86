"""The contract as OpenAPI 3.1, put together from the routes: what a route takes from its pydantic
models, what it answers from its return type, and what may be refused from what it takes."""

import re
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, create_model
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from chalicelib.case.actions import OFFICER_ACTIONS
from chalicelib.http import responses
from chalicelib.http.endpoint import ENDPOINTS, Endpoint
from chalicelib.http.json_response import SECURITY_HEADERS, JsonResponse
from chalicelib.http.officer_schemas import ActionIn, shape_of
from chalicelib.http.openapi_parts import (
    FORMS,
    HEADERS,
    PARAMETERS,
    REFUSALS,
    SCHEME_OF,
    SCHEMES,
)

VERSION = "1.0.0"
_REFERENCE = "#/components/schemas/{model}"


class _Untitled(GenerateJsonSchema):
    """Fields without a title: their names say as much."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document(language: str) -> responses.Contract:
    """The whole contract; `language` is `id` or `en` and chooses the title's words."""
    title = "LAPOR" + (" - public complaints" if language == "en" else " - pengaduan publik")
    given = {told.view.__name__: TypeAdapter[Any](_answered(told)) for told in ENDPOINTS}
    content, of_answers = _schemas(given | {"Error": TypeAdapter(responses.Error)}, "serialization")
    taken = {told.body for told in ENDPOINTS if told.body and told.body is not ActionIn}
    ordered = sorted(taken | set(_actions().values()), key=lambda model: model.__name__)
    _, of_bodies = _schemas({m.__name__: TypeAdapter[Any](m) for m in ordered}, "validation")
    paths: dict[str, dict[str, Any]] = {}
    for told in sorted(ENDPOINTS, key=lambda told: (told.path, told.method)):
        done = content[told.view.__name__]
        paths.setdefault(told.path, {})[told.method.lower()] = _operation(told, done)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION, "license": {"name": "MIT"}},
        "paths": paths,
        "components": {
            "schemas": dict(
                sorted((of_bodies | of_answers | FORMS | {"Action": _any_action()}).items())
            ),
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "responses": {f"Refused{status}": _refused(status) for status in REFUSALS},
            "securitySchemes": SCHEMES,
        },
    }


def _answered(told: Endpoint) -> Any:
    """The type of what a view answers."""
    answered = get_type_hints(told.view, include_extras=True)["return"]
    return get_args(answered)[0] if get_origin(answered) is JsonResponse else answered


def _schemas(
    adapters: dict[str, TypeAdapter[Any]], mode: JsonSchemaMode
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of each, and what they refer to."""
    each, shared = TypeAdapter.json_schemas(
        [(name, mode, adapter) for name, adapter in adapters.items()],
        ref_template=_REFERENCE,
        schema_generator=_Untitled,
    )
    return {name: schema for (name, _), schema in each.items()}, shared["$defs"]


def _operation(told: Endpoint, content: dict[str, Any]) -> dict[str, Any]:
    summary, _, description = (told.view.__doc__ or "").strip().partition("\n\n")
    operation: dict[str, Any] = {
        "operationId": told.view.__name__,
        "summary": " ".join(summary.split()),
        "parameters": [*_in_path(told.path), *_in_query(told.query), *_in_header(told.headers)],
        "responses": {str(status): _done(content, told) for status in told.statuses}
        | ({} if told.caching is None else {"304": _unchanged(content, told)})
        | {str(s): {"$ref": f"#/components/responses/Refused{s}"} for s in _refusals(told)},
        "security": _security(told),
    }
    if description:
        operation["description"] = " ".join(description.split())
    if told.body is not None:
        name = "Action" if told.body is ActionIn else told.body.__name__
        operation["requestBody"] = {
            "required": told.body_required,
            "content": {"application/json": {"schema": {"$ref": _REFERENCE.format(model=name)}}},
        }
    return operation


def _done(content: dict[str, Any], told: Endpoint) -> dict[str, Any]:
    forms = {"application/json": {"schema": content}}
    if told.page:
        forms["text/html"] = {"schema": {"type": "string"}}
    names = [*SECURITY_HEADERS, *(["Location"] if 302 in told.statuses else [])]
    headers: dict[str, Any] = {n: {"$ref": f"#/components/headers/{n}"} for n in names}
    if told.caching is not None:
        headers["Cache-Control"] = {"schema": {"type": "string", "const": told.caching}}
        headers["ETag"] = {"schema": {"type": "string"}}
    return {
        "description": "Done.",
        "headers": headers,
        "content": forms,
    }


def _unchanged(content: dict[str, Any], told: Endpoint) -> dict[str, Any]:
    """The answer to who has it already: the same without the text."""
    headers = _done(content, told)["headers"]
    return {"description": "Still what the caller has.", "headers": headers}


def _refused(status: int) -> dict[str, Any]:
    names = {*SECURITY_HEADERS, "Access-Control-Allow-Origin"}
    names |= {"WWW-Authenticate"} if status == 401 else set()
    names |= {"Retry-After"} if status in (429, 503) else set()
    return {
        "description": REFUSALS[status],
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in sorted(names)},
        "content": {"application/json": {"schema": {"$ref": _REFERENCE.format(model="Error")}}},
    }


def _refusals(told: Endpoint) -> list[int]:
    """What may be answered instead: by what the route takes, and whether it changes a thing."""
    found = {429, 500, 503, *told.refuses}
    found |= {400, 413, 415, 422} if told.body else set()
    found |= {422} if told.query or told.headers else set()
    found |= {404} if "{" in told.path or told.query else set()
    found |= {401, 403} if told.officer else set()
    found |= {401, 403, 410} if "X-Challenge" in told.headers else set()
    writes = told.method != "GET" and not told.open_to_all
    changes = writes and (told.officer or bool(told.headers))
    found |= {403, 409, 410} if changes else set()
    return sorted(found)


def _security(told: Endpoint) -> list[dict[str, list[str]]]:
    """Any one of these opens the route; an empty one says that nothing is needed."""
    names = [SCHEME_OF[name] for name in told.headers if name in SCHEME_OF]
    names += ["officer"] if told.officer else []
    open_to_all = told.open_to_all or not names or (names == ["receipt"] and told.method == "GET")
    return [*([{}] if open_to_all else []), *({name: list[str]()} for name in names)]


def _in_path(path: str) -> list[dict[str, Any]]:
    case_id = {"$ref": _REFERENCE.format(model="CaseNumber")}
    shapes: dict[str, Any] = {
        "case_id": case_id,
        "day": {"type": "string", "format": "date"},
        "key_id": {"type": "string", "pattern": "^[0-9a-f]{12}$"},
        "officer_id": {"type": "string"},
        "breach_id": {"type": "string"},
        "lead_id": {"type": "string", "pattern": "^[0-9a-f]{20}$"},
        "queue": {"type": "string", "examples": ["NotifyAgencyDeadLetters"]},
        "rate": {"type": "string", "examples": ["search"]},
        "feed_id": {"type": "string", "examples": ["jalan"]},
        "agency_id": {"type": "string", "examples": ["kota-surabaya"]},
        "file_name": {"type": "string", "examples": ["2026-11.csv"]},
        "token": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    return [
        {"name": name, "in": "path", "required": True, "schema": shapes[name]}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _in_query(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    shape = query.model_json_schema(schema_generator=_Untitled)
    known = shape.get("$defs", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": name in shape.get("required", ()),
            "schema": _never_null(_inlined(schema, known)),
        }
        for name, schema in shape["properties"].items()
    ]


def _never_null(schema: Any) -> Any:
    """A query says nothing of a field by leaving it out; it cannot say null."""
    alternatives = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(alternatives) != 1:
        return schema
    return {n: v for n, v in schema.items() if n not in ("anyOf", "default")} | alternatives[0]


def _inlined(schema: Any, known: dict[str, Any]) -> Any:
    """A parameter's schema with its `$ref`s put in place."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return known[schema["$ref"].rsplit("/", 1)[1]]
        return {name: _inlined(value, known) for name, value in schema.items()}
    return [_inlined(value, known) for value in schema] if isinstance(schema, list) else schema


def _in_header(names: tuple[str, ...]) -> list[dict[str, Any]]:
    asked = ["Accept-Language", *(name for name in names if name not in SCHEME_OF)]
    return [{"$ref": f"#/components/parameters/{name}"} for name in asked]


def _actions() -> dict[str, type[BaseModel]]:
    """Each action as it is sent: its own data with its name and the version that was seen."""
    version = get_type_hints(ActionIn, include_extras=True)["version"]
    made: dict[str, type[BaseModel]] = {}
    for name in OFFICER_ACTIONS:
        own: dict[str, Any] = {"action": (Literal[name], ...), "version": (version, ...)}
        title = "".join(part.title() for part in name.split("_")) + "Action"
        made[name] = create_model(title, __base__=shape_of(name), **own)
    return made


def _any_action() -> dict[str, Any]:
    to = {name: _REFERENCE.format(model=model.__name__) for name, model in _actions().items()}
    return {
        "oneOf": [{"$ref": reference} for reference in to.values()],
        "discriminator": {"propertyName": "action", "mapping": to},
    }
