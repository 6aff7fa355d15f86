"""What an officer's list shows follows from the few fields that the index of desks carries."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import fields

from chalicelib.case.model import (
    Appeal,
    Case,
    Closure,
    Location,
    OpenQuestion,
    OwedReply,
    Rating,
    Status,
)
from chalicelib.presentation.views import inbox_row
from chalicelib.store import cases
from chalicelib.store.case_mapping import listed_from
from chalicelib.store.indexes import ByDesk
from chalicelib.store.tables import CASE_SK, CaseItem, case_pk
from chalicelib.structs import replace
from tests.integration.rows import DAY, NOW, case, put

pytestmark = pytest.mark.usefixtures("shared_world")
RATED = Rating(satisfied=False, score=2, comment="Belum.", at=NOW)
VARIED: Mapping[str, Any] = {
    "masked": {"masked_title": "Hubungi [telepon]", "anonymous": True},
    "place": {"location": Location(region_code="35.78.01", address="Jalan", latitude=-7.2)},
    "category": {"category": "infrastruktur", "confidential": True, "supervisory": True},
    "estimated": {"deadlines_estimated": True, "zone": "WIT"},
    "triage": {"status": Status.TRIAGE, "agency_id": None, "first_routed_at": None},
    "in progress": {"status": Status.IN_PROGRESS, "escalation_level": 3},
    "reply owed": {
        "status": Status.IN_PROGRESS,
        "owed_reply": OwedReply(since=NOW, paused_workdays=0),
        "reply_by": NOW + 2 * DAY,
    },
    "replied": {"replied": True},
    "on hold": {
        "status": Status.ON_HOLD,
        "hold": OpenQuestion(
            question="?", since=NOW, expires_at=NOW + DAY, returns_to=Status.ROUTED
        ),
    },
    "rated": {"status": Status.ANSWERED, "answers": 2, "rated_answer": 2, "rating": RATED},
    "answered again": {"status": Status.ANSWERED, "answers": 3, "rated_answer": 2, "rating": RATED},
    "returned": {"status": Status.RETURNED, "agency_id": None},
    "appeal": {
        "status": Status.IN_PROGRESS,
        "appeal": Appeal(opened_at=NOW, from_agency_id="kota-lain"),
    },
    "closed": {"status": Status.CLOSED, "ended_at": NOW, "closed": Closure(reason="x", at=NOW)},
    "archived": {"status": Status.ARCHIVED, "ended_at": NOW, "archive_reason": "spam"},
    "merged": {"status": Status.MERGED, "ended_at": NOW, "merged_into": "LP-1"},
}


def carried(one: Case) -> CaseItem:
    """The row of a case as the index of desks carries it."""
    item = CaseItem.get(case_pk(one.id), CASE_SK)
    kept = {"pk", "sk", "desk", "desk_order", *ByDesk.Meta.projection.non_key_attributes}
    for name in item.get_attributes():
        if name not in kept:
            setattr(item, name, None)
    return item


@pytest.mark.parametrize("changes", VARIED.values(), ids=VARIED)
def test_a_line_is_the_same_from_the_index_as_from_the_case(changes: dict[str, Any]) -> None:
    changes = dict(changes)
    reply_by = changes.pop("reply_by", None)
    one = case(**changes)
    one = replace(one, deadlines=replace(one.deadlines, reply_by=reply_by))
    put([one])
    shown = listed_from(carried(one))
    assert shown != one
    assert _line(shown) == _line(one)


def _line(one: Case) -> dict[str, Any]:
    return inbox_row(one, now=NOW, agency_name=str.upper, visible_cases=())


def test_the_table_holds_every_field_of_a_case() -> None:
    one = case(**VARIED["appeal"], returned_by=("a", "b"), holds=2, warned=("resolve",))
    put([one])
    stored = cases.get(one.id)
    for field in fields(Case):
        assert getattr(stored, field.name) == getattr(one, field.name), field.name
