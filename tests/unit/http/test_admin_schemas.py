"""What administrators may send: each limit at, below and above it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from chalicelib.case.deadlines import PERMENPANRB_62_2018, StricterDeadlines
from chalicelib.http import admin_schemas as schemas
from chalicelib.http.error_response import to_problems
from chalicelib.store.rulebook import AgencyDeadlines, Correction
from chalicelib.workdays import local_date

TODAY = local_date(datetime.now(UTC), "WIT")
LATER = TODAY + timedelta(days=3)
DEADLINE_RULES: dict[str, Any] = {
    "version": "2031",
    "effective_from": LATER,
    "verify": 3,
    "follow_up": 5,
    "information_request": 5,
    "aspiration": 30,
    "complaint": 14,
    "supervisory": 60,
    "appeal": 14,
    "silence": 10,
    "hold": 10,
    "reopen": 30,
    "reminders": [3, 7],
    "warning_percent": 75,
    "escalation_step": 5,
    "returns_before_decision": 2,
}
LIMITS = {"agency_id": "kai", "effective_from": LATER}
AGENCY = {"id": "kai", "name": "Kereta", "type": "bumn"}


def problems_of(model: type[BaseModel], sent: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(sent)
    return [(one.field, one.code) for one in to_problems(refused.value)]


@pytest.mark.parametrize("version", ["a", "2031/1-b_c.D", "a" * 60])
def test_a_name_of_a_version_is_taken(version: str) -> None:
    assert schemas.CalendarIn(version=version).version == version


@pytest.mark.parametrize("version", ["", "-a", "a b", "a" * 61])
def test_what_is_no_name_of_a_version_is_not(version: str) -> None:
    assert problems_of(schemas.CalendarIn, {"version": version}) == [("version", "bad_name")]


def test_a_correction_is_of_near_days_each_once() -> None:
    first, last = schemas.FIRST_DAY, TODAY + timedelta(days=366 * 6)
    sent = {"version": "1", "added": [last, first], "removed": [TODAY]}
    assert schemas.CalendarIn.model_validate(sent).correction() == Correction(
        version="1", added=(last, first), removed=(TODAY,)
    )
    for day in (first - timedelta(days=1), last + timedelta(days=2)):
        assert problems_of(schemas.CalendarIn, {"version": "1", "added": [day]}) == [
            ("added.0", "date_out_of_range")
        ]
    twice = {"version": "1", "added": [TODAY, TODAY]}
    assert problems_of(schemas.CalendarIn, twice) == [("added", "named_twice")]
    both = {"version": "1", "added": [TODAY], "removed": [first, TODAY]}
    assert problems_of(schemas.CalendarIn, both) == [("removed", "named_twice")]


def test_clocks_are_what_was_sent_and_the_rest_as_it_was() -> None:
    rules = schemas.DeadlineRulesIn.model_validate(DEADLINE_RULES).rules()
    assert (rules.version, rules.effective_from, rules.complaint) == ("2031", LATER, 14)
    assert rules.reminders == (3, 7)
    usual = PERMENPANRB_62_2018
    assert rules.silence_after_reminder == usual.silence_after_reminder
    assert rules.escalation_repeat == usual.escalation_repeat
    for name in ("complaint", "supervisory", "information_request", "aspiration"):
        kept = f"identity_{name}"
        assert getattr(rules, kept) == getattr(usual, kept)
        for days in (30, 3_650):
            rules_of_ours = schemas.DeadlineRulesIn.model_validate(
                DEADLINE_RULES | {kept: days}
            ).rules()
            assert getattr(rules_of_ours, kept) == days


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"supervisory": 13}, [("supervisory", "too_small")]),
        ({"reminders": [3, 3]}, [("reminders", "not_rising")]),
        ({"reminders": [7, 3]}, [("reminders", "not_rising")]),
        ({"verify": 0}, [("verify", "too_small")]),
        ({"identity_complaint": 29}, [("identity_complaint", "too_small")]),
        ({"identity_information_request": 3651}, [("identity_information_request", "too_big")]),
        ({"verify": 61}, [("verify", "too_big")]),
        ({"effective_from": TODAY - timedelta(days=1)}, [("effective_from", "in_the_past")]),
        ({"effective_from": TODAY}, [("effective_from", "not_ahead")]),
        ({"complaint": 0}, [("complaint", "too_small")]),
    ],
)
def test_clocks_that_are_just_wrong_are_named(
    changes: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    assert problems_of(schemas.DeadlineRulesIn, DEADLINE_RULES | changes) == problems


@pytest.mark.parametrize(
    "changes",
    [{"supervisory": 14}, {"reminders": []}, {"reminders": [3, 4]}, {"verify": 60}],
)
def test_clocks_that_are_just_right_are_taken(changes: dict[str, Any]) -> None:
    schemas.DeadlineRulesIn.model_validate(DEADLINE_RULES | changes).rules()


def test_limits_are_what_was_sent() -> None:
    own = schemas.AgencyDeadlinesIn.model_validate(LIMITS | {"complaint": 10}).agency_deadlines()
    limits = StricterDeadlines(complaint=10)
    assert own == AgencyDeadlines(agency_id="kai", effective_from=LATER, limits=limits)


def test_one_of_clocks_and_limits_is_changed_at_a_time() -> None:
    for sent in ({}, {"clocks": DEADLINE_RULES, "agency_limits": LIMITS}):
        assert problems_of(schemas.DeadlinesIn, sent) == [("", "clocks_or_limits")]
    assert schemas.DeadlinesIn.model_validate({"clocks": DEADLINE_RULES}).agency_limits is None
    assert schemas.DeadlinesIn.model_validate({"agency_limits": LIMITS}).clocks is None


def test_an_agency_is_a_line_of_the_list() -> None:
    sent = AGENCY | {"regions": ["35", "36"], "valid_from": date(2026, 1, 2), "note": "Baru."}
    sent |= {"successor_ids": ["krl", "kcic"]}
    assert schemas.AgencyIn.model_validate(sent | {"confirm": True}).row() == {
        "id": "kai",
        "name": "Kereta",
        "type": "bumn",
        "regions": "35 36",
        "sectors": "",
        "desks": "",
        "valid_from": "2026-01-02",
        "successor_ids": "krl kcic",
    }


@pytest.mark.parametrize("word", ["", "a b", "a\n"])
def test_a_word_is_one(word: str) -> None:
    assert problems_of(schemas.AgencyIn, AGENCY | {"type": word}) == [("type", "invalid")]


def test_a_list_is_tried_out_unless_told_otherwise() -> None:
    sent = schemas.AgencyImportIn(csv="id")
    assert (sent.dry_run, sent.confirm) == (True, False)
    assert schemas.RegionImportIn(csv="code").dry_run is True
    assert problems_of(schemas.RegionImportIn, {"csv": ""}) == [("csv", "too_short")]
    assert schemas.RulesQuery().history is False
