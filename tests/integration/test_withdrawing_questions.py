"""A question to the reporter is taken back: who was told of it is told so, nobody else is, and
whoever comes to answer it is told too."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.events import Audience
from chalicelib.notices.channels import email_channel
from chalicelib.store import cases, contacts, deliveries
from chalicelib.store.contacts import Standing
from chalicelib.usecases import act, mailed_steps, notify
from tests.integration.people import (
    CONTACT,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.roles import acting_as
from tests.integration.test_contacts import inbox
from tests.integration.test_life import run_schedule
from tests.integration.test_mailed_steps import (
    ANSWER,
    LINK,
    OVER,
    QUESTION,
    asked,
    links,
    reads,
    refused,
    sends,
)
from tests.integration.world import World

NOTE = "Sudah dijawab lewat telepon."
WITHDRAWN = (410, "question_withdrawn")
TAKEN_BACK = "menarik pertanyaan"
IS_TAKEN_BACK = "laporan Anda sudah ditarik"
"""Of a report that is hidden, where nobody is told who took it back."""
EXPIRED = "Tidak ada yang menjawab pertanyaan"


def withdraw(world: World, case_id: str, groups: str = SCHOOLS, **more: Any) -> dict[str, Any]:
    return acts(world, case_id, groups, "withdraw_question", **more)


def quietly(world: World, case_id: str, action: str, **data: Any) -> None:
    """An officer acts, and what follows from it has not happened yet."""
    seen = cases.get(case_id).version
    path = f"/v1/officer/complaints/{case_id}/actions"
    body = {"action": action, "version": seen, **data}
    assert world.call("POST", path, body, groups=SCHOOLS)[0] == 200


def told(world: World, text: str = TAKEN_BACK) -> int:
    """How many mails to the reporter say so."""
    return sum(text in mail for mail in inbox(world))


def test_the_clock_runs_again_and_the_reporter_reads_why(world: World) -> None:
    case, _ = asked(world)
    view = withdraw(world, case["id"], note=NOTE)
    assert (view["status"], view["question_expires_at"]) == ("routed", None)
    assert "withdraw_question" not in view["actions"]
    assert (told(world), told(world, NOTE)) == (1, 1)
    path = f"/v1/complaints/{case['id']}"
    mine = world.call("GET", path, headers=receipt(case))[1]
    assert (mine["status"], mine["waiting_on"]) == ("routed", "agency")
    events = world.call("GET", f"{path}/timeline", headers=receipt(case))[1]["items"]
    assert [each["type"] for each in events[-2:]] == ["held", "question_withdrawn"]
    promised = {name: at for name, at in mine["deadlines"].items() if name.endswith("_by")}
    assert events[-1]["data"] == {"note": NOTE, "deadlines": promised}
    publicly = world.call("GET", f"{path}/timeline")[1]["items"]
    assert {"held", "question_withdrawn"}.isdisjoint(each["type"] for each in publicly)


def test_what_is_taken_back_without_a_word_is_told_without_one(world: World) -> None:
    case, _ = asked(world)
    withdraw(world, case["id"])
    assert told(world) == 1
    assert world.events(case["id"])[-1] == "question_withdrawn"


def test_who_was_not_mailed_the_question_is_not_mailed_that_it_is_gone(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    contacts.save_standing(case["id"], Standing.STOPPED)
    acts(world, case["id"], SCHOOLS, "hold", question=QUESTION)
    contacts.save_standing(case["id"], Standing.CONFIRMED)
    withdraw(world, case["id"], note=NOTE)
    assert (told(world, QUESTION), told(world)) == (0, 0)


def test_a_question_that_had_not_gone_out_never_does(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    quietly(world, case["id"], "hold", question=QUESTION)
    quietly(world, case["id"], "withdraw_question", note=NOTE)
    world.pump()
    assert (told(world, QUESTION), told(world)) == (0, 0)
    acts(world, case["id"], SCHOOLS, "hold", question=QUESTION)
    assert (told(world, QUESTION), told(world)) == (1, 0)


def test_while_the_question_is_going_out_the_news_of_its_end_waits(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    quietly(world, case["id"], "hold", question=QUESTION)
    now = datetime.now(UTC)
    question = deliveries.of_event(case["id"], 3, "email", "reporter")
    lease = deliveries.lease(question, now)
    assert lease is not None
    quietly(world, case["id"], "withdraw_question", note=NOTE)
    reporter = notify.Addressee(recipient="reporter", audience=Audience.REPORTER, channel="email")
    with acting_as("notify_reporter"):
        with pytest.raises(deliveries.Busy):
            notify.tell_reporter(case["id"], 4, reporter, email_channel(), now)
        deliveries.mark_sent(lease)
        notify.tell_reporter(case["id"], 4, reporter, email_channel(), now)
    assert told(world) == 1


def test_a_question_given_up_while_it_was_going_out_is_not_out(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    question = deliveries.of_event(case["id"], 3, "email", "reporter")
    now = datetime.now(UTC)
    assert not deliveries.is_out(question, now)
    lease = deliveries.lease(question, now)
    assert lease is not None
    with pytest.raises(deliveries.Busy):
        deliveries.is_out(question, now + deliveries.LEASE)
    assert not deliveries.is_out(question, now + deliveries.LEASE + timedelta(seconds=1))
    deliveries.mark_refused(lease, "bounced", now)
    assert not deliveries.is_out(question, now)


def test_the_link_of_the_old_mail_says_that_it_was_taken_back(world: World) -> None:
    case, token = asked(world)
    withdraw(world, case["id"])
    before = world.rows(case["id"])
    assert refused(reads(world, case["id"], token)) == WITHDRAWN
    status, answer = sends(world, case["id"], "messages", token, ANSWER)
    assert (status, answer["error"]["code"]) == WITHDRAWN
    assert "tidak perlu menjawab" in answer["error"]["message"]
    assert world.rows(case["id"]) == before
    acts(world, case["id"], SCHOOLS, "hold", question="Satu lagi: berapa murid?")
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == WITHDRAWN
    again = links(world)[-1][2]
    assert sends(world, case["id"], "messages", again, ANSWER)[0] == 201
    assert refused(sends(world, case["id"], "messages", again, ANSWER)) == OVER


def test_one_taken_back_says_nothing_of_one_that_was_answered(world: World) -> None:
    case, token = asked(world)
    path = f"/v1/complaints/{case['id']}/messages"
    assert world.call("POST", path, ANSWER, headers=receipt(case))[0] == 201
    acts(world, case["id"], SCHOOLS, "hold", question="Satu lagi: berapa murid?")
    withdraw(world, case["id"])
    assert refused(reads(world, case["id"], token)) == OVER


def test_who_is_no_longer_written_to_learns_nothing_by_the_link(world: World) -> None:
    case, token = asked(world)
    withdraw(world, case["id"])
    contacts.save_standing(case["id"], Standing.STOPPED)
    assert refused(reads(world, case["id"], token)) == OVER


def test_the_reporter_answers_by_link_while_the_officer_takes_it_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, token = asked(world)
    save, meanwhile = mailed_steps.step_links.save_use, [lambda: withdraw(world, case["id"])]

    def slower(*changes: Any, **more: Any) -> None:
        if meanwhile:
            meanwhile.pop()()
        save(*changes, **more)

    monkeypatch.setattr(mailed_steps.step_links, "save_use", slower)
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == WITHDRAWN
    assert world.events(case["id"])[-2:] == ["held", "question_withdrawn"]


def test_the_reporter_answers_by_code_while_the_officer_takes_it_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they wrote is a message then: nothing of it is lost, and no clock moves twice."""
    case, _ = asked(world)
    save, meanwhile = cases.save, [lambda: withdraw(world, case["id"])]

    def slower(*changes: Any, **more: Any) -> None:
        if meanwhile:
            meanwhile.pop()()
        save(*changes, **more)

    monkeypatch.setattr(act.cases, "save", slower)
    path = f"/v1/complaints/{case['id']}/messages"
    status, view, _ = world.call("POST", path, ANSWER, headers=receipt(case))
    assert (status, view["messages"][-1]["text"]) == (201, ANSWER["text"])
    assert world.events(case["id"])[-3:] == ["held", "question_withdrawn", "messaged"]
    assert cases.event(case["id"], 5).data["resumed"] is False


