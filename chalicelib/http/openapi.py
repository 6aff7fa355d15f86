"""The contract as OpenAPI 3.1, put together from the routes themselves."""

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.case.model import Classification, Status
from chalicelib.http import officer_schemas
from chalicelib.http.edge import ENDPOINTS, Endpoint

VERSION = "1.0.0"
_REFERENCE = "#/components/schemas/{model}"
_MOMENT = {"type": "string", "format": "date-time"}
_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}
_COUNT = {"type": "integer", "minimum": 0}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
    }


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


_DEADLINES = _object(
    {"verify_by": _MOMENT, "follow_up_by": _MOMENT, "resolve_by": _MOMENT}, {"estimated": _FLAG}
)
_CASE = _object(
    {
        "id": _TEXT,
        "classification": {"enum": [c.value for c in Classification]},
        "title": _TEXT,
        "body": _TEXT,
        "category": _or_null(_TEXT),
        "region_code": _or_null(_TEXT),
        "status": {"enum": [s.value for s in Status]},
        "agency": _or_null(_object({"id": _TEXT, "name": _TEXT})),
        "filed_at": _MOMENT,
        "updated_at": _MOMENT,
        "deadlines": _DEADLINES,
        "waiting_on": {"enum": ["agency", "reporter", "nobody"]},
        "overdue": _FLAG,
        "supporters": _COUNT,
    },
    {
        "rating": {"type": "object"},
        "closed": {"type": "object"},
        "region_name": _or_null(_TEXT),
        "category_name": _or_null(_TEXT),
        "incident_date": _or_null({"type": "string", "format": "date"}),
        "location": {"type": "object"},
    },
)
_TOLD = _object(
    {"number": {"type": "integer", "minimum": 1}, "type": _TEXT, "at": _MOMENT, "digest": _TEXT}
)
RESPONSES: dict[str, dict[str, Any]] = {
    "Object": {"type": "object"},
    "OpenAPI": {"type": "object"},
    "Support": _object({"id": _TEXT, "supporters": _COUNT}),
    "Health": _object({"status": {"const": "ok"}}),
    "Challenge": _object(
        {
            "algorithm": {"const": "SHA-256"},
            "challenge": _TEXT,
            "maxnumber": {"type": "integer"},
            "salt": _TEXT,
            "signature": _TEXT,
        }
    ),
    "Filed": _object(
        {
            "id": {
                "type": "string",
                "pattern": "^LP(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]$",
            },
            "secret": _TEXT,
            "status": {"const": "received"},
            "filed_at": _MOMENT,
            "deadlines": _DEADLINES,
            "links": {"type": "object"},
        }
    ),
    "Case": _CASE,
    "OfficerCase": _object(
        {"id": _TEXT, "version": {"type": "integer"}, "actions": {"type": "array"}}
    ),
    "Event": _TOLD,
    "Timeline": _object({"items": _list_of("Event"), "next_cursor": _or_null(_TEXT)}),
    "Similar": _object(
        {
            "id": _TEXT,
            "title": _TEXT,
            "status": {"enum": [s.value for s in Status]},
            "category": _or_null(_TEXT),
            "region_code": _or_null(_TEXT),
            "filed_at": _MOMENT,
            "supporters": _COUNT,
            "similarity": {"type": "number", "minimum": 0, "maximum": 1},
            "links": _object({"self": _TEXT}, {"support": _TEXT}),
        }
    ),
    "SimilarList": _object({"items": _list_of("Similar")}),
    "PublicList": _object({"items": _list_of("Case"), "next_cursor": _or_null(_TEXT)}),
    "Inbox": _object({"items": {"type": "array"}, "next_cursor": _or_null(_TEXT)}),
    "Session": {
        "anyOf": [
            _object(
                {"access_token": _TEXT, "token_type": _TEXT, "expires_in": {"type": "integer"}},
                {"refresh_token": _TEXT},
            ),
            _object({"challenge": {"enum": ["new_password", "code"]}}),
        ]
    },
    "Agencies": _object({"items": {"type": "array"}}),
    "Categories": _object({"items": {"type": "array"}}),
    "Regions": _object({"items": {"type": "array"}}),
    "Error": _object(
        {
            "error": _object(
                {
                    "code": _TEXT,
                    "message": _TEXT,
                    "fields": {
                        "type": "array",
                        "items": _object({"field": _TEXT, "problem": _TEXT, "message": _TEXT}),
                    },
                    "request_id": _TEXT,
                }
            )
        }
    ),
}


def document(language: str) -> dict[str, Any]:
    """The whole contract; `language` is `id` or `en` and chooses the title's words."""
    title = "LAPOR" + (" - public complaints" if language == "en" else " - pengaduan publik")
    paths: dict[str, dict[str, Any]] = {}
    for told in ENDPOINTS:
        paths.setdefault(told.path, {})[told.method.lower()] = _operation(told)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION, "license": {"name": "MIT"}},
        "paths": paths,
        "components": {
            "schemas": _bodies() | RESPONSES,
            "securitySchemes": {
                "officer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def _operation(told: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": told.view,
        "summary": told.summary,
        "parameters": [*_in_path(told.path), *_in_query(told.query), *_in_header(told.headers)],
        "responses": {
            str(told.status): _answer("Done.", told.response),
            "default": _answer("Refused, and why.", "Error"),
        },
    }
    if told.body is not None:
        schema = {"$ref": _REFERENCE.format(model=told.body.__name__)}
        operation["requestBody"] = {
            "required": told.body_required,
            "content": {"application/json": {"schema": schema}},
        }
    if told.officer:
        operation["security"] = [{"officer": []}]
    return operation


def _answer(description: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _in_path(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _TEXT}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _in_query(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    shape = query.model_json_schema(by_alias=True)
    known = shape.get("$defs", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": name in shape.get("required", ()),
            "schema": _inlined(schema, known),
        }
        for name, schema in shape["properties"].items()
    ]


def _inlined(schema: Any, known: dict[str, Any]) -> Any:
    """A parameter's schema with its `$ref`s put in place."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return known[schema["$ref"].rsplit("/", 1)[1]]
        return {name: _inlined(value, known) for name, value in schema.items()}
    return [_inlined(value, known) for value in schema] if isinstance(schema, list) else schema


def _in_header(names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"name": n, "in": "header", "required": False, "schema": _TEXT} for n in names]


def _bodies() -> dict[str, Any]:
    models: set[type[BaseModel]] = {told.body for told in ENDPOINTS if told.body}
    models |= {shape for shape, _ in officer_schemas.ACTIONS.values()}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, shapes = models_json_schema(
        [(model, "validation") for model in ordered], ref_template=_REFERENCE
    )
    found: dict[str, Any] = shapes["$defs"]
    return found
