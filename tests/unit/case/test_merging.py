"""Merged reports are heard through their target, and come back when it ends unanswered."""

from typing import Any

import pytest

from chalicelib.case.actions import act, allowed, answer_through, merge
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.due import is_merged_into, must_be_given_back
from chalicelib.case.model import REPORTER, SYSTEM, Status
from chalicelib.errors import Conflict, Invalid, NotAllowed
from chalicelib.events import Visibility
from chalicelib.presentation.views import officer_view, reporter_view
from chalicelib.structs import replace
from tests import do

from .world import DESK, KABUPATEN, KOTA, PHONE, TEXT, Life, in_status, mask

QUESTION = do.Hold(question="Tiang nomor berapa?")


def joined(**more: object) -> tuple[Life, Life]:
    source, target = Life.routed(case_id="LP-SOURCE", **more), Life.routed(case_id="LP-TARGET")
    given, taken = merge(source.case, target.case, KOTA, source.now)
    return source.takes(given), target.takes(taken)


def page_of(source: Life, target: Life) -> Any:
    """What the reporter of a merged case is shown, with the case it was merged into."""
    return reporter_view(
        source.case,
        TEXT,
        source.events,
        context=replace(source.now, target=target.case),
        asked=mask(target.case.hold.question) if target.case.hold else None,
        agency_name=str,
        visible_cases=(),
    )


def unmerged(source: Life, target: Life) -> Life:
    context = replace(source.now, target=target.case)
    action = do.Unmerge(target_id=target.case.id)
    return source.takes(act(source.case, action, SYSTEM, context))


@pytest.mark.parametrize("kept", [{"not_to": ("dinas-air",)}, {"accused": ("dinas-air",)}])
def test_nobody_but_the_desk_merges_into_a_case_of_whom_the_source_is_kept_from(kept) -> None:
    source, target = Life.routed(), Life.routed(case_id="LP-TARGET", to="dinas-air")
    source.case = replace(source.case, **kept)
    with pytest.raises(Invalid) as barred:
        merge(source.case, target.case, KOTA, source.now)
    assert [(p.field, p.code) for p in barred.value.problems] == [("into", "kept_from_it")]
    assert merge(source.case, target.case, DESK, source.now)[0].case.merged_into == "LP-TARGET"
    other = Life.routed(case_id="LP-TARGET", to="dinas-pu")
    assert merge(source.case, other.case, KOTA, source.now)[0].case.merged_into == "LP-TARGET"


# Giving back


@pytest.mark.parametrize("reason", ["spam", "duplicate", "withdrawn", "incomplete"])
def test_a_target_archived_for_any_reason_gives_its_sources_back(reason: str) -> None:
    source, target = joined()
    target.at_local("2026-02-05").does(do.Archive(reason=reason), KOTA)
    source.at = target.at
    case = unmerged(source, target).case
    assert (case.status, case.agency_id, case.merged_into) == (Status.TRIAGE, None, None)
    assert (case.ended_at, case.escalation_level) == (None, 0)
    assert source.events[-1].type == "unmerged"
    assert source.events[-1].data == {"from": "LP-TARGET", "deadlines": source.days_left()}
    deadline = deadline_in_force(case)
    assert deadline is not None
    assert deadline.at > source.at
    assert source.catches_up() == []


def test_also_when_nobody_answered_the_targets_question() -> None:
    source, target = joined()
    target.does(QUESTION, KOTA).at_local("2026-02-19").catches_up()
    source.at = target.at
    assert unmerged(source, target).case.status is Status.TRIAGE


def test_given_back_once() -> None:
    source, target = joined()
    target.does(do.Archive(reason="incomplete"), KOTA)
    unmerged(source, target)
    with pytest.raises(Conflict, match="wrong_status"):
        unmerged(source, target)


@pytest.mark.parametrize(
    "ends",
    [
        lambda target: target,
        lambda target: target.answered(),
        lambda target: target.answered().does(do.Rate(satisfied=True), REPORTER),
    ],
)
def test_not_while_the_target_is_open_nor_when_it_was_answered(ends) -> None:
    source, target = joined()
    ends(target)
    assert not must_be_given_back(source.case, target.case)
    with pytest.raises(Conflict, match="still_merged"):
        unmerged(source, target)


def test_what_was_merged_after_a_reopening_stays() -> None:
    first, target = joined()
    target.at_local("2026-02-04").does(do.Archive(reason="incomplete"), KOTA)
    archived = target.case
    target.after(hours=1).does(do.Reopen(reason="Ini keterangannya"), REPORTER)
    late = Life.routed(case_id="LP-LATE")
    late.at = target.after(hours=1).at
    given, taken = merge(late.case, target.case, DESK, late.now)
    late.takes(given)
    target.takes(taken)
    assert must_be_given_back(first.case, archived)
    assert not must_be_given_back(late.case, replace(archived, merged_from=("LP-LATE",)))


