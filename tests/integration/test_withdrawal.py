"""A reporter withdraws a report over HTTP: once, with the secret code alone, and who has to know is
told."""

from typing import Any

import pytest

from chalicelib.store import cases
from tests.integration.people import CONTACT, NATIONAL, SURABAYA, acts, filed, receipt
from tests.integration.world import World

ONCE = {"idempotency-key": "withdrawal-0001"}


def withdraws(world: World, case: dict[str, Any], **headers: str) -> Any:
    path = f"/v1/complaints/{case['id']}/withdrawal"
    answer = world.call("POST", path, headers=receipt(case) | headers)
    world.pump()
    return answer


def test_it_ends_for_everybody_and_stays_public(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    status, mine, _ = withdraws(world, case)
    assert status == 201
    assert (mine["status"], mine["archive_reason"]) == ("archived", "withdrawn")
    assert "tercatat Anda tarik" in mine["next"]["text"]["id"]
    assert "berubah pikiran" in mine["next"]["text"]["id"]
    path = f"/v1/complaints/{case['id']}"
    assert world.call("GET", path)[1]["archive_reason"] == "withdrawn"
    said = world.call("GET", f"{path}/timeline")[1]["items"][-1]
    assert (said["type"], said["actor"]["role"]) == ("archived", "reporter")
    assert said["data"] == {"reason": "withdrawn"}


def test_its_agency_and_its_reporter_are_told(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    before = len(world.mails())
    withdraws(world, case)
    subjects = [mail.subject for mail in world.mails()[before:]]
    assert any("Pelapor menarik laporannya" in subject for subject in subjects), subjects
    assert any("Laporan ditarik" in subject for subject in subjects), subjects


def test_what_an_officer_archives_is_no_mail_to_the_desk(world: World) -> None:
    case = filed(world)
    before = len(world.mails())
    acts(world, case["id"], SURABAYA, "archive", reason="withdrawn")
    assert world.mails()[before:] == []


@pytest.mark.parametrize("reason", ["spam", "abusive"])
def test_what_an_agency_hides_for_good_the_national_desk_is_mailed_and_can_reopen(
    world: World, reason: str
) -> None:
    case = filed(world)
    before = len(world.mails())
    acts(world, case["id"], SURABAYA, "archive", reason=reason)
    (told,) = world.mails()[before:]
    assert "disembunyikan oleh instansi" in told.subject
    assert told.destinations["ToAddresses"] == ["kemenpanrb@agency.example"]
    acts(world, case["id"], NATIONAL, "reopen", reason="Ada masalahnya.")
    assert cases.get(case["id"]).agency_id is not None


def test_it_is_done_once_and_again_only_after_a_reopening(world: World) -> None:
    case = filed(world)
    assert withdraws(world, case, **ONCE)[0] == withdraws(world, case, **ONCE)[0] == 201
    assert world.events(case["id"]).count("archived") == 1
    status, refused, _ = withdraws(world, case)
    assert (status, refused["error"]["status"]) == (409, "archived")
    assert "status laporan sekarang “Diarsipkan”" in refused["error"]["message"]
    reopening = {"reason": "Ternyata belum beres."}
    path = f"/v1/complaints/{case['id']}/reopen"
    assert world.call("POST", path, reopening, headers=receipt(case))[0] == 201
    assert cases.get(case["id"]).agency_id is not None
    assert withdraws(world, case)[0] == 201


def test_who_reopens_and_withdraws_again_and_again_waits_and_may_always_withdraw(
    world: World,
) -> None:
    case = filed(world)
    path = f"/v1/complaints/{case['id']}/reopen"
    reopening = {"reason": "Berubah pikiran."}
    for _ in range(5):
        assert withdraws(world, case)[0] == 201
        assert world.call("POST", path, reopening, headers=receipt(case))[0] == 201
    assert withdraws(world, case)[0] == 201
    status, _, headers = world.call("POST", path, reopening, headers=receipt(case))
    assert (status, int(headers["Retry-After"]) > 0) == (429, True)


def test_nobody_without_the_secret_code_does(world: World) -> None:
    case = filed(world)
    path = f"/v1/complaints/{case['id']}/withdrawal"
    assert world.call("POST", path)[0] == 404
    assert world.call("POST", path, headers={"x-receipt": "0" * 26})[0] == 404
    assert world.call("POST", path, groups=SURABAYA)[0] == 404
    assert "archived" not in world.events(case["id"])
