"""Where mails with news of a public report lead, by a whole link and by half of one."""

import re

from playwright.sync_api import expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import troubles

SCHOOLS = "kota-surabaya-dinas-pendidikan"


def test_half_a_link_to_the_news_changes_nothing(open_page: OpenPage) -> None:
    page = open_page("follow?id=LP-7K3M-9QXD-2VTA-C")
    expect(page.locator("#note[data-kind=bad]")).to_contain_text("tidak lengkap")
    expect(page.locator("#answer")).to_be_hidden()


def test_the_address_of_one_click_is_a_page_with_the_buttons(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed(agency_id=SCHOOLS)
    api.settle()
    address = "tetangga.klik@contoh.example"
    page = open_page("reports/" + receipt["id"])
    page.get_by_label("Alamat email").fill(address)
    page.get_by_label("Alamat email").press("Enter")
    expect(page.locator(".news .note[data-kind=good]")).to_be_visible()
    (mail,) = api.mails(address)
    number, token = re.findall(r"follow\?id=(LP-[0-9A-Z-]+)#([0-9a-f]{64})", mail)[0]
    page = open_page(f"follow/{number}/{token}")
    expect(page.locator("#id")).to_have_text(number)
    assert troubles(page) == []
    page.get_by_role("button", name="Hentikan kabar").click()
    expect(page.locator("#note")).to_contain_text("tidak menerima")
