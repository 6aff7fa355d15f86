"""Whom a reporter accuses after filing is taken off the case by the words that say so, before they
can read them, and the national desk decides who has it instead."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.overseers import NATIONAL_DESK
from chalicelib.store import cases
from chalicelib.usecases import act
from tests.integration.http.asked import ask, nothing_changes, requests
from tests.integration.http.faults import FAILING, answer_lost, fault
from tests.integration.http.test_kept_from import counted, listed
from tests.integration.people import (
    CONTACT,
    EAST_JAVA,
    KEY,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.test_mailed_steps import asked as mailed_question
from tests.integration.test_mailed_steps import sends
from tests.integration.test_protection import (
    ABOUT_THE_OFFICE,
    ACCUSING,
    HARMLESS,
    INSPECTORATE,
    INSPECTORS,
    SCHOOLS_OFFICE,
)
from tests.integration.test_reroute import LATE, run
from tests.integration.test_splitting import BOTH, FIRST
from tests.integration.world import World

pytestmark = pytest.mark.usefixtures("histories_hold")

NOTHING = {"routed": 0, "in_progress": 0, "on_hold": 0, "answered": 0}
CITY = "kota-surabaya"
HEAD = "Wali kota minta setoran dari tiap proyek."
PERHAPS = {
    "title": "Rapor di sekolah dasar",
    "body": "Guru kelas kadang minta titip amplop ke kami sebelum bagi rapor.",
    "category": "pendidikan_kebudayaan",
    "agency_id": None,
}
HEALTH_OFFICE = "kota-surabaya-dinas-kesehatan"
HEALTH = f"[liaison agency.{HEALTH_OFFICE}]"
PROVINCE = "[agency_admin agency.provinsi-jawa-timur]"
Answer = dict[str, Any]


def says(world: World, answer: Answer, words: str, path: str = "messages", **more: Any) -> Answer:
    """The reporter's view after they wrote something. Nothing is delivered yet."""
    name = {"messages": "text", "rating": "comment", "reopen": "reason"}[path]
    to = f"/v1/complaints/{answer['id']}/{path}"
    status, view, _ = world.call("POST", to, {name: words, **more}, headers=receipt(answer))
    assert status == 201, view
    return dict(view)


def reads(world: World, answer: Answer, groups: str) -> Any:
    """What the officer reads of it, None where they do not."""
    path = f"/v1/officer/complaints/{answer['id']}"
    status, view, _ = world.call("GET", path, groups=groups)
    assert status in (200, 403, 404)
    return view if status == 200 else None


def mails_to(world: World, answer: Answer, agency_id: str) -> list[str]:
    return [one for one in world.sent(answer["id"]) if f"{agency_id}@agency.example" in one]


def stands(answer: Answer) -> tuple[str, str | None, tuple[str, ...]]:
    case = cases.get(answer["id"])
    return case.status.value, case.agency_id, case.accused


def nothing(world: World, answer: Answer) -> None:
    pass


def started(world: World, answer: Answer) -> None:
    acts(world, answer["id"], SCHOOLS, "start")


def asked(world: World, answer: Answer) -> None:
    acts(world, answer["id"], SCHOOLS, "hold", question="Sekolah mana?")


def answered(world: World, answer: Answer) -> None:
    acts(world, answer["id"], SCHOOLS, "answer", text="Seragam dikirim pekan depan.")


def archived(world: World, answer: Answer) -> None:
    acts(world, answer["id"], SURABAYA, "archive", reason="incomplete")


STEPS = [
    (nothing, "messages", {}),
    (started, "messages", {}),
    (asked, "messages", {}),
    (answered, "messages", {}),
    (answered, "rating", {"satisfied": False}),
    (answered, "rating", {"satisfied": True, "score": 5}),
    (archived, "reopen", {}),
]


