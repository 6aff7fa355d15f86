"""Coming back: by a link in a mail, with a secret, after a session ended, on a shared phone."""

import base64
import json
import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import (
    fill_in,
    give_code,
    look_up,
    open_case,
    receipt_on,
    send,
    sign_in,
    take,
    troubles,
)

ANSWER = "Kami sudah memeriksa atapnya. Perbaikan dimulai minggu depan. " * 15
EVERYTHING_KEPT = """() => [localStorage, sessionStorage]
    .flatMap((area) => Object.keys(area)).filter((key) => key !== "lapor.language")"""


def ended(page: Page) -> None:
    """From now on the page's access token is one the service refuses; so is its renewal."""
    page.evaluate(
        """() => {
            const kept = JSON.parse(sessionStorage.getItem("lapor.officer"));
            sessionStorage.setItem("lapor.officer", JSON.stringify(
                { ...kept, access_token: `${kept.access_token}x`, refresh_token: "ended" }));
        }"""
    )
    page.reload()


def answers(api: Api, receipt: dict[str, Any]) -> list[str]:
    messages = api.case(receipt)["messages"]
    return [message["text"] for message in messages if message["from"] == "agency"]


# The reporter


def test_the_link_of_a_mail_leads_to_the_answer_with_the_secret_alone(
    open_page: OpenPage, api: Api
) -> None:
    receipt = api.held_by(api.user("liaison")["agency_id"])
    api.act("liaison", receipt, "hold", question="Di lantai berapa kelasnya?")
    page = open_page(f"track?id={receipt['id']}")
    expect(page.locator("#case-title")).to_be_visible()
    lost = page.locator("#unlock").get_by_role("link", name="Kode hilang?")
    expect(lost).to_have_attribute("href", f"replacement?id={receipt['id']}")
    page.locator("#unlock-secret").fill("AAAA-BBBB-CCCC")
    page.locator("#unlock [type=submit]").click()
    expect(page.locator("#unlock-problem")).to_contain_text("tidak cocok")
    page.locator("#unlock-secret").fill(receipt["secret"])
    page.locator("#unlock [type=submit]").click()
    page.locator("#reply textarea").fill("Di lantai dua.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#note")).to_have_text("Balasan terkirim.")
    assert api.case(receipt)["status"] == "routed"
    assert receipt["secret"] not in page.url


def link_to(step: str, mails: list[str]) -> str:
    """Where the one mail that asks for it says that a step can be taken, below the pages' root."""
    (found,) = re.findall(rf"(respond\?id=LP-[0-9A-Z-]+#{step}\.[0-9A-Z-]+)", "".join(mails))
    return str(found)


def test_a_question_is_answered_and_an_answer_rated_from_the_mail_alone(
    open_page: OpenPage, api: Api
) -> None:
    officer, address = api.user("liaison")["agency_id"], "dari.email@contoh.example"
    receipt = api.held_by(officer, reporter={"email": address})
    (mail,) = api.mails(address)
    number, token = re.findall(r"contact\?id=(\S+?)#([0-9a-f]{64})", mail)[0]
    body = {"token": token, "mine": True}
    assert api.call("POST", f"v1/complaints/{number}/contact", body)[0] == 200
    api.act("liaison", receipt, "hold", question="Di lantai berapa kelasnya?")
    page = open_page(link_to("message", api.mails(address)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Jawab pertanyaan instansi")
    assert troubles(page) == []
    page.locator("textarea").fill("Di lantai dua.")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Di lantai dua.")
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator("#note")).to_contain_text("Terkirim.")
    assert [one["text"] for one in api.case(receipt)["messages"]][-1] == "Di lantai dua."

    api.act("liaison", receipt, "answer", text="Lampunya sudah diganti.")
    link = link_to("rate", api.mails(address))
    page = open_page(link, english=True, width=1280)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rate the agency's answer")
    assert troubles(page) == []
    page.get_by_role("radio", name="Yes, I am satisfied").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#note")).to_contain_text("Sent.")
    assert api.case(receipt)["status"] == "closed"
    page = open_page(link)
    page.get_by_role("radio", name="Belum, saya tidak puas").check()
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator("#note")).to_contain_text("sudah dipakai")


