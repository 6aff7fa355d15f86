"""Telling reporters of a breach: what two custodians of two agencies agreed on, once each, in an
event and a mail in the reader's language, and nothing else changes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.model import Actor, Role
from chalicelib.errors import Invalid
from chalicelib.protection.receipts import new_case_id
from chalicelib.store import breaches, cases
from chalicelib.store.breaches import Proposal
from chalicelib.store.readings import PageRange
from chalicelib.usecases import agree_breach, rules
from infra.console import CommandError
from infra.tell_breach import progress, summary, tell_breach
from tests.integration.operating import operate
from tests.integration.people import (
    ANOTHER_CUSTODIAN,
    CONTACT,
    CUSTODIAN,
    KEY,
    MALANG,
    NATIONAL,
    OMBUDSMAN,
    SCHOOLS,
    acts,
    breach_agreed,
    complaint,
    filed,
    receipt,
)
from tests.integration.world import World

BREACHES = "/v1/admin/breaches"
NOTICE = {
    "known_at": "2026-03-04T09:00:00+07:00",
    "text": "Judul laporan Anda dibaca orang yang tidak berhak pada 2 Maret 2026.",
    "text_en": "Somebody without a right to read the title of your report on 2 March 2026.",
}


def proposed(world: World, *case_ids: str, **changes: Any) -> dict[str, Any]:
    sent = NOTICE | {"case_ids": case_ids} | changes
    status, made, _ = world.call("POST", BREACHES, sent, groups=CUSTODIAN)
    assert status == 201, made
    return dict(made)


def tries(world: World, method: str, path: str, groups: str, body: Any = None) -> tuple[int, str]:
    status, answer, _ = world.call(method, BREACHES + path, body, groups=groups)
    return status, answer.get("error", {}).get("code", "")


def test_each_reporter_is_told_once_and_nothing_else_changes(world: World) -> None:
    told, other = filed(world, reporter=CONTACT), filed(world, reporter=CONTACT)
    silent, unknown = filed(world, confidential=True), new_case_id()
    acts(world, told["id"], SCHOOLS, "start")
    before = world.stored(told["id"])
    mails = len(world.mails())
    typed = told["id"].lower().replace("-", "")
    notice = breach_agreed(world, typed, silent["id"], unknown, told["id"])
    came_to = tell_breach(notice, by="arn:aws:iam::1:user/ops")
    assert (came_to.cases, came_to.failed) == (2, {unknown: "NotFound"})
    world.pump()
    again = tell_breach(notice, by="arn:aws:iam::1:user/night")
    assert (again.cases, again.failed) == (0, {unknown: "NotFound"})
    world.pump()
    assert world.events(told["id"]).count("breach_told") == 1
    assert world.events(silent["id"])[-1] == "breach_told"
    assert "breach_told" not in world.events(other["id"])
    (mail,) = world.mails()[mails:]
    assert CONTACT["email"] in str(mail.destinations)
    assert NOTICE["text"] in str(mail.body)
    changed = {name for name, value in world.stored(told["id"]).items() if before[name] != value}
    assert changed <= {"version", "digest", "updated_at"}
    runs = breaches.get(notice).runs
    assert [run.by for run in runs] == ["arn:aws:iam::1:user/ops", "arn:aws:iam::1:user/night"]
    assert tell_breach(breach_agreed(world, told["id"]), by="x").cases == 1, "another notice"


def test_the_reporter_reads_it_and_the_public_does_not(world: World) -> None:
    case = filed(world)
    tell_breach(breach_agreed(world, case["id"]), by="operator")
    path = f"/v1/complaints/{case['id']}/timeline"
    mine = json.dumps(world.call("GET", path, headers=receipt(case))[1])
    assert NOTICE["text"] in mine
    assert NOTICE["text_en"] in mine
    assert "breach_told" not in json.dumps(world.call("GET", path)[1])


def test_a_mail_is_in_the_language_of_its_reader(world: World) -> None:
    sent = complaint(reporter=CONTACT | {"language": "en"})
    status, case, _ = world.call("POST", "/v1/complaints", sent, headers=KEY)
    assert status == 201, case
    world.pump()
    mails = len(world.mails())
    tell_breach(breach_agreed(world, case["id"]), by="operator")
    world.pump()
    (mail,) = world.mails()[mails:]
    assert NOTICE["text_en"] in str(mail.body)
    assert NOTICE["text"] not in str(mail.body)


def test_without_agreement_nobody_is_told(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    notice = proposed(world, case["id"])
    path = f"/{notice['id']}"
    with pytest.raises(CommandError, match="waits for a custodian of another agency"):
        tell_breach(notice["id"], by="operator")
    for groups, code in (
        (CUSTODIAN, "second_custodian_needed"),
        ("[agency.kemenpanrb custodian]", "second_agency_needed"),
        ("[custodian agency.kota-malang]", "role_may_not"),
        (NATIONAL, "role_may_not"),
        (OMBUDSMAN, "role_may_not"),
        (MALANG, "role_may_not"),
    ):
        assert tries(world, "POST", f"{path}/approval", groups) == (403, code), groups
    for method, more in (("GET", ""), ("GET", path), ("DELETE", path), ("POST", "")):
        body = NOTICE | {"case_ids": [case["id"]]} if method == "POST" else None
        assert tries(world, method, more, NATIONAL, body) == (403, "role_may_not")
    assert tries(world, "DELETE", path, ANOTHER_CUSTODIAN) == (200, "")
    assert tries(world, "POST", f"{path}/approval", ANOTHER_CUSTODIAN) == (409, "breach_decided")
    assert tries(world, "DELETE", path, CUSTODIAN) == (409, "breach_decided")
    with pytest.raises(CommandError, match="was ended"):
        tell_breach(notice["id"], by="operator")
    with pytest.raises(CommandError, match="There is no notice 2026"):
        tell_breach("2026-03-04-ffffff", by="operator")
    assert tries(world, "GET", "/2026-03-04-ffffff", CUSTODIAN) == (404, "unknown_breach")
    assert "breach_told" not in world.events(case["id"])
    assert breaches.get(notice["id"]).runs == ()


def test_a_custodian_reads_no_number_of_a_case_that_is_kept_from_their_agency(world: World) -> None:
    """Not by asking whom to tell of what an officer read, either; its reporter is told all the
    same."""
    told, barred = (
        filed(world, reporter=CONTACT, anonymous=True, **more)["id"]
        for more in ({}, {"not_to": ["ombudsman"]})
    )
    for case_id in (told, barred):
        path = f"/v1/officer/complaints/{case_id}"
        assert world.call("GET", path, groups=NATIONAL)[0] == 200
    sent = NOTICE | {"read_by": f"sub-{NATIONAL}", "case_ids": [new_case_id()]}
    made = world.call("POST", BREACHES, sent, groups=ANOTHER_CUSTODIAN)[1]
    assert (made["case_ids"], made["cases"]) == ([told], 1)
    one = f"{BREACHES}/{made['id']}"
    for groups, shown in ((ANOTHER_CUSTODIAN, [told]), (CUSTODIAN, [told, barred])):
        status, notice, _ = world.call("GET", one, groups=groups)
        assert (status, sorted(notice["case_ids"])) == (200, sorted(shown))
        (line,) = world.call("GET", BREACHES, groups=groups)[1]["items"]
        assert line["cases"] == len(shown)
    assert world.call("POST", f"{one}/approval", groups=CUSTODIAN)[0] == 200
    assert tell_breach(made["id"], by="operator").cases == 2
    assert world.events(barred)[-1] == "breach_told"


def test_the_commands_say_how_far_it_is_and_who_was_not_told(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    told, unknown = filed(world)["id"], new_case_id()
    notice, waiting = breach_agreed(world, told, unknown), proposed(world, told)["id"]
    with pytest.raises(CommandError, match=f"1 were not told.*\n  {unknown}: NotFound"):
        operate("tell-breach", notice)
    said = capsys.readouterr().out
    assert "Cases whose reporter was told now: 1." in said
    assert f"{notice}  agreed" in said
    assert "2 in all: 1 no contact, 1 told, 1 unknown" in said
    (run,) = breaches.get(notice).runs
    assert run.by.startswith("arn:aws:")
    operate("breaches")
    listed = capsys.readouterr().out
    assert f"{waiting}  waits for approval" in listed
    assert "1 in all: 1 not told" in listed
    assert f"{notice}  agreed" in listed


def test_an_agreed_notice_can_be_stopped_and_is_approved_once(world: World) -> None:
    notice = breach_agreed(world, filed(world)["id"])
    again = tries(world, "POST", f"/{notice}/approval", ANOTHER_CUSTODIAN)
    assert again == (409, "breach_decided")
    assert tries(world, "DELETE", f"/{notice}", CUSTODIAN) == (200, "")
    with pytest.raises(CommandError, match="was ended"):
        tell_breach(notice, by="operator")


def test_a_notice_that_is_ended_during_a_run_is_told_to_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = filed(world)["id"], filed(world)["id"]
    notice, save = breach_agreed(world, first, second), cases.save

    def ending(*changes: Any, **more: Any) -> None:
        save(*changes, **more)
        assert tries(world, "DELETE", f"/{notice}", ANOTHER_CUSTODIAN) == (200, "")

    with monkeypatch.context() as patch:
        patch.setattr(cases, "save", ending)
        with pytest.raises(CommandError, match="was ended. 1 were told before"):
            tell_breach(notice, by="operator")
    assert [world.events(one).count("breach_told") for one in (first, second)] == [1, 0]


def test_a_notice_says_by_when_and_what_it_is_agreed_on(world: World) -> None:
    first, second = filed(world)["id"], filed(world)["id"]
    made = proposed(world, first, second)
    assert (made["known_at"], made["tell_by"]) == (
        "2026-03-04T09:00:00+07:00",
        "2026-03-07T09:00:00+07:00",
    )
    assert made["case_ids"] == [first, second]
    path = f"/{made['id']}/approval"
    status, approved, _ = world.call("POST", BREACHES + path, groups=ANOTHER_CUSTODIAN)
    assert status == 200
    assert (approved["proposed"]["by"], approved["proposed"]["agency_id"]) == (
        f"sub-{CUSTODIAN}",
        "kemenpanrb",
    )
    assert (approved["approved"]["by"], approved["approved"]["agency_id"]) == (
        f"sub-{ANOTHER_CUSTODIAN}",
        "ombudsman",
    )
    assert world.call("GET", f"{BREACHES}/{made['id']}", groups=CUSTODIAN)[1] == approved
    (line,) = world.call("GET", BREACHES, groups=CUSTODIAN)[1]["items"]
    assert line == {name: value for name, value in approved.items() if name != "case_ids"}
    assert (line["cases"], line["ended"], line["runs"]) == (2, None, [])
    later = proposed(world, first)
    listed = world.call("GET", BREACHES, groups=ANOTHER_CUSTODIAN)[1]["items"]
    assert [one["id"] for one in listed] == [later["id"], made["id"]]


def test_what_an_officer_read_can_be_named_instead(world: World) -> None:
    read, unread = filed(world, anonymous=True)["id"], filed(world, anonymous=True)["id"]
    world.call("GET", f"/v1/officer/complaints/{read}", groups=SCHOOLS)
    hidden = filed(world, confidential=True)["id"]
    world.call("GET", f"/v1/officer/complaints/{hidden}", groups=MALANG)
    today = (datetime.now(UTC) + timedelta(hours=7)).date()
    made = proposed(world, read_by=f"sub-{SCHOOLS}", read_from=today.isoformat())
    assert made["case_ids"] == [read]
    both = proposed(world, unread, read_by=f"sub-{SCHOOLS}")
    assert both["case_ids"] == [unread, read]
    for changes, field, code in (
        ({"read_by": f"sub-{MALANG}"}, "case_ids", "required"),
        ({"read_by": f"sub-{SCHOOLS}", "read_to": "2026-03-01"}, "case_ids", "required"),
        ({"case_ids": []}, "case_ids", "required"),
        ({"case_ids": [read, "LP-AAAA"]}, "case_ids.1", "unknown_case"),
        ({"case_ids": [read], "known_at": "2099-01-01T00:00:00+07:00"}, "known_at", "in_future"),
        ({"case_ids": [read], "known_at": "2026-03-04T09:00:00"}, "known_at", "not_a_moment"),
        ({"case_ids": [read], "text_en": " "}, "text_en", "too_short"),
    ):
        status, answer, _ = world.call("POST", BREACHES, NOTICE | changes, groups=CUSTODIAN)
        problems = [(one["field"], one["problem"]) for one in answer["error"]["fields"]]
        assert (status, problems) == (422, [(field, code)])


def test_what_an_officer_read_is_looked_up_page_by_page_and_there_is_a_most(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = [filed(world, anonymous=True)["id"] for _ in range(3)]
    for case_id in read:
        world.call("GET", f"/v1/officer/complaints/{case_id}", groups=SCHOOLS)
    custodian = Actor(role=Role.CUSTODIAN, agency_id="ksp", officer_id="k-1")
    wanted = Proposal(known_at=datetime(2026, 3, 4, tzinfo=UTC), text="a", text_en="b", case_ids=())
    context = rules.decision_context(datetime.now(UTC))

    def propose() -> tuple[str, ...]:
        notice = agree_breach.propose(
            wanted, custodian, context, read_by=f"sub-{SCHOOLS}", page_range=PageRange(limit=1)
        )
        return notice.proposal.case_ids

    monkeypatch.setattr(agree_breach, "MOST_CASES", 3)
    assert propose() == tuple(read[::-1])
    monkeypatch.setattr(agree_breach, "MOST_CASES", 2)
    with pytest.raises(Invalid) as caught:
        propose()
    assert [(one.field, one.code) for one in caught.value.problems] == [("case_ids", "too_long")]


def test_a_run_that_died_goes_on_and_its_progress_is_counted_from_the_cases(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailed, silent = filed(world, reporter=CONTACT)["id"], filed(world)["id"]
    late, unknown = filed(world, reporter=CONTACT)["id"], new_case_id()
    notice = breach_agreed(world, mailed, silent, late, unknown)
    save, calls = cases.save, []

    def dying(*changes: Any, **more: Any) -> None:
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(changes)
        save(*changes, **more)

    with monkeypatch.context() as patch:
        patch.setattr(cases, "save", dying)
        with pytest.raises(KeyboardInterrupt):
            tell_breach(notice, by="operator")
    found = breaches.get(notice)
    assert progress(found) == {
        "told": 2,
        "on the way": 1,
        "no contact": 1,
        "not told": 1,
        "unknown": 1,
    }
    world.pump()
    assert tell_breach(notice, by="operator").cases == 1
    assert progress(found) == {
        "told": 3,
        "mailed": 1,
        "on the way": 1,
        "no contact": 1,
        "unknown": 1,
    }
    known = found.proposal.known_at
    first, second = summary(found, known + timedelta(hours=71, minutes=59)).splitlines()
    assert first == f"{notice}  agreed  tell by 2026-03-07 02:00 UTC (0 h left)"
    assert second == "  4 in all: 1 mailed, 1 no contact, 1 on the way, 3 told, 1 unknown"
    assert "(72 h left)" in summary(found, known)
    assert "(0 h left)" in summary(found, known + timedelta(hours=72))
    assert "(late by 1 h)" in summary(found, known + timedelta(hours=73))
