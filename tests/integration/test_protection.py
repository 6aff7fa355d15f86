"""Dangerous complaints protect themselves, nothing is public before it was looked at, and what the
reporter bars stays barred."""

import json
from typing import Any

import pytest

from chalicelib.case.model import SYSTEM
from chalicelib.case.routing_actions import SystemRoute
from tests.integration.consumers.filings import act, filed_case
from tests.integration.people import (
    KEY,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.world import World

pytestmark = pytest.mark.usefixtures("histories_hold")

DANGEROUS = {
    "title": "Surat tidak jalan",
    "body": "Petugas loket minta uang 300 ribu, kalau tidak kasih uang berkas tidak jalan.",
    "agency_id": None,
}
UNSURE = {"title": "Titip amplop", "body": "Wali kelas kadang titip amplop ke kami."}
SCHOOLS_OFFICE = "kota-surabaya-dinas-pendidikan"
INSPECTORATE = "kota-surabaya-inspektorat"


def seen(world: World, answer: dict[str, Any]) -> dict[str, Any]:
    status, view, _ = world.call("GET", f"/v1/complaints/{answer['id']}", headers=receipt(answer))
    assert status == 200, view
    return dict(view)


def is_public(world: World, answer: dict[str, Any]) -> bool:
    """By its number, in the list and in the search for similar ones, which have to agree."""
    status, _, _ = world.call("GET", f"/v1/complaints/{answer['id']}")
    _, page, _ = world.call("GET", "/v1/complaints")
    listed = answer["id"] in [item["id"] for item in page["items"]]
    assert listed == (status == 200)
    support = world.call("POST", f"/v1/complaints/{answer['id']}/support", {}, headers=KEY)[0]
    assert (support == 201) == listed
    return listed


def test_an_ordinary_one_is_public_at_once(world: World) -> None:
    answer = filed(world)
    assert (answer["public"], answer["protected_for"]) == (True, [])
    assert is_public(world, answer)


def test_a_dangerous_one_is_anonymous_and_confidential_from_its_first_write(world: World) -> None:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(**DANGEROUS), headers=KEY)
    assert status == 201
    flags = ("anonymous", "confidential", "public", "protected_for")
    assert [answer[flag] for flag in flags] == [True, True, False, ["words"]]
    assert not is_public(world, answer)
    world.pump()
    view = seen(world, answer)
    assert [view[flag] for flag in flags] == [True, True, False, ["words"]]
    assert view["agency"] is None or view["agency"]["id"] == INSPECTORATE


def test_one_about_a_head_is_kept_from_his_government_also_where_the_affair_leads_above_him(
    world: World,
) -> None:
    title = "Proyek wali kota"
    body = "Wali kota minta setoran 10 persen dari tiap proyek. Inspektorat kota diam saja."
    case_id = filed(world, title=title, body=body, agency_id=None)["id"]
    path = f"/v1/officer/complaints/{case_id}"
    view = world.call("GET", path, groups=NATIONAL)[1]
    assert view["agency"]["id"] == "provinsi-jawa-timur-inspektorat"
    assert [one["id"] for one in view["accused"]] == ["kota-surabaya"]
    assert world.call("GET", path, groups=SURABAYA)[0] == 404


def test_the_reporter_says_yes_to_the_question(world: World) -> None:
    answer = filed(world, at_risk=True)
    assert (answer["confidential"], answer["protected_for"]) == (True, ["risk"])
    status, refused, _ = world.call(
        "DELETE", f"/v1/complaints/{answer['id']}/protection", headers=receipt(answer)
    )
    assert (status, refused["error"]["code"]) == (409, "flags_only_tighten")


def test_no_is_no_protection(world: World) -> None:
    assert filed(world, at_risk=False)["public"]


def test_what_only_its_words_closed_the_reporter_can_open(world: World) -> None:
    answer = filed(world, **DANGEROUS)
    assert "unprotect" in seen(world, answer)["actions"]
    path = f"/v1/complaints/{answer['id']}/protection"
    status, view, _ = world.call("DELETE", path, headers=receipt(answer))
    assert status == 200, view
    assert (view["confidential"], view["anonymous"], view["unchecked"]) == (False, True, True)
    assert not is_public(world, answer)
    acts(world, answer["id"], NATIONAL, "publish")
    assert is_public(world, answer)


