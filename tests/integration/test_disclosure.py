"""Showing who reported: to the custodian who asked, after one of another agency agreed, once, and
recorded before it is shown. The reporter is told."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.protection import vault
from chalicelib.protection.receipts import new_case_id
from chalicelib.store import cases, disclosures, filing
from tests.integration.hearing import hearing
from tests.integration.http.faults import FAILING, fault
from tests.integration.people import (
    ANOTHER_CUSTODIAN,
    ASK_IDENTITY,
    CONTACT,
    CUSTODIAN,
    NATIONAL,
    OMBUDSMAN,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.test_life import run_schedule
from tests.integration.test_splitting import parted
from tests.integration.world import REGION, World

SHOWN = {"name": "Sari Contoh", "phone": "081234567890"}
ORDER = ASK_IDENTITY | {"basis": "court_order", "reference": "Penetapan 12/Pen.Pid/2026"}
DAY = timedelta(days=1)


def asked(world: World, **changes: Any) -> dict[str, Any]:
    """A complaint of somebody known, and a request for who it is that waits."""
    case = filed(world, reporter=CONTACT)
    acts(world, case["id"], CUSTODIAN, "request_identity", **(ASK_IDENTITY | changes))
    return case


def approved(world: World, **changes: Any) -> dict[str, Any]:
    case = asked(world, **changes)
    acts(world, case["id"], ANOTHER_CUSTODIAN, "approve_identity")
    return case


def sees(world: World, case_id: str, groups: str = CUSTODIAN) -> tuple[int, Any, dict[str, str]]:
    path = f"/v1/officer/complaints/{case_id}/identity/disclosure"
    return world.call("POST", path, groups=groups)


def refused(world: World, case_id: str, groups: str = CUSTODIAN) -> tuple[int, str]:
    status, answer, _ = sees(world, case_id, groups)
    return status, answer["error"]["code"]


def told(world: World, case: dict[str, Any]) -> list[dict[str, Any]]:
    """What the reporter reads of disclosures in the history of their case."""
    path = f"/v1/complaints/{case['id']}/timeline"
    items = world.call("GET", path, headers=receipt(case))[1]["items"]
    return [one for one in items if one["type"] in ("identity_disclosed", "disclosure_told")]


def listed(world: World, groups: str = OMBUDSMAN, **query: str) -> list[dict[str, Any]]:
    status, body, _ = world.call("GET", "/v1/admin/disclosures", query=query, groups=groups)
    assert status == 200, body
    return list(body["items"])


def rows() -> list[dict[str, Any]]:
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-ReadingsTable")
    return [dict(row) for row in table.scan()["Items"] if row["pk"].startswith("DISCLOSURES")]


def test_it_is_shown_once_and_everything_says_so_but_who_it_is(world: World) -> None:
    case = approved(world)
    version, mails = cases.get(case["id"]).version, len(world.mails())
    with hearing("an officer read a case") as heard:
        status, answer, headers = sees(world, case["id"])
    assert status == 200, answer
    event = cases.event(case["id"], version + 1)
    assert answer["identity"] == SHOWN
    assert (answer["id"], answer["version"], answer["basis"]) == (
        case["id"],
        version + 1,
        "protection",
    )
    assert datetime.fromisoformat(answer["disclosed_at"]) == event.at.replace(microsecond=0)
    assert headers["Cache-Control"] == "no-store"
    assert [(one["purpose"], one["officer_id"]) for one in heard] == [
        ("disclose_identity", f"sub-{CUSTODIAN}")
    ]
    assert event.type == "identity_disclosed"
    assert event.actor.officer_id == f"sub-{CUSTODIAN}"
    assert refused(world, case["id"]) == (410, "identity_disclosed")
    assert cases.get(case["id"]).version == version + 1
    world.pump()
    (shown,) = told(world, case)
    assert shown["data"] == {
        "fields": ["name", "phone"],
        "basis": "protection",
        "shown_to": "kemenpanrb",
        "approved_by": "ombudsman",
    }
    assert shown["agencies"].keys() == {"kemenpanrb", "ombudsman"}
    assert "officer_id" not in shown["actor"]
    (mail,) = world.mails()[mails:]
    assert CONTACT["email"] in str(mail.destinations)
    assert "perlindungan pelapor" in str(mail.body)
    assert CONTACT["phone"] not in str(mail.body)
    public = world.call("GET", f"/v1/complaints/{case['id']}/timeline")[1]
    assert "identity_disclosed" not in json.dumps(public)
    written = json.dumps([cases.get(case["id"]), rows()], default=str) + str(world.handed)
    for value in CONTACT.values():
        assert value not in written


def test_a_field_that_was_not_given_is_null_and_none_else_is_there(world: World) -> None:
    case = filed(world, reporter={"email": CONTACT["email"]})
    asked_for = ASK_IDENTITY | {"fields": ["name", "email"]}
    acts(world, case["id"], CUSTODIAN, "request_identity", **asked_for)
    acts(world, case["id"], ANOTHER_CUSTODIAN, "approve_identity")
    assert sees(world, case["id"])[1]["identity"] == {"name": None, "email": CONTACT["email"]}


def test_to_nobody_else_and_not_before(world: World) -> None:
    case_id = asked(world)["id"]
    for groups, refusal in {
        CUSTODIAN: (409, "identity_not_approved"),
        ANOTHER_CUSTODIAN: (403, "not_your_request"),
        "[custodian agency.kota-malang]": (403, "not_yours"),
        NATIONAL: (403, "role_may_not"),
        SCHOOLS: (403, "role_may_not"),
        OMBUDSMAN: (403, "role_may_not"),
        "[agency.kemenpanrb]": (403, "no_role"),
    }.items():
        assert refused(world, case_id, groups) == refusal, groups
    hidden = filed(world, confidential=True, reporter=CONTACT)["id"]
    stranger = "[custodian agency.kota-malang]"
    assert refused(world, hidden, stranger) == (404, "unknown_case")
    assert refused(world, new_case_id(), stranger) == (404, "unknown_case")


def test_what_stands_between_asking_and_seeing(world: World) -> None:
    case_id = filed(world, reporter=CONTACT)["id"]
    assert refused(world, case_id) == (409, "no_identity_request")
    for groups, action, code in (
        (ANOTHER_CUSTODIAN, "refuse_identity", "identity_refused"),
        (CUSTODIAN, "withdraw_identity", "identity_withdrawn"),
    ):
        acts(world, case_id, CUSTODIAN, "request_identity", **ASK_IDENTITY)
        said = {"reason": "Tidak perlu"} if action == "refuse_identity" else {}
        acts(world, case_id, groups, action, **said)
        assert refused(world, case_id) == (410, code)


def test_what_nobody_looked_at_in_a_day_is_asked_for_anew(world: World) -> None:
    case = approved(world)
    for _ in range(2):
        run_schedule("close_quiet_cases", datetime.now(UTC) + timedelta(hours=25))
    assert world.events(case["id"]).count("identity_expired") == 1
    assert refused(world, case["id"]) == (410, "identity_request_over")


def test_a_request_that_says_too_little_is_refused(world: World) -> None:
    case_id = filed(world, reporter=CONTACT)["id"]
    sent = {"action": "request_identity", "version": cases.get(case_id).version} | ASK_IDENTITY
    path = f"/v1/officer/complaints/{case_id}/actions"
    for changes, *problem in (
        ({"basis": "curiosity"}, "basis", "not_allowed"),
        ({"fields": []}, "fields", "too_short"),
        ({"fields": ["name", "nik"]}, "fields.1", "not_allowed"),
        ({"basis": "investigation"}, "reference", "required"),
        ({"silent_until": "2030-01-01"}, "silent_until", "only_by_court_order"),
        ({"basis": "court_order", "reference": " "}, "reference", "too_short"),
    ):
        status, answer, _ = world.call("POST", path, sent | changes, groups=CUSTODIAN)
        found = [[one["field"], one["problem"]] for one in answer["error"]["fields"]]
        assert (status, found) == (422, [problem])


def test_the_general_route_shows_nothing(world: World) -> None:
    case_id = approved(world)["id"]
    sent = {"action": "disclose_identity", "version": cases.get(case_id).version}
    path = f"/v1/officer/complaints/{case_id}/actions"
    status, answer, _ = world.call("POST", path, sent, groups=CUSTODIAN)
    assert (status, answer["error"]["fields"][0]["field"]) == (422, "action")
    seen = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=CUSTODIAN)[1]
    assert {"withdraw_identity", "disclose_identity"} <= set(seen["actions"])
    request = seen["identity_request"]
    assert (request["basis"], request["fields"]) == ("protection", ["name", "phone"])
    approved_at, until = map(datetime.fromisoformat, (request["approved_at"], request["until"]))
    assert until - approved_at == DAY


# Exactly once


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What happens, each once, after an identity was opened in memory and before that is saved."""
    waiting: list[Any] = []
    decrypt = vault.decrypt

    def opened(encrypted: Any) -> Any:
        identity = decrypt(encrypted)
        if waiting:
            waiting.pop(0)()
        return identity

    monkeypatch.setattr(vault, "decrypt", opened)
    yield waiting
    assert not waiting


