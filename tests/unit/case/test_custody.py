"""What protects the reporter: requests for an identity that end, sensitive categories, and class
and deadlines nobody gives itself."""

from datetime import date, timedelta

import pytest

from chalicelib.case.actions import allowed
from chalicelib.case.authority import Protection, are_apart
from chalicelib.case.due import identity_outlived, identity_retained_until
from chalicelib.case.model import REPORTER, Actor, Classification, Due, DueKind, Role, Status
from chalicelib.custody import MOST_SILENT, IdentityField, IdentityRequest, LegalBasis, stands
from chalicelib.errors import Conflict, Expired, Invalid, NotAllowed
from chalicelib.protection.identity import FIELDS
from chalicelib.structs import replace
from chalicelib.workdays import iso
from tests import do

from .world import DESK, DINAS, JATIM, KOTA, KOTA_LIAISON, Life, in_status, officer

FIRST = officer(Role.CUSTODIAN, "kemenpanrb", "custodian-1")
SECOND = officer(Role.CUSTODIAN, "kemenpanrb", "custodian-2")
CITY = officer(Role.CUSTODIAN, "kota", "custodian-3")
UNIT = officer(Role.CUSTODIAN, "dinas-pu", "custodian-4")
ELSEWHERE = officer(Role.CUSTODIAN, "kabupaten", "custodian-5")
OMBUDSMAN = officer(Role.CUSTODIAN, "ombudsman", "custodian-6")
ASK = do.ask_identity()
REFUSE = do.RefuseIdentity(reason="Tidak diperlukan")
WITHDRAW = do.WithdrawIdentity()
APPROVE = do.ApproveIdentity()
SEE = do.DiscloseIdentity()
ORDER = {"basis": LegalBasis.COURT_ORDER, "reference": "12/Pen.Pid/2026"}


def requested(life: Life | None = None, **asked: object) -> Life:
    return (life or Life.routed()).does(do.ask_identity(**asked), FIRST)


def approved(life: Life | None = None, **asked: object) -> Life:
    return requested(life, **asked).does(APPROVE, CITY)


# Asking and deciding


@pytest.mark.parametrize(
    ("action", "actor", "event"),
    [
        (REFUSE, SECOND, "identity_refused"),
        (REFUSE, CITY, "identity_refused"),
        (WITHDRAW, FIRST, "identity_withdrawn"),
    ],
)
def test_a_request_ends_and_another_may_follow(action: do.Action, actor, event: str) -> None:
    life = requested().does(action, actor)
    assert life.events[-1].type == event
    request = life.case.identity_request
    assert request is not None
    assert not request.stands
    assert request.ended_at == life.at
    again = life.does(ASK, SECOND).case.identity_request
    assert again is not None
    assert (again.officer_id, again.stands) == ("custodian-2", True)


def test_a_request_says_what_for_on_which_basis_and_what_paper() -> None:
    wanted = (IdentityField.PHONE, IdentityField.NAME, IdentityField.PHONE)
    life = requested(**ORDER, fields=wanted, silent_until=date(2026, 3, 1))
    assert life.events[-1].data == {
        "reason": "Permintaan LPSK nomor 12",
        "basis": "court_order",
        "fields": ["name", "phone"],
        "reference": "12/Pen.Pid/2026",
        "silent_until": "2026-03-01",
    }
    request = life.case.identity_request
    assert request == IdentityRequest(
        officer_id="custodian-1",
        agency_id="kemenpanrb",
        at=life.at,
        fields=(IdentityField.NAME, IdentityField.PHONE),
        basis=LegalBasis.COURT_ORDER,
        silent_until=date(2026, 3, 1),
    )