def test_what_was_typed_stays_and_after_not_satisfied_the_appeal_is_left(
    open_page: OpenPage, api: Api
) -> None:
    receipt = api.held_by(api.user("liaison")["agency_id"])
    api.act("liaison", receipt, "answer", text="Lampunya sudah diganti.")
    page = open_page("track")
    look_up(page, receipt)
    page.locator("#reply textarea").fill("Masih padam.")
    page.locator("#rating textarea").fill("Belum ada yang datang.")
    page.reload()
    expect(page.locator("#reply textarea")).to_have_value("Masih padam.")
    expect(page.locator("#rating textarea")).to_have_value("Belum ada yang datang.")
    page.get_by_role("radio", name="Belum, saya tidak puas").check()
    page.get_by_role("button", name="Kirim penilaian").click()
    expect(page.locator("#rating h3")).to_have_text("Penilaian Anda: tidak puas. Ajukan keberatan?")
    expect(page.locator("#rating textarea")).to_have_value("Belum ada yang datang.")
    expect(page.locator("#rating [type=radio]")).to_have_count(0)
    page.locator("#rating [type=submit]").click()
    expect(page.locator("#note")).to_contain_text("Keberatan Anda tercatat")
    expect(page.locator("#rating")).to_have_count(0)
    expect(page.locator("#reply textarea")).to_have_value("Masih padam.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#note")).to_have_text("Balasan terkirim.")
    assert "Masih padam" not in page.evaluate("() => JSON.stringify({ ...sessionStorage })")


def links_in(mails: list[str], path: str) -> set[str]:
    """Where mails lead to on a page, below the pages' root."""
    return set(re.findall(rf"({path}\?id=LP-[0-9A-Z-]+)\s", "".join(mails)))


def test_the_link_of_each_mail_opens_its_case(open_page: OpenPage, api: Api, portal: str) -> None:
    """The reporter's, the holder's and that of who is asked to contribute, as they were sent."""
    schools, asked = api.user("liaison"), api.user("agency_admin")
    address = "semua.tautan@contoh.example"
    receipt = api.held_by(schools["agency_id"], reporter={"email": address})
    question = {"agency_id": asked["agency_id"], "question": "Berapa anggaran tahun ini?"}
    api.act("liaison", receipt, "ask_contribution", **question)
    page = open_page("track")
    look_up(page, receipt)
    (link,) = links_in(api.mails(address), "track")
    assert link == f"track?id={receipt['id']}"
    page.goto(portal + link)
    expect(page.locator("#reply")).to_be_visible()
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])
    page = open_page(link)
    expect(page.locator("#unlock")).to_be_visible()
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])

    for officer in (schools, asked):
        mails = api.mails(f"{officer['agency_id']}@agency.example")
        link = f"officer?id={receipt['id']}"
        assert link in links_in(mails, "officer")
        page = open_page(link)
        page.locator("#email").fill(officer["email"])
        page.locator("#password").fill(officer["password"])
        page.locator("#login [type=submit]").click()
        give_code(page, officer)
        expect(page.locator(".standing .number")).to_have_text(receipt["id"])
        other = page.context.new_page()
        other.goto(portal + link)
        expect(other.locator(".standing .number")).to_have_text(receipt["id"])


def test_forgetting_leaves_nothing_of_a_report_on_the_device(open_page: OpenPage) -> None:
    page = open_page()
    fill_in(page)
    page.locator("#send").click()
    receipt = receipt_on(page)
    page.locator("#receipt-track").click()
    page.locator("#case-title").wait_for()
    assert page.evaluate(EVERYTHING_KEPT) != []
    page.get_by_role("button", name="Lupakan di perangkat ini").click()
    expect(page.locator("#id")).to_have_value("")
    assert page.evaluate(EVERYTHING_KEPT) == []
    page.get_by_role("link", name="Buat laporan").click()
    expect(page.locator("#title")).to_have_value("")
    expect(page.locator("#receipt")).to_be_hidden()
    assert receipt["id"] not in page.content()


