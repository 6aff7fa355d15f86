"""How long it is known who reported: so many days after the end, by the class of the case."""

from datetime import timedelta

import pytest

from chalicelib.case.deadlines import PERMENPANRB_62_2018
from chalicelib.case.due import identity_outlived, identity_retained_until
from chalicelib.case.model import REPORTER, SYSTEM, Case, Classification, DueKind, Status
from chalicelib.case.moves import refusal
from chalicelib.custody import Ending, IdentityRequest
from chalicelib.structs import replace

from .world import MONDAY, Life, do, in_status

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)


def ended(status: Status = Status.ARCHIVED, **changes: object) -> Life:
    life = in_status(status)
    life.case = replace(life.case, identified=True, **changes)
    return life


def kept_for(case: Case, life: Life) -> timedelta | None:
    until = identity_retained_until(case, life.now.policy)
    return until - case.ended_at if until and case.ended_at else None


@pytest.mark.parametrize(
    ("classification", "supervisory", "days"),
    [
        (Classification.COMPLAINT, False, 730),
        (Classification.COMPLAINT, True, 1_095),
        (Classification.INFORMATION_REQUEST, False, 365),
        (Classification.ASPIRATION, False, 180),
        (Classification.ASPIRATION, True, 180),
    ],
)
def test_each_class_has_its_days(
    classification: Classification, supervisory: bool, days: int
) -> None:
    life = ended(classification=classification, supervisory=supervisory)
    assert kept_for(life.case, life) == days * DAY


def test_the_rules_it_was_filed_under_say_so() -> None:
    life = ended()
    shorter = replace(PERMENPANRB_62_2018, version="shorter", identity_complaint=30)
    policy = replace(life.now.policy, versions=(PERMENPANRB_62_2018, shorter))
    assert life.case.ended_at is not None
    assert identity_retained_until(life.case, policy) == life.case.ended_at + 730 * DAY
    of_then = replace(life.case, rules_version="shorter")
    assert identity_retained_until(of_then, policy) == life.case.ended_at + 30 * DAY


def test_nothing_is_kept_until_a_day_before_the_end_or_without_an_identity() -> None:
    life = ended()
    open_life = in_status(Status.IN_PROGRESS)
    assert (
        identity_retained_until(replace(open_life.case, identified=True), life.now.policy) is None
    )
    assert identity_retained_until(replace(life.case, identified=False), life.now.policy) is None


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED, Status.MERGED])
def test_at_the_day_and_not_a_moment_before(status: Status) -> None:
    life = ended(status)
    until = identity_retained_until(life.case, life.now.policy)
    assert until is not None
    for now, over in ((until - MOMENT, False), (until, True), (until + 900 * DAY, True)):
        assert identity_outlived(life.case, None, now, life.now.policy) is over
        refused = refusal("expire_identity", life.case, SYSTEM, replace(life.now, now=now))
        assert (refused is None) is over


def test_a_merged_one_waits_for_the_case_it_went_into() -> None:
    life = ended(Status.MERGED)
    until = identity_retained_until(life.case, life.now.policy)
    assert until is not None
    assert life.case.ended_at is not None
    open_target = in_status(Status.IN_PROGRESS).case
    assert not identity_outlived(life.case, open_target, until + 900 * DAY, life.now.policy)
    later = replace(open_target, ended_at=life.case.ended_at + 10 * DAY)
    assert not identity_outlived(life.case, later, until, life.now.policy)
    assert not identity_outlived(life.case, later, until + 10 * DAY - MOMENT, life.now.policy)
    assert identity_outlived(life.case, later, until + 10 * DAY, life.now.policy)


def test_it_goes_as_if_the_reporter_had_erased_it_with_an_event_of_its_own() -> None:
    asked = IdentityRequest(officer_id="custodian-1", at=MONDAY).end(Ending.EXPIRED, MONDAY)
    life = ended(contactable=True, identity_request=asked)
    until = identity_retained_until(life.case, life.now.policy)
    assert until is not None
    life.at = until
    life.does(do.ExpireIdentity(), SYSTEM)
    case = life.case
    assert (case.identified, case.contactable, case.identity_request) == (False, False, None)
    assert life.events[-1].type == "identity_outlived"
    assert case.due is None
    assert case.status is Status.ARCHIVED


def test_a_case_that_is_reopened_is_not_due_and_is_again_after_its_end() -> None:
    life = ended()
    life.does(do.Note(text="Catatan"), life_desk())
    assert life.case.due is not None
    assert life.case.due.kind is DueKind.EXPIRE
    life.does(do.Reopen(reason="Belum beres"), REPORTER)
    assert life.case.due is not None
    assert life.case.due.kind is DueKind.ESCALATE


def life_desk():  # type: ignore[no-untyped-def]
    from .world import DESK

    return DESK