@pytest.mark.parametrize(("before", "path", "more"), STEPS)
def test_the_holder_reads_neither_the_words_nor_the_case(
    world: World, before: Callable[[World, Answer], None], path: str, more: dict[str, Any]
) -> None:
    """With the write of the words, and with everything that follows; nor does the government above
    it, as long as nobody has it. The desk does, and gives it to whoever inspects."""
    answer = filed(world, reporter=CONTACT)
    before(world, answer)
    mails = mails_to(world, answer, SCHOOLS_OFFICE)
    says(world, answer, ACCUSING, path, **more)
    for _ in range(2):
        for groups in (SCHOOLS, SURABAYA):
            assert reads(world, answer, groups) is None
            assert listed(world, groups) == listed(world, groups, q=answer["id"]) == set()
            assert counted(world, groups) == (NOTHING, 0)
        world.pump()
    assert mails_to(world, answer, SCHOOLS_OFFICE) == mails
    assert stands(answer) == ("triage", None, (SCHOOLS_OFFICE,))
    assert len(mails_to(world, answer, NATIONAL_DESK)) == (2 if path == "messages" else 1)
    assert ACCUSING in json.dumps(reads(world, answer, NATIONAL))
    assert listed(world, NATIONAL) == {answer["id"]}
    acts(world, answer["id"], NATIONAL, "route", agency_id=INSPECTORATE)
    assert [one["id"] for one in reads(world, answer, INSPECTORS)["accused"]] == [SCHOOLS_OFFICE]
    assert reads(world, answer, SCHOOLS) is None


@pytest.mark.parametrize(("before", "path", "more"), STEPS)
def test_what_accuses_nobody_takes_nothing(
    world: World, before: Callable[[World, Answer], None], path: str, more: dict[str, Any]
) -> None:
    answer = filed(world)
    before(world, answer)
    for words in (HARMLESS, "Suami saya mengancam akan membunuh saya."):
        if path != "messages" and words != HARMLESS:
            continue
        says(world, answer, words, path, **more)
        world.pump()
        assert stands(answer)[1:] == (SCHOOLS_OFFICE, ())
        assert reads(world, answer, SCHOOLS) is not None


def test_it_is_to_them_as_a_number_that_nobody_was_given(world: World) -> None:
    """On every route and for every step; also a step on the version they saw."""
    from chalicelib.protection.receipts import new_case_id

    answer = filed(world)
    version = cases.get(answer["id"]).version
    says(world, answer, ACCUSING)
    with nothing_changes():
        for one in requests():
            unknown = ask(world, one, new_case_id(), SCHOOLS)
            assert ask(world, one, answer["id"], SCHOOLS, version) == unknown, one


def test_the_events_that_follow_are_the_desks_and_give_no_reason_to_others(world: World) -> None:
    answer = filed(world)
    says(world, answer, ACCUSING)
    world.handed.clear()
    world.pump()
    told = [json.loads(json.loads(message)["Body"]) for message in world.handed]
    holders = {(one["type"], one["agency_id"]) for one in told if "agency_id" in one}
    assert holders == {("messaged", None), ("triage", None)}
    event = world.rows(answer["id"])["EVENT#000004"]
    assert (event["type"], json.loads(event["data"])["reason"]) == ("triage", "accused")
    path = f"/v1/complaints/{answer['id']}/timeline"
    own = world.call("GET", path, headers=receipt(answer))[1]
    assert "accus" not in json.dumps(own)


def test_the_desk_gives_it_back_where_it_sees_no_accusation(world: World) -> None:
    answer = filed(world)
    promised = cases.get(answer["id"]).deadlines
    says(world, answer, ACCUSING)
    world.pump()
    acts(world, answer["id"], NATIONAL, "route", agency_id=SCHOOLS_OFFICE)
    assert stands(answer) == ("routed", SCHOOLS_OFFICE, ())
    assert cases.get(answer["id"]).deadlines == promised
    assert reads(world, answer, SCHOOLS)["accused"] == []
    says(world, answer, HARMLESS)
    world.pump()
    assert reads(world, answer, SCHOOLS) is not None
    says(world, answer, ACCUSING)  # more than the desk has seen
    world.pump()
    assert stands(answer) == ("triage", None, (SCHOOLS_OFFICE,))
    acts(world, answer["id"], NATIONAL, "route", agency_id=SCHOOLS_OFFICE)
    acts(world, answer["id"], SCHOOLS, "return", reason="Bukan wewenang dinas.")
    assert stands(answer) == ("routed", CITY, ())  # by rule, as if nobody had been accused


