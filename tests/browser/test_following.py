"""News of a public report by mail: left at its page, confirmed and stopped where the mails lead."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import troubles

SCHOOLS = "kota-surabaya-dinas-pendidikan"


def link_in(mail: str) -> str:
    found = re.search(r"(follow\?id=LP-[0-9A-Z-]+#[0-9a-f]{64})", mail)
    assert found is not None, mail
    return found[1]


@pytest.mark.parametrize("english", [False, True])
def test_who_leaves_an_address_confirms_it_is_told_and_stops(
    open_page: OpenPage, api: Api, english: bool
) -> None:
    address = f"tetangga{english}@contoh.example".lower()
    receipt = api.filed(agency_id=SCHOOLS)
    api.settle()
    page = open_page("reports/" + receipt["id"], english=english)
    page.get_by_label("Email address" if english else "Alamat email").fill(address)
    assert troubles(page) == []
    page.get_by_role("button", name="Ask for news" if english else "Minta kabar").click()
    expect(page.locator(".news .note[data-kind=good]")).to_be_visible()
    (mail,) = api.mails(address)
    page = open_page(link_in(mail), english=english)
    expect(page.locator("#id")).to_have_text(receipt["id"])
    assert troubles(page) == []
    yes, no = (
        ("Yes, send me news", "Stop the news")
        if english
        else (
            "Ya, kirimi saya kabar",
            "Hentikan kabar",
        )
    )
    page.get_by_role("button", name=yes).click()
    expect(page.locator("#note[data-kind=good]")).to_be_visible()
    api.act("liaison", receipt, "answer", text="Seragam dikirim pekan ini.")
    assert len(api.mails(address)) == 2
    page.get_by_role("button", name=no).click()
    expect(page.locator("#note")).to_contain_text("no news" if english else "tidak menerima")
    assert len(api.mails(address)) == 2


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
