"""The form: what it proposes, before its script runs, without one, and in each step."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import Screen, fill_in, go, receipt_on, stuck, troubles

ROOM_BELOW_A_LIST = """() => {
    const list = document.querySelector(".choices:not([hidden])").getBoundingClientRect();
    return document.querySelector("#next").getBoundingClientRect().top - list.bottom;
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
    expect(page.locator("#answers")).to_contain_text(
        "Kota Surabaya, Jawa Timur, titik -7,2575; 112,7521"
    )
    go(page, "agency")
    page.locator("#agency").fill("dinas")  # the list pushes on what is below it
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.evaluate(ROOM_BELOW_A_LIST) >= 0
    page.locator("#agency").fill("")
    expect(page.locator("#unproposed")).to_be_empty()
    likely = page.locator("#proposals button").first
    expect(likely.locator("small")).not_to_be_empty()
    name = likely.locator("strong").inner_text()
    likely.click()
    expect(page.locator("#agency")).to_have_value(name)
    expect(likely).to_have_attribute("aria-pressed", "true")
    category = page.locator("#category")
    options = page.get_by_role("option")
    category.fill("Pungli")  # the lists have another name for it
    expect(options.first).to_have_text(re.compile("^Pungutan Liar"))
    category.fill("jalan")
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
    expect(page.locator("#unproposed")).to_contain_text("Karena laporan ini tertutup")
    go(page, "place")
    page.locator("#unlocate").click()
    page.locator("#locate").click()
    expect(page.locator("#point-note")).to_contain_text("-7,2575")
    go(page, "check")
    expect(page.locator("#answers")).to_contain_text(name)
    assert len(advice) == asked


@pytest.mark.usefixtures("within_a_day")
@pytest.mark.parametrize(("english", "width"), [(False, 390), (True, 1280)])
def test_the_day_is_today_yesterday_about_or_not_known(
    open_page: OpenPage, api: Api, english: bool, width: int
) -> None:
    page = open_page(english=english, width=width)
    filed = sent(page)
    fill_in(page)
    told = page.locator("#answers > div", has_text="kejadian" if not english else "it happened")
    # An open report is kept from nobody, and is not asked from whom.
    barring = "Do not pass to" if english else "Jangan teruskan ke"
    expect(page.locator("#answers > div", has_text=barring)).to_have_count(0)
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


@pytest.mark.parametrize("path", ["", "track", "officer"])
def test_nothing_can_be_sent_before_the_script_runs(
    open_page: OpenPage, portal: str, path: str
) -> None:
    page = open_page("contact")
    waiting: list[Route] = []
    page.route("**/static/*/page.js", lambda route: waiting.append(route))
    with page.expect_request("**/static/*/page.js"):
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


def test_without_scripts_the_form_is_not_shown(open_page: OpenPage, portal: str) -> None:
    browser = open_page("contact").context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("", "track", "officer", "figures", "map", "reports", "replacement"):
        page.goto(portal + path)
        expect(page.locator("main form")).not_to_have_count(0)
        expect(page.locator("main form:visible")).to_have_count(0)
        assert "memerlukan JavaScript" in (page.locator("noscript").text_content() or "")
    context.close()


def test_who_has_filed_already_finds_their_report_from_the_front_page(
    opened: OpenPage, screen: Screen
) -> None:
    page = opened()
    link = page.get_by_role("link", name=screen.says("Sudah melapor?", "Filed a report already?"))
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.locator("#lookup")).to_be_visible()


def test_a_day_that_is_still_to_come_is_pointed_out_where_it_is_asked(
    opened: OpenPage, screen: Screen
) -> None:
    page = opened()
    fill_in(page)
    go(page, "place")
    tomorrow = datetime.now(UTC) + timedelta(days=2)  # in every zone
    for precision in ("exact", "approximate"):
        page.locator(f"[name=when][value={precision}]").check()
        page.locator("#date").fill(tomorrow.date().isoformat())
        page.locator("#next").click()
        expect(page.locator("#date-problem")).to_contain_text(
            screen.says("Tanggal ini belum tiba.", "This day is still to come.")
        )
        expect(page.locator("#date")).to_be_focused()
    page.locator("[name=when][value=today]").check()
    page.locator("#next").click()
    expect(page.locator("[data-step=check]")).to_be_visible()


STEPS = ("privacy", "story", "place", "agency", "photos", "contact", "check")


@pytest.mark.parametrize(("english", "width"), [(False, 390), (True, 1280)])
def test_each_step_can_be_used_by_everybody(open_page: OpenPage, english: bool, width: int) -> None:
    page = open_page(english=english, width=width)
    found = {}
    page.locator("[name=privacy][value=masked]").check()
    for name in STEPS:
        go(page, name)
        page.wait_for_load_state("networkidle")
        found[name] = [*troubles(page), *stuck(page)]
    page.locator("#send").click()
    found["problems listed"] = troubles(page)
    page.locator("#summary a").first.click()
    found["problems at their fields"] = troubles(page)
    assert {name: troubled for name, troubled in found.items() if troubled} == {}