def test_confidential_by_choice_stays_so_whatever_the_words_are(world: World) -> None:
    answer = filed(world, **DANGEROUS, confidential=True)
    assert answer["protected_for"] == ["choice", "words"]
    assert "unprotect" not in seen(world, answer)["actions"]


def test_what_an_inspectorate_is_to_examine_is_closed_with_the_step_that_says_so(
    world: World,
) -> None:
    """Else the office that is to be examined read so on its page, as everybody did."""
    answer = filed(world)
    paths = [f"/v1/complaints/{answer['id']}{path}" for path in ("", "/timeline", "/proof")]
    assert [world.call("GET", path)[0] for path in paths] == [200] * 3
    acts(world, answer["id"], SURABAYA, "reclassify", supervisory=True)
    assert [world.call("GET", path)[0] for path in paths] == [404] * 3
    assert world.call("GET", "/v1/complaints")[1]["items"] == []
    view = seen(world, answer)
    assert (view["anonymous"], view["confidential"]) == (True, True)
    assert view["protected_for"] == ["inspection"]
    assert "unprotect" not in view["actions"]
    acts(world, answer["id"], SURABAYA, "reclassify", supervisory=False)
    assert world.call("GET", paths[0])[0] == 404
    acts(world, filed(world)["id"], SURABAYA, "reclassify", supervisory=False)
    assert len(world.call("GET", "/v1/complaints")[1]["items"]) == 1


def test_where_it_is_unsure_a_person_looks_first(world: World) -> None:
    answer = filed(world, **UNSURE)
    assert (answer["confidential"], answer["public"]) == (False, False)
    assert not is_public(world, answer)
    assert seen(world, answer)["unchecked"]
    acts(world, answer["id"], NATIONAL, "route", agency_id=SCHOOLS_OFFICE)
    acts(world, answer["id"], SCHOOLS, "publish")
    assert is_public(world, answer)
    assert not seen(world, answer)["unchecked"]
    found = world.call("POST", "/v1/similar", {"text": f"{UNSURE['title']}\n{UNSURE['body']}"})[1]
    assert [item["id"] for item in found["items"]] == [answer["id"]]


def test_who_asks_for_secrecy_in_words_is_not_public_before_a_person_looked(world: World) -> None:
    """A lamp, and a box that was not ticked."""
    lamp = {"title": "Lampu mati", "body": "Lampu di gang kami mati sejak Senin."}
    asked = filed(world, **lamp | {"body": f"{lamp['body']} Mohon nama saya dirahasiakan."})
    assert (asked["public"], asked["confidential"], asked["protected_for"]) == (False, False, [])
    assert not is_public(world, asked)
    assert seen(world, asked)["unchecked"]
    assert is_public(world, filed(world, **lamp))


@pytest.mark.parametrize(
    "asking",
    [
        "Nama saya tolong dirahasiakan.",
        "Identitas saya mohon dirahasiakan.",
        "Jangan cantumkan nama saya.",
        "Please do not publish my name.",
    ],
)
def test_however_it_is_asked_and_also_later(world: World, asking: str) -> None:
    lamp = {"title": "Lampu mati", "body": "Lampu di gang kami mati sejak Senin."}
    assert not is_public(world, filed(world, **lamp | {"body": f"{lamp['body']} {asking}"}))
    later = filed(world, **lamp)
    assert is_public(world, later)
    path = f"/v1/complaints/{later['id']}/messages"
    assert world.call("POST", path, {"text": asking}, headers=receipt(later))[0] == 201
    assert seen(world, later)["unchecked"]
    assert world.call("GET", f"/v1/complaints/{later['id']}")[0] == 404
    acts(world, later["id"], NATIONAL, "publish")
    assert world.call("GET", f"/v1/complaints/{later['id']}")[0] == 200


def test_what_was_looked_at_or_hidden_is_not_published_again(world: World) -> None:
    public, hidden = filed(world), filed(world, **UNSURE)
    acts(world, hidden["id"], NATIONAL, "tighten", confidential=True)
    for answer in (public, hidden):
        _, file, _ = world.call("GET", f"/v1/officer/complaints/{answer['id']}", groups=NATIONAL)
        assert "publish" not in file["actions"]


