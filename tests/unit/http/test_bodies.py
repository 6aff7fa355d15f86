"""Bodies as they are read, before any shape is looked at; and refusals as they are answered."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

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
from chalicelib.http import error_response
from chalicelib.http.reporter_schemas import MessageIn, RatingIn
from chalicelib.http.request import parse_body, parse_query


def request(raw: str | bytes, content_type: str = "application/json") -> Any:
    return SimpleNamespace(raw_body=raw, headers={"content-type": content_type})


def refusal_of(raw: str | bytes, content_type: str = "application/json") -> Invalid:
    with pytest.raises(Invalid) as refused:
        parse_body(request(raw, content_type), MessageIn)
    return refused.value


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth - 1):
        value = [value]
    return value


@pytest.mark.parametrize("content_type", ["application/json", " Application/JSON ; charset=utf-8"])
def test_json_is_read_as_text_or_bytes(content_type: str) -> None:
    for raw in ('{"text": "abc"}', b'{"text": "abc"}'):
        assert parse_body(request(raw, content_type), MessageIn).text == "abc"


@pytest.mark.parametrize("content_type", ["", "text/json", "application/jsonp"])
def test_another_type_is_refused(content_type: str) -> None:
    assert refusal_of('{"text": "abc"}', content_type).code == "not_json"


@pytest.mark.parametrize(
    "value",
    [
        {"text": "abc", "x": ["a", "b\0"]},
        {"text": "abc", "x": {"a": 1, "b": "\ud800"}},
        {"text": "abc", "a\0": 1},
        {"text": "abc", "x": [{"y": "\udfff"}]},
        {"text": "abc", "x": nested(20)},
        {"text": "abc", "x": {"y": {"z": nested(18)}}},
    ],
)
def test_no_text_and_too_deep_is_malformed(value: object) -> None:
    assert refusal_of(json.dumps(value)).code == "malformed_json"


@pytest.mark.parametrize("raw", [b"\xff", '{"text": Infinity}', '{"text": "a", "text": "a"}', ""])
def test_what_no_reader_agrees_on_is_malformed(raw: str | bytes) -> None:
    assert refusal_of(raw).code == "malformed_json"


def test_what_is_as_deep_as_allowed_is_read() -> None:
    deepest = json.dumps({"text": "abc", "x": nested(19)})
    assert [one.field for one in refusal_of(deepest).problems] == ["x"]


def test_content_is_measured_as_utf_8() -> None:
    around = len('{"text": ""}')
    assert refusal_of(json.dumps({"text": "a" * (64 * 1024 - around)})).code == "invalid"
    assert refusal_of(json.dumps({"text": "a" * (64 * 1024 - around + 1)})).code == "too_large"
    assert refusal_of(json.dumps({"text": "é" * 32 * 1024})).code == "too_large"
    assert refusal_of(" " * (6 * 64 * 1024 + 1)).code == "too_large"
    assert refusal_of(" " * (6 * 64 * 1024)).code == "malformed_json"


def test_problems_of_content_come_where_the_shape_is_right() -> None:
    def also(value: dict[str, Any]) -> list[Problem]:
        return [Problem(field="satisfied", code="a"), Problem(field="score", code=str(len(value)))]

    with pytest.raises(Invalid) as refused:
        parse_body(request('{"satisfied": 1, "score": 2}'), RatingIn, also=also)
    found = [(one.field, one.code) for one in refused.value.problems]
    assert found == [("satisfied", "wrong_type"), ("score", "2")]


def test_an_optional_body_has_its_defaults() -> None:
    from chalicelib.http.reporter_schemas import PrivacyIn

    for raw in ("", b""):
        assert parse_body(request(raw, ""), PrivacyIn, optional=True) == PrivacyIn()
    given = parse_body(request('{"anonymous": true}'), PrivacyIn, optional=True)
    assert given == PrivacyIn(anonymous=True)
    with pytest.raises(Invalid):
        parse_body(request(""), PrivacyIn)


def test_a_query_is_read_by_name() -> None:
    from chalicelib.http.schemas import TimelineQuery

    asked: Any = SimpleNamespace(query_params={"limit": "7"})
    assert parse_query(asked, TimelineQuery).limit == 7
    assert parse_query(SimpleNamespace(query_params=None), TimelineQuery).limit == 50  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound("unknown_case"), 404),
        (NotAllowed("not_yours"), 403),
        (NotAllowed("challenge_required"), 401),
        (Expired("challenge_used"), 410),
        (Expired("link"), 410),
        (Conflict("stale"), 409),
        (Invalid([]), 422),
        (Invalid([], code="malformed_json"), 400),
        (Invalid([], code="not_json"), 415),
        (Invalid([], code="too_large"), 413),
    ],
)
def test_each_refusal_has_its_status_and_no_time_to_wait(refusal: DomainError, status: int) -> None:
    assert error_response.status_of(refusal) == (status, {})


def test_what_may_come_again_says_when() -> None:
    assert error_response.status_of(TooMany("a", retry_after=7)) == (429, {"Retry-After": "7"})
    assert error_response.status_of(TooMany("a")) == (429, {"Retry-After": "5"})
    assert error_response.status_of(Unavailable("a")) == (503, {"Retry-After": "5"})


def test_an_error_says_what_was_refused() -> None:
    refusal = Conflict("stale", allowed=("a", "b"), version=3, status="routed")
    told = error_response.error_object(refusal, "en", "r-1")
    message = told.pop("message")
    assert told == {
        "code": "stale",
        "fields": [],
        "request_id": "r-1",
        "allowed": ["a", "b"],
        "version": 3,
        "status": "routed",
    }
    assert message
    assert message != error_response.error_object(refusal, "id", "r-1")["message"]


def test_a_problem_is_worded_with_its_limit_or_a_gap() -> None:
    problems = [Problem(field="a", code="too_short", params={"min": 3})]
    problems += [Problem(field="b", code="too_short"), Problem(field="c", code="of no name")]
    fields = error_response.error_object(Invalid(problems), "en", "")["fields"]
    assert [(one["field"], one["problem"]) for one in fields] == [
        ("a", "too_short"),
        ("b", "too_short"),
        ("c", "of no name"),
    ]
    assert "3" in fields[0]["message"]
    assert "?" in fields[1]["message"]
    assert fields[2]["message"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("fr, en", "en"),
        ("id, en", "id"),
        ("en, id", "en"),
        ("in, en;q=0.9", "id"),
        ("ms;q=0.5, en;q=0.4", "id"),
        ("id;q=0.5, en;q=0.6", "en"),
        ("id;q=0.5,en;q=0.501", "en"),
        ("en;q=0", "id"),
        ("en;q=2", "id"),
        ("en;q=1.0, id;q=0.9", "en"),
        ("en;level=1", "id"),
        ("de", "id"),
    ],
)
def test_the_language_that_is_wanted_most(header: str, language: str) -> None:
    assert error_response.preferred_language(header) == language
