"""The local mailbox: what a mail says is read on a phone, and its links open."""

from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE
from tests.browser.steps import SIDEWAYS
from tests.local.conftest import Deployed


def test_links_of_a_mail_open_beside_the_mailbox(
    browser: Browser, portal: str, deployed: Deployed, stack: dict[str, Any]
) -> None:
    subject, link = "Kabar untuk pembaca kotak surat", f"{portal}track?{'panjang' * 20}"
    html = f'<html><head></head><body><p><a href="{link}">Buka</a></p></body></html>'
    deployed.aws("ses").send_email(
        Source="no-reply@lapor.example",
        Destination={"ToAddresses": ["pembaca@example.org"]},
        Message={
            "Subject": {"Data": subject},
            "Body": {"Text": {"Data": f"Buka <b> {link}."}, "Html": {"Data": html}},
        },
    )
    deployed.settle()
    context = browser.new_context(viewport={"width": 390, "height": 844})
    try:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(stack["mailbox_url"])
        page.get_by_role("link", name=subject).click()
        expect(page.locator("pre")).to_contain_text("<b>")
        expect(page.locator("pre a")).to_have_attribute("href", link)
        assert page.evaluate(SIDEWAYS) == []
        with page.expect_popup() as opened:
            page.frame_locator("iframe").get_by_role("link", name="Buka").click()
        expect(opened.value).to_have_url(link)
        expect(opened.value.locator("h1")).to_be_visible()
    finally:
        context.close()
