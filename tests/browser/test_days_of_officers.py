"""Days of officers, each from beginning to end: who answers for an agency, and who finds the agency
for what nobody could tell.

The officer's is led on a phone in Indonesian and at a desk in English (`screen`), the national
desk's the other way round (`EXCHANGED`); by taps on the phone and by keys at the desk.
"""

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import (
    EXCHANGED,
    Screen,
    linked,
    log_in,
    look_up,
    pick,
    send,
    sign_in,
    take,
    troubles,
)
from tests.browser.test_desk import FLOWERS
from tests.browser.test_matters import BOTH

ANSWER = "Kami sudah memeriksa atapnya. Perbaikan dimulai minggu depan. " * 15
SUGGESTION = "#suggestions button:not([disabled])"
# How far below the top of the window, measured at once: a page may shift in between.
TOPS = """(places) => places.map((one) =>
    document.querySelector(one).getBoundingClientRect().top)"""
KEPT_SESSION = "() => JSON.parse(sessionStorage.getItem('lapor.officer'))"


def address_of(user: dict[str, str]) -> str:
    """Where the mails to an officer's agency go."""
    return f"{user['agency_id']}@agency.example"


def link_to(receipt: dict[str, Any], user: dict[str, str], api: Api) -> str:
    """Where the mails to an agency about a report lead."""
    mails = [mail for mail in api.mails(address_of(user)) if receipt["id"] in mail]
    return linked(mails, "officer")


def show_list(page: Page, screen: Screen) -> None:
    """Go back to the list, which a phone shows in the place of a case and reads anew: a row that is
    pressed while it is replaced hears nothing."""
    if not screen.wide:
        with page.expect_response(re.compile(r"/officer/inbox\?")):
            page.locator(".back").click()
    expect(page.locator("#inbox h1")).to_be_visible()


