"""What makes a request the same one again."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.errors import Invalid
from chalicelib.http.reporter_schemas import MessageIn, RatingIn
from chalicelib.http.retries import KEY, content_of, idempotency_key, request_under_key


def test_it_is_what_was_sent_in_any_order() -> None:
    one = RatingIn.model_validate({"satisfied": False, "comment": "Belum selesai."})
    other = RatingIn.model_validate({"comment": "Belum selesai.", "satisfied": False})
    assert content_of(one) == content_of(other)
    assert content_of(one) == '{"comment": "Belum selesai.", "satisfied": false}'


def test_what_was_left_out_is_not_part_of_it() -> None:
    left_out = RatingIn.model_validate({"satisfied": True})
    given = RatingIn.model_validate({"satisfied": True, "appeal": False})
    assert content_of(left_out) != content_of(given)
    assert content_of(None) == "null"
    assert content_of(MessageIn.model_validate({"text": "Satu."})) == '{"text": "Satu."}'


@pytest.mark.parametrize("key", ["a" * 8, "!" * 200, "k-0001~!"])
def test_a_key_of_visible_characters_is_taken(key: str) -> None:
    assert idempotency_key(_request(key)) == key


@pytest.mark.parametrize("key", ["", "a" * 7, "a" * 201, "a b c d e", "kunci-ü-1", "a" * 8 + "\n"])
def test_any_other_key_is_refused_by_name(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        idempotency_key(_request(key))
    assert [(one.field, one.code) for one in refused.value.problems] == [(KEY, "bad_header")]


def test_without_a_key_nothing_is_made_repeatable() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert idempotency_key(_request(None)) is None
    assert request_under_key(_request(None), None, scope="web", now=now) is None


def _request(key: str | None) -> Any:
    return SimpleNamespace(headers={} if key is None else {"idempotency-key": key})