def test_of_two_at_once_one_is_shown_it(world: World, between: list[Any]) -> None:
    case = approved(world)
    faster: list[Any] = []
    between.append(lambda: faster.append(sees(world, case["id"])))
    assert refused(world, case["id"]) == (410, "identity_disclosed")
    assert [(status, answer["identity"]) for status, answer, _ in faster] == [(200, SHOWN)]
    assert world.events(case["id"]).count("identity_disclosed") == 1
    assert len(rows()) == 2


def test_what_else_happens_meanwhile_uses_nothing_up(world: World, between: list[Any]) -> None:
    case = approved(world)
    between.append(lambda: acts(world, case["id"], SCHOOLS, "start"))
    assert sees(world, case["id"])[1]["identity"] == SHOWN
    assert world.events(case["id"])[-2:] == ["started", "identity_disclosed"]


def test_what_was_erased_meanwhile_is_not_shown(world: World, between: list[Any]) -> None:
    case = approved(world)
    path = f"/v1/complaints/{case['id']}/identity"
    between.append(lambda: world.call("DELETE", path, headers=receipt(case)))
    assert refused(world, case["id"]) == (409, "no_identity")
    assert "identity_disclosed" not in world.events(case["id"])
    assert rows() == []


def test_an_empty_vault_uses_nothing_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = approved(world)
    with monkeypatch.context() as patch:
        patch.setattr(filing, "encrypted_identity", lambda _: None)
        assert refused(world, case["id"]) == (409, "no_identity")
    assert sees(world, case["id"])[0] == 200


