"""A link in a mail takes one step on one case, once and in time, for who reads the confirmed
address; it reads what the mail asked about, and nothing else."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.due import awaited_step
from chalicelib.case.reporter_actions import Message, Rate
from chalicelib.errors import Expired
from chalicelib.store import cases, contacts, step_links
from chalicelib.store.contacts import Standing
from chalicelib.usecases import mailed_links, mailed_steps
from chalicelib.usecases.mailed_links import digest_of
from chalicelib.usecases.mailed_steps import act_by_link, asked_by_link
from chalicelib.usecases.rules import decision_context
from chalicelib.workdays import iso
from tests.integration.http.test_words_in_logs import Written, written
from tests.integration.people import CONTACT, SCHOOLS, SURABAYA, acts, confirm, filed, receipt
from tests.integration.roles import acting_as
from tests.integration.test_contacts import inbox
from tests.integration.test_life import run_schedule
from tests.integration.world import World

__all__ = ["written"]  # a fixture
LINK = re.compile(r"https://lapor\.test/respond\?id=(LP-[0-9A-Z-]+)#(\w+)\.([0-9A-Z-]+)")
ANSWER, RATING = {"text": "Di kelas satu, lantai dua."}, {"satisfied": True}
QUESTION = "Di kelas berapa seragamnya belum sampai?"
PDF = {"filename": "a.pdf", "content_type": "application/pdf", "size": 9}
Sent = tuple[int, Any]


def links(world: World) -> list[tuple[str, str, str]]:
    """Number, step and token of the links that were mailed, oldest first."""
    return [found.group(1, 2, 3) for text in inbox(world) if (found := LINK.search(text))]


def asked(world: World, **changes: Any) -> tuple[dict[str, Any], str]:
    """A case whose reporter was asked something, and the token of the link in the mail."""
    case = filed(world, reporter=CONTACT, **changes)
    acts(world, case["id"], SCHOOLS, "hold", question=QUESTION)
    return case, links(world)[-1][2]


def answered(world: World, **changes: Any) -> tuple[dict[str, Any], str]:
    """The same of a case that was answered."""
    case = filed(world, reporter=CONTACT, **changes)
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    return case, links(world)[-1][2]


def sends(world: World, case_id: str, to: str, token: str, body: Any, key: str = "") -> Sent:
    headers = {"x-step-token": token} | ({"idempotency-key": key} if key else {})
    path = f"/v1/complaints/{case_id}/{to}"
    with acting_as("api_handler"):
        status, answer, _ = world.call("POST", path, body, headers=headers)
    return status, answer


def refused(sent: Sent) -> tuple[int, str]:
    return sent[0], sent[1]["error"]["code"]


OVER, UNKNOWN = (410, "link_over"), (404, "unknown_case")


def test_a_question_is_answered_from_the_mail(world: World) -> None:
    case, token = asked(world)
    assert links(world) == [(case["id"], "message", token)]
    (mail,) = [text for text in inbox(world) if QUESTION in text]
    assert "sekali" in mail
    assert f"https://lapor.test/track?id={case['id']}" in mail
    status, said = sends(world, case["id"], "messages", token, ANSWER)
    assert (status, set(said)) == (201, {"id", "version", "status", "actions"})
    assert (said["id"], said["status"], said["actions"]) == (case["id"], "routed", [])
    world.pump()
    assert cases.get(case["id"]).hold is None
    view = world.call("GET", f"/v1/complaints/{case['id']}", headers=receipt(case))[1]
    assert [each["text"] for each in view["messages"]][-1] == ANSWER["text"]


@pytest.mark.parametrize("asks", [SURABAYA, SCHOOLS])
def test_who_asks_and_who_handles_are_shown_that_it_was_answered(world: World, asks: str) -> None:
    case = filed(world, reporter=CONTACT)
    acts(world, case["id"], asks, "hold", question=QUESTION)
    assert said_replied(world, case["id"], SURABAYA) == [False, False]
    assert sends(world, case["id"], "messages", links(world)[-1][2], ANSWER)[0] == 201
    assert said_replied(world, case["id"], SURABAYA) == [True, True]
    assert said_replied(world, case["id"], SCHOOLS) == [True, True]
    acts(world, case["id"], SURABAYA, "note", text="Sudah dibaca.")
    assert said_replied(world, case["id"], SURABAYA) == [False, False]
    assert said_replied(world, case["id"], SCHOOLS) == [False, False]


def said_replied(world: World, case_id: str, groups: str) -> list[bool]:
    """Whether the list says that the reporter replied, and whether the case does."""
    rows = world.call("GET", "/v1/officer/inbox", groups=groups)[1]["items"]
    view = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=groups)[1]
    return [*(row["replied"] for row in rows if row["id"] == case_id), view["replied"]]


def reads(world: World, case_id: str, token: str | None) -> Sent:
    """What the link of a mail shows of its step."""
    headers = {} if token is None else {"x-step-token": token}
    with acting_as("api_handler"):
        status, told, _ = world.call("GET", f"/v1/complaints/{case_id}/step", headers=headers)
    return status, told


def test_what_the_mail_asks_about_is_shown_while_it_is_waited_for(world: World) -> None:
    case, token = asked(world, confidential=True, anonymous=True)
    before, hold = world.rows(case["id"]), cases.get(case["id"]).hold
    assert hold is not None
    told = {"id": case["id"], "action": "message", "words": QUESTION}
    assert reads(world, case["id"], token) == (200, told | {"until": iso(hold.expires_at, "WIB")})
    assert world.rows(case["id"]) == before
    assert refused(reads(world, case["id"], None)) == UNKNOWN
    assert refused(reads(world, case["id"], "0" * 26)) == UNKNOWN
    assert sends(world, case["id"], "messages", token, ANSWER)[0] == 201
    assert refused(reads(world, case["id"], token)) == OVER


def test_the_answer_to_rate_is_the_last_one(world: World, monkeypatch: Any) -> None:
    case, _ = answered(world)
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam sudah dikirim.")
    token = links(world)[-1][2]
    due = cases.get(case["id"]).due
    assert due is not None
    run_schedule("send_rating_reminders", due.at)
    status, told = reads(world, case["id"], token)
    assert (status, told["action"], told["words"]) == (200, "rate", "Seragam sudah dikirim.")
    monkeypatch.setattr(mailed_steps, "LATEST", 1)  # the reminder alone
    assert reads(world, case["id"], token)[1]["words"] == ""
    other, question = asked(world)
    assert refused(reads(world, other["id"], token)) == UNKNOWN
    assert refused(reads(world, case["id"], question)) == UNKNOWN


def test_an_answer_is_rated_from_the_mail_and_from_each_reminder(world: World) -> None:
    case, first = answered(world)
    due = cases.get(case["id"]).due
    assert due is not None
    run_schedule("send_rating_reminders", due.at)
    world.pump()
    (_, _, _), (number, step, second) = links(world)
    assert (number, step) == (case["id"], "rate")
    assert second != first
    assert sends(world, case["id"], "rating", second, RATING)[0] == 201
    assert cases.get(case["id"]).status == "closed"
    assert refused(sends(world, case["id"], "rating", first, RATING)) == OVER


def test_an_appeal_is_made_from_the_mail(world: World) -> None:
    case, token = answered(world)
    unhappy = {"satisfied": False, "appeal": True, "comment": "Belum ada yang datang."}
    assert sends(world, case["id"], "rating", token, unhappy)[0] == 201
    appeal = cases.get(case["id"]).appeal
    assert appeal is not None
    assert refused(sends(world, case["id"], "rating", token, unhappy)) == OVER


def test_it_works_once(world: World) -> None:
    case, token = asked(world)
    assert sends(world, case["id"], "messages", token, ANSWER)[0] == 201
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER
    acts(world, case["id"], SCHOOLS, "hold", question="Satu lagi: berapa murid?")
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER
    assert world.events(case["id"]).count("messaged") == 1


def test_a_step_sent_again_under_its_key_is_one_step(world: World) -> None:
    case, token = asked(world)
    first, again = (
        sends(world, case["id"], "messages", token, ANSWER, "the-same-request-1") for _ in range(2)
    )
    assert first[0] == again[0] == 201
    assert first[1] == again[1]
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    later = sends(world, case["id"], "messages", token, ANSWER, "the-same-request-1")
    assert later == first, "of what came since a link says nothing"
    other = sends(world, case["id"], "messages", token, ANSWER, "another-request-1")
    assert refused(other) == OVER
    assert world.events(case["id"]).count("messaged") == 1


def test_of_two_at_once_one_is_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case, token = asked(world)
    save, done = step_links.save_use, []

    def slower(*changes: Any, **more: Any) -> None:
        if not done:
            done.append(0)
            done.append(sends(world, case["id"], "messages", token, ANSWER)[0])
        save(*changes, **more)

    monkeypatch.setattr(mailed_steps.step_links, "save_use", slower)
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER
    assert done == [0, 201]
    assert world.events(case["id"]).count("messaged") == 1


def test_the_row_alone_lets_one_use_through(world: World) -> None:
    case, token = asked(world)
    link = step_links.get(case["id"], digest_of(token))
    context = decision_context(datetime.now(UTC))
    assert link is not None
    act_by_link(case["id"], token, Message(text="Kelas satu."), context)
    acts(world, case["id"], SCHOOLS, "hold", question="Satu lagi: berapa murid?")
    held = cases.get(case["id"])
    (change,) = mailed_steps.reporters_changes(held, Message(text="Dua."), context)
    with pytest.raises(Exception, match="stale"):
        step_links.save_use(change, link=link, address_of=held.id, at=context.now)


@pytest.mark.parametrize("how", ["asked", "answered"])
def test_it_works_until_the_step_is_over_and_not_a_moment_longer(world: World, how: str) -> None:
    case, token = asked(world) if how == "asked" else answered(world)
    now = datetime.now(UTC)
    step = awaited_step(cases.get(case["id"]), decision_context(now).policy)
    link = step_links.get(case["id"], digest_of(token))
    assert step is not None
    assert link is not None
    assert link.ends_at == step.until
    action = Message(text="Di kelas satu.") if how == "asked" else Rate(satisfied=True)
    after = decision_context(step.until + timedelta(microseconds=1))
    with pytest.raises(Expired, match="link_over"):
        asked_by_link(case["id"], token, after)
    assert asked_by_link(case["id"], token, decision_context(step.until)).until == step.until
    with pytest.raises(Expired, match="link_over"):
        act_by_link(case["id"], token, action, after)
    assert act_by_link(case["id"], token, action, decision_context(step.until)).version == 4


def test_another_cases_and_another_steps_link_is_none(world: World) -> None:
    case, token = asked(world)
    other, rating = answered(world)
    assert refused(sends(world, other["id"], "messages", token, ANSWER)) == UNKNOWN
    assert refused(sends(world, other["id"], "rating", token, RATING)) == UNKNOWN
    assert refused(sends(world, case["id"], "rating", token, RATING)) == UNKNOWN
    assert refused(sends(world, other["id"], "messages", rating, ANSWER)) == UNKNOWN
    assert refused(sends(world, case["id"], "messages", "0" * 26, ANSWER)) == UNKNOWN
    nobodys = "LP-0000-0000-0000-0"
    assert refused(sends(world, nobodys, "messages", token, ANSWER)) == UNKNOWN
    assert sends(world, case["id"], "messages", token, ANSWER)[0] == 201, "nothing used it up"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/timeline", None),
        ("GET", "/attachments", None),
        ("GET", "/identity", None),
        ("GET", "/receipt", None),
        ("DELETE", "/identity", None),
        ("PATCH", "/privacy", {"anonymous": True}),
        ("PUT", "/restriction", None),
        ("POST", "/reopen", {"reason": "Belum selesai sama sekali."}),
        ("POST", "/withdrawal", None),
        (
            "POST",
            "/attachments",
            {"filename": "a.pdf", "content_type": "application/pdf", "size": 9},
        ),
    ],
)
def test_it_reads_and_does_nothing_else(world: World, method: str, path: str, body: Any) -> None:
    case, token = asked(world, confidential=True)
    before = world.rows(case["id"])
    headers = {"x-step-token": token}
    asked_for = f"/v1/complaints/{case['id']}{path}"
    status, answer, _ = world.call(method, asked_for, body, headers=headers)
    assert (status, answer["error"]["code"]) == UNKNOWN
    assert world.rows(case["id"]) == before


def test_the_page_changes_nothing(world: World) -> None:
    case, token = asked(world)
    before = world.rows(case["id"])
    status, page, _ = world.call("GET", "/respond", query={"id": case["id"]})
    assert status == 200
    assert "respond.js" in str(page)
    assert world.rows(case["id"]) == before
    assert sends(world, case["id"], "messages", token, ANSWER)[0] == 201


def test_it_takes_no_file_along(world: World) -> None:
    case, token = asked(world)
    body = ANSWER | {"attachments": [1]}
    status, answer = sends(world, case["id"], "messages", token, body)
    assert (status, answer["error"]["fields"][0]["problem"]) == (422, "needs_receipt")
    assert sends(world, case["id"], "messages", token, ANSWER)[0] == 201


def test_with_the_secret_code_the_link_is_not_looked_at(world: World) -> None:
    case, token = asked(world)
    headers = receipt(case) | {"x-step-token": "0" * 26}
    path = f"/v1/complaints/{case['id']}/messages"
    status, view, _ = world.call("POST", path, ANSWER, headers=headers)
    assert (status, "messages" in view) == (201, True)
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER, "it is answered"


@pytest.mark.parametrize("standing", [Standing.OPENED, Standing.STOPPED])
def test_an_address_that_is_not_confirmed_gets_no_link_and_its_link_ends(
    world: World, standing: Standing
) -> None:
    case, token = asked(world)
    contacts.save_standing(case["id"], standing)
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER
    other = filed(world, reporter=CONTACT)
    contacts.save_standing(other["id"], standing)
    acts(world, other["id"], SCHOOLS, "hold", question=QUESTION)
    assert other["id"] not in [number for number, _, _ in links(world)]


def test_after_erasure_it_opens_nothing(world: World) -> None:
    case, token = asked(world)
    path = f"/v1/complaints/{case['id']}/identity"
    assert world.call("DELETE", path, headers=receipt(case))[0] == 200
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER
    confirm(case["id"])
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER


def test_what_went_to_an_address_before_opens_nothing_for_the_next(world: World) -> None:
    case, token = asked(world)
    path, given = f"/v1/complaints/{case['id']}/identity", {"email": "baru@contoh.example"}
    assert world.call("PUT", path, given, headers=receipt(case))[0] == 200
    confirm(case["id"])
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER


def test_a_correction_meanwhile_takes_the_link_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is looked at in the very transaction, too."""
    case, token = asked(world)
    save = step_links.save_use

    def slower(*changes: Any, **more: Any) -> None:
        contacts.save_standing(case["id"], Standing.STOPPED)
        save(*changes, **more)

    monkeypatch.setattr(mailed_steps.step_links, "save_use", slower)
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER
    assert world.events(case["id"]).count("messaged") == 0


