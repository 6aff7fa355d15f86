"""The life of a case: the main way, the ways out, and the ways back."""

from datetime import date

import pytest

from chalicelib.case.actions import act, allowed, merge
from chalicelib.case.decision import ARCHIVE_REASONS
from chalicelib.case.due import silence_ends
from chalicelib.case.model import (
    ENDED,
    HANDLED,
    REPORTER,
    RESTING,
    SYSTEM,
    WITHOUT_HOLDER,
    Classification,
    DueKind,
    Role,
    Status,
)
from chalicelib.errors import Conflict, Expired, Invalid, NotAllowed
from chalicelib.ledger.digests import event_digest
from chalicelib.structs import replace
from tests import do

from .world import (
    DESK,
    DINAS,
    JATIM,
    KABUPATEN,
    KOTA,
    KOTA_LIAISON,
    Life,
    in_status,
    officer,
)

SATISFIED = do.Rate(satisfied=True, score=5)
UNSATISFIED = do.Rate(satisfied=False, score=1)
APPEAL = do.Rate(satisfied=False, comment="Lampunya masih padam", appeal=True)


def test_every_status_is_somebodys_turn_or_an_end_and_only_one() -> None:
    assert sorted([*WITHOUT_HOLDER, *HANDLED, *RESTING, *ENDED]) == sorted(Status)


# The main way


def test_from_filing_to_a_satisfied_reporter() -> None:
    life = Life.filed()
    life.does(do.SystemRoute(agency_id="kota", by="category", sector="penerangan"))
    life.after(hours=1).does(do.Start(note="Tim berangkat"), KOTA_LIAISON)
    life.after(days=1).does(do.Answer(text="Lampu sudah diganti."), KOTA_LIAISON)
    life.after(hours=2).does(SATISFIED, REPORTER)
    assert [event.type for event in life.events] == [
        "filed",
        "routed",
        "started",
        "answered",
        "rated",
    ]
    assert life.case.status is Status.CLOSED
    assert life.case.closed is not None
    assert life.case.closed.reason == "confirmed"
    assert life.case.due is not None
    assert life.case.due.kind is DueKind.EXPIRE
    assert life.case.sector == "penerangan"
    assert life.events[-1].data["closed_reason"] == "confirmed"


def test_both_speeds_are_kept() -> None:
    life = Life.in_triage().after(hours=3).does(do.Route(agency_id="kota"), DESK)
    routed = life.at
    life.after(hours=5).answered()
    answered = life.at
    life.does(UNSATISFIED, REPORTER).after(hours=5).answered()
    assert life.case.filed_at < life.case.first_routed_at == routed
    assert life.case.first_answered_at == answered


def test_an_agency_may_answer_without_starting() -> None:
    assert Life.routed().answered().case.status is Status.ANSWERED


def test_events_are_numbered_and_sealed() -> None:
    life = in_status(Status.CLOSED)
    digest = ""
    for number, event in enumerate(life.events, start=1):
        assert event.number == number
        assert event.digest == event_digest(digest, replace(event, digest=""))
        digest = event.digest
    assert (life.case.version, life.case.digest) == (len(life.events), digest)


def test_a_timeline_never_runs_backwards() -> None:
    life = Life.routed().after(hours=-5).does(do.Start(), KOTA)
    assert life.events[-1].at == life.events[-2].at == life.case.updated_at


def test_a_decision_changes_nothing_it_was_given() -> None:
    life = Life.routed()
    before = life.case
    life.change(do.Start(), KOTA)
    assert life.case is before
    assert before.status is Status.ROUTED


def test_disposition_by_the_system_says_what_it_rests_on() -> None:
    life = Life.filed().does(
        do.SystemRoute(
            agency_id="kota",
            by="model",
            sector="jalan",
            confidence=0.91,
            words=("lampu", "padam"),
            prediction={"model": "m1", "ranking": [["jalan", 0.91]]},
        )
    )
    data = dict(life.events[-1].data)
    assert data.pop("deadlines") == life.days_left()
    assert data == {
        "agency_id": "kota",
        "by": "model",
        "sector": "jalan",
        "confidence": 0.91,
        "words": ["lampu", "padam"],
        "prediction": {"model": "m1", "ranking": [["jalan", 0.91]]},
    }


