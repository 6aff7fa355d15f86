"""Who asks for secrecy is heard on the device as by the service, before anything leaves it."""

import random
import re
import time
from typing import Any

from playwright.sync_api import Page, Route, expect

from chalicelib.http import pages
from chalicelib.routing import secrecy
from tests.browser.api import Api
from tests.browser.conftest import PATIENCE, OpenPage
from tests.browser.steps import fill_in, go, look_up, questions, receipt_on, troubles
from tests.browser.test_filing import sent
from tests.unit.routing.test_secrecy import ASKING, LAMP, NOT_ASKING

HEARD = """async (texts) => {
    const own = document.querySelector("link[href$='/page.js']").href;
    const { asksForSecrecy } = await import(own.replace("page.js", "secrecy.js"));
    return texts.map(asksForSecrecy);
}"""
OF_HIDING = [
    "rahasia", "dirahasiakan", "kerahasiaan", "anonim", "disamarkan", "sembunyikan", "secret",
    "hide", "jaga", "lindungi", "sebut", "bocorkan", "tersebar", "ditulis", "umumkan", "reveal",
    "tahu", "ketahuan", "diketahui", "bilang", "tell",
]  # fmt: skip
# What is heard only where letters, signs, links and tags are read as the service reads them.
LIKE_THE_SERVICE = {
    "JANGAN MUNCULKAN NAMA SAYA": True,
    "Jangan mu\u200bnculkan nama saya": True,
    "Jangan munculkan n\u00e1ma saya": True,
    "Jangan munculkan namaaaa saya": True,
    "Jangan munculkan https://contoh.example/nama saya": False,
    "Jangan munculkan <nama> saya": False,
}


def made_up(texts: int) -> list[str]:
    """Words of all sets of the table in any order, of which about half ask for something."""
    ways: Any = pages.secrecy_requests()["ways"]
    sets = [words for way in ways for words in (*way["near"], way["named"], *way["unless"])]
    known = sorted({word for words in sets for word in words} | {"lampu", "jalan", "dan"})
    chance = random.Random(7)
    made = []
    for _ in range(texts):
        words = [chance.choice(known) for _ in range(chance.randint(1, 9))]
        words.insert(chance.randint(0, len(words)), chance.choice(OF_HIDING))
        made.append(" ".join(words))
    return made


def test_the_form_reads_texts_as_the_service_does(open_page: OpenPage) -> None:
    phrases = pages.secrecy_requests()["phrases"]
    said = [*(LAMP + one for one in (*ASKING, *NOT_ASKING)), *LIKE_THE_SERVICE, *made_up(4_000)]
    # By the ways to ask alone: what is a phrase as well is heard in any case.
    texts = [one for one in said if not any(phrase in one.lower() for phrase in phrases)]
    assert {one: secrecy.asks_for_secrecy(one) for one in LIKE_THE_SERVICE} == LIKE_THE_SERVICE
    by_service = [secrecy.asks_for_secrecy(one) for one in texts]
    assert 1_000 < sum(by_service) < len(texts) - 1_000
    by_form = open_page().evaluate(HEARD, texts)
    assert [
        (text, form)
        for text, form, service in zip(texts, by_form, by_service, strict=True)
        if form != service
    ] == []
    assert all(open_page().evaluate(HEARD, [f"Tolong {phrase} ya pak" for phrase in phrases]))


def test_nothing_is_compared_before_it_can_be_heard(open_page: OpenPage) -> None:
    waiting: list[Route] = []
    page = open_page()
    page.route("**/secrecy.js", lambda route: waiting.append(route))
    asked = questions(page)
    fill_in(page, body="Lampu padam sejak Senin malam. Saya tidak mau nama saya diketahui.")
    go(page, "agency")
    go(page, "story")
    expect(page.locator("#risky")).to_be_empty()
    assert waiting
    waiting[0].continue_()
    expect(page.locator("#risky")).to_contain_text("dirahasiakan")
    assert asked == []
    with page.expect_request(lambda request: request.url.endswith("/v1/similar")):
        page.locator("#body").fill("Lampu padam sejak Senin malam di depan pasar, jalan gelap.")
    expect(page.locator("#risky")).to_be_empty()