ACCUSING = "Kepala sekolah minta uang dan saya takut dipecat kalau ketahuan."
HARMLESS = "Seragamnya belum juga sampai ke sekolah kami."


def answered(world: World, answer: dict[str, Any]) -> None:
    acts(world, answer["id"], SCHOOLS, "answer", text="Seragam dikirim pekan depan.")


def archived(world: World, answer: dict[str, Any]) -> None:
    acts(world, answer["id"], SURABAYA, "archive", reason="incomplete")


@pytest.mark.parametrize(
    ("path", "before", "said"),
    [
        ("messages", None, {"text": "…"}),
        ("rating", answered, {"satisfied": False, "comment": "…"}),
        ("rating", answered, {"satisfied": False, "comment": "…", "appeal": True}),
        ("reopen", archived, {"reason": "…"}),
    ],
)
def test_what_a_reporter_writes_later_protects_too_and_is_nobody_elses(
    world: World, path: str, before: Any, said: dict[str, Any]
) -> None:
    """Whichever step it comes with; what is harmless leaves the case public, without the words."""
    for words, stays_public in ((ACCUSING, False), (HARMLESS, True)):
        answer = filed(world)
        if before is not None:
            before(world, answer)
        sent = {name: words if value == "…" else value for name, value in said.items()}
        to = f"/v1/complaints/{answer['id']}/{path}"
        status, view, _ = world.call("POST", to, sent, headers=receipt(answer))
        assert status == 201, view
        world.pump()
        assert is_public(world, answer) is stays_public
        assert seen(world, answer)["protected_for"] == ([] if stays_public else ["words"])
        for where in (f"/v1/complaints/{answer['id']}/timeline", f"/reports/{answer['id']}/feed"):
            status, everybody, _ = world.call("GET", where)
            assert status == (200 if stays_public else 404)
            assert words not in json.dumps(everybody)
        own = f"/v1/complaints/{answer['id']}/timeline"
        assert words in json.dumps(world.call("GET", own, headers=receipt(answer))[1])


def test_nobody_but_the_desk_gives_it_to_whom_the_reporter_bars(world: World) -> None:
    answer = filed(world, not_to=[SCHOOLS_OFFICE])
    view = seen(world, answer)
    assert [one["id"] for one in view["not_to"]] == [SCHOOLS_OFFICE]
    assert view["agency"]["id"] == "kota-surabaya"
    path = f"/v1/officer/complaints/{answer['id']}"
    assert world.call("GET", path, groups=SCHOOLS)[0] == 403
    for action in ("route", "transfer"):
        step = {"action": action, "version": 2, "agency_id": SCHOOLS_OFFICE}
        step |= {"reason": "Urusan dinas."} if action == "transfer" else {}
        status, refused, _ = world.call("POST", f"{path}/actions", step, groups=SURABAYA)
        assert (status, refused["error"]["fields"][0]["problem"]) == (422, "kept_from_it")
    acts(world, answer["id"], NATIONAL, "transfer", agency_id=SCHOOLS_OFFICE, reason="Dibahas.")
    assert world.call("GET", path, groups=SCHOOLS)[0] == 200


ABOUT_THE_OFFICE = {
    "title": "Setoran kepala sekolah",
    "body": "Kepala dinas pendidikan meminta setoran dari kepala sekolah, kalau tidak setor"
    " dimutasi.",
    "agency_id": None,
    "category": "pendidikan_kebudayaan",
}
INSPECTORS = f"[agency_admin agency.{INSPECTORATE}]"