def test_the_officer_takes_it_back_while_the_reporter_answers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, token = asked(world)
    seen = cases.get(case["id"]).version
    save = cases.save
    meanwhile = [lambda: sends(world, case["id"], "messages", token, ANSWER)]

    def slower(*changes: Any, **more: Any) -> None:
        if meanwhile:
            assert meanwhile.pop()()[0] == 201
        save(*changes, **more)

    monkeypatch.setattr(act.cases, "save", slower)
    path = f"/v1/officer/complaints/{case['id']}/actions"
    body = {"action": "withdraw_question", "version": seen, "note": NOTE}
    status, answer, _ = world.call("POST", path, body, groups=SCHOOLS)
    assert (status, answer["error"]["code"]) == (409, "stale")
    assert "withdraw_question" not in answer["error"]["allowed"]
    assert world.events(case["id"])[-2:] == ["held", "messaged"]


def test_the_holder_hears_that_somebody_else_took_its_question_back(world: World) -> None:
    case, _ = asked(world)
    withdraw(world, case["id"], NATIONAL)
    desk = [each for each in world.sent(case["id"]) if each.startswith("000004#")]
    assert sorted(each.partition("#")[2] for each in desk) == [
        "kota-surabaya-dinas-pendidikan@agency.example",
        "reporter",
    ]