def test_whom_the_desk_chose_in_sight_of_the_accusation_goes_on_with_it(world: World) -> None:
    """The reporter writes more of the same; of a head it is more."""
    later, at_first = filed(world), filed(world, **PERHAPS)
    assert json.loads(world.rows(at_first["id"])["EVENT#000002"]["data"])["reason"] == "accused"
    says(world, later, ACCUSING)
    world.pump()
    for answer, office, groups in (
        (later, HEALTH_OFFICE, HEALTH),
        (at_first, SCHOOLS_OFFICE, SCHOOLS),
    ):
        acts(world, answer["id"], NATIONAL, "route", agency_id=office)
        says(world, answer, ACCUSING)
        world.pump()
        assert stands(answer)[:2] == ("routed", office)
        assert ACCUSING in json.dumps(reads(world, answer, groups))
        says(world, answer, HEAD)
        world.pump()
        assert stands(answer)[:2] == ("triage", None)
        assert stands(answer)[2][-1] == CITY


def test_whom_the_inspectorate_asks_goes_on_reading_of_the_office_that_it_inspects(
    world: World,
) -> None:
    answer = filed(world, **ABOUT_THE_OFFICE)
    assert stands(answer) == ("routed", INSPECTORATE, (SCHOOLS_OFFICE,))
    asks = {"agency_id": HEALTH_OFFICE, "question": "Apa yang Anda tahu?"}
    acts(world, answer["id"], INSPECTORS, "ask_contribution", **asks)
    says(world, answer, ACCUSING)
    assert ACCUSING in json.dumps(reads(world, answer, HEALTH))
    assert stands(answer) == ("routed", INSPECTORATE, (SCHOOLS_OFFICE,))


def test_of_a_head_the_government_and_all_its_offices_lose_it(world: World) -> None:
    answer = filed(world)
    says(world, answer, HEAD)
    world.pump()
    assert stands(answer) == ("triage", None, (CITY,))
    acts(world, answer["id"], NATIONAL, "route", agency_id="provinsi-jawa-timur-inspektorat")
    assert reads(world, answer, SCHOOLS) is reads(world, answer, SURABAYA) is None
    above = filed(world)
    says(world, above, "Gubernur minta setoran 10 persen dari tiap proyek.")
    world.pump()
    assert stands(above) == ("routed", SCHOOLS_OFFICE, ("provinsi-jawa-timur",))
    assert reads(world, above, SCHOOLS) is not None
    assert above["id"] not in listed(world, EAST_JAVA)


def test_a_government_answers_for_its_offices_and_keeps_it(world: World) -> None:
    answer = filed(world, agency_id=CITY)
    assert stands(answer)[1] == CITY
    says(world, answer, ACCUSING)
    world.pump()
    assert stands(answer) == ("routed", CITY, ())


def test_who_is_asked_to_contribute_reads_it_no_more_where_they_may_be_accused(
    world: World,
) -> None:
    answer = filed(world, agency_id=CITY)
    acts(
        world, answer["id"], SURABAYA, "ask_contribution", agency_id=HEALTH_OFFICE, question="Apa?"
    )
    assert reads(world, answer, HEALTH) is not None
    says(world, answer, "Kepala dinas kesehatan minta uang dan mengancam saya.")
    assert reads(world, answer, HEALTH) is None
    assert listed(world, HEALTH, asked="true") == set()
    assert stands(answer) == ("routed", CITY, (HEALTH_OFFICE,))


def test_through_a_merged_report_both_are_taken(world: World) -> None:
    target, source = filed(world), filed(world)
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    asked(world, target)
    says(world, source, ACCUSING)
    assert reads(world, source, SCHOOLS) is reads(world, target, SCHOOLS) is None
    world.pump()
    assert stands(source) == ("merged", None, (SCHOOLS_OFFICE,))
    assert stands(target) == ("triage", None, ())
    assert cases.get(target["id"]).merged_kept_from == (SCHOOLS_OFFICE,)
    assert ACCUSING in json.dumps(reads(world, target, NATIONAL))