def test_before_the_rules_have_read_it_the_desk_sends_it_nowhere(world: World) -> None:
    """Nobody knows yet whom its words accuse."""
    other = filed(world)
    filing = complaint(**ABOUT_THE_OFFICE)
    status, answer, _ = world.call("POST", "/v1/complaints", filing, headers=KEY)
    assert status == 201
    path = f"/v1/officer/complaints/{answer['id']}"
    steps: list[dict[str, Any]] = [
        {"action": "route", "agency_id": SCHOOLS_OFFICE},
        {"action": "merge", "into": other["id"]},
        {"action": "split", "text": "Seragam belum dibagikan."},
        {"action": "archive", "reason": "incomplete"},
    ]
    for step in steps:
        sent = step | {"version": 1}
        status, refused, _ = world.call("POST", f"{path}/actions", sent, groups=NATIONAL)
        assert (status, refused["error"]["code"]) == (409, "wrong_status"), step
    world.pump()
    view = world.call("GET", path, groups=INSPECTORS)[1]
    assert [one["id"] for one in view["accused"]] == [SCHOOLS_OFFICE]
    assert world.call("GET", path, groups=SCHOOLS)[0] == 404


def test_whom_it_accuses_gets_it_from_the_desk_alone(world: World) -> None:
    answer = filed(world, **ABOUT_THE_OFFICE)
    path = f"/v1/officer/complaints/{answer['id']}"
    view = world.call("GET", path, groups=INSPECTORS)[1]
    assert view["agency"]["id"] == "kota-surabaya-inspektorat"
    assert [one["id"] for one in view["accused"]] == [SCHOOLS_OFFICE]
    step = {"action": "transfer", "version": view["version"], "agency_id": SCHOOLS_OFFICE}
    step |= {"reason": "Urusan dinas."}
    for groups in (INSPECTORS, SURABAYA):
        status, refused, _ = world.call("POST", f"{path}/actions", step, groups=groups)
        assert (status, refused["error"]["fields"][0]["problem"]) == (422, "kept_from_it")
    assert world.call("GET", path, groups=SCHOOLS)[0] == 404
    desk = f"{SCHOOLS_OFFICE}@agency.example"
    assert not [one for one in world.sent(answer["id"]) if desk in one]
    acts(world, answer["id"], NATIONAL, "transfer", agency_id=SCHOOLS_OFFICE, reason="Dibahas.")
    world.pump()
    assert world.call("GET", path, groups=SCHOOLS)[1]["accused"] == []
    assert [one for one in world.sent(answer["id"]) if desk in one]


def test_a_government_that_is_barred_has_no_unit_that_gets_it(world: World) -> None:
    answer = filed(world, not_to=["kota-surabaya"])
    assert seen(world, answer)["status"] == "triage"


def test_an_overseer_that_is_barred_does_not_see_it_nor_count_it(world: World) -> None:
    province = "[monitor agency.provinsi-jawa-timur]"
    open_one, barred = filed(world), filed(world, not_to=["provinsi-jawa-timur"])
    page = world.call("GET", "/v1/officer/inbox", groups=province)[1]
    assert [item["id"] for item in page["items"]] == [open_one["id"]]
    assert world.call("GET", f"/v1/officer/complaints/{barred['id']}", groups=province)[0] == 403


def test_an_overseer_whom_it_accuses_does_not_list_it_either(world: World) -> None:
    province = "[monitor agency.provinsi-jawa-timur]"
    open_one, accusing = filed(world), filed_case(world, "sari")
    step = SystemRoute(agency_id=SCHOOLS_OFFICE, by="category", accused=("provinsi-jawa-timur",))
    act(accusing, step, SYSTEM)
    page = world.call("GET", "/v1/officer/inbox", groups=province)[1]
    assert [item["id"] for item in page["items"]] == [open_one["id"]]
    assert world.call("GET", f"/v1/officer/complaints/{accusing}", groups=province)[0] == 403


@pytest.mark.parametrize("not_to", [["tidak-ada"], ["kota-surabaya"] * 6])
def test_only_a_few_agencies_that_exist_can_be_barred(world: World, not_to: list[str]) -> None:
    status, refused, _ = world.call("POST", "/v1/complaints", complaint(not_to=not_to), headers=KEY)
    assert (status, refused["error"]["fields"][0]["field"].partition(".")[0]) == (422, "not_to")


def test_rows_from_before_read_as_looked_at(world: World) -> None:
    from chalicelib.store import cases

    case_id = filed(world)["id"]
    stored = world.stored(case_id)
    assert not {"unchecked", "not_to", "protected_for"} & stored.keys()
    assert not cases.get(case_id).unchecked
