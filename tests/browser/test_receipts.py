"""What a reporter keeps later, and while a part of the page or the network is missing."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.qr import scanned
from tests.browser.steps import Screen, fill_in, look_up, receipt_on, saved, troubles


def pictured(page: Page, name: str) -> None:
    folder = Path(".local/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


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
    expect(page.locator("#qr-signed")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # on paper it is
    assert scanned(page.locator("#qr-signed svg")).count(".") == 2
    file = saved(page.locator("#keep-save"))
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
    assert receipt["secret"] in saved(page.locator("#keep-save"))


def test_others_are_offered_no_receipt(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed()
    page = open_page(f"track#{receipt['id']}")
    page.locator("#case-title:visible, #lookup-note:visible").first.wait_for()
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
    page.route("**/static/*/receiptcopy.js", lambda route: route.abort())
    page.locator("#send").click()
    receipt = receipt_on(page)
    expect(page.locator("#receipt-note")).to_contain_text("Tidak tersambung")
    page.unroute("**/static/*/receiptcopy.js")
    assert receipt["secret"] in saved(page.locator("#receipt-save"))
    expect(page.locator("#qr-signed")).to_have_count(1)


def test_a_receipt_says_who_handles_the_report_once_somebody_does(
    opened: OpenPage, screen: Screen
) -> None:
    page, says = opened(), screen.says
    found: dict[str, Any] = {"status": "received", "agency": None}
    page.route("**/v1/complaints/LP-*", lambda route: answered(route, found))
    page.clock.install()
    fill_in(page)
    page.locator("#send").click()
    receipt_on(page)
    holder, promises = page.locator("#receipt-holder"), page.locator("#receipt-promises li")
    expect(holder).to_contain_text(says("sedang dicari", "We are looking for"))
    expect(promises).to_have_count(4)

    # After a minute the page looks no more, and says where it is seen.
    while says("masih dicari", "still looking") not in holder.inner_text():
        page.clock.fast_forward("00:30")
    expect(holder).to_contain_text(page.locator("#receipt-track").inner_text())

    found |= {"status": "triage"}
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(holder).to_have_text(
        says("Petugas nasional memilih instansi", "The national desk chooses the agency")
        + says(" yang menangani.", " that handles it.")
    )
    expect(promises).to_have_count(4)

    found |= {"status": "routed", "agency": {"id": "dinas-contoh", "name": "Dinas Contoh"}}
    page.reload()
    expect(holder).to_have_text(
        says("Laporan Anda sudah diteruskan ke", "Your report has been passed on to")
        + " Dinas Contoh."
    )
    expect(promises).to_have_count(3)
    expect(page.locator("#qr-signed")).to_have_count(1)
    assert "Dinas Contoh" in saved(page.locator("#receipt-save"))
    assert troubles(page) == []


def answered(route: Route, found: dict[str, Any]) -> None:
    """Give the page the view of a report with this in it."""
    route.fulfill(json=route.fetch().json() | found)
