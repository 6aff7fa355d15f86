"""What is found when a case is held against its history."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from chalicelib.case.decision import Event
from chalicelib.case.model import SYSTEM, ComplaintText, Location
from chalicelib.events import EventType, Visibility
from chalicelib.ledger.digests import event_digest, filed_digest, state_commitment
from chalicelib.ledger.examination import (
    Fault,
    Finding,
    against_heads,
    examine,
    masked_otherwise,
    not_covered,
)
from chalicelib.ledger.tree import CaseHead
from chalicelib.structs import replace

NOON = datetime(2026, 2, 11, 5, tzinfo=UTC)
WORDS = ComplaintText(title="Lampu", body="Padam.", masked_title="", masked_body="", salt="garam")


class Standing(Struct, frozen=True, kw_only=True):
    """As much of a case as is looked at."""

    version: int
    digest: str
    supporters: int = 0
    status: str = "routed"
    incident_date: date | None = None
    location: Location = Location()
    unknown: dict[str, Any] = {}


def history(length: int) -> tuple[Standing, list[Event]]:
    """A case of that many events, as the service writes them."""
    case, events, digest = Standing(version=0, digest=""), list[Event](), ""
    for number in range(1, length + 1):
        case = replace(case, version=number)
        data = {"filed_digest": filed_digest(WORDS, None, case.location)} if number == 1 else {}
        event = Event(
            case_id="LP-1",
            number=number,
            type=EventType.FILED if number == 1 else EventType.STARTED,
            at=NOON + timedelta(hours=number),
            actor=SYSTEM,
            visibility=Visibility.PUBLIC,
            data=data,
            salt=f"garam-{number}",
            state=state_commitment(case, f"garam-{number}"),
        )
        digest = event_digest(digest, event)
        events.append(replace(event, digest=digest))
    return replace(case, digest=digest), events


CASE, EVENTS = history(5)


def faults(case: Any, events: Sequence[Event], words: ComplaintText | None = WORDS) -> list[str]:
    return [str(finding) for finding in examine(case, events, words)]


def test_what_the_service_writes_holds_together() -> None:
    for length in range(1, 6):
        assert faults(*history(length)) == []


@settings(derandomize=True, deadline=None)
@given(st.data())
def test_whatever_is_done_to_one_event_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, 4))
    change = data.draw(
        st.sampled_from(
            [
                {"at": NOON + timedelta(hours=at + 1, microseconds=1)},
                {"type": EventType.CLOSED},
                {"actor": replace(SYSTEM, officer_id="x")},
                {"visibility": Visibility.AGENCY},
                {"data": {**EVENTS[at].data, "text": "lain"}},
                {"salt": "lada"},
                {"state": "0" * 64},
                {"digest": "0" * 64},
                {"case_id": "LP-2"},
            ]
        )
    )
    events = [replace(e, **change) if n == at else e for n, e in enumerate(EVENTS)]
    assert f"changed at event {at + 1}" in faults(CASE, events)


@settings(derandomize=True, deadline=None)
@given(st.permutations(range(5)))
def test_no_other_order_goes_unnoticed(order: list[int]) -> None:
    found = faults(CASE, [EVENTS[n] for n in order])
    assert (found == []) == (order == sorted(order))


def test_events_of_one_moment_have_an_order_too() -> None:
    events = [replace(event, at=NOON) for event in EVENTS]
    turned = [events[1], events[0], *events[2:]]
    assert "out_of_order at event 1" in faults(CASE, turned)
    assert "out_of_order at event 2" in faults(CASE, [*events[:2], *events[1:]])
    assert not [one for one in faults(CASE, events) if one.startswith("out_of_order")]


@settings(derandomize=True, deadline=None)
@given(st.sets(st.integers(0, 4), max_size=4))
def test_whatever_is_left_out_is_missed(gone: set[int]) -> None:
    left = [event for number, event in enumerate(EVENTS) if number not in gone]
    found = faults(CASE, left)
    for number in gone:
        later = any(other not in gone for other in range(number + 1, 5))
        assert (f"missing at event {number + 1}" in found) == later
    if 4 in gone:
        assert f"head_differs at event {left[-1].number}" in found
    assert (found == []) == (not gone)


def test_the_words_the_day_and_the_place_are_those_of_event_1() -> None:
    for words in (replace(WORDS, title="x"), replace(WORDS, body="x"), None):
        assert faults(CASE, EVENTS, words) == ["words_differ at event 1"]
    assert faults(CASE, EVENTS, replace(WORDS, salt=None)) == ["words_differ at event 1"]
    moved = replace(CASE, location=Location(region_code="35.78"))
    later = replace(CASE, incident_date=date(2026, 2, 10))
    for case in (moved, later):
        assert faults(case, EVENTS) == ["state_differs at event 5", "words_differ at event 1"]


def test_the_case_is_as_its_last_event_left_it() -> None:
    assert faults(replace(CASE, status="closed"), EVENTS) == ["state_differs at event 5"]
    assert faults(replace(CASE, supporters=9), EVENTS) == []
    assert faults(replace(CASE, version=4), EVENTS) == ["head_differs at event 5"]
    assert faults(replace(CASE, digest="0"), EVENTS) == ["head_differs at event 5"]


def test_an_event_may_be_as_early_as_the_one_before_and_no_earlier() -> None:
    for moved, wrong in ((0, False), (1, True)):
        at = EVENTS[3].at - timedelta(microseconds=moved)
        events = [*EVENTS[:4], replace(EVENTS[4], at=at)]
        found = faults(CASE, events)
        assert ("back_dated at event 5" in found) == wrong


def test_no_events_at_all() -> None:
    assert examine(CASE, [], WORDS) == [Finding(Fault.MISSING, 1)]


def test_a_history_holds_against_heads_of_it() -> None:
    heads = [CaseHead(event.number, event.digest) for event in EVENTS]
    assert list(against_heads(EVENTS, heads)) == []
    assert list(against_heads(EVENTS[:4], heads)) == [Finding(Fault.SHORTENED, 5)]
    assert list(against_heads(EVENTS, [CaseHead(3, "0")])) == [Finding(Fault.SEALED_OTHERWISE, 3)]
    assert list(against_heads([EVENTS[0], EVENTS[4]], heads[2:3])) == [
        Finding(Fault.SEALED_OTHERWISE, 3)
    ]
    assert list(against_heads([], heads[:1])) == [Finding(Fault.SHORTENED, 1)]


def test_what_earlier_releases_wrote_is_not_covered_and_not_broken() -> None:
    case, digest, events = replace(CASE, version=2), "", []
    for number in (1, 2):
        event = replace(EVENTS[number - 1], data={}, salt=None, state=None)
        digest = event_digest(digest, event)
        events.append(replace(event, digest=digest))
    assert faults(replace(case, digest=digest), events) == []
    assert [line.split(":")[0] for line in not_covered(events)] == [
        "words, day and place",
        "the state of the case",
    ]
    assert not_covered(EVENTS) == []
    assert not_covered([]) == []


@pytest.mark.parametrize(
    ("masked", "holds"),
    [
        (None, True),
        ({}, True),
        ({"text": "[lampu] mati"}, True),
        ({"text": "[lampu] hidup"}, False),
        ({"note": ["[lampu] mati", "ya"]}, True),
        ({"note": ["[lampu] mati", "tidak"]}, False),
        ({"note": ["[lampu] mati"]}, False),
        ({"note": "[lampu] mati"}, False),
        ({"text": ["[lampu] mati"]}, False),
        ({"text": None}, False),
        ({"question": "[lampu] mati"}, False),  # there is none
        ({"answer": 2}, False),  # no words at all
    ],
)
def test_what_is_kept_masked_is_what_was_written_with_pieces_masked(
    masked: dict[str, Any] | None, holds: bool
) -> None:
    data = {"text": "Lampu mati", "note": ["Lampu mati", "ya"], "answer": 1}
    event = replace(EVENTS[2], data=data, masked=masked)

    def could_leave(shown: str, written: str) -> bool:
        return shown.replace("[lampu]", "Lampu") == written

    found = list(masked_otherwise([EVENTS[0], event], None, could_leave))
    assert found == ([] if holds else [Finding(Fault.MASKED_OTHERWISE, 3)])
    for name in ("masked_title", "masked_body"):
        words = replace(WORDS, masked_title=WORDS.title, masked_body=WORDS.body)
        assert list(masked_otherwise([], words, could_leave)) == []
        other = replace(words, **{name: "Lampu hidup"})
        assert list(masked_otherwise([], other, could_leave)) == [
            Finding(Fault.MASKED_OTHERWISE, 1)
        ]


@pytest.mark.parametrize(
    ("finding", "line"),
    [(Finding(Fault.GONE), "gone"), (Finding(Fault.CHANGED, 3), "changed at event 3")],
)
def test_a_finding_is_one_line(finding: Finding, line: str) -> None:
    assert str(finding) == line
