"""What a reporter keeps: codes that cameras read, a file, and what the pages do with them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.qr import scanned
from tests.browser.steps import fill_in, look_up, receipt_on, troubles


def saved(page: Page, button: str) -> str:
    """The file that a button saves."""
    with page.expect_download() as download:
        page.locator(button).click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def pictured(page: Page, name: str) -> None:
    folder = Path(".local/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("english", "width"), [(False, 390), (True, 1280)])
def test_a_receipt_has_codes_that_a_camera_reads_and_is_saved_as_one_file(
    open_page: OpenPage, portal: str, api: Api, english: bool, width: int
) -> None:
    page = open_page(english=english, width=width)
    fill_in(page)
    page.locator("#send").click()
    receipt = receipt_on(page)
    link, signed = scanned(page.locator("#qr-open svg")), scanned(page.locator("#qr-signed svg"))
    pictured(page, f"receipt-{width}")
    assert link == f"{portal}track#{receipt['id']}.{receipt['secret']}"
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", signed)
    file = saved(page, "#receipt-save")
    for part in (receipt["id"], receipt["secret"], signed, "Lampu di depan pasar padam", link):
        assert part in file
    assert "<script" not in file
    assert "src=" not in file
    assert troubles(page) == []

    other = open_page(link.removeprefix(portal))
    other.locator("#reply").wait_for()  # only for the reporter
    assert other.url == f"{portal}track#{receipt['id']}"


def test_the_receipt_is_kept_again_from_the_page_that_follows_the_report(
    open_page: OpenPage, portal: str, api: Api
) -> None:
    receipt = api.filed()
    page = open_page("track", english=True)
    look_up(page, receipt)
    page.locator("#keep summary").click()
    page.locator("#keep-save").wait_for()
    pictured(page, "keep-390")
    assert scanned(page.locator("#qr-open svg")).endswith(f"#{receipt['id']}.{receipt['secret']}")
    assert scanned(page.locator("#qr-signed svg")).count(".") == 2
    file = saved(page, "#keep-save")
    assert "Signed receipt" in file
    assert receipt["secret"] in file
    assert troubles(page) == []


def test_a_file_is_saved_also_while_nothing_is_signed(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed()
    page = open_page("track")
    page.route("**/receipt", lambda route: route.abort())
    look_up(page, receipt)
    page.locator("#keep summary").click()
    expect(page.locator("#keep")).to_contain_text("belum bisa diambil")
    expect(page.locator("#qr-signed")).to_have_count(0)
    assert receipt["secret"] in saved(page, "#keep-save")


def test_others_are_offered_no_receipt(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed()
    page = open_page(f"track#{receipt['id']}")
    page.locator("#case-title, #lookup-note").first.wait_for()
    expect(page.locator("#keep")).to_have_count(0)


def test_a_part_that_did_not_load_is_told_and_loaded_when_it_is_opened_again(
    open_page: OpenPage, api: Api
) -> None:
    page = open_page("track")
    look_up(page, api.filed())
    page.route("**/static/*/qr.js", lambda route: route.abort())
    summary = page.locator("#keep summary")
    summary.click()
    expect(page.locator("#keep .note")).to_contain_text("Tidak tersambung")
    page.unroute("**/static/*/qr.js")
    summary.click()
    summary.click()
    page.locator("#keep-save").wait_for()
    expect(page.locator("#keep > .note")).to_have_text("")


def test_a_receipt_is_saved_once_the_network_is_back(open_page: OpenPage) -> None:
    page = open_page()
    fill_in(page)
    page.route("**/static/*/keep.js", lambda route: route.abort())
    page.locator("#send").click()
    receipt = receipt_on(page)
    expect(page.locator("#receipt-note")).to_contain_text("Tidak tersambung")
    page.unroute("**/static/*/keep.js")
    assert receipt["secret"] in saved(page, "#receipt-save")
    expect(page.locator("#qr-signed")).to_have_count(1)


def test_a_report_is_remembered_where_its_reporter_asks_for_it_and_forgotten_at_once(
    open_page: OpenPage, portal: str, api: Api
) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fill_in(page, title="Lampu taman padam sejak Senin")
    page.locator("#send").click()
    receipt = receipt_on(page)
    left: list[str] = []
    page.on("dialog", lambda dialog: (left.append(dialog.type), dialog.accept()))
    page.reload()
    assert left == ["beforeunload"]  # nothing was kept: one is asked
    expect(page.locator("#receipt-id")).to_have_text(receipt["id"])
    page.locator("#receipt-copy").click()
    expect(page.locator("#receipt-note")).to_contain_text("tersalin")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert receipt["id"] in copied
    assert receipt["secret"] in copied
    page.locator("#remember input").check()
    page.goto(f"{portal}track")
    assert left == ["beforeunload"]

    page.context.new_page().goto(f"{portal}track")
    page = page.context.pages[-1]  # a tab that has no code of its own
    expect(page.locator("#remembered")).to_contain_text(receipt["id"])
    assert troubles(page) == []
    page.locator("#remembered a").click()
    expect(page.locator("#reply .label")).to_have_text("Tambah keterangan")
    expect(page).to_have_title("Laporan Anda · LAPOR")
    expect(page.locator(".standing")).to_contain_text("hari")
    page.get_by_role("button", name="Lupakan di perangkat ini").click()
    expect(page.locator("#remembered")).to_be_hidden()
    assert page.evaluate("() => localStorage.getItem('lapor.remembered')") is None

    receipt = api.filed(confidential=True)
    look_up(page, receipt)
    expect(page.locator("#reply")).to_be_visible()
    expect(page.locator("#remember")).to_have_count(0)