def test_so_is_the_other_alone_whose_holder_they_accuse(world: World) -> None:
    """What the city has it keeps; the office of it has the case that the report went into."""
    target, source = filed(world), filed(world, agency_id=CITY)
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    asked(world, target)
    says(world, source, ACCUSING)
    assert reads(world, target, SCHOOLS) is None
    world.pump()
    assert stands(source) == ("merged", CITY, (SCHOOLS_OFFICE,))
    assert stands(target) == ("triage", None, ())


def test_an_appeal_that_accuses_goes_up_and_never_comes_back(world: World) -> None:
    answer = filed(world)
    answered(world, answer)
    mails = mails_to(world, answer, SCHOOLS_OFFICE)
    says(world, answer, ACCUSING, "rating", satisfied=False, appeal=True)
    world.pump()
    assert stands(answer) == ("in_progress", CITY, (SCHOOLS_OFFICE,))
    assert reads(world, answer, SCHOOLS) is None
    acts(world, answer["id"], SURABAYA, "resolve_appeal", text="Pelapor benar.", upheld=True)
    assert stands(answer)[:2] == ("triage", None)
    assert mails_to(world, answer, SCHOOLS_OFFICE) == mails
    last = f"{cases.get(answer['id']).version:06d}"
    assert [one[:6] for one in mails_to(world, answer, NATIONAL_DESK)][-1:] == [last]
    (told,) = (mail for mail in world.mails() if mail.subject.startswith("Keberatan dikabulkan"))
    assert told.destinations["ToAddresses"] == [f"{NATIONAL_DESK}@agency.example"]


def test_what_accuses_it_while_an_appeal_is_open_does_so_too(world: World) -> None:
    answer = filed(world)
    answered(world, answer)
    says(world, answer, HARMLESS, "rating", satisfied=False, appeal=True)
    says(world, answer, ACCUSING)
    world.pump()
    assert stands(answer) == ("in_progress", CITY, (SCHOOLS_OFFICE,))
    acts(world, answer["id"], SURABAYA, "resolve_appeal", text="Pelapor benar.", upheld=True)
    assert stands(answer)[:2] == ("triage", None)
    assert reads(world, answer, SCHOOLS) is None


def test_of_an_open_appeal_the_next_above_decides(world: World) -> None:
    answer = filed(world)
    answered(world, answer)
    says(world, answer, HARMLESS, "rating", satisfied=False, appeal=True)
    says(world, answer, HEAD)
    world.pump()
    assert stands(answer) == ("in_progress", "provinsi-jawa-timur", (CITY,))
    assert reads(world, answer, SURABAYA) is None
    assert reads(world, answer, PROVINCE) is not None


def test_by_a_mailed_link_too(world: World) -> None:
    case, token = mailed_question(world)
    assert sends(world, case["id"], "messages", token, {"text": ACCUSING})[0] == 201
    assert reads(world, case, SCHOOLS) is None
    world.pump()
    assert stands(case) == ("triage", None, (SCHOOLS_OFFICE,))


# Before anybody has it


def test_what_comes_before_the_rules_have_read_it_a_person_reads_first(world: World) -> None:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(), headers=KEY)
    assert status == 201
    says(world, answer, ACCUSING)
    world.pump()
    assert stands(answer) == ("triage", None, (SCHOOLS_OFFICE,))  # whom its reporter named for it
    reason = json.loads(world.rows(answer["id"])["EVENT#000003"]["data"])["reason"]
    assert reason == "accused"
    acts(world, answer["id"], NATIONAL, "reclassify", category="pendidikan_kebudayaan")
    assert stands(answer)[:2] == ("triage", None)


def test_an_office_to_which_a_government_hands_it_down_is_accused_anew(world: World) -> None:
    answer = filed(world, agency_id=CITY)
    says(world, answer, ACCUSING)
    world.pump()
    assert stands(answer) == ("routed", CITY, ())
    # Nobody but the city has seen it: its office loses the case with the next such words.
    acts(world, answer["id"], SURABAYA, "route", agency_id=SCHOOLS_OFFICE)
    says(world, answer, ACCUSING)
    assert reads(world, answer, SCHOOLS) is None


