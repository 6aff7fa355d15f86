"""Which facts an event has: whose case it is after it, and what is left out."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.case.decision import Event
from chalicelib.case.model import Case, Closure, Due, DueKind, Status
from chalicelib.notices.facts import agency_of, has_no_holder, holder_name, placeholder_values
from chalicelib.notices.wording import reporter_wording
from chalicelib.overseers import NATIONAL_DESK

from .samples import AT, CASE, EVENTS, NAMES, POLICY, after, event, name_of

INDONESIAN = reporter_wording("id")
DISHUB, PLN = NAMES["dishub-surabaya"], NAMES["pln"]
LEFT_WITHOUT_AGENCY = {"triage", "returned", "unmerged"}
MOMENTS = {"limit_at", "expires_at", "closed_on", "next_check", "closes_at", "reopen_until"}


def known(one: Event, case: Case | None = None, **more: Any) -> dict[str, str]:
    of = case if case is not None else after(one.type)
    return placeholder_values(one, of, wording=INDONESIAN, agency_name=name_of, **more)


@pytest.mark.parametrize("type_", EVENTS)
def test_after_which_events_nobody_holds_a_case(type_):
    assert has_no_holder(event(type_)) == (type_ in LEFT_WITHOUT_AGENCY)


@pytest.mark.parametrize("nobody", [None, ""])
def test_a_case_moved_from_an_agency_that_ended_may_be_nobodys(nobody):
    assert has_no_holder(event("reassigned", agency_id=nobody))
    assert not has_no_holder(event("started", agency_id=nobody))
    held = holder_name(event("reassigned", agency_id=nobody), CASE, INDONESIAN, name_of)
    assert NAMES[NATIONAL_DESK] in held
    assert DISHUB not in held


@pytest.mark.parametrize(
    ("type_", "data", "holder", "expected"),
    [
        ("transferred", {}, "pln", "pln"),  # the new holder
        ("routed", {}, "pemkot-surabaya", "dishub-surabaya"),  # though it has moved on since
        ("started", {}, "pln", "dishub-surabaya"),  # whose officer acted
        ("answered", {}, None, "dishub-surabaya"),
        ("appeal_decided", {}, "dishub-surabaya", "pemkot-surabaya"),
        ("reopened", {}, "pln", "pln"),  # the national desk acted, and is not who it is about
        ("warned", {}, "pln", "pln"),
        ("warned", {}, None, NATIONAL_DESK),
        ("reassigned", {"agency_id": None}, None, NATIONAL_DESK),
    ],
)
def test_the_agency_an_event_is_about(type_, data, holder, expected):
    assert agency_of(event(type_, **data), after(type_, agency_id=holder)) == expected


@pytest.mark.parametrize(
    ("type_", "holder", "expected"),
    [
        ("transferred", "pemkot-surabaya", PLN),
        ("started", "dishub-surabaya", DISHUB),
        ("returned", "dishub-surabaya", NAMES[NATIONAL_DESK]),
        ("warned", None, NAMES[NATIONAL_DESK]),
    ],
)
def test_the_holder_is_named_as_the_event_left_it(type_, holder, expected):
    case = after(type_, agency_id=holder)
    named = holder_name(event(type_), case, INDONESIAN, name_of)
    assert expected in named
    assert (named == expected) == (expected != NAMES[NATIONAL_DESK])


def test_without_clocks_no_day_is_promised_that_depends_on_them():
    answered = known(event("answered"))
    assert not {"days", "closes_at", "reopen_until"} & answered.keys()
    with_policy = known(event("answered"), policy=POLICY)
    assert with_policy["days"] == str(POLICY.rules(CASE.rules_version).silence)
    assert "closes_at" in with_policy
    assert "reopen_until" not in with_policy
    assert "reopen_until" in known(event("closed"), policy=POLICY)
    assert "reopen_until" not in known(event("closed"))


def test_silence_counts_from_the_last_answer_only():
    earlier = after("answered", answers=2)
    assert "closes_at" not in known(event("answered"), earlier, policy=POLICY)
    resumed = after("answered", status=Status.IN_PROGRESS)
    assert "closes_at" not in known(event("answered"), resumed, policy=POLICY)


def test_the_next_check_is_told_while_the_event_is_the_last():
    later = Due(kind=DueKind.ESCALATE, at=AT + timedelta(days=7))
    one = event("escalated")
    assert known(one, after("escalated", due=later))["next_check"].startswith("Rabu, 1 April 2026")
    moved_on = after("escalated", due=later, version=one.number + 1)
    reminding = after("escalated", due=Due(kind=DueKind.REMIND, at=later.at))
    for case in (moved_on, reminding, after("escalated", due=None)):
        assert "next_check" not in known(one, case)


def test_the_day_of_closing_is_told_where_the_appeal_decided_it():
    decided = Closure(reason="appeal_decided", at=AT - timedelta(days=1))
    late = known(event("rated"), after("rated", closed=decided))
    assert late["closed_on"] == "Selasa, 24 Maret 2026 (WIB)"
    assert "closed_on" not in known(event("closed"))


def test_a_promise_already_broken_is_not_repeated():
    late = after("escalated", updated_at=AT)
    assert "resolve_by" in known(event("escalated"), late)
    limit_is_now = known(event("escalated"), after("escalated", deadlines=_resolved_by(AT)))
    assert "resolve_by" not in limit_is_now
    soon = AT + timedelta(seconds=1)
    assert "resolve_by" in known(
        event("escalated"), after("escalated", deadlines=_resolved_by(soon))
    )


def test_what_an_event_does_not_say_is_left_out():
    facts = known(event("noted"))
    assert not facts.keys() & (MOMENTS | {"limit", "level", "repeat", "into", "why", "reason"})
    assert not facts.keys() & {"from_agency", "notified", "reply_by", "expected_by"}
    assert facts["agency"] == DISHUB
    assert facts["classification"] == INDONESIAN.classifications[CASE.classification]
    assert facts["happened_on"] == "Rabu, 25 Maret 2026 (WIB)"


def test_what_it_says_is_there_in_words():
    escalated = known(event("escalated", repeat=2))
    assert (escalated["level"], escalated["repeat"]) == ("1", "2")
    assert escalated["limit"] == INDONESIAN.limits["follow_up"]
    assert escalated["notified"] == f"{DISHUB}, {NAMES['pemkot-surabaya']}"
    assert "repeat" not in known(event("escalated", repeat=0))
    assert known(event("merged"))["into"] == "LP-1111-2222-3333-A"
    assert known(event("routed"))["why"] == INDONESIAN.routed_by["model"]
    assert "why" not in known(event("routed", by="something new"))
    assert known(event("transferred"))["from_agency"] == DISHUB
    assert known(event("appeal_decided"))["from_agency"] == DISHUB
    assert known(event("interim_replied"))["expected_by"] == "Kamis, 2 April 2026 (WIB)"
    assert known(event("held"))["expires_at"] == "Rabu, 8 April 2026 (WIB)"


def test_a_reason_without_words_is_another_reason():
    reasons = INDONESIAN.archive_reasons
    assert known(event("archived"))["reason"] == reasons["incomplete"]
    assert known(event("archived", reason="something new"))["reason"] == reasons["other"]


def test_promises_are_told_as_they_were_made_once_the_case_moved_on():
    moved_on = after("routed", version=12, agency_id="pln", deadlines=_resolved_by(AT))
    facts = known(event("routed"), moved_on)
    assert facts["follow_up_by"] == "Selasa, 31 Maret 2026 (WIB)"
    assert facts["resolve_by"] == "Selasa, 14 April 2026 (WIB)"
    assert "verify_by" not in facts
    # Deadlines counted again are told from the case.
    recomputed = after("deadlines_recomputed", version=12, deadlines=_resolved_by(AT))
    assert "resolve_by" not in known(event("deadlines_recomputed"), recomputed)


def _resolved_by(moment: Any) -> Any:
    from chalicelib.structs import replace

    return replace(CASE.deadlines, resolve_by=moment)