@pytest.mark.parametrize("agency_id", ["nowhere", "lama"])
def test_only_to_agencies_that_exist_that_day(agency_id: str) -> None:
    life = Life.in_triage().at_local("2026-02-23")
    with pytest.raises(Invalid) as refused:
        life.change(do.Route(agency_id=agency_id), DESK)
    assert [(p.field, p.code) for p in refused.value.problems] == [("agency_id", "unknown_agency")]


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (do.Answer(text="  "), "text"),
        (do.Hold(question=""), "question"),
        (do.Return(reason="\n"), "reason"),
        (do.Note(text=" "), "text"),
    ],
)
def test_empty_words_are_refused(action: do.Action, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Life.routed().change(action, KOTA)
    assert [(p.field, p.code) for p in refused.value.problems] == [(field, "required")]


def test_a_refusal_says_the_state_and_what_is_allowed() -> None:
    life = Life.routed()
    with pytest.raises(Conflict) as refused:
        life.change(SATISFIED, REPORTER)
    assert refused.value.code == "no_answer"
    assert refused.value.params == {
        "action": "rate",
        "status": "routed",
        "allowed": ["tighten", "correct_identity", "restrict", "erase", "message", "withdraw"],
    }


# Units of a government


def test_a_government_hands_on_to_its_own_unit_and_can_still_act() -> None:
    life = Life.routed().does(do.Route(agency_id="dinas-pu"), KOTA)
    assert (life.case.agency_id, life.case.status) == ("dinas-pu", Status.ROUTED)
    life.does(do.Start(), DINAS)
    life.does(do.Answer(text="Selesai."), KOTA)
    assert life.case.status is Status.ANSWERED


def test_and_takes_it_back_or_moves_it_to_another_unit() -> None:
    life = Life.routed().does(do.Route(agency_id="dinas-pu"), KOTA)
    assert life.does(do.Route(agency_id="dinas-air"), KOTA).case.agency_id == "dinas-air"
    assert life.does(do.Route(agency_id="kota"), KOTA).case.agency_id == "kota"


@pytest.mark.parametrize("agency_id", ["kabupaten", "jatim", "kota"])
def test_but_not_to_anybody_else_nor_to_itself(agency_id: str) -> None:
    with pytest.raises(Invalid, match="invalid"):
        Life.routed().change(do.Route(agency_id=agency_id), KOTA)


def test_the_liaison_of_a_government_does_not_act_for_a_unit() -> None:
    life = Life.routed().does(do.Route(agency_id="dinas-pu"), KOTA)
    with pytest.raises(NotAllowed, match="not_your_case"):
        life.change(do.Start(), KOTA_LIAISON)


def test_a_supervising_province_does_not_act_for_a_city() -> None:
    with pytest.raises(NotAllowed, match="not_your_case"):
        Life.routed().change(do.Answer(text="Kami jawab."), JATIM)


# Interim replies


def test_a_second_interim_reply_needs_the_overseer() -> None:
    reply = do.InterimReply(text="Menunggu anggaran", expected_by=date(2026, 3, 1))
    life = Life.routed().does(reply, KOTA)
    with pytest.raises(NotAllowed, match="supervisor_must_approve"):
        life.change(reply, KOTA_LIAISON)
    assert life.does(reply, DESK).case.interim_replies == 2
    unit = Life.routed().does(do.Route(agency_id="dinas-pu"), KOTA).does(reply, DINAS)
    with pytest.raises(NotAllowed, match="supervisor_must_approve"):
        unit.change(reply, DINAS)
    assert unit.does(reply, KOTA).case.interim_replies == 2


def test_the_first_interim_reply_is_the_holders() -> None:
    reply = do.InterimReply(text="Menunggu", expected_by=date(2026, 3, 1))
    with pytest.raises(NotAllowed, match="holder_replies_first"):
        Life.routed().change(reply, DESK)


def test_an_interim_reply_looks_ahead() -> None:
    reply = do.InterimReply(text="Menunggu", expected_by=date(2026, 2, 1))
    with pytest.raises(Invalid, match="invalid"):
        Life.routed().change(reply, KOTA)
    assert Life.routed().change(replace(reply, expected_by=date(2028, 2, 3)), KOTA)
    with pytest.raises(Invalid) as refused:
        Life.routed().change(replace(reply, expected_by=date(9999, 12, 31)), KOTA)
    assert [one.code for one in refused.value.problems] == ["too_far_ahead"]


# Rating


def test_not_satisfied_leaves_the_answer_standing() -> None:
    life = in_status(Status.ANSWERED).does(UNSATISFIED, REPORTER)
    assert life.case.status is Status.ANSWERED
    assert life.case.due is not None
    assert life.case.due.kind is DueKind.CLOSE  # no more reminders to rate
    life.at_local("2026-03-02").catches_up()
    assert life.case.closed is not None
    assert life.case.closed.reason == "timeout"
    assert life.case.rating is not None
    assert not life.case.rating.satisfied


def test_the_appeal_may_follow_a_plain_not_satisfied() -> None:
    life = in_status(Status.ANSWERED).does(UNSATISFIED, REPORTER).after(days=2)
    assert "rate" in allowed(life.case, REPORTER, life.now)
    assert life.does(APPEAL, REPORTER).case.status is Status.IN_PROGRESS


@pytest.mark.parametrize("again", [SATISFIED, UNSATISFIED])
@pytest.mark.parametrize("first", [SATISFIED, UNSATISFIED, APPEAL])
def test_one_rating_per_answer(first: do.Rate, again: do.Rate) -> None:
    life = in_status(Status.ANSWERED).does(first, REPORTER)
    with pytest.raises(Expired, match="already_rated"):
        life.change(again, REPORTER)


def test_a_new_answer_can_be_rated_again() -> None:
    life = in_status(Status.ANSWERED).does(UNSATISFIED, REPORTER).after(days=1).answered()
    assert life.case.answers == 2
    assert life.case.rating is not None  # the word on the first answer stands until then
    life.does(SATISFIED, REPORTER)
    assert life.events[-1].data["answer"] == 2
    assert life.case.status is Status.CLOSED


@pytest.mark.parametrize(
    "status", [Status.RECEIVED, Status.ROUTED, Status.ON_HOLD, Status.ARCHIVED, Status.MERGED]
)
def test_without_an_answer_there_is_nothing_to_rate(status: Status) -> None:
    life = in_status(status)
    with pytest.raises(Conflict, match="no_answer"):
        life.change(SATISFIED, REPORTER)


def test_a_rating_can_come_too_late() -> None:
    with pytest.raises(Expired, match="rating_over"):
        in_status(Status.CLOSED).change(SATISFIED, REPORTER)


@pytest.mark.parametrize(
    ("rate", "field"),
    [
        (do.Rate(satisfied=True, score=0), "score"),
        (do.Rate(satisfied=True, score=6), "score"),
        (do.Rate(satisfied=True, comment="Bagus", appeal=True), "appeal"),
        (do.Rate(satisfied=False, appeal=True), "comment"),
        (do.Rate(satisfied=False, comment=" ", appeal=True), "comment"),
    ],
)
def test_unusable_ratings(rate: do.Rate, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        in_status(Status.ANSWERED).change(rate, REPORTER)
    assert [problem.field for problem in refused.value.problems] == [field]


# Silence


def test_silence_is_asked_twice_then_closes_and_never_satisfies() -> None:
    life = in_status(Status.ANSWERED)
    seen = []
    for day in range(1, 20):
        life.after(days=1)
        seen += [(day, event.type, event.data.get("reminder")) for event in life.catches_up()]
    assert seen == [(3, "reminded", 1), (7, "reminded", 2), (17, "closed", None)]
    assert life.case.rating is None
    assert life.case.closed is not None
    assert life.case.closed.reason == "timeout"


def test_a_new_answer_after_not_satisfied_starts_the_window_anew() -> None:
    life = in_status(Status.ANSWERED).after(days=4)
    life.catches_up()
    assert life.case.reminders == 1
    life.does(UNSATISFIED, REPORTER).answered()
    assert (life.case.reminders, life.case.answered_at) == (0, life.at)


def test_a_rating_stops_the_reminders() -> None:
    life = in_status(Status.ANSWERED).does(UNSATISFIED, REPORTER).after(days=8)
    assert life.catches_up() == []


# Appeal


def test_an_appeal_goes_to_the_next_senior_with_a_clock_of_its_own() -> None:
    life = in_status(Status.ANSWERED).at_local("2026-02-06").does(APPEAL, REPORTER)
    case = life.case
    assert (case.status, case.agency_id) == (Status.IN_PROGRESS, "jatim")
    assert case.appeal is not None
    assert case.appeal.from_agency_id == "kota"
    assert life.days_left()["resolve_by"] == "2026-03-02T23:59:59+07:00"  # 14 days
    assert dict(life.events[-1].data) == {
        "satisfied": False,
        "comment": "Lampunya masih padam",
        "answer": 1,
        "agency_id": "jatim",
        "from_agency_id": "kota",
        "deadlines": life.days_left(),
    }


def test_an_appeal_not_upheld_is_the_last_word() -> None:
    life = in_status(Status.ANSWERED).does(APPEAL, REPORTER)
    life.does(do.ResolveAppeal(text="Lampu menyala saat diperiksa.", upheld=False), JATIM)
    assert life.case.closed is not None
    assert life.case.closed.reason == "appeal_decided"
    assert life.case.appeal is not None
    assert life.case.appeal.upheld is False
    with pytest.raises(Expired, match="already_rated"):
        life.change(APPEAL, REPORTER)
    with pytest.raises(Conflict, match="not_reopenable"):
        life.change(do.Reopen(reason="Belum"), REPORTER)


@pytest.mark.parametrize(
    "action",
    [
        do.Answer(text="Sudah."),
        do.Return(reason="Bukan kami"),
        do.Transfer(agency_id="bali", reason="Bukan kami"),
        do.Archive(reason="out_of_scope"),
    ],
)
def test_an_appeal_is_decided_not_evaded(action: do.Action) -> None:
    life = in_status(Status.ANSWERED).does(APPEAL, REPORTER)
    for actor in (JATIM, DESK):
        with pytest.raises((Conflict, NotAllowed)):
            life.change(action, actor)
    assert set(allowed(life.case, JATIM, life.now)) == {
        "reclassify",
        "hold",
        "interim_reply",
        "ask_contribution",
        "resolve_appeal",
        "tighten",
        "publish_attachment",
        "assign",
        "note",
    }


def test_who_answered_cannot_decide_the_appeal() -> None:
    life = in_status(Status.ANSWERED).does(APPEAL, REPORTER)
    with pytest.raises(NotAllowed, match="not_your_case"):
        life.change(do.ResolveAppeal(text="Tidak benar.", upheld=False), KOTA)


@pytest.mark.parametrize(
    ("holder", "senior"),
    [("dinas-pu", "kota"), ("kemendagri", "kemenpanrb"), ("kemenpanrb", "ombudsman")],
)
def test_there_is_always_a_senior(holder: str, senior: str) -> None:
    life = Life.routed(to=holder)
    life.does(do.Answer(text="Sudah."), officer(Role.LIAISON, holder))
    assert life.does(APPEAL, REPORTER).case.agency_id == senior


def test_an_appeal_survives_a_question_nobody_answers() -> None:
    life = in_status(Status.ANSWERED).does(APPEAL, REPORTER).does(do.Hold(question="Ya?"), JATIM)
    life.at_local("2026-02-25").catches_up()
    assert (life.case.status, life.case.agency_id) == (Status.IN_PROGRESS, "jatim")
    assert "resolve_appeal" in allowed(life.case, JATIM, life.now)


# Reopening


def test_silence_can_be_reopened_for_ten_working_days() -> None:
    life = in_status(Status.CLOSED)  # closed on 2 March
    life.at_local("2026-03-16", "23:59:59")
    assert life.change(do.Reopen(reason="Masih padam"), REPORTER).case.status is Status.IN_PROGRESS
    life.after(seconds=1)
    with pytest.raises(Expired, match="reopen_over"):
        life.change(do.Reopen(reason="Masih padam"), REPORTER)
    assert "reopen" not in allowed(life.case, REPORTER, life.now)


def test_the_window_begins_with_the_end_not_with_the_last_word_before() -> None:
    life = in_status(Status.ANSWERED)
    while life.case.status is Status.ANSWERED:
        life.after(hours=12).catches_up()
    assert life.at_local("2026-03-05").case.ended_at is not None
    assert life.change(do.Reopen(reason="Masih padam"), REPORTER)
    with pytest.raises(Expired, match="reopen_over"):
        life.at_local("2026-03-06").change(do.Reopen(reason="Masih padam"), REPORTER)


def test_a_note_or_a_flag_does_not_lengthen_the_window() -> None:
    life = in_status(Status.CLOSED).at_local("2026-03-16").does(do.Note(text="Arsip"), KOTA)
    life.does(do.Tighten(anonymous=True), REPORTER).at_local("2026-03-17")
    with pytest.raises(Expired, match="reopen_over"):
        life.change(do.Reopen(reason="Masih padam"), REPORTER)


def test_a_reopened_case_starts_anew_with_its_holder() -> None:
    life = in_status(Status.CLOSED).at_local("2026-03-02", "10:00")
    life.does(do.Reopen(reason="Masih padam"), REPORTER)
    case = life.case
    assert (case.status, case.agency_id, case.closed) == (Status.IN_PROGRESS, "kota", None)
    assert case.clock_started_at == life.at
    assert life.days_left()["resolve_by"] == "2026-03-27T23:59:59+07:00"
    assert life.case.answers == 1
    with pytest.raises(Conflict, match="wrong_status"):
        life.change(SATISFIED, REPORTER)  # the old answer is not up for rating any more


def test_without_a_holder_the_desk_decides() -> None:
    life = Life.in_triage().does(do.Archive(reason="incomplete"), DESK)
    life.does(do.Reopen(reason="Ini keterangannya"), REPORTER)
    assert life.case.status is Status.TRIAGE
    gone = Life.routed(to="lama").does(
        do.Archive(reason="incomplete"), officer(Role.AGENCY_ADMIN, "lama")
    )
    gone.at_local("2026-02-23").does(do.Reopen(reason="Belum"), DESK)
    assert (gone.case.status, gone.case.agency_id) == (Status.TRIAGE, None)


@pytest.mark.parametrize("reason", ARCHIVE_REASONS)
def test_which_archived_cases_the_reporter_can_reopen(reason: str) -> None:
    life = Life.routed().does(do.Archive(reason=reason), KOTA)
    can = "reopen" in allowed(life.case, REPORTER, life.now)
    assert can == (reason not in ("spam", "abusive"))


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED])
def test_the_desk_can_reopen_at_any_time(status: Status) -> None:
    life = in_status(status).at_local("2027-06-02")
    assert life.does(do.Reopen(reason="Temuan baru"), DESK).case.status is Status.IN_PROGRESS