def test_what_its_holder_returns_no_rule_gives_to_who_may_be_meant(world: World) -> None:
    answer = filed(world, agency_id=CITY)
    says(world, answer, ACCUSING)
    world.pump()
    acts(world, answer["id"], SURABAYA, "return", reason="Urusan dinas.")
    assert stands(answer)[:2] == ("triage", None)
    (reason,) = (
        json.loads(row["data"])["reason"]
        for row in world.rows(answer["id"]).values()
        if row.get("type") == "triage"
    )
    assert reason == "accused"


def test_what_accuses_an_office_while_nobody_has_it_is_kept_from_that_office(world: World) -> None:
    answer = filed(world, agency_id=None, category="pendidikan_kebudayaan")
    assert stands(answer) == ("routed", SCHOOLS_OFFICE, ())
    acts(world, answer["id"], SCHOOLS, "return", reason="Bukan wewenang dinas.")
    acts(world, answer["id"], SURABAYA, "return", reason="Bukan wewenang kota.")
    says(world, answer, HARMLESS)
    assert stands(answer) == ("triage", None, ())
    says(world, answer, ACCUSING)
    world.pump()
    assert stands(answer) == ("triage", None, (SCHOOLS_OFFICE,))
    acts(world, answer["id"], NATIONAL, "route", agency_id=CITY)
    path = f"/v1/officer/complaints/{answer['id']}"
    seen = world.call("GET", path, groups=SURABAYA)[1]
    handed = {"action": "route", "version": seen["version"], "agency_id": SCHOOLS_OFFICE}
    status, refused, _ = world.call("POST", f"{path}/actions", handed, groups=SURABAYA)
    assert (status, refused["error"]["fields"][0]["problem"]) == (422, "kept_from_it")
    assert reads(world, answer, SCHOOLS) is None


def test_no_rule_gives_a_second_matter_to_who_may_be_meant(world: World) -> None:
    """Its own words accuse nobody, and would go to that office."""
    answer = filed(world, agency_id=CITY, body=BOTH)
    says(world, answer, ACCUSING)
    world.pump()
    acts(world, answer["id"], SURABAYA, "split", text=FIRST)
    (second,) = cases.get(answer["id"]).split_into
    assert stands({"id": second}) == ("triage", None, ())
    assert reads(world, {"id": second}, SCHOOLS) is None
    triage = json.loads(world.rows(second)["EVENT#000002"]["data"])
    assert triage["reason"] == "accused"
    assert [one["agency_id"] for one in triage["candidates"]] == [SCHOOLS_OFFICE]


def test_nor_a_case_into_which_its_report_was_merged(world: World) -> None:
    """Its reporter writes there from then on, and whoever has it reads that."""
    target, source = filed(world), filed(world, agency_id=CITY)
    acts(world, target["id"], NATIONAL, "transfer", agency_id=HEALTH_OFFICE, reason="Kesehatan.")
    says(world, source, ACCUSING)
    acts(world, source["id"], NATIONAL, "merge", into=target["id"])
    acts(world, target["id"], HEALTH, "return", reason="Urusan sekolah.")
    assert stands(target) == ("triage", None, ())
    assert reads(world, target, SCHOOLS) is None


def test_what_comes_while_the_rules_decide_is_read_by_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(), headers=KEY)
    assert status == 201
    save, waiting = cases.save, [lambda: says(world, answer, ACCUSING)]

    def slower(*changes: Any, **more: Any) -> None:
        if waiting:
            waiting.pop()()
        save(*changes, **more)

    from chalicelib.usecases import route

    with monkeypatch.context() as patch:
        patch.setattr(route.cases, "save", slower)
        world.pump_stream()
    assert not waiting
    world.pump()
    assert stands(answer)[:2] == ("triage", None)


# Twice, at once, cut short