TODAY = date(2026, 2, 2)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"basis": LegalBasis.COURT_ORDER}, ("reference", "required")),
        ({"basis": LegalBasis.INVESTIGATION}, ("reference", "required")),
        ({"basis": LegalBasis.LEGAL_DUTY}, ("reference", "required")),
        ({"basis": LegalBasis.PROTECTION}, None),
        ({"basis": LegalBasis.CONSENT}, None),
        ({"silent_until": TODAY}, ("silent_until", "only_by_court_order")),
        (
            {"basis": LegalBasis.INVESTIGATION, "reference": "B/1", "silent_until": TODAY},
            ("silent_until", "only_by_court_order"),
        ),
        (ORDER | {"silent_until": TODAY - timedelta(days=1)}, ("silent_until", "in_the_past")),
        (ORDER | {"silent_until": TODAY}, None),
        (ORDER | {"silent_until": TODAY + MOST_SILENT}, None),
        (
            ORDER | {"silent_until": TODAY + MOST_SILENT + timedelta(days=1)},
            ("silent_until", "too_far_ahead"),
        ),
    ],
)
def test_a_basis_has_its_paper_and_only_a_court_can_silence(
    asked: dict[str, object], problem: tuple[str, str] | None
) -> None:
    life = Life.routed()
    assert life.at.date() == TODAY
    if problem is None:
        assert requested(life, **asked).events[-1].type == "identity_requested"
        return
    with pytest.raises(Invalid) as caught:
        requested(life, **asked)
    assert [(one.field, one.code) for one in caught.value.problems] == [problem]


@pytest.mark.parametrize(
    ("action", "actor", "code"),
    [
        (REFUSE, FIRST, "second_custodian_needed"),
        (APPROVE, FIRST, "second_custodian_needed"),
        (APPROVE, SECOND, "second_agency_needed"),
        (WITHDRAW, SECOND, "not_your_request"),
        (SEE, SECOND, "not_your_request"),
        (SEE, CITY, "not_your_request"),
        (REFUSE, ELSEWHERE, "not_your_case"),
        (WITHDRAW, ELSEWHERE, "not_your_case"),
        (SEE, ELSEWHERE, "not_your_case"),
        (REFUSE, DESK, "role_may_not"),
        (WITHDRAW, KOTA, "role_may_not"),
        (SEE, DESK, "role_may_not"),
        (REFUSE, officer(Role.MONITOR, "ombudsman"), "role_may_not"),
        (WITHDRAW, REPORTER, "role_may_not"),
    ],
)
def test_by_nobody_else(action: do.Action, actor, code: str) -> None:
    with pytest.raises(NotAllowed, match=code):
        requested().change(action, actor)


def test_nobody_releases_an_identity_within_one_house() -> None:
    """A unit and its government are one house, whoever asks."""
    life = Life.routed(to="dinas-pu")
    for first, second in ((UNIT, CITY), (CITY, UNIT)):
        asked = Life.routed(to="dinas-pu").does(ASK, first)
        with pytest.raises(NotAllowed, match="second_agency_needed"):
            asked.change(APPROVE, second)
        assert asked.does(APPROVE, OMBUDSMAN).case.identity_request.approved_by == "ombudsman"
    assert are_apart("kota", "kabupaten", life.now)
    assert not are_apart("dinas-pu", "dinas-air", life.now)
    assert not are_apart("kota", "kota", life.now)
    assert not are_apart(None, "kota", life.now)
    assert not are_apart("kota", None, life.now)


def test_nor_by_handing_a_case_from_one_unit_to_another_and_back() -> None:
    """A government's own administrator decides which of its units has a case."""
    asked = Life.routed(to="dinas-pu").does(ASK, UNIT).does(do.Route(agency_id="dinas-air"), KOTA)
    with pytest.raises(NotAllowed, match="second_agency_needed"):
        asked.change(APPROVE, officer(Role.CUSTODIAN, "dinas-air", "custodian-7"))
    assert asked.does(APPROVE, OMBUDSMAN).does(do.Route(agency_id="dinas-pu"), KOTA).does(SEE, UNIT)


def test_who_went_to_another_agency_sees_nothing_there_of_what_they_asked_for() -> None:
    """The second was to be of another agency, and the reporter is told which one was shown it."""
    moved = officer(Role.CUSTODIAN, "ombudsman", FIRST.officer_id)
    life = requested().does(APPROVE, OMBUDSMAN)
    with pytest.raises(NotAllowed, match="not_your_request"):
        life.change(SEE, moved)
    assert "disclose_identity" not in allowed(life.case, moved, life.now)
    assert "withdraw_identity" in allowed(life.case, moved, life.now)
    assert life.does(SEE, FIRST).events[-1].data["shown_to"] == "kemenpanrb"


