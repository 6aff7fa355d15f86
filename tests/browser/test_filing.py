"""The form without a network, before its script runs, and left at once."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import fill_in, go, receipt_on, troubles

KEPT = """() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"""
ON_DEVICE = """() => JSON.stringify({ ...localStorage })"""
ROOM_BELOW_A_LIST = """() => {
    const list = document.querySelector(".choices:not([hidden])").getBoundingClientRect();
    return document.querySelector("#next").getBoundingClientRect().top - list.bottom;
}"""
WORKER_IS_THERE = """async () => {
    const { active, scope } = await navigator.serviceWorker.ready;
    return [scope, active.state];
}"""


def sent(page: Page) -> list[dict[str, Any]]:
    """What is filed from now on, with its key."""
    filed: list[dict[str, Any]] = []

    def heard(request: Any) -> None:
        if request.url.endswith("/v1/complaints"):
            key = request.headers["idempotency-key"]
            filed.append({"key": key, **json.loads(request.post_data)})

    page.on("request", heard)
    return filed


def test_a_report_written_without_a_network_is_sent_once_there_is_one(
    open_page: OpenPage, portal: str
) -> None:
    page = open_page()
    fill_in(page)
    go(page, "contact")
    page.locator("#email").fill("sari@contoh.example")
    scope, _ = page.evaluate(WORKER_IS_THERE)
    assert scope == portal
    page.wait_for_function("() => document.querySelector('#draft-note').textContent")

    page.context.set_offline(True)
    page.reload()  # the page opens without a network, with all that was written
    expect(page.locator("#email")).to_have_value("sari@contoh.example")
    go(page, "place")
    page.locator("#address").fill("Depan pasar")
    go(page, "check")
    expect(page.locator("#answers")).to_contain_text("Depan pasar")
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text("tersimpan di perangkat ini")
    assert "sari@contoh.example" in page.evaluate(ON_DEVICE)

    page.close()  # and the tab with it
    later = page.context.new_page()
    page.context.set_offline(False)
    filed = sent(later)
    later.goto(portal)
    receipt_on(later)
    expect(later.locator("#receipt-mail")).to_contain_text("tekan “Ya, ini laporan saya”")
    assert [one["reporter"]["email"] for one in filed] == ["sari@contoh.example"]
    assert filed[0]["location"]["address"] == "Depan pasar"
    assert "lapor.queued" not in later.evaluate(ON_DEVICE)
    assert "sari@" not in later.evaluate(KEPT)


def test_agencies_are_proposed_with_a_reason_and_a_point_finds_its_region(
    open_page: OpenPage,
) -> None:
    page = open_page()
    advice = []
    page.on("request", lambda one: advice.append(one) if one.url.endswith("/v1/advice") else None)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -7.2575, "longitude": 112.7521})
    fill_in(page, title="Jalan berlubang", body="Jalan kota di depan pasar berlubang dan rusak.")
    go(page, "place")
    page.locator("#province").select_option("")
    page.get_by_role("button", name="Pakai lokasi saya sekarang").click()
    expect(page.locator("#regency")).to_have_value("35.78")
    page.locator("#district").select_option(index=1)
    page.locator("#next").click()
    expect(page.locator("#answers")).to_contain_text("Kota Surabaya, Jawa Timur, titik -7,258")
    go(page, "agency")
    page.locator("#agency").fill("dinas")  # the list pushes on what is below it
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.evaluate(ROOM_BELOW_A_LIST) >= 0
    page.locator("#agency").fill("")
    likely = page.locator("#proposals button").first
    expect(likely.locator("small")).not_to_be_empty()
    name = likely.locator("strong").inner_text()
    likely.click()
    expect(page.locator("#agency")).to_have_value(name)
    expect(likely).to_have_attribute("aria-pressed", "true")
    category = page.locator("#category")
    category.fill("jalan")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    labels = options.locator("span").all_inner_texts()
    assert "jalan" in labels[0].lower().split()
    assert len(set(options.all_inner_texts())) == len(labels)
    assert page.evaluate(ROOM_BELOW_A_LIST) >= 0
    page.locator("#next").click()
    expect(page.locator("#category-problem")).to_contain_text("“jalan” tidak ada dalam daftar")
    expect(category).to_have_value("jalan")  # what was typed is not dropped
    expect(category).to_be_focused()
    expect(page.locator("#summary")).to_be_empty()
    assert troubles(page) == []
    page.locator("#next").click()  # once it was said, it is left to the service
    expect(page.locator("#answers")).to_contain_text("“jalan” tidak ada dalam daftar")
    go(page, "place")
    page.locator("#regency").select_option("35.73")  # another place: what was typed stays
    go(page, "agency")
    expect(category).to_have_value("jalan")
    page.reload()
    expect(category).to_have_value("jalan")
    go(page, "place")
    page.locator("#regency:not([disabled])").select_option("35.78")
    go(page, "agency")
    topic = page.locator("#topics button")
    expect(topic.locator("strong")).to_have_text("Jalan Berlubang")
    expect(topic.locator("small")).to_contain_text("berlubang")
    topic.click()
    expect(category).to_have_value("Jalan Berlubang")
    expect(topic).to_have_attribute("aria-pressed", "true")
    assert troubles(page) == []
    topic.click()  # and taken back
    expect(category).to_have_value("")
    expect(topic).to_have_attribute("aria-pressed", "false")
    category.fill("infrastruktur jalan")
    expect(options.first).to_have_text(re.compile("^Infrastruktur Jalan"))
    category.blur()  # a name typed whole is a choice
    go(page, "check")
    expect(page.locator("#answers")).to_contain_text("Infrastruktur Jalan")
    go(page, "agency")
    assert troubles(page) == []

    asked = len(advice)
    go(page, "privacy")
    page.locator("[name=privacy][value=closed]").check()
    go(page, "agency")
    expect(page.locator("#proposals")).to_be_hidden()
    expect(page.locator("#topics")).to_be_hidden()
    go(page, "place")
    page.locator("#unlocate").click()
    page.locator("#locate").click()
    expect(page.locator("#point-note")).to_contain_text("-7,258")
    go(page, "check")
    expect(page.locator("#answers")).to_contain_text(name)
    assert len(advice) == asked


@pytest.mark.parametrize(("english", "width"), [(False, 390), (True, 1280)])
def test_the_day_is_today_yesterday_about_or_not_known(
    open_page: OpenPage, api: Api, english: bool, width: int
) -> None:
    page = open_page(english=english, width=width)
    filed = sent(page)
    fill_in(page)
    told = page.locator("#answers > div", has_text="kejadian" if not english else "it happened")
    today = page.evaluate("() => new Date().toLocaleDateString('sv')")

    def choose(when: str) -> None:
        go(page, "place")
        page.locator(f"[name=when][value={when}]").check()

    choose("today")
    expect(page.locator("#date")).to_be_hidden()
    expect(page.locator("#date")).to_have_value(today)
    choose("yesterday")
    yesterday = page.locator("#date").input_value()
    assert yesterday < today
    choose("approximate")
    page.locator("#date").fill("")
    page.locator("#next").click()
    expect(page.locator("#date")).to_be_focused()
    expect(page.locator("#date-problem")).not_to_be_empty()
    assert troubles(page) == []
    page.locator("#date").fill("2026-03-01")
    page.locator("#next").click()
    expect(told).to_contain_text("about" if english else "kira-kira")
    expect(told).to_contain_text("2026")
    choose("unknown")
    expect(page.locator("#date")).to_be_hidden()
    page.reload()
    expect(page.locator("[name=when][value=unknown]")).to_be_checked()
    go(page, "check")
    expect(told).to_contain_text("I do not know" if english else "Tidak tahu")
    page.locator("#send").click()
    case = api.case(receipt_on(page))
    assert (case["incident_date"], case["incident_date_precision"]) == (None, "unknown")
    assert "incident_date" not in filed[0]
    page.locator("#receipt-track").click()
    unknown = "not known to the reporter" if english else "tidak diketahui pelapor"
    expect(page.locator("#case")).to_contain_text(unknown)


def test_a_closed_report_waits_in_its_tab_alone(open_page: OpenPage) -> None:
    page = open_page(english=True)
    filed = sent(page)
    go(page, "privacy")
    page.locator("[name=privacy][value=closed]").check()
    page.locator("#next").click()
    page.locator("[value=aspiration]").check()
    page.locator("#title").fill("Lampu taman lebih terang")
    page.locator("#body").fill("Lampu taman kota lebih baik dibuat lebih terang pada malam hari.")
    page.locator("#next").click()
    page.locator("#address").fill("Taman kota")
    go(page, "check")
    page.context.set_offline(True)
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text("kept in this tab only")
    assert "taman" not in page.evaluate(ON_DEVICE).lower()
    page.context.set_offline(False)  # nobody presses anything
    receipt_on(page)
    assert {one["confidential"] for one in filed} == {True}
    assert len({one["key"] for one in filed}) == 1
    assert "lapor.queued" not in page.evaluate(KEPT)


@pytest.mark.parametrize("path", ["", "track", "officer"])
def test_nothing_can_be_sent_before_the_script_runs(
    open_page: OpenPage, portal: str, path: str
) -> None:
    page = open_page("contact")
    waiting: list[Route] = []
    page.route("**/static/*/page.js", lambda route: waiting.append(route))
    page.goto(portal + path, wait_until="commit")
    field = page.locator("form input:visible").first
    field.wait_for()
    button = page.locator("form [type=submit]:visible").first
    expect(button).to_be_disabled()
    if path:
        field.fill("LP-7K3M")
    else:
        field.check()
    field.press("Enter")
    assert page.url == portal + path
    waiting[0].continue_()
    expect(button).to_be_enabled()
    if not path:
        expect(field).to_be_checked()  # what was chosen meanwhile stands


@pytest.mark.parametrize("by", ["key", "button"])
def test_leaving_at_once_leaves_nothing(open_page: OpenPage, by: str) -> None:
    page = open_page()
    page.context.route(
        "https://www.bmkg.go.id/", lambda route: route.fulfill(body="<title>Cuaca</title>")
    )
    fill_in(page, privacy="masked" if by == "key" else "open")
    page.wait_for_function("() => document.querySelector('#draft-note').textContent")
    page.evaluate("() => { globalThis.before = true; }")
    if by == "key":
        for key in ("Shift", "Shift", "a", "Shift", "Shift"):
            page.keyboard.press(key)
        assert page.evaluate("() => globalThis.before")
        with page.expect_navigation():
            page.keyboard.press("Shift")
    else:
        with page.expect_navigation():
            page.locator("#exit").click()
    assert page.title() == "Cuaca"
    page.go_back()
    page.locator("#next:not([disabled])").wait_for(state="attached")
    expect(page.locator("#title")).to_have_value("")
    assert "Lampu" not in page.evaluate(KEPT)


def test_without_scripts_the_form_is_not_shown(open_page: OpenPage, portal: str) -> None:
    browser = open_page("contact").context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("", "track", "officer"):
        page.goto(portal + path)
        expect(page.locator("main form")).not_to_have_count(0)
        expect(page.locator("main form:visible")).to_have_count(0)
        assert "memerlukan JavaScript" in (page.locator("noscript").text_content() or "")
    context.close()


STEPS = ("privacy", "story", "place", "agency", "photos", "contact", "check")


@pytest.mark.parametrize(("english", "width"), [(False, 390), (True, 1280)])
def test_each_step_can_be_used_by_everybody(open_page: OpenPage, english: bool, width: int) -> None:
    page = open_page(english=english, width=width)
    found = {}
    page.locator("[name=privacy][value=masked]").check()
    for name in STEPS:
        go(page, name)
        page.wait_for_load_state("networkidle")
        found[name] = troubles(page)
    page.locator("#send").click()
    found["problems listed"] = troubles(page)
    page.locator("#summary a").first.click()
    found["problems at their fields"] = troubles(page)
    assert {name: troubled for name, troubled in found.items() if troubled} == {}