def test_a_confirmed_case_is_not_the_reporters_to_reopen() -> None:
    life = in_status(Status.ANSWERED).does(SATISFIED, REPORTER)
    with pytest.raises(Conflict, match="not_reopenable"):
        life.change(do.Reopen(reason="Eh"), REPORTER)


def test_merged_is_merged() -> None:
    for actor in (REPORTER, DESK):
        with pytest.raises(Conflict, match="wrong_status"):
            in_status(Status.MERGED).change(do.Reopen(reason="Eh"), actor)


# Archive


def test_an_archive_reason_is_from_the_list() -> None:
    for reason in ("no_reply", "we are busy"):
        with pytest.raises(Invalid):
            Life.routed().change(do.Archive(reason=reason), KOTA)


# Flags


def test_flags_only_tighten() -> None:
    life = Life.routed().does(do.Tighten(anonymous=True), REPORTER)
    assert (life.case.anonymous, life.case.confidential) == (True, False)
    for actor in (REPORTER, KOTA, DESK):
        with pytest.raises(Conflict, match="flags_only_tighten"):
            life.change(do.Tighten(anonymous=False, confidential=True), actor)
    life.does(do.Tighten(confidential=True), KOTA_LIAISON)
    assert (life.case.anonymous, life.case.confidential) == (True, True)