def test_what_an_earlier_release_asked_for_is_approved_by_nobody() -> None:
    life = Life.routed()
    old = IdentityRequest(officer_id="custodian-1", at=life.at)
    life.case = replace(life.case, identity_request=old)
    with pytest.raises(NotAllowed, match="second_agency_needed"):
        life.change(APPROVE, CITY)
    assert life.does(REFUSE, CITY).events[-1].type == "identity_refused"


@pytest.mark.parametrize("action", [REFUSE, WITHDRAW, APPROVE, SEE])
def test_without_a_request_there_is_none_to_end(action: do.Action) -> None:
    with pytest.raises(Conflict, match="no_identity_request"):
        Life.routed().change(action, SECOND)


@pytest.mark.parametrize("actor", [SECOND, CITY, OMBUDSMAN])
def test_what_was_approved_is_refused_by_any_custodian_but_who_asked_until_it_is_seen(
    actor: Actor,
) -> None:
    """Also by who approved it, should that have been somebody else with their account."""
    life = approved()
    assert "refuse_identity" not in allowed(life.case, FIRST, life.now)
    assert life.does(REFUSE, actor).events[-1].type == "identity_refused"
    with pytest.raises(Expired, match="identity_refused"):
        life.change(SEE, FIRST)
    seen = approved().does(SEE, FIRST)
    with pytest.raises(Conflict, match="no_identity_request"):
        seen.change(REFUSE, actor)


@pytest.mark.parametrize("action", [ASK, APPROVE])
def test_one_request_at_a_time_also_once_it_is_approved(action: do.Action) -> None:
    life = approved()
    assert action.name not in allowed(life.case, OMBUDSMAN, life.now)
    assert {"withdraw_identity", "disclose_identity"} <= set(allowed(life.case, FIRST, life.now))
    assert life.does(WITHDRAW, FIRST).events[-1].type == "identity_withdrawn"


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED, Status.MERGED, Status.TRIAGE])
def test_a_request_nobody_decides_expires_whatever_the_case_does(status: Status) -> None:
    life = in_status(status)
    life.catches_up()
    requested(life)
    asked = life.at
    for _ in range(24 * 12):
        life.after(hours=1).catches_up()
        if not stands(life.case.identity_request):
            break
    expired = [event for event in life.events if event.type == "identity_expired"]
    assert len(expired) == 1
    assert 7 <= (expired[0].at - asked).days <= 9  # five working days
    assert life.does(ASK, SECOND).case.identity_request.officer_id == "custodian-2"


def test_after_the_last_moment_it_is_too_late_to_approve_but_not_to_refuse() -> None:
    life = requested().at_local("2026-02-09", "23:59:59")
    assert "approve_identity" in allowed(life.case, CITY, life.now)
    life.after(seconds=1)
    with pytest.raises(Expired, match="identity_request_over"):
        life.change(APPROVE, CITY)
    assert life.does(REFUSE, SECOND).case.identity_request.ended == "refused"


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


# Disclosing


def test_what_was_approved_is_shown_once_and_the_event_says_so_without_it() -> None:
    life = approved(**ORDER, fields=tuple(IdentityField)).after(hours=1).does(SEE, FIRST)
    shown = life.events[-1]
    assert (shown.type, shown.visibility) == ("identity_disclosed", "reporter")
    assert shown.data == {
        "fields": ["name", "email", "phone"],
        "basis": "court_order",
        "shown_to": "kemenpanrb",
        "approved_by": "kota",
    }
    assert life.case.untold_disclosures == ()
    with pytest.raises(Expired, match="identity_disclosed"):
        life.change(SEE, FIRST)
    assert life.does(ASK, FIRST).does(APPROVE, CITY).does(SEE, FIRST).events[-1].type == shown.type


def test_it_is_shown_for_a_day_and_expires_by_itself() -> None:
    life = approved(in_status(Status.ARCHIVED))
    assert life.case.due.at - life.at == timedelta(hours=24, seconds=1)
    life.after(hours=24)
    assert life.catches_up() == []
    assert "disclose_identity" in allowed(life.case, FIRST, life.now)
    life.after(microseconds=1)
    with pytest.raises(Expired, match="identity_request_over"):
        life.change(SEE, FIRST)
    (expired,) = life.after(seconds=1).catches_up()
    assert expired.type == "identity_expired"
    with pytest.raises(Expired, match="identity_request_over"):
        life.change(SEE, FIRST)
    assert life.case.due.kind is DueKind.EXPIRE


