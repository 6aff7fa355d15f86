"""The chain of days."""

import base64
import hashlib
import json
from datetime import date, timedelta

import pytest

from chalicelib.ledger.days import SealedDay, breaks_in, day_from, link_to, payload_of
from chalicelib.structs import replace

FIRST = SealedDay(day=date(2026, 11, 26), root="aa", count=2, previous=None)


def token(day: SealedDay) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(day.claims()).encode()).rstrip(b"=")
    return f"e30.{payload.decode()}.c2lnbmF0dXJl"


def after(before: SealedDay, **other: object) -> SealedDay:
    following = replace(before, day=before.day + timedelta(days=1), previous=link_to(token(before)))
    return replace(following, **other)  # type: ignore[arg-type]


SECOND = after(FIRST)
THIRD = after(SECOND, count=3)


def breaks(*days: SealedDay, first: bool = True) -> list[str]:
    return list(breaks_in([token(day) for day in days], first=first))


def test_a_day_comes_back_as_it_was_signed() -> None:
    assert day_from(token(FIRST)) == FIRST
    said = {"day": "2026-11-26", "root": "aa", "count": 2, "previous": None}
    assert json.loads(payload_of(token(FIRST))) == said == FIRST.claims()
    assert link_to(token(FIRST)) == hashlib.sha256(payload_of(token(FIRST))).hexdigest()


@pytest.mark.parametrize("said", [{}, {**FIRST.claims(), "day": "kemarin"}, {"day": 3}])
def test_what_is_no_day_is_refused(said: dict[str, object]) -> None:
    payload = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    with pytest.raises(ValueError, match=r"."):
        day_from(f"e30.{payload}.c2ln")


def test_days_in_a_row_hold_together() -> None:
    assert breaks(FIRST, SECOND, THIRD) == []
    assert breaks(SECOND, THIRD, first=False) == []
    assert breaks() == []


def test_each_break_is_named() -> None:
    assert breaks(SECOND, THIRD) == ["2026-11-27: names a day before it, and there is none"]
    assert breaks(FIRST, THIRD) == [
        "2026-11-28: follows 2026-11-26",
        "2026-11-28: does not name the day before as it is",
    ]
    rewritten = replace(FIRST, root="bb")
    assert breaks(rewritten, SECOND) == ["2026-11-27: does not name the day before as it is"]
    assert breaks(FIRST, replace(SECOND, count=1)) == [
        "2026-11-27: has fewer cases than the day before"
    ]
    assert breaks(FIRST, replace(SECOND, count=2)) == []