def test_an_officer_answers_whatever_happens_meanwhile(
    opened: OpenPage, screen: Screen, api: Api, portal: str
) -> None:
    says, officer = screen.says, api.user("liaison")
    province = next(u for u in api._users if u["agency_id"] == "provinsi-jawa-timur")
    receipt = api.held_by(officer["agency_id"])

    # The link of the mail opens its case, through the login, and later without one.
    link = link_to(receipt, officer, api)
    assert link == f"officer?id={receipt['id']}"
    page = opened(link)
    log_in(page, {"email": officer["email"], "password": "bukan-kata-sandinya"})
    expect(page.locator("#login-note")).to_contain_text(says("kata sandi", "password"))
    log_in(page, officer)
    number, note = page.locator(".standing .number"), page.locator("#note")
    badge = page.locator(".standing .badge").first
    expect(number).to_have_text(receipt["id"])
    other_tab = page.context.new_page()
    other_tab.goto(portal + link)
    expect(other_tab.locator(".standing .number")).to_have_text(receipt["id"])
    assert troubles(page) == []

    # Another agency is asked, and contributes.
    take(page, "ask_contribution")
    form = page.locator("form[data-action=ask_contribution]")
    pick(form.locator("[name=agency_id]"), "Provinsi Jawa Timur")
    form.locator("[name=question]").fill("Kapan dana perbaikan atap dikirim?")
    ask = says("Minta masukan instansi lain", "Ask another agency to contribute")
    form.get_by_role("button", name=ask).click()
    expect(note).to_contain_text(ask)
    expect(page.locator("#contributions")).to_contain_text("Kapan dana perbaikan atap dikirim?")
    assert troubles(page) == []
    theirs = opened(link_to(receipt, province, api))
    log_in(theirs, province)
    expect(theirs.locator(".standing .number")).to_have_text(receipt["id"])
    show_list(theirs, screen)
    theirs.locator("#narrow > summary").click()
    theirs.locator("#asked").check()
    theirs.locator("#narrow-done").click()
    assert troubles(theirs) == []
    theirs.locator(f'#cases a[href="#{receipt["id"]}"]').click()
    expect(theirs.locator("#contributions")).to_contain_text("Kapan dana")
    take(theirs, "contribute")
    text = theirs.locator("form[data-action=contribute] textarea")
    text.fill("Dananya dikirim pekan lalu.")
    theirs.locator("form[data-action=contribute] [type=submit]").click()
    expect(theirs.locator("#note")).to_contain_text(says("Kirim masukan", "Send the contribution"))
    expect(theirs.locator("#casefile")).to_contain_text(says("tidak lagi pada", "no longer with"))
    assert troubles(theirs) == []
    page.reload()
    expect(page.locator(".timeline")).to_contain_text("Dananya dikirim pekan lalu.")
    expect(page.locator(".timeline")).to_contain_text(
        says("Masukan dari", "Contribution of") + " Pemerintah Provinsi Jawa Timur"
    )

    # Who is too slow is told, and sees what is so now.
    take(page, "start")
    # What is in hand is not replaced by what is new, for which the page looks each minute.
    page.locator("[data-action=start] [type=submit]").focus()
    api.act("liaison", receipt, "start")
    page.locator("[data-action=start] [type=submit]").click()
    expect(note).to_contain_text(says("lebih dahulu", "changed this report first"))
    expect(badge).to_have_attribute("data-status", "in_progress")
    assert page.locator("[data-action=start]").count() == 0

    # A colleague is faster while the answer is written: the text stays, beside what changed.
    take(page, "answer")
    page.locator("[data-action=answer] [type=submit]").click()
    expect(page.locator("[data-action=answer] .problem").first).to_have_text(
        says("Wajib diisi.", "This is needed.")
    )
    text = page.locator("[data-action=answer] textarea")
    text.fill(ANSWER)
    api.act("liaison", receipt, "note", text="Sudah ditelepon pagi ini.")
    send(page, "answer")
    expect(note).to_contain_text(says("tulisan Anda tetap ada", "your text is still in its form"))
    changed = page.locator("#changed")
    expect(changed).to_contain_text("Sudah ditelepon pagi ini.")
    expect(changed.locator(".timeline li")).to_have_count(1)
    expect(text).to_have_value(ANSWER)
    assert troubles(page) == []

    # It stays through another load, another place and back, and the other language.
    page.reload()
    expect(text).to_have_value(ANSWER)
    page.evaluate("location.hash = ''")
    expect(text).to_have_count(0)
    page.go_back()
    expect(text).to_have_value(ANSWER)
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", says("en", "id"))
    expect(text).to_have_value(ANSWER)

    # The token ends while it is sent: the officer signs in over the page, and it goes.
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            return route.fallback()
        refused.append(route.request.url)
        return route.fulfill(status=401, json={"error": {"code": "unauthorized"}})

    page.route("**/actions", refuse_once)
    page.route("**/renewal", lambda route: route.fulfill(status=401, json={}))
    send(page, "answer")
    expect(page.locator("#login")).to_be_visible()
    expect(page.locator("#email")).to_have_value(officer["email"])
    assert troubles(page) == []
    page.locator("#password").fill(officer["password"])
    page.locator("#login [type=submit]").click()
    expect(badge).to_have_attribute("data-status", "answered")
    case = api.case(receipt)
    assert case["status"] == "answered"
    answers = [one["text"] for one in case["messages"] if one["from"] == "agency"]
    assert answers == [ANSWER.strip()]
    assert page.evaluate("() => localStorage.getItem('lapor.unsent')") == "{}"

    # Signing out in one tab ends the session there and in the other, and at the service.
    with other_tab.expect_response("**/v1/officer/session") as ended:
        other_tab.locator("#sign-out").click()
    assert ended.value.status == 200
    expect(page.locator("#login h1")).to_be_visible()
    for tab in (page, other_tab):
        assert tab.evaluate(KEPT_SESSION) is None


