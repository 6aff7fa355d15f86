"""The page that mails lead to: nothing happens before a button is pressed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import troubles


def link_in(mail: str) -> str:
    """Where a mail says that it can be stopped, below the root of the pages."""
    found = re.search(r"(contact\?id=LP-[0-9A-Z-]+#[0-9a-f]{64})", mail)
    assert found is not None, mail
    return found[1]


@pytest.mark.parametrize(
    ("button", "said", "mails"),
    [
        ("Bukan saya, hentikan email", "Kami tidak mengirim email lagi", 1),
        ("Ya, ini laporan saya", "Kabar berikutnya kami kirim", 2),
    ],
)
def test_a_mail_leads_to_where_it_is_stopped_or_confirmed(
    open_page: OpenPage, api: Api, button: str, said: str, mails: int
) -> None:
    address = f"warga{mails}@contoh.example"
    schools = "kota-surabaya-dinas-pendidikan"
    # In words of its own: what many others say too waits for a person.
    fence = "Pagar SD Kenari miring ke arah jalan dan murid lewat di bawahnya setiap pagi."
    receipt = api.filed(
        reporter={"name": "Sari Contoh", "email": address},
        agency_id=schools,
        title="Pagar sekolah miring",
        body=fence,
    )
    (mail,) = api.mails(address)
    assert "Sari" not in mail
    page = open_page(link_in(mail))
    expect(page.get_by_role("heading", level=1)).to_have_text("Apakah ini laporan Anda?")
    expect(page.locator("#id")).to_have_text(receipt["id"])
    page.get_by_role("button", name=button).click()
    expect(page.locator("#note")).to_contain_text(said)
    onwards = page.get_by_role("link", name="Lacak laporan ini")
    expect(onwards).to_have_count(mails - 1)
    if mails == 2:
        expect(onwards).to_have_attribute("href", f"track?id={receipt['id']}")
    api.act("liaison", receipt, "start")
    told = api.mails(address)
    assert len(told) == mails
    assert any("Halo Sari Contoh," in one for one in told) is (mails == 2)


def test_in_english_and_with_half_a_link(open_page: OpenPage) -> None:
    page = open_page("contact?id=LP-7K3M-9QXD-2VTA-C", english=True, width=1280)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this your report?")
    expect(page.locator("#note")).to_contain_text("This link is not complete.")
    expect(page.locator("#answer")).to_be_hidden()
    assert troubles(page) == []


def test_a_wrong_link_changes_nothing_and_says_so(open_page: OpenPage) -> None:
    page = open_page(f"contact?id=LP-7K3M-9QXD-2VTA-C#{'0' * 64}")
    assert troubles(page) == []
    page.get_by_role("button", name="Bukan saya").click()
    expect(page.locator("#note[data-kind=bad]")).to_be_visible()