def test_reporters_of_merged_cases_hear_it_once_as_they_heard_the_question(world: World) -> None:
    target = filed(world, reporter=CONTACT)
    other = filed(world, reporter=CONTACT | {"email": "budi@contoh.example"})
    stranger = filed(world, title="Seragam juga belum ada di sekolah kami")
    for source in (other, stranger):
        acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SCHOOLS, "hold", question=QUESTION)
    (link,) = [one for one in links(world) if one[0] == target["id"]]
    (mailed,) = [text for text in inbox(world, "budi@contoh.example") if QUESTION in text]
    found = LINK.search(mailed)
    assert found is not None
    token = found[3]
    withdraw(world, target["id"], note=NOTE)
    assert told(world) == 1
    assert sum(TAKEN_BACK in text for text in inbox(world, "budi@contoh.example")) == 1
    assert refused(reads(world, target["id"], link[2])) == WITHDRAWN
    assert refused(reads(world, other["id"], token)) == WITHDRAWN
    path = f"/v1/complaints/{stranger['id']}/messages"
    status, answer, _ = world.call("POST", path, ANSWER, headers=receipt(stranger))
    assert (status, answer["error"]["code"]) == (409, "no_open_question")
    # Once that report is no longer public, the link of another's tells nothing of it.
    acts(world, target["id"], SCHOOLS, "tighten", confidential=True)
    assert refused(reads(world, target["id"], link[2])) == WITHDRAWN
    assert refused(reads(world, other["id"], token)) != WITHDRAWN


def test_who_was_asked_before_the_report_was_hidden_hears_that_nobody_waits_any_more(
    world: World,
) -> None:
    target = filed(world, reporter=CONTACT)
    asked_before, asked_never = (
        filed(world, reporter=CONTACT | {"email": f"{name}@contoh.example"})
        for name in ("budi", "tono")
    )
    acts(world, asked_before["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SCHOOLS, "hold", question=QUESTION)
    acts(world, asked_never["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SCHOOLS, "tighten", confidential=True)
    withdraw(world, target["id"], note=NOTE)
    (told_so,) = [text for text in inbox(world, "budi@contoh.example") if IS_TAKEN_BACK in text]
    assert target["id"] not in told_so
    assert NOTE not in told_so
    assert "Dinas Pendidikan" not in told_so
    assert not any(IS_TAKEN_BACK in text for text in inbox(world, "tono@contoh.example"))


@pytest.mark.parametrize("hidden", [False, True])
def test_who_was_asked_for_another_hears_that_the_question_expired_unheard(
    world: World, hidden: bool
) -> None:
    """Nobody could be told of it who filed the report, so it goes on without an answer; those whose
    reports were merged into it had read that it would be archived."""
    target = filed(world)
    asked_too, asked_never = (
        filed(world, reporter=CONTACT | {"email": f"{name}@contoh.example"})
        for name in ("budi", "tono")
    )
    acts(world, asked_too["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SCHOOLS, "hold", question=QUESTION)
    acts(world, asked_never["id"], SURABAYA, "merge", into=target["id"])
    if hidden:
        acts(world, target["id"], SCHOOLS, "tighten", confidential=True)
    run_schedule("close_quiet_cases", datetime.now(UTC) + timedelta(days=40))
    world.pump()
    assert world.events(target["id"])[-1] == "hold_expired"
    (told_so,) = [text for text in inbox(world, "budi@contoh.example") if EXPIRED in text]
    assert (target["id"] in told_so) is not hidden
    assert QUESTION not in told_so
    assert not any(EXPIRED in text for text in inbox(world, "tono@contoh.example"))
