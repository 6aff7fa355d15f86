"""What is sent for an action: the domain's fields, with the limits of the edge."""

from typing import Any

import pytest

from chalicelib.case.officer_actions import Archive, Start
from chalicelib.errors import Invalid
from chalicelib.http.officer_schemas import ActionIn, action_of


def sent(action: str, **data: Any) -> Any:
    return action_of(ActionIn.model_validate({"action": action, "version": 1, **data}))


def test_an_action_is_what_was_sent() -> None:
    assert sent("start") == Start()
    note = "a" * 5_000
    assert sent("archive", reason="spam", note=note) == Archive(reason="spam", note=note)


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"reason": "spam", "note": "a" * 5_001}, [("note", "too_long")]),
        ({"reason": "spam", "note": "ab"}, [("note", "too_short")]),
        ({"reason": "spam", "other": 1}, [("other", "unknown")]),
        ({}, [("reason", "required")]),
    ],
)
def test_what_is_wrong_with_it_is_named(
    data: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        sent("archive", **data)
    assert [(one.field, one.code) for one in refused.value.problems] == problems