@pytest.mark.parametrize("tighten", [do.Tighten(), do.Tighten(anonymous=True)])
def test_nothing_to_tighten(tighten: do.Tighten) -> None:
    life = Life.filed(anonymous=True)
    with pytest.raises(Conflict, match="nothing_to_change"):
        life.change(tighten, REPORTER)


# Identity


def test_it_takes_two_custodians() -> None:
    first = officer(Role.CUSTODIAN, "kemenpanrb", "custodian-1")
    second = officer(Role.CUSTODIAN, "ombudsman", "custodian-2")
    life = Life.routed(anonymous=True)
    with pytest.raises(Conflict, match="no_identity_request"):
        life.change(do.ApproveIdentity(), second)
    life.does(do.ask_identity(), first)
    with pytest.raises(NotAllowed, match="second_custodian_needed"):
        life.change(do.ApproveIdentity(), first)
    with pytest.raises(Conflict, match="identity_already_requested"):
        life.change(do.ask_identity(), second)
    life.does(do.ApproveIdentity(), second)
    assert [event.type for event in life.events[-2:]] == [
        "identity_requested",
        "identity_approved",
    ]


# Reclassification


def test_only_a_complaint_can_be_supervisory() -> None:
    life = Life.routed(Classification.ASPIRATION)
    for action in (
        do.Reclassify(supervisory=True),
        do.Reclassify(classification=Classification.INFORMATION_REQUEST, supervisory=True),
    ):
        with pytest.raises(Invalid):
            life.change(action, DESK)
    with pytest.raises(Conflict, match="nothing_to_change"):
        life.change(do.Reclassify(), DESK)
    both = do.Reclassify(classification=Classification.COMPLAINT, supervisory=True)
    assert life.does(both, DESK).case.supervisory


