"""A lost code, replaced on the pages."""

import re

from playwright.sync_api import expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import troubles
from tests.browser.test_contact import link_in
from tests.browser.test_receipts import pictured

ADDRESS = "hak@contoh.example"
REPLACEMENT = re.compile(r"(replacement\?id=LP-[0-9A-Z-]+#[0-9A-Z-]+)")


def test_a_lost_code_is_replaced_by_a_link_in_a_mail(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed(reporter={"name": "Sari Contoh", "email": ADDRESS})
    page = open_page(link_in(api.mails(ADDRESS)[0]))
    page.get_by_role("button", name="Ya, ini laporan saya").click()
    expect(page.locator("#note[data-kind=good]")).to_be_visible()

    page = open_page("track", width=390)
    page.get_by_role("link", name="Kode hilang?").click()
    page.locator("#id").fill(receipt["id"])
    page.get_by_role("button", name="Kirim tautan").click()
    expect(page.locator("#note[data-kind=good]")).to_contain_text("Permintaan diterima")
    pictured(page, "replacement-ask-390")
    assert troubles(page) == []

    found = REPLACEMENT.search("\n".join(api.mails(ADDRESS)))
    assert found is not None
    page = open_page(found[1], width=390)
    page.get_by_role("button", name="Buat kode rahasia baru").click()
    expect(page.locator("#made")).to_be_visible()
    pictured(page, "replacement-made-390")
    assert troubles(page) == []
    secret = page.locator("#new-secret").inner_text()
    assert secret != receipt["secret"]
    page.get_by_role("link", name="Buka laporan").click()
    page.locator("#reply").wait_for()  # only for the reporter
    status, _ = api.call("GET", f"v1/complaints/{receipt['id']}", headers={"X-Receipt": secret})
    assert status == 200

    again = open_page(found[1], english=True, width=1280)
    assert troubles(again) == []
    again.get_by_role("button", name="Make a new secret code").click()
    expect(again.locator("#note[data-kind=bad]")).to_contain_text("This link was used")
    assert troubles(again) == []