def test_a_service_that_is_down_uses_nothing_up(world: World) -> None:
    case = approved(world)
    with fault("kms", "Decrypt", FAILING):
        assert refused(world, case["id"]) == (503, "unavailable")
    assert "identity_disclosed" not in world.events(case["id"])
    assert sees(world, case["id"])[1]["identity"] == SHOWN


def test_killed_before_it_is_saved_nothing_is_shown_and_after_it_is_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, save = approved(world), disclosures.save

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    def killed_after(*changes: Any) -> None:
        save(*changes)
        raise KeyboardInterrupt

    for dying, recorded in ((killed, 0), (killed_after, 1)):
        with monkeypatch.context() as patch:
            patch.setattr(disclosures, "save", dying)
            with pytest.raises(KeyboardInterrupt):
                sees(world, case["id"])
        assert world.events(case["id"]).count("identity_disclosed") == recorded
    assert len(rows()) == 2
    assert refused(world, case["id"]) == (410, "identity_disclosed")


# Telling the reporter


def test_what_a_court_keeps_silent_is_told_when_its_day_is_over(world: World) -> None:
    until = (datetime.now(UTC) + 30 * DAY).date()
    case = approved(world, **ORDER, silent_until=until.isoformat())
    mails = len(world.mails())
    assert sees(world, case["id"])[0] == 200
    world.pump()
    shown = cases.events(case["id"])[-1]
    assert (shown.type, shown.visibility) == ("identity_disclosed", "agency")
    assert (told(world, case), world.mails()[mails:]) == ([], [])
    (line,) = listed(world)
    assert line["silent_until"] == until.isoformat()
    for schedule in ("escalate_overdue", "close_quiet_cases"):
        run_schedule(schedule, datetime.now(UTC) + 28 * DAY)
    world.pump()
    assert told(world, case) == []
    for late in (60, 61):
        for schedule in ("escalate_overdue", "close_quiet_cases"):
            run_schedule(schedule, datetime.now(UTC) + late * DAY)
    world.pump()
    (event,) = told(world, case)
    assert event["type"] == "disclosure_told"
    assert datetime.fromisoformat(event["data"]["disclosed_at"]) == shown.at.replace(microsecond=0)
    mail = next(one for one in world.mails()[mails:] if "pernah diperlihatkan" in str(one.subject))
    assert "perintah pengadilan" in str(mail.body)