def test_everything_delivered_twice_says_it_once(world: World) -> None:
    world.times = 2
    answer = filed(world, reporter=CONTACT)
    says(world, answer, ACCUSING)
    world.pump()
    assert world.events(answer["id"]) == ["filed", "routed", "messaged", "triage"]
    assert len(mails_to(world, answer, NATIONAL_DESK)) == 2
    assert len(set(world.sent(answer["id"]))) == len(world.sent(answer["id"]))


def test_where_the_router_hears_nothing_the_schedule_does_its_work(world: World) -> None:
    answer = filed(world)
    says(world, answer, ACCUSING)
    world.lose_records()
    assert stands(answer)[:2] == ("received", None)
    assert run(timedelta(minutes=9))["waiting"] == 0
    assert run(LATE)["routed"] == 1
    assert stands(answer) == ("triage", None, (SCHOOLS_OFFICE,))
    world.replay_records()
    assert world.events(answer["id"]) == ["filed", "routed", "messaged", "triage"]


def test_cut_short_it_is_not_written_or_taken_and_sent_again_it_is_once(world: World) -> None:
    for merged in (False, True):
        answer, sends_it = (filed(world),) * 2
        if merged:
            sends_it = filed(world)
            acts(world, sends_it["id"], SURABAYA, "merge", into=answer["id"])
            asked(world, answer)
        before = stands(answer)
        path = f"/v1/complaints/{sends_it['id']}/messages"
        headers = receipt(sends_it) | {"idempotency-key": f"the-same-message-{merged}"}
        with fault("dynamodb", "TransactWriteItems", FAILING):
            assert world.call("POST", path, {"text": ACCUSING}, headers=headers)[0] == 503
        assert stands(answer) == before
        assert reads(world, answer, SCHOOLS) is not None
        with answer_lost("dynamodb", "TransactWriteItems"):
            assert world.call("POST", path, {"text": ACCUSING}, headers=headers)[0] == 503
        assert reads(world, answer, SCHOOLS) is None
        assert world.call("POST", path, {"text": ACCUSING}, headers=headers)[0] in (200, 201)
        world.pump()
        assert world.call("POST", path, {"text": ACCUSING}, headers=headers)[0] in (200, 201)
        world.pump()
        assert [world.events(answer["id"]).count(one) for one in ("messaged", "triage")] == [1, 1]
        assert stands(answer)[:2] == ("triage", None)


def test_nobody_sends_whom_their_words_accuse(world: World) -> None:
    answer = filed(world)
    archived(world, answer)
    sent = {"action": "reopen", "version": cases.get(answer["id"]).version, "reason": "Temuan."}
    sent |= {"accuses": [INSPECTORATE]}
    path = f"/v1/officer/complaints/{answer['id']}/actions"
    assert world.call("POST", path, sent, groups=NATIONAL)[0] == 422


def test_of_an_officer_who_is_about_to_answer_the_step_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read before, saved after: the officer hears what somebody hears whom no case was given."""
    answer = filed(world)
    save, waiting = cases.save, [lambda: says(world, answer, ACCUSING)]

    def slower(*changes: Any, **more: Any) -> None:
        if waiting:
            waiting.pop()()
        save(*changes, **more)

    step = {"action": "answer", "version": 2, "text": "Seragam dikirim."}
    path = f"/v1/officer/complaints/{answer['id']}/actions"
    monkeypatch.setattr(act.cases, "save", slower)
    status, refused, _ = world.call("POST", path, step, groups=SCHOOLS)
    assert (status, refused["error"]["code"]) == (404, "unknown_case")
    assert "answered" not in world.events(answer["id"])


def test_words_that_meet_another_step_are_read_against_who_has_it_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case went from the city to its office between reading and saving."""
    answer = filed(world, agency_id=CITY)
    save = cases.save
    to_office = {"agency_id": SCHOOLS_OFFICE}
    waiting = [lambda: acts(world, answer["id"], SURABAYA, "route", **to_office)]

    def slower(*changes: Any, **more: Any) -> None:
        if waiting:
            waiting.pop()()
        save(*changes, **more)

    monkeypatch.setattr(act.cases, "save", slower)
    says(world, answer, ACCUSING)
    assert stands(answer) == ("received", None, (SCHOOLS_OFFICE,))
