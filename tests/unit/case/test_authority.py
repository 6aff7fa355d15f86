"""Whose business a case is: every role, action and status, for the own agency and for others.

The expectations are written out here, apart from the table they hold to account.
"""

import itertools
from typing import Any

import pytest

from chalicelib.case.actions import allowed
from chalicelib.case.authority import may_read
from chalicelib.case.model import REPORTER, SYSTEM, Actor, Role, Status
from chalicelib.case.moves import ACTIONS, TABLE, as_markdown
from chalicelib.structs import replace
from chalicelib.usecases.record_readings import keeps_readings, may_audit

from .world import DESK, Life, do, in_status, officer

S = Status
WITHOUT_HOLDER = {S.RECEIVED, S.TRIAGE, S.RETURNED}
HANDLED = {S.ROUTED, S.IN_PROGRESS}
EVERY = set(S)

LIAISON = {
    "start": {S.ROUTED},
    "hold": HANDLED,
    "withdraw_question": {S.ON_HOLD},
    "answer": HANDLED | {S.ANSWERED},
    "interim_reply": HANDLED,
    "ask_contribution": HANDLED | {S.ON_HOLD},
    "return": HANDLED,
    "tighten": EVERY - WITHOUT_HOLDER,
    "assign": HANDLED | {S.ON_HOLD, S.ANSWERED},
    "publish_attachment": EVERY - WITHOUT_HOLDER,
    "note": EVERY - WITHOUT_HOLDER,
}
ADMIN = LIAISON | {
    "route": HANDLED,
    "transfer": HANDLED,
    "archive": HANDLED,
    "merge": HANDLED,
    "split": HANDLED,
    "reclassify": HANDLED | {S.ON_HOLD},
}
READ_WITHOUT_HOLDER = WITHOUT_HOLDER - {S.RECEIVED}  # read by the rules
NATIONAL = {
    "route": READ_WITHOUT_HOLDER,
    "withdraw_question": {S.ON_HOLD},
    "ask_contribution": HANDLED | {S.ON_HOLD},
    "hold": {S.TRIAGE},
    "transfer": HANDLED,
    "archive": READ_WITHOUT_HOLDER | HANDLED | {S.ON_HOLD},
    "merge": READ_WITHOUT_HOLDER | HANDLED | {S.ON_HOLD},
    "split": READ_WITHOUT_HOLDER | HANDLED | {S.ON_HOLD},
    "reclassify": WITHOUT_HOLDER | HANDLED | {S.ON_HOLD},
    "tighten": EVERY,
    "publish_attachment": EVERY,
    "note": EVERY,
    "reopen": {S.CLOSED, S.ARCHIVED},
}
CUSTODY = {"request_identity": EVERY}
REPORTING = {
    "message": EVERY - {S.CLOSED, S.ARCHIVED, S.MERGED},
    "rate": {S.ANSWERED},
    "withdraw": (WITHOUT_HOLDER - {S.RECEIVED}) | HANDLED | {S.ON_HOLD},
    "reopen": {S.CLOSED, S.ARCHIVED},
    "tighten": EVERY,
    "correct_identity": EVERY,
    "restrict": EVERY,
    "erase": EVERY,
}
SYSTEM_NOW = {
    "tell_breach": EVERY,
    "await_check": EVERY,
    "keep_from": EVERY,
    "replace_receipt": EVERY,
    "route": WITHOUT_HOLDER,
    "triage": {S.RECEIVED, S.RETURNED},
    "recompute_deadlines": WITHOUT_HOLDER | HANDLED | {S.ON_HOLD, S.ANSWERED},
}
NOTHING: dict[str, set[Status]] = {}

EXPECTED = [
    (officer(Role.NATIONAL_ADMIN, "kemenpanrb"), NATIONAL),
    (officer(Role.AGENCY_ADMIN, "kota"), ADMIN),
    (officer(Role.LIAISON, "kota"), LIAISON),
    (officer(Role.MONITOR, "kota"), NOTHING),
    (officer(Role.CUSTODIAN, "kota"), {"request_identity": EVERY - WITHOUT_HOLDER}),
    (officer(Role.CUSTODIAN, "kemenpanrb"), CUSTODY),
    (REPORTER, REPORTING),
    (SYSTEM, SYSTEM_NOW),
    *(
        (officer(role, agency), NOTHING)
        for role in (Role.AGENCY_ADMIN, Role.LIAISON, Role.MONITOR, Role.CUSTODIAN)
        for agency in ("kabupaten", "jatim", "kemendagri", "dinas-pu")
    ),
    *((officer(Role.CUSTODIAN, agency), CUSTODY) for agency in ("ombudsman", "ksp")),
    *(
        (officer(role, "ombudsman"), NOTHING)
        for role in (Role.AGENCY_ADMIN, Role.LIAISON, Role.MONITOR)
    ),
    *(
        (officer(role, "kemenpanrb"), NOTHING)
        for role in (Role.AGENCY_ADMIN, Role.LIAISON, Role.MONITOR)
    ),
    *(
        (Actor(role=role), NOTHING)  # an account without an agency
        for role in (Role.AGENCY_ADMIN, Role.LIAISON, Role.MONITOR, Role.CUSTODIAN)
    ),
]


