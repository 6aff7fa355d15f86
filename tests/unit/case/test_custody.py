"""What protects the reporter: requests for an identity that end, sensitive categories, and class
and limits nobody gives itself."""

import pytest

from chalicelib.case.actions import allowed
from chalicelib.case.authority import Protection
from chalicelib.case.model import REPORTER, Classification, DueKind, Role, Status
from chalicelib.errors import Conflict, Expired, NotAllowed
from tests import do

from .world import DESK, DINAS, JATIM, KOTA, KOTA_LIAISON, Life, in_status, officer

FIRST = officer(Role.CUSTODIAN, "kemenpanrb", "custodian-1")
SECOND = officer(Role.CUSTODIAN, "kemenpanrb", "custodian-2")
CITY = officer(Role.CUSTODIAN, "kota", "custodian-3")
ELSEWHERE = officer(Role.CUSTODIAN, "kabupaten", "custodian-4")
ASK = do.RequestIdentity(reason="Permintaan LPSK")
REFUSE = do.RefuseIdentity(reason="Tidak diperlukan")
WITHDRAW = do.WithdrawIdentity()
APPROVE = do.ApproveIdentity()


def requested(life: Life | None = None) -> Life:
    return (life or Life.routed()).does(ASK, FIRST)


@pytest.mark.parametrize(
    ("action", "actor", "event"),
    [
        (REFUSE, SECOND, "identity_refused"),
        (REFUSE, CITY, "identity_refused"),
        (WITHDRAW, FIRST, "identity_withdrawn"),
        (APPROVE, SECOND, "identity_approved"),
    ],
)
def test_a_request_ends_and_another_may_follow(action: do.Action, actor, event: str) -> None:
    life = requested().does(action, actor)
    assert life.events[-1].type == event
    assert (life.case.identity_request, life.case.identity_requested_at) == (None, None)
    assert life.does(ASK, SECOND).case.identity_request == "custodian-2"


@pytest.mark.parametrize(
    ("action", "actor", "code"),
    [
        (REFUSE, FIRST, "second_custodian_needed"),
        (WITHDRAW, SECOND, "not_your_request"),
        (REFUSE, ELSEWHERE, "not_your_case"),
        (WITHDRAW, ELSEWHERE, "not_your_case"),
        (REFUSE, DESK, "role_may_not"),
        (WITHDRAW, KOTA, "role_may_not"),
        (REFUSE, officer(Role.MONITOR, "ombudsman"), "role_may_not"),
        (WITHDRAW, REPORTER, "role_may_not"),
    ],
)
def test_by_nobody_else(action: do.Action, actor, code: str) -> None:
    with pytest.raises(NotAllowed, match=code):
        requested().change(action, actor)


@pytest.mark.parametrize("action", [REFUSE, WITHDRAW, APPROVE])
def test_without_a_request_there_is_none_to_end(action: do.Action) -> None:
    with pytest.raises(Conflict, match="no_identity_request"):
        Life.routed().change(action, SECOND)


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED, Status.MERGED, Status.TRIAGE])
def test_a_request_nobody_decides_expires_whatever_the_case_does(status: Status) -> None:
    life = in_status(status)
    life.catches_up()
    requested(life)
    asked = life.at
    for _ in range(24 * 12):
        life.after(hours=1).catches_up()
        if life.case.identity_request is None:
            break
    expired = [event for event in life.events if event.type == "identity_expired"]
    assert len(expired) == 1
    assert 7 <= (expired[0].at - asked).days <= 9  # five working days
    assert life.does(ASK, SECOND).case.identity_request == "custodian-2"


def test_after_the_last_moment_it_is_too_late_to_approve_but_not_to_refuse() -> None:
    life = requested().at_local("2026-02-09", "23:59:59")
    assert "approve_identity" in allowed(life.case, SECOND, life.now)
    life.after(seconds=1)
    with pytest.raises(Expired, match="identity_request_over"):
        life.change(APPROVE, SECOND)
    assert life.does(REFUSE, SECOND).case.identity_request is None


def test_a_request_puts_off_no_escalation() -> None:
    life, twin = requested(), Life.routed()
    for day in range(3, 20):
        for one in (life, twin):
            one.at_local(f"2026-02-{day:02}", "12:00").catches_up()
    steps = [
        [e.data.get("level") for e in one.events if e.type == "escalated"] for one in (life, twin)
    ]
    assert steps[0] == steps[1]


def test_an_open_request_is_looked_after_on_an_ended_case() -> None:
    life = requested(in_status(Status.ARCHIVED))
    assert life.case.due is not None
    assert life.case.due.kind is DueKind.CLOSE
    after = life.does(WITHDRAW, FIRST).case.due
    assert after is not None
    assert after.kind is DueKind.EXPIRE


# Categories


def test_one_rule_protects_at_filing_and_later() -> None:
    filed = Life.filed(protect_for=(Protection.CATEGORY,)).case
    assert (filed.anonymous, filed.confidential) == (True, True)
    assert filed.protected_for == ("category",)
    life = Life.routed().does(do.Reclassify(category="kekerasan", sensitive=True), KOTA)
    assert (life.case.anonymous, life.case.confidential) == (True, True)
    assert life.events[-1].data["confidential"] is True


def test_an_ordinary_category_says_nothing_of_the_flags() -> None:
    life = Life.routed(anonymous=True).does(do.Reclassify(category="jalan"), KOTA)
    assert life.case.anonymous
    assert "anonymous" not in life.events[-1].data


# Supervisory


@pytest.mark.parametrize(
    ("to", "actor", "code"),
    [
        ("kota", KOTA, "supervisory_not_yours"),
        ("kemenpanrb", DESK, "supervisory_not_yours"),
        ("kota", KOTA_LIAISON, "role_may_not"),
        ("dinas-pu", DINAS, "role_may_not"),
        ("dinas-pu", officer(Role.AGENCY_ADMIN, "dinas-pu"), "supervisory_not_yours"),
        ("kota", JATIM, "not_your_case"),
        ("kota", officer(Role.MONITOR, "jatim"), "role_may_not"),
    ],
)
def test_nobody_gives_itself_more_time(to: str, actor, code: str) -> None:
    life = Life.routed(to=to)
    with pytest.raises(NotAllowed, match=code):
        life.change(do.Reclassify(supervisory=True), actor)


@pytest.mark.parametrize(("to", "actor"), [("kota", DESK), ("dinas-pu", KOTA), ("dinas-pu", DESK)])
def test_those_above_say_it_and_take_it_back(to: str, actor) -> None:
    life = Life.routed(to=to).does(do.Reclassify(supervisory=True), actor)
    assert life.case.supervisory
    holder = officer(Role.AGENCY_ADMIN, to)
    for back in (
        do.Reclassify(supervisory=False),
        do.Reclassify(classification=Classification.ASPIRATION),
    ):
        with pytest.raises(NotAllowed, match="supervisory_not_yours"):
            life.change(back, holder)
    life.does(do.Reclassify(category="jalan", supervisory=True), holder)  # as it is
    assert not life.does(do.Reclassify(supervisory=False), actor).case.supervisory


def test_the_desk_says_it_of_what_nobody_holds() -> None:
    assert in_status(Status.TRIAGE).does(do.Reclassify(supervisory=True), DESK).case.supervisory
