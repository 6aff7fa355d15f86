"""Holds every answer of the API against the contract: an undocumented field, status or header, or
one of another type, fails."""

import functools
from collections.abc import Mapping
from typing import Any

import jsonschema_rs

PAGES = frozenset(
    {
        "/",
        "/contact",
        "/csp-reports",
        "/feed",
        "/figures",
        "/follow",
        "/guide",
        "/map",
        "/officer",
        "/replacement",
        "/respond",
        "/reports",
        "/reports/{case_id}",
        "/reports/{case_id}/feed",
        "/robots.txt",
        "/sitemap.xml",
        "/static/{version}/{name}",
        "/track",
        "/worker.js",
        "/{rest+}",
    }
)


PAGES_OF_ROUTES = {("GET", "/follow/{case_id}/{token}")}  # what else is there is in the contract


def check(method: str, resource: str, status: int, headers: Mapping[str, Any], body: Any) -> None:
    """Compare an answer with what the contract says of its route."""
    if resource in PAGES or (method, resource) in PAGES_OF_ROUTES:
        return
    told = _contract()["paths"][resource][method.lower()]["responses"]
    assert str(status) in told, f"{method} {resource} answers {status}, which no contract says"
    documented = _resolved(told[str(status)])["headers"]
    unknown = {name for name in headers if name not in {*documented, "Content-Type"}}
    assert not unknown, f"{method} {resource} has undocumented headers {unknown}"
    if status == 304:
        assert body == "", f"{method} {resource} sends what the caller has"
        return
    if headers["Content-Type"].startswith("text/html"):
        assert "text/html" in _resolved(told[str(status)])["content"], f"{resource} has no page"
        return
    for error in _validator(method, resource, status).iter_errors(body):
        where = "/".join(str(part) for part in error.instance_path)
        raise AssertionError(f"{method} {resource} {status} at '{where}': {error.message}")


@functools.cache
def _validator(method: str, resource: str, status: int) -> Any:
    told: Any = _contract()["paths"][resource][method.lower()]["responses"][str(status)]
    schema = _resolved(told)["content"]["application/json"]["schema"]
    whole = {**schema, "components": _contract()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


@functools.cache
def _contract() -> dict[str, Any]:
    import app  # noqa: F401 (its routes are the contract)
    from chalicelib.http.openapi import document

    told: dict[str, Any] = closed(dict(document("en")))
    return told


def _resolved(told: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in told:
        return told
    found: dict[str, Any] = _contract()["components"]["responses"][told["$ref"].split("/")[-1]]
    return found


def closed(schema: Any) -> Any:
    """The same, with no room for fields that are not named: clients must live with new ones,
    we must not send them unawares."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        return {"additionalProperties": False} | inner
    return inner
