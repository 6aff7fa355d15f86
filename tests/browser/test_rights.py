"""What a reporter does about their own data on the pages: a lost code, an export, a correction, a
restriction."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import look_up, troubles
from tests.browser.test_contact import link_in
from tests.browser.test_receipts import pictured, saved

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


@pytest.mark.parametrize(("width", "english"), [(390, False), (1280, True)])
def test_data_is_downloaded_corrected_and_restricted(
    open_page: OpenPage, api: Api, width: int, english: bool
) -> None:
    receipt = api.filed(reporter={"name": "Sari Contoh", "phone": "081270001234"})
    page = open_page("track", width=width, english=english)
    look_up(page, receipt)
    page.locator("#rights summary").click()
    page.locator("#export-json").wait_for()
    pictured(page, f"rights-{width}")
    assert troubles(page) == []
    export = json.loads(saved(page, "#export-json"))
    assert export["identity"]["name"] == "Sari Contoh"
    assert "Sari Contoh" in saved(page, "#export-html")

    page.locator("#correct [type=submit]").click()
    expect(page.locator("#correct-name-problem")).not_to_be_empty()
    page.locator("#correct-name").fill("Sari Wulandari")
    page.locator("#correct [type=submit]").click()
    expect(page.locator("#note[data-kind=good]")).to_be_visible()

    for step in ("restrict", "unrestrict"):
        page.locator("#rights summary").click()
        page.locator(f"#{step} [type=submit]").click()
        expect(page.locator("#note[data-kind=good]")).to_be_visible()
        page.locator("#rights:not([open])").wait_for()
    path = f"v1/complaints/{receipt['id']}/identity"
    _, export = api.call("GET", path, headers={"X-Receipt": receipt["secret"]})
    assert export["identity"] == {
        "name": "Sari Wulandari",
        "email": None,
        "phone": None,
        "language": "en" if english else "id",
    }
    types = [event["type"] for event in export["timeline"]["items"]]
    assert types[-3:] == ["identity_corrected", "restricted", "unrestricted"]
