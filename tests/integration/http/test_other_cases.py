"""Where two cases met and one was hidden since, nobody who may not read it reads its number."""

import json
from typing import Any

import pytest

from tests.integration.people import (
    CONTACT,
    KEY,
    MALANG,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.world import World


@pytest.fixture
def met(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """A case that was merged into another one, and that other one."""
    source, target = filed(world, reporter=CONTACT), filed(world, reporter=CONTACT)
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    return source, target


def everything(world: World, case: dict[str, Any]) -> dict[str, str]:
    """All that everybody, its reporter and its officers can read of a case, by who reads it."""
    path = f"/v1/complaints/{case['id']}"
    mine = receipt(case)
    asked: dict[str, list[Any]] = {
        "everybody": [
            world.call("GET", path),
            world.call("GET", f"{path}/timeline"),
            world.call("GET", "/v1/complaints"),
        ],
        "reporter": [
            world.call("GET", path, headers=mine),
            world.call("GET", f"{path}/timeline", headers=mine),
        ],
        **{
            groups: [
                world.call("GET", f"/v1/officer/complaints/{case['id']}", groups=groups),
                world.call("GET", f"/v1/officer/complaints/{case['id']}/timeline", groups=groups),
                world.call("GET", "/v1/officer/inbox", groups=groups),
            ]
            for groups in (SCHOOLS, MALANG)
        },
    }
    said = {reader: [answer[1] for answer in answers] for reader, answers in asked.items()}
    return {reader: json.dumps(answers) for reader, answers in said.items()}


def test_a_question_put_to_somebody_else_is_read_masked(
    world: World, met: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    source, target = met
    acts(world, target["id"], SCHOOLS, "hold", question="Sekolah mana? Balas ke 081234567890.")
    path = f"/v1/complaints/{source['id']}"
    question = world.call("GET", path, headers=receipt(source))[1]["question"]
    assert question["text"] == "Sekolah mana? Balas ke [telepon]."
    target_path = f"/v1/complaints/{target['id']}"
    asked = world.call("GET", target_path, headers=receipt(target))[1]["messages"]
    assert "081234567890" in json.dumps(asked)


def test_who_becomes_anonymous_later_is_masked_also_where_they_wrote_through_a_merge(
    world: World, met: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    source, target = met
    acts(world, target["id"], SCHOOLS, "hold", question="Sekolah mana?")
    path = f"/v1/complaints/{source['id']}/messages"
    words = {"text": "SD Kenanga. Hubungi saya di 081234567890."}
    assert world.call("POST", path, words, headers=receipt(source))[0] == 201

    def read() -> str:
        path = f"/v1/officer/complaints/{target['id']}"
        status, answer, _ = world.call("GET", path, groups=SCHOOLS)
        assert status == 200
        return json.dumps(answer)

    assert "081234567890" in read()
    hide(world, source, anonymous=True)
    assert "081234567890" not in read()
    assert "SD Kenanga. Hubungi saya di [telepon]." in read()


def hide(world: World, case: dict[str, Any], **flags: bool) -> None:
    path = f"/v1/complaints/{case['id']}/privacy"
    assert world.call("PATCH", path, flags, headers=receipt(case))[0] == 200


def readers_of(number: str, said: dict[str, str]) -> set[str]:
    return {reader for reader, text in said.items() if number in text}


KINDS = [{"confidential": True}, {"confidential": True, "anonymous": True}]


@pytest.mark.parametrize("flags", KINDS)
def test_a_merged_case_does_not_name_one_that_was_hidden_since(
    world: World, met: tuple[dict[str, Any], dict[str, Any]], flags: dict[str, bool]
) -> None:
    source, target = met
    before = readers_of(target["id"], everything(world, source))
    assert {"everybody", "reporter", SCHOOLS} <= before
    hide(world, target, **flags)
    assert readers_of(target["id"], everything(world, source)) == {SCHOOLS}


@pytest.mark.parametrize("flags", KINDS)
def test_a_case_does_not_name_a_hidden_one_that_was_merged_into_it(
    world: World, met: tuple[dict[str, Any], dict[str, Any]], flags: dict[str, bool]
) -> None:
    source, target = met
    hide(world, source, **flags)
    assert readers_of(source["id"], everything(world, target)) == {SCHOOLS}
    acts(world, target["id"], SURABAYA, "transfer", agency_id="kota-malang", reason="Di Malang.")
    said = everything(world, target)
    assert target["id"] in said[MALANG], "they read the one and not the other"
    assert readers_of(source["id"], said) == set()


def supports(world: World, case: dict[str, Any], person: str, **key: str) -> tuple[int, Any]:
    """A "me too" of somebody a machine client speaks for."""
    path = f"/v1/complaints/{case['id']}/support"
    return world.call("POST", path, {"person": person}, headers=KEY | key)[:2]


@pytest.mark.parametrize("flags", KINDS)
def test_a_me_too_on_a_merged_case_tells_nothing_of_one_that_was_hidden_since(
    world: World, met: tuple[dict[str, Any], dict[str, Any]], flags: dict[str, bool]
) -> None:
    source, target = met
    again = {"idempotency-key": "the-same-request-1"}
    counted = supports(world, source, "one", **again)
    assert counted[1]["supporters"] == 2, "with the reporter of the merged one"
    assert supports(world, source, "one", **again) == counted
    hide(world, target, **flags)
    for action, data in (("start", {}), ("answer", {"text": "Seragam sudah dibagikan."})):
        acts(world, target["id"], SCHOOLS, action, **data)
        status, refused = supports(world, source, "two")
        assert (status, refused["error"]["code"]) == (409, "case_ended")
        assert refused["error"]["status"] == "merged"
        status, follows = follow(world, source)
        assert (status, follows["error"]["status"]) == (409, "merged")
        own = world.call("GET", f"/v1/complaints/{source['id']}")[1]["supporters"]
        assert supports(world, source, "one", **again)[1]["supporters"] == own == 0


@pytest.mark.parametrize("flags", KINDS)
def test_who_wrote_much_does_not_learn_that_a_hidden_case_has_a_question(
    world: World, met: tuple[dict[str, Any], dict[str, Any]], flags: dict[str, bool]
) -> None:
    """An answer to a question always goes through; of a hidden case there is none to answer."""
    source, target = filed(world, reporter=CONTACT), met[1]
    path = f"/v1/complaints/{source['id']}/messages"

    def writes() -> tuple[int, str]:
        body = {"text": "Sudah ada kabar?"}
        status, answer, _ = world.call("POST", path, body, headers=receipt(source))
        return status, answer.get("error", {}).get("code")

    assert [writes()[0] for _ in range(10)] == [201] * 10
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    hide(world, target, **flags)
    before = writes()
    acts(world, target["id"], SCHOOLS, "hold", question="Kelas berapa?")
    assert writes() == before == (429, "too_many_messages")


def follow(world: World, case: dict[str, Any]) -> tuple[int, Any]:
    """Somebody asks for the news of a case."""
    path, body = f"/v1/complaints/{case['id']}/followers", {"email": "tetangga@contoh.example"}
    return world.call("POST", path, body, headers=KEY)[:2]


def test_no_mail_names_a_case_that_was_hidden_before_it_was_written(world: World) -> None:
    """To the reporters of what was merged into it; also the mail that says so, if it comes late."""
    source, target = filed(world, reporter=CONTACT), filed(world)
    path = f"/v1/officer/complaints/{source['id']}/actions"
    body = {"action": "merge", "version": 2, "into": target["id"]}
    assert world.call("POST", path, body, groups=SURABAYA)[0] == 200
    hide(world, target, confidential=True)
    sent = len(world.mails())
    world.pump()
    acts(world, target["id"], SURABAYA, "answer", text="Pungutan sudah dihentikan.")
    own = [
        f"{mail.subject} {mail.body}"
        for mail in world.mails()[sent:]
        if mail.destinations["ToAddresses"] == [CONTACT["email"]]
    ]
    assert len(own) == 2, "that it was merged, and that it was answered"
    assert all(source["id"] in text for text in own)
    assert not [text for text in own if target["id"] in text]
    assert not [text for text in own if "{into}" in text]


HIDDEN = [{"confidential": True}, {"body": "Wali kelas kadang titip amplop ke kami."}]


@pytest.mark.parametrize("sent", [{}, *HIDDEN], ids=["public", "confidential", "unchecked"])
def test_that_a_hidden_report_was_merged_into_a_case_its_officers_read_alone(
    world: World, sent: dict[str, Any]
) -> None:
    target, source = filed(world, reporter=CONTACT), filed(world, **sent)
    assert source["public"] is not bool(sent)
    acts(world, source["id"], NATIONAL, "merge", into=target["id"])
    path = f"/v1/complaints/{target['id']}"
    public = world.call("GET", f"{path}/timeline")[1]["items"]
    mine = world.call("GET", f"{path}/timeline", headers=receipt(target))[1]["items"]
    feed = world.call("GET", f"/reports/{target['id']}/feed")[1]
    officers = f"/v1/officer/complaints/{target['id']}/timeline"
    theirs = world.call("GET", officers, groups=SCHOOLS)[1]["items"]
    for told in (public, mine):
        assert ("absorbed" in [one["type"] for one in told]) is not bool(sent)
    assert feed.count("<entry>") == (2 if sent else 3)
    assert "absorbed" in [one["type"] for one in theirs]
    assert world.call("GET", path)[1]["supporters"] == 1, "as any voice"


SENSITIVE = "kesetaraan_gender.anak_terlantar"


def test_a_sensitive_category_closes_what_was_merged_into_the_case_too(world: World) -> None:
    """Through a case in between as well; what goes on elsewhere by now stays as it is."""
    last, between, first = filed(world), filed(world, reporter=CONTACT), filed(world)
    own, target = filed(world), filed(world)
    for source, into in ((first, between), (between, last), (own, target)):
        acts(world, source["id"], SURABAYA, "merge", into=into["id"])

    def listed() -> set[str]:
        return {item["id"] for item in world.call("GET", "/v1/complaints")[1]["items"]}

    assert listed() == {one["id"] for one in (last, between, first, own, target)}
    acts(world, last["id"], SURABAYA, "reclassify", category=SENSITIVE)
    assert listed() == {own["id"], target["id"]}
    status, view, _ = world.call("GET", f"/v1/complaints/{between['id']}", headers=receipt(between))
    assert (status, view["anonymous"], view["protected_for"]) == (200, True, ["category"])
    assert [world.events(one["id"])[-1] for one in (between, first)] == ["tightened"] * 2
    acts(world, target["id"], SURABAYA, "archive", reason="incomplete")
    acts(world, target["id"], NATIONAL, "reopen", reason="Dibahas lagi.")
    acts(world, target["id"], NATIONAL, "reclassify", category=SENSITIVE)
    assert listed() == {own["id"]}
    acts(world, last["id"], SURABAYA, "reclassify", category=SENSITIVE)
    assert [world.events(one["id"]).count("tightened") for one in (between, first)] == [1] * 2


def test_so_does_that_an_inspectorate_is_to_examine_it(world: World) -> None:
    source, target = filed(world, reporter=CONTACT), filed(world)
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SURABAYA, "reclassify", classification="complaint")
    assert len(world.call("GET", "/v1/complaints")[1]["items"]) == 2
    acts(world, target["id"], SURABAYA, "reclassify", supervisory=True)
    assert world.call("GET", "/v1/complaints")[1]["items"] == []
    path = f"/v1/complaints/{source['id']}"
    assert world.call("GET", path, headers=receipt(source))[1]["protected_for"] == ["inspection"]