def test_the_reporter_is_told_in_their_language_and_also_who_wants_no_mails(world: World) -> None:
    from chalicelib.store import contacts

    status, case, _ = world.call(
        "POST",
        "/v1/complaints",
        complaint(reporter=CONTACT | {"language": "en"}),
        headers={"x-api-key": "a machine client's key, for tests"},
    )
    assert status == 201, case
    world.pump()
    contacts.save_standing(case["id"], contacts.Standing.STOPPED)
    acts(world, case["id"], CUSTODIAN, "request_identity", **ASK_IDENTITY)
    acts(world, case["id"], ANOTHER_CUSTODIAN, "approve_identity")
    mails = len(world.mails())
    assert sees(world, case["id"])[0] == 200
    world.pump()
    (mail,) = world.mails()[mails:]
    assert "(name, phone number) was shown" in str(mail.body)
    assert "Sari" not in str(mail.body)


# Whose identity


def test_a_second_matter_shares_the_identity_and_a_merged_case_has_its_own(world: World) -> None:
    case, second = parted(world)
    acts(world, second, CUSTODIAN, "request_identity", **ASK_IDENTITY)
    acts(world, second, ANOTHER_CUSTODIAN, "approve_identity")
    assert sees(world, second)[1]["identity"] == SHOWN
    assert "identity_disclosed" not in world.events(case["id"])
    other = {"name": "Budi Contoh", "phone": "081299998888"}
    source, target = filed(world, reporter=other), filed(world, reporter=CONTACT)
    acts(world, source["id"], NATIONAL, "transfer", agency_id="kota-surabaya", reason="Sama")
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    acts(world, source["id"], CUSTODIAN, "request_identity", **ASK_IDENTITY)
    acts(world, source["id"], ANOTHER_CUSTODIAN, "approve_identity")
    assert sees(world, source["id"])[1]["identity"] == other


# The list