def test_agencies_are_proposed_as_soon_as_it_can_be_heard(open_page: OpenPage) -> None:
    waiting: list[Route] = []
    page = open_page()
    page.route("**/secrecy.js", lambda route: waiting.append(route))
    fill_in(page, title="Jalan berlubang", body="Jalan kota di depan pasar berlubang dan rusak.")
    go(page, "agency")
    page.locator("#agency:not([disabled])").wait_for()
    expect(page.locator("#proposals")).to_be_hidden()
    waiting[0].continue_()
    expect(page.locator("#proposals button").first).to_be_visible()


def test_a_draft_that_is_there_again_is_compared_as_soon_as_it_can_be_heard(
    open_page: OpenPage,
) -> None:
    page = open_page()
    fill_in(page)
    go(page, "story")
    with page.expect_request(lambda request: request.url.endswith("/v1/similar")):
        page.reload()
    expect(page.locator("#body")).to_have_value(re.compile("Lampu di depan pasar"))


def test_what_waits_for_a_network_is_not_sent_open_once_it_is_protected(
    open_page: OpenPage,
) -> None:
    page = open_page()
    filed = sent(page)
    fill_in(page, body="Lampu padam sejak Senin malam. Saya tidak mau nama saya diketahui.")
    go(page, "story")
    expect(page.locator("#protect")).to_be_visible()
    go(page, "check")
    page.context.set_offline(True)
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text("tersimpan di perangkat ini")
    go(page, "story")
    page.locator("#protect").click()
    expect(page.locator("[name=privacy][value=masked]")).to_be_checked()
    assert page.evaluate("localStorage.getItem('lapor.queued')") is None
    filed.clear()
    page.context.set_offline(False)
    go(page, "check")
    page.locator("#send").click()
    receipt_on(page)
    assert {(one["confidential"], one["anonymous"]) for one in filed} == {(True, True)}


def test_nor_to_an_agency_that_was_named_meanwhile(open_page: OpenPage) -> None:
    page = open_page()
    filed = sent(page)
    fill_in(page, privacy="closed")
    go(page, "privacy")
    barred = page.locator("#not-to")
    agencies = barred.locator("xpath=..").get_by_role("option")
    barred.click()
    expect(agencies.first).to_be_visible()  # and is so without a network
    go(page, "check")
    page.context.set_offline(True)
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text("hanya tersimpan di tab")
    go(page, "privacy")
    barred.click()
    agencies.first.click()
    expect(page.locator("#barred li")).to_have_count(1)
    filed.clear()
    page.context.set_offline(False)
    go(page, "check")
    page.locator("#send").click()
    receipt_on(page)
    assert {len(one["not_to"]) for one in filed} == {1}


EVERY_READER = (
    "instansi yang menangani",
    "pemerintah induknya",
    "pengawasnya",
    "petugas nasional",
    "dimintai masukan",
    "terlambat",
)


def test_whom_a_choice_lets_read_is_listed_beside_it(open_page: OpenPage, api: Api) -> None:
    page = open_page()
    page.locator("#next:not([disabled])").wait_for()  # the script runs
    for choice in ("closed", "masked"):
        page.locator(f"[name=privacy][value={choice}]").check()
        listed = page.locator("#seen").inner_text().lower()
        assert [one for one in EVERY_READER if one not in listed] == []
    page = open_page("track")
    look_up(page, api.filed())
    page.locator("details:has(#tighten) summary").click()
    listed = page.locator("#tighten").inner_text().lower()
    assert [one for one in EVERY_READER if one not in listed] == []
    assert troubles(page) == []


# What is on its way while its writer thinks better of it