@pytest.mark.parametrize(
    ("steps", "code", "error"),
    [
        ([], "identity_not_approved", Conflict),
        ([(REFUSE, CITY)], "identity_refused", Expired),
        ([(WITHDRAW, FIRST)], "identity_withdrawn", Expired),
        ([(APPROVE, CITY), (WITHDRAW, FIRST)], "identity_withdrawn", Expired),
        ([(APPROVE, CITY), (do.Erase(), REPORTER)], "no_identity", Conflict),
    ],
)
def test_otherwise_nothing_is_shown(steps, code: str, error: type[Conflict]) -> None:
    life = requested()
    for action, actor in steps:
        life.does(action, actor)
    with pytest.raises(error, match=f"^{code}$") as caught:
        life.change(SEE, FIRST)
    assert type(caught.value) is error


def test_of_what_was_erased_nothing_can_be_asked_for() -> None:
    life = Life.routed().does(do.Erase(), REPORTER)
    with pytest.raises(Conflict, match="no_identity"):
        life.change(ASK, FIRST)


# Telling the reporter later


def silenced(until: date) -> Life:
    return approved(in_status(Status.ARCHIVED), **ORDER, silent_until=until).does(SEE, FIRST)


def test_where_a_court_forbids_it_only_officers_read_it_until_the_day_is_over() -> None:
    life = silenced(date(2026, 2, 20))
    shown = life.events[-1]
    assert (shown.visibility, shown.data["silent_until"]) == ("agency", "2026-02-20")
    at = life.at
    assert life.at_local("2026-02-20", "23:59:59").catches_up() == []
    (told,) = life.after(seconds=1).catches_up()
    assert (told.type, told.visibility) == ("disclosure_told", "reporter")
    assert told.data == {
        "fields": ["name"],
        "basis": "court_order",
        "shown_to": "kemenpanrb",
        "approved_by": "kota",
        "disclosed_at": iso(at, life.case.zone),
    }
    assert (life.case.untold_disclosures, life.case.due.kind) == ((), DueKind.EXPIRE)


def test_a_late_schedule_tells_all_of_them_each_once_the_first_day_first() -> None:
    life = silenced(date(2026, 3, 20))
    life.after(hours=1)
    life = approved(life, **ORDER, fields=(IdentityField.PHONE,), silent_until=date(2026, 2, 27))
    life.does(SEE, FIRST)
    requested(life)
    assert life.case.due.at < life.at + timedelta(days=20)
    told = life.at_local("2026-06-01").catches_up()
    assert [(one.type, one.data.get("fields")) for one in told] == [
        ("disclosure_told", ["phone"]),
        ("disclosure_told", ["name"]),
        ("identity_expired", None),
    ]
    assert life.case.due.kind is DueKind.EXPIRE


def test_a_day_that_is_over_when_it_is_shown_silences_nobody() -> None:
    life = approved(**ORDER, silent_until=date(2026, 2, 2)).at_local("2026-02-03", "00:00:00")
    life.does(SEE, FIRST)
    assert life.events[-1].visibility == "reporter"
    assert "silent_until" not in life.events[-1].data
    assert life.case.untold_disclosures == ()


def test_the_reporter_is_told_also_after_they_erased_who_they_are() -> None:
    life = silenced(date(2026, 2, 20)).does(do.Erase(), REPORTER)
    (told,) = life.at_local("2026-02-21").catches_up()
    assert told.type == "disclosure_told"


def test_an_identity_is_kept_until_what_is_owed_about_it_is_done() -> None:
    life = silenced(date(2028, 2, 2))
    kept = identity_retained_until(life.case, life.context.policy)
    assert kept is not None
    life.at = kept + timedelta(hours=1)
    assert life.case.due.kind is DueKind.CLOSE
    assert not identity_outlived(life.case, None, life.at, life.context.policy)
    life.at_local("2028-02-03").does(do.TellDisclosure())
    assert life.case.due == Due(kind=DueKind.EXPIRE, at=kept)
    assert identity_outlived(life.case, None, life.at, life.context.policy)


def test_a_field_is_one_of_the_vaults_and_the_language_is_not_disclosed() -> None:
    assert {*IdentityField} == {*FIELDS} - {"language"}


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