def test_a_receipt_that_was_closed_leaves_no_secret(open_page: OpenPage) -> None:
    page = open_page()
    page.on("dialog", lambda dialog: dialog.accept())
    fill_in(page)
    page.locator("#send").click()
    receipt = receipt_on(page)
    page.locator("#receipt-done").click()
    expect(page.locator("#title")).to_have_value("")
    kept = page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert receipt["secret"] not in kept


def test_a_case_that_ended_without_an_answer_does_not_look_answered(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")["agency_id"]
    archived, source, target = (api.held_by(officer) for _ in range(3))
    api.act("national_admin", archived, "transfer", agency_id="kota-surabaya", reason="Uji.")
    api.act("agency_admin", archived, "archive", reason="out_of_scope")
    api.act("agency_admin", source, "merge", into=target["id"])

    page = open_page("track")
    look_up(page, archived)
    steps = page.locator(".steps li")
    assert "Dijawab" not in steps.all_inner_texts()
    expect(page.locator(".steps [aria-current]")).to_have_text("Diarsipkan")
    expect(page.locator(".standing")).to_contain_text("Di luar layanan publik")

    page = open_page("track")
    look_up(page, source)
    expect(page.locator(".steps [aria-current]")).to_have_text("Digabung")
    page.locator(".standing").get_by_role("link", name=target["id"]).click()
    expect(page.locator(".standing .number")).to_have_text(target["id"])


def test_the_reporter_of_a_merged_case_is_asked_what_the_other_is_asked(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")["agency_id"]
    source, target = api.held_by(officer), api.held_by(officer)
    api.act("agency_admin", source, "merge", into=target["id"])
    api.act("liaison", target, "hold", question="Pintu gerbang yang mana?")
    page = open_page("track")
    look_up(page, source)
    expect(page.locator("#reply")).to_contain_text("Pintu gerbang yang mana?")
    expect(page.locator("#reply")).to_contain_text("Mohon dijawab paling lambat")
    page.locator("#reply textarea").fill("Yang di sisi utara.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#note")).to_have_text("Balasan terkirim.")


# The officer


def test_the_link_of_a_mail_opens_its_case_through_the_login(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page(f"officer?id={receipt['id']}")
    page.locator("#email").fill(officer["email"])
    page.locator("#password").fill(officer["password"])
    page.locator("#login [type=submit]").click()
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])


def test_a_second_tab_needs_no_second_login(open_page: OpenPage, api: Api, portal: str) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    other = page.context.new_page()
    other.goto(f"{portal}officer?id={receipt['id']}")
    expect(other.locator(".standing .number")).to_have_text(receipt["id"])
    other.locator("#sign-out").click()
    expect(page.locator("#login")).to_be_visible()


def test_an_answer_is_sent_after_signing_in_again_over_the_page(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    open_case(page, receipt["id"])
    take(page, "answer")
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            return route.fallback()
        refused.append(route.request.url)
        return route.fulfill(status=401, json={"error": {"code": "unauthorized"}})

    page.route("**/actions", refuse_once)
    page.route("**/renewal", lambda route: route.fulfill(status=401, json={}))
    page.locator("[data-action=answer] textarea").fill(ANSWER)
    send(page, "answer")
    expect(page.locator("#login")).to_be_visible()
    expect(page.locator("#email")).to_have_value(officer["email"])
    page.locator("#password").fill(officer["password"])
    page.locator("#login [type=submit]").click()
    expect(page.locator(".standing .badge").first).to_have_attribute("data-status", "answered")
    assert answers(api, receipt) == [ANSWER.strip()]


def test_a_session_is_renewed_without_a_word(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            return route.fallback()
        refused.append(route.request.url)
        return route.fulfill(status=401, json={"error": {"code": "unauthorized"}})

    page.route(f"**/complaints/{receipt['id']}", refuse_once)
    open_case(page, receipt["id"])
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])
    expect(page.locator("#login")).to_be_hidden()
    assert refused