@EXCHANGED
def test_the_national_desk_finds_the_agency_for_what_is_unclear(
    opened: OpenPage, screen: Screen, api: Api
) -> None:
    says, names = screen.says, FLOWERS if screen.wide else FLOWERS[:5]
    for name in names:
        api.filed(
            title=f"Puskesmas {name} tutup lebih awal",
            body=f"Puskesmas {name} tutup jam sepuluh pagi, padahal jadwalnya sampai siang.",
            location={"address": "Malang"},  # Kota or Kabupaten
        )
    silent = api.filed(title="Percobaan", body="tes tes tes tes", location={"address": "Malang"})
    two = api.filed(title="Dua keluhan warga", body=BOTH)
    api.settle()
    page = opened("officer")
    page.set_viewport_size({"width": screen.width, "height": 800})
    sign_in(page, api.user("national_admin"))
    page.locator("#q").fill("tutup lebih awal puskesmas")
    rows = page.locator("#cases li")
    expect(rows).to_have_count(len(names))

    # The suggestion with its reason stands beside the text, a key or a tap away.
    page.locator("#cases a").first.focus()
    page.keyboard.press("Enter")
    presses = ["Enter"]
    note = page.locator("#note")
    candidates = page.get_by_role("list", name=says("Calon instansi", "Candidate agencies"))
    expect(candidates).to_contain_text(says("menyebut 'puskesmas'", "names 'puskesmas'"))
    expect(candidates).to_contain_text(says("; wilayah Kota Malang", "; in Kota Malang"))
    assert troubles(page) == []
    for left in range(len(names), 0, -1):
        first = page.locator(SUGGESTION).first
        expect(first).to_be_visible()
        hint = page.locator(".actions summary").first.locator("small")
        expect(hint).to_contain_text(
            says("ke instansi mana pun yang berwenang", "to whichever the matter belongs to")
        )
        expect(rows).to_have_count(left)
        if screen.wide:
            suggestion, text = page.evaluate(TOPS, [SUGGESTION, ".case-text .words"])
            assert abs(suggestion - text) < 200
            page.keyboard.press("1")
            presses.append("1")
        else:
            first.click()
        expect(note).to_contain_text(says("Teruskan ke", "Pass to"))
        expect(rows).to_have_count(left - 1)
        if not screen.wide and left > 1:
            show_list(page, screen)
            page.locator("#cases a").first.click()
    assert len(presses) <= 60

    # What nothing can be told of is said to be so.
    page.goto(f"{page.url.partition('#')[0]}#{silent['id']}")
    expect(page.get_by_text(says("Tidak ada saran", "No suggestion"))).to_be_visible()
    expect(candidates).to_have_count(0)

    # One that tells of two matters becomes two, and its reporter opens both with one code.
    page.goto(f"{page.url.partition('#')[0]}#{two['id']}")
    matters = page.locator("#matters")
    expect(matters).to_contain_text("obat habis")
    matters.get_by_role("button").nth(1).click()
    form = page.locator("form[data-action=split]")
    expect(form.locator("[name=text]")).to_have_value(BOTH.split("\n\n")[1])
    send(page, "split")
    expect(page.locator(".other-matter")).to_contain_text(
        says("Hal lain dari laporan ini", "Another matter of this report")
    )
    expect(matters).to_have_count(0)
    assert troubles(page) == []
    (second,) = api.case(two)["split_into"]
    mine = opened("track")
    look_up(mine, two)
    expect(mine.locator(".other-matter a")).to_have_text(second)
    expect(mine.locator(".timeline")).to_contain_text(second)
    mine.locator(".other-matter a").click()
    expect(mine.locator(".number")).to_have_text(second)
    expect(mine.locator("#reply")).to_be_visible()
    expect(mine.locator(".other-matter")).to_contain_text(
        says("Hal kedua dari laporan", "The second matter of report")
    )
    expect(mine.locator(".timeline")).to_contain_text(
        says("Dipecah dari laporan", "Split from report") + f" {two['id']}"
    )
    assert troubles(mine) == []