# Merging


def other(**more: object) -> Life:
    return Life.routed(case_id="LP-OTHER", **more)


def test_merging_ends_one_case_and_gives_its_voices_to_the_other() -> None:
    source, target = Life.routed(), other()
    source.case = replace(source.case, supporters=4)
    given, taken = merge(source.case, target.case, KOTA, source.now)
    assert (given.case.status, given.case.merged_into) == (Status.MERGED, "LP-OTHER")
    assert given.case.due is not None
    assert given.case.due.kind is DueKind.EXPIRE
    assert (taken.case.supporters, taken.case.merged_from) == (5, (source.case.id,))
    assert taken.case.status is Status.ROUTED
    assert taken.event.data == {"from": source.case.id, "supporters": 5}
    assert taken.event.actor == SYSTEM
    assert (given.event.number, taken.event.number) == (3, 3)


def test_merging_moves_no_clock_of_the_other() -> None:
    source, target = Life.routed(), other()
    _, taken = merge(source.case, target.case, KOTA, replace(source.now, now=source.at))
    assert (taken.case.deadlines, taken.case.due) == (target.case.deadlines, target.case.due)


def test_no_case_is_merged_in_a_circle() -> None:
    first, second, third = Life.routed(case_id="A"), other(), Life.routed(case_id="C")
    with pytest.raises(Conflict, match="same_case"):
        merge(first.case, first.case, KOTA, first.now)
    given, taken = merge(first.case, second.case, KOTA, first.now)
    with pytest.raises(Conflict, match="target_ended"):
        merge(taken.case, given.case, KOTA, first.now)
    with pytest.raises(Conflict, match="wrong_status"):
        merge(given.case, third.case, KOTA, first.now)
    _, last = merge(taken.case, third.case, KOTA, first.now)
    assert last.case.merged_from == ("LP-OTHER", "A")


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED, Status.MERGED])
def test_never_into_an_ended_case(status: Status) -> None:
    source, target = other(), in_status(status)
    with pytest.raises(Conflict, match="target_ended"):
        merge(source.case, target.case, DESK, target.now)


