"""Under which keys a case stands, whatever becomes of it: what every list relies on."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.case.due import is_overdue
from chalicelib.case.model import ENDED, SYSTEM, Actor, Case, Due, DueKind, Status
from chalicelib.store.keys import (
    DUE_SHARDS,
    OVERDUE,
    UNROUTED,
    index_keys,
    region_keys,
    stored_moment,
)
from chalicelib.workdays import ZONES
from tests import do
from tests.integration.rows import DAY, NOW, case
from tests.unit.figures.test_case_counts import HISTORIES, lived

LIMIT = NOW + 5 * DAY
LIMIT_TEXT = "2026-03-16T02:00:00.000000Z"
FILED_TEXT = "2026-03-08T02:00:00.000000Z"


def test_moments_are_in_utc_and_of_one_width() -> None:
    east = NOW.astimezone(ZONES["WIT"])
    assert stored_moment(east) == stored_moment(NOW) == "2026-03-11T02:00:00.000000Z"
    assert stored_moment(NOW + timedelta(microseconds=1)).endswith("00.000001Z")


@pytest.mark.parametrize(
    ("one", "desk", "desk_order", "urgency"),
    [
        (case(limit=LIMIT), "kota-contoh", f"routed#open#{LIMIT_TEXT}", "3#"),
        (
            case(limit=LIMIT, escalation_level=2),
            "kota-contoh",
            f"routed#open#{LIMIT_TEXT}",
            "1#",
        ),
        (
            case(limit=LIMIT, escalation_level=9),
            "kota-contoh",
            f"routed#open#{LIMIT_TEXT}",
            "0#",
        ),
        (
            case(limit=LIMIT, agency_id=None, status=Status.TRIAGE),
            "unassigned",
            f"triage#open#{LIMIT_TEXT}",
            "3#",
        ),
        (case(status=Status.ANSWERED), "kota-contoh", f"answered#rest#{FILED_TEXT}", "3#"),
        (
            case(status=Status.CLOSED, ended_at=NOW, escalation_level=3),
            "kota-contoh",
            "closed#ended#2026-03-11T02:00:00.000000Z",
            "ended#2026-03-11T02:00:00.000000Z",
        ),
        (
            case(status=Status.ARCHIVED, agency_id=None),  # of a release that knew no end
            "unassigned",
            f"archived#ended#{FILED_TEXT}",
            f"ended#{FILED_TEXT}",
        ),
    ],
    ids=lambda value: value.status.value if isinstance(value, Case) else None,
)
def test_whose_turn_it_is_and_how_urgent(
    one: Case, desk: str, desk_order: str, urgency: str
) -> None:
    keys = index_keys(one)
    ended = one.status in ENDED
    assert keys["desk"] == desk
    assert keys["desk_order"] == f"{desk_order}#{one.id}"
    promised = "" if ended else stored_moment(one.deadlines.resolve_by)
    assert keys["urgency"] == f"{urgency}{promised}#{one.id}"
    assert (keys["status"], keys["stage"]) == (one.status, one.status if ended else "open")


def test_what_was_only_received_is_on_no_desk_and_waits_to_be_routed() -> None:
    due = Due(kind=DueKind.ESCALATE, at=NOW)
    keys = index_keys(case(status=Status.RECEIVED, agency_id=None, due=due))
    assert not {"desk", "desk_order", "open_agency"} & keys.keys()
    assert keys["due_kind_shard"].startswith("unrouted#")
    routed = index_keys(case(due=due))
    assert routed["due_kind_shard"].startswith("escalate#")
    assert routed["open_agency"] == "kota-contoh"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"escalated_at": None}, "escalate"),
        ({"escalated_at": LIMIT - timedelta(seconds=1)}, "escalate"),  # of a limit before this one
        ({"escalated_at": LIMIT}, "overdue"),
        ({"escalated_at": LIMIT, "status": Status.IN_PROGRESS}, "overdue"),
        ({"escalated_at": LIMIT, "status": Status.TRIAGE, "agency_id": None}, "overdue"),
        ({"escalated_at": LIMIT, "status": Status.RETURNED, "agency_id": None}, "unrouted"),
        ({"escalated_at": LIMIT, "status": Status.ON_HOLD}, "escalate"),  # nothing is owed now
    ],
)
def test_what_is_late_and_known_to_be_stands_apart(changes: dict[str, object], kind: str) -> None:
    due = Due(kind=DueKind.ESCALATE, at=NOW + 30 * DAY)
    keys = index_keys(case(limit=LIMIT, due=due, **changes))
    assert keys["due_kind_shard"].startswith(f"{kind}#")
    assert keys["due_at"] == stored_moment(due.at)


TRIAGE = do.SendToTriage(reason="unsure")
ROUTE = do.SystemRoute(agency_id="kota", by="model")
CALLED_THEN_LATE_ANEW = [((TRIAGE, SYSTEM), 1), ((ROUTE, SYSTEM), 398)]
"""Verified so late that all levels were given, and 144 hours later the answer is late, too."""


@example(history=CALLED_THEN_LATE_ANEW, hours=144)
@given(history=HISTORIES, hours=st.integers(0, 2_000))
@settings(max_examples=100)
def test_once_schedules_ran_what_is_late_stands_apart_and_nothing_else(
    history: list[tuple[tuple[Any, Actor], int]], hours: int
) -> None:
    life = lived(history)[-1].after(hours=hours)
    life.catches_up()
    kind = index_keys(life.case).get("due_kind_shard", "").split("#")[0]
    if kind != UNROUTED:
        assert (kind == OVERDUE) is is_overdue(life.case, life.at)


@pytest.mark.parametrize(
    ("changes", "published"),
    [
        ({}, True),
        ({"anonymous": True}, True),
        ({"status": Status.ARCHIVED, "archive_reason": "incomplete"}, True),
        ({"status": Status.ARCHIVED, "archive_reason": "spam"}, False),
        ({"confidential": True}, False),
    ],
)
def test_only_what_everybody_may_see_is_in_the_public_index(
    changes: dict[str, object], published: bool
) -> None:
    one = case(**changes)
    keys = index_keys(one)
    expected = {"published_month": "2026-03", "published_at": f"{FILED_TEXT}#{one.id}"}
    found = {name: value for name, value in keys.items() if name.startswith("published")}
    assert found == (expected if published else {})


def test_what_is_due_is_spread_over_all_shards() -> None:
    keys = [index_keys(case(due=Due(kind=DueKind.REMIND, at=NOW))) for _ in range(60)]
    assert {one["due_at"] for one in keys} == {stored_moment(NOW)}
    assert {one["due_kind_shard"] for one in keys} == {
        f"{DueKind.REMIND}#{shard}" for shard in range(DUE_SHARDS)
    }
    assert not {"due_at", "due_kind_shard"} & index_keys(case(due=None)).keys()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("35.78.08", {"region_code": "35.78.08", "province": "35", "regency": "35.78"}),
        ("35.78", {"region_code": "35.78", "province": "35", "regency": "35.78"}),
        ("35", {"region_code": "35", "province": "35"}),
        (None, {}),
    ],
)
def test_a_region_stands_under_what_it_lies_in(code: str | None, expected: dict[str, str]) -> None:
    assert {name: value for name, value in region_keys(code).items() if value} == expected
    keys = index_keys(case(region_code=code, category="agama", agency_id=None))
    named = {name: keys[name] for name in ("region_code", "province", "regency") if name in keys}
    assert named == expected
    assert keys["category"] == "agama"
    assert "agency_id" not in keys
