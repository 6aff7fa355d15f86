"""What anybody can see, where it is not there, is lost on the way, or has no outline on the map."""

import re
from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import pick, troubles


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


def test_a_list_is_narrowed_to_an_agency_as_people_call_it(
    open_page: OpenPage,
) -> None:
    """Without the whole register, which is long, being loaded."""
    schools = "Dinas Pendidikan Kota Surabaya"
    page = open_page("reports", width=1280)
    asked: list[str] = []
    page.on("request", lambda one: "/v1/agencies" in one.url and asked.append(one.url))
    page.locator("#further summary").click()
    agency = page.locator("#agency:not([disabled])")
    pick(agency, "dispendik surabaya")
    expect(agency).to_have_value(schools)
    page.locator("#narrow [type=submit]").first.click()
    page.wait_for_url("**/reports?agency=kota-surabaya-dinas-pendidikan")
    page.reload()
    expect(agency).to_have_value(schools)
    agency.fill("tidak ada yang begini")
    agency.blur()
    expect(agency).to_have_value("")  # what is no agency narrows nothing
    assert asked
    assert all("?q=" in url or "?id=" in url for url in asked)
