"""Two matters in one complaint, and two agencies at one case, on the pages."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import fill_in, go, look_up, open_case, receipt_on, sign_in, take, troubles

ROAD = "Jalan kabupaten di depan rumah kami berlubang parah, aspalnya rusak, motor sering jatuh."
CLINIC = (
    "Puskesmas di kelurahan kami sering tutup, dokternya jarang datang, obat habis, antre lama."
)
BOTH = f"{ROAD}\n\nSelain itu, {CLINIC[0].lower()}{CLINIC[1:]}"


def look(page: Page, name: str) -> None:
    """Keep a picture for a person to look at, where one asks for it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_two_matters_from_the_advice_to_two_reports(
    open_page: OpenPage, api: Api, width: int
) -> None:
    page = open_page(width=width)
    fill_in(page, body=BOTH, title="Dua keluhan warga")
    go(page, "story")
    advice = page.locator("#two-matters")
    expect(advice).to_contain_text("dua laporan")
    look(page, f"file-{width}")
    go(page, "check")
    page.locator("#send").click()
    receipt = receipt_on(page)
    api.settle()

    desk = open_page("officer", width=width)
    sign_in(desk, api.user("national_admin"))
    desk.goto(f"{desk.url.split('#')[0]}#{receipt['id']}")
    matters = desk.locator("#matters")
    expect(matters).to_contain_text("obat habis")
    look(desk, f"desk-{width}")
    matters.get_by_role("button").nth(1).click()
    form = desk.locator("form[data-action=split]")
    expect(form.locator("[name=text]")).to_have_value(BOTH.split("\n\n")[1])
    look(desk, f"split-{width}")
    form.get_by_role("button", name="Pecah menjadi dua laporan").click()
    desk.locator("dialog[open] [value=go]").click()
    expect(desk.locator(".other-matter")).to_contain_text("Hal lain dari laporan ini")
    expect(matters).to_have_count(0)
    look(desk, f"after-split-{width}")
    assert troubles(desk) == []

    (second,) = api.case(receipt)["split_into"]
    mine = open_page("track", width=width)
    look_up(mine, receipt)
    expect(mine.locator(".other-matter a")).to_have_text(second)
    expect(mine.locator(".timeline")).to_contain_text(second)
    look(mine, f"track-{width}")
    mine.locator(".other-matter a").click()
    expect(mine.locator(".number")).to_have_text(second)
    expect(mine.locator("#reply")).to_be_visible()
    other = open_page("track", width=width, english=True)
    look_up(other, {"id": second, "secret": receipt["secret"]})
    expect(other.locator(".other-matter")).to_contain_text("The second matter of report")
    expect(other.locator(".timeline")).to_contain_text(f"Split from report {receipt['id']}")
    look(other, f"track-second-{width}")
    assert troubles(other) == []


def test_one_matter_is_given_no_advice(open_page: OpenPage) -> None:
    page = open_page()
    with page.expect_response(lambda answer: "v1/similar" in answer.url):
        fill_in(page)
    expect(page.locator("#two-matters")).to_have_text("")


@pytest.mark.parametrize("width", [390, 1280])
def test_another_agency_is_asked_and_contributes(open_page: OpenPage, api: Api, width: int) -> None:
    holder = api.user("liaison")
    receipt = api.held_by(holder["agency_id"])
    asked = next(u for u in api._users if u["agency_id"] == "provinsi-jawa-timur")
    page = open_page("officer", width=width)
    sign_in(page, holder)
    page.goto(f"{page.url.split('#')[0]}#{receipt['id']}")
    page.locator("#case-title").wait_for()
    take(page, "ask_contribution")
    form = page.locator("form[data-action=ask_contribution]")
    form.locator("[name=agency_id]").fill("Provinsi Jawa Timur")
    page.get_by_role("option", name=re.compile("^Pemerintah Provinsi Jawa Timur")).first.click()
    form.locator("[name=question]").fill("Kapan dana perbaikan atap dikirim?")
    look(page, f"ask-{width}")
    form.get_by_role("button", name="Minta masukan instansi lain").click()
    owed = page.locator("#contributions")
    expect(owed).to_contain_text("Kapan dana perbaikan atap dikirim?")
    look(page, f"asked-{width}")
    assert troubles(page) == []

    theirs = open_page("officer", width=width)
    sign_in(theirs, asked)
    theirs.locator("#narrow > summary").click()
    theirs.locator("#asked").check()
    theirs.locator("#narrow-done").click()
    open_case(theirs, receipt["id"])
    expect(theirs.locator("#contributions")).to_contain_text("Kapan dana")
    take(theirs, "contribute")
    text = theirs.locator("form[data-action=contribute] textarea")
    text.fill("Dananya dikirim pekan lalu.")
    look(theirs, f"contribute-{width}")
    theirs.get_by_role("button", name="Kirim masukan ke penanggung jawab").click()
    theirs.locator("#note:not(:empty)").wait_for()
    look(theirs, f"contributed-{width}")

    page.reload()
    expect(page.locator(".timeline")).to_contain_text("Dananya dikirim pekan lalu.")
    expect(page.locator(".timeline")).to_contain_text("Masukan dari Pemerintah Provinsi Jawa Timur")
    look(page, f"holder-{width}")