def case_id(value: object) -> str:
    return f"{value.role}@{value.agency_id}" if isinstance(value, Actor) else ""


@pytest.mark.parametrize(("actor", "expected"), EXPECTED, ids=case_id)
@pytest.mark.parametrize("status", list(Status))
def test_who_may_do_what_in_which_status(
    actor: Actor, expected: dict[str, set[Status]], status: Status
) -> None:
    life = in_status(status)
    may = {action for action, statuses in expected.items() if status in statuses}
    assert set(allowed(life.case, actor, life.now)) == may


def test_the_matrix_leaves_out_no_role_and_no_action() -> None:
    assert {actor.role for actor, _ in EXPECTED} == set(Role)
    named = set(itertools.chain.from_iterable(expected for _, expected in EXPECTED))
    # Those that need more than a status have tests of their own.
    assert set(ACTIONS) - named == {
        "resolve_appeal",
        "approve_identity",
        "refuse_identity",
        "withdraw_identity",
        "expire_identity",
        "unrestrict",
        "disclose_identity",
        "tell_disclosure",
        "expire_identity_request",
        "unmerge",
        "unprotect",
        "publish",
        "reassign",
        "warn",
        "escalate",
        "remind",
        "close",
        "expire_hold",
        "contribute",
        "withdraw_contribution",
    }


@pytest.mark.parametrize("role", list(Role))
def test_what_is_allowed_is_what_is_accepted(role: Role) -> None:
    """`allowed` promises no action that `act` would refuse for who, whose or when."""
    for status in Status:
        life = in_status(status)
        actor = Actor(role=role, agency_id="kota", officer_id="x")
        for name in set(allowed(life.case, actor, life.now)) & set(SAMPLES):
            change = life.change(SAMPLES[name], actor)
            assert change.event.number == life.case.version + 1


SAMPLES = {
    "start": do.Start(),
    "hold": do.Hold(question="Ya?"),
    "withdraw_question": do.WithdrawQuestion(),
    "answer": do.Answer(text="Sudah."),
    "return": do.Return(reason="Bukan kami"),
    "archive": do.Archive(reason="out_of_scope"),
    "reclassify": do.Reclassify(category="jalan"),
    "tighten": do.Tighten(anonymous=True),
    "publish_attachment": do.PublishAttachment(number=1),
    "note": do.Note(text="Catat"),
    "ask_contribution": do.AskContribution(agency_id="kabupaten", question="Jalan siapa?"),
    "correct_identity": do.CorrectIdentity(contactable=True, language="en"),
    "erase": do.Erase(),
    "message": do.Message(text="Halo"),
    "rate": do.Rate(satisfied=True),
    "withdraw": do.Withdraw(),
    "reopen": do.Reopen(reason="Belum"),
    "triage": do.SendToTriage(reason="unsure"),
    "request_identity": do.ask_identity(),
}


# Reading


@pytest.mark.parametrize(
    ("actor", "reads"),
    [
        (DESK, True),
        (officer(Role.AGENCY_ADMIN, "kota"), True),
        (officer(Role.LIAISON, "kota"), True),
        (officer(Role.MONITOR, "kota"), True),
        (officer(Role.CUSTODIAN, "kota"), True),
        (officer(Role.CUSTODIAN, "kemenpanrb"), True),
        (officer(Role.MONITOR, "jatim"), True),
        (officer(Role.MONITOR, "kemendagri"), True),
        (officer(Role.MONITOR, "ombudsman"), True),
        (officer(Role.MONITOR, "ksp"), True),
        (officer(Role.MONITOR, "kabupaten"), False),
        (officer(Role.MONITOR, "bali"), False),
        (officer(Role.AGENCY_ADMIN, "kabupaten"), False),
        (officer(Role.AGENCY_ADMIN, "jatim"), False),
        (officer(Role.LIAISON, "jatim"), False),
        (officer(Role.LIAISON, "dinas-pu"), False),
        (officer(Role.CUSTODIAN, "kabupaten"), False),
        (Actor(role=Role.MONITOR), False),
        (Actor(role=Role.LIAISON), False),
    ],
    ids=case_id,
)
def test_who_reads_a_case_of_the_city(actor: Actor, reads: bool) -> None:
    life = Life.routed(confidential=True)
    assert may_read(life.case, actor, life.now) is reads