def kept_in(page: Page) -> str:
    """All that the tab and the device hold."""
    both: str = page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }])")
    return both


def held(page: Page, address: str) -> list[Route]:
    """What is asked of an address from now on, none of it answered before the test does so."""
    waiting: list[Route] = []
    page.context.route(address, lambda route: waiting.append(route))
    return waiting


def wait_for(page: Page, waiting: list[Route]) -> Route:
    """The first of what is held, once it is there."""
    until = time.monotonic() + PATIENCE / 1000
    while not waiting and time.monotonic() < until:
        page.wait_for_timeout(50)
    return waiting[0]


def leave_on_a_bad_line(page: Page) -> None:
    """Leave at once while nothing can be had of where that leads: the page stays a while."""
    page.context.route("https://www.bmkg.go.id/", lambda route: route.fulfill(status=204))
    page.evaluate("document.querySelector('#exit').click()")


def choose(page: Page, privacy: str) -> None:
    go(page, "privacy")
    page.locator(f"[name=privacy][value={privacy}]").check()


def test_what_is_tried_again_is_not_sent_open_once_it_is_protected(open_page: OpenPage) -> None:
    page = open_page()
    filed = sent(page)
    fill_in(page)
    waiting = held(page, "**/v1/complaints")
    page.locator("#send").click()
    first = wait_for(page, waiting)
    choose(page, "masked")
    go(page, "check")
    first.abort()
    expect(page.locator("#sending")).to_contain_text("sudah Anda ubah")
    expect(page.locator("#send")).to_be_enabled()
    assert "lapor.queued" not in kept_in(page)
    assert len(filed) == 1
    page.context.unroute("**/v1/complaints")
    page.locator("#send").click()
    receipt_on(page)
    assert {(one["confidential"], one["anonymous"]) for one in filed[1:]} == {(True, True)}


def test_what_arrives_open_while_it_is_being_closed_is_closed(
    open_page: OpenPage, api: Api
) -> None:
    page = open_page()
    fill_in(page)
    waiting = held(page, "**/v1/complaints")
    page.locator("#send").click()
    first = wait_for(page, waiting)
    choose(page, "closed")
    first.continue_()
    receipt = receipt_on(page)
    expect(page.locator("#receipt-note")).to_contain_text("kami ubah")
    assert api.case(receipt)["confidential"]


def test_nothing_that_was_on_its_way_is_kept_after_leaving_at_once(open_page: OpenPage) -> None:
    page = open_page()
    fill_in(page, privacy="masked")
    waiting = held(page, "**/v1/complaints")
    page.locator("#send").click()
    first = wait_for(page, waiting)
    leave_on_a_bad_line(page)
    first.fulfill(status=201, json={"id": "LPR-1", "secret": "RAHASIA"})
    page.wait_for_timeout(1000)
    kept = kept_in(page)
    assert "RAHASIA" not in kept
    assert "Lampu" not in kept


def test_what_waits_for_a_network_keeps_no_address_of_a_masked_report(open_page: OpenPage) -> None:
    page, address = open_page(), "sari@contoh.example"
    filed = sent(page)
    fill_in(page, privacy="masked")
    go(page, "contact")
    page.locator("#email").fill(address)
    go(page, "check")
    page.context.set_offline(True)
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text("hanya menunggu di halaman ini")
    assert "Lampu jalan padam" in kept_in(page)
    assert address not in kept_in(page)
    page.context.set_offline(False)
    receipt_on(page)
    assert {one["reporter"]["email"] for one in filed} == {address}
    assert address not in kept_in(page)


def test_without_an_address_it_waits_in_the_tab(open_page: OpenPage) -> None:
    page = open_page()
    filed = sent(page)
    fill_in(page, privacy="masked")
    page.context.set_offline(True)
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text("hanya tersimpan di tab ini")
    assert "lapor.queued" in kept_in(page)
    page.context.set_offline(False)
    receipt_on(page)
    assert {one["anonymous"] for one in filed} == {True}


