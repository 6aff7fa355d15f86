"""What anybody can see: a list to look through, a case to join and follow, the map, the guide."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import troubles

WORDS = {
    False: {
        "apply": "Terapkan saringan",
        "join": "Saya juga mengalami",
        "joined": "Dukungan Anda tercatat (1 orang).",
        "supported": "1 orang mendukung",
        "nobody": "Tidak ada laporan yang cocok. Kurangi saringan atau ganti kata.",
        "map": "Peta",
        "figures": "Angka",
        "guide": "Cara kerja",
        "rights": "Hak Anda",
    },
    True: {
        "apply": "Apply the filters",
        "join": "This happens to me too",
        "joined": "Your support is recorded (supporters: 1).",
        "supported": "supporters: 1",
        "nobody": "No report matches. Use fewer filters or other words.",
        "map": "Map",
        "figures": "Figures",
        "guide": "How it works",
        "rights": "Your rights",
    },
}


def go(page: Page, name: str) -> None:
    """Another page, by the head."""
    page.locator("header nav").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("header nav [aria-current=page]")).to_have_text(name)


@pytest.mark.parametrize(
    ("width", "english", "scheme", "place"),
    [(390, False, "light", "Danau Kembar"), (1280, True, "dark", "Rawa Kembar")],
)
def test_somebody_finds_a_report_joins_it_and_looks_around(
    open_page: OpenPage,
    api: Api,
    portal: str,
    width: int,
    english: bool,
    scheme: str,
    place: str,
) -> None:
    words = WORDS[english]
    title = f"Lampu jalan {place} padam"
    case = api.held_by("kota-surabaya", title=title)
    page = open_page("guide", width=width, english=english, scheme=scheme)

    # Searched by words, typed before the script runs, and place, with both in the address.
    waiting: list[Route] = []
    page.route("**/static/*/reports.js", lambda route: waiting.append(route), times=1)
    with page.expect_request("**/static/*/reports.js"):
        page.goto(portal + "reports", wait_until="commit")
    page.locator("#q").fill(place)
    waiting[0].continue_()
    page.locator("#further summary").click()
    page.locator("#province").select_option("35")
    page.locator("#q").press("Enter")
    row = page.locator("#list li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(title)
    expect(row).to_contain_text("Kota Surabaya")
    expect(page).to_have_url(re.compile(r"\?q=\w+\+Kembar&region_code=35$"))
    follow = page.locator("#follow").get_attribute("href")
    assert follow == "feed?region_code=35"

    # Read and joined; who comes back finds the list as it was.
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".timeline li").first).to_be_visible()
    assert page.url.endswith(f"/reports/{case['id']}")
    page.get_by_role("button", name=words["join"]).click()
    expect(page.locator("#case")).to_contain_text(words["joined"])
    # Who joined is offered the news right there, and once.
    expect(page.locator("[aria-labelledby=support-title] .news-email")).to_have_value("")
    expect(page.locator(".news-email")).to_have_count(1)
    assert troubles(page) == []
    page.reload()
    expect(page.locator("#supporters")).to_have_text(words["supported"])
    expect(page.locator("#support-title")).to_be_visible()

    def ended(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "status": "closed"})

    page.route(f"**/v1/complaints/{case['id']}", ended)
    page.reload()  # who comes when it has ended is not asked whether it happens to them too
    expect(page.locator("#supporters")).to_have_text(words["supported"])
    expect(page.locator("#support-title")).to_have_count(0)
    page.go_back()
    expect(page.locator("#q")).to_have_value(place)
    expect(page.locator("#province")).to_have_value("35")
    expect(row).to_contain_text(title)

    # Narrowed until nothing is left.
    page.locator("#status").select_option("closed")
    page.get_by_role("button", name=words["apply"], exact=True).click()
    expect(page.locator("#note")).to_have_text(words["nobody"])
    page.locator("#category").fill("jalan")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.locator("#category").press("Escape")
    assert troubles(page) == []

    # A province of the map, by keyboard, and its figures in the table.
    go(page, words["map"])
    province = page.locator("a.region[aria-label^='Jawa Timur:']")
    expect(page.locator("a.region")).to_have_count(38)
    province.focus()
    page.keyboard.press("Enter")
    expect(page.locator("a.region[aria-label^='Kota Surabaya:']")).to_be_visible()
    expect(page.locator("#place")).to_be_focused()
    expect(page.locator("#table")).to_contain_text("Kota Surabaya")
    expect(page).to_have_url(re.compile(r"[?&]region_code=35\b"))
    page.locator("#measure").select_option("kept")
    expect(page.locator("#legend li")).to_have_count(6)
    assert troubles(page) == []

    go(page, words["figures"])
    expect(page.locator("#result")).to_be_visible()
    expect(page.locator("#open")).not_to_be_empty()
    page.locator("#group").select_option("sector")
    expect(page.locator("#whole table").first).to_be_visible()
    expect(page.locator("#whole")).not_to_contain_text("_")  # a name, and no code
    assert troubles(page) == []

    go(page, words["guide"])
    page.locator(".contents").get_by_role("link", name=words["rights"], exact=True).click()
    expect(page.get_by_role("heading", name=words["rights"], exact=True)).to_be_in_viewport()
    assert troubles(page) == []


def test_an_address_that_is_not_there_says_so(open_page: OpenPage) -> None:
    page = open_page("laporan")
    expect(page.locator("h1")).to_have_text("Tidak ada di sini")
    assert troubles(page) == []
    page.goto(page.url.removesuffix("laporan") + "laporan/2026/baru")  # however deep
    expect(page.locator("h1")).to_have_text("Tidak ada di sini")
    assert troubles(page) == []
    page = open_page("reports/LP-7K3M-9QXD-2VTA-C", english=True, width=1280)
    expect(page.locator("h1")).to_have_text("Nothing here")
    assert troubles(page) == []
    page.get_by_role("link", name="Browse public reports").click()
    expect(page.locator("#narrow")).to_be_visible()


def test_a_page_that_loses_its_case_on_the_way_does_not_show_it(
    open_page: OpenPage, api: Api
) -> None:
    """The server had put its beginning into the page; meanwhile it was closed to everybody."""
    case = api.filed()
    page = open_page()

    def lose(route: Any) -> None:
        route.fulfill(status=404, json={"error": {"code": "unknown_case", "message": "…"}})

    page.route(f"**/v1/complaints/{case['id']}*", lose)
    page.goto(page.url.rstrip("/") + f"/reports/{case['id']}")
    expect(page.locator("#note")).to_contain_text("tidak terbuka untuk umum")
    expect(page.locator("#case")).to_be_empty()


def test_what_no_outline_shows_is_counted_and_named(open_page: OpenPage) -> None:
    """A regency younger than the outlines, one that ended, and reports that name none: map and
    table together have all that were filed."""
    filed = {"35.78": 20, "35.73": 10, "35.31": 15, "35.99": 5, "-": 25}
    names = {"35.78": "Kota Surabaya", "35.73": "Kota Malang", "35.31": None, "35.99": "Kota Lama"}

    def outlines(route: Route) -> None:
        answer = route.fetch()
        new = [{"code": "35.31", "name": "Kabupaten Baru"}, {"code": "35.32", "name": "Sepi"}]
        route.fulfill(response=answer, json={**answer.json(), "missing": new})

    def figures(route: Route) -> None:
        items = [
            {"key": key, "name": names.get(key), "filed": number, "figures": None}
            for key, number in filed.items()
        ]
        answer = route.fetch()
        whole = {"filed": sum(filed.values()), "items": items, "figures": None}
        route.fulfill(response=answer, json={**answer.json(), **whole})

    for english, width in ((False, 390), (True, 1280)):
        page = open_page("guide", english=english, width=width)
        page.route("**/v1/regions/outlines*", outlines)
        page.route("**/v1/figures*", figures)
        page.goto(page.url.removesuffix("guide") + "map?region_code=35")
        undrawn = page.locator("#undrawn")
        for name in ("Kabupaten Baru", "Sepi", "Kota Lama"):
            expect(undrawn).to_contain_text(name)
        rows = page.locator("#table tbody tr")
        expect(rows).to_have_count(len(filed))
        told = [row.locator("td").first.inner_text() for row in rows.all()]
        assert sum(int(re.sub(r"[^0-9]", "", one)) for one in told) == sum(filed.values())
        expect(page.locator("#table .names")).to_contain_text("Sepi")
        expect(rows.first).to_contain_text("name no area" if english else "tanpa wilayah")
        assert troubles(page) == []
