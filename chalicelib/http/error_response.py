"""The one table from refusals to status codes, and their messages in both languages."""

import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from chalicelib.errors import (
    Conflict,
    DomainError,
    Expired,
    Invalid,
    NotAllowed,
    NotFound,
    Problem,
    TooMany,
    Unavailable,
)
from chalicelib.presentation.catalogue import Catalogue, Language, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

_BY_CODE = {
    "malformed_json": 400,
    "not_json": 415,
    "too_large": 413,
    "challenge_required": 401,
    "challenge_failed": 401,
    "unknown_api_key": 401,
    "signature_required": 401,
    "signature_failed": 401,
    "timestamp_off": 401,
    "login_failed": 401,
    "session_over": 401,
    "challenge_used": 410,
}
_BY_CLASS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Expired, 410),
    (Conflict, 409),
    (Invalid, 422),
    (TooMany, 429),
    (Unavailable, 503),
)
_RETRY_AFTER_SECONDS = 5
MOST_PROBLEMS = 50
"""An answer is not to be many times what was asked: a body has room for thousands of fields."""

# Malay readers read Indonesian; `in` is the old code of Indonesian.
_LANGUAGES: dict[str, Language] = {"id": "id", "in": "id", "ms": "id", "en": "en"}
_WEIGHT = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")

_PYDANTIC = {
    "missing": "required",
    "extra_forbidden": "unknown",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "date_from_datetime_inexact": "not_a_date",
    "date_type": "not_a_date",
    "datetime_parsing": "not_a_moment",
    "datetime_from_date_parsing": "not_a_moment",
    "datetime_type": "not_a_moment",
    "timezone_aware": "not_a_moment",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
    "string_unicode": "not_text",
    "string_pattern_mismatch": "invalid",
}


def preferred_language(accept_language: str) -> Language:
    """`en` when an Accept-Language header wants English more than Indonesian, else `id`.

    Weights (`;q=`) count first, then the order (RFC 9110 section 12.5.4); what has weight 0 or
    one that is no number is not wanted.
    """
    wanted: list[tuple[float, Language]] = []
    for part in accept_language.lower().split(","):
        tag, _, parameters = part.partition(";")
        language = _LANGUAGES.get(tag.strip().split("-")[0])
        weight = _WEIGHT.fullmatch(parameters.strip())
        if language is not None and (not parameters.strip() or weight):
            wanted.append((float(weight.group(1)) if weight else 1.0, language))
    best = max(wanted, key=lambda one: one[0], default=(0.0, "id"))
    return best[1] if best[0] > 0 else "id"


def to_problems(error: ValidationError) -> list[Problem]:
    """What pydantic found, in our own stable names; of very many the first `MOST_PROBLEMS`."""
    return [
        Problem(
            field=".".join(str(part) for part in found["loc"]),
            code=_problem_code(found["type"]),
            params=_params(found.get("ctx", {})),
        )
        for found in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]
    ]


def _problem_code(kind: str) -> str:
    if kind in _PYDANTIC:
        return _PYDANTIC[kind]
    if kind in catalogue("id")["problems"]:
        return kind
    if kind.endswith("_type"):
        return "wrong_type"
    return "wrong_type" if kind.endswith("_parsing") else "invalid"


def _params(context: dict[str, Any]) -> dict[str, str | int]:
    names = {"min_length": "min", "max_length": "max", "ge": "min", "le": "max"}
    return {names[name]: value for name, value in context.items() if name in names}


def status_of(refusal: DomainError) -> tuple[int, dict[str, str]]:
    """The status code of a refusal, and the headers that go with it."""
    status = _BY_CODE.get(refusal.code)
    if status is None:
        status = next(code for kind, code in _BY_CLASS if isinstance(refusal, kind))
    if status not in (429, 503):
        return status, {}
    return status, {"Retry-After": str(refusal.params.get("retry_after", _RETRY_AFTER_SECONDS))}


def error_object(refusal: DomainError, language: Language, request_id: str) -> dict[str, Any]:
    """The `error` object of an answer."""
    words = catalogue(language)
    problems: Iterable[Problem] = refusal.problems if isinstance(refusal, Invalid) else ()
    return {
        "code": refusal.code,
        "message": _worded(words["refusals"], refusal.code, _in_words(refusal.params, words)),
        "fields": [
            {
                "field": problem.field,
                "problem": problem.code,
                "message": _worded(words["problems"], problem.code, problem.params),
            }
            for problem in problems
        ],
        "request_id": request_id,
        **{name: _json(value) for name, value in refusal.params.items()},
    }


def failure(language: Language, request_id: str) -> dict[str, Any]:
    """The `error` object of a failure of ours."""
    return {
        "code": "internal",
        "message": catalogue(language)["refusals"]["internal"],
        "fields": [],
        "request_id": request_id,
    }


def _in_words(params: dict[str, Any], words: Catalogue) -> dict[str, Any]:
    """What a message names, as a reader knows it: the status of a case is a code beside it."""
    names = words["terms"]["status"]
    return {
        name: names.get(value, value) if name == "status" else value
        for name, value in params.items()
    }


def _worded(words: dict[str, str], code: str, params: Any) -> str:
    return words.get(code, words["invalid"]).format_map(_Missing(params))


class _Missing(dict[str, object]):
    """Leaves a placeholder without a value visible as "?", rather than failing an error page."""

    def __missing__(self, key: str) -> str:
        return "?"


def _json(value: object) -> Any:
    return list(value) if isinstance(value, tuple | set | frozenset) else value