def test_disclosures_are_listed_by_agency_and_time_for_who_may_read_the_cases(
    world: World,
) -> None:
    ours, theirs = approved(world)["id"], filed(world, reporter=CONTACT, confidential=True)["id"]
    acts(world, theirs, ANOTHER_CUSTODIAN, "request_identity", **ORDER)
    acts(world, theirs, CUSTODIAN, "approve_identity")
    assert sees(world, ours)[0] == sees(world, theirs, ANOTHER_CUSTODIAN)[0] == 200
    (latest, earlier) = listed(world)
    assert latest | {"at": ""} == {
        "case_id": theirs,
        "officer_id": f"sub-{ANOTHER_CUSTODIAN}",
        "shown_to": "ombudsman",
        "approved_by": "kemenpanrb",
        "fields": ["name", "phone"],
        "basis": "court_order",
        "silent_until": None,
        "at": "",
    }
    assert earlier["case_id"] == ours
    assert [one["case_id"] for one in listed(world, agency_id="kemenpanrb")] == [ours]
    assert listed(world, agency_id="kota-surabaya") == []
    today = datetime.now(UTC) + timedelta(hours=7)  # in WIB
    assert len(listed(world, **{"from": today.date().isoformat()})) == 2
    assert listed(world, **{"from": (today + DAY).date().isoformat()}) == []
    assert listed(world, **{"to": (today - DAY).date().isoformat()}) == []
    own = f"[monitor agency.{'kota-surabaya-dinas-pendidikan'}]"
    assert [one["case_id"] for one in listed(world, own)] == [theirs, ours]
    assert listed(world, "[monitor agency.kota-malang]") == []
    for groups in (NATIONAL, SCHOOLS, SURABAYA):
        status, body, _ = world.call("GET", "/v1/admin/disclosures", groups=groups)
        assert (status, body["error"]["code"]) == (403, "role_may_not")


def test_a_page_tells_nothing_of_disclosures_that_are_left_out(world: World) -> None:
    """An overseer of whom a case is kept hears neither of it nor, by a shorter page, that there is
    one."""
    barred, ksp = filed(world, reporter=CONTACT, not_to=["ombudsman"])["id"], "agency.ksp"
    acts(world, barred, CUSTODIAN, "request_identity", **ASK_IDENTITY)
    acts(world, barred, f"[custodian {ksp}]", "approve_identity")
    ours = approved(world)["id"]
    for case_id in (ours, barred):
        assert sees(world, case_id)[0] == 200
    query = {"limit": "1"}
    for groups, latest in ((OMBUDSMAN, ours), (f"[monitor {ksp}]", barred)):
        status, page, _ = world.call("GET", "/v1/admin/disclosures", query=query, groups=groups)
        assert (status, [one["case_id"] for one in page["items"]]) == (200, [latest])
        assert (page["next_cursor"] is None) is (groups == OMBUDSMAN)


def test_the_list_goes_on_page_by_page(world: World) -> None:
    shown = []
    for _ in range(3):
        shown.append(approved(world)["id"])
        assert sees(world, shown[-1])[0] == 200
    found, cursor, pages = [], None, 0
    while True:
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = world.call("GET", "/v1/admin/disclosures", query=query, groups=CUSTODIAN)[1]
        found += [one["case_id"] for one in page["items"]]
        pages, cursor = pages + 1, page["next_cursor"]
        if cursor is None:
            break
    assert (found, pages) == (shown[::-1], 3)


def test_a_request_of_an_earlier_release_is_read_and_can_be_refused(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-CasesTable")
    key = {"pk": f"CASE#{case['id']}", "sk": "CASE"}
    details = json.loads(table.get_item(Key=key)["Item"]["details"])
    at = datetime.now(UTC).isoformat()
    details |= {"identity_request": f"sub-{CUSTODIAN}", "identity_requested_at": at}
    table.update_item(
        Key=key,
        UpdateExpression="SET details = :d",
        ExpressionAttributeValues={":d": json.dumps(details)},
    )
    seen = world.call("GET", f"/v1/officer/complaints/{case['id']}", groups=CUSTODIAN)[1]
    assert seen["identity_requested"] is True
    assert (seen["identity_request"]["basis"], seen["identity_request"]["fields"]) == (None, [])
    acts(world, case["id"], ANOTHER_CUSTODIAN, "refuse_identity", reason="Tidak perlu")
    again = cases.get(case["id"])
    assert again.identity_request is not None
    assert again.identity_request.ended == "refused"
    assert not again.unknown
