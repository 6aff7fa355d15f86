"""Two matters in one complaint, as it is written."""

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import fill_in, go

ROAD = "Jalan kabupaten di depan rumah kami berlubang parah, aspalnya rusak, motor sering jatuh."
CLINIC = (
    "Puskesmas di kelurahan kami sering tutup, dokternya jarang datang, obat habis, antre lama."
)
BOTH = f"{ROAD}\n\nSelain itu, {CLINIC[0].lower()}{CLINIC[1:]}"


def look(page: Page, name: str) -> None:
    """Keep a picture for a person to look at, where one asks for it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_who_writes_of_two_matters_is_advised_to_file_two_reports(open_page: OpenPage) -> None:
    page = open_page()
    with page.expect_response(lambda answer: "v1/similar" in answer.url):
        fill_in(page, body=BOTH, title="Dua keluhan warga")
    go(page, "story")
    advice = page.locator("#two-matters")
    expect(advice).to_contain_text("dua laporan")
    with page.expect_response(lambda answer: "v1/similar" in answer.url):
        page.locator("#body").fill(ROAD)
        page.locator("#title").focus()
    expect(advice).to_have_text("")