def test_never_into_an_answered_case_until_its_reporter_waits_for_another_answer() -> None:
    source, target = Life.routed(), other().does(do.Answer(text="Sudah."), KOTA)
    for by in (KOTA, DESK):
        with pytest.raises(Conflict, match="target_answered"):
            merge(source.case, target.case, by, source.now)
    target.does(do.Message(text="Belum."), REPORTER)
    assert merge(source.case, target.case, KOTA, target.now)[0].case.status is Status.MERGED


def test_an_agency_merges_what_is_overdue_into_what_is_overdue_alone() -> None:
    source = Life.routed().after(days=60)
    source.catches_up()
    young = Life.routed(case_id="LP-OTHER", at=source.at)
    with pytest.raises(Conflict, match="source_overdue"):
        merge(source.case, young.case, KOTA, source.now)
    assert merge(source.case, young.case, DESK, source.now)[0].case.status is Status.MERGED
    assert merge(young.case, source.case, KOTA, source.now)[0].case.status is Status.MERGED
    assert merge(source.case, other().case, KOTA, source.now)[0].case.status is Status.MERGED


def test_never_into_a_case_the_reporter_could_not_follow() -> None:
    source, target = Life.routed(), other(confidential=True)
    with pytest.raises(Conflict, match="target_confidential"):
        merge(source.case, target.case, KOTA, source.now)
    restricted = other().does(do.Restrict(), REPORTER)
    with pytest.raises(Conflict, match="target_restricted"):
        merge(source.case, restricted.case, KOTA, source.now)