@pytest.mark.parametrize("status", sorted(WITHOUT_HOLDER))
def test_what_nobody_holds_is_read_by_the_managing_bodies_only(status: Status) -> None:
    life = in_status(status)
    readers = {
        (role, agency)
        for role in (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.LIAISON, Role.MONITOR)
        for agency in ("kota", "jatim", "kemendagri", "kemenpanrb", "ombudsman", "ksp")
        if may_read(life.case, officer(role, agency), life.now)
    }
    assert readers == {
        (Role.MONITOR, "kemenpanrb"),
        (Role.MONITOR, "ombudsman"),
        (Role.MONITOR, "ksp"),
        *((Role.NATIONAL_ADMIN, agency) for agency in ("kota", "jatim", "kemendagri")),
        *((Role.NATIONAL_ADMIN, agency) for agency in ("kemenpanrb", "ombudsman", "ksp")),
    }


def test_a_government_reads_its_units_cases_but_not_the_other_way_round() -> None:
    unit = Life.routed(to="dinas-pu")
    assert may_read(unit.case, officer(Role.AGENCY_ADMIN, "kota"), unit.now)
    assert not may_read(unit.case, officer(Role.LIAISON, "kota"), unit.now)
    assert not may_read(unit.case, officer(Role.AGENCY_ADMIN, "dinas-air"), unit.now)


def test_whom_it_was_escalated_to_can_read() -> None:
    life = Life.routed().at_local("2026-02-11")
    life.catches_up()
    province = officer(Role.AGENCY_ADMIN, "jatim")
    assert not may_read(life.case, province, life.now)
    life.at_local("2026-02-13").catches_up()
    assert life.case.escalation_level == 2
    assert may_read(life.case, province, life.now)
    assert allowed(life.case, province, life.now) == ("hold",)


def test_after_a_transfer_the_former_holder_is_out() -> None:
    life = Life.routed()
    kota = officer(Role.AGENCY_ADMIN, "kota")
    life.does(do.Transfer(agency_id="kabupaten", reason="Wilayahnya"), kota)
    assert not may_read(life.case, kota, life.now)
    assert allowed(life.case, kota, life.now) == ()


def test_kemenpanrb_handles_its_own_cases_as_any_agency() -> None:
    life = Life.routed(to="kemenpanrb")
    assert {"start", "answer", "note"} <= set(allowed(life.case, DESK, life.now))


def test_the_documentation_is_the_table() -> None:
    lines = as_markdown().splitlines()
    assert len(lines) == len(TABLE) + 2
    for move, line in zip(TABLE, lines[2:], strict=True):
        assert line.startswith(f"| {move.action} |")
        assert all(condition.code in line for condition in move.conditions)


def test_whom_it_was_escalated_to_reads_on_after_a_transfer_and_nobody_else_begins_to() -> None:
    life = Life.routed().at_local("2026-02-13")
    life.catches_up()
    assert life.case.escalated_to == ("jatim",)
    life.does(do.Transfer(agency_id="bali", reason="Wilayahnya"), DESK)
    for role in (Role.AGENCY_ADMIN, Role.LIAISON):
        assert may_read(life.case, officer(role, "jatim"), life.now)
        for never in ("kota", "kemendagri", "kabupaten"):
            assert not may_read(life.case, officer(role, never), life.now)


def test_the_first_level_makes_no_reader_of_a_former_holder() -> None:
    life = Life.routed().at_local("2026-02-10")
    life.catches_up()
    assert (life.case.escalation_level, life.case.escalated_to) == (1, ())
    life.does(do.Transfer(agency_id="bali", reason="Wilayahnya"), DESK)
    assert not may_read(life.case, officer(Role.AGENCY_ADMIN, "kota"), life.now)


@pytest.mark.parametrize(
    ("flags", "kept"),
    [
        ({}, False),
        ({"anonymous": True}, True),
        ({"confidential": True}, True),
        ({"unchecked": True}, True),
        ({"archive_reason": "spam"}, True),
        ({"archive_reason": "out_of_scope"}, False),
    ],
)
def test_readings_are_kept_of_what_is_anonymous_or_hidden(
    flags: dict[str, Any], kept: bool
) -> None:
    assert keeps_readings(replace(in_status(S.ROUTED).case, **flags)) is kept


@pytest.mark.parametrize("role", list(Role)[2:])
def test_monitors_and_custodians_audit_what_they_may_read(role: Role) -> None:
    life = in_status(S.ROUTED)
    audits = role in (Role.MONITOR, Role.CUSTODIAN)
    assert may_audit(life.case, officer(role, "kota"), life.context) is audits
    assert not may_audit(life.case, officer(role, "lain"), life.context)