def test_somebody_else_who_signs_in_sends_nothing_of_the_one_before(
    open_page: OpenPage, api: Api
) -> None:
    officer, other = api.user("liaison"), api.user("national_admin")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    open_case(page, receipt["id"])
    take(page, "answer")
    page.route("**/renewal", lambda route: route.fulfill(status=401, json={}))
    page.route("**/actions", lambda route: route.fulfill(status=401, json={}), times=1)
    page.locator("[data-action=answer] textarea").fill(ANSWER)
    send(page, "answer")
    page.locator("#email").fill(other["email"])
    page.locator("#password").fill(other["password"])
    page.locator("#login [type=submit]").click()
    give_code(page, other)
    expect(page.locator("#who")).to_contain_text("Petugas nasional")
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])
    assert answers(api, receipt) == []
    assert (
        page.locator("textarea").evaluate_all("(all) => all.map(({ value }) => value)")
        == [""] * page.locator("textarea").count()
    )


def test_a_text_survives_a_faster_colleague_a_reload_and_another_language(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    open_case(page, receipt["id"])
    take(page, "answer")
    text = page.locator("[data-action=answer] textarea")
    text.fill(ANSWER)
    api.act("liaison", receipt, "note", text="Sudah ditelepon.")
    send(page, "answer")
    expect(page.locator("#note")).to_contain_text("tulisan Anda tetap ada")
    expect(text).to_have_value(ANSWER)
    page.reload()
    expect(text).to_have_value(ANSWER)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(text).to_have_value(ANSWER)
    send(page, "answer")
    expect(page.locator(".standing .badge").first).to_have_attribute("data-status", "answered")
    assert answers(api, receipt) == [ANSWER.strip()]
    assert page.evaluate("() => localStorage.getItem('lapor.unsent')") == "{}"


def test_a_text_whose_action_is_gone_can_still_be_copied(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    open_case(page, receipt["id"])
    take(page, "return")
    page.locator("[data-action=return] textarea").fill("Ini urusan dinas lain.")
    api.act("liaison", receipt, "answer", text="Atap sudah diperbaiki.")
    page.locator("[data-action=return] [type=submit]").click()
    expect(page.locator("#unsent")).to_contain_text("Ini urusan dinas lain.")
    page.locator("#unsent button").click()
    expect(page.locator("#unsent p.words")).to_have_count(0)


def test_a_session_is_renewed_before_it_ends_and_what_was_typed_stays(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    page.clock.install()
    sign_in(page, officer)
    open_case(page, receipt["id"])
    take(page, "answer")
    page.locator("[data-action=answer] textarea").fill(ANSWER)
    before = page.evaluate("() => JSON.parse(sessionStorage.getItem('lapor.officer'))")
    with page.expect_response("**/v1/officer/session/renewal") as renewed:
        page.clock.fast_forward("10:01")
    assert renewed.value.status == 200
    page.clock.fast_forward("04:00")
    expect(page.locator("#session-note")).to_be_empty()
    expect(page.locator("#login")).to_be_hidden()
    expect(page.locator("[data-action=answer] textarea")).to_have_value(ANSWER)
    after = page.evaluate("() => JSON.parse(sessionStorage.getItem('lapor.officer'))")
    assert after["ends_at"] > before["ends_at"]
    assert after["sub"] == before["sub"]


def test_an_officer_is_warned_before_the_session_ends(open_page: OpenPage, api: Api) -> None:
    page = open_page("officer")
    page.route("**/renewal", lambda route: route.fulfill(status=401, json={}))
    page.clock.install()
    sign_in(page, api.user("liaison"))
    page.clock.fast_forward("13:30")
    expect(page.locator("#session-note")).to_contain_text("Sesi Anda berakhir dalam")


def test_the_token_that_the_page_keeps_is_the_services_own(open_page: OpenPage, api: Api) -> None:
    """What `ended` spoils is what the page sends: a spoilt token really is refused."""
    officer = api.user("liaison")
    page = open_page("officer")
    sign_in(page, officer)
    kept = json.loads(page.evaluate("() => sessionStorage.getItem('lapor.officer')"))
    middle = kept["access_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    assert claims["sub"] == kept["sub"]
    ended(page)
    expect(page.locator("#login")).to_be_visible()
    expect(page.locator("#email")).to_have_value(officer["email"])
