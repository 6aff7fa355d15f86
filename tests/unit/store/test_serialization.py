"""What rows hold: everything of a case comes back as it was, and what is no case is refused."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.case.deadlines import PERMENPANRB_62_2018, DeadlineRules, StricterDeadlines
from chalicelib.case.model import Case, Classification, Deadlines, Location, Status
from chalicelib.ledger.canonical import as_plain
from chalicelib.routing.agency import Agency
from chalicelib.store.rulebook import AgencyDeadlines
from chalicelib.store.serialization import as_json, parse
from chalicelib.structs import replace

NOON = datetime(2026, 2, 11, 5, tzinfo=UTC)
CASE = Case(
    id="LP-1",
    version=1,
    digest="d",
    status=Status.RECEIVED,
    classification=Classification.COMPLAINT,
    title="Lampu padam",
    masked_title="Lampu padam",
    excerpt="Lampu di pasar",
    location=Location(region_code="35.78"),
    receipt_sha256="0",
    filed_at=NOON,
    updated_at=NOON.replace(microsecond=1200),
    rules_version="c",
    calendar_version="k",
    clock_started_at=NOON,
    deadlines=Deadlines(verify_by=NOON, follow_up_by=NOON, resolve_by=NOON),
)
SHORT = {
    "id": "LP-1",
    "version": 1,
    "digest": "d",
    "status": "received",
    "classification": "complaint",
    "title": "Lampu padam",
    "masked_title": "Lampu padam",
    "excerpt": "Lampu di pasar",
    "location": {"region_code": "35.78"},
    "receipt_sha256": "0",
    "filed_at": "2026-02-11T05:00:00Z",
    "updated_at": "2026-02-11T05:00:00.001200Z",
    "rules_version": "c",
    "calendar_version": "k",
    "clock_started_at": "2026-02-11T05:00:00Z",
    "deadlines": {
        "verify_by": "2026-02-11T05:00:00Z",
        "follow_up_by": "2026-02-11T05:00:00Z",
        "resolve_by": "2026-02-11T05:00:00Z",
    },
    "unknown": {},
}

MOMENTS = st.datetimes(timezones=st.just(UTC))
DEGREES = st.none() | st.floats(min_value=-180, max_value=180)
st.register_type_strategy(datetime, MOMENTS)
PLACES = st.builds(Location, latitude=DEGREES, longitude=DEGREES)
CASES = st.builds(Case, location=PLACES, unknown=st.dictionaries(st.text(), st.text()))


def test_a_case_is_written_as_every_release_has_written_it() -> None:
    assert as_plain(CASE) == SHORT
    assert as_plain(replace(CASE, warned=("verify",)))["warned"] == ["verify"]


@given(CASES)
def test_a_case_comes_back_as_it_was(case: Case) -> None:
    for written in (as_json(case), as_plain(case)):
        assert parse(Case, json.loads(json.dumps(written))) == case


@given(st.from_type(Agency) | st.from_type(AgencyDeadlines) | st.from_type(DeadlineRules))
def test_so_do_agencies_and_rules(value: Any) -> None:
    assert parse(type(value), json.loads(json.dumps(as_json(value)))) == value


def test_what_this_release_does_not_know_is_passed_over() -> None:
    assert parse(Case, SHORT | {"co_handlers": [1]}) == CASE
    assert parse(Case, SHORT | {"location": {"region_code": "35.78", "floor": 3}}) == CASE


def test_a_moment_written_with_an_offset_is_the_same_moment() -> None:
    wib = NOON.astimezone(timezone(timedelta(hours=7))).isoformat()
    assert parse(Case, SHORT | {"filed_at": wib}) == CASE


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "sub_case"},
        {"version": "three"},
        {"filed_at": "yesterday"},
        {"deadlines": {}},
        {"anonymous": None},
        {"warned": "verify"},
    ],
    ids=str,
)
def test_what_is_no_case_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (its text is the library's)
        parse(Case, SHORT | wrong)


def test_a_missing_field_is_refused() -> None:
    rest = {name: value for name, value in SHORT.items() if name != "filed_at"}
    with pytest.raises(ValueError):  # noqa: PT011
        parse(Case, rest)


def test_rules_keep_all_their_numbers() -> None:
    assert as_json(PERMENPANRB_62_2018)["reminders"] == [3, 7]
    assert as_json(StricterDeadlines(complaint=7)) == {
        "follow_up": None,
        "information_request": None,
        "aspiration": None,
        "complaint": 7,
        "supervisory": None,
    }