def test_what_came_through_another_merged_case_comes_back_too() -> None:
    first, second = joined()
    third = Life.routed(case_id="LP-THIRD")
    given, taken = merge(second.case, third.case, KOTA, third.now)
    second.takes(given)
    third.takes(taken).does(do.Archive(reason="incomplete"), KOTA)
    assert is_merged_into(first.case, third.case)
    for source in (second, first):
        assert unmerged(source, third).case.merged_from == ()


@pytest.mark.parametrize("actor", [REPORTER, KOTA, KABUPATEN, DESK])
def test_only_the_system_gives_back(actor) -> None:
    source, target = joined()
    target.does(do.Archive(reason="incomplete"), KOTA)
    with pytest.raises(NotAllowed):
        act(
            source.case,
            do.Unmerge(target_id="LP-TARGET"),
            actor,
            replace(source.now, target=target.case),
        )


# Answering the target's question


def answered(source: Life, target: Life, text: str = "Nomor 14") -> None:
    given, taken = answer_through(source.case, target.case, do.Message(text=text), target.now)
    source.takes(given)
    target.takes(taken)


def test_who_was_given_back_answers_no_question_of_the_other_case() -> None:
    source, target = joined()
    target.at_local("2026-02-05").does(do.Archive(reason="spam"), KOTA)
    source.at = target.at
    unmerged(source, target)
    for other in (target.case, Life.routed(case_id="LP-OTHER").does(QUESTION, KOTA).case):
        with pytest.raises(Conflict, match="no_open_question"):
            answer_through(source.case, other, do.Message(text="Nomor 14"), target.now)


def test_a_merged_reporter_answers_the_question_and_both_cases_say_so() -> None:
    source, target = joined()
    target.does(QUESTION, KOTA).at_local("2026-02-04")
    answered(source, target)
    assert (target.case.status, target.case.hold) == (Status.ROUTED, None)
    assert target.case.paused_workdays == 2
    mine, theirs = source.events[-1], target.events[-1]
    assert (mine.type, mine.visibility) == ("messaged", Visibility.REPORTER)
    assert dict(mine.data) == {"text": "Nomor 14", "resumed": False, "into": "LP-TARGET"}
    assert (theirs.type, theirs.visibility) == ("messaged", Visibility.AGENCY)
    assert theirs.data["from"] == "LP-SOURCE"
    assert source.case.status is Status.MERGED


def test_the_targets_reporter_does_not_read_it_and_the_agency_does() -> None:
    source, target = joined()
    target.does(QUESTION, KOTA)
    answered(source, target, f"Hubungi {PHONE}")
    context, names = target.now, str
    seen = reporter_view(
        target.case,
        TEXT,
        target.events,
        context=context,
        agency_name=names,
        visible_cases=(),
    )
    assert PHONE not in str(seen["messages"])
    seen = officer_view(
        target.case,
        TEXT,
        target.events,
        actor=KOTA,
        context=context,
        mask=mask,
        agency_name=names,
        visible_cases=(),
    )
    assert PHONE in str(seen["messages"])


def test_an_anonymous_reporters_answer_is_masked_in_an_open_target() -> None:
    source, target = joined(anonymous=True)
    target.does(QUESTION, KOTA)
    answered(source, target, f"Hubungi {PHONE}")
    seen = officer_view(
        target.case,
        TEXT,
        target.events,
        actor=KOTA,
        context=target.now,
        mask=mask,
        agency_name=str,
        visible_cases=(),
    )
    assert PHONE not in str(seen["messages"])
    assert "Tiang nomor berapa?" in str(seen["messages"])


def test_the_question_shows_on_the_page_of_a_merged_case() -> None:
    source, target = joined()
    target.does(QUESTION, KOTA)
    seen = page_of(source, target)
    assert seen["question"]["text"] == "Tiang nomor berapa?"
    assert "message" in seen["actions"]


def test_a_question_that_was_put_to_somebody_else_is_masked() -> None:
    source, target = joined()
    target.does(do.Hold(question=f"Apakah {PHONE} nomor Ibu?"), KOTA)
    seen = page_of(source, target)
    assert seen["question"]["text"] == "Apakah [telepon] nomor Ibu?"


def test_no_word_of_a_confidential_target_and_no_answer_to_it() -> None:
    source, target = joined()
    target.does(QUESTION, KOTA).does(do.Tighten(confidential=True), REPORTER)
    seen = page_of(source, target)
    assert seen["question"] is None
    context = replace(source.now, target=target.case)
    assert "message" not in allowed(source.case, REPORTER, context)
    with pytest.raises(Conflict, match="no_open_question"):
        answered(source, target)


def test_without_a_question_there_is_nothing_to_answer() -> None:
    source, target = joined()
    with pytest.raises(Conflict, match="no_open_question"):
        answered(source, target)
    with pytest.raises(Conflict, match="no_open_question"):
        source.change(do.Message(text="Halo?"), REPORTER)
    target.does(QUESTION, KOTA)
    context = replace(source.now, target=target.case)
    with pytest.raises(TypeError):
        act(source.case, do.Message(text="Halo?"), REPORTER, context)


def test_only_of_merged_cases() -> None:
    other, target = in_status(Status.CLOSED), in_status(Status.ON_HOLD)
    with pytest.raises(Conflict, match="wrong_status"):
        answered(other, target)