def test_a_step_that_is_over_is_not_taken(world: World) -> None:
    case, token = asked(world)
    path = f"/v1/complaints/{case['id']}/messages"
    assert world.call("POST", path, ANSWER, headers=receipt(case))[0] == 201
    assert refused(sends(world, case["id"], "messages", token, ANSWER)) == OVER
    case, token = answered(world)
    path = f"/v1/complaints/{case['id']}/rating"
    assert world.call("POST", path, RATING, headers=receipt(case))[0] == 201
    assert refused(sends(world, case["id"], "rating", token, RATING)) == OVER


def test_a_mail_that_comes_late_has_no_link(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    context = decision_context(datetime.now(UTC))
    contact = contacts.get(case["id"])
    assert mailed_links.open_link(cases.get(case["id"]), None, contact, "message", context) is None
    acts(world, case["id"], SCHOOLS, "hold", question=QUESTION)
    held = cases.get(case["id"])
    assert held.hold is not None
    assert mailed_links.open_link(held, None, contact, "rate", context) is None
    for late, there in ((timedelta(), True), (timedelta(microseconds=1), False)):
        then = decision_context(held.hold.expires_at + late)
        token = mailed_links.open_link(held, None, contact, "message", then)
        assert (token is not None) is there


def test_the_reporter_of_a_merged_case_answers_from_their_own_mail(world: World) -> None:
    source, target = filed(world, reporter=CONTACT), filed(world)
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SCHOOLS, "hold", question=f"{QUESTION} Atau telepon 081277000001.")
    ((number, step, token),) = links(world)
    assert (number, step) == (source["id"], "message")
    shown = reads(world, source["id"], token)[1]["words"]
    assert shown.startswith(QUESTION)
    assert "081277000001" not in shown  # it was put to somebody else
    assert refused(sends(world, target["id"], "messages", token, ANSWER)) == UNKNOWN
    assert sends(world, source["id"], "messages", token, ANSWER)[0] == 201
    assert cases.get(target["id"]).hold is None
    assert refused(sends(world, source["id"], "messages", token, ANSWER)) == OVER


def test_the_token_is_in_no_row_event_or_log(world: World, written: Written) -> None:
    case, token = asked(world)
    assert sends(world, case["id"], "messages", token, ANSWER)[0] == 201
    assert sends(world, case["id"], "messages", token, ANSWER)[0] == 410
    world.pump()
    seen = str(world.rows(case["id"])) + str(world.handed) + str(world.delivered) + written.text()
    assert token not in seen
    assert token.replace("-", "") not in seen
    digest = digest_of(token)
    row = world.rows(case["id"])[f"LINK#{digest}"]
    assert set(row) == {
        "pk", "sk", "kind", "schema", "action", "since", "ends_at", "corrections", "used_at",
        "expires_at",
    }  # fmt: skip
