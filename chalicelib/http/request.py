"""What every view reads of a request: body and query, checked, and what comes with them."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from chalice.app import Request
from pydantic import BaseModel, ValidationError

from chalicelib import settings
from chalicelib.errors import Invalid, Problem
from chalicelib.http import error_response
from chalicelib.presentation.catalogue import Language

MAX_BODY_BYTES = 64 * 1024  # of what was sent as UTF-8, without escapes and blanks
LONGEST_ESCAPE = 6  # bytes that JSON may take to say one, such as \u0061
MAX_DEPTH = 20
Model = TypeVar("Model", bound=BaseModel)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


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


def language(request: Request) -> Language:
    """`id` or `en`, from Accept-Language; Indonesian unless English is asked for first."""
    return error_response.preferred_language(request.headers.get("accept-language", ""))


def base_url(request: Request) -> str:
    """The root of this stage, without a trailing slash."""
    told = settings.load().public_url
    return told or f"https://{request.context['domainName']}/{request.context['stage']}"


def request_id(request: Request) -> str:
    """The id under which the logs know this request."""
    found: str = request.context.get("requestId", "")
    return found


def utcnow() -> datetime:
    """Now, in UTC: the one place where the edge reads the clock."""
    return datetime.now(UTC)
