"""Who reported and wants no more of it ends the case: that, and nothing else."""

import pytest

from chalicelib.case.actions import allowed, merge
from chalicelib.case.authority import is_public, may_read, waiting_contributions
from chalicelib.case.due import must_be_given_back
from chalicelib.case.model import ENDED, REPORTER, Status
from chalicelib.errors import Conflict
from chalicelib.structs import replace
from tests import do

from .world import DESK, KABUPATEN, KOTA, Life, in_status

UNANSWERED = set(Status) - ENDED - {Status.RECEIVED, Status.ANSWERED}


@pytest.mark.parametrize("status", sorted(UNANSWERED))
def test_it_ends_as_withdrawn_and_no_deadline_runs(status: Status) -> None:
    life = in_status(status).does(do.Withdraw(), REPORTER)
    case = life.case
    assert (case.status, case.archive_reason) == (Status.ARCHIVED, "withdrawn")
    assert case.ended_at == life.at
    assert (case.hold, life.events[-1].data) == (None, {"reason": "withdrawn"})
    # What is left is looked after: who filed it is forgotten in time, and nobody is chased.
    assert case.due is None or case.due.kind == "expire"


def test_who_reads_it_and_what_is_held_of_who_filed_it_stays_as_it_was() -> None:
    life = Life.routed()
    before = life.case
    after = life.does(do.Withdraw(), REPORTER).case
    assert (is_public(before), is_public(after)) == (True, True)
    assert may_read(after, KOTA, life.context)
    for name in ("anonymous", "confidential", "restricted", "identified", "contactable"):
        assert getattr(after, name) == getattr(before, name)
    assert {"tighten", "restrict", "erase", "reopen"} <= set(allowed(after, REPORTER, life.now))


def test_what_the_rules_have_not_read_is_not_withdrawn_yet() -> None:
    """It could be taken up again, and nobody would know whom it accuses."""
    with pytest.raises(Conflict, match="wrong_status"):
        Life.filed().change(do.Withdraw(), REPORTER)


def test_what_is_answered_or_appealed_is_rated_and_decided_not_withdrawn() -> None:
    life = Life.routed().answered()
    with pytest.raises(Conflict, match="wrong_status"):
        life.change(do.Withdraw(), REPORTER)
    life.does(do.Rate(satisfied=False, comment="Belum", appeal=True), REPORTER)
    with pytest.raises(Conflict, match="appeal_open"):
        life.change(do.Withdraw(), REPORTER)


def test_it_can_be_taken_up_again_for_ten_working_days_and_goes_back_to_its_holder() -> None:
    life = Life.routed().does(do.Withdraw(), REPORTER)
    life.at_local("2026-02-17").does(do.Reopen(reason="Berubah pikiran"), REPORTER)
    assert (life.case.status, life.case.agency_id) == (Status.IN_PROGRESS, "kota")
    assert life.case.archive_reason is None


def test_whose_report_was_merged_into_it_gets_theirs_back() -> None:
    target, source = Life.routed(), Life.routed(case_id="LP-SOURCE")
    given, taken = merge(source.case, target.case, KOTA, source.now)
    source.takes(given)
    target.takes(taken).after(days=1).does(do.Withdraw(), REPORTER)
    assert must_be_given_back(source.case, target.case)


def test_nothing_is_asked_of_another_agency_any_more() -> None:
    life = Life.routed().does(do.AskContribution(agency_id="kabupaten", question="Siapa?"), KOTA)
    life.does(do.Withdraw(), REPORTER)
    assert not waiting_contributions(life.case)
    confidential = replace(life.case, confidential=True)
    assert not may_read(confidential, KABUPATEN, life.context)


def test_no_officer_withdraws_for_a_reporter() -> None:
    for officer in (KOTA, DESK):
        assert "withdraw" not in allowed(Life.routed().case, officer, Life.routed().now)