def test_an_agency_merges_only_its_own() -> None:
    source, target = Life.routed(), other(to="kabupaten")
    with pytest.raises(NotAllowed, match="target_not_yours"):
        merge(source.case, target.case, KOTA, source.now)
    with pytest.raises(NotAllowed, match="not_your_case"):
        merge(source.case, target.case, KABUPATEN, source.now)
    assert merge(source.case, target.case, DESK, source.now)[0].case.status is Status.MERGED


def test_merging_is_not_an_act_on_one_case() -> None:
    life = Life.routed()
    with pytest.raises(TypeError):
        act(life.case, do.Merge(into="LP-OTHER"), KOTA, life.now)


def test_reminders_that_were_missed_keep_their_distance_and_leave_time_to_speak() -> None:
    """The schedules were down for three weeks after the answer."""
    life = Life.routed().answered().at_local("2026-02-23")
    for _ in range(3):  # a late run and two more of the same day
        life.after(minutes=15).catches_up()
    assert [event.type for event in life.events[3:]] == ["reminded"]
    life.at_local("2026-02-27", "08:00")
    assert life.catches_up() == []
    life.at_local("2026-02-27", "10:00")
    assert [event.type for event in life.catches_up()] == ["reminded"]
    life.at_local("2026-03-04", "23:59:59")
    assert life.catches_up() == []
    assert silence_ends(life.case, life.context.policy) == life.at
    life.after(seconds=1)
    assert [event.type for event in life.catches_up()] == ["closed"]


def test_punctual_reminders_leave_the_window_as_it_is() -> None:
    life = Life.routed().answered()
    ends = silence_ends(life.case, life.context.policy)
    for day in ("2026-02-05", "2026-02-09", "2026-02-18"):
        life.at_local(day).catches_up()
    assert life.case.reminders == 2
    assert silence_ends(life.case, life.context.policy) == ends


def test_a_new_answer_forgets_when_the_last_was_reminded_of() -> None:
    life = Life.routed().answered().at_local("2026-02-23")
    life.catches_up()
    assert life.case.reminded_at == life.at
    life.does(UNSATISFIED, REPORTER).answered()
    assert life.case.reminded_at is None