def test_the_device_forgets_a_code_it_was_to_remember_where_the_report_is_protected_since(
    open_page: OpenPage,
) -> None:
    page = open_page()
    fill_in(page)
    looks = held(page, "**/v1/complaints/LP-*")
    page.locator("#send").click()
    receipt = receipt_on(page)
    page.locator("#remember input").check()
    kept = "() => localStorage['lapor.remembered'] ?? ''"
    assert receipt["secret"] in page.evaluate(kept)
    assert "Lampu jalan padam sejak Senin" in page.evaluate(kept)

    def protect(route: Route) -> None:
        found = {"status": "triage", "confidential": True, "protected_for": ["corruption"]}
        route.fulfill(json=route.fetch().json() | found)

    wait_for(page, looks)
    page.context.route("**/v1/complaints/LP-*", protect)
    for look in list(looks):
        protect(look)
    expect(page.locator("#receipt-seen")).to_contain_text("petugas")
    expect(page.locator("#remember")).to_have_count(0)
    assert page.evaluate(kept) == ""


# What a browser gives back as it was left: with the button back, or in another tab

BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
FORGET = "sessionStorage.clear(); localStorage.clear();"


def test_a_page_that_comes_back_after_all_was_forgotten_shows_nothing_of_it(
    open_page: OpenPage,
) -> None:
    page = open_page()
    fill_in(page, privacy="masked")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    page.evaluate(BACK)  # there is a draft: all stays
    page.wait_for_timeout(500)
    expect(page.locator("#title")).to_have_value(re.compile("Lampu"))
    with page.expect_event("load"):
        page.evaluate(FORGET + BACK)
    page.locator("#next:not([disabled])").wait_for(state="attached")
    expect(page.locator("#title")).to_have_value("")
    assert "Lampu" not in kept_in(page)
    fill_in(page, privacy="masked")
    page.locator("#send").click()
    secret = receipt_on(page)["secret"]
    with page.expect_event("load"):
        page.evaluate(FORGET + BACK)
    page.locator("#next:not([disabled])").wait_for(state="attached")
    assert secret not in page.content()


def test_another_tab_with_the_draft_does_not_bring_it_back(open_page: OpenPage) -> None:
    page = open_page()
    fill_in(page)
    page.wait_for_function("localStorage['lapor.draft']?.includes('Lampu')")
    other = page.context.new_page()
    other.goto(page.url.split("#")[0])
    expect(other.locator("#title")).to_have_value(re.compile("Lampu"))
    choose(page, "masked")
    go(page, "check")
    page.locator("#send").click()
    receipt_on(page)
    other.goto(other.url + "guide")
    assert "Lampu" not in other.evaluate("JSON.stringify({ ...localStorage })")


# What leaves the device before its writer presses send


def test_who_may_be_harmed_says_so_before_the_script_runs(open_page: OpenPage, portal: str) -> None:
    page = open_page("guide")
    waiting = held(page, "**/filing.js")
    page.goto(portal, wait_until="commit")
    page.locator("[name=privacy][value=open]").check()
    page.locator("[name=at_risk][value=yes]").check()
    wait_for(page, waiting).continue_()
    page.locator("#next:not([disabled])").wait_for()
    expect(page.locator("[name=privacy][value=masked]")).to_be_checked()


def test_no_point_is_looked_up_for_a_report_that_seems_dangerous(open_page: OpenPage) -> None:
    page = open_page()
    asked = questions(page)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -7.2575, "longitude": 112.7521})
    fill_in(page, body="Kepala desa minta uang lima puluh ribu untuk surat pengantar.")
    go(page, "place")
    page.locator("#province").select_option("")
    page.locator("#locate").click()
    expect(page.locator("#point-note")).to_contain_text("-7,2575")
    page.wait_for_timeout(1000)
    assert asked == []
