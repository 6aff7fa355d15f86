"""Which sentence says what comes next, whatever else a case has been through."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.case.due import reopen_until
from chalicelib.case.model import Appeal, Case, Closure, OwedReply, Rating, Status
from chalicelib.presentation.catalogue import catalogue
from chalicelib.presentation.dates import day_in_words
from chalicelib.presentation.next_step import (
    appeal_state,
    describe_next_step,
    promised_moment,
    reopening_ends,
)
from chalicelib.structs import replace
from chalicelib.workdays import local_date
from tests.unit.case.world import Life, in_status

NOW = Life.routed().at
OPEN_APPEAL = Appeal(opened_at=NOW, from_agency_id="kota")
UPHELD = replace(OPEN_APPEAL, decided_at=NOW, upheld=True, decided_by="jatim")
REJECTED = replace(UPHELD, upheld=False)
OWED = OwedReply(since=NOW, paused_workdays=0)
UNSATISFIED = Rating(satisfied=False, score=None, comment=None, at=NOW)
WORDS = catalogue("en")["next"]


def says(key: str, life: Life, case: Case, visible_cases: frozenset[str] = frozenset()) -> bool:
    """Whether that sentence is said of a case, all in it filled in."""
    said = describe_next_step(
        case, context=life.now, agency_name=lambda _: "Kota", visible_cases=visible_cases
    )
    by = promised_moment(case, life.now)
    day = day_in_words(local_date(by, case.zone), case.zone, "en") if by else None
    sentence = WORDS[key].format(holder="Kota", by=day, into=case.merged_into)
    until = reopening_ends(case, life.now)
    if until:
        last = day_in_words(local_date(until, case.zone), case.zone, "en")
        sentence += " " + WORDS["reopen"].format(until=last)
    return said["en"] == sentence


@pytest.mark.parametrize(
    ("status", "changes", "key"),
    [
        (Status.IN_PROGRESS, {}, "in_progress"),
        (Status.IN_PROGRESS, {"appeal": OPEN_APPEAL, "owed_reply": OWED}, "appeal"),
        (Status.IN_PROGRESS, {"appeal": UPHELD, "owed_reply": OWED}, "reply"),
        (Status.IN_PROGRESS, {"appeal": UPHELD}, "repair"),
        (Status.IN_PROGRESS, {"appeal": REJECTED}, "in_progress"),
        (Status.IN_PROGRESS, {"contactable": False, "rating": UNSATISFIED}, "in_progress"),
        (Status.ON_HOLD, {"contactable": True, "appeal": OPEN_APPEAL}, "on_hold_unheard"),
        (Status.ON_HOLD, {"contactable": True, "appeal": UPHELD}, "on_hold_unheard"),
        (Status.ON_HOLD, {"contactable": True, "owed_reply": OWED}, "on_hold_unheard"),
        (Status.ON_HOLD, {"contactable": True, "appeal": REJECTED}, "on_hold"),
        (Status.ON_HOLD, {"contactable": False}, "on_hold_unheard"),
        (Status.ANSWERED, {"appeal": UPHELD}, "answered"),
        (Status.ANSWERED, {"rating": UNSATISFIED, "rated_answer": 0}, "answered"),
        (Status.ANSWERED, {"rating": UNSATISFIED, "rated_answer": 1}, "unsatisfied"),
        (Status.ROUTED, {"rating": UNSATISFIED, "rated_answer": 0}, "routed"),
        (Status.CLOSED, {}, "timeout"),
        (Status.CLOSED, {"closed": Closure(reason="confirmed", at=NOW)}, "confirmed"),
        (Status.CLOSED, {"closed": Closure(reason="appeal_decided", at=NOW)}, "appeal_decided"),
        (Status.MERGED, {}, "merged_unnamed"),
        (Status.ARCHIVED, {"merged_into": None}, "archived"),
    ],
)
def test_the_sentence_fits_where_the_case_is(
    status: Status, changes: dict[str, Any], key: str
) -> None:
    life = in_status(status)
    assert says(key, life, replace(life.case, **changes))


def test_a_case_is_named_to_who_may_know_of_it() -> None:
    life = in_status(Status.MERGED)
    assert says("merged", life, life.case, frozenset({str(life.case.merged_into)}))


def test_the_promised_moment_is_the_questions_the_windows_or_the_limits() -> None:
    held = in_status(Status.ON_HOLD)
    assert held.case.hold is not None
    assert promised_moment(held.case, held.now) == held.case.hold.expires_at
    answered = in_status(Status.ANSWERED)
    by = promised_moment(answered.case, answered.now)
    assert by is not None
    assert by > answered.at
    routed = in_status(Status.ROUTED)
    assert promised_moment(routed.case, routed.now) == routed.case.deadlines.follow_up_by
    assert promised_moment(in_status(Status.ARCHIVED).case, routed.now) is None


@pytest.mark.parametrize(
    ("status", "changes", "may"),
    [
        (Status.ARCHIVED, {"archive_reason": "incomplete"}, True),
        (Status.ARCHIVED, {"archive_reason": "spam"}, False),
        (Status.CLOSED, {}, True),
        (Status.CLOSED, {"closed": Closure(reason="confirmed", at=NOW)}, False),
        (Status.MERGED, {}, False),
        (Status.ROUTED, {}, False),
    ],
)
def test_until_when_a_case_can_be_reopened_is_said_while_it_can(
    status: Status, changes: dict[str, Any], may: bool
) -> None:
    life = in_status(status)
    case = replace(life.case, **changes)
    until = reopening_ends(case, life.now)
    assert (until is not None) is may
    if until is None:
        return
    assert until == reopen_until(case, life.now.policy)
    late = replace(life.now, now=until + timedelta(microseconds=1))
    assert reopening_ends(case, late) is None
    for context, tail in ((life.now, True), (replace(life.now, now=until), True), (late, False)):
        said = describe_next_step(
            case, context=context, agency_name=lambda _: "Kota", visible_cases=()
        )
        day = day_in_words(local_date(until, case.zone), case.zone, "id")
        assert said["id"].endswith(f"dapat membukanya kembali sampai {day}.") is tail


def test_it_is_late_only_after_the_last_moment() -> None:
    life = in_status(Status.ROUTED)
    limit = life.case.deadlines.follow_up_by
    assert limit is not None
    for moment, late in ((limit, False), (limit + timedelta(microseconds=1), True)):
        said = describe_next_step(
            life.case,
            context=replace(life.now, now=moment),
            agency_name=lambda _: None,
            visible_cases=(),
        )
        assert said["en"].endswith(WORDS["overdue"]) is late
        assert "kota" in said["id"]  # an office without a name is called by its id


@pytest.mark.parametrize(
    ("appeal", "state"), [(OPEN_APPEAL, "open"), (UPHELD, "upheld"), (REJECTED, "rejected")]
)
def test_an_appeal_is_open_until_it_is_upheld_or_rejected(appeal: Appeal, state: str) -> None:
    assert appeal_state(appeal) == state
